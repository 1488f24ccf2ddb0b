"""The department asks for more: the clock stands until it has come or is no longer wanted."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from huizhen.core.errors import WrongState
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import case_row, case_rows
from huizhen.ground.cases.change import Change, changing
from huizhen.ground.cases.models import Case
from huizhen.ground.notify.actions import tell, tell_roles
from huizhen.journey.consultation.actions.following import (
    department_people,
    inviting,
    remind_of_opinion,
    tell_next,
)
from huizhen.journey.consultation.clock import RUNS_IN
from huizhen.journey.consultation.models import MaterialRequest, OpinionRow


def ask_for_material(
    case: Case,
    actor: User,
    invitation_id: UUID,
    what: str,
    why: str,
    *,
    owner_role: str = "home_physician",
    seen: int | None = None,
) -> MaterialRequest:
    """Ask for what is missing; from now on the department's clock stands."""
    with inviting(case, actor, "ask_for_material", invitation_id, seen) as (change, row):
        opinions = case_rows(change.case, OpinionRow).filter(invitation=row, state__in=RUNS_IN)
        if row.state != "accepted" or not opinions.exists():
            raise WrongState(
                "no_opinion_awaited",
                "More can be asked for while an opinion of this department is awaited.",
                "Accept the invitation first; a signed opinion is superseded by a new one.",
            )
        made: MaterialRequest = MaterialRequest.behind_door.create(
            case=change.case,
            invitation=row,
            sealed=change.case.seal_json({"what": what, "why": why}),
            owner_role=owner_role,
            asked_by=actor,
            asked_at=timezone.now(),
        )
        change.data.update(material=str(made.pk), waits_for=owner_role)
        change.hold("clock_stopped", about=f"material:{made.pk}", reason=what)
        change.emit("clock_stopped", material=str(made.pk))
        tell_next(change)
    tell_roles(case, {"coordinator", owner_role}, "material_asked")
    return made


def supply_material(
    case: Case, actor: User | None, material_id: UUID, came: str, *, seen: int | None = None
) -> None:
    """What was asked for has arrived, and the clock goes on; `came` says what."""
    _end(case, actor, material_id, "supplied", came, seen)


def withdraw_material(
    case: Case, actor: User, material_id: UUID, reason: str, *, seen: int | None = None
) -> None:
    """It is no longer wanted, or cannot be had: the clock goes on without it."""
    _end(case, actor, material_id, "withdrawn", reason, seen)


def _end(
    case: Case, actor: User | None, material_id: UUID, state: str, outcome: str, seen: int | None
) -> None:
    about = f"material:{material_id}"
    with changing(case, actor, f"material_{state}", seen=seen, about=about) as change:
        row = case_row(change.case, MaterialRequest, id=material_id)
        if row.state != "open":
            raise WrongState(
                "material_settled",
                "This request for material is settled already.",
                "Load the page again: someone may have settled it.",
            )
        row.state, row.ended_at, row.ended_by = state, timezone.now(), actor
        row.sealed_outcome = change.case.seal(outcome.encode())
        row.save()
        _resume(change, row)
    tell(department_people(row.invitation), "waiting_for_you", case, f"/cases/{case.pk}/invited/")


def _resume(change: Change, row: MaterialRequest) -> None:
    change.end_hold("clock_stopped", f"material:{row.pk}")
    change.emit("clock_resumed", material=str(row.pk))
    remind_of_opinion(change, row.invitation)
    tell_next(change)
