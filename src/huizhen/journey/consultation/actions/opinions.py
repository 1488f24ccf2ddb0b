"""Opinions: written by form, received as files, signed, sent back, refused, superseded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_noop as _noop

from huizhen.core.consultation.opinion import Opinion, opinion_hash
from huizhen.core.errors import HuizhenError, WrongState
from huizhen.core.states.small_tables import OPINIONS
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import case_row, case_rows
from huizhen.ground.cases.change import Change, changing
from huizhen.ground.cases.gate import require_gate
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import delete_blob, store_bytes
from huizhen.ground.files.models import Blob
from huizhen.ground.notify.actions import tell, tell_roles
from huizhen.journey.consultation.actions.following import (
    department_people,
    remind_of_opinion,
    tell_next,
)
from huizhen.journey.consultation.actions.invitations import withdraw_within
from huizhen.journey.consultation.models import (
    UNANSWERED_STATES,
    DepartmentInvitation,
    OpinionOriginal,
    OpinionRow,
)
from huizhen.journey.consultation.originals import Original
from huizhen.journey.consultation.queries import (
    acting_role,
    as_json,
    opinion_of,
    opinion_standing,
    standing,
)

ORIGINAL = "opinion"


class OpinionChanged(HuizhenError):
    """Somebody saved the opinion since this page was loaded; the page shows both versions."""

    def __init__(self) -> None:
        super().__init__(
            "opinion_changed",
            _noop("The opinion was changed since this page was loaded; nothing of yours was lost."),
            _noop("Compare the two versions, then save the one that is to stand."),
        )


@contextmanager
def _changing_opinion(
    case: Case, actor: User | None, action: str, opinion_id: UUID, seen: int | None = None
) -> Iterator[tuple[Change, OpinionRow]]:
    about = f"opinion:{opinion_id}"
    with changing(case, actor, action, seen=seen, about=about) as change:
        yield change, case_row(change.case, OpinionRow, id=opinion_id)


def save_opinion(
    case: Case, actor: User, opinion_id: UUID, opinion: Opinion, revision: int
) -> OpinionRow:
    """Keep what the specialist has written, or what a coordinator has marked in an original.

    OpinionChanged when somebody else saved meanwhile; the same text saved twice is saved once."""
    stands = case_row(case, OpinionRow, id=opinion_id)
    if stands.revision != revision and stands.sealed and opinion_of(case, stands) == opinion:
        return stands
    with _changing_opinion(case, actor, "save_opinion", opinion_id) as (change, row):
        if row.revision != revision:
            raise OpinionChanged
        if row.state != "received":
            event = "opinion_begun" if row.state == "awaited" else "opinion_changed"
            row.state = OPINIONS.after(row.state, event)
        _write(change, row, opinion)
    return row


def sign_opinion(
    case: Case,
    actor: User,
    opinion_id: UUID,
    revision: int,
    factor: Mapping[str, object] | None,
) -> OpinionRow:
    """The specialist signs what stands, or a coordinator records the signed original.

    `factor` tells of the second factor that was given for it: none is needed for an original."""
    with _changing_opinion(case, actor, "sign_opinion", opinion_id) as (change, row):
        if row.revision != revision:
            raise OpinionChanged
        stands = opinion_standing(change.case, actor, row, has_fresh_factor=factor is not None)
        require_gate("sign_opinion", stands)
        row.state = OPINIONS.after(row.state, "opinion_signed")
        row.content_hash = opinion_hash(opinion_of(change.case, row))
        row.signed_by, row.signed_at = actor, timezone.now()
        row.signed_as = stands.actor.role if stands.actor else ""
        row.save()
        change.data.update(opinion_hash=row.content_hash, revision=row.revision)
        change.data["second_factor"] = dict(factor) if factor else "original"
        change.emit("opinion_signed", opinion=str(row.pk))
        tell_next(change)
    tell_roles(case, ["coordinator", "medical_editor"], "opinion_signed")
    return row


def receive_opinion(
    case: Case,
    actor: User,
    opinion_id: UUID,
    files: Sequence[Original],
    *,
    seen: int | None = None,
) -> OpinionRow:
    """Keep the files of a signed opinion as they came; more pages may follow until it is signed."""
    blobs = [store_bytes(case, ORIGINAL, file.data) for file in files]
    try:
        with _changing_opinion(case, actor, "receive_opinion", opinion_id, seen) as (change, row):
            if row.state != "received":
                row.state = OPINIONS.after(row.state, "opinion_received")
                row.sealed_draft = row.sealed
                opinion = Opinion(case_number="", original=f"sha256:{blobs[0].sha256}")
                _write(change, row, opinion)
            _keep(change, row, files, blobs)
            change.emit("opinion_received", opinion=str(row.pk))
            tell_next(change)
    except BaseException:
        for blob in blobs:
            delete_blob(blob)
        raise
    return row


def send_back(
    case: Case, actor: User, opinion_id: UUID, reason: str, *, seen: int | None = None
) -> None:
    """The original goes back to be completed; the clock of the department goes on."""
    with _changing_opinion(case, actor, "send_back_opinion", opinion_id, seen) as (change, row):
        _begin_anew(change, row, "opinion_sent_back", reason)
    tell(department_people(row.invitation), "waiting_for_you", case, f"/cases/{case.pk}/invited/")


def refuse_opinion(
    case: Case, actor: User, opinion_id: UUID, reason: str, *, seen: int | None = None
) -> None:
    """It belongs to another case. Found after the consultation ended, the case comes back."""
    with _changing_opinion(case, actor, "refuse_opinion", opinion_id, seen) as (change, row):
        row.state = OPINIONS.after(row.state, "opinion_refused")
        row.sealed_reason = change.case.seal(reason.encode())
        row.save()
        if change.case.stage == "interpretation":
            change.move("clarification_asked")
        change.emit("opinion_refused", opinion=str(row.pk))
        tell_next(change)
    tell_roles(case, ["coordinator", "reviewing_clinician"], "waiting_for_you")


def ask_again(case: Case, actor: User, opinion_id: UUID, *, seen: int | None = None) -> None:
    """After a refusal the department is asked for this case's opinion again."""
    with _changing_opinion(case, actor, "ask_for_opinion_again", opinion_id, seen) as (change, row):
        _begin_anew(change, row, "opinion_asked_again", "")
    tell(department_people(row.invitation), "waiting_for_you", case, f"/cases/{case.pk}/invited/")


def supersede_opinion(
    case: Case, actor: User, opinion_id: UUID, reason: str, *, seen: int | None = None
) -> OpinionRow:
    """A signed opinion is to be replaced: it stays on record, and a later one is awaited."""
    with _changing_opinion(case, actor, "supersede_opinion", opinion_id, seen) as (change, row):
        if change.case.stage != "consultation":
            raise WrongState(
                "consultation_over",
                "An opinion can be replaced while the case is in consultation.",
                "Send the case back to the consultation first.",
            )
        row.state = OPINIONS.after(row.state, "opinion_superseded")
        row.sealed_reason = change.case.seal(reason.encode())
        row.save()
        last = case_rows(change.case, OpinionRow).filter(invitation=row.invitation)
        number = (last.aggregate(most=Max("number"))["most"] or 0) + 1
        made: OpinionRow = OpinionRow.behind_door.create(
            case=change.case, invitation=row.invitation, number=number
        )
        change.data["later"] = str(made.pk)
        change.emit("opinion_superseded", opinion=str(row.pk), later=str(made.pk))
        tell_next(change)
    return made


def complete_consultation(case: Case, actor: User, *, seen: int | None = None) -> None:
    """All opinions are in; invitations that nobody has answered hold no longer."""
    with changing(case, actor, "complete_consultation", seen=seen) as change:
        role = acting_role(change.case, actor, "complete_consultation")
        require_gate("complete_consultation", standing(change.case, actor, role))
        for row in case_rows(change.case, DepartmentInvitation).filter(state__in=UNANSWERED_STATES):
            withdraw_within(change, row, "")
        change.move("opinions_completed")
        tell_next(change)


def _write(change: Change, row: OpinionRow, opinion: Opinion) -> None:
    row.sealed = change.case.seal_json(as_json(opinion))
    row.revision += 1
    row.changed_by = change.actor
    row.save()
    change.data["revision"] = row.revision


def _keep(
    change: Change, row: OpinionRow, files: Sequence[Original], blobs: Sequence[Blob]
) -> None:
    rows = case_rows(change.case, OpinionOriginal).filter(opinion=row)
    first = (rows.aggregate(most=Max("number"))["most"] or 0) + 1
    for number, (file, blob) in enumerate(zip(files, blobs, strict=True), first):
        OpinionOriginal.behind_door.create(
            case=change.case,
            opinion=row,
            blob=blob,
            number=number,
            kind=file.kind,
            sealed_name=change.case.seal(file.name.encode()),
            received_by=change.actor,
        )
    change.data["originals"] = [blob.sha256 for blob in blobs]


def _begin_anew(change: Change, row: OpinionRow, event: str, reason: str) -> None:
    row.state = OPINIONS.after(row.state, event)
    row.sealed, row.sealed_reason = row.sealed_draft, change.case.seal(reason.encode())
    row.content_hash, row.signed_by, row.signed_at = "", None, None
    row.revision += 1
    row.save()
    originals = case_rows(change.case, OpinionOriginal).filter(opinion=row, set_aside_at=None)
    originals.update(set_aside_at=timezone.now())
    change.emit(event, opinion=str(row.pk))
    remind_of_opinion(change, row.invitation)
    tell_next(change)
