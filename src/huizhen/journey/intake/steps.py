"""What follows when files have arrived, or consent was given."""

from __future__ import annotations

from uuid import UUID

from huizhen.ground.cases.access import system_case
from huizhen.ground.cases.change import changing
from huizhen.ground.cases.models import Case
from huizhen.ground.events.models import Event
from huizhen.ground.files.actions import sweep_uploads
from huizhen.ground.files.queries import files_received
from huizhen.ground.records.actions import ask_to_prepare
from huizhen.journey.intake.queries import standing
from huizhen.journey.intake.waiting import mind_waiting


def read_files(event: Event) -> None:
    """Files have arrived: they are read where the patient agrees to it."""
    case = system_case(UUID(str(event.case_id)))
    sweep_uploads(case)
    _go_on(case, "take_files_in")


def begin_with_consent(event: Event) -> None:
    """The consent has come: what had arrived before is read now."""
    _go_on(system_case(UUID(str(event.case_id))), "go_on_with_consent")


def _go_on(case: Case, action: str) -> None:
    with changing(case, None, action, data={"files": files_received(case)}) as change:
        now = standing(change.case)
        mind_waiting(change)
    if now.has_main_consent and now.files_received:
        ask_to_prepare(case)
