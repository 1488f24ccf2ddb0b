"""Two persons attach a held file; one keeps it out, or has it returned to whoever sent it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from huizhen.core.preparation.desk_files import HeldFile
from huizhen.core.states.small_tables import QUARANTINE
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import case_row, case_rows
from huizhen.ground.cases.change import Change, changing
from huizhen.ground.cases.gate import require_gate
from huizhen.ground.cases.models import Case
from huizhen.ground.records.actions import write_request
from huizhen.journey.intake.quarantine_models import QuarantinedFile
from huizhen.journey.intake.quarantine_queries import open_quarantine
from huizhen.journey.intake.queries import standing
from huizhen.journey.intake.waiting import mind_waiting

EVENTS = (
    "release_proposed",
    "release_confirmed",
    "release_objected",
    "file_kept_out",
    "file_returned",
    "file_held_again",
)
_SOMEBODY = "somebody else"


def settle_held_file(
    case: Case,
    actor: User,
    item_id: UUID,
    event: str,
    reason: str = "",
    *,
    role: str = "",
    seen: int | None = None,
) -> QuarantinedFile:
    """One step of a held file by the table `quarantine`; a release needs two persons.

    GateClosed where the same person would confirm, WrongState where the step does not belong."""
    item = case_row(case, QuarantinedFile, id=item_id)
    with changing(case, actor, event, seen=seen, about=f"held:{item.pk}") as change:
        item = case_row(change.case, QuarantinedFile, id=item_id)
        after = QUARANTINE.after(item.state, event)
        now = standing(change.case, actor, role=role)
        first = (
            str(item.first_by.pk if item.first_by else "")
            if event == "release_confirmed"
            else _SOMEBODY
        )
        require_gate("release_from_quarantine", now.replaced(first_release_by=first))
        change.data["state"] = [item.state, after]
        change.data["code"] = item.code
        item.state = after
        _sign(item, actor, event, change.case.seal(reason.encode()) if reason else None)
        item.save()
        _tell_pipeline(change)
        _mind_hold(change)
        mind_waiting(change)
    return item


def _first_person(item: QuarantinedFile) -> str:
    return str(item.first_by.pk) if item.first_by else ""


def _sign(item: QuarantinedFile, actor: User, event: str, reason: bytes | None) -> None:
    now = timezone.now()
    if event == "release_proposed":
        item.first_by, item.first_at = actor, now
    elif event in ("release_objected", "file_held_again"):
        item.first_by = item.first_at = None
        item.settled_by = item.settled_at = None
    if item.state not in ("held", "first_release"):
        item.settled_by, item.settled_at = actor, now
    if reason is not None:
        item.sealed_reason = reason


def _tell_pipeline(change: Change) -> None:
    """What was attached and kept out enters the next run; pages of a file that is used besides
    are kept out by the firewall itself."""
    rows = list(case_rows(change.case, QuarantinedFile).order_by("source_id"))
    out = [row for row in rows if row.state in ("kept_out", "returned") and not is_of_pages(row)]
    attached = [row for row in rows if row.state == "released"]
    write_request(
        change,
        {
            "attached": " ".join(_sources(change.case, attached)),
            "kept_out": " ".join(_sources(change.case, out)),
        },
    )


def _sources(case: Case, rows: Iterable[QuarantinedFile]) -> list[str]:
    """The sources of held files; a folder of images stands for each of its images."""
    found: set[str] = set()
    for row in rows:
        held = HeldFile.model_validate(case.unseal_json(row.sealed))
        found.update(held.sources or (row.source_id,))
    return sorted(found)


def is_of_pages(item: QuarantinedFile) -> bool:
    """Whether some pages of the file are held, and the others used."""
    return item.code.startswith("pages_")


def _mind_hold(change: Change) -> None:
    if open_quarantine(change.case).exists():
        change.hold("quarantine")
    elif change.end_hold("quarantine"):
        change.emit("quarantine_emptied")
