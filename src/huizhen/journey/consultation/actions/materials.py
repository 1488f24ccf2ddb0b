"""The department asks for more: the clock stands until it has come or is no longer wanted."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from huizhen.core.errors import WrongState
from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.missing import answer_line
from huizhen.core.preparation.requirements.answer import Said
from huizhen.core.records.evidence import PersonEntry
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import case_row, case_rows
from huizhen.ground.cases.change import Change, changing
from huizhen.ground.cases.models import Case
from huizhen.ground.content import pack
from huizhen.ground.files.models import UploadLink
from huizhen.ground.notify.actions import tell, tell_roles
from huizhen.ground.records.models import PackageVersion
from huizhen.journey.consultation.actions.following import (
    department_people,
    inviting,
    remind_of_opinion,
    tell_next,
)
from huizhen.journey.consultation.clock import RUNS_IN
from huizhen.journey.consultation.materials import (
    HOME_SIDE,
    arrived_for,
    files_in,
    material_due,
)
from huizhen.journey.consultation.models import (
    DepartmentInvitation,
    MaterialRequest,
    OpinionRow,
)
from huizhen.journey.preparation.actions.absence import Told


def ask_for_material(
    case: Case,
    actor: User,
    invitation_id: UUID,
    what: str,
    why: str,
    *,
    kind: str = "",
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
            sealed=change.case.seal_json({"what": what, "why": why, "kind": kind}),
            owner_role=owner_role,
            asked_by=actor,
            asked_at=timezone.now(),
        )
        change.data.update(material=str(made.pk), waits_for=owner_role)
        change.hold("clock_stopped", about=f"material:{made.pk}", reason=what)
        change.emit("clock_stopped", material=str(made.pk))
        if owner_role in HOME_SIDE:
            change.emit("material_due", material_due(change.case, made), material=str(made.pk))
        tell_next(change)
    tell_roles(case, {"coordinator"}, "material_asked")
    if owner_role in HOME_SIDE:
        tell_roles(case, {owner_role}, "material_asked", f"/cases/{case.pk}/materials/{made.pk}/")
    return made


def supply_material(
    case: Case, actor: User | None, material_id: UUID, came: str, *, seen: int | None = None
) -> None:
    """A named person says that the department has what it asked for, by whatever way; `came` says
    what, and the clock goes on."""
    _end(case, actor, material_id, "supplied", came, seen)


def note_material(case: Case, material_id: UUID) -> None:
    """Files have come for a request: who is waited for next is the office, and the clock stands
    until a signed version with them is before the department."""
    about = f"material:{material_id}"
    with changing(case, None, "material_arrived", about=about) as change:
        row = _open_row(change, material_id)
        change.data["files"] = arrived_for(change.case, row).count()
        tell_next(change)
    tell_roles(case, {"coordinator"}, "waiting_for_you", _invitation_page(case, row))


def supply_within(
    change: Change, invitation: DepartmentInvitation, version: PackageVersion
) -> None:
    """Within the delivery of a version: what it holds of the asked material is supplied."""
    open_ones = case_rows(change.case, MaterialRequest).filter(invitation=invitation, state="open")
    supplied = []
    for row in open_ones.select_related("invitation").order_by("asked_at"):
        if count := files_in(change.case, row, version):
            told = f"第{version.number}版病历资料，含补充文件{count}个"
            told += f" / version {version.number} of the dossier, with {count} of the files"
            _settle(change, row, "supplied", told)
            supplied.append(str(row.pk))
    if supplied:
        change.data["materials_supplied"] = supplied


def withdraw_material(
    case: Case, actor: User, material_id: UUID, reason: str, *, seen: int | None = None
) -> None:
    """It is no longer wanted, or cannot be had: the clock goes on without it."""
    _end(case, actor, material_id, "withdrawn", reason, seen)


def say_not_held(
    case: Case,
    actor: User | None,
    material_id: UUID,
    told: Told,
    *,
    seen: int | None = None,
    link: UploadLink | None = None,
) -> None:
    """The home side does not have it: the department is told who says so and why, and its clock
    goes on without it. The words themselves stay at the office: they may name the patient."""
    entry = PersonEntry(
        who=told.who, at=timezone.now().isoformat(), why=" ".join(told.words.split())
    )
    said = Said(why=told.why, speaker=told.speaker, entry=entry)
    line = answer_line(said, Frames(pack("wording"), "record.json"))
    _end(case, actor, material_id, "not_held", line, seen, link, words=entry.why)
    row = case_row(case, MaterialRequest, id=material_id)
    tell_roles(case, {"coordinator"}, "waiting_for_you", _invitation_page(case, row))


def announce_material(
    case: Case,
    actor: User | None,
    material_id: UUID,
    words: str,
    *,
    seen: int | None = None,
    link: UploadLink | None = None,
) -> None:
    """It was sent by another way, or before: the coordinator looks, and until then the clock
    stands, for a word is no material."""
    about, by_link = f"material:{material_id}", link.pk if link else None
    with changing(
        case, actor, "material_announced", seen=seen, about=about, link_id=by_link
    ) as change:
        row = _open_row(change, material_id)
        told = {**change.case.unseal_json(row.sealed), "announced": words}
        row.sealed = change.case.seal_json(told)
        row.save(update_fields=["sealed"])
    tell_roles(case, {"coordinator"}, "waiting_for_you", _invitation_page(case, row))


def _invitation_page(case: Case, row: MaterialRequest) -> str:
    return f"/cases/{case.pk}/consultation/invitations/{row.invitation_id}/"


def _open_row(change: Change, material_id: UUID) -> MaterialRequest:
    """The request under the case's lock; WrongState when it is settled already."""
    row: MaterialRequest = case_row(change.case, MaterialRequest, id=material_id)
    if row.state != "open":
        raise WrongState(
            "material_settled",
            "This request for material is settled already.",
            "Load the page again: someone may have settled it.",
        )
    return row


def _end(
    case: Case,
    actor: User | None,
    material_id: UUID,
    state: str,
    outcome: str,
    seen: int | None,
    link: UploadLink | None = None,
    *,
    words: str = "",
) -> None:
    about, by_link = f"material:{material_id}", link.pk if link else None
    with changing(
        case, actor, f"material_{state}", seen=seen, about=about, link_id=by_link
    ) as change:
        row = _open_row(change, material_id)
        if words:
            told = {**change.case.unseal_json(row.sealed), "words": words}
            row.sealed = change.case.seal_json(told)
        _settle(change, row, state, outcome)
    tell(department_people(row.invitation), "waiting_for_you", case, f"/cases/{case.pk}/invited/")


def _settle(change: Change, row: MaterialRequest, state: str, outcome: str) -> None:
    """End the request, and let the department's clock go on."""
    row.state, row.ended_at, row.ended_by = state, timezone.now(), change.actor
    row.sealed_outcome = change.case.seal(outcome.encode())
    row.save()
    change.end_hold("clock_stopped", f"material:{row.pk}")
    change.emit("clock_resumed", material=str(row.pk))
    remind_of_opinion(change, row.invitation)
    tell_next(change)
