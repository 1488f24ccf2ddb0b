"""The work list and a case's overview."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from huizhen.core.states.stages import JOURNEY
from huizhen.core.states.waiting import usual_days_left
from huizhen.ground.accounts.models import Role
from huizhen.ground.cases.access import accessible_cases, case_rows
from huizhen.ground.cases.models import Hold
from huizhen.ground.cases.pages import case_for, person, render_case
from huizhen.ground.cases.queries import overdue_count, stage_counts, work_list, work_page
from huizhen.ground.content import specialties, state_words
from huizhen.ground.jobs.models import Job
from huizhen.ground.notify.actions import mark_read, unread_notices

_OFFICE = (Role.COORDINATOR, Role.REVIEWING_CLINICIAN, Role.MEDICAL_EDITOR, Role.ADMINISTRATOR)
"""Whoever has many cases: the others' page is a short list."""
_CHOICES = ("stage", "waiting", "specialty", "overdue")
_WORDS = "searched"
"""Where the session holds what was searched for: a patient's name stands in no address."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """The cases of the reader's work, the most pressing first; what is searched for is posted."""
    user = person(request)
    told = request.POST if request.method == "POST" else request.GET
    chosen = {name: told[name].strip() for name in _CHOICES if told.get(name)}
    if request.method == "POST":
        request.session[_WORDS] = request.POST.get("q", "").strip()[:200]
        if request.session[_WORDS]:
            chosen["search"] = "1"
        query = f"?{urlencode(chosen)}" if chosen else ""
        return HttpResponseRedirect(reverse("home") + query)
    if request.GET.get("search"):
        chosen["q"] = str(request.session.get(_WORDS, ""))
    cases = accessible_cases(user)
    counts = stage_counts(cases)
    found, number = work_list(user, chosen), request.GET.get("page")
    context = {
        "page": work_page(found, number, is_search="q" in chosen),
        "chosen": chosen,
        "counts": [(stage, counts.get(stage, 0)) for stage in JOURNEY],
        "ended": {stage: number for stage, number in counts.items() if stage not in JOURNEY},
        "overdue": overdue_count(cases),
        "specialties": specialties(),
        "notices": unread_notices(user),
        "is_office": user.has_role(*_OFFICE),
    }
    return render(request, "cases/home.html", context)


@login_required
@require_safe
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Where the case stands, what lies over it, who is waited for, the usual days ahead."""
    found = case_for(request, case_id, "see_status")
    mark_read(person(request), found)
    context = {
        "usual": usual_days_left(found.stage, state_words()),
        "open_holds": case_rows(found, Hold).filter(ended_at=None).order_by("since"),
        "jobs": Job.objects.filter(case_id=found.pk).order_by("-made_at")[:5],
        "early": ("enquiry", "intake"),
    }
    return render_case(request, found, "cases/case.html", context)
