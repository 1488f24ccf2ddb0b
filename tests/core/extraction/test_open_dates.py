"""A date whose day and month cannot be told apart is a fact with both readings."""

from __future__ import annotations

import pytest
from prose_bench import facts

from huizhen.core.extraction.open_dates import CATEGORY, readings_of


def test_a_date_that_can_be_read_in_two_ways_stands_with_its_sentence() -> None:
    (found,) = facts("No fever. Laparoscopy was done on 04/02/2026; clean.", "en", CATEGORY)
    assert (found.text, found.value) == ("04/02/2026", "2026-02-04 / 2026-04-02")
    assert found.doubts == ("ambiguous_date",)
    assert found.date is None
    quote = found.evidence[0].quote  # type: ignore[union-attr]
    assert quote.startswith("Laparoscopy was done on 04/02/2026")
    assert "fever" not in quote


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Laparoscopy on 14/02/2026."),
        ("en", "Laparoscopy on 04/04/2026."),
        ("en", "CT on 25/01/2026, laparoscopy on 04/02/2026."),
        ("de", "Laparoskopie am 04/02/2026."),
        ("en", "Name: Jane Sample   DOB: 03/04/1960"),
    ],
)
def test_a_date_of_one_reading_or_a_birth_date_is_none(language: str, text: str) -> None:
    assert not facts(text, language, CATEGORY)


def test_readings_are_real_days() -> None:
    assert readings_of("03/04/26") == ("2026-04-03", "2026-03-04")
    assert readings_of("03/2026") == ()
    assert readings_of("13/02/2026") == ()
