"""Years of editions, findings of images and names of departments are no facts of their own."""

from __future__ import annotations

import pytest
from prose_bench import extraction, facts

YEARS = [
    ("PET-CT: Deauville score 5 (Lugano 2014).", []),
    ("Stage IV (AJCC 2017), diagnosed in 2021.", ["2021"]),
    ("Per NCCN guidelines 2023 and the WHO classification 2021.", []),
    ("Behandlung nach S3-Leitlinie 2018.", []),
    ("Radiotherapy in 2014 (Lugano).", ["2014"]),
    ("Cholecystectomy 1998.", ["1998"]),
]


@pytest.mark.parametrize(("text", "expected"), YEARS)
def test_the_year_of_an_edition_is_no_date(text: str, expected: list[str]) -> None:
    assert [date.value for date in extraction(text).dates] == expected


def test_what_an_image_shows_is_its_finding_unless_the_impression_names_it() -> None:
    shown = "FINDINGS:\nKidneys: 2 cm simple cyst in the left kidney."
    assert facts(shown, category="diagnosis") == []
    named = "IMPRESSION:\n1. Hepatocellular carcinoma in segment VII, 3 cm."
    assert [fact.text for fact in facts(named, category="diagnosis")] == [
        "Hepatocellular carcinoma"
    ]


def test_the_name_of_a_department_is_no_complaint() -> None:
    assert facts("Northfield Spine Clinic, Interventional Pain Medicine", type_="Condition") == []
