"""A case leaves its usual course: it is ended, taken back, opened again, and nobody is reminded."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from consultation_world import World, make_world
from django.utils import timezone

from huizhen.ground.audit.models import AuditEvent
from huizhen.ground.cases.access import case_rows, system_case
from huizhen.ground.cases.change import changing
from huizhen.ground.cases.models import Case
from huizhen.ground.files.link_actions import make_link
from huizhen.ground.files.models import UploadLink
from huizhen.ground.notify.models import Notice
from huizhen.journey.assessment.flag_actions import stop_for_emergency
from huizhen.journey.consultation.models import DepartmentInvitation
from huizhen.journey.flow import follow_up

pytestmark = pytest.mark.django_db
WHY = {"reason": "The family wrote on Monday."}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """A case in consultation; one department has accepted."""
    made = make_world(monkeypatch)
    made.consulting()
    return made


def in_stage(case: Case, stage: str) -> None:
    Case.behind_door.filter(pk=case.pk).update(stage=stage)


def told(world: World, role: str) -> set[str]:
    rows = Notice.objects.filter(user=world.site[role])
    return set(rows.values_list("kind", flat=True))


def test_the_end_takes_back_what_is_out_and_stops_the_reminders(world: World) -> None:
    made, _ = make_link(world.now(), world.site["coordinator"])
    specialist = world.person_of(world.invitation(), "Li")
    answer = world.post("coordinator", "course/end", {"event": "patient_died", **WHY})
    assert answer.status_code == 302
    case = world.now()
    assert (case.stage, case.waiting_role, case.due_at) == ("deceased", "", None)
    assert case_rows(case, UploadLink).get(pk=made.pk).revoked_at is not None
    assert case_rows(case, DepartmentInvitation).get().state == "withdrawn"
    kinds = set(Notice.objects.filter(user=specialist).values_list("kind", flat=True))
    assert "invitation_withdrawn" in kinds
    assert "case_ended" in told(world, "coordinator")
    assert "case_ended" not in told(world, "patient")
    before = Notice.objects.count()
    with time_machine.travel(timezone.now() + timedelta(days=60), tick=False):
        while follow_up():
            pass
    assert Notice.objects.count() == before
    assert WHY["reason"] not in str(list(AuditEvent.objects.values_list("data", flat=True)))


def test_a_patient_withdraws_and_nothing_else(world: World) -> None:
    page = world.client("patient").get(f"{world.path}course/").content.decode()
    assert "case_withdrawn" in page
    assert "patient_died" not in page
    refused = world.post("patient", "course/end", {"event": "patient_died", **WHY})
    assert (refused.status_code, world.now().stage) == (400, "consultation")
    assert world.post("patient", "course/end", {"event": "case_withdrawn"}).status_code == 400
    assert (
        world.post("patient", "course/end", {"event": "case_withdrawn", **WHY}).status_code == 302
    )
    assert world.now().stage == "withdrawn"
    page = world.client("patient").get(f"{world.path}course/").content.decode()
    assert "Write to the coordinator" in page
    assert world.post("patient", "course/reopen", WHY).status_code == 404


def test_an_ended_case_is_not_worked_on_until_it_is_opened_again(world: World) -> None:
    stale = {"seen": world.now().revision}
    world.post("coordinator", "course/end", {"event": "case_abandoned", **WHY})
    again = world.post("coordinator", "course/end", {"event": "case_abandoned", **WHY, **stale})
    assert again.status_code == 409
    refused = world.post("coordinator", "consultation/invite", {"department": "F02"})
    assert refused.status_code in (400, 404, 409)
    assert case_rows(world.now(), DepartmentInvitation).count() == 1
    assert world.post("coordinator", "course/reopen", {"reason": ""}).status_code == 400
    short = world.post("coordinator", "course/reopen", {"reason": "Kept"})
    assert (short.status_code, "Kept" in short.content.decode()) == (400, True)
    assert world.post("coordinator", "course/reopen", WHY).status_code == 302
    assert (world.now().stage, bool(world.now().waiting_role)) == ("intake", True)


def test_the_ground_refuses_what_no_person_does_after_the_end(world: World) -> None:
    from huizhen.core.errors import WrongState

    world.post("coordinator", "course/end", {"event": "case_abandoned", **WHY})
    with (
        pytest.raises(WrongState, match="has ended"),
        changing(world.now(), world.site["coordinator"], "draft_letter"),
    ):
        pass
    with changing(world.now(), None, "compose_package"):
        pass  # what the worker had begun is brought to its end


def test_back_to_preparation_gives_the_departments_up(world: World) -> None:
    assert world.post("coordinator", "course/back", {"event": "reassessment_asked", **WHY}
                      ).status_code == 400  # fmt: skip
    told = {"event": "returned_to_preparation", **WHY}
    assert world.post("coordinator", "course/back", told).status_code == 302
    assert world.now().stage == "preparation"
    assert case_rows(world.now(), DepartmentInvitation).get().state == "withdrawn"
    told = {"event": "reassessment_asked", **WHY}
    assert world.post("reviewing_clinician", "course/back", told).status_code == 302
    assert (world.now().stage, world.now().waiting_for) == ("assessment", "decide_fit")


def test_after_an_emergency_a_clinician_opens_the_case_again(world: World) -> None:
    in_stage(world.case, "intake")
    stop_for_emergency(system_case(world.case.pk), world.site["reviewing_clinician"], "Sepsis.")
    page = world.client("coordinator").get(f"{world.path}course/").content.decode()
    assert "course/reopen" not in page
    assert world.post("coordinator", "course/reopen", WHY).status_code == 400
    assert world.post("reviewing_clinician", "course/reopen", WHY).status_code == 302
    assert (world.now().stage, world.now().holds) == ("intake", [])


def test_a_closed_case_goes_on_with_its_decision(world: World) -> None:
    in_stage(world.case, "closed")
    assert world.post("coordinator", "course/reopen", WHY).status_code == 302
    assert world.now().stage == "decision"
    assert "case_reopened" in told(world, "patient")
