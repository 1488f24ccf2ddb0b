"""What every write of the consultation leaves behind: who is waited for, who may look in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.utils import timezone

from huizhen.core.states.waiting import waiting
from huizhen.ground.accounts.models import Invitation, Membership, User
from huizhen.ground.cases.access import case_row, case_rows
from huizhen.ground.cases.change import Change, changing
from huizhen.ground.cases.models import Case, Participant
from huizhen.journey.consultation.clock import next_due, opinion_due
from huizhen.journey.consultation.materials import HOME_SIDE, arrived_for, material_due
from huizhen.journey.consultation.models import (
    KNOWN_STATES,
    DepartmentInvitation,
    MaterialRequest,
)
from huizhen.journey.consultation.queries import DEPARTMENT_ROLES, standing


@contextmanager
def inviting(
    case: Case, actor: User | None, action: str, invitation_id: UUID, seen: int | None
) -> Iterator[tuple[Change, DepartmentInvitation]]:
    """A change that concerns one invitation, with its row as it stands under the lock."""
    about = f"invitation:{invitation_id}"
    with changing(case, actor, action, seen=seen, about=about) as change:
        yield change, case_row(change.case, DepartmentInvitation, id=invitation_id)


def tell_next(change: Change) -> None:
    """Write who is waited for, and until when by the consultation's own clocks."""
    found = waiting(standing(change.case))
    if not found:
        change.wait_for("")
        return
    first = found[0]
    role: str = first.role
    due = next_due(change.case, first.deadline)
    if first.what == "supply_material":
        wanted = _still_to_come(change.case)
        role = wanted.owner_role if wanted else role
        is_home = wanted is not None and role in HOME_SIDE
        due = material_due(change.case, wanted) if wanted and is_home else None
    change.wait_for(role, first.what, due)


def _still_to_come(case: Case) -> MaterialRequest | None:
    """The oldest request for which nothing has come yet."""
    open_ones = case_rows(case, MaterialRequest).filter(state="open").order_by("asked_at")
    return next((row for row in open_ones if not arrived_for(case, row).exists()), None)


def remind_of_opinion(change: Change, invitation: DepartmentInvitation) -> None:
    """Have somebody look when the opinion is due; nothing while the clock stands."""
    due = opinion_due(change.case, invitation)
    if due is not None:
        change.emit("opinion_due", due, invitation=str(invitation.pk))


def department_people(invitation: DepartmentInvitation) -> list[User]:
    """Who acts for the department on this desk."""
    rows = Membership.objects.filter(
        organisation=invitation.organisation_id, role__in=DEPARTMENT_ROLES
    )
    return [row.user for row in rows.select_related("user")]


def let_in(change: Change, invitation: DepartmentInvitation) -> None:
    """The department's people take part in this case, and in no other by it."""
    rows = Membership.objects.filter(
        organisation=invitation.organisation_id, role__in=DEPARTMENT_ROLES
    )
    known = set(
        Participant.behind_door.filter(case=change.case, until=None).values_list("user", "role")
    )
    new = [row for row in rows if (row.user_id, row.role) not in known]
    Participant.behind_door.bulk_create(
        Participant(case=change.case, user_id=row.user_id, role=row.role) for row in new
    )
    if new:
        change.data["let_in"] = [str(row.user_id) for row in new]


def shut_out(change: Change, invitation: DepartmentInvitation) -> None:
    """The department's people no longer take part, unless another open invitation is theirs."""
    people = {user.pk for user in department_people(invitation)}
    people -= _people_of_others(change.case, invitation)
    rows = Participant.behind_door.filter(
        case=change.case, user__in=people, role__in=DEPARTMENT_ROLES, until=None
    )
    if ended := rows.update(until=timezone.now()):
        change.data["shut_out"] = ended
    # a link that nobody has used yet would let its holder in
    Invitation.objects.filter(
        case_id=change.case.pk, organisation=invitation.organisation_id, used_at=None
    ).update(expires_at=timezone.now())


def _people_of_others(case: Case, invitation: DepartmentInvitation) -> set[object]:
    rows_of = case_rows(case, DepartmentInvitation)
    others = rows_of.filter(state__in=KNOWN_STATES).exclude(pk=invitation.pk)
    rows = Membership.objects.filter(
        organisation__in=others.values("organisation"), role__in=DEPARTMENT_ROLES
    )
    return set(rows.values_list("user", flat=True))
