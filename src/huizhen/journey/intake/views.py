"""The intake of a case: the enquiry's answer, files and links, what is being read, its end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huizhen.ground.cases.access import may
from huizhen.ground.cases.actions import identity_of, is_identity_confirmed, name_patient
from huizhen.ground.cases.gate import unmet_of
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import case_for, person, render_case, seen_revision
from huizhen.ground.files.link_actions import make_link, revoke_link
from huizhen.ground.files.queries import files_received, links_of, open_uploads
from huizhen.journey.intake.actions import (
    accept_enquiry,
    cancel_job,
    complete_intake,
    decline_enquiry,
    drafted_letter,
    invite_writer,
    retry_job,
)
from huizhen.journey.intake.forms import AcceptForm, DeclineForm, LinkForm, PatientForm
from huizhen.journey.intake.queries import (
    answer_lines,
    enquiry_of,
    has_news,
    jobs_of,
    letter_of,
    standing,
    wanted_specialty,
)

_SHOWN_JOBS = 3


@login_required
@require_safe
def intake(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Everything that comes in, on one page."""
    return _page(request, case_for(request, case_id, "see_identity"))


def _page(request: HttpRequest, case: Case, status: int = 200, **forms: object) -> HttpResponse:
    user = person(request)
    enquiry = enquiry_of(case)
    context: dict[str, Any] = {
        "enquiry": enquiry,
        "answers": answer_lines(case, enquiry, get_language() or "en") if enquiry else [],
        "letter": letter_of(case, enquiry),
        "wanted_specialty": wanted_specialty(case),
        "arrived": files_received(case),
        "under_way": open_uploads(case)[:20],
        **_jobs(case),
    }
    if may(user, case, "complete_intake"):
        context |= _office(case, user)
    return render_case(request, case, "intake/intake.html", {**context, **forms}, status=status)


def _office(case: Case, user: Any) -> dict[str, Any]:
    """What the coordinator decides here."""
    now = standing(case, user, role="coordinator")
    told = identity_of(case)
    return {
        "links": links_of(case)[:20],
        "link_form": LinkForm(),
        "accept_form": AcceptForm(initial={"letter": drafted_letter(case, "accepted")}),
        "decline_form": DeclineForm(),
        "accept_unmet": unmet_of("accept_enquiry", now),
        "decline_unmet": unmet_of("decline_enquiry", now.replaced(has_fit_reasons=True)),
        "is_identity_confirmed": is_identity_confirmed(case),
        "patient_form": PatientForm(initial=told),
        "contact": [told[key] for key in ("phone", "email") if told.get(key)],
        "complete_unmet": unmet_of("complete_intake", now),
    }


def _jobs(case: Case) -> dict[str, Any]:
    jobs = list(jobs_of(case)[:_SHOWN_JOBS])
    news = has_news(case)
    return {
        "jobs": jobs,
        "has_news": news,
        "is_reading": news or any(job.state in ("waiting", "running") for job in jobs),
    }


@login_required
@require_safe
def jobs_fragment(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """How far the reading is, for a page that asks again every few seconds."""
    case = case_for(request, case_id, "see_identity")
    context = {"case": case, "was_asked": True, **_jobs(case)}
    return render(request, "intake/jobs_part.html", context)


@login_required
@require_POST
def job_cancel(request: HttpRequest, case_id: UUID, job_id: UUID) -> HttpResponse:
    """Stop the reading."""
    case = case_for(request, case_id, "complete_intake")
    cancel_job(case, person(request), job_id)
    messages.success(request, _("The reading is being stopped. What was read before stays."))
    return _back(case)


@login_required
@require_POST
def job_retry(request: HttpRequest, case_id: UUID, job_id: UUID) -> HttpResponse:
    """Begin the reading again."""
    case = case_for(request, case_id, "complete_intake")
    retry_job(case, person(request), job_id)
    messages.success(request, _("The reading begins again."))
    return _back(case)


@login_required
@require_POST
def accept(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Take the enquiry on."""
    case = case_for(request, case_id, "complete_intake")
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return _page(request, case, status=400, accept_form=form)
    letter = form.cleaned_data["letter"]
    accept_enquiry(case, person(request), letter, seen=seen_revision(request))
    messages.success(request, _("The enquiry was accepted and the patient was told."))
    return _back(case)


@login_required
@require_POST
def decline(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Do not take the enquiry on; without a letter one is drafted and shown first."""
    case = case_for(request, case_id, "complete_intake")
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, case, status=400, decline_form=form)
    reasons, letter = form.cleaned_data["reasons"], form.cleaned_data["letter"]
    if not letter.strip():
        drafted = {"reasons": reasons, "letter": drafted_letter(case, "declined", reasons)}
        return _page(request, case, decline_form=DeclineForm(initial=drafted), is_drafted=True)
    decline_enquiry(case, person(request), reasons, letter, seen=seen_revision(request))
    messages.success(request, _("The enquiry was declined and the patient was told."))
    return _back(case)


@login_required
@require_POST
def invite_again(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Send the link for an account once more."""
    case = case_for(request, case_id, "manage_people")
    if invite_writer(case, person(request)):
        messages.success(request, _("A new link was sent."))
    else:
        messages.error(request, _("The e-mail could not be sent. Try again later."))
    return _back(case)


@login_required
@require_POST
def confirm_identity(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Say who the patient is."""
    case = case_for(request, case_id, "complete_intake")
    form = PatientForm(request.POST)
    if not form.is_valid():
        return _page(request, case, status=400, patient_form=form)
    told = {
        **identity_of(case),
        **{key: str(text or "") for key, text in form.cleaned_data.items()},
    }
    name_patient(case, person(request), told, seen=seen_revision(request))
    messages.success(request, _("Who the patient is was confirmed."))
    return _back(case)


@login_required
@require_POST
def complete(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """End the intake."""
    case = case_for(request, case_id, "complete_intake")
    complete_intake(case, person(request), seen=seen_revision(request))
    messages.success(request, _("The intake is complete."))
    return _back(case)


@login_required
@require_POST
def new_link(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Make a one-time upload link and show it, this once."""
    case = case_for(request, case_id, "send_request")
    form = LinkForm(request.POST)
    if not form.is_valid():
        return _page(request, case, status=400, link_form=form)
    days = form.cleaned_data["days"]
    _link, token = make_link(case, person(request), days=days, seen=seen_revision(request))
    path = reverse("upload_link", args=[token])
    return _page(request, case, made_link=f"{settings.HUIZHEN_ORIGIN}{path}")


@login_required
@require_POST
def end_link(request: HttpRequest, case_id: UUID, link_id: UUID) -> HttpResponse:
    """Take a link back."""
    case = case_for(request, case_id, "send_request")
    revoke_link(case, person(request), link_id, seen=seen_revision(request))
    messages.success(request, _("The link can no longer be used."))
    return _back(case)


def _back(case: Case) -> HttpResponse:
    return HttpResponseRedirect(reverse("intake", args=[case.pk]))
