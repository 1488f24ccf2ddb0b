"""Names of different things have different concepts."""

from __future__ import annotations

import pytest
from prose_bench import facts

APART = [
    ("en", "hepatitis B", "Hepatitis B"),
    ("en", "chronic hepatitis B", "Chronic hepatitis B"),
    ("de", "Hepatitis C", "Hepatitis C"),
    ("en", "heart failure", "Heart failure"),
    ("en", "congestive heart failure", "Congestive heart failure"),
    ("de", "Herzinsuffizienz", "Heart failure"),
    ("en", "diverticulosis", "Diverticulosis"),
    ("fr", "diverticulite", "Diverticulitis"),
    ("en", "hematochezia", "Rectal bleeding"),
    ("en", "melena", "Melena"),
    ("en", "tubal ligation", "Tubal ligation"),
    ("en", "vasectomy", "Vasectomy"),
    ("en", "DEXA scan", "Bone density scan"),
    ("en", "bone scan", "Bone scan"),
    ("en", "occupational therapy", "Occupational therapy"),
    ("en", "physical therapy", "Physical therapy"),
    ("en", "epidural steroid injection", "Epidural steroid injection"),
    ("en", "Tylenol PM", "paracetamol and diphenhydramine"),
]


@pytest.mark.parametrize(("language", "name", "concept"), APART)
def test_a_name_has_the_concept_of_its_own_meaning(language: str, name: str, concept: str) -> None:
    found = {fact.concept for fact in facts(f"Had {name} in 2019.", language)}
    assert concept in found
    assert not found - {concept} & {other for _, _, other in APART}
