"""Headers, letters, lists and messages whose names no list has: how much of each kind is found.

Written by the hand that wrote the rules, names and all: they show that a form stays covered, and
are no measure of unseen texts.
"""

from __future__ import annotations

from collections import Counter

import pytest
from marked_texts import FOLDER, LANGUAGES, MarkedText, marked_text

from huizhen.core.preparation.masking.span import IdentifierSpan
from huizhen.core.preparation.masking.spans import identifier_spans
from huizhen.core.records.known_identifiers import KnownIdentifiers

UNKNOWN = KnownIdentifiers()
TOWNS = ("institution", "place")
LEAST = {
    "name": 0.94, "name_relative": 0.9, "name_staff": 0.96, "birth_date": 0.93, "id": 0.93,
    "address": 0.85, "phone": 0.96, "email": 1.0,
}  # fmt: skip
MOST_BESIDES = 0.02


def forms_of(language: str) -> list[MarkedText]:
    content = (FOLDER / f"forms_{language}.txt").read_text(encoding="utf-8")
    said = language if language in LANGUAGES else ""
    return [marked_text(source.strip("\n"), said) for source in content.split("----\n")]


def texts() -> list[MarkedText]:
    return [marked for language in (*LANGUAGES, "other") for marked in forms_of(language)]


def spans_of(marked: MarkedText) -> tuple[IdentifierSpan, ...]:
    return identifier_spans(marked.text, marked.language, UNKNOWN)


def test_each_kind_is_found_where_no_list_has_it() -> None:
    found: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for marked in texts():
        covered = {at for span in spans_of(marked) for at in range(span.start, span.end)}
        for gold in marked.gold:
            whole[gold.kind] += 1
            found[gold.kind] += all(
                at in covered or not marked.text[at].isalnum() for at in range(gold.start, gold.end)
            )
    shares = {kind: found[kind] / whole[kind] for kind in LEAST}
    assert {kind: share for kind, share in shares.items() if share < LEAST[kind]} == {}


def test_little_else_is_masked() -> None:
    besides = letters = 0
    for marked in texts():
        gold = {at for one in marked.gold for at in range(one.start, one.end)}
        letters += sum(map(str.isalnum, marked.text))
        besides += sum(
            marked.text[at].isalnum() and at not in gold
            for span in spans_of(marked)
            if span.kind not in TOWNS
            for at in range(span.start, span.end)
        )
    assert besides < MOST_BESIDES * letters


ROWS = (FOLDER / "forms_none.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[:14])
def test_signs_drugs_codes_and_criteria_stay(row: str) -> None:
    language, text = row[:2], row[3:]
    spans = identifier_spans(text, language, UNKNOWN)
    assert [text[span.start : span.end] for span in spans] == []
