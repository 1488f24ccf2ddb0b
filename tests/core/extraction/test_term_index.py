"""Phrases in running text: the longest one, in any script, across line breaks but not clauses."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sizes
from huizhen.core.language.term_index import TermIndex, word_key

PHRASES = [
    "heart failure", "chronic heart failure", "failure", "leukaemia", "café au lait", "Größe",
    "PT", "non-small cell", "肝癌", "肝癌根治术", "lymph node metastasis", "biopsy",
    "метастаз", "печёночная недостаточность", "tumor", "ascite",
]  # fmt: skip
INDEX = TermIndex(((phrase, phrase) for phrase in PHRASES), plural=True)

FOUND = [
    ("She has chronic heart failure.", ["chronic heart failure"]),
    ("HEART FAILURE", ["heart failure"]),
    ("heart\nfailure", ["heart failure"]),
    ("heart-failure", ["heart failure"]),
    ("heart\n\nfailure", ["failure"]),
    ("heart. Failure", ["failure"]),
    ("heart, failure", ["failure"]),
    ("heartfailure", []),
    ("failures", ["failure"]),
    ("leukemia and leukaemia", ["leukaemia", "leukaemia"]),
    ("cafe au lait", ["café au lait"]),
    ("GRÖSSE", ["Größe"]),
    ("PT 12 s, pt is well", ["PT"]),
    ("non small cell", ["non-small cell"]),
    ("行肝癌根治术后", ["肝癌根治术"]),
    ("诊断肝癌。", ["肝癌"]),
    ("lymph node metastases", ["lymph node metastasis"]),
    ("biopsies", ["biopsy"]),
    ("метастазы и метастазов", ["метастаз", "метастаз"]),
    ("печёночной недостаточности", ["печёночная недостаточность"]),
    ("Tumours", ["tumor"]),
    ("l'insuffisance, d’ascite", ["ascite"]),
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_the_longest_phrase_of_each_place_is_found(text: str, expected: list[str]) -> None:
    assert [match.payload for match in INDEX.matches(text)] == expected


def test_the_first_entry_of_a_phrase_wins() -> None:
    index = TermIndex([("Fieber", 1), ("fieber", 2)])
    assert [match.payload for match in index.matches("FIEBER")] == [1]


def test_a_part_of_the_text_can_be_searched() -> None:
    text = "biopsy, then failure"
    assert [m.payload for m in INDEX.matches(text, 8)] == ["failure"]
    assert [m.payload for m in INDEX.matches(text, 0, 6)] == ["biopsy"]


@pytest.mark.parametrize("phrase", ["", "-", " . "])
def test_a_phrase_without_words_is_no_entry(phrase: str) -> None:
    assert len(TermIndex([(phrase, 1)])) == 0


@settings(max_examples=sizes.count(150, 1_000, 10_000), deadline=None)
@given(st.lists(st.sampled_from([*PHRASES, "x", "und", ".", "的", "\n"]), max_size=12))
def test_matches_are_the_phrases_at_their_offsets(parts: list[str]) -> None:
    text = " ".join(parts)
    last = 0
    for match in INDEX.matches(text):
        assert last <= match.start < match.end <= len(text)
        last = match.end
        words = text[match.start : match.end].replace("-", " ").split()
        assert [word_key(w) for w in words] == [
            word_key(w) for w in match.payload.replace("-", " ").split()
        ]
