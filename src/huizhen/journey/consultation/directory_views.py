"""The directory: verified by named persons; the departments for one case with reasons."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huizhen.ground.accounts.models import Organisation
from huizhen.ground.cases.pages import case_for, person, render_case, seen_revision
from huizhen.ground.content import specialties
from huizhen.journey.consultation.actions.invitations import draft_invitation
from huizhen.journey.consultation.departments import (
    directory_of,
    matches_of,
    site_of,
    verify_department,
    withdraw_verification,
)
from huizhen.journey.consultation.forms import VerifyForm
from huizhen.journey.consultation.models import OPEN_STATES
from huizhen.journey.consultation.queries import invitations_of


def _site(request: HttpRequest) -> Organisation:
    """The site whose directory the person keeps; nobody else sees it."""
    found = site_of(person(request))
    if found is None:
        raise Http404
    return found


@login_required
@require_safe
def departments(request: HttpRequest) -> HttpResponse:
    """Every department with what is known of it and who verified it."""
    site = _site(request)
    chosen = request.GET.get("specialty", "")
    rows = [one for one in directory_of(site).departments if not chosen or chosen in one.codes]
    context = {"departments": rows, "chosen": chosen, "specialties": specialties(), "site": site}
    return render(request, "consultation/departments.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """One department: who confirmed it, when and how; or that it holds no longer."""
    site = _site(request)
    asked = request.POST.get("department") or request.GET.get("department", "")
    department = directory_of(site).department(asked)
    form = VerifyForm(request.POST if "who" in request.POST else None)
    if request.method == "POST" and "withdraw" in request.POST:
        withdraw_verification(site, person(request), department.id)
        messages.success(request, _("The department is no longer verified."))
        return HttpResponseRedirect(reverse("departments"))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        verify_department(
            site, person(request), department.id, told["who"], told["on"], told["how"]
        )
        messages.success(request, _("The department is verified and may be invited."))
        return HttpResponseRedirect(reverse("departments"))
    context = {"form": form, "department": department}
    status = 400 if form.errors else 200
    return render(request, "consultation/verify.html", context, status=status)


@login_required
@require_safe
def directory(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The departments for the case: those that may be invited first, each with its reasons."""
    case = case_for(request, case_id, "invite")
    is_chinese = (get_language() or "").startswith("zh")
    invited = {row.department_id: row for row in reversed(invitations_of(case))}
    rows = [
        {
            "match": match,
            "reasons": [one.zh if is_chinese else one.en for one in match.reasons],
            "invitation": (found := invited.get(match.department.id)),
            "may_invite": match.is_invitable and not (found and found.state in OPEN_STATES),
        }
        for match in matches_of(case)
    ]
    return render_case(request, case, "consultation/directory.html", {"rows": rows})


@login_required
@require_POST
def draft(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Begin the invitation of a department."""
    case = case_for(request, case_id, "invite")
    department = request.POST.get("department", "")
    row = draft_invitation(case, person(request), department, seen=seen_revision(request))
    return HttpResponseRedirect(reverse("invitation", args=[case.pk, row.pk]))
