"""Diagnoses, symptoms and family history: each with how the text means it, side and date."""

from __future__ import annotations

import pytest
from prose_bench import assessed, facts

CONDITIONS = [
    ("en", "He has hepatocellular carcinoma and cirrhosis.",
     ["hepatocellular carcinoma", "cirrhosis"]),
    ("en", "Denies fever, chills or chest pain.",
     ["negated fever", "negated chills", "negated chest pain"]),
    ("en", "No fever but has cough.", ["negated fever", "cough"]),
    ("en", "History of hepatitis B.", ["historical hepatitis B"]),
    ("en", "Suspicious for pneumonia.", ["suspected pneumonia"]),
    ("en", "CT to rule out pulmonary embolism.", ["to_exclude pulmonary embolism"]),
    ("en", "Return if fever occurs.", ["hypothetical fever"]),
    ("en", "Acute pancreatitis, resolved.", ["historical Acute pancreatitis"]),
    ("en", "Hepatitis B surface antigen positive", []),
    ("en", "ALLERGIES:\nNone", []),
    ("de", "Leberzirrhose, arterielle Hypertonie.", ["Leberzirrhose", "arterielle Hypertonie"]),
    ("de", "Kein Fieber, aber Husten.", ["negated Fieber", "Husten"]),
    ("de", "V.a. Pneumonie", ["suspected Pneumonie"]),
    ("de", "Z.n. Schlaganfall", ["historical Schlaganfall"]),
    ("es", "Niega fiebre y disnea.", ["negated fiebre", "negated disnea"]),
    ("es", "Antecedentes de hipertensión arterial.", ["historical hipertensión arterial"]),
    ("fr", "Pas de fièvre mais toux.", ["negated fièvre", "toux"]),
    ("ru", "Сахарный диабет 2 типа. Лихорадки нет.",
     ["Сахарный диабет 2 типа", "negated Лихорадки"]),
    ("zh", "患者有高血压,无发热。", ["高血压", "negated 发热"]),
    ("zh", "考虑肝细胞癌。", ["suspected 肝细胞癌"]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), CONDITIONS)
def test_a_condition_is_meant_as_the_text_says(
    language: str, text: str, expected: list[str]
) -> None:
    assert [assessed(fact) for fact in facts(text, language, None, "Condition")] == expected


RELATIVES = [
    ("en", "Mother had breast cancer.", [("breast cancer", "Mother", "family")]),
    ("en", "FAMILY HISTORY:\nFather: colon cancer", [("colon cancer", "Father", "family")]),
    ("en", "No family history of colon cancer.", [("colon cancer", "family", "negated")]),
    ("de", "Mutter mit Mammakarzinom.", [("Mammakarzinom", "Mutter", "family")]),
    (
        "de",
        "Der Vater verstarb an einer Leberzirrhose; der Bruder ist gesund.",
        [("Leberzirrhose", "Vater", "family")],
    ),
    (
        "en",
        "Her mother had breast cancer and her father had a stroke.",
        [("breast cancer", "mother", "family"), ("stroke", "father", "family")],
    ),
    ("en", "FAMILY HISTORY:\nStroke in her father.", [("Stroke", "father", "family")]),
    ("es", "Madre con cáncer de mama.", [("cáncer de mama", "Madre", "family")]),
    ("fr", "Mère : cancer du sein.", [("cancer du sein", "Mère", "family")]),
    ("ru", "У матери рак молочной железы.", [("рак молочной железы", "матери", "family")]),
    ("zh", "母亲患乳腺癌。", [("乳腺癌", "母亲", "family")]),
]


@pytest.mark.parametrize(("language", "text", "expected"), RELATIVES)
def test_a_relative_s_disease_is_never_the_patient_s(
    language: str, text: str, expected: list[tuple[str, str, str]]
) -> None:
    read = facts(text, language, None, "FamilyMemberHistory")
    assert [(f.text, f.relation, f.certainty) for f in read] == expected
    assert facts(text, language, None, "Condition") == []


SIDES = [
    ("en", "Left knee pain and cough.", {"left"}),
    ("en", "Breast cancer of the left breast", {"left"}),
    ("en", "Pneumonia. The left arm is fine.", set()),
    ("de", "Pneumonie rechts", {"right"}),
    ("ru", "Пневмония слева", {"left"}),
]


@pytest.mark.parametrize(("language", "text", "sides"), SIDES)
def test_a_side_is_only_what_the_words_say_of_it(language: str, text: str, sides: set[str]) -> None:
    read = facts(text, language, None, "Condition")
    assert {fact.side for fact in read} - {None} == sides


DATED = [
    ("en", "Hepatocellular carcinoma diagnosed in March 2024.", "2024-03"),
    ("en", "Stroke in 2019.", "2019"),
    ("en", "Stroke 3 weeks ago.", ""),
    ("en", "Stroke on 03/04/2025.", ""),
    ("de", "Schlaganfall 2019.", "2019"),
    ("ru", "Инсульт в 2019 г.", "2019"),
    ("zh", "2019年患脑梗死。", "2019"),
]


@pytest.mark.parametrize(("language", "text", "date"), DATED)
def test_a_date_is_no_more_precise_than_written(language: str, text: str, date: str) -> None:
    (fact,) = facts(text, language, "diagnosis")
    assert str(fact.date or "") == date


def test_symptoms_are_no_diagnoses() -> None:
    read = facts("Fever and hepatitis B.", "en", None, "Condition")
    assert [(fact.text, fact.category) for fact in read] == [
        ("Fever", "symptom"), ("hepatitis B", "diagnosis"),
    ]  # fmt: skip
