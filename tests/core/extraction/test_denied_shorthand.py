"""Letters that stand for a complaint where they are denied, and for something else elsewhere."""

from __future__ import annotations

import pytest
from prose_bench import facts

DENIED = [
    ("No LAP, HSM or JVD.", {"Lymphadenopathy", "Hepatosplenomegaly", "Jugular venous distension"}),
    ("Denies CP/SOB, HA.", {"Chest pain", "Shortness of breath", "Headache"}),
    ("Ext: no c/c/e.", {"Cyanosis", "Clubbing", "Edema"}),
    ("RRR no m/r/g.", {"Heart murmur", "Pericardial rub", "Gallop"}),
    ("F/C (-).", {"Fever", "Chills"}),
    ("N/V: neg.", {"Nausea", "Vomiting"}),
    ("Back: no CVAT, no TTP.", {"Costovertebral angle tenderness", "Tenderness"}),
]


@pytest.mark.parametrize(("text", "concepts"), DENIED)
def test_what_is_denied_in_letters(text: str, concepts: set[str]) -> None:
    found = facts(text, category="symptom")
    assert {fact.concept for fact in found} == concepts
    assert {fact.certainty for fact in found} == {"negated"}


@pytest.mark.parametrize(
    "text",
    [
        "Child-Pugh CP A6.",
        "HA patent, no HA stenosis.",
        "No C diff.",
        "No N stage was given.",
        "Call if no HA relief",
        "no fever but CP on exertion",
    ],
)
def test_letters_that_nothing_denies_are_left_alone(text: str) -> None:
    concepts = {fact.concept for fact in facts(text, type_="Condition")}
    assert not concepts & {"Chest pain", "Headache", "Chills", "Nausea"}


def test_a_list_of_many_items_takes_linear_time() -> None:
    text = "Denies " + "x, " * 4000 + "CP."
    assert not facts(text, category="symptom")


def test_a_short_word_of_denial_opens_its_part_or_says_it_of_something_else() -> None:
    found = {fact.text: fact.certainty for fact in facts("Neg edema. HER2 neg breast cancer.")}
    assert found["edema"] == "negated"
    assert found["breast cancer"] == "affirmed"
