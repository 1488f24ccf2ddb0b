"""Whose turn it is once nothing lies over a case any more: the stages know it together."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from huizhen.ground.cases.access import system_case
from huizhen.ground.cases.change import changing
from huizhen.ground.cases.gate import tell_waiting
from huizhen.ground.events.models import Event
from huizhen.journey.decision.queries import standing

_ABOUT_A_HOLD: Final = {
    "call_patient": "emergency",
    "look_at_quarantine": "quarantine",
    "review_changed_facts": "changed_since_confirmed",
    "settle_consent": "consent_withdrawn",
}
"""What is waited for -> the hold that it belongs to."""


def tell_anew(event: Event) -> None:
    """A hold has ended for which the case still seems to wait: its stage goes on."""
    case = system_case(UUID(str(event.case_id)))
    hold = _ABOUT_A_HOLD.get(case.waiting_for)
    if hold is None or hold in case.holds or hold != event.data.get("hold"):
        return
    with changing(case, None, "go_on") as change:
        tell_waiting(change, standing(change.case))
