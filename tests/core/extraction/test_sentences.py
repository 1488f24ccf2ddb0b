"""Sentences of letters and reports: wrapped lines go on, list items and table rows stand alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prose_bench import prose

import sizes
from huizhen.core.extraction.sentences import line_spans, sentence_spans

SENTENCES = [
    ("No fever. She has cough.", ["No fever.", "She has cough."]),
    ("Seen by Dr. Sample today. He agrees.", ["Seen by Dr. Sample today.", "He agrees."]),
    ("Z.n. Appendektomie. Kein Fieber.", ["Z.n. Appendektomie.", "Kein Fieber."]),
    ("Am 12. März 2025 Aufnahme. Gut.", ["Am 12. März 2025 Aufnahme.", "Gut."]),
    ("Size 2.5 cm. Stable.", ["Size 2.5 cm.", "Stable."]),
    ("Aspirin 100 mg p.o. daily. Stop.", ["Aspirin 100 mg p.o. daily.", "Stop."]),
    ("无发热。有咳嗽;无胸痛。", ["无发热。", "有咳嗽;无胸痛。"]),
    ("无发热；有咳嗽。", ["无发热；", "有咳嗽。"]),
    ("Is it cancer? No! Good.", ["Is it cancer?", "No!", "Good."]),
    ('He said "no." She left.', ['He said "no."', "She left."]),
    ("- no fever\n- cough", ["- no fever", "- cough"]),
    ("1. Hepatitis B\n2. Diabetes", ["1. Hepatitis B", "2. Diabetes"]),
    ("ALT   45   U/L\nAST   30   U/L", ["ALT   45   U/L", "AST   30   U/L"]),
    ("ALT\t45\nAST\t30", ["ALT\t45", "AST\t30"]),
    ("No ascites\n\nThere is a mass", ["No ascites", "There is a mass"]),
    ("Ascites: none\nSpleen: normal", ["Ascites: none", "Spleen: normal"]),
    (
        "There is no evidence of recurrent or metastatic disease in\nthe liver or the lungs.",
        ["There is no evidence of recurrent or metastatic disease in\nthe liver or the lungs."],
    ),
    ("Осмотр 12.03.2025 г. проведён. Жалоб нет.", ["Осмотр 12.03.2025 г. проведён.", "Жалоб нет."]),
    ("", []),
    (" \n \n", []),
]


def sentences(text: str, language: str = "en") -> list[str]:
    """The sentences as the finders get them."""
    return [text[span.start : span.end] for span in prose(text, language).sentences]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_a_text_has_its_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_blank_line_ends_the_reach_of_a_denial() -> None:
    text = "No ascites\n\nPleural effusion on the left"
    place = text.index("Pleural")
    assert prose(text).context(place, place + 16).certainty == "affirmed"


@pytest.mark.sized
@settings(max_examples=sizes.count(150, 1_000, 10_000), deadline=None)
@given(st.text(alphabet="aB. :;-\n\t1。й中?|", max_size=120))
def test_every_character_that_shows_lies_in_one_sentence(text: str) -> None:
    spans = sentence_spans(text, frozenset(("dr",)))
    covered = [place for start, end in spans for place in range(start, end)]
    assert len(covered) == len(set(covered))
    assert covered == sorted(covered)
    shown = {place for place, char in enumerate(text) if not char.isspace()}
    assert shown <= set(covered)


@pytest.mark.sized
@settings(max_examples=sizes.count(100, 500, 5_000), deadline=None)
@given(st.text(max_size=80))
def test_lines_join_to_the_text(text: str) -> None:
    assert "\n".join(text[s:e] for s, e in line_spans(text)) == text
