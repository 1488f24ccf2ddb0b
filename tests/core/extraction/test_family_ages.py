"""At which age a relative fell ill, and what stands in the paragraph but is the patient's own."""

from __future__ import annotations

import pytest
from prose_bench import facts


@pytest.mark.parametrize(
    ("text", "language", "age"),
    [
        ("Family history: mother had colon cancer at age 44.", "en", "age 44"),
        ("Family history: brother with melanoma at 51, healthy since.", "en", "age 51"),
        ("Familienanamnese: Vater Prostatakarzinom mit 71 Jahren.", "de", "age 71"),
        ("Antecedentes familiares: madre con cáncer de mama a los 39 años.", "es", "age 39"),
        ("Family history: mother had colon cancer at 2 sites.", "en", ""),
    ],
)
def test_the_age_at_onset_stands_with_the_disease(text: str, language: str, age: str) -> None:
    read = facts(text, language, type_="FamilyMemberHistory")
    assert [fact.note for fact in read][:1] == [age]


def test_a_habit_behind_a_family_history_is_the_patient_s() -> None:
    read = facts("Family history: mother had a stroke. Non-smoker.\n", category="social-history")
    assert [(fact.concept, fact.value) for fact in read] == [("smoking", "never")]


def test_a_habit_of_a_relative_is_none_of_the_patient() -> None:
    text = "Family history: father was a heavy smoker.\n"
    assert facts(text, category="social-history") == []
