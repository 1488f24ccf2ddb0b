"""Fit decisions: whole, by a named clinician, told to the patient with honest reasons."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from huizhen.core.assessment.fit import SPECIALTIES, Fit, FitBook, FitDecision, decide_fit
from huizhen.core.content import load_pack
from huizhen.core.errors import WrongCall
from huizhen.core.preparation.letters.fit_letter import fit_letter, needs_call
from huizhen.core.preparation.paper import Fixed, Paper
from huizhen.project.config import CONTENT

DAY = datetime.date(2026, 3, 10)


@pytest.fixture(scope="module")
def book() -> FitBook:
    return FitBook(load_pack("fit", [CONTENT]))


def decided(book: FitBook, fit: Fit, *reasons: str, **changes: Any) -> FitDecision:
    given: dict[str, Any] = {"specialty": "hpb", "by": "Dr A. Reviewer", "at": "2026-03-10"}
    given |= changes
    return decide_fit(given["specialty"], fit, reasons, given["by"], given["at"], book)


def words(paper: Paper) -> str:
    fixed = [b.text for s in paper.sections for b in s.blocks if isinstance(b, Fixed)]
    return " ".join([*fixed, *(s.text for part in paper.sections for s in part.statements)])


def test_the_reasons_are_the_rules_of_the_specification(book: FitBook) -> None:
    expected = {f"FIT-V{n}" for n in range(1, 12)} | {"FIT-P0"}
    expected |= {f"FIT-N{n}" for n in range(1, 9)}
    expected |= {f"FIT-X{n}" for n in range(1, 5)} | {f"FIT-I{n}" for n in range(1, 5)}
    assert set(book.reasons) == expected
    assert "FIT-V6" not in {reason.id for reason in book.offered("hpb")}


def test_a_yes_with_something_missing_holds_the_submission_alone(book: FitBook) -> None:
    decision = decided(book, "yes", "FIT-V1", "FIT-I1", "FIT-I3")
    assert decision.holds_submission
    assert not decided(book, "yes", "FIT-V1").holds_submission


@pytest.mark.parametrize(
    ("fit", "reasons", "changes", "code"),
    [
        ("yes", ("FIT-V1",), {"by": " "}, "fit_needs_name"),
        ("yes", ("FIT-V1",), {"specialty": "eye"}, "fit_specialty"),
        ("yes", (), {}, "fit_needs_reason"), ("no", ("FIT-V1",), {}, "fit_needs_reason"),
        ("unsure", ("FIT-V1",), {}, "fit_needs_reason"),
        ("yes", ("FIT-V10",), {}, "fit_needs_reason"),
        ("yes", ("FIT-V1", "FIT-X1"), {}, "fit_contradicts"),
        ("yes", ("FIT-V6",), {}, "fit_reason_unknown"),
        ("no", ("FIT-99",), {}, "fit_reason_unknown"),
    ],
)  # fmt: skip
def test_what_is_not_whole_is_refused_with_what_to_do(
    book: FitBook, fit: Fit, reasons: tuple[str, ...], changes: dict[str, str], code: str
) -> None:
    with pytest.raises(WrongCall) as caught:
        decided(book, fit, *reasons, **changes)
    assert caught.value.code == code
    assert caught.value.remedy


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_honest_no_says_its_reasons_and_names_nobody_but_the_clinician(
    book: FitBook, language: str
) -> None:
    decision = decided(book, "no", "FIT-N1", "FIT-V10", "FIT-N6")
    paper = fit_letter(decision, language, book, DAY, "HZ-2026-0001")
    said = words(paper)
    assert book.reasons["FIT-N1"].for_patient(language) in said
    assert book.reasons["FIT-N6"].for_patient(language) in said
    assert book.reasons["FIT-V10"].for_patient(language) not in said
    assert "Dr A. Reviewer" in said
    assert "HZ-2026-0001" in said
    assert paper.language == language


def test_a_refusal_at_the_end_of_life_needs_a_call_first(book: FitBook) -> None:
    assert needs_call(decided(book, "no", "FIT-N7"), book)
    assert not needs_call(decided(book, "no", "FIT-N1"), book)


@pytest.mark.parametrize("fit", ["yes", "no", "unsure"])
def test_every_outcome_has_its_letter_for_every_specialty(book: FitBook, fit: Fit) -> None:
    reason = {"yes": "FIT-P0", "no": "FIT-N2", "unsure": "FIT-I4"}[fit]
    for specialty in SPECIALTIES:
        decision = decided(book, fit, reason, specialty=specialty)
        for language in ("en", "zh", "de"):
            paper = fit_letter(decision, language, book, DAY)
            assert paper.language == ("en" if language == "de" else language)
            assert book.stamp.version in paper.footer
            assert "{" not in words(paper)
