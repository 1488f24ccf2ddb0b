"""A required item that is answered as not there: by whom, for which lack, and what never lacks."""

from __future__ import annotations

from typing import Any

import pytest
from case_builder import AS_OF, case, date, dx, labs, plan, report, rules, series

from huizhen.core.content import load_pack
from huizhen.core.errors import WrongCall
from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.missing import missing_section
from huizhen.core.preparation.requirements.absence import (
    acceptance_hash,
    answer_about,
    answered,
    covers,
    is_answerable,
    may_accept,
)
from huizhen.core.preparation.requirements.answer import (
    Answer,
    Speaker,
    Why,
    answers_as_json,
    answers_from_json,
)
from huizhen.core.preparation.requirements.engine import assess
from huizhen.core.preparation.requirements.findings import Finding, Requirements
from huizhen.core.records.evidence import PersonEntry
from huizhen.core.records.fact import Fact
from huizhen.project.config import CONTENT

CANCER = dx("Lung adenocarcinoma")
BORN = {"birth": "1980-01-01", "sex": "female"}
ENTRY = PersonEntry(who="John Smith", at="2026-05-19T08:00:00+00:00", why="Never done here.")


def looked(*facts: Fact, **more: Any) -> Requirements:
    told = case([CANCER, *facts], **(more or BORN))
    return assess(told, rules("tho"), date(AS_OF.isoformat()))


def of(found: Requirements, item: str) -> Finding:
    finding = found.of(item)
    assert finding is not None
    return finding


def said(
    finding: Finding,
    why: Why = "not_done",
    speaker: Speaker = "home_physician",
    entry: PersonEntry = ENTRY,
) -> Answer:
    return answer_about(finding, why, speaker, entry)


def with_answer(item: str, speaker: Speaker = "home_physician") -> Finding:
    found = looked()
    return of(answered(found, [said(of(found, item), speaker=speaker)]), item)


def lines(*findings: Finding) -> list[str]:
    section = missing_section(findings, Frames(load_pack("wording", [CONTENT]), "record.json"))
    return [statement.text for statement in section.statements]


def test_an_answer_lies_beside_its_finding_and_lifts_nothing_by_itself() -> None:
    found = looked()
    told = answered(found, [said(of(found, "THO-05"))])
    assert of(told, "THO-05").answer == said(of(found, "THO-05"))
    assert of(told, "THO-05").effect == "block"
    assert [f.requirement for f in told.findings if f.answer] == ["THO-05"]
    assert len(told.blocking) == len(found.blocking)


@pytest.mark.parametrize(
    ("item", "absence"),
    [
        ("GEN-01", "never"),
        ("GEN-16", "never"),
        ("THO-05", "clinician"),
        ("GEN-07", "clinician"),
        ("THO-13", "clinician"),
        ("GEN-15", "coordinator"),
    ],
)
def test_who_may_accept_is_the_packs_word(item: str, absence: str) -> None:
    finding = with_answer(item)
    assert (finding.effect, finding.absence) == ("block", absence)
    accepters = {role for role in ("coordinator", "reviewing_clinician", "medical_editor")
                 if may_accept(finding, {role})}  # fmt: skip
    assert (
        accepters
        == {
            "never": set(),
            "clinician": {"reviewing_clinician"},
            "coordinator": {"coordinator", "reviewing_clinician"},
        }[absence]
    )


def test_nobody_accepts_what_nobody_answered() -> None:
    assert not may_accept(of(looked(), "THO-05"), {"reviewing_clinician"})


def test_whose_records_these_are_never_lacks_but_height_may() -> None:
    nobody = of(looked(birth="1980-01-01"), "GEN-02")
    assert (nobody.effect, nobody.absence) == ("block", "never")
    known = of(looked(), "GEN-02")
    assert {part.en for part in known.parts} == {"height", "weight", "ECOG or KPS with date"}
    assert (known.effect, known.absence) == ("block", "clinician")


def test_that_nothing_newer_can_be_had_is_the_coordinators_as_age_is() -> None:
    old = of(looked(plan("Surgery", when="2020-01-01")), "GEN-15")
    assert (old.effect, old.state) == ("warn", "outdated")
    found = of(looked(*labs("ALB INR", "2025-01-01")), "GEN-11")
    assert (found.cause, found.override_allowed, found.absence) == ("too_old", True, "coordinator")


def test_an_answer_is_not_stretched_over_a_lack_that_grew() -> None:
    both = looked()
    answer = said(of(both, "GEN-11"))
    assert answer.parts == ("ALB", "PT or INR")
    fewer = looked(*labs("ALB"))
    assert covers(answer, of(fewer, "GEN-11"))
    only = said(of(fewer, "GEN-11"))
    assert not covers(only, of(both, "GEN-11"))
    assert of(answered(both, [only]), "GEN-11").answer is None


def test_when_results_arrive_the_item_closes() -> None:
    before = looked()
    answer = said(of(before, "GEN-15"))
    after = of(answered(looked(plan("Surgery")), [answer]), "GEN-15")
    assert (after.state, after.answer) == ("met", None)
    assert not is_answerable(after)


def test_what_was_said_of_one_study_is_not_said_of_another() -> None:
    first = looked(series("CT", "Chest CT", "2026-05-01"))
    lacking = of(first, "GEN-08")
    assert lacking.state == "missing"
    other = looked(series("CT", "Chest CT", "2026-05-02"))
    assert covers(said(lacking), lacking)
    assert not covers(said(lacking), of(other, "GEN-08"))


def test_the_newest_answer_is_shown() -> None:
    found = looked()
    later = ENTRY.replaced(at="2026-05-20T08:00:00+00:00", who="Jane Doe")
    pathology = of(found, "THO-05")
    told = answered(found, [said(pathology, entry=later), said(pathology)])
    shown = of(told, "THO-05").answer
    assert shown is not None
    assert shown.entry.who == "Jane Doe"


def test_an_acceptance_holds_for_this_lack_and_this_answer_alone() -> None:
    finding = with_answer("THO-05")
    assert acceptance_hash(finding) == acceptance_hash(with_answer("THO-05"))
    assert acceptance_hash(finding) != acceptance_hash(with_answer("THO-05", "patient"))
    assert acceptance_hash(finding) != acceptance_hash(of(looked(), "THO-05"))


def test_the_dossier_says_who_answered_what_and_when() -> None:
    (line,) = lines(with_answer("THO-05"))
    assert "资料中未见" in line
    assert line.endswith("。外院答复：未做（John Smith，当地医师，2026-05-19）")


@pytest.mark.parametrize("speaker", ["patient", "relative"])
def test_the_patients_own_answer_names_nobody(speaker: Speaker) -> None:
    (line,) = lines(with_answer("THO-05", speaker))
    assert "患方答复：未做" in line
    assert "John Smith" not in line


def test_an_answer_to_what_is_only_recommended_is_shown_too() -> None:
    found = looked(report("Biopsy", category="pathology"))
    item = next(f for f in found.findings if f.effect == "warn" and f.state == "missing")
    told = of(answered(found, [said(item, "unobtainable")]), item.requirement)
    assert "外院答复：无法提供" in lines(told)[0]


def test_answers_survive_the_way_to_the_worker() -> None:
    answers = (said(of(looked(), "THO-05")),)
    assert answers_from_json(answers_as_json(answers)) == answers
    assert answers_from_json("") == ()
    with pytest.raises(WrongCall):
        answers_from_json('[{"requirement": "THO-05"}]')


def test_without_answers_nothing_changes() -> None:
    found = looked()
    assert answered(found, []) is found
