"""What follows in the consultation from what happened (rows of journey.flow)."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from huizhen.ground.cases.access import case_rows, system_case
from huizhen.ground.cases.models import Case
from huizhen.ground.events.models import Event
from huizhen.ground.notify.actions import tell, tell_roles
from huizhen.journey.consultation.actions.following import department_people
from huizhen.journey.consultation.actions.invitations import lapse_invitation, remind_department
from huizhen.journey.consultation.actions.materials import note_material
from huizhen.journey.consultation.clock import RUNS_IN, opinion_due
from huizhen.journey.consultation.dossier_papers import mask_delivered, readers_of
from huizhen.journey.consultation.materials import ABOUT, arrived_for
from huizhen.journey.consultation.models import DepartmentInvitation, MaterialRequest, OpinionRow
from huizhen.journey.preparation.models import SignOffRow


def _concerned(event: Event) -> tuple[Case, DepartmentInvitation] | None:
    if event.case_id is None:
        return None
    case = system_case(event.case_id)
    rows = case_rows(case, DepartmentInvitation).filter(pk=str(event.data.get("invitation", "")))
    row = rows.first()
    return (case, row) if row else None


def remind_at_half_time(event: Event) -> None:
    """An invitation that still waits is brought to mind once."""
    found = _concerned(event)
    if found and found[1].state == "sent" and found[1].reminded_at is None:
        remind_department(found[0], None, found[1].pk)


def lapse_when_due(event: Event) -> None:
    """An invitation that nobody has answered lapses."""
    if found := _concerned(event):
        lapse_invitation(found[0], found[1].pk)


def tell_when_overdue(event: Event) -> None:
    """The opinion is late: department and coordinators are told; a stop since then moved it."""
    found = _concerned(event)
    if found is None:
        return
    case, row = found
    is_awaited = case_rows(case, OpinionRow).filter(invitation=row, state__in=RUNS_IN).exists()
    due = opinion_due(case, row)
    if is_awaited and due is not None and due <= timezone.now():
        tell(department_people(row), "deadline_passed", case, f"/cases/{case.pk}/invited/")
        tell_roles(case, ["coordinator"], "deadline_passed")


def note_material_that_came(event: Event) -> None:
    """Files were sent for a request for material: the office goes on with them. The clock stands
    until a signed version with them is before the department."""
    about = str(event.data.get("about", ""))
    if event.case_id is None or not about.startswith(ABOUT):
        return
    case = system_case(event.case_id)
    rows = case_rows(case, MaterialRequest)
    row = rows.filter(pk=UUID(about.removeprefix(ABOUT)), state="open").first()
    if row is not None and arrived_for(case, row).exists():
        note_material(case, row.pk)


def mask_what_waits(event: Event) -> None:
    """A department was given a version, or pictures were looked at: what departments read here is
    made as soon as it can be."""
    if event.case_id is not None:
        mask_delivered(system_case(event.case_id))


def tell_that_papers_can_be_read(event: Event) -> None:
    """Masked papers were made: departments that were given the version can read them now."""
    if event.case_id is None:
        return
    case = system_case(event.case_id)
    signed = case_rows(case, SignOffRow).filter(pk=str(event.data["sign_off"])).first()
    for row in readers_of(case, signed.version) if signed is not None else ():
        tell(department_people(row), "waiting_for_you", case, f"/cases/{case.pk}/opinion/")


def tell_when_material_is_late(event: Event) -> None:
    """What the home side was asked for has not come in time: its people and the office are told."""
    if event.case_id is None:
        return
    case = system_case(event.case_id)
    row = case_rows(case, MaterialRequest).filter(pk=str(event.data.get("material", ""))).first()
    if row is not None and row.state == "open":
        tell_roles(case, {"coordinator"}, "deadline_passed")
        page = f"/cases/{case.pk}/materials/{row.pk}/"
        tell_roles(case, {row.owner_role}, "deadline_passed", page)
