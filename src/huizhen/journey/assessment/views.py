"""Assessment: possible emergencies, the decision on fit, the letter to the patient."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huizhen.core.errors import WrongCall
from huizhen.ground.accounts.models import Role
from huizhen.ground.cases.access import case_rows, may
from huizhen.ground.cases.gate import unmet_of
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import case_for, person, render_case, seen_revision
from huizhen.ground.files.blobs import blob_bytes
from huizhen.journey.assessment.actions import (
    complete_information,
    decide_fit,
    record_call,
    return_to_intake,
)
from huizhen.journey.assessment.flag_actions import raise_by_person, settle_flag, stop_for_emergency
from huizhen.journey.assessment.flags import FLAGS, UNSETTLED
from huizhen.journey.assessment.forms import FitForm, ReasonForm
from huizhen.journey.assessment.models import FitDecision, RedFlagTask
from huizhen.journey.assessment.queries import (
    fit_book,
    letter_of,
    newest_decision,
    standing,
    task_rows,
)


@login_required
@require_safe
def assessment(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What may be an emergency, and whether an opinion is likely to help."""
    return _page(request, case_for(request, case_id, "see_work"))


def _page(
    request: HttpRequest, case: Case, status: int = 200, form: FitForm | None = None, **more: object
) -> HttpResponse:
    user, language = person(request), get_language() or "en"
    tasks = list(case_rows(case, RedFlagTask).select_related("settled_by").order_by("-opened_at"))
    decisions = list(case_rows(case, FitDecision).order_by("-at", "-id"))
    now = standing(case, user, role=Role.REVIEWING_CLINICIAN)
    asked = now.replaced(fit_verdict="fit", has_fit_reasons=True, specialty="any")
    context: dict[str, Any] = {
        "open_tasks": task_rows([t for t in tasks if t.state in UNSETTLED], case, language),
        "settled_tasks": task_rows([t for t in tasks if t.state not in UNSETTLED], case, language),
        "decisions": [_decision_row(case, one, language) for one in decisions],
        "newest": decisions[0] if decisions else None,
        "may_decide": may(user, case, "decide_fit"),
        "may_clear": may(user, case, "clear_emergency"),
        "unmet": unmet_of("decide_fit", asked),
        "form": form or FitForm(initial={"specialty": case.specialty}),
        "reason_form": ReasonForm(),
        "is_stopped": case.stage == "stopped_for_emergency",
        "has_real": any(task.state == "real" for task in tasks),
    }
    return render_case(
        request, case, "assessment/assessment.html", {**context, **more}, status=status
    )


def _decision_row(case: Case, made: FitDecision, language: str) -> dict[str, Any]:
    known = fit_book().reasons
    is_chinese = language.startswith("zh")
    told = case.unseal_json(made.sealed)
    reasons = [
        (known[code].zh if is_chinese else known[code].en) if code in known else code
        for code in made.reasons
    ]
    return {"made": made, "reasons": reasons, "by": told["by"], "note": told["note"]}


@login_required
@require_POST
def decide(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Decide on fit."""
    case = case_for(request, case_id, "decide_fit")
    form = FitForm(request.POST)
    if not form.is_valid():
        return _page(request, case, 400, form)
    told = form.cleaned_data
    try:
        decide_fit(
            case,
            person(request),
            told["fit"],
            told["specialty"],
            told["reasons"],
            told["note"],
            seen=seen_revision(request),
        )
    except WrongCall as error:
        form.say_wrong(error.code, error.message)
        return _page(request, case, 400, form)
    messages.success(request, _("Your decision is kept. The letter to the patient is being set."))
    return _back(case)


@login_required
@require_POST
def settle(request: HttpRequest, case_id: UUID, task_id: UUID) -> HttpResponse:
    """Say what a possible emergency was."""
    case = case_for(request, case_id, "clear_emergency")
    event, form = request.POST.get("event", ""), ReasonForm(request.POST)
    if event not in FLAGS.events:
        raise WrongCall("form_wrong", "The form was not understood.", "Load the page again.")
    if not form.is_valid():
        return _page(request, case, 400, wrong={"task": task_id, "form": form})
    reason = form.cleaned_data["reason"]
    settle_flag(case, person(request), task_id, event, reason, seen=seen_revision(request))
    messages.success(request, _("Your decision is kept."))
    return _back(case)


@login_required
@require_POST
def raise_emergency(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Raise an emergency that no rule has seen."""
    case = case_for(request, case_id, "raise_emergency")
    form = ReasonForm(request.POST)
    if not form.is_valid():
        if may(person(request), case, "see_work"):
            return _page(request, case, 400, raise_form=form)
        raise WrongCall(
            "emergency_needs_words", "Say in a sentence what you see.", "Go back and write it."
        )
    raise_by_person(case, person(request), form.cleaned_data["reason"], seen=seen_revision(request))
    messages.success(request, _("The case is held, and the clinician was told."))
    if may(person(request), case, "see_work"):
        return _back(case)
    return HttpResponseRedirect(reverse("case", args=[case.pk]))


@login_required
@require_POST
def stop(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Stop the case for an emergency."""
    case = case_for(request, case_id, "clear_emergency")
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, case, 400, stop_form=form)
    reason = form.cleaned_data["reason"]
    stop_for_emergency(case, person(request), reason, seen=seen_revision(request))
    messages.success(request, _("The case was stopped; it can be opened again later."))
    return _back(case)


@login_required
@require_POST
def call(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Record that a clinician has spoken with the patient."""
    case = case_for(request, case_id, "decide_fit")
    record_call(case, person(request), seen=seen_revision(request))
    messages.success(request, _("The patient can read the letter now."))
    return _back(case)


@login_required
@require_POST
def information(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Record that the information is there."""
    case = case_for(request, case_id, "see_work")
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, case, 400, information_form=form)
    note = form.cleaned_data["reason"]
    complete_information(case, person(request), note, seen=seen_revision(request))
    messages.success(request, _("The information is complete."))
    return _back(case)


@login_required
@require_POST
def back_to_intake(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Send the case back to intake."""
    case = case_for(request, case_id, "decide_fit")
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, case, 400, return_form=form)
    reason = form.cleaned_data["reason"]
    return_to_intake(case, person(request), reason, seen=seen_revision(request))
    messages.success(request, _("The case is in intake again."))
    return _back(case)


@login_required
@require_safe
def letter(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The letter of the newest decision, for the home side and those who work on the case."""
    case, made = _letter_for(request, case_id)
    context = {"paper": letter_of(case, made), "made": made}
    return render_case(request, case, "assessment/letter.html", context)


@login_required
@require_safe
def letter_pdf(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The letter as a file."""
    case, made = _letter_for(request, case_id)
    if made.letter is None:
        raise Http404
    name = f"{case.number}-letter.pdf"
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    }
    data = blob_bytes(case, made.letter)
    return HttpResponse(data, content_type="application/pdf", headers=headers)


def _letter_for(request: HttpRequest, case_id: UUID) -> tuple[Case, FitDecision]:
    case = case_for(request, case_id, "read_report")
    made = newest_decision(case)
    if made is None or not (made.may_be_told or may(person(request), case, "see_work")):
        raise Http404
    return case, made


def _back(case: Case) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("assessment", args=[case.pk]))
