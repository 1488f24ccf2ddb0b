"""Who is waited for after a change of the records."""

from __future__ import annotations

from huizhen.ground.cases.change import Change
from huizhen.ground.cases.gate import tell_waiting
from huizhen.journey.intake.queries import standing

_EARLY = ("enquiry", "intake", "assessment")


def mind_waiting(change: Change) -> None:
    """Who is waited for, as far as the records say it: later stages know more and tell it
    themselves once nothing lies over the case."""
    if "emergency" in change.case.holds:
        return  # the call back has its own deadline
    if change.case.stage in _EARLY or change.case.holds:
        tell_waiting(change, standing(change.case))
