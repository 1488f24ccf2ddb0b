"""What a department asks for besides: the home side's page, its files, its 'we do not have it'."""

from __future__ import annotations

import re
from typing import Any

import pytest
from consultation_world import DOSSIER_HASH, World, make_world
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from package_world import an_entry, give_version

from huizhen.ground.audit.models import AuditEvent
from huizhen.ground.cases.access import case_rows
from huizhen.ground.events.models import Event
from huizhen.ground.files.models import ReceivedFile, UploadLink
from huizhen.ground.notify.models import Notice
from huizhen.journey.consultation.materials import material_due
from huizhen.journey.consultation.models import MaterialRequest
from huizhen.journey.flow import follow_up
from worlds import signed_in

pytestmark = pytest.mark.django_db
WHAT = "增强MRI动脉期原始图像"
WORDS = "Canary: the disc was lost in the move."


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    made = make_world(monkeypatch)
    made.consulting("F01")
    return made


def ask(world: World, owner: str = "home_physician", **more: str) -> MaterialRequest:
    told = {"what": WHAT, "why": "评估血管", "kind": "images", "owner": owner, **more}
    assert world.post("specialist F01", "invited/material", told).status_code == 302
    row: MaterialRequest = case_rows(world.now(), MaterialRequest).latest("asked_at")
    return row


def page(world: World, row: MaterialRequest, role: str = "home_physician") -> Any:
    return world.client(role).get(f"{world.path}materials/{row.pk}/")


def answer(world: World, row: MaterialRequest, role: str = "home_physician", **more: str) -> int:
    told = {"requirement": "material", "kind": "not_held", "why": "unobtainable", "words": WORDS}
    return int(world.post(role, f"materials/{row.pk}/", {**told, **more}).status_code)


def again(row: MaterialRequest) -> MaterialRequest:
    found: MaterialRequest = MaterialRequest.behind_door.get(pk=row.pk)
    return found


def settle() -> None:
    Event.objects.filter(done_at=None, kind="files_received").update(due_at=timezone.now())
    while follow_up():
        pass


def link_of(world: World, row: MaterialRequest) -> Client:
    told = world.post("coordinator", f"consultation/materials/{row.pk}/link")
    found = re.search(r"/send/([\w-]+)", told.content.decode())
    assert found is not None
    assert case_rows(world.now(), UploadLink).get().about == f"material:{row.pk}"
    practice = Client()
    practice.get(f"/send/{found[1]}")
    practice.post("/send/open")
    return practice


def test_the_home_physician_reads_what_is_asked_in_words_label_and_deadline(world: World) -> None:
    row = ask(world)
    shown = page(world, row)
    assert shown.status_code == 200
    text = shown.content.decode()
    assert WHAT in text
    assert "Images as original DICOM series" in text
    assert "Please answer until" in text
    assert f'data-about="material:{row.pk}"' in text
    assert "We do not have it" in text
    case = world.now()
    assert (case.waiting_role, case.waiting_for) == ("home_physician", "supply_material")
    assert case.due_at == material_due(case, row)
    notice = Notice.objects.filter(user=world.site["home_physician"], kind="material_asked").latest(
        "made_at"
    )
    assert str(row.pk) in notice.path


def test_every_page_of_the_case_says_that_something_is_waited_for(world: World) -> None:
    row = ask(world)
    for role in ("home_physician", "patient"):
        text = world.client(role).get(world.path).content.decode()
        assert "The department asks for more material" in text
    assert "The department asks" not in world.client().get(world.path).content.decode()
    answer(world, row)
    text = world.client("home_physician").get(world.path).content.decode()
    assert "The department asks" not in text


def test_in_chinese_the_label_is_chinese(world: World) -> None:
    row = ask(world)
    client = world.client("home_physician")
    client.cookies["huizhen_language"] = "zh-hans"
    text = client.get(f"{world.path}materials/{row.pk}/")
    assert "影像DICOM原始序列" in text.content.decode()


def send_file(world: World, row: MaterialRequest) -> ReceivedFile:
    sent = world.client("home_physician").post(
        f"{world.path}uploads/form",
        {"file": SimpleUploadedFile("mr.txt", b"MR 2026"), "about": f"material:{row.pk}"},
    )
    assert sent.status_code in (200, 302)
    settle()
    return case_rows(world.now(), ReceivedFile).get(about=f"material:{row.pk}")


def compose(world: World, file: ReceivedFile, status: str = "read") -> None:
    """The next version, in which the file stands so."""
    entry = an_entry("mr.txt", file.sha256, status=status)
    give_version(world.now(), entries=[entry], dossier_hash=DOSSIER_HASH, emit=False)


def test_a_file_that_came_is_no_answer_until_a_version_with_it_is_submitted(world: World) -> None:
    row = ask(world)
    file = send_file(world, row)
    assert again(row).state == "open"
    assert world.now().holds == ["clock_stopped"]
    assert (world.now().waiting_role, world.now().waiting_for) == ("coordinator", "submit_material")
    assert world.now().due_at is None
    text = page(world, row).content.decode()
    assert "Files that came for it: 1" in text
    assert "The office adds them to the dossier" in text
    home = world.client("home_physician").get(world.path).content.decode()
    assert "The department asks" not in home
    office = world.client().get(f"{world.path}consultation/invitations/{row.invitation_id}/")
    assert "once a signed version with them is delivered" in office.content.decode()
    compose(world, file)
    assert again(row).state == "open"
    assert world.submit().status_code == 302
    assert again(row).state == "supplied"
    assert world.now().holds == []
    assert world.now().waiting_for == "give_opinion"
    told = AuditEvent.objects.filter(action="record_submission").latest("pk").data
    assert told["materials_supplied"] == [str(row.pk)]


def test_the_version_that_was_there_before_answers_nothing(world: World) -> None:
    row = ask(world)
    send_file(world, row)
    assert world.submit().status_code == 302
    assert again(row).state == "open"
    assert world.now().holds == ["clock_stopped"]


@pytest.mark.parametrize("status", ["quarantined", "unidentified"])
def test_a_file_that_is_held_apart_answers_nothing_until_it_is_released(
    world: World, status: str
) -> None:
    row = ask(world)
    file = send_file(world, row)
    compose(world, file, status)
    assert world.submit().status_code == 302
    assert again(row).state == "open"
    compose(world, file, "part")
    assert world.submit().status_code == 302
    assert again(row).state == "supplied"


def test_by_another_way_the_clock_goes_on_with_the_delivery(world: World) -> None:
    row = ask(world)
    compose(world, send_file(world, row))
    paper = SimpleUploadedFile("receipt.pdf", b"%PDF-1.7")
    assert world.submit(channel="courier", proof=paper).status_code == 302
    assert again(row).state == "open"
    done = world.post("coordinator", f"consultation/submissions/{world.submission().pk}/delivered")
    assert done.status_code == 302
    assert again(row).state == "supplied"


def test_a_second_request_waits_for_its_own_material(world: World) -> None:
    first, second = ask(world), ask(world, what="病理切片")
    compose(world, send_file(world, first))
    assert (world.now().waiting_role, world.now().waiting_for) == (
        "home_physician", "supply_material",
    )  # fmt: skip
    assert world.now().due_at == material_due(world.now(), second)
    assert world.submit().status_code == 302
    assert (again(first).state, again(second).state) == ("supplied", "open")
    assert world.now().holds == ["clock_stopped"]


def test_the_patient_may_send_what_the_physician_was_asked_for(world: World) -> None:
    row = ask(world)
    text = page(world, row, "patient").content.decode()
    assert WHAT in text
    assert "We do not have it" not in text
    assert answer(world, row, "patient") == 400
    assert again(row).state == "open"


def test_that_the_home_side_does_not_have_it_sets_the_clock_going_and_is_told(
    world: World,
) -> None:
    row = ask(world)
    assert answer(world, row, words="") == 400
    assert answer(world, row) == 302
    assert again(row).state == "not_held"
    assert world.now().holds == []
    department = signed_in(world.people["specialist F01"])
    told = department.get(f"{world.path}invited/").content.decode()
    assert "外院答复：无法提供" in told
    assert world.site["home_physician"].name in told
    assert WORDS not in told  # the words may name the patient
    invitation = f"{world.path}consultation/invitations/{world.invitation().pk}/"
    assert WORDS in world.client().get(invitation).content.decode()
    assert b"Canary" not in bytes(again(row).sealed)
    assert AuditEvent.objects.filter(action="material_not_held").count() == 1
    assert answer(world, row) == 409


def test_a_word_that_it_was_sent_is_no_material(world: World) -> None:
    row = ask(world)
    assert answer(world, row, kind="sent", words="By courier on Monday") == 302
    assert again(row).state == "open"
    assert world.now().holds == ["clock_stopped"]
    invitation = f"{world.path}consultation/invitations/{world.invitation().pk}/"
    assert "By courier on Monday" in world.client().get(invitation).content.decode()


def test_a_patient_who_is_asked_answers(world: World) -> None:
    row = ask(world, "patient")
    assert world.now().waiting_role == "patient"
    assert answer(world, row, "home_physician") == 400
    assert answer(world, row, "patient") == 302
    department = signed_in(world.people["specialist F01"])
    told = department.get(f"{world.path}invited/").content.decode()
    assert "患方答复：无法提供（患者本人" in told


def test_an_answer_from_an_old_page_changes_nothing(world: World) -> None:
    row = ask(world)
    seen = str(world.now().revision)
    assert [answer(world, row, seen=seen, kind="sent", words="x") for _ in range(2)] == [302, 409]


def test_what_the_office_is_to_supply_is_not_for_the_home_side(world: World) -> None:
    row = ask(world, "coordinator")
    assert page(world, row).status_code == 404
    listed = world.client("home_physician").get(f"{world.path}materials/").content.decode()
    assert WHAT not in listed


@pytest.mark.parametrize("role", ["reviewing_clinician", "medical_editor", "auditor"])
def test_others_have_no_such_page(world: World, role: str) -> None:
    row = ask(world)
    assert page(world, row, role).status_code == 404
    assert answer(world, row, role) == 404


def test_the_holder_of_a_link_sends_it_or_says_that_it_is_not_there(world: World) -> None:
    row = ask(world)
    practice = link_of(world, row)
    text = practice.get("/send/").content.decode()
    assert WHAT in text
    told = {"requirement": "material", "kind": "not_held", "why": "not_done", "words": WORDS}
    assert practice.post("/asked/material", told).status_code == 400  # nobody's name
    assert again(row).state == "open"
    named = {**told, "who": "Sister Mary", "speaker": "practice"}
    assert practice.post("/asked/material", named).status_code == 302
    assert again(row).state == "not_held"
    event = AuditEvent.objects.get(action="material_not_held")
    assert event.actor_id.startswith("link:")
    assert "is settled" in practice.get("/send/").content.decode()


def test_files_by_a_link_about_it_count_as_those_of_an_account(world: World) -> None:
    row = ask(world)
    practice = link_of(world, row)
    practice.post("/uploads/form", {"file": SimpleUploadedFile("mr.txt", b"MR by link")})
    settle()
    assert again(row).state == "open"
    compose(world, case_rows(world.now(), ReceivedFile).get(about=f"material:{row.pk}"))
    assert world.submit().status_code == 302
    assert again(row).state == "supplied"
    assert world.now().holds == []


def test_without_a_link_about_it_nobody_answers(world: World) -> None:
    ask(world)
    told = {"requirement": "material", "kind": "not_held", "words": WORDS, "who": "X",
            "speaker": "practice"}  # fmt: skip
    assert Client().post("/asked/material", told).status_code == 403


def test_what_is_late_is_told_to_those_who_were_asked(world: World) -> None:
    row = ask(world)
    event = Event.objects.get(kind="material_due", case_id=world.case.pk)
    assert event.due_at == material_due(world.now(), row)
    Event.objects.filter(pk=event.pk).update(due_at=timezone.now())
    settle()
    told = Notice.objects.filter(kind="deadline_passed", user=world.site["home_physician"])
    assert told.count() == 1
