"""How the material travelled to a department: recorded with its proof, followed to its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from huizhen.core.errors import WrongCall
from huizhen.core.states.small_tables import SUBMISSIONS
from huizhen.core.states.standing import Channel
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import case_row, case_rows
from huizhen.ground.cases.change import Change, changing
from huizhen.ground.cases.gate import require_gate
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import delete_blob, store_bytes
from huizhen.ground.files.models import Blob
from huizhen.ground.notify.actions import tell
from huizhen.ground.records.models import PackageVersion
from huizhen.journey.consultation.actions.following import (
    department_people,
    inviting,
    remind_of_opinion,
    tell_next,
)
from huizhen.journey.consultation.actions.materials import supply_within
from huizhen.journey.consultation.models import DepartmentInvitation, Submission
from huizhen.journey.consultation.queries import invitation_standing

PROOF = "proof"
_WITHOUT_PAPER = "workspace"
"""What is shown on this desk is proved by the trail itself."""


@dataclass(frozen=True)
class Sent:
    """What a person tells of a submission."""

    channel: Channel
    sent_on: date
    person: str
    reference: str
    is_identified: bool = False
    proof_name: str = ""
    proof: bytes = b""

    @property
    def is_complete(self) -> bool:
        """Whether date, person, reference and proof are there."""
        has_proof = bool(self.proof) or self.channel == _WITHOUT_PAPER
        return bool(self.person.strip() and self.reference.strip() and has_proof)


def record_submission(
    case: Case, actor: User, invitation_id: UUID, sent: Sent, *, seen: int | None = None
) -> Submission:
    """Record that the signed version went to the department; on this desk it arrives at once."""
    if sent.sent_on > timezone.localdate():
        raise WrongCall(
            "sent_in_future",
            "The day of the submission lies in the future.",
            "Record it on the day on which it leaves.",
        )
    proof = store_bytes(case, PROOF, sent.proof) if sent.proof else None
    try:
        with inviting(case, actor, "record_submission", invitation_id, seen) as (change, row):
            made = _record(change, row, actor, sent, proof)
    except BaseException:
        if proof is not None:
            delete_blob(proof)
        raise
    if made.state == "delivered":
        tell(department_people(row), "waiting_for_you", case, f"/cases/{case.pk}/invited/")
    return made


def _record(
    change: Change, row: DepartmentInvitation, actor: User, sent: Sent, proof: Blob | None
) -> Submission:
    case = change.case
    standing = invitation_standing(
        case,
        actor,
        row,
        "submit",
        channel=sent.channel,
        is_identified=sent.is_identified,
        is_recorded=sent.is_complete,
    )
    require_gate("submit", standing)
    made: Submission = Submission.behind_door.create(
        case=case,
        invitation=row,
        channel=sent.channel,
        state=SUBMISSIONS.after(SUBMISSIONS.initial, "submission_sent"),
        dossier_hash=standing.dossier_hash,
        is_identified=sent.is_identified,
        sent_on=sent.sent_on,
        sealed_person=case.seal(sent.person.strip().encode()),
        sealed_reference=case.seal(sent.reference.strip().encode()),
        proof=proof,
        sealed_proof_name=case.seal(sent.proof_name.encode()) if proof else None,
        recorded_by=actor,
    )
    change.data.update(submission=str(made.pk), channel=sent.channel, proof=bool(proof))
    change.data["dossier_hash"] = made.dossier_hash
    if sent.channel == _WITHOUT_PAPER:
        _deliver(change, made)
    tell_next(change)
    return made


def confirm_delivery(
    case: Case, actor: User, submission_id: UUID, *, seen: int | None = None
) -> None:
    """The department has the material: with an acceptance the clock starts."""
    with _submitting(case, actor, "confirm_delivery", submission_id, seen) as (change, row):
        _deliver(change, row)
        tell_next(change)
    tell(department_people(row.invitation), "waiting_for_you", case, f"/cases/{case.pk}/invited/")


def end_submission(
    case: Case, actor: User, submission_id: UUID, event: str, reason: str, seen: int | None = None
) -> None:
    """The department refused the material ('submission_refused'), or it never arrived
    ('submission_lost'); it can be submitted anew."""
    with _submitting(case, actor, "end_submission", submission_id, seen) as (change, row):
        row.state = SUBMISSIONS.after(row.state, event)
        row.ended_at, row.sealed_reason = timezone.now(), change.case.seal(reason.encode())
        row.save()
        change.data["event"] = event
        change.emit(event, submission=str(row.pk))
        tell_next(change)


def _deliver(change: Change, row: Submission) -> None:
    row.state = SUBMISSIONS.after(row.state, "submission_delivered")
    row.delivered_at = timezone.now()
    row.save()
    change.emit("submission_delivered", submission=str(row.pk))
    versions = case_rows(change.case, PackageVersion).filter(dossier_hash=row.dossier_hash)
    if (version := versions.order_by("-number").first()) is not None:
        supply_within(change, row.invitation, version)
    remind_of_opinion(change, row.invitation)


@contextmanager
def _submitting(
    case: Case, actor: User, action: str, submission_id: UUID, seen: int | None
) -> Iterator[tuple[Change, Submission]]:
    about = f"submission:{submission_id}"
    with changing(case, actor, action, seen=seen, about=about) as change:
        yield change, case_row(change.case, Submission, id=submission_id)
