"""What is said not to be there, on the page of what is missing: answers and their acceptance."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huizhen.core.preparation.requirements.absence import acceptance_hash, is_answerable, may_accept
from huizhen.core.preparation.requirements.answer import HOME, Answer
from huizhen.core.preparation.requirements.findings import Finding
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import case_row, roles_in
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import case_for, person, seen_revision
from huizhen.journey.preparation.actions import absence as actions
from huizhen.journey.preparation.forms import OverrideForm, RecordAnswerForm
from huizhen.journey.preparation.models import AbsenceAcceptance, AbsenceAnswer
from huizhen.journey.preparation.queries import (
    CONSENT_ITEM,
    absence_answers,
    acceptances_of,
    has_main_consent,
    opened_answer,
)
from huizhen.journey.preparation.words import SPEAKERS, WHYS

_QUESTION_ITEM = "GEN-01"
_PLACES = {_QUESTION_ITEM: "questions", CONSENT_ITEM: "consents"}
"""Where what can never lack is supplied; whose records these are stands on the page of intake."""


@login_required
@require_POST
def record(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Record what somebody of the home side said."""
    case = case_for(request, case_id, "write_question")
    form = RecordAnswerForm(request.POST)
    if not form.is_valid():
        return _back_with_faults(request, case, form)
    told = dict(form.cleaned_data)
    requirement = told.pop("requirement")
    actions.record_answer(
        case, person(request), requirement, actions.Told(**told), seen=seen_revision(request)
    )
    messages.success(request, _("The answer was recorded; the dossier is composed anew with it."))
    return _back(case)


@login_required
@require_POST
def withdraw_answer(request: HttpRequest, case_id: UUID, answer_id: UUID) -> HttpResponse:
    """Take an answer back that was wrong."""
    case = case_for(request, case_id, "write_question")
    row = case_row(case, AbsenceAnswer, pk=answer_id, withdrawn_at=None)
    actions.withdraw_answer(case, person(request), row, seen=seen_revision(request))
    messages.success(request, _("The answer was taken back."))
    return _back(case)


@login_required
@require_POST
def accept(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Let the case go on without what was answered as not there."""
    case = case_for(request, case_id, "write_question")
    form = OverrideForm(request.POST)
    if not form.is_valid():
        return _back_with_faults(request, case, form)
    actions.accept_absence(
        case,
        person(request),
        request.POST.get("requirement", ""),
        form.cleaned_data["reason"],
        seen=seen_revision(request),
    )
    messages.success(request, _("The case goes on without this item, in your name."))
    return _back(case)


@login_required
@require_POST
def withdraw_acceptance(request: HttpRequest, case_id: UUID, acceptance_id: UUID) -> HttpResponse:
    """Let the lack block again."""
    case = case_for(request, case_id, "write_question")
    row = case_row(case, AbsenceAcceptance, pk=acceptance_id, withdrawn_at=None)
    actions.withdraw_acceptance(case, person(request), row, seen=seen_revision(request))
    messages.success(request, _("The finding blocks again."))
    return _back(case)


class Absences:
    """What the page says of each finding: its answer, its acceptance, and what may be done."""

    def __init__(self, case: Case, reader: User) -> None:
        self._case = case
        self._roles = roles_in(reader, case)
        self._accepted = acceptances_of(case)
        self._is_signed_here = has_main_consent(case)
        self._said = {row.requirement: row for row in absence_answers(case)}

    def of(self, finding: Finding) -> dict[str, Any]:
        """The part of one finding's row; without `answer` while nobody said anything."""
        row = self._said.get(finding.requirement)
        answer = opened_answer(self._case, row) if row else None
        is_shown = answer is not None and answer == finding.answer
        lying = self._accepted.get(acceptance_hash(finding)) if is_shown else None
        does_block = finding.effect == "block"
        return {
            "answer": _line(answer) if answer else None,
            "answer_row": row,
            "is_shown": is_shown,
            "acceptance": self._acceptance(lying) if lying and does_block else None,
            "may_accept": is_shown and does_block and may_accept(finding, self._roles),
            "needs_clinician": is_shown and does_block and finding.absence == "clinician",
            "is_never": finding.absence == "never",
            "is_signed_here": finding.requirement == CONSENT_ITEM and self._is_signed_here,
            "place": _PLACES.get(finding.requirement, "intake"),
            "is_answerable": is_answerable(finding),
        }

    def _acceptance(self, row: AbsenceAcceptance) -> dict[str, Any]:
        return {"row": row, "reason": self._case.unseal(row.sealed_reason).decode()}


def _line(answer: Answer) -> dict[str, Any]:
    return {
        "why": WHYS[answer.why],
        "speaker": SPEAKERS[answer.speaker],
        "who": answer.entry.who,
        "on": answer.entry.at[:10],
        "words": answer.entry.why,
        "is_home": answer.speaker in HOME,
    }


def _back(case: Case) -> HttpResponse:
    return HttpResponseRedirect(reverse("findings", args=[case.pk]))


def _back_with_faults(
    request: HttpRequest, case: Case, form: OverrideForm | RecordAnswerForm
) -> HttpResponse:
    from huizhen.journey.preparation.views.findings import findings_page

    return findings_page(request, case, request.POST.get("requirement", ""), form)
