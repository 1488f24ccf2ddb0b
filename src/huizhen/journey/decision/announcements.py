"""What the decision says above every page of a case."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from huizhen.core.states.small_tables import DECISIONS, OUTCOMES
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import case_rows, roles_in
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import Announcement
from huizhen.journey.decision.actions import HOME
from huizhen.journey.decision.models import DecisionRow, OutcomeRow

_WITH_DECISION = ("decision", "closed")


def announcements(case: Case, user: User) -> Iterable[Announcement]:
    """What the home side is asked; to the specialist, that the outcome is known."""
    if case.stage not in _WITH_DECISION:
        return
    roles = roles_in(user, case)
    if roles & set(HOME) and case.stage == "decision":
        yield from _asked(case)
    if "specialist" in roles and _rows(case, "recorded").exists():
        yield Announcement(
            _("The home side has told how it went."),
            address=reverse("outcome_known", args=[case.pk]),
            label=_("What became of the advice"),
        )


def _asked(case: Case) -> Iterable[Announcement]:
    decision = case_rows(case, DecisionRow).first()
    if decision is not None and decision.state not in DECISIONS.finals:
        yield Announcement(
            _("Please tell us what you and your doctors decided."),
            address=reverse("decision", args=[case.pk]),
            label=_("Tell what was decided"),
        )
    asked = _rows(case, *(set(OUTCOMES.states) - set(OUTCOMES.finals))).filter(asked__gt=0)
    for outcome in asked.order_by("days")[:1]:
        yield Announcement(
            _("Please tell us how it went."),
            address=reverse("outcome", args=[case.pk, outcome.pk]),
            label=_("Tell how it went"),
        )


def _rows(case: Case, *states: str) -> QuerySet[OutcomeRow]:
    return case_rows(case, OutcomeRow).filter(state__in=states)
