"""What letters say in passing: orders to stop, shared amounts, worded results, sides of a sign."""

from __future__ import annotations

import pytest
from prose_bench import assessed, facts, measured, quote

DRUGS = [
    ("en", "Stop warfarin five days before surgery.", "warfarin", "hypothetical", "stopped"),
    ("en", "Aspirin should be stopped.", "Aspirin", "hypothetical", "stopped"),
    ("en", "Warfarin was stopped in May.", "Warfarin", "affirmed", "stopped"),
    ("en", "She was prescribed Lipitor, which she did not fill.", "Lipitor", "negated", ""),
    ("en", "I recommended ice and taking ibuprofen.", "ibuprofen", "hypothetical", "planned"),
    ("de", "Ramipril soll pausiert werden.", "Ramipril", "hypothetical", "on-hold"),
]


@pytest.mark.parametrize(("language", "text", "name", "certainty", "status"), DRUGS)
def test_an_order_is_no_deed(
    language: str, text: str, name: str, certainty: str, status: str
) -> None:
    (drug,) = facts(text, language, type_="MedicationStatement")
    assert (drug.text, drug.certainty, drug.clinical_status) == (name, certainty, status)


def test_an_amount_said_of_each_is_that_of_both() -> None:
    both = facts("Lisinopril and amlodipine 5 mg each.", type_="MedicationStatement")
    assert [drug.dosage and drug.dosage.dose for drug in both] == ["5 mg", "5 mg"]
    one = facts("Lisinopril and amlodipine 5 mg.", type_="MedicationStatement")
    assert [drug.dosage and drug.dosage.dose for drug in one] == [None, "5 mg"]


def test_a_name_grown_together_with_its_salt_is_the_drug() -> None:
    (drug,) = facts("Metoprololsuccinat 47,5 mg 1-0-0", "de", type_="MedicationStatement")
    assert (drug.concept, drug.dosage and drug.dosage.dose) == ("metoprolol", "47,5 mg")


RESULTS = [
    ("en", "CBC showed elevated LFTs.", ["liver function elevated"]),
    ("en", "Troponin was not elevated.", ["troponin not elevated"]),
    ("en", "CEA, AFP and CA 19-9 were normal.", ["CEA normal", "AFP normal", "CA19-9 normal"]),
    ("en", "Hb-13.8 g/dl, K-4.1 mEq/L", ["HGB 13.8 g/dl", "K 4.1 mEq/L"]),
    ("es", "La bioquímica y coagulación normales.", ["biochemistry normal", "coagulation normal"]),
    ("en", "She follows a low potassium diet.", []),
]


@pytest.mark.parametrize(("language", "text", "expected"), RESULTS)
def test_a_result_in_words_has_its_analyte(language: str, text: str, expected: list[str]) -> None:
    assert [measured(fact) for fact in facts(text, language, "laboratory")] == expected


def test_each_side_of_a_sign_has_its_own_result() -> None:
    text = "Straight-leg raise: left positive at 60°, right negative."
    found = facts(text, category="symptom")
    assert [(fact.side, fact.certainty) for fact in found] == [
        ("left", "affirmed"),
        ("right", "negated"),
    ]


PROCEDURES = [
    ("en", "MRI of the spine has not been done yet.", "negated"),
    ("en", "He wants to do a laminectomy.", "hypothetical"),
    ("de", "Eine Lebertransplantation wird derzeit nicht verfolgt.", "negated"),
    ("en", "ASSESSMENT\n• Diabetes.\n• Colonoscopy\n", "hypothetical"),
    ("en", "Colonoscopy showed a polyp.", "affirmed"),
]


@pytest.mark.parametrize(("language", "text", "certainty"), PROCEDURES)
def test_a_procedure_is_done_only_where_it_was(language: str, text: str, certainty: str) -> None:
    assert facts(text, language, type_="Procedure")[0].certainty == certainty


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("es", "Diagnosticado de orquitis.", ["orquitis"]),
        ("de", "Kein Oberbauchschmerz.", ["negated Oberbauchschmerz"]),
        ("en", "The anastomosis was intact.", []),
    ],
)
def test_an_ending_tells_a_disease(language: str, text: str, expected: list[str]) -> None:
    assert [assessed(fact) for fact in facts(text, language, type_="Condition")] == expected


def test_a_vital_sign_may_be_a_word() -> None:
    (sign,) = facts("Blood pressure: elevated.", category="vital-signs")
    assert (sign.value, quote(sign)) == ("elevated", "Blood pressure: elevated")
