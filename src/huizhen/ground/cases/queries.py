"""Lists of cases for the work list, with counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Case as SqlCase
from django.db.models import Count, F, IntegerField, QuerySet, Value, When
from django.utils import timezone

from huizhen.core.states.stages import JOURNEY
from huizhen.ground.cases.access import accessible_cases, found_cases
from huizhen.ground.cases.models import Case

PAGE = 50


def work_list(user: Any, chosen: Mapping[str, str]) -> QuerySet[Case]:
    """The cases that a person may see, the most pressing first, narrowed by what was chosen:
    stage, waiting (a role, or 'me'), specialty, hold, words."""
    cases = found_cases(user, chosen["q"]) if chosen.get("q") else accessible_cases(user)
    if stage := chosen.get("stage"):
        cases = cases.filter(stage=stage)
    elif not chosen.get("q"):
        cases = cases.filter(stage__in=JOURNEY)
    if waiting := chosen.get("waiting"):
        roles = user.roles() if waiting == "me" else {waiting}
        cases = cases.filter(waiting_role__in=roles)
    if specialty := chosen.get("specialty"):
        cases = cases.filter(specialty=specialty)
    if chosen.get("overdue"):
        cases = cases.filter(due_at__lt=timezone.now())
    return cases.order_by(F("due_at").asc(nulls_last=True), "-opened_at")


def stage_counts(user: Any) -> dict[str, int]:
    """How many cases stand in each stage."""
    rows = accessible_cases(user).values("stage").annotate(number=Count("pk")).order_by("stage")
    return {row["stage"]: row["number"] for row in rows}


def overdue_count(user: Any) -> int:
    """How many deadlines have passed."""
    flag = SqlCase(When(due_at__lt=timezone.now(), then=Value(1)), output_field=IntegerField())
    found = accessible_cases(user).filter(stage__in=JOURNEY).aggregate(number=Count(flag))
    return int(found["number"])
