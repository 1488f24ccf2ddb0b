"""Submissions by any channel, and the clock: it starts by rule, stops and resumes."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import pytest
import time_machine
from consultation_world import PARTS, World, make_world
from django.core.files.uploadedfile import SimpleUploadedFile

from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Hold
from huizhen.ground.consent.models import ConsentWanted
from huizhen.ground.events.models import Event
from huizhen.ground.files.blobs import blob_bytes, store_bytes
from huizhen.ground.files.models import Blob, ReceivedFile
from huizhen.ground.notify.models import Notice
from huizhen.journey.consultation.clock import opinion_due
from huizhen.journey.consultation.materials import material_due
from huizhen.journey.consultation.models import MaterialRequest, Submission
from huizhen.journey.flow import follow_up
from worlds import ROLES, signed_in

pytestmark = pytest.mark.django_db
MONDAY = datetime.datetime(2026, 3, 2, 1, 0, tzinfo=datetime.UTC)
"""09:00 in Beijing, a working day without a holiday in the four weeks after it."""
DAY = datetime.timedelta(days=1)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return make_world(monkeypatch)


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(MONDAY, tick=False) as travelling:
        yield travelling


def test_the_clock_starts_with_acceptance_and_material_whichever_is_later(
    world: World, clock: Any
) -> None:
    world.invite("F01")
    world.accept("F01")
    assert opinion_due(world.now(), world.invitation()) is None
    clock.move_to(MONDAY + DAY)
    assert world.submit().status_code == 302
    # ten working days after Tuesday 3 March: Tuesday 17 March, 17:30 in Beijing
    due = datetime.datetime(2026, 3, 17, 9, 30, tzinfo=datetime.UTC)
    assert opinion_due(world.now(), world.invitation()) == due
    case = world.now()
    assert (case.waiting_for, case.due_at) == ("give_opinion", due)
    page = world.client().get(f"{world.path}consultation/").content.decode()
    assert "2026-03-17 17:30 Beijing (09:30 UTC)" in page
    shown = signed_in(world.people["specialist F01"]).get(f"{world.path}opinion/").content.decode()
    assert "2026-03-17 17:30 Beijing" in shown
    overview = world.client().get(world.path).content.decode()
    assert "2026-03-17 17:30 Beijing (09:30 UTC)" in overview


def test_the_clock_stops_for_material_and_resumes_with_it(world: World, clock: Any) -> None:
    world.consulting("F01")
    before = opinion_due(world.now(), world.invitation())
    assert before is not None
    clock.move_to(MONDAY + 2 * DAY)
    asked = world.post(
        "specialist F01",
        "invited/material",
        {"what": "增强MRI动脉期原始图像", "why": "评估血管", "owner": "home_physician"},
    )
    assert asked.status_code == 302
    case = world.now()
    assert case.holds == ["clock_stopped"]
    row = case_rows(case, MaterialRequest).get()
    assert (case.waiting_role, case.waiting_for, case.due_at) == (
        "home_physician",
        "supply_material",
        material_due(case, row),
    )
    page = world.client().get(f"{world.path}consultation/").content.decode()
    assert "增强MRI动脉期原始图像" in page
    refused = world.post("coordinator", "consultation/complete")
    assert refused.status_code == 400
    clock.move_to(MONDAY + 9 * DAY)
    done = world.post(
        "coordinator", f"consultation/materials/{row.pk}/supplied", {"outcome": "MR of 8 March"}
    )
    assert done.status_code == 302
    case = world.now()
    after = opinion_due(case, world.invitation())
    assert case.holds == []
    assert case.due_at == after
    assert after is not None
    assert after == before + 7 * DAY
    at = f"consultation/invitations/{world.invitation().pk}/"
    page = world.client().get(f"{world.path}{at}").content.decode()
    assert "MR of 8 March" in page
    assert "2026-03-04 09:00 Beijing" in page
    again = world.post(
        "coordinator", f"consultation/materials/{row.pk}/supplied", {"outcome": "twice"}
    )
    assert again.status_code == 409


def test_once_a_file_came_for_the_request_it_is_the_offices_turn(world: World) -> None:
    world.consulting("F01")
    world.post("specialist F01", "invited/material", {"what": "MRI", "owner": "home_physician"})
    row = case_rows(world.now(), MaterialRequest).get()
    about = f"material:{row.pk}"
    Event.objects.create(case_id=world.case.pk, kind="files_received", data={"about": about})
    follow_up()
    assert world.now().waiting_for == "supply_material"  # told of a file, but none is there
    blob = store_bytes(world.case, "original", b"an image")
    ReceivedFile.behind_door.create(
        case=world.case, blob=blob, sha256=blob.sha256, sealed_name=b"", about=about
    )
    Event.objects.create(case_id=world.case.pk, kind="files_received", data={"about": about})
    follow_up()
    assert [e.error for e in Event.objects.filter(kind="files_received")] == ["", ""]
    assert world.now().holds == ["clock_stopped"]
    assert world.now().waiting_for == "submit_material"
    assert case_rows(world.now(), MaterialRequest).get().state == "open"


def test_a_file_about_something_else_leaves_the_clock_standing(world: World) -> None:
    world.consulting("F01")
    world.post("specialist F01", "invited/material", {"what": "MRI", "owner": "coordinator"})
    assert world.now().waiting_role == "coordinator"
    for about in ("", f"request:{uuid.uuid4()}", f"material:{uuid.uuid4()}"):
        Event.objects.create(case_id=world.case.pk, kind="files_received", data={"about": about})
    follow_up()
    assert world.now().holds == ["clock_stopped"]


def test_one_of_two_requests_settled_leaves_the_other(world: World) -> None:
    world.consulting("F01")
    for what in ("MRI", "病理切片"):
        world.post("specialist F01", "invited/material", {"what": what, "owner": "home_physician"})
    first, second = case_rows(world.now(), MaterialRequest).order_by("asked_at")
    world.post("coordinator", f"consultation/materials/{first.pk}/supplied", {"outcome": "came"})
    assert world.now().holds == ["clock_stopped"]
    told = {"outcome": "cannot be had"}
    world.post("coordinator", f"consultation/materials/{second.pk}/withdrawn", told)
    assert world.now().holds == []
    assert Hold.behind_door.filter(case=world.case, kind="clock_stopped").count() == 2


def test_nothing_can_be_asked_for_before_the_invitation_is_accepted(world: World) -> None:
    world.invite("F01")
    told = {"what": "MRI", "owner": "home_physician"}
    assert world.post("specialist F01", "invited/material", told).status_code == 409
    assert not case_rows(world.now(), MaterialRequest).exists()


def test_a_late_opinion_is_told_to_those_whom_it_concerns(world: World, clock: Any) -> None:
    world.consulting("F01")
    clock.move_to(MONDAY + 20 * DAY)
    follow_up()
    told = Notice.objects.filter(kind="deadline_passed", user=world.people["specialist F01"])
    assert told.count() == 1
    page = signed_in(world.people["specialist F01"]).get(f"{world.path}invited/").content.decode()
    assert "overdue" in page.lower() or "逾期" in page


@pytest.mark.parametrize("channel", ["package_file", "hospital_portal", "courier"])
def test_a_submission_outside_the_desk_needs_its_proof(world: World, channel: str) -> None:
    world.invite("F01")
    without = world.submit(channel=channel)
    assert without.status_code == 400
    assert not case_rows(world.now(), Submission).exists()
    receipt = SimpleUploadedFile("receipt.png", b"\x89PNG\r\n\x1a\n receipt")
    assert world.submit(channel=channel, proof=receipt).status_code == 302
    row = world.submission()
    assert row.proof is not None
    assert (row.state, row.proof.kind) == ("sent", "proof")
    assert blob_bytes(world.now(), row.proof) == b"\x89PNG\r\n\x1a\n receipt"
    assert b"C. Coordinator" not in bytes(row.sealed_person)
    saved = world.client().get(f"{world.path}consultation/submissions/{row.pk}/proof")
    assert saved.headers["Content-Disposition"] == 'attachment; filename="receipt.png"'
    assert "sandbox" in saved.headers["Content-Security-Policy"]


def test_the_material_may_be_lost_refused_or_found_again(world: World, clock: Any) -> None:
    world.invite("F01")
    world.accept("F01")
    world.submit(channel="courier", proof=SimpleUploadedFile("a.pdf", b"%PDF-1.4"))
    at = f"consultation/submissions/{world.submission().pk}/"
    assert world.post("coordinator", f"{at}lost", {"reason": "no trace"}).status_code == 302
    assert world.submission().state == "lost"
    assert opinion_due(world.now(), world.invitation()) is None
    assert world.post("coordinator", f"{at}delivered").status_code == 302
    assert world.submission().state == "delivered"
    assert opinion_due(world.now(), world.invitation()) is not None
    late = world.post("coordinator", f"{at}refused", {"reason": "too late"})
    assert late.status_code == 409
    assert world.submission().state == "delivered"


def test_a_refused_submission_leaves_no_orphan_of_its_proof(world: World) -> None:
    world.invite("F01")
    proofs = case_rows(world.case, Blob).filter(kind="proof")
    proof = SimpleUploadedFile("a.pdf", b"%PDF-1.4")
    refused = world.submit(channel="courier", proof=proof, is_identified="on")
    assert refused.status_code == 400  # the hospital's rule does not ask for the name
    assert not proofs.exists()


def test_the_material_goes_under_the_name_by_consent_and_the_hospitals_rule(world: World) -> None:
    at = world.draft()
    patient = world.client("patient")
    assert "covers_identity" not in _consent_page(world, patient)
    world.post("coordinator", f"{at}write", {**PARTS, "does_ask_identity": "on"})
    assert "covers_identity" in _consent_page(world, patient)
    world.post("coordinator", f"{at}send", {"role": "specialist"})
    proof = SimpleUploadedFile("a.pdf", b"%PDF-1.4")
    sent = world.submit(channel="hospital_portal", proof=proof, is_identified="on")
    assert sent.status_code == 302
    assert world.submission().is_identified


def _consent_page(world: World, patient: Any) -> str:
    """What the patient is asked to sign for the department."""
    listed = patient.get(f"{world.path}consents/").content.decode()
    wanted = ConsentWanted.behind_door.get(case=world.case)
    assert wanted.wants_identity == (str(wanted.pk) in listed)
    return str(patient.get(f"{world.path}consents/{wanted.pk}").content.decode())


def test_a_submission_of_tomorrow_is_refused(world: World) -> None:
    world.invite("F01")
    assert world.submit(sent_on="2099-01-01").status_code == 400
    assert not case_rows(world.now(), Submission).exists()


@pytest.mark.parametrize("role", [r for r in ROLES if r != "coordinator"])
def test_only_a_coordinator_records_submissions_and_material(world: World, role: str) -> None:
    row = world.invite("F01")
    at = f"consultation/invitations/{row.pk}/"
    assert world.client(role).get(f"{world.path}{at}submit").status_code == 404
    told = {"what": "MRI", "owner": "home_physician"}
    assert world.post(role, f"{at}material", told).status_code == 404


def test_an_expedited_invitation_has_half_the_days_and_needs_its_reason(
    world: World, clock: Any
) -> None:
    at = world.draft()
    hurried = {**PARTS, "is_expedited": "on"}
    world.post("coordinator", f"{at}write", hurried)
    assert world.post("coordinator", f"{at}send", {"role": "specialist"}).status_code == 400
    world.post("coordinator", f"{at}write", {**hurried, "expedite_reason": "肿瘤增长迅速"})
    assert world.post("coordinator", f"{at}send", {"role": "specialist"}).status_code == 302
    world.post("coordinator", f"{at}accept", {"told_by": "电话"})
    world.submit()
    due = datetime.datetime(2026, 3, 9, 9, 30, tzinfo=datetime.UTC)
    assert opinion_due(world.now(), world.invitation()) == due


def test_a_department_may_take_its_acceptance_back_while_the_clock_stands(world: World) -> None:
    world.consulting("F01")
    world.post("specialist F01", "invited/material", {"what": "MRI", "owner": "home_physician"})
    world.post("specialist F01", "invited/decline", {"reason": "医生外出"})
    case = world.now()
    assert (case.holds, case.waiting_for, case.due_at) == ([], "invite_department", None)
    assert case_rows(case, MaterialRequest).get().state == "withdrawn"
