"""Letters: composed by the core, sent with consent, answered, reminded, overdue, cancelled."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from preparation_world import World, make_world

from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Hold
from huizhen.ground.consent.models import ConsentWanted
from huizhen.ground.events.models import Event
from huizhen.ground.files.models import ReceivedFile, UploadLink
from huizhen.ground.notify.models import Notice
from huizhen.journey.preparation.jobs import SET_LETTER
from huizhen.journey.preparation.letter_text import wishes_in
from huizhen.journey.preparation.models import LetterAnswer, LetterRow
from huizhen.journey.preparation.queries import standing
from huizhen.journey.preparation.steps import note_answers, note_overdue
from kept_steps import kept
from worlds import signed_in, work_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    made = make_world()
    kept("preparation with all that blocks", lambda: made.give_package(blocking="all"))
    return made


def wanted(world: World, kind: str = "send") -> list[str]:
    from huizhen.ground.records.queries import current_version

    wishes = wishes_in(world.now(), current_version(world.now()))
    return [wish.finding.requirement for wish in wishes if wish.kind == kind]


def draft(world: World, items: list[str] | None = None, **more: object) -> LetterRow:
    told = {
        "items": items or wanted(world)[:2],
        "practice": world.key(),
        "language": "en",
        **more,
    }
    answer = world.post("coordinator", "letters/draft/send", told)
    assert answer.status_code == 302, answer.content.decode()
    row = case_rows(world.case, LetterRow).order_by("-drafted_at").first()
    assert row is not None
    return row


def send(world: World, row: LetterRow, **more: str) -> int:
    return int(world.post("coordinator", f"letters/{row.pk}/send", more).status_code)


def sent(world: World) -> LetterRow:
    row = draft(world)
    assert work_off(SET_LETTER) == ["done"]
    world.consent()
    assert send(world, row) == 302
    return again(row)


def again(row: LetterRow) -> LetterRow:
    found: LetterRow = LetterRow.behind_door.get(pk=row.pk)
    return found


def answer(world: World, row: LetterRow, item: str, kind: str, words: str = "", **more: str) -> int:
    told = {"requirement": item, "kind": kind, "words": words, **more}
    return int(world.post("home_physician", f"/letters/{row.pk}/", told).status_code)


def test_a_letter_is_drafted_from_chosen_findings_and_set(world: World) -> None:
    row = draft(world)
    assert work_off(SET_LETTER) == ["done"]
    assert (again(row).state, again(row).pdf_id is not None) == ("drafted", True)
    pdf = world.get("coordinator", f"letters/{row.pk}/letter.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert pdf.headers["Content-Disposition"].startswith("attachment")
    assert pdf.headers["X-Content-Type-Options"] == "nosniff"
    assert world.get("coordinator", "letters/").status_code == 200


def test_nothing_is_sent_without_consent_for_that_practice(world: World) -> None:
    row = draft(world)
    work_off(SET_LETTER)
    assert send(world, row) == 400
    assert again(row).state == "drafted"
    page = world.get("coordinator", f"letters/{row.pk}/").content.decode()
    assert "Ask the patient for the consent" in page
    assert world.post("coordinator", f"letters/{row.pk}/consent").status_code == 302
    assert case_rows(world.case, ConsentWanted).get().organisation == world.practice
    world.consent()
    assert send(world, row) == 302


def test_a_sent_letter_holds_the_case_and_has_a_deadline(world: World) -> None:
    row = sent(world)
    assert row.state == "sent"
    assert row.due_at is not None
    assert row.sent_at is not None
    assert timedelta(days=13) < row.due_at - row.sent_at <= timedelta(days=15)
    case = world.now()
    assert case.holds == ["waiting_for_home_team"]
    assert (case.waiting_role, case.waiting_for) == ("home_physician", "answer_request")
    assert case.due_at == row.due_at
    assert standing(case).requests_open == 1
    assert Notice.objects.filter(user=world.site["home_physician"], kind="letter_sent").exists()
    assert not mail.outbox


def test_a_letter_is_not_sent_twice(world: World) -> None:
    row = draft(world)
    work_off(SET_LETTER)
    world.consent()
    seen = str(world.now().revision)
    assert [send(world, row, seen=seen), send(world, row, seen=seen)] == [302, 409]
    assert send(world, row) == 409
    assert case_rows(world.case, Hold).count() == 1


def test_the_link_is_shown_once_and_its_files_answer_the_letter(world: World) -> None:
    row = draft(world)
    work_off(SET_LETTER)
    world.consent()
    page = world.post("coordinator", f"letters/{row.pk}/send", {"with_link": "on"})
    found = re.search(r"/send/([\w-]+)", page.content.decode())
    assert found is not None
    assert found[1] not in world.get("coordinator", f"letters/{row.pk}/").content.decode()
    link = case_rows(world.case, UploadLink).get()
    assert link.about == f"letter:{row.pk}"
    practice = Client()
    practice.get(f"/send/{found[1]}")
    practice.post("/send/open")
    from django.core.files.uploadedfile import SimpleUploadedFile

    practice.post("/uploads/form", {"file": SimpleUploadedFile("mr.txt", b"MR 2026")})
    assert case_rows(world.case, ReceivedFile).filter(about=f"letter:{row.pk}").exists()
    event = Event.objects.filter(kind="files_received").latest("at")
    note_answers(event)
    note_answers(event)
    assert again(row).state == "partly_answered"
    assert "waiting_for_home_team" in world.now().holds


def test_the_home_physician_opens_and_answers_each_thing(world: World) -> None:
    row = sent(world)
    first, second = wanted(world)[:2]
    page = signed_in(world.site["home_physician"]).get(f"/cases/{world.case.pk}/letters/")
    assert str(row.pk) in page.content.decode()
    opened = signed_in(world.site["home_physician"]).get(
        f"/cases/{world.case.pk}/letters/{row.pk}/"
    )
    assert "We do not have it" in opened.content.decode()
    assert again(row).state == "opened"
    assert answer(world, row, first, "sent") == 302
    assert again(row).state == "partly_answered"
    assert answer(world, row, second, "not_held") == 400
    assert answer(world, row, second, "not_held", "Never done here.") == 302
    assert again(row).state == "answered"
    case = world.now()
    assert case.holds == []
    assert standing(case).requests_open == 0
    assert "Never done here." in world.get("coordinator", f"letters/{row.pk}/").content.decode()
    held = case_rows(world.case, LetterAnswer).exclude(sealed_words=None).get()
    assert b"Never" not in bytes(held.sealed_words or b"")


def test_an_answer_sent_twice_counts_once(world: World) -> None:
    row = sent(world)
    seen = str(world.now().revision)
    item = wanted(world)[0]
    told = [answer(world, row, item, "sent", seen=seen) for _ in range(2)]
    assert told == [302, 409]
    assert case_rows(world.case, LetterAnswer).count() == 1


def test_that_a_coordinator_looks_opens_no_letter(world: World) -> None:
    row = sent(world)
    world.get("coordinator", f"/letters/{row.pk}/")
    assert again(row).state == "sent"


def test_a_draft_is_not_there_for_the_home_side(world: World) -> None:
    row = draft(world)
    assert world.get("home_physician", f"/letters/{row.pk}/").status_code == 404


def test_reminding_begins_the_time_limit_anew(world: World) -> None:
    row = sent(world)
    LetterRow.behind_door.filter(pk=row.pk).update(due_at=timezone.now() - timedelta(days=1))
    assert "overdue" in world.get("coordinator", "letters/").content.decode()
    assert world.post("coordinator", f"letters/{row.pk}/follow/remind").status_code == 302
    due = again(row).due_at
    assert due is not None
    assert due > timezone.now() + timedelta(days=12)


def test_an_overdue_letter_is_told_to_the_coordinator_once(world: World) -> None:
    row = sent(world)
    event = Event.objects.filter(kind="letter_due").latest("at")
    assert event.due_at == row.due_at
    told = Notice.objects.filter(user=world.site["coordinator"], kind="deadline_passed")
    note_overdue(event)
    assert told.count() == 0
    LetterRow.behind_door.filter(pk=row.pk).update(due_at=timezone.now() - timedelta(days=1))
    note_overdue(event)
    note_overdue(event)
    assert told.count() == 1


def test_a_cancelled_letter_waits_for_nobody(world: World) -> None:
    row = sent(world)
    assert world.post("coordinator", f"letters/{row.pk}/follow/cancel").status_code == 302
    assert (again(row).state, world.now().holds) == ("cancelled", [])
    assert answer(world, row, wanted(world)[0], "sent") == 409


def test_an_answer_that_is_not_enough_opens_the_letter_again(world: World) -> None:
    row = sent(world)
    assert world.post("coordinator", f"letters/{row.pk}/follow/enough").status_code == 302
    assert world.now().holds == []
    assert world.post("coordinator", f"letters/{row.pk}/follow/insufficient").status_code == 302
    assert (again(row).state, world.now().holds) == ("partly_answered", ["waiting_for_home_team"])


def test_two_letters_hold_the_case_until_both_are_answered(world: World) -> None:
    first, second = sent(world), None
    items = wanted(world)
    second = draft(world, items[2:3] or items[:1])
    work_off(SET_LETTER)
    assert send(world, second) == 302
    world.post("coordinator", f"letters/{first.pk}/follow/cancel")
    assert world.now().holds == ["waiting_for_home_team"]
    world.post("coordinator", f"letters/{second.pk}/follow/cancel")
    assert world.now().holds == []


def test_what_is_not_missing_is_not_asked_for(world: World) -> None:
    told = {"items": ["no.such"], "practice": world.key(), "language": "en"}
    assert world.post("coordinator", "letters/draft/send", told).status_code == 400
    assert not case_rows(world.case, LetterRow).exists()


@pytest.mark.parametrize("role", ["patient", "home_physician", "medical_editor", "specialist"])
def test_others_send_no_letters(world: World, role: str) -> None:
    row = draft(world)
    work_off(SET_LETTER)
    world.consent()
    assert world.post(role, f"letters/{row.pk}/send").status_code == 404
    assert again(row).state == "drafted"
