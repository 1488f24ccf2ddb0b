"""Where the two languages differ: everything of a case that would leave, on one page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huizhen.ground.cases.access import case_row, may
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import case_for, person, render_case, seen_revision
from huizhen.ground.language.actions import NEED, resolve_difference, withdraw_resolution
from huizhen.ground.language.checking import is_available
from huizhen.ground.language.forms import ResolutionForm
from huizhen.ground.language.models import DifferenceResolution
from huizhen.ground.language.queries import leaving_of
from huizhen.ground.language.runs import ask_to_check
from huizhen.ground.language.showing import shown_leaving


@login_required
@require_safe
def differences(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What leaves, and what differs in it."""
    case = case_for(request, case_id, "see_work")
    return _page(request, case, None)


def _page(request: HttpRequest, case: Case, form: ResolutionForm | None) -> HttpResponse:
    context = {
        "leaving": shown_leaving(case, leaving_of(case)),
        "is_available": is_available(),
        "may_resolve": may(person(request), case, NEED),
        "form": form,
    }
    status = 400 if form is not None else 200
    return render_case(request, case, "language/differences.html", context, status)


@login_required
@require_POST
def resolve(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Say that a difference is none."""
    case = case_for(request, case_id, NEED)
    form = ResolutionForm(request.POST)
    if not form.is_valid():
        return _page(request, case, form)
    told = form.cleaned_data
    resolve_difference(
        case, person(request), told["key"], told["reason"], seen=seen_revision(request)
    )
    messages.success(request, _("It stands in your name; it holds for these two texts only."))
    return HttpResponseRedirect(reverse("differences", args=[case.pk]))


@login_required
@require_POST
def withdraw(request: HttpRequest, case_id: UUID, resolution_id: UUID) -> HttpResponse:
    """Let a difference block again."""
    case = case_for(request, case_id, NEED)
    row = case_row(case, DifferenceResolution, pk=resolution_id, withdrawn_at=None)
    withdraw_resolution(case, person(request), row, seen=seen_revision(request))
    messages.success(request, _("The difference blocks again."))
    return HttpResponseRedirect(reverse("differences", args=[case.pk]))


@login_required
@require_POST
def check(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Have checked what no job has seen yet, or what was checked by older packs."""
    case = case_for(request, case_id, "see_work")
    for one in leaving_of(case):
        if not one.is_checked:
            ask_to_check(case, one.about)
    messages.success(request, _("The languages are being compared; load the page in a moment."))
    return HttpResponseRedirect(reverse("differences", args=[case.pk]))
