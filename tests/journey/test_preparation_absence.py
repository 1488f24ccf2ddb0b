"""What the home side says is not there: answered, shown, accepted by who may, never all of it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from preparation_world import SPECIFIC, World, make_world

from huizhen.ground.audit.models import AuditEvent
from huizhen.ground.cases.access import case_rows
from huizhen.ground.records.queries import current_version, dossier_of, findings_of, request_of
from huizhen.journey.preparation.jobs import SET_LETTER
from huizhen.journey.preparation.letter_text import wishes_in
from huizhen.journey.preparation.models import (
    AbsenceAcceptance,
    AbsenceAnswer,
    LetterAnswer,
    LetterRow,
    SignOffRow,
)
from huizhen.journey.preparation.queries import open_blocking, standing
from kept_steps import kept
from worlds import signed_in, work_off

pytestmark = pytest.mark.django_db
REASON = "The department can answer without it; the surgeon was asked."
WORDS = "Canary: the practice never made this."


@pytest.fixture
def world() -> World:
    made = make_world()
    kept("preparation with all that blocks", lambda: made.give_package(blocking="all"))
    return made


def findings(world: World) -> list[Any]:
    version = current_version(world.now())
    assert version is not None
    return findings_of(world.now(), version)


def blocks(world: World) -> list[str]:
    return [f.requirement for f in open_blocking(world.now(), findings(world))]


def item(world: World, absence: str, *, is_fixed: bool = True) -> str:
    return next(
        str(f.requirement)
        for f in findings(world)
        if f.effect == "block" and f.absence == absence and f.override_allowed is not is_fixed
    )


def record(world: World, requirement: str, role: str = "coordinator", **more: str) -> int:
    told = {
        "requirement": requirement,
        "why": "not_done",
        "speaker": "home_physician",
        "who": "Dr John Smith",
        "said_on": "2026-05-19",
        "words": WORDS,
        **more,
    }
    return int(world.post(role, "findings/answer", told).status_code)


def accept(world: World, requirement: str, role: str, reason: str = REASON, **more: str) -> int:
    told = {"requirement": requirement, "reason": reason, **more}
    return int(world.post(role, "findings/accept", told).status_code)


def answered(world: World, absence: str = "clinician") -> str:
    """An item that was answered, in the newest version."""
    requirement = item(world, absence)
    assert record(world, requirement) == 302
    world.recompose(blocking="all")
    return requirement


def letter(world: World, items: list[str], **more: str) -> tuple[LetterRow, str]:
    told = {"items": items, "practice": world.key(), "language": "en"}
    assert world.post("coordinator", "letters/draft/send", told).status_code == 302
    row = case_rows(world.case, LetterRow).get()
    assert work_off(SET_LETTER) == ["done"]
    world.consent()
    page = world.post("coordinator", f"letters/{row.pk}/send", more)
    found = re.search(r"/send/([\w-]+)", page.content.decode())
    return row, found[1] if found else ""


def wanted(world: World) -> list[str]:
    wishes = wishes_in(world.now(), current_version(world.now()))
    return [
        one.finding.requirement
        for one in wishes
        if one.kind == "send" and one.finding.effect == "block"
    ]


def shown(world: World, role: str = "coordinator") -> str:
    return str(world.get(role, "findings/").content.decode())


def test_an_answer_is_recorded_sealed_audited_and_shown_in_the_dossier(world: World) -> None:
    requirement = item(world, "clinician")
    before = len(blocks(world))
    assert record(world, requirement) == 302
    row = case_rows(world.case, AbsenceAnswer).get()
    assert (row.requirement, row.why, row.speaker) == (requirement, "not_done", "home_physician")
    assert b"Canary" not in bytes(row.sealed)
    event = AuditEvent.objects.filter(action="record_absence").get()
    assert "Canary" not in json.dumps(event.data)
    assert event.data["requirement"] == requirement
    assert "not in the newest dossier" in shown(world)
    world.recompose(blocking="all")
    page = shown(world)
    assert "not in the newest dossier" not in page
    assert WORDS in page
    assert "Dr John Smith" in page
    version = current_version(world.now())
    assert version is not None
    said = [s.text for s in dossier_of(world.now(), version).missing.statements]
    assert any("外院答复：未做（Dr John Smith，当地医师，2026-05-19）" in text for text in said)
    assert len(blocks(world)) == before  # an answer alone lifts nothing


def test_the_clinician_accepts_and_the_block_is_lifted_for_that_item_alone(world: World) -> None:
    requirement = answered(world)
    before = set(blocks(world))
    assert accept(world, requirement, "coordinator") == 400
    assert set(blocks(world)) == before
    assert "reviewing clinician has to accept" in shown(world)
    assert accept(world, requirement, "reviewing_clinician") == 302
    assert before - set(blocks(world)) == {requirement}
    row = case_rows(world.case, AbsenceAcceptance).get()
    assert (row.role, row.by) == ("reviewing_clinician", world.site["reviewing_clinician"])
    assert REASON.encode() not in bytes(row.sealed_reason)
    assert REASON in shown(world)


def test_the_coordinator_accepts_where_the_pack_says_so(world: World) -> None:
    requirement = answered(world, "coordinator")
    assert accept(world, requirement, "coordinator") == 302
    assert requirement not in blocks(world)


@pytest.mark.parametrize("requirement", ["GEN-01", "GEN-16"])
def test_question_and_consent_never_lack_whoever_says_so(world: World, requirement: str) -> None:
    record(world, requirement)
    world.recompose(blocking="all")
    for role in ("coordinator", "reviewing_clinician"):
        assert accept(world, requirement, role) == 400
    assert not case_rows(world.case, AbsenceAcceptance).exists()
    assert requirement in [f.requirement for f in findings(world) if f.effect == "block"]
    page = shown(world)
    assert "can never be missing" in page
    assert f'href="/cases/{world.case.pk}/preparation/questions/"' in page


def test_nothing_is_accepted_that_nobody_answered(world: World) -> None:
    assert accept(world, item(world, "clinician"), "reviewing_clinician") == 400
    assert not case_rows(world.case, AbsenceAcceptance).exists()


def test_an_acceptance_needs_a_reason_and_counts_once(world: World) -> None:
    requirement = answered(world)
    assert accept(world, requirement, "reviewing_clinician", "so") == 400
    seen = str(world.now().revision)
    told = [accept(world, requirement, "reviewing_clinician", seen=seen) for _ in range(2)]
    assert told == [302, 409]
    assert accept(world, requirement, "reviewing_clinician") == 400
    assert case_rows(world.case, AbsenceAcceptance).count() == 1


def test_an_acceptance_outlives_a_new_version_with_the_same_lack(world: World) -> None:
    requirement = answered(world)
    accept(world, requirement, "reviewing_clinician")
    world.recompose(blocking="all")
    assert requirement not in blocks(world)


def test_another_answer_has_to_be_accepted_anew(world: World) -> None:
    requirement = answered(world)
    accept(world, requirement, "reviewing_clinician")
    assert record(world, requirement, why="refused") == 302
    assert requirement in blocks(world)
    world.recompose(blocking="all")
    assert requirement in blocks(world)
    assert accept(world, requirement, "reviewing_clinician") == 302


def test_an_answer_taken_back_takes_its_acceptance_along(world: World) -> None:
    requirement = answered(world)
    accept(world, requirement, "reviewing_clinician")
    row = case_rows(world.case, AbsenceAnswer).get(withdrawn_at=None)
    assert world.post("coordinator", f"findings/answers/{row.pk}/withdraw").status_code == 302
    assert requirement in blocks(world)
    assert "answers" not in request_of(world.now())
    assert world.post("coordinator", f"findings/answers/{row.pk}/withdraw").status_code == 404


def test_an_acceptance_is_taken_back(world: World) -> None:
    requirement = answered(world)
    accept(world, requirement, "reviewing_clinician")
    row = case_rows(world.case, AbsenceAcceptance).get()
    path = f"findings/acceptances/{row.pk}/withdraw"
    assert world.post("coordinator", path).status_code == 302
    assert requirement in blocks(world)


def test_results_that_arrive_close_the_item_as_ever(world: World) -> None:
    requirement = answered(world)
    world.give_package(blocking="none")
    assert blocks(world) == []
    assert requirement not in {f.requirement for f in findings(world) if f.effect == "block"}


def test_a_case_of_which_nothing_more_can_be_had_is_signed_by_hand(world: World) -> None:
    told = {"text": SPECIFIC, "language": "en"}
    assert world.post("coordinator", "questions/", told).status_code == 302
    world.recompose(blocking="all")
    asked = [f for f in findings(world) if f.requirement in blocks(world)]
    assert len(asked) > 5
    assert {f.absence for f in asked} == {"clinician", "coordinator"}
    for one in asked:
        assert record(world, one.requirement) == 302
    world.recompose(blocking="all")
    assert not standing(world.now()).do_gaps_wait_for_clinician
    for one in asked:
        if one.absence == "coordinator":
            assert accept(world, one.requirement, "coordinator") == 302
    case = world.now()
    assert (case.waiting_role, case.waiting_for) == ("reviewing_clinician", "accept_absence")
    for one in asked:
        if one.absence == "clinician":
            assert accept(world, one.requirement, "reviewing_clinician") == 302
    assert blocks(world) == []
    assert world.now().waiting_for == "sign_dossier"
    assert world.sign().status_code == 302
    assert case_rows(world.case, SignOffRow).filter(state="given").exists()


@pytest.mark.parametrize("role", ["patient", "home_physician", "medical_editor", "specialist"])
def test_others_record_and_accept_nothing(world: World, role: str) -> None:
    requirement = item(world, "clinician")
    assert record(world, requirement, role) == 404
    answered(world)
    assert accept(world, requirement, role) == 404
    assert not case_rows(world.case, AbsenceAcceptance).exists()


def test_an_answer_has_a_name_a_day_that_has_come_and_words(world: World) -> None:
    requirement = item(world, "clinician")
    assert record(world, requirement, who="") == 400
    assert record(world, requirement, said_on="2999-01-01") == 400
    assert record(world, requirement, words="") == 400
    assert record(world, requirement, why="lost in thought") == 400
    assert not case_rows(world.case, AbsenceAnswer).exists()


def test_the_home_physician_answers_a_letters_item_with_the_reason(world: World) -> None:
    first = wanted(world)[0]
    row, _ = letter(world, [first])
    told = {"requirement": first, "kind": "not_held", "why": "refused", "words": WORDS}
    assert world.post("home_physician", f"/letters/{row.pk}/", told).status_code == 302
    said = case_rows(world.case, AbsenceAnswer).get()
    assert (said.why, said.speaker, said.letter) == ("refused", "home_physician", row)
    assert said.by == world.site["home_physician"]
    world.recompose(blocking="all")
    assert world.site["home_physician"].name in shown(world)
    # it was found after all
    LetterRow.behind_door.filter(pk=row.pk).update(state="partly_answered")
    told = {"requirement": first, "kind": "sent"}
    assert world.post("home_physician", f"/letters/{row.pk}/", told).status_code == 302
    assert not case_rows(world.case, AbsenceAnswer).filter(withdrawn_at=None).exists()


def test_the_patient_answers_for_the_patient(world: World) -> None:
    first = wanted(world)[0]
    row, _ = letter(world, [first])
    told = {"requirement": first, "kind": "not_held", "words": WORDS}
    assert world.post("patient", f"/letters/{row.pk}/", told).status_code == 302
    said = case_rows(world.case, AbsenceAnswer).get()
    assert (said.why, said.speaker) == ("unobtainable", "patient")


def test_an_office_does_not_answer_for_the_home_side(world: World) -> None:
    first = wanted(world)[0]
    row, _ = letter(world, [first])
    told = {"requirement": first, "kind": "not_held", "words": WORDS}
    assert world.post("coordinator", f"/letters/{row.pk}/", told).status_code == 400
    assert not case_rows(world.case, LetterAnswer).exists()


def opened(token: str) -> Client:
    practice = Client()
    practice.get(f"/send/{token}")
    practice.post("/send/open")
    return practice


def test_the_holder_of_a_link_says_of_each_thing_that_it_is_not_there(world: World) -> None:
    first, second = wanted(world)[:2]
    row, token = letter(world, [first, second], with_link="on")
    practice = opened(token)
    page = practice.get("/send/").content.decode()
    assert page.count("We do not have it") == 2
    told = {"requirement": first, "kind": "not_held", "why": "not_done", "speaker": "practice"}
    assert practice.post("/asked/answer", told).status_code == 400  # no name, no words
    assert not case_rows(world.case, LetterAnswer).exists()
    named = {**told, "who": "Sister Mary", "words": WORDS}
    assert practice.post("/asked/answer", named).status_code == 302
    said = case_rows(world.case, AbsenceAnswer).get()
    assert (said.speaker, said.by, said.letter) == ("practice", None, row)
    assert said.link is not None
    event = AuditEvent.objects.filter(action="answer_letter").get()
    assert event.actor_id == f"link:{said.link.pk}"
    assert "Sister Mary" in practice.get("/send/").content.decode()
    answered_page = practice.post(
        "/asked/answer", {**named, "requirement": second, "kind": "sent", "words": ""}
    )
    assert answered_page.status_code == 302
    assert LetterRow.behind_door.get(pk=row.pk).state == "answered"
    # a letter that is answered takes files still, and no more answers
    assert "We do not have it" not in practice.get("/send/").content.decode()
    sent = practice.post("/uploads/form", {"file": SimpleUploadedFile("mr.txt", b"MR 2026")})
    assert sent.status_code in (200, 302)


def test_without_a_link_nobody_answers_by_one(world: World) -> None:
    first = wanted(world)[0]
    letter(world, [first], with_link="on")
    told = {"requirement": first, "kind": "not_held", "who": "X Y", "words": WORDS,
            "speaker": "practice"}  # fmt: skip
    assert Client().post("/asked/answer", told).status_code == 403
    assert signed_in(world.site["patient"]).post("/asked/answer", told).status_code == 403
    assert not case_rows(world.case, LetterAnswer).exists()


def test_a_links_holder_answers_only_what_its_letter_asks(world: World) -> None:
    first, second = wanted(world)[:2]
    _, token = letter(world, [first], with_link="on")
    told = {"requirement": second, "kind": "not_held", "who": "X Y", "words": WORDS,
            "speaker": "practice"}  # fmt: skip
    assert opened(token).post("/asked/answer", told).status_code == 400
    assert not case_rows(world.case, LetterAnswer).exists()
