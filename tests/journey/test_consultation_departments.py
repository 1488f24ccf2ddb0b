"""The directory, and inviting departments: verified first, several at once, answered or lapsed."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from consultation_world import PARTS, World, add_person, make_world
from django.core import mail
from django.test import Client
from django.utils import timezone

from huizhen.ground.accounts.models import Organisation
from huizhen.ground.audit.models import AuditEvent
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.change import changing
from huizhen.ground.cases.models import Participant
from huizhen.ground.consent.models import ConsentWanted
from huizhen.ground.content import pack
from huizhen.ground.events.models import Event
from huizhen.journey.consultation.models import DepartmentInvitation, DepartmentVerification
from huizhen.journey.flow import follow_up
from huizhen.journey.preparation.models import SignOffRow
from worlds import ROLES, make_case, make_site, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return make_world(monkeypatch)


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> World:
    return make_world(monkeypatch, is_sample=False)


def test_fifty_departments_are_shipped_unverified_and_none_is_invitable(real: World) -> None:
    assert len(pack("centres").parsed("departments.json")) == 50
    page = real.client().get("/departments/").content.decode()
    assert page.count("not verified") == 50
    listed = real.client().get(f"{real.path}consultation/directory/").content.decode()
    assert "Not verified: it may not be invited yet." in listed
    assert 'name="department"' not in listed
    refused = real.post("coordinator", "consultation/directory/invite", {"department": "D01"})
    assert refused.status_code == 400
    assert "not verified" in refused.content.decode()
    assert not case_rows(real.case, DepartmentInvitation).exists()


def test_a_named_person_verifies_and_the_sites_trail_tells_it(real: World) -> None:
    told = {"department": "D01", "who": "Dr Wang Canary", "on": "2026-02-03", "how": "by telephone"}
    done = real.client().post("/departments/verify", told)
    assert done.status_code == 302
    row = DepartmentVerification.objects.get()
    assert b"Canary" not in bytes(row.sealed_who)
    event = AuditEvent.objects.filter(chain="site", action="verify_department").get()
    assert event.data == {"department": "D01", "on": "2026-02-03"}
    listed = real.client().get(f"{real.path}consultation/directory/").content.decode()
    assert "Verified by Dr Wang Canary on 2026-02-03." in listed
    done = real.post("coordinator", "consultation/directory/invite", {"department": "D01"})
    assert done.status_code == 302
    assert Organisation.objects.filter(kind="department", country="CN").count() == 1
    other = make_site("two")
    page = signed_in(other["coordinator"]).get("/departments/").content.decode()
    assert "Dr Wang Canary" not in page


@pytest.mark.parametrize(
    "told",
    [
        {"who": "", "on": "2026-02-03", "how": "call"},
        {"who": "Dr Wang", "on": "2026-02-03", "how": "  "},
        {"who": "Dr Wang", "on": "2099-01-01", "how": "call"},
        {"who": "Dr Wang", "on": "soon", "how": "call"},
    ],
)
def test_a_verification_without_who_when_or_how_is_none(real: World, told: dict[str, str]) -> None:
    done = real.client().post("/departments/verify", {"department": "D01", **told})
    assert done.status_code == 400
    assert not DepartmentVerification.objects.exists()


def test_a_verification_can_be_taken_back(real: World) -> None:
    client = real.client()
    told = {"department": "D01", "who": "Dr Wang", "on": "2026-02-03", "how": "by telephone"}
    client.post("/departments/verify", told)
    client.post("/departments/verify", {"department": "D01", "withdraw": "1"})
    refused = real.post("coordinator", "consultation/directory/invite", {"department": "D01"})
    assert refused.status_code == 400


@pytest.mark.parametrize(
    "role", [r for r in ROLES if r not in ("coordinator", "reviewing_clinician")]
)
def test_the_directory_is_the_sites_own(real: World, role: str) -> None:
    client = real.client(role)
    assert client.get("/departments/").status_code == 404
    told = {"department": "D01", "who": "Dr Wang", "on": "2026-02-03", "how": "by telephone"}
    assert client.post("/departments/verify", told).status_code == 404
    assert not DepartmentVerification.objects.exists()


def test_a_sample_case_sees_fictional_departments_alone(world: World) -> None:
    page = world.client().get(f"{world.path}consultation/directory/").content.decode()
    assert "会诊示例第一医院" in page
    assert "华西" not in page


def test_a_draft_says_what_it_lacks_and_asks_the_patient_for_consent(world: World) -> None:
    world.post("coordinator", "consultation/directory/invite", {"department": "F01"})
    row = world.invitation()
    assert (row.state, row.organisation.is_fictional) == ("drafted", True)
    assert ConsentWanted.behind_door.filter(case=world.case, purpose="consult").count() == 1
    at = f"consultation/invitations/{row.pk}/"
    page = world.client().get(f"{world.path}{at}").content.decode()
    assert "The invitation lacks: Reason." in page
    refused = world.post("coordinator", f"{at}send", {"role": "specialist"})
    assert refused.status_code == 400
    assert world.now().stage == "preparation"
    world.post("coordinator", f"{at}write", PARTS)
    page = world.client().get(f"{world.path}{at}").content.decode()
    assert "The invitation lacks" not in page
    refused = world.post("coordinator", f"{at}send", {"role": "specialist"})
    assert refused.status_code == 400  # the consent for this recipient is still missing
    assert world.invitation().state == "drafted"


def test_the_first_declines_and_the_second_accepts(world: World) -> None:
    first = world.invite("F01")
    case = world.now()
    assert (case.stage, case.waiting_role, case.waiting_for) == (
        "consultation",
        "department_secretary",
        "answer_invitation",
    )
    assert case.due_at == first.answer_by
    second = world.invite("F02")
    assert {first.state, second.state} == {"sent"}
    specialist = world.people["specialist F01"]
    assert (
        world.post("specialist F01", "invited/decline", {"reason": "床位紧张"}).status_code == 302
    )
    first = world.invitation("F01")
    assert first.state == "declined"
    assert world.case.unseal_json(first.sealed_reason or b"")["reason"] == "床位紧张"
    assert not Participant.behind_door.filter(user=specialist, until=None).exists()
    assert signed_in(specialist).get(world.path).status_code == 404
    world.accept("F02")
    assert world.invitation("F02").state == "accepted"
    assert world.opinion("F02").state == "awaited"
    case = world.now()
    assert (case.waiting_role, case.waiting_for) == ("specialist", "give_opinion")
    page = world.client().get(f"{world.path}consultation/").content.decode()
    assert "Declined" in page
    assert "Accepted" in page


def test_a_person_of_the_department_joins_by_a_link_for_this_case_alone(world: World) -> None:
    link = world.send_link(world.draft())
    browser = Client()
    browser.get(link)
    told = {"name": "李医生", "password": "three words of mine", "language": "zh-hans"}
    browser.post("/join/", told)
    session = browser.session
    session["has_second_factor"] = True
    session.save()
    page = browser.get(f"{world.path}invited/").content.decode()
    assert "接受" in page
    assert "5.2 cm的肝右叶病灶" in page
    assert "Probe" not in page
    assert "1968" not in page
    other = make_case(world.site, specialty="hpb", is_sample=True)
    assert browser.get(f"/cases/{other.pk}/").status_code == 404


def test_a_link_that_nobody_used_ends_with_its_invitation(world: World) -> None:
    at = world.draft()
    link = world.send_link(at)
    world.post("coordinator", f"{at}withdraw", {"reason": "no longer wanted"})
    assert Client().get(link, follow=True).status_code == 400


def test_the_mail_to_a_department_says_nothing_clinical(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    at = world.draft()
    with django_capture_on_commit_callbacks(execute=True):
        world.send_link(at)
    assert [m.to for m in mail.outbox] == [["li@hospital.example"]]
    told = f"{mail.outbox[0].subject} {mail.outbox[0].body}"
    assert world.case.number in told
    assert "Probe" not in told
    assert "AFP" not in told
    assert "肝" not in told


def test_an_answer_by_telephone_is_entered_with_who_said_it(world: World) -> None:
    row = world.invite("F01", with_person=False)
    at = f"consultation/invitations/{row.pk}/"
    refused = world.post("coordinator", f"{at}accept", {"told_by": ""})
    assert refused.status_code == 400
    assert world.invitation().state == "sent"
    world.post("coordinator", f"{at}accept", {"told_by": "医务处张老师，电话"})
    row = world.invitation()
    assert row.state == "accepted"
    assert world.case.unseal_json(row.sealed_reason or b"")["told_by"] == "医务处张老师，电话"


def test_an_invitation_is_brought_to_mind_and_lapses_and_can_be_renewed(world: World) -> None:
    world.invite("F01")
    Event.objects.filter(kind="invitation_half_time").update(due_at=timezone.now())
    follow_up()
    assert world.invitation().reminded_at is not None
    rows = case_rows(world.now(), DepartmentInvitation)
    Event.objects.filter(kind="invitation_due").update(due_at=timezone.now())
    follow_up()
    assert world.invitation().state == "sent"  # its time has not come
    rows.update(answer_by=timezone.now() - datetime.timedelta(minutes=1))
    Event.objects.filter(kind="invitation_due").update(due_at=timezone.now(), done_at=None)
    follow_up()
    assert world.invitation().state == "lapsed"
    assert world.client().get(world.path).status_code == 200
    assert signed_in(world.people["specialist F01"]).get(world.path).status_code == 404
    at = f"consultation/invitations/{world.invitation().pk}/"
    assert world.post("coordinator", f"{at}send", {"role": "specialist"}).status_code == 302
    assert world.invitation().state == "sent"
    assert signed_in(world.people["specialist F01"]).get(world.path).status_code == 200


def test_an_acceptance_can_be_taken_back(world: World) -> None:
    world.invite("F01")
    world.accept("F01")
    world.post("specialist F01", "invited/decline", {"reason": "医生外出"})
    assert world.invitation().state == "declined"
    assert world.opinion().state == "not_given"
    assert world.now().waiting_for == "invite_department"


def test_a_double_submit_and_a_stale_page_change_nothing(world: World) -> None:
    world.invite("F01")
    seen = world.now().revision
    client = signed_in(world.people["specialist F01"])
    assert client.post(f"{world.path}invited/accept", {"seen": seen}).status_code == 302
    again = client.post(f"{world.path}invited/accept", {"seen": seen})
    assert again.status_code == 409
    assert "has changed since" in again.content.decode()
    late = world.post("specialist F01", "invited/accept")
    assert late.status_code == 400  # the invitation is no longer open
    assert case_rows(world.now(), DepartmentInvitation).filter(state="accepted").count() == 1


def test_a_reason_is_needed_to_decline(world: World) -> None:
    world.invite("F01")
    assert world.post("specialist F01", "invited/decline", {"reason": " "}).status_code == 400
    assert world.invitation().state == "sent"


@pytest.mark.parametrize("role", [r for r in ROLES if r != "coordinator"])
def test_only_a_coordinator_invites(world: World, role: str) -> None:
    done = world.post(role, "consultation/directory/invite", {"department": "F01"})
    assert done.status_code == 404
    assert not case_rows(world.case, DepartmentInvitation).exists()


def test_a_specialist_of_no_invited_department_sees_no_invitation(world: World) -> None:
    world.invite("F01")
    world.invite("F02")
    add_person(world, "specialist")
    assert (
        signed_in(world.people["stray specialist"]).get(f"{world.path}invited/").status_code == 404
    )
    first = signed_in(world.people["specialist F01"]).get(f"{world.path}invited/").content.decode()
    assert "会诊示例第二医院" not in first


def test_an_emergency_or_a_stale_dossier_stops_the_sending(world: World) -> None:
    for hold in ("emergency", "stale"):
        world.post("coordinator", "consultation/directory/invite", {"department": "F01"})
        with changing(world.now(), None, "test") as change:
            change.hold(hold)
        row = world.invitation()
        at = f"consultation/invitations/{row.pk}/"
        world.post("coordinator", f"{at}write", PARTS)
        assert world.post("coordinator", f"{at}send", {"role": "specialist"}).status_code == 400
        with changing(world.now(), None, "test") as change:
            change.end_hold(hold)
        assert world.invitation().state == "drafted"


def test_without_a_signed_dossier_nothing_is_sent(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = world.draft()
    monkeypatch.undo()  # the stages before speak for themselves, and nothing was signed there
    case_rows(world.now(), SignOffRow).delete()
    refused = world.post("coordinator", f"{at}send", {"role": "specialist"})
    assert refused.status_code == 400
    assert "dossier" in refused.content.decode()
    page = world.client().get(f"{world.path}{at}").content.decode()
    assert "Before this can be done" in page
    assert world.invitation().state == "drafted"


def test_a_second_draft_of_the_same_department_is_the_first(world: World) -> None:
    for _ in range(2):
        world.post("coordinator", "consultation/directory/invite", {"department": "F01"})
    assert case_rows(world.now(), DepartmentInvitation).count() == 1
