"""Procedures and imaging: done with their date, planned, or never done."""

from __future__ import annotations

import pytest
from prose_bench import facts

from huizhen.core.records.fact import Fact


def told(fact: Fact) -> str:
    """A procedure in short: 'negated liver biopsy', 'appendectomy right @2019'."""
    parts = [
        "" if fact.certainty == "affirmed" else fact.certainty,
        fact.text,
        fact.side or "",
        f"@{fact.date}" if fact.date else "",
    ]
    return " ".join(part for part in parts if part)


PROCEDURES = [
    ("en", "Appendectomy in 2019.", ["Appendectomy @2019"]),
    ("en", "s/p cholecystectomy", ["cholecystectomy"]),
    ("en", "She underwent right hepatectomy on March 12, 2025.",
     ["right hepatectomy right @2025-03-12"]),
    ("en", "We recommend a liver biopsy.", ["hypothetical liver biopsy"]),
    ("en", "Colonoscopy is scheduled for 04/2026.", ["hypothetical Colonoscopy"]),
    ("en", "Patient declined colonoscopy.", ["negated colonoscopy"]),
    ("en", "No prior colonoscopy.", ["negated colonoscopy"]),
    ("de", "Z.n. Cholezystektomie 1998", ["Cholezystektomie @1998"]),
    ("de", "Appendektomie am 12.03.2025.", ["Appendektomie @2025-03-12"]),
    ("de", "Koloskopie empfohlen.", ["hypothetical Koloskopie"]),
    ("es", "Apendicectomía en 2010.", ["Apendicectomía @2010"]),
    ("fr", "Appendicectomie en 2010.", ["Appendicectomie @2010"]),
    ("ru", "Аппендэктомия в 2010 г.", ["Аппендэктомия @2010"]),
    ("zh", "2019年行阑尾切除术。", ["阑尾切除术 @2019"]),
    ("zh", "建议行穿刺活检。", ["hypothetical 穿刺活检"]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), PROCEDURES)
def test_a_procedure_is_done_planned_or_denied(
    language: str, text: str, expected: list[str]
) -> None:
    assert [told(fact) for fact in facts(text, language, None, "Procedure")] == expected


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("CT abdomen on 2025-03-12.", "imaging"),
        ("MRI of the spine in 2024.", "imaging"),
        ("Colonoscopy in 2024.", "endoscopy"),
    ],
)
def test_imaging_and_endoscopy_have_their_category(text: str, category: str) -> None:
    (fact,) = facts(text, "en", None, "Procedure")
    assert (fact.category, fact.certainty) == (category, "affirmed")


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("ru", "Трепанобиопсия 22.04.2026: поражения костного мозга не выявлено.", "2026-04-22"),
        ("en", "Bone marrow biopsy 22 April 2026: no involvement.", "2026-04-22"),
        ("de", "Knochenmarkbiopsie vom 22.04.2026: kein Befall.", "2026-04-22"),
    ],
)
def test_what_is_denied_after_a_procedure_and_its_day_is_its_result(
    language: str, text: str, day: str
) -> None:
    (fact,) = facts(text, language, None, "Procedure")
    assert (fact.certainty, str(fact.date)) == ("affirmed", day)


def test_a_procedure_not_done_stays_denied_whatever_follows() -> None:
    (fact,) = facts("No biopsy on 22 April 2026: patient declined.", "en", None, "Procedure")
    assert fact.certainty == "negated"
