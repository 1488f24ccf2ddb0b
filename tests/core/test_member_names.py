"""Member names are harmless whatever the archive says."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huizhen.core.reading.names import MemberNames, clean_member_name, is_unsafe_name

pieces = st.sampled_from(
    ["..", ".", "", "/", "\\", "C:", "a", "\u202e", "\x00", "\n", "é", "e\u0301", "王", ".txt", " "]
)


@given(st.one_of(st.text(), st.lists(pieces).map("".join)))
def test_a_clean_name_is_relative_visible_bounded_and_stable(name: str) -> None:
    cleaned = clean_member_name(name)
    assert cleaned
    assert len(cleaned) <= 400
    assert not is_unsafe_name(cleaned)
    assert not any(part in ("", ".", "..") for part in cleaned.split("/"))
    assert not {unicodedata.category(c) for c in cleaned} & {"Cc", "Cf", "Cs", "Co"}
    assert cleaned == unicodedata.normalize("NFC", cleaned)
    assert clean_member_name(cleaned) == cleaned


@pytest.mark.parametrize(
    ("given_name", "expected"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/tmp/x.pdf", "tmp/x.pdf"),
        ("C:\\Users\\x.pdf", "Users/x.pdf"),
        ("\\\\host\\share\\x", "host/share/x"),
        ("report\u202efdp.exe", "reportfdp.exe"),
        ("a/./b//c", "a/b/c"),
        ("Mu\u0308ller.txt", "Müller.txt"),
        ("", "unnamed"),
        ("...", "unnamed"),
        ("CT/1.2.840.dcm", "CT/1.2.840.dcm"),
    ],
)
def test_names_lose_only_what_is_dangerous(given_name: str, expected: str) -> None:
    assert clean_member_name(given_name) == expected


def test_a_long_name_keeps_its_ending() -> None:
    assert clean_member_name("x" * 5000 + ".pdf").endswith(".pdf")


@given(st.lists(st.sampled_from(["a.txt", "../a.txt", "a (2).txt", "b", "b (2)"]), max_size=30))
def test_no_name_is_given_twice(names: list[str]) -> None:
    given_names = MemberNames()
    cleaned = [given_names.unique(name) for name in names]
    assert len(set(cleaned)) == len(cleaned)
