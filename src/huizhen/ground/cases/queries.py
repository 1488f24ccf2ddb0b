"""Lists of cases for the work list, with counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, QuerySet
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
    return cases.order_by(F("due_at").asc(nulls_last=True), "-opened_at", "pk")


def work_page(cases: QuerySet[Case], number: str | None, *, is_search: bool) -> Page[Any]:
    """One page of a work list: put in order by keys alone, which an index holds, and only the
    cases of the page are read. What a search finds is few, and is looked for once."""
    found = cases.values_list("pk", flat=True)
    page: Page[Any] = Paginator(list(found) if is_search else found, PAGE).get_page(number)
    keys = list(page.object_list)
    rows = Case.behind_door.in_bulk(keys)
    page.object_list = [rows[key] for key in keys]
    return page


def stage_counts(cases: QuerySet[Case]) -> dict[str, int]:
    """How many of the cases stand in each stage."""
    rows = cases.values("stage").annotate(number=Count("pk")).order_by("stage")
    return {row["stage"]: row["number"] for row in rows}


def overdue_count(cases: QuerySet[Case]) -> int:
    """How many deadlines have passed."""
    return cases.filter(stage__in=JOURNEY, due_at__lt=timezone.now()).count()
