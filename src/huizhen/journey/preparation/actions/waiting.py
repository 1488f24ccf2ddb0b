"""Who is waited for after an act of preparation."""

from __future__ import annotations

from huizhen.core.states.waiting import waiting
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.change import Change
from huizhen.journey.preparation.models import LetterRow
from huizhen.journey.preparation.queries import OPEN_LETTERS, standing

STAGES = ("intake", "assessment", "preparation")
"""Later stages say themselves who is waited for."""


def tell(change: Change, actor: User | None = None) -> None:
    """Write who is waited for, with the nearest deadline of an open letter where that is it."""
    if change.case.stage not in STAGES:
        return
    found = waiting(standing(change.case, actor))
    if not found:
        change.wait_for("")
        return
    due = None
    if found[0].deadline == "request_answer":
        letters = case_rows(change.case, LetterRow).filter(state__in=OPEN_LETTERS)
        due = letters.order_by("due_at").values_list("due_at", flat=True).first()
    change.wait_for(found[0].role, found[0].what, due)
