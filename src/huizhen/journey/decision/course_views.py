"""The page on which a case leaves its usual course: ended early, taken back, opened again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huizhen.core.states.stages import STAGES
from huizhen.ground.cases.access import may
from huizhen.ground.cases.gate import unmet_of
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import case_for, person, render_case, seen_revision
from huizhen.journey.decision.course import (
    end_case,
    ends_open_to,
    reopen_case,
    reopening,
    step_back,
    steps_back_from,
)
from huizhen.journey.decision.forms import CourseForm
from huizhen.journey.interpretation.queries import acting_role


@login_required
@require_safe
def course(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The ways out of the usual course that are open to the reader now."""
    return _page(request, case_for(request, case_id, "end_case"))


def _page(request: HttpRequest, case: Case, **filled: CourseForm) -> HttpResponse:
    """The page, with the form that was not filled in as it should be, by its name."""
    user = person(request)
    may_turn = may(user, case, "turn_case")
    is_ended = STAGES.is_final(case.stage)
    context = {
        "may_turn": may_turn,
        "is_ended": is_ended,
        "ends": CourseForm("ends", ends_open_to(case, acting_role(case, user, "stop_case"))),
        "back": CourseForm("back", steps_back_from(case)),
        "reopen": CourseForm("reopen", ()),
        "unmet": unmet_of("reopen", reopening(case, user, "-")) if is_ended and may_turn else [],
        **filled,
    }
    return render_case(request, case, "decision/course.html", context, 400 if filled else 200)


@login_required
@require_POST
def end(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """End the case before its time."""
    case = case_for(request, case_id, "end_case")
    user = person(request)
    events = ends_open_to(case, acting_role(case, user, "stop_case"))
    form = CourseForm("ends", events, request.POST)
    if not form.is_valid():
        return _page(request, case, ends=form)
    told = form.cleaned_data
    end_case(case, user, told.get("event", ""), told["reason"], seen=seen_revision(request))
    messages.success(request, _("The case was ended; its records are kept."))
    return _overview(case)


@login_required
@require_POST
def back(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Take the case back to the stage before."""
    case = case_for(request, case_id, "turn_case")
    form = CourseForm("back", steps_back_from(case), request.POST)
    if not form.is_valid():
        return _page(request, case, back=form)
    told = form.cleaned_data
    step_back(
        case, person(request), told.get("event", ""), told["reason"], seen=seen_revision(request)
    )
    messages.success(request, _("The case went back."))
    return _overview(case)


@login_required
@require_POST
def reopen(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Go on with a case that was ended."""
    case = case_for(request, case_id, "turn_case")
    form = CourseForm("reopen", (), request.POST)
    if not form.is_valid():
        return _page(request, case, reopen=form)
    reason = form.cleaned_data["reason"]
    reopen_case(case, person(request), reason, seen=seen_revision(request))
    messages.success(request, _("The case is open again."))
    return _overview(case)


def _overview(case: Case) -> HttpResponse:
    return HttpResponseRedirect(reverse("case", args=[case.pk]))
