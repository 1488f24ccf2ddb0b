"""Dates stay partial, facts have keys, the same fact merges, opposed facts contradict."""

from __future__ import annotations

import pytest
from facts import fact, lab
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from huizhen.core.records.dates import PartialDate, parse_partial_date
from huizhen.core.records.fact import Coding, Fact
from huizhen.core.records.inventory import InventoryEntry, inventory_csv, shown, spreadsheet_safe
from huizhen.core.records.merge import merge_facts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025", "2025"),
        ("2025-11", "2025-11"),
        ("2025-11-03", "2025-11-03"),
        ("2025-11-03T08:15:00+02:00", "2025-11-03"),
        ("202511", "2025-11"),
        ("20251103", "2025-11-03"),
        ("20251103081500-0500", "2025-11-03"),
    ],
)
def test_dates_keep_the_precision_that_they_were_written_with(text: str, expected: str) -> None:
    assert str(parse_partial_date(text)) == expected


@pytest.mark.parametrize(
    "text", ["", "03/04/2025", "2025-13", "2025-02-30", "20250230", "0000", "x"]
)
def test_what_is_no_date_gives_none(text: str) -> None:
    assert parse_partial_date(text) is None


@given(st.dates())
def test_full_dates_survive_a_round_trip(day: object) -> None:
    assert str(parse_partial_date(str(day))) == str(day)


def test_a_year_contains_its_days_but_not_the_other_way_round() -> None:
    year, day = PartialDate(year=2025), PartialDate(year=2025, month=3, day=1)
    assert year.contains(day)
    assert not day.contains(year)


def test_a_fact_without_evidence_cannot_be_made() -> None:
    with pytest.raises(ValidationError):
        Fact(fact_key="x", type="Condition", text="nothing stands behind it", evidence=())


def test_the_same_result_from_two_sources_is_one_fact_with_two_places() -> None:
    one = lab("Albumin", "38", "g/L", "1751-7", date="2026-04-28")
    two = lab("ALBUMIN", "38.0", "g/L", "1751-7", date="2026-04-28", source="b" * 64)
    merged = merge_facts([one, two])
    assert len(merged.facts) == 1
    assert {place.page_id[0] for place in merged.facts[0].evidence} == {"a", "b"}  # type: ignore[union-attr]
    assert not merged.contradictions


def test_one_fact_of_two_codes_keeps_both() -> None:
    codes = [
        Coding(system="http://snomed.info/sct", code=code) for code in ("64109004", "203523006")
    ]
    same = [
        fact("Condition", text="Costochondritis", date=parse_partial_date("2012-08-15")).model_copy(
            update={"code": code, "codings": (code,)}
        )
        for code in codes
    ]
    (united,) = merge_facts(same).facts
    assert united.code == codes[0]
    assert united.codings == tuple(codes)


def test_another_value_of_one_specimen_date_is_a_contradiction_and_both_stay() -> None:
    one = lab("Albumin", "38", "g/L", "1751-7", date="2026-04-28")
    two = lab("Albumin", "28", "g/L", "1751-7", date="2026-04-28", source="b" * 64)
    merged = merge_facts([one, two])
    assert [one.value for one in merged.facts] == ["38", "28"]
    assert [item.label for item in merged.contradictions] == ["Albumin"]


def test_two_values_of_one_day_at_different_times_are_two_results() -> None:
    one = lab("Glucose", "5.1", "mmol/L", date="2026-04-28", time="08:00")
    two = lab("Glucose", "9.4", "mmol/L", date="2026-04-28", time="14:00")
    assert not merge_facts([one, two]).contradictions


def test_affirming_and_denying_the_same_allergy_contradicts_even_without_a_date() -> None:
    yes = fact("AllergyIntolerance", "Penicillin")
    no = fact("AllergyIntolerance", "Penicillin", certainty="negated", source="b" * 64)
    assert len(merge_facts([yes, no]).contradictions) == 1


def test_a_withdrawn_entry_does_not_contradict() -> None:
    now = lab("Albumin", "38", "g/L", date="2026-04-28")
    withdrawn = lab("Albumin", "83", "g/L", date="2026-04-28", record_status="withdrawn")
    merged = merge_facts([now, withdrawn])
    assert len(merged.facts) == 2
    assert not merged.contradictions


def test_file_names_cannot_become_formulas_or_turn_the_text_around() -> None:
    assert spreadsheet_safe("=cmd|' /C calc'!A0.csv").startswith("'=")
    assert "\u202e" not in shown("gnp.\u202eexe")
    entry = InventoryEntry(path="+1.pdf\u202e", source_id="", kind="pdf", status="read")
    table = inventory_csv([entry]).decode("utf-8-sig")
    assert "'+1.pdf\\u202e" in table
