"""Where decision and outcomes of a case stand, and what is known of many cases together."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any, Final

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from huizhen.core.states.small_tables import DECISIONS, OUTCOMES
from huizhen.core.states.standing import CaseStanding
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import accessible_cases, case_rows
from huizhen.ground.cases.models import Case
from huizhen.journey.decision.models import DecisionEntry, DecisionRow, OutcomeEntry, OutcomeRow
from huizhen.journey.interpretation import queries as interpretation
from huizhen.journey.interpretation.models import HandoverRow

CLOSING_DAYS: Final = 90
"""The outcome without which a case is not closed; a later one is asked while the case is open."""


def standing(
    case: Case, actor: User | None = None, role: str = "", *, reported_by: str = ""
) -> CaseStanding:
    """Where the case stands; `reported_by` tells decision or outcome that is being recorded."""
    decision = decision_of(case)
    return interpretation.standing(case, actor, role).replaced(
        decision_state=decision.state if decision else DECISIONS.initial,
        outcomes_due=len(open_outcomes(case)),
        decision_reported_by=reported_by,
        outcome_reported_by=reported_by,
    )


def decision_of(case: Case) -> DecisionRow | None:
    """The decision's row; None before anybody was asked."""
    return case_rows(case, DecisionRow).first()


def outcomes_of(case: Case) -> list[OutcomeRow]:
    """The outcomes in the order of their days."""
    return list(case_rows(case, OutcomeRow).order_by("days"))


def open_outcomes(case: Case) -> list[OutcomeRow]:
    """Outcomes that keep the case open: neither recorded nor given up, and needed or due."""
    now = timezone.now()
    return [
        one
        for one in outcomes_of(case)
        if one.state not in OUTCOMES.finals and (one.days <= CLOSING_DAYS or one.due_at <= now)
    ]


def decision_entries(case: Case) -> list[dict[str, Any]]:
    """What was told of the decision, the newest first."""
    rows = case_rows(case, DecisionEntry).select_related("entered_by").order_by("-number")
    return [_told(case, row) for row in rows]


def outcome_entries(case: Case, outcome: OutcomeRow) -> list[dict[str, Any]]:
    """What was told of one outcome, the newest first."""
    rows = case_rows(case, OutcomeEntry).filter(outcome=outcome).select_related("entered_by")
    return [_told(case, row) for row in rows.order_by("-number")]


def _told(case: Case, row: DecisionEntry | OutcomeEntry) -> dict[str, Any]:
    return {"row": row, **case.unseal_json(row.sealed)}


def next_due(case: Case, kind: str) -> datetime | None:
    """The earliest deadline of a kind of waiting (core.states.waiting)."""
    if kind == "handover_reading":
        rows = case_rows(case, HandoverRow).filter(state__in=interpretation.UNREAD)
        return rows.order_by("due_at").values_list("due_at", flat=True).first()
    if kind == "outcome":
        return min((one.due_at for one in open_outcomes(case)), default=None)
    return None


def outcome_known(case: Case) -> list[dict[str, Any]]:
    """What the specialist is told: codes of decision and outcomes, nobody's words."""
    found: list[dict[str, Any]] = []
    last = case_rows(case, DecisionEntry).order_by("-number").first()
    if last is not None:
        found.append({"decision": last})
    for outcome in outcomes_of(case):
        entry = case_rows(case, OutcomeEntry).filter(outcome=outcome).order_by("-number").first()
        if outcome.state == "recorded" and entry is not None:
            found.append({"outcome": outcome, "entry": entry})
    return found


def fit_counts(user: User) -> list[dict[str, Any]]:
    """Of the cases that a person sees: how often, by specialty, advice was followed and what the
    last outcome said. For a later look at the rules of fit; no case is named."""
    decided = DecisionEntry.behind_door.filter(case=OuterRef("pk")).order_by("-number")
    told = OutcomeEntry.behind_door.filter(case=OuterRef("pk"), outcome__state="recorded").order_by(
        "-outcome__days", "-number"
    )
    rows = accessible_cases(user).filter(stage__in=("decision", "closed")).order_by("pk")
    found = rows.annotate(
        follow=Subquery(decided.values("follow")[:1]),
        condition=Subquery(told.values("condition")[:1]),
    ).exclude(follow=None)
    counts = Counter(found.values_list("specialty", "follow", "condition"))
    lines = [
        {"specialty": specialty, "follow": follow, "condition": condition or "", "number": number}
        for (specialty, follow, condition), number in counts.items()
    ]
    return sorted(lines, key=lambda one: (one["specialty"], one["follow"], one["condition"]))
