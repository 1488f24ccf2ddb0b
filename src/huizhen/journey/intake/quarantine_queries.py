"""What is held apart, for the gates and for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from huizhen.core.preparation.desk_files import HeldFile
from huizhen.core.states.standing import CaseStanding
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.gate import standing_of
from huizhen.ground.cases.models import Case
from huizhen.ground.files.models import ReceivedFile
from huizhen.ground.jobs.models import Job, JobState
from huizhen.ground.records.jobs import PREPARE
from huizhen.ground.records.queries import current_version, inventory_of
from huizhen.journey.intake.facts_queries import unconfirmed_facts
from huizhen.journey.intake.quarantine_models import OPEN, QuarantinedFile

WITHIN: Final = "!/"
"""Between the path of a container and that of what it holds (`Received.path`)."""


@dataclass(frozen=True)
class HeldRow:
    """A held file, ready to be shown."""

    item: QuarantinedFile
    held: HeldFile
    reason: str


def open_quarantine(case: Case) -> QuerySet[QuarantinedFile]:
    """The files about which a person still has to say something."""
    return case_rows(case, QuarantinedFile).filter(state__in=OPEN, settled_at=None)


def held_rows(case: Case) -> list[HeldRow]:
    """Every file that is or was held apart, the open ones first."""
    items = case_rows(case, QuarantinedFile).select_related("first_by", "settled_by")
    rows = [held_row(case, item) for item in items]
    return sorted(rows, key=lambda row: (not row.item.is_open, row.held.path))


def held_row(case: Case, item: QuarantinedFile) -> HeldRow:
    """One of them."""
    return HeldRow(
        item=item,
        held=HeldFile.model_validate(case.unseal_json(item.sealed)),
        reason=case.unseal(item.sealed_reason).decode() if item.sealed_reason else "",
    )


def originals_of(case: Case, rows: Sequence[HeldRow]) -> dict[UUID, ReceivedFile]:
    """What was received of each held file, by the row's id: the file itself, or the outermost
    archive or message that holds it."""
    version = current_version(case)
    entries = inventory_of(case, version) if version is not None else []
    by_path = {entry.path: str(entry.source_id) for entry in entries}
    sources = {
        row.item.pk: (row.item.source_id, by_path.get(row.held.path.partition(WITHIN)[0], ""))
        for row in rows
    }
    wanted = {source for both in sources.values() for source in both}
    received = case_rows(case, ReceivedFile).filter(sha256__in=wanted).select_related("blob")
    found = {row.sha256: row for row in received}
    kept = {key: found.get(own) or found.get(outer) for key, (own, outer) in sources.items()}
    return {key: row for key, row in kept.items() if row is not None}


def is_reading(case: Case) -> bool:
    """Whether files wait to be read: nobody knows yet whose they are."""
    unfinished = (JobState.WAITING, JobState.RUNNING)
    return Job.objects.filter(key=f"{PREPARE}:{case.pk}", state__in=unfinished).exists()


def record_standing(case: Case, actor: User | None = None, role: str = "") -> CaseStanding:
    """What the gates ask of files, identity, quarantine and facts."""
    is_known = current_version(case) is not None and not is_reading(case)
    return standing_of(case, actor, role).replaced(
        files_received=case_rows(case, ReceivedFile).count(),
        open_quarantine=open_quarantine(case).count() if is_known else None,
        facts_unconfirmed=unconfirmed_facts(case),
    )
