"""What the home team plans or advises, always hypothetical, with who says it."""

from __future__ import annotations

import pytest
from prose_bench import facts

PLANS = [
    ("en", "PLAN:\n1. Repeat the MRI in 3 months.", "plan", "Repeat the MRI in 3 months.", ""),
    ("en", "ASSESSMENT:\nWe recommend surgical resection.", "plan",
     "We recommend surgical resection.", ""),
    ("en", "The tumor board recommended resection.", "opinion",
     "The tumor board recommended resection.", "tumor board"),
    ("de", "Procedere:\nKontrolle des Labors in 2 Wochen.", "plan",
     "Kontrolle des Labors in 2 Wochen.", ""),
    ("de", "Die interdisziplinäre Tumorkonferenz empfiehlt eine Resektion, empfohlen am 12.03.2025",
     "opinion", None, "interdisziplinäre Tumorkonferenz"),
    ("ru", "Консилиум: рекомендовано оперативное лечение.", "opinion", None, "Консилиум"),
    ("zh", "多学科会诊建议行手术切除。", "opinion", None, "多学科会诊"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "category", "sentence", "performer"), PLANS)
def test_a_plan_is_a_sentence_of_somebody(
    language: str, text: str, category: str, sentence: str | None, performer: str
) -> None:
    (fact,) = facts(text, language, None, "CarePlan")
    assert (fact.category, fact.performer, fact.certainty) == (category, performer, "hypothetical")
    assert sentence in (None, fact.text)


@pytest.mark.parametrize(
    "text",
    ["No plan was made.", "HISTORY:\nShe will be 50 in May.", "PLAN:\n\nDr. Sample"],
)
def test_a_story_or_a_signature_is_no_plan(text: str) -> None:
    assert facts(text, "en", None, "CarePlan") == []


def test_procedures_and_drugs_of_a_plan_are_facts_of_their_own() -> None:
    text = "PLAN:\nStart entecavir 0.5 mg daily and schedule a liver biopsy."
    read = facts(text)
    assert {fact.type for fact in read} >= {"CarePlan", "MedicationStatement", "Procedure"}
    assert {fact.certainty for fact in read if fact.type == "Procedure"} == {"hypothetical"}


def test_a_board_and_its_day_in_the_heading_are_of_every_sentence_below() -> None:
    text = (
        "Beschluss der interdisziplinären Tumorkonferenz vom 24.03.2026\n"
        "TACE als Downsizing. Reevaluation mit CT vier Wochen nach TACE.\n\n"
        "Empfehlungen\nLaborkontrolle in vier Wochen."
    )
    read = facts(text, "de", None, "CarePlan")
    assert [(fact.performer, str(fact.date or "")) for fact in read] == [
        ("Tumorkonferenz", "2026-03-24"),
        ("Tumorkonferenz", "2026-03-24"),
        ("", ""),
    ]
