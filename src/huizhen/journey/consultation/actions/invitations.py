"""Inviting departments: drafted, sent, reminded, answered, withdrawn, lapsed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as _noop

from huizhen.core.consultation.invitation import Invitation
from huizhen.core.errors import WrongCall, WrongState
from huizhen.core.states.small_tables import INVITATIONS, OPINIONS
from huizhen.core.states.stages import JOURNEY
from huizhen.ground.accounts.actions import invite_person
from huizhen.ground.accounts.models import Membership, User
from huizhen.ground.cases.access import case_row, case_rows
from huizhen.ground.cases.change import Change, changing
from huizhen.ground.cases.gate import require_gate
from huizhen.ground.cases.models import Case
from huizhen.ground.consent.actions import want_consent
from huizhen.ground.consent.models import Consent
from huizhen.ground.notify.actions import send_mail_to, tell, tell_roles
from huizhen.journey.consultation.actions.following import (
    department_people,
    inviting,
    let_in,
    remind_of_opinion,
    shut_out,
    tell_next,
)
from huizhen.journey.consultation.clock import answer_deadline
from huizhen.journey.consultation.departments import directory_of, organisation_for
from huizhen.journey.consultation.models import (
    OPEN_STATES,
    DepartmentInvitation,
    MaterialRequest,
    OpinionRow,
)
from huizhen.journey.consultation.nameless import seal_nameless
from huizhen.journey.consultation.queries import (
    DEPARTMENT_ROLES,
    PURPOSE,
    as_json,
    invitation_standing,
    questions_of,
)


def draft_invitation(
    case: Case, actor: User, department_id: str, *, seen: int | None = None
) -> DepartmentInvitation:
    """The open invitation of a department, or a new draft with what is known filled in.

    WrongCall for a department that may not be invited. The patient is asked for the consent that
    names this recipient, where there is none."""
    lying = case_rows(case, DepartmentInvitation).filter(department_id=department_id)
    if found := lying.filter(state__in=OPEN_STATES).first():
        return found
    department = directory_of(case.organisation).invitable(department_id, is_sample=case.is_sample)
    questions = questions_of(case)
    told = Invitation.model_validate(
        {
            "case_number": case.number,
            "hospital": department.hospital_zh,
            "department": "、".join(department.departments_zh),
            "format": case.format,
            "questions": tuple(one.text for one in questions),
        }
    )
    with changing(case, actor, "draft_invitation", seen=seen) as change:
        if change.case.stage not in JOURNEY:
            raise WrongState(
                "case_ended", _noop("This case has ended: no department is invited any more.")
            )
        if lying.filter(state__in=OPEN_STATES).exists():
            raise _invited_already()
        organisation = organisation_for(department)
        made: DepartmentInvitation = DepartmentInvitation.behind_door.create(
            case=change.case,
            department_id=department_id,
            organisation=organisation,
            sealed=change.case.seal_json(as_json(told)),
            sealed_questions=change.case.seal_json([as_json(one) for one in questions]),
            made_by=actor,
        )
        change.about = f"invitation:{made.pk}"
        change.data["department"] = department_id
    consents = case_rows(case, Consent).filter(purpose=PURPOSE, recipient=str(organisation.pk))
    if not consents.filter(state="given").exists():
        want_consent(case, actor, PURPOSE, organisation)
    return made


def write_invitation(
    case: Case, actor: User, invitation_id: UUID, told: dict[str, Any], *, seen: int | None = None
) -> None:
    """Change a draft; the questions are those of the case as they stand."""
    with inviting(case, actor, "write_invitation", invitation_id, seen) as (change, row):
        if row.state != "drafted":
            INVITATIONS.after(row.state, "invitation_sent")  # says that it has left already
        questions = questions_of(change.case)
        before = change.case.unseal_json(row.sealed)
        fields = {name: told[name] for name in Invitation.model_fields if name in told}
        merged = {**before, **fields, "questions": [one.text for one in questions]}
        invitation = Invitation.model_validate(merged)
        row.sealed = change.case.seal_json(as_json(invitation))
        row.sealed_questions = change.case.seal_json([as_json(one) for one in questions])
        row.is_expedited = invitation.is_expedited
        row.does_ask_identity = bool(told.get("does_ask_identity", row.does_ask_identity))
        row.save()
    if row.does_ask_identity:
        want_consent(case, actor, PURPOSE, row.organisation, wants_identity=True)


def send_invitation(
    case: Case,
    actor: User,
    invitation_id: UUID,
    *,
    email: str = "",
    role: str = "department_secretary",
    language: str = "zh-hans",
    seen: int | None = None,
) -> str:
    """Send it, or send a lapsed one anew; the address to join by, '' where nobody has to join.

    The first one opens the consultation."""
    with inviting(case, actor, "send_invitation", invitation_id, seen) as (change, row):
        event = "invitation_renewed" if row.state == "lapsed" else "invitation_sent"
        after = INVITATIONS.after(row.state, event)
        _require_alone(change.case, row)
        require_gate("invite", invitation_standing(change.case, actor, row, "invite"))
        row.state, row.sent_at = after, timezone.now()
        seal_nameless(change.case, row)
        row.answer_by = answer_deadline(row.sent_at)
        row.save()
        if change.case.stage == "preparation":
            change.move("consultation_opened")
        let_in(change, row)
        _plan_reminders(change, row, row.sent_at, row.answer_by)
        tell_next(change)
    tell(department_people(row), "department_invited", case, _invited(case))
    return _mail_link(case, actor, row, email, role, language) if email else ""


def remind_department(
    case: Case, actor: User | None, invitation_id: UUID, *, seen: int | None = None
) -> None:
    """Remind the department of an invitation that waits."""
    with inviting(case, actor, "remind_department", invitation_id, seen) as (_, row):
        row.state = INVITATIONS.after(row.state, "invitation_reminded")
        row.reminded_at = timezone.now()
        row.save()
    tell(department_people(row), "department_invited", case, _invited(case))


def accept_invitation(
    case: Case, actor: User, invitation_id: UUID, *, told_by: str = "", seen: int | None = None
) -> None:
    """The department accepts; its opinion is awaited from now on.

    `told_by` is who said so for the department, where a coordinator enters it."""
    with inviting(case, actor, "accept_invitation", invitation_id, seen) as (change, row):
        require_gate("accept", invitation_standing(change.case, actor, row, "accept"))
        row.state = INVITATIONS.after(row.state, "invitation_accepted")
        _note_answer(change, row, actor, told_by=told_by)
        OpinionRow.behind_door.create(case=change.case, invitation=row)
        change.emit("invitation_accepted", invitation=str(row.pk))
        remind_of_opinion(change, row)
        tell_next(change)
    tell_roles(case, ["coordinator"], "invitation_answered")


def decline_invitation(
    case: Case,
    actor: User,
    invitation_id: UUID,
    reason: str,
    *,
    told_by: str = "",
    seen: int | None = None,
) -> None:
    """The department declines, or takes its acceptance back; others can be invited."""
    with inviting(case, actor, "decline_invitation", invitation_id, seen) as (change, row):
        was_accepted = row.state == "accepted"
        event = "acceptance_taken_back" if was_accepted else "invitation_declined"
        row.state = INVITATIONS.after(row.state, event)
        _note_answer(change, row, actor, reason=reason, told_by=told_by)
        if was_accepted:
            _expect_nothing(change, row)
        shut_out(change, row)
        change.emit(event, invitation=str(row.pk))
        tell_next(change)
    tell_roles(case, ["coordinator"], "invitation_answered")


def withdraw_invitation(
    case: Case, actor: User, invitation_id: UUID, reason: str, *, seen: int | None = None
) -> None:
    """The invitation holds no longer; what was still awaited of the department is given up."""
    with inviting(case, actor, "withdraw_invitation", invitation_id, seen) as (change, row):
        withdraw_within(change, row, reason)
        tell_next(change)


def withdraw_within(change: Change, row: DepartmentInvitation, reason: str) -> None:
    """Withdraw it within another change."""
    was_known, was_accepted = row.state != "drafted", row.state == "accepted"
    row.state = INVITATIONS.after(row.state, "invitation_withdrawn")
    row.sealed_reason = change.case.seal_json({"reason": reason})
    row.save()
    if was_accepted:
        _expect_nothing(change, row)
    if was_known:
        tell(department_people(row), "invitation_withdrawn")
    shut_out(change, row)
    change.emit("invitation_withdrawn", invitation=str(row.pk))


def lapse_invitation(case: Case, invitation_id: UUID) -> None:
    """Nobody has answered in time; a later answer needs the invitation renewed."""
    row = case_row(case, DepartmentInvitation, id=invitation_id)
    if row.state != "sent" or row.answer_by is None or row.answer_by > timezone.now():
        return
    with inviting(case, None, "lapse_invitation", invitation_id, None) as (change, row):
        row.state = INVITATIONS.after(row.state, "invitation_lapsed")
        row.save()
        shut_out(change, row)
        tell_next(change)
    tell_roles(case, ["coordinator"], "deadline_passed")


def _require_alone(case: Case, row: DepartmentInvitation) -> None:
    """A lapsed invitation is not renewed beside a newer one of the same department."""
    others = case_rows(case, DepartmentInvitation).filter(
        department_id=row.department_id, state__in=OPEN_STATES
    )
    if others.exclude(pk=row.pk).exists():
        raise _invited_already()


def _invited_already() -> WrongCall:
    return WrongCall(
        "invited_already",
        "This department has another open invitation to this case.",
        "Go on with that one.",
    )


def _note_answer(
    change: Change, row: DepartmentInvitation, actor: User, *, reason: str = "", told_by: str = ""
) -> None:
    row.answered_at, row.answered_by = timezone.now(), actor
    row.sealed_reason = change.case.seal_json({"reason": reason, "told_by": told_by})
    row.save()


def _expect_nothing(change: Change, row: DepartmentInvitation) -> None:
    """Nothing more is awaited of the department: neither opinion nor material."""
    opinions = case_rows(change.case, OpinionRow).filter(invitation=row)
    for opinion in opinions.exclude(state__in=OPINIONS.finals):
        opinion.state = OPINIONS.after(opinion.state, "opinion_given_up")
        opinion.save()
    for wanted in case_rows(change.case, MaterialRequest).filter(invitation=row, state="open"):
        wanted.state, wanted.ended_at, wanted.ended_by = "withdrawn", timezone.now(), change.actor
        wanted.save()
        change.end_hold("clock_stopped", f"material:{wanted.pk}")


def _plan_reminders(
    change: Change, row: DepartmentInvitation, sent_at: datetime, answer_by: datetime
) -> None:
    halfway = sent_at + (answer_by - sent_at) / 2
    change.emit("invitation_half_time", halfway, invitation=str(row.pk))
    change.emit("invitation_due", answer_by + timedelta(seconds=1), invitation=str(row.pk))


def _mail_link(
    case: Case, actor: User, row: DepartmentInvitation, email: str, role: str, language: str
) -> str:
    """Let a person of the department join; whoever has joined already needs no link."""
    known = User.objects.by_email(email)
    own = Membership.objects.filter(
        user=known, organisation=row.organisation, role__in=DEPARTMENT_ROLES
    )
    if known is not None and own.exists():
        return ""
    _, token = invite_person(
        actor, email, role, row.organisation, case_id=case.pk, language=language
    )
    path = reverse("join_by_link", args=[token])
    transaction.on_commit(
        lambda: send_mail_to(email, "department_invited", language, case.number, path), robust=True
    )
    return path


def _invited(case: Case) -> str:
    return reverse("invited", args=[case.pk])
