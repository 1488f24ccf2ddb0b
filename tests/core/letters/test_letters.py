"""Letters from findings: each asked once, nothing ordered, nothing of the patient told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letter_bench import (
    AS_OF,
    LANGUAGES,
    SPECIALTIES,
    asked,
    book,
    every_item,
    finding,
    letters,
    one,
    said,
)

from huizhen.core.preparation.letters.letters import letter_file_name, letters_for
from huizhen.core.preparation.letters.wishes import is_asked, window_days
from huizhen.core.preparation.requirements.definition import Cause, Effect
from huizhen.core.preparation.requirements.findings import Finding
from huizhen.core.preparation.requirements.outcome import STATE_OF
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.fact import FactKey

CAUSES: tuple[Cause, ...] = tuple(STATE_OF)
EFFECTS: tuple[Effect, ...] = ("none", "note", "warn", "block")


def test_nothing_to_ask_makes_no_letter() -> None:
    assert letters([]) == ()
    assert letters([finding("HPB-01", "met", effect="none")]) == ()
    assert letters([finding("HPB-01", "aging", effect="note", days=40, limit=28)]) == ()
    assert letters([finding("GEN-01")]) == ()


def test_the_coordinator_asks_nobody_outside() -> None:
    papers = letters([finding("GEN-01"), finding("HPB-01")])
    assert [paper.key for paper in papers] == ["letter_send_en"]
    assert asked(papers[0]) == ["HPB-01"]


def test_english_always_and_the_language_of_the_records() -> None:
    found = [finding("HPB-01")]
    assert [p.key for p in letters(found, languages=["de"])] == [
        "letter_send_en", "letter_send_de",
    ]  # fmt: skip
    assert [p.key for p in letters(found, languages=["ja", "en"])] == ["letter_send_en"]
    assert letter_file_name(letters(found)[0]) == "letters/letter_send_en"


@pytest.mark.parametrize(
    ("requirement", "cause", "key"),
    [
        ("HPB-01", "missing", "letter_send_en"),
        ("HPB-01", "wrong_format", "letter_send_en"),
        ("HPB-01", "unclear", "letter_send_en"),
        ("HPB-01", "too_old", "letter_consider_en"),
        ("HPB-01", "by_event", "letter_consider_en"),
        ("HPB-02", "missing", "letter_consider_en"),
        ("HPB-02", "wrong_format", "letter_send_en"),
        ("HPB-02", "unclear", "letter_send_en"),
        ("GEN-03", "flagged", "letter_send_en"),
        ("THO-13", "missing", "letter_patient_en"),
    ],
)
def test_the_letter_follows_from_what_is_wrong(requirement: str, cause: Cause, key: str) -> None:
    specialty = requirement[:3].lower().replace("gen", "hpb")
    papers = letters([finding(requirement, cause, days=200, limit=90)], specialty)
    assert [paper.key for paper in papers] == [key]


def test_an_old_examination_is_told_with_its_date_and_the_limit() -> None:
    old = finding("HPB-06", "flagged", days=100, limit=90)
    text = said(one(letters([old], languages=["de"]), "letter_consider_de"))
    assert "09.02.2026" in text
    assert "am 20.05.2026 100 Tage alt; gewünscht sind höchstens 90 Tage" in text
    assert "vom 19.02.2026 oder später genügt" in text
    assert "bis 18.08.2026 verwendbar" in text


def test_past_the_stop_the_wanted_age_is_told_and_not_the_stop() -> None:
    old = finding("HPB-06", "too_old", days=200, limit=180)
    assert window_days(old, None) == (180,)
    text = said(one(letters([old]), "letter_consider_en"))
    assert "no more than 90 days" in text
    assert "180 days" not in text


def test_a_range_stands_where_the_limit_depends_on_the_disease() -> None:
    text = said(one(letters([finding("NSG-01", "by_event", days=70)], "nsg"), "letter_consider_en"))
    assert "after the latest treatment" in text
    text = said(one(letters([finding("HPB-13")]), "letter_consider_en"))
    assert "no more than 42 days" in text
    text = said(one(letters([finding("SPN-22")], "spn"), "letter_consider_en"))
    assert "no more than 30 to 365 days" in text


def test_a_partial_date_stays_partial() -> None:
    old = finding("HPB-06", "too_old", days=200, limit=180, keys=["a", "b"])
    dates = {
        FactKey("a"): PartialDate(year=2026, month=5, day=1),
        FactKey("b"): PartialDate(year=2025, month=11),
    }
    text = said(one(letters([old], languages=["ru"], dates=dates), "letter_consider_ru"))
    assert "от 11.2025," in text
    assert "01.11.2025" not in text
    english = said(one(letters([old], dates=dates), "letter_consider_en"))
    assert "last result of November 2025," in english


def test_doubt_is_a_question_and_no_claim() -> None:
    doubt = letters([finding("HPB-01", "unclear", effect="warn")], languages=["de", "fr"])
    assert "Does it exist?" in said(one(doubt, "letter_send_en"))
    assert "Ist es vorhanden?" in said(one(doubt, "letter_send_de"))
    told = letters([finding("GEN-06", "unclear", effect="warn")])
    assert "please confirm or complete" in said(one(told, "letter_send_en"))


def test_desirable_is_marked_and_stands_behind() -> None:
    found = [finding("HPB-17", level="R", effect="warn"), finding("HPB-05")]
    paper = one(letters(found), "letter_send_en")
    assert asked(paper) == ["HPB-05", "HPB-17"]
    assert "(desirable)" in said(paper)


def test_no_word_of_the_patient_but_the_case_number() -> None:
    found = [finding(key, "missing") for key in every_item() if key.startswith(("GEN", "HPB"))]
    for paper in letters(found, languages=LANGUAGES):
        text = said(paper)
        assert "Secret" not in text
        assert "机密" not in text
        assert "HPB-" not in text
        assert "HZ-2026-0001" in text
    (open_number, *_) = letters(found, case_number="")
    assert "Case number:" in said(open_number)


def test_a_patient_is_asked_for_no_name() -> None:
    text = said(one(letters([finding("GEN-04")]), "letter_patient_en"))
    assert "Answered by" not in text
    assert "Case number:" in text


def test_what_tells_of_the_records_rests_on_facts() -> None:
    paper = one(
        letters([finding("HPB-06", "flagged", days=100, limit=90, keys=["k"])]),
        "letter_consider_en",
    )
    told = [s for section in paper.sections for s in section.statements if s.origin == "records"]
    assert [s.fact_keys for s in told] == [("k",)]


def test_a_requirement_without_words_is_still_asked_for() -> None:
    own = finding("HPB-01").model_copy(update={"requirement": "SIT-01"})
    papers = letters_for([own], "hpb", AS_OF, ["de"], book())
    assert [asked(paper) for paper in papers] == [["SIT-01"], ["SIT-01"]]
    assert own.name.en in said(papers[1])


@st.composite
def many_findings(draw: st.DrawFn) -> tuple[str, list[Finding]]:
    """Findings of one specialty, each requirement at most once."""
    specialty = draw(st.sampled_from(SPECIALTIES))
    known = [k for k in every_item() if k.startswith(("GEN", specialty.upper()))]
    chosen = draw(st.lists(st.sampled_from(known), unique=True))
    return specialty, [
        finding(
            key,
            draw(st.sampled_from(CAUSES)),
            effect=draw(st.sampled_from(EFFECTS)),
            days=draw(st.none() | st.integers(0, 4000)),
            limit=draw(st.none() | st.integers(1, 400)),
            level=draw(st.sampled_from(("M", "C", "R"))),
        )
        for key in chosen
    ]


@given(many_findings())
def test_every_asked_finding_is_in_exactly_one_letter(case: tuple[str, list[Finding]]) -> None:
    specialty, found = case
    papers = letters(found, specialty, LANGUAGES)
    wanted = sorted(f.requirement for f in found if is_asked(f))
    for language in LANGUAGES:
        chosen = [paper for paper in papers if paper.language == language]
        assert sorted(key for paper in chosen for key in asked(paper)) == wanted
        assert all(asked(paper) for paper in chosen)
