"""How the consultation of a case stands: invitations, submissions, opinions, and their gates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from huizhen.core.consultation.invitation import Invitation, InvitationBook, check_invitation
from huizhen.core.consultation.opinion import Opinion, OpinionBook, OpinionCheck, check_opinion
from huizhen.core.records.value import Value
from huizhen.core.states.gates import GUARDS
from huizhen.core.states.holds import Action
from huizhen.core.states.standing import CaseStanding, Channel, Transfer
from huizhen.ground.accounts.models import Membership, User
from huizhen.ground.cases.access import CaseNotFound, case_rows, roles_in
from huizhen.ground.cases.models import Case
from huizhen.ground.content import pack
from huizhen.ground.records.models import PackageVersion
from huizhen.journey.consultation.departments import is_invitable
from huizhen.journey.consultation.materials import is_at_hand
from huizhen.journey.consultation.models import (
    KNOWN_STATES,
    DepartmentInvitation,
    MaterialRequest,
    OpinionOriginal,
    OpinionRow,
    Submission,
)
from huizhen.journey.preparation import queries as preparation

DEPARTMENT_ROLES = ("specialist", "department_secretary")
PURPOSE = "consult"
"""Of the consent by which a case may go to a department (content/consent)."""
AWAITED = ("awaited", "draft", "received")


class CaseQuestion(Value):
    """A question that the case is to be answered, as the department reads it."""

    id: str
    text: str
    """In a named person's Chinese; the asker's words while there is none."""
    original: str = ""


def acting_role(case: Case, actor: User | None, action: Action) -> str:
    """The role in which the person may do this, of those that they have in the case."""
    held = roles_in(actor, case) if actor else frozenset[str]()
    fitting = sorted(held & GUARDS[action].roles)
    return fitting[0] if fitting else ""


def standing(case: Case, actor: User | None = None, role: str = "") -> CaseStanding:
    """Where the case stands, with what the consultation knows of all its departments."""
    rows = case_rows(case, OpinionRow)
    return preparation.standing(case, actor, role=role).replaced(
        invitations_waiting=case_rows(case, DepartmentInvitation).filter(state="sent").count(),
        opinions_awaited=rows.filter(state__in=AWAITED).count(),
        opinions_signed=rows.filter(state="signed").count(),
        is_material_at_hand="clock_stopped" in case.holds and is_at_hand(case),
    )


def invitation_standing(
    case: Case,
    actor: User | None,
    invitation: DepartmentInvitation,
    action: Action,
    *,
    channel: Channel = "workspace",
    is_identified: bool = False,
    is_recorded: bool = False,
) -> CaseStanding:
    """The standing for an act that concerns one invited department."""
    book = InvitationBook(pack("invitation"))
    lacks = check_invitation(told_of(case, invitation), book)
    return standing(case, actor, acting_role(case, actor, action)).replaced(
        transfer=Transfer(
            purpose=PURPOSE,
            recipient_kind="department",
            recipient=str(invitation.organisation_id),
            country=invitation.organisation.country,
            channel=channel,
            is_identified=is_identified,
        ),
        is_department_verified=is_invitable(case, invitation.department_id),
        does_hospital_ask_identity=invitation.does_ask_identity,
        invitation_parts_missing=sum(1 for one in lacks if one.effect == "block"),
        invitation_state=invitation.state,
        is_submission_recorded=is_recorded,
    )


def opinion_standing(
    case: Case, actor: User | None, row: OpinionRow, *, has_fresh_factor: bool = False
) -> CaseStanding:
    """The standing for signing one opinion, or recording the signed original."""
    check = opinion_check(case, row)
    has_original = originals_of(case, row).filter(set_aside_at=None).exists()
    is_proven = has_original if row.state == "received" else has_fresh_factor
    role = acting_role(case, actor, "sign_opinion")
    if actor and row.state == "draft" and "specialist" in roles_in(actor, case):
        role = "specialist"
    return standing(case, actor, role).replaced(
        opinion_state=row.state,
        is_opinion_of_this_case=check.is_of_this_case,
        opinion_parts_missing=check.parts_missing,
        has_signature_proof=is_proven,
        questions_open=check.questions_open,
    )


def opinion_check(case: Case, row: OpinionRow) -> OpinionCheck:
    """What the opinion lacks as it stands."""
    asked = [one.id for one in asked_questions(case, row.invitation)]
    return check_opinion(opinion_of(case, row), case.number, asked, OpinionBook(pack("opinion")))


def opinion_of(case: Case, row: OpinionRow) -> Opinion:
    """The opinion as it stands; an empty one that names the case before anything was written."""
    if row.sealed is None:
        return Opinion(case_number=case.number)
    return Opinion.model_validate(case.unseal_json(row.sealed))


def told_of(case: Case, invitation: DepartmentInvitation) -> Invitation:
    """What the invitation says."""
    return Invitation.model_validate(case.unseal_json(invitation.sealed))


def asked_questions(case: Case, invitation: DepartmentInvitation) -> tuple[CaseQuestion, ...]:
    """The questions as they were put to the department."""
    found = case.unseal_json(invitation.sealed_questions)
    return tuple(CaseQuestion.model_validate(one) for one in found)


def questions_of(case: Case) -> tuple[CaseQuestion, ...]:
    """The questions of the case as they stand now."""
    return tuple(
        CaseQuestion(id=one.id, text=one.chinese or one.text, original=one.text)
        for one in preparation.questions_of(case)
    )


def invitations_of(case: Case) -> QuerySet[DepartmentInvitation]:
    """All invitations of the case, the newest first."""
    rows = case_rows(case, DepartmentInvitation).select_related("organisation")
    return rows.order_by("-made_at", "-id")


def submissions_of(case: Case, invitation: DepartmentInvitation) -> QuerySet[Submission]:
    """How the material travelled to the department, the newest first."""
    return case_rows(case, Submission).filter(invitation=invitation).order_by("-recorded_at")


def materials_of(case: Case, invitation: DepartmentInvitation) -> QuerySet[MaterialRequest]:
    """What the department asked for besides, the oldest first."""
    return case_rows(case, MaterialRequest).filter(invitation=invitation).order_by("asked_at")


def opinions_of(case: Case, invitation: DepartmentInvitation) -> QuerySet[OpinionRow]:
    """The department's opinions, the newest first."""
    rows = case_rows(case, OpinionRow).filter(invitation=invitation)
    return rows.select_related("invitation__organisation").order_by("-number")


def originals_of(case: Case, row: OpinionRow) -> QuerySet[OpinionOriginal]:
    """The files of the signed original in their order."""
    rows = case_rows(case, OpinionOriginal).filter(opinion=row)
    return rows.select_related("blob").order_by("number")


def department_invitation(
    case: Case, user: User, states: Sequence[str] = KNOWN_STATES
) -> DepartmentInvitation:
    """The invitation of the person's own department; CaseNotFound for anybody else's."""
    own = Membership.objects.filter(
        user=user, role__in=DEPARTMENT_ROLES, organisation__isnull=False
    )
    found = invitations_of(case).filter(
        organisation__in=own.values("organisation"), state__in=list(states)
    )
    row: DepartmentInvitation | None = found.first()
    if row is None:
        raise CaseNotFound
    return row


def sent_version(case: Case, invitation: DepartmentInvitation) -> PackageVersion | None:
    """The version of the dossier that the department was given; None before it was."""
    delivered = submissions_of(case, invitation).filter(state="delivered").first()
    if delivered is None:
        return None
    versions = case_rows(case, PackageVersion).filter(dossier_hash=delivered.dossier_hash)
    return versions.order_by("-number").first()


def as_json(value: Value) -> Any:
    """A value as it is sealed."""
    return value.model_dump(mode="json")
