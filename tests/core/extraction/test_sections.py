"""Headings of six languages open sections; a word inside a sentence opens none."""

from __future__ import annotations

import pytest
from prose_bench import facts, prose

KINDS = [
    ("en", "HISTORY OF PRESENT ILLNESS:\nCough.", "Cough", "history"),
    ("en", "Past Medical History: Hepatitis B", "Hepatitis", "past_history"),
    ("en", "**Plan**\nRepeat CT", "Repeat", "plan"),
    ("en", "## Assessment\nStable", "Stable", "assessment"),
    ("en", "1. Family History:\nnone", "none", "family_history"),
    ("en", "ALLERGIES\nPenicillin", "Penicillin", "allergies"),
    ("en", "IMPRESSION:\nHCC", "HCC", "impression"),
    ("en", "Medications (home):\nAspirin", "Aspirin", "medications"),
    ("de", "Anamnese:\nHusten", "Husten", "history"),
    ("de", "Nebendiagnosen\nDiabetes", "Diabetes", "past_history"),
    ("de", "Familienanamnese: leer", "leer", "family_history"),
    ("es", "Antecedentes personales:\nHTA", "HTA", "past_history"),
    ("fr", "Antécédents :\nHTA", "HTA", "past_history"),
    ("ru", "Жалобы: боль", "боль", "chief_complaint"),
    ("ru", "Анамнез заболевания:\nболен", "болен", "history"),
    ("zh", "现病史:患者咳嗽", "患者", "history"),
    ("zh", "【既往史】高血压", "高血压", "past_history"),
    ("zh", "主诉：腹痛", "腹痛", "chief_complaint"),
]


@pytest.mark.parametrize(("language", "text", "word", "kind"), KINDS)
def test_a_heading_opens_a_section(language: str, text: str, word: str, kind: str) -> None:
    assert prose(text, language).section_kind(text.index(word)) == kind


NO_HEADINGS = [
    ("en", "History was taken from the wife.", "taken"),
    ("en", "The plan is to repeat the CT.", "repeat"),
    ("en", "Allergies to pollen are known", "pollen"),
    ("de", "Die Anamnese ist leer.", "leer"),
]


@pytest.mark.parametrize(("language", "text", "word"), NO_HEADINGS)
def test_a_word_of_a_sentence_is_no_heading(language: str, text: str, word: str) -> None:
    assert prose(text, language).section_kind(text.index(word)) == ""


def test_text_before_the_first_heading_is_in_no_section() -> None:
    text = "Dear colleague,\nPlan:\nrest"
    assert prose(text).section_at(0) is None
    assert prose(text).section_kind(text.index("rest")) == "plan"


def test_the_next_heading_ends_a_section_and_an_unknown_one_too() -> None:
    text = "FAMILY HISTORY:\nnone\n\nSPECIAL REMARKS\nAscites"
    assert prose(text).section_kind(text.index("Ascites")) == ""


def test_a_report_after_a_heading_with_its_text_in_the_line_is_not_of_that_section() -> None:
    text = "History: hepatitis B\n\nThe liver is nodular."
    assert prose(text).section_kind(text.index("hepatitis")) == "history"
    assert prose(text).section_kind(text.index("liver")) == ""


def test_sections_stand_in_order_and_touch() -> None:
    text = "Anamnese:\nHusten\nLabor:\nCRP 5\nProcedere:\nKontrolle\n"
    sections = prose(text, "de").sections
    assert [text[s.title_start : s.start].strip() for s in sections] == [
        "Anamnese:", "Labor:", "Procedere:",
    ]  # fmt: skip
    assert [s.end for s in sections] == [*(s.title_start for s in sections[1:]), len(text)]


def test_the_one_date_of_a_heading_is_found() -> None:
    text = "Labor vom 12.03.2025:\nCRP 5 mg/l"
    date = prose(text, "de").heading_date(text.index("CRP"))
    assert date is not None
    assert str(date.value) == "2025-03-12"


@pytest.mark.parametrize(
    ("heading", "language"),
    [
        ("PHYSICAL EXAMINATION ON 7 JUNE 2025", "en"),
        ("Physical examination (June 7, 2025)", "en"),
        ("KÖRPERLICHE UNTERSUCHUNG AM 07.06.2025", "de"),
        ("Exploración física del 7 de junio de 2025:", "es"),
    ],
)
def test_the_day_in_a_heading_dates_what_stands_below(heading: str, language: str) -> None:
    text = f"{heading}\nBP 120/80 mmHg. ECOG 2.\n"
    read = facts(text, language, type_="Observation")
    assert {str(fact.date) for fact in read} == {"2025-06-07"}
    assert len(read) == 2


@pytest.mark.parametrize(
    ("text", "place", "kind"),
    [
        ("Allergies: Tramadol - confusion\nProgress: mobilising. Nil chest pain.\n", "Nil", ""),
        ("ALLERGIES: Trimethoprim (rash)\nREGULAR\nRamipril 1.25 mg capsules\n", "Ramipril", ""),
        ("Allergies: penicillin,\ncodeine\n", "codeine", "allergies"),
        ("Allergies: Penicillin - rash\nCodeine - nausea\n", "Codeine", "allergies"),
        ("Allergies:\n- penicillin\n- codeine\n", "codeine", "allergies"),
        ("AHF: madre con diabetes.\nAcude por fiebre.\n", "fiebre", ""),
    ],
)
def test_a_section_of_one_line_ends_with_it(text: str, place: str, kind: str) -> None:
    assert prose(text).section_kind(text.index(place)) == kind


COMPOSED = [
    ("Allergies and Adverse Reactions\nPenicillin", "Penicillin", "allergies"),
    ("ALLERGIES, ADVERSE REACTIONS, ALERTS\nPenicillin", "Penicillin", "allergies"),
    ("Known drug allergies\n1. Penicillin\n2. Morphine", "Morphine", "allergies"),
    ("**Allergies/Intolerances**\nLisinopril - cough", "Lisinopril", "allergies"),
    ("Alergias e intolerancias:\nMetamizol", "Metamizol", "allergies"),
    ("Antécédents allergiques\nAmoxicilline", "Amoxicilline", "allergies"),
    ("食物、药物过敏史：青霉素", "青霉素", "allergies"),
    ("Pertinent family history\nBreast cancer", "Breast", "family_history"),
    ("FAMILY AND SOCIAL HISTORY\nBreast cancer", "Breast", "family_history"),
    ("Antecedentes heredofamiliares\nCáncer de mama", "Cáncer", "family_history"),
    ("Differential Diagnosis\nLymphoma", "Lymphoma", "differential_diagnosis"),
    ("Discontinued Medications\nWarfarin", "Warfarin", "stopped_medications"),
    ("Proposed treatment\nCisplatin", "Cisplatin", "plan"),
    ("Prozedere/Empfehlung\nCisplatin", "Cisplatin", "plan"),
]


@pytest.mark.parametrize(("text", "word", "kind"), COMPOSED)
def test_a_line_made_up_of_the_words_of_one_kind_is_its_heading(
    text: str, word: str, kind: str
) -> None:
    page = prose(text)
    assert page.section_kind(page.text.index(word)) == kind


@pytest.mark.parametrize(
    "text",
    [
        "No known drug allergies\nPenicillin given",
        "Family: wife and two children\nBreast cancer",
        "Differential\nNeutrophils 60 %",
        "Medications prior to admission\nWarfarin",
        "Discussed the plan with the family\nBreast cancer",
        "Allergies to penicillin were denied\nAspirin",
    ],
)
def test_a_line_with_a_word_more_is_no_composed_heading(text: str) -> None:
    page = prose(text)
    taken = {"allergies", "family_history", "differential_diagnosis", "stopped_medications", "plan"}
    assert page.section_kind(len(page.text) - 1) not in taken


def test_what_stands_below_such_a_heading_is_not_the_patients_present_drug_or_disease() -> None:
    told = {
        one.text: (one.type, one.certainty, one.clinical_status)
        for text in (
            "Allergies and Adverse Reactions\nName Dates Details\nCodeine  Reaction: Nausea",
            "Differential diagnosis\nLymphoma",
            "Discontinued medications\nWarfarin 5 mg daily",
            "Family history and genetics\nBreast cancer",
        )
        for one in facts(text)
    }
    assert told == {
        "Codeine": ("AllergyIntolerance", "affirmed", ""),
        "Lymphoma": ("Condition", "suspected", ""),
        "Warfarin": ("MedicationStatement", "affirmed", "stopped"),
        "Breast cancer": ("FamilyMemberHistory", "family", ""),
    }
