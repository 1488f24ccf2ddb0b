"""The traps of translation that the clinical content lists (section 6.2) and the dangerous errors
found in open sources: the right rendering passes, the wrong one stops, in both directions."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest
from both_ways import whole_gate

from huizhen.core.language.checks.checker import Checker
from huizhen.core.language.checks.pair import Pair

_FILE = Path(__file__).parent / "traps.tsv"
_ROWS = list(csv.DictReader(_FILE.read_text(encoding="utf-8").splitlines(), delimiter="\t"))


@cache
def checker() -> Checker:
    return whole_gate()


def blocked(source: str, target: str) -> list[str]:
    """Codes of what blocks, from source to target and back."""
    one, other = ("en", "zh-CN") if _is_english(source) else ("zh-CN", "en")
    pairs = (Pair.of(source, target, one, other), Pair.of(target, source, other, one))
    return [
        ",".join(found.code for found in checker()(pair) if found.effect == "block")
        for pair in pairs
    ]


def _is_english(text: str) -> bool:
    return not any("一" <= sign <= "鿿" for sign in text)


@pytest.mark.parametrize("row", _ROWS, ids=[row["trap"] for row in _ROWS])
def test_a_trap_is_seen_and_its_right_rendering_is_not(row: dict[str, str]) -> None:
    assert blocked(row["source"], row["right"]) == ["", ""]
    assert all(blocked(row["source"], row["wrong"]))


def test_the_list_is_whole() -> None:
    """Abbreviations of several senses, each in two of them at least, and every dangerous error."""
    names = {row["trap"] for row in _ROWS}
    several = {"AIS", "MVI", "MM", "BM", "PD", "PE", "PT", "CA", "MR", "ICC", "CR"}
    assert several | {"ih", "1-0-1", "lakh", "tiw", "MTX"} <= {
        *names, *(name.rstrip("0123456789") for name in names),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("german", "chinese", "wrong"),
    [
        ("Leukozyten 10.000/µl", "白细胞10000/μL", "白细胞10/μL"),
        ("1,5 mg täglich", "每日1.5 mg", "每日15 mg"),
    ],
)
def test_marks_of_decimals_and_thousands_are_those_of_the_language(
    german: str, chinese: str, wrong: str
) -> None:
    def numbers(target: str) -> list[str]:
        found = checker()(Pair.of(german, target, "de", "zh-CN"))
        return [one.code for one in found if one.effect == "block" and "number" in one.code]

    assert numbers(chinese) == []
    assert numbers(wrong)
