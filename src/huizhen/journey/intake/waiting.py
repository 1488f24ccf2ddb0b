"""Who is waited for after a change of the records."""

from __future__ import annotations

from huizhen.ground.cases.change import Change
from huizhen.ground.cases.gate import tell_waiting
from huizhen.journey.intake.queries import standing

_EARLY = ("enquiry", "intake", "assessment")
_OF_THE_RECORDS = {"quarantine", "changed_since_confirmed", "consent_withdrawn"}


def mind_waiting(change: Change) -> None:
    """Who is waited for, as far as the records say it: later stages know more and tell it
    themselves once nothing lies over the case."""
    if "emergency" in change.case.holds:
        return  # the call back has its own deadline
    lying = set(change.case.holds)
    if change.case.waiting_for == "submit_material" and not lying & _OF_THE_RECORDS:
        return  # the consultation knows that the office goes on; records alone do not
    if change.case.stage in _EARLY or lying:
        tell_waiting(change, standing(change.case))
