"""What follows from a composition: what is held apart, which confirmed facts read differently."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from huizhen.core.preparation.desk_files import HeldFile
from huizhen.ground.cases.access import case_rows, system_case
from huizhen.ground.cases.change import Change, changing
from huizhen.ground.cases.models import Case
from huizhen.ground.events.models import Event
from huizhen.ground.notify.actions import tell_roles
from huizhen.ground.records.actions import ask_to_prepare
from huizhen.ground.records.queries import changed_of, current_version, held_of
from huizhen.journey.intake.quarantine_models import QuarantinedFile
from huizhen.journey.intake.quarantine_queries import open_quarantine, record_standing
from huizhen.journey.intake.waiting import mind_waiting


def prepare_again(event: Event) -> None:
    """Something that the pipeline is told has changed: let it run where there is something to
    read and the patient agrees to it."""
    case = _case(event)
    now = record_standing(case)
    if now.has_main_consent and now.files_received:
        ask_to_prepare(case)


def hold_what_is_apart(event: Event) -> None:
    """Each file that the firewall keeps apart has its row; the hold lies while one is open."""
    case = _case(event)
    version = current_version(case)
    if version is None:
        return
    held = {one.source_id: one for one in held_of(case, version)}
    rows = {row.source_id: row for row in case_rows(case, QuarantinedFile)}
    new = [one for source, one in held.items() if source not in rows]
    back = [row for row in rows.values() if row.source_id in held and _fitted_by_itself(row)]
    gone = [row for row in rows.values() if row.source_id not in held and row.is_open]
    told_anew = [
        row
        for row in rows.values()
        if row.is_open
        and row.source_id in held
        and case.unseal_json(row.sealed) != held[row.source_id].model_dump(mode="json")
    ]
    if not (new or back or gone or told_anew):
        return
    counts = {"held": len(new) + len(back), "fit_now": len(gone)}
    with changing(case, None, "hold_files", data=counts) as change:
        for one in new:
            _create(change.case, one)
        for row in (*back, *told_anew):
            one = held[row.source_id]
            row.code, row.sealed = one.code, change.case.seal_json(one.model_dump(mode="json"))
            row.settled_at = None
            row.save()
        for row in gone:
            row.settled_at = timezone.now()
            row.save()
        _mind_quarantine(change)


def _fitted_by_itself(row: QuarantinedFile) -> bool:
    """Settled by no person, because the patient was named anew."""
    return row.state in ("held", "first_release") and row.settled_at is not None


def _create(case: Case, held: HeldFile) -> None:
    QuarantinedFile.behind_door.create(
        case=case,
        source_id=held.source_id,
        code=held.code,
        sealed=case.seal_json(held.model_dump(mode="json")),
    )


def _mind_quarantine(change: Change) -> None:
    if not open_quarantine(change.case).exists():
        change.end_hold("quarantine")
    elif "quarantine" not in change.case.holds:
        change.hold("quarantine")
        change.emit("file_quarantined")
        tell_roles(change.case, ("coordinator", "reviewing_clinician"), "file_quarantined")
    mind_waiting(change)


def hold_changed_facts(event: Event) -> None:
    """The hold lies while a decision of a person no longer fits what the records say."""
    case = _case(event)
    version = current_version(case)
    if version is None:
        return
    is_changed = bool(changed_of(case, version))
    if is_changed == ("changed_since_confirmed" in case.holds):
        return
    with changing(case, None, "compare_decisions") as change:
        if is_changed:
            change.hold("changed_since_confirmed")
            change.emit("facts_changed")
        else:
            change.end_hold("changed_since_confirmed")
            change.emit("changes_reviewed")
        mind_waiting(change)


def _case(event: Event) -> Case:
    return system_case(UUID(str(event.case_id)))
