"""The pages of decision and outcome, for the home side and the coordinator."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huizhen.core.states.small_tables import OUTCOMES
from huizhen.ground.accounts.models import Role
from huizhen.ground.cases.access import case_row, may
from huizhen.ground.cases.gate import unmet_of
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import case_for, person, render_case, seen_revision
from huizhen.journey.decision.actions import (
    ask_again,
    close_case,
    give_up,
    record_decision,
    record_outcome,
)
from huizhen.journey.decision.forms import DecisionForm, GiveUpForm, OutcomeForm
from huizhen.journey.decision.models import Condition, Follow, OutcomeRow
from huizhen.journey.decision.queries import (
    CLOSING_DAYS,
    decision_entries,
    decision_of,
    fit_counts,
    outcome_entries,
    outcome_known,
    outcomes_of,
    standing,
)
from huizhen.journey.interpretation.queries import acting_role

_SOMEBODY = "-"
"""Stands for the source that the form will name: the page shows what else is unmet."""


@login_required
@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What was decided, how it went, and what is still asked."""
    case = case_for(request, case_id, "record_decision")
    user = person(request)
    role = acting_role(case, user, "record_decision")
    form = DecisionForm(user, role, request.POST or None)
    if request.method == "POST" and form.is_valid():
        words, seen = form.cleaned_data["words"], seen_revision(request)
        record_decision(case, user, form.codes(), words, form.source(), seen=seen)
        messages.success(request, _("Thank you. The decision was recorded."))
        return _back(case)
    stands = standing(case, user, role, reported_by=_SOMEBODY)
    context: dict[str, Any] = {
        "form": form,
        "unmet": unmet_of("record_decision", stands),
        "decision": decision_of(case),
        "entries": decision_entries(case),
        "outcomes": [_outcome(case, row) for row in outcomes_of(case)],
        "give_up": GiveUpForm(),
    }
    if may(user, case, "close"):
        closing = standing(case, user, acting_role(case, user, "close"))
        context["close_unmet"] = unmet_of("close", closing)
        context["later"] = [one for one in outcomes_of(case) if one.days > CLOSING_DAYS
                            and one.state not in OUTCOMES.finals]  # fmt: skip
    return render_case(
        request, case, "decision/decision.html", context, 400 if form.errors else 200
    )


def _outcome(case: Case, row: OutcomeRow) -> dict[str, Any]:
    return {
        "row": row,
        "entries": outcome_entries(case, row),
        "is_open": row.state not in OUTCOMES.finals,
    }


def _back(case: Case) -> HttpResponse:
    return HttpResponseRedirect(reverse("decision", args=[case.pk]))


@login_required
@require_http_methods(["GET", "POST"])
def outcome(request: HttpRequest, case_id: UUID, outcome_id: UUID) -> HttpResponse:
    """How it went after so many days."""
    case = case_for(request, case_id, "record_outcome")
    user = person(request)
    row = case_row(case, OutcomeRow, id=outcome_id)
    role = acting_role(case, user, "record_outcome")
    form = OutcomeForm(user, role, request.POST or None)
    if request.method == "POST" and form.is_valid():
        words, seen = form.cleaned_data["words"], seen_revision(request)
        record_outcome(case, user, row.pk, form.codes(), words, form.source(), seen=seen)
        messages.success(request, _("Thank you. The outcome was recorded."))
        return _back(case)
    stands = standing(case, user, role, reported_by=_SOMEBODY)
    context = {"form": form, "one": _outcome(case, row)}
    context["unmet"] = unmet_of("record_outcome", stands)
    return render_case(request, case, "decision/outcome.html", context, 400 if form.errors else 200)


@login_required
@require_POST
def ask_home_side(
    request: HttpRequest, case_id: UUID, outcome_id: UUID | None = None
) -> HttpResponse:
    """Ask the home side again."""
    case = case_for(request, case_id, "close")
    ask_again(case, person(request), outcome_id, seen=seen_revision(request))
    messages.success(request, _("Patient and home physician were asked."))
    return _back(case)


@login_required
@require_POST
def give_up_asking(
    request: HttpRequest, case_id: UUID, outcome_id: UUID | None = None
) -> HttpResponse:
    """Nobody answers: lost to follow-up."""
    case = case_for(request, case_id, "close")
    form = GiveUpForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write what was tried to reach them."))
        return _back(case)
    reason = form.cleaned_data["reason"]
    give_up(case, person(request), reason, outcome_id, seen=seen_revision(request))
    messages.success(request, _("Recorded as lost to follow-up."))
    return _back(case)


@login_required
@require_POST
def close(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Close the case."""
    case = case_for(request, case_id, "close")
    close_case(case, person(request), seen=seen_revision(request))
    messages.success(request, _("The case is closed."))
    return HttpResponseRedirect(reverse("case", args=[case.pk]))


@login_required
@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """For the office: how often advice was followed and how it went, by specialty."""
    user = person(request)
    if not user.has_role(Role.COORDINATOR, Role.REVIEWING_CLINICIAN):
        raise Http404
    follow, condition = dict(Follow.choices), dict(Condition.choices)
    rows = [
        {**row, "follow": follow[row["follow"]], "condition": condition.get(row["condition"], "")}
        for row in fit_counts(user)
    ]
    return render(request, "decision/counts.html", {"rows": rows})


@login_required
@require_safe
def known(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """For the specialist: what became of the advice, in codes and without anybody's words."""
    case = case_for(request, case_id, "see_opinion")
    return render_case(request, case, "decision/known.html", {"known": outcome_known(case)})
