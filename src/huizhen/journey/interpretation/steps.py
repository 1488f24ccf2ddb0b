"""What follows from events: who is told, reminded, or reads no longer."""

from __future__ import annotations

from uuid import UUID

from huizhen.ground.cases.access import case_rows, system_case
from huizhen.ground.cases.change import changing
from huizhen.ground.events.models import Event
from huizhen.journey.interpretation.actions import begin_interpretation, tell_next
from huizhen.journey.interpretation.handover_actions import (
    expire_handover,
    remind_reader,
    revoke_handover,
)
from huizhen.journey.interpretation.models import HandoverRow
from huizhen.journey.interpretation.queries import UNREAD
from huizhen.journey.interpretation.recipients import HOME_PURPOSE


def ask_for_translation(event: Event) -> None:
    """All opinions are in: the editor begins."""
    if event.case_id is None:
        return
    case = system_case(event.case_id)
    if case.stage == "interpretation":
        begin_interpretation(case)


def remind_of_report(event: Event) -> None:
    """A report was to be read by now."""
    if event.case_id is not None:
        remind_reader(system_case(event.case_id), UUID(event.data["handover"]))


def end_link(event: Event) -> None:
    """The time of a link is over."""
    if event.case_id is not None:
        expire_handover(system_case(event.case_id), UUID(event.data["handover"]))


def take_back_unread(event: Event) -> None:
    """The patient no longer agrees that this practice is written to."""
    if event.case_id is None or event.data.get("purpose") != HOME_PURPOSE:
        return
    case = system_case(event.case_id)
    rows = case_rows(case, HandoverRow).filter(
        state__in=UNREAD, organisation=event.data.get("recipient") or None
    )
    for row in rows.exclude(organisation=None):
        revoke_handover(case, None, row.pk)


def tell_again(event: Event) -> None:
    """A difference between the languages was settled: who is waited for now."""
    if event.case_id is None:
        return
    case = system_case(event.case_id)
    if case.stage == "interpretation":
        with changing(case, None, "go_on") as change:
            tell_next(change)
