"""What follows from events: the home side is asked, the specialist learns that it is known."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from huizhen.core.states.small_tables import DECISIONS, OUTCOMES
from huizhen.ground.cases.access import case_row, case_rows, system_case
from huizhen.ground.events.models import Event
from huizhen.ground.notify.actions import tell_roles
from huizhen.journey.decision.actions import ask_again, ask_first, follow_reading
from huizhen.journey.decision.models import DecisionRow, OutcomeRow

_OPEN_STAGE = "decision"


def ask_for_decision(event: Event) -> None:
    """A report was read: what is decided?"""
    if event.case_id is None:
        return
    case = system_case(event.case_id)
    if case.stage == _OPEN_STAGE:
        ask_first(case)
        follow_reading(case)


def remind_of_decision(event: Event) -> None:
    """No answer in time: asked again."""
    if event.case_id is None:
        return
    case = system_case(event.case_id)
    row = case_rows(case, DecisionRow).first()
    if case.stage == _OPEN_STAGE and row is not None and row.state not in DECISIONS.finals:
        ask_again(case, None)


def ask_for_outcome(event: Event) -> None:
    """The day has come on which the outcome is asked for, or asked for again."""
    if event.case_id is None:
        return
    case = system_case(event.case_id)
    row = case_row(case, OutcomeRow, id=UUID(event.data["outcome"]))
    is_open = row.state not in OUTCOMES.finals and row.due_at <= timezone.now()
    if case.stage == _OPEN_STAGE and is_open:
        ask_again(case, None, row.pk)


def tell_specialist(event: Event) -> None:
    """The specialist is told that an outcome is known; what it is stands behind the door."""
    if event.case_id is not None:
        path = reverse("outcome_known", args=[event.case_id])
        tell_roles(system_case(event.case_id), ["specialist"], "outcome_known", path)
