"""Facts that are one thing, and one fact that is two: merged and split beside their places."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import case_for, person
from huizhen.journey.intake.facts_actions import FactConflict, Picked, merge_into, split_off
from huizhen.journey.intake.facts_forms import WhyForm
from huizhen.journey.intake.facts_queries import fact_view
from huizhen.journey.intake.facts_views import back_to_list, conflict_page, fact_page, picked_of

Decide = Callable[[Case, Picked, str], None]


@login_required
@require_POST
def merge(request: HttpRequest, case_id: UUID, fact_id: UUID) -> HttpResponse:
    """Say that the ticked facts are this one."""

    def decide(case: Case, picked: Picked, why: str) -> None:
        others = [picked_of(text) for text in request.POST.getlist("other")]
        merge_into(case, person(request), picked, others, why)

    return _decided(request, case_id, fact_id, "same", decide)


@login_required
@require_POST
def split(request: HttpRequest, case_id: UUID, fact_id: UUID) -> HttpResponse:
    """Say that the ticked places are about something else."""

    def decide(case: Case, picked: Picked, why: str) -> None:
        split_off(case, person(request), picked, request.POST.getlist("place"), why)

    return _decided(request, case_id, fact_id, "apart", decide)


def _decided(
    request: HttpRequest, case_id: UUID, fact_id: UUID, action: str, decide: Decide
) -> HttpResponse:
    case = case_for(request, case_id, "decide_facts")
    view = fact_view(case)
    found = view.find(fact_id) if view else None
    picked = Picked(fact_id, request.POST.get("revision", ""), request.POST.get("shown", ""))
    if view is None or found is None:
        return conflict_page(request, case, FactConflict([(picked, None)]))
    why = WhyForm(request.POST, auto_id=f"{action}_%s")
    if not why.is_valid():
        return fact_page(request, case, view, found, action=action, **{f"why_{action}": why})
    try:
        decide(case, picked, why.cleaned_data["why"])
    except FactConflict as conflict:
        return conflict_page(request, case, conflict)
    messages.success(request, _("Your decision is kept."))
    return back_to_list(case, request)
