"""Rows of results and reference ranges are no dates of birth, in any language."""

from __future__ import annotations

import pytest

from huizhen.core.preparation.masking.spans import identifier_spans
from huizhen.core.records.known_identifiers import KnownIdentifiers

ROWS = (
    "Albumin | g/L | 35 – 52 | 38 | 37 | 34 | 37",
    "白蛋白 | g/L | 35 – 52 | 38 | 37 | 34 | 37",
    "肌酐 | µmol/L | 44.2–79.6 | 61 | 58",
    "ALT 12 - 10 - 45 U/L",
    "Hb 12 | 11 | 98",
    "GOT\t35\t12\t1968",
)


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "ru", "zh", ""])
@pytest.mark.parametrize("row", ROWS)
def test_a_row_of_results_holds_no_date_of_birth(row: str, language: str) -> None:
    found = identifier_spans(row, language, KnownIdentifiers())
    assert [row[one.start : one.end] for one in found if one.kind == "birth_date"] == []


@pytest.mark.parametrize("date", ["12.03.1961", "12.3.61", "12 Mar 61", "1961-03-12"])
def test_a_date_of_long_ago_beside_a_name_still_is_one(date: str) -> None:
    text = f"Whitlow, Harriet D   {date}   F"
    found = identifier_spans(text, "en", KnownIdentifiers())
    assert date in [text[one.start : one.end] for one in found if one.kind == "birth_date"]
