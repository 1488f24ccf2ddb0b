"""What the home team sees of letters: what is asked, sending it, or saying that it is not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huizhen.core.errors import WrongCall
from huizhen.core.preparation.requirements.answer import Speaker
from huizhen.ground.accounts.models import Role
from huizhen.ground.cases.access import CaseNotFound, case_row, roles_in
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import case_for, person, render_case, seen_revision
from huizhen.journey.preparation.actions import letters as actions
from huizhen.journey.preparation.actions.absence import Told
from huizhen.journey.preparation.forms import AnswerForm
from huizhen.journey.preparation.models import LetterRow
from huizhen.journey.preparation.queries import OPEN_LETTERS, letters_of
from huizhen.journey.preparation.views.letters import items_of, letter_line, saved_paper
from huizhen.journey.preparation.words import WHYS


@login_required
@require_safe
def asked_letters(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The letters that the reader is asked to answer."""
    case = case_for(request, case_id, "answer_request")
    rows = letters_of(case).exclude(sent_at=None)
    context = {"letters": [letter_line(row) for row in rows]}
    return render_case(request, case, "preparation/asked_letters.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def asked_letter(request: HttpRequest, case_id: UUID, letter_id: UUID) -> HttpResponse:
    """One letter: each thing that is asked is sent, or said not to be there."""
    case = case_for(request, case_id, "answer_request")
    row = _sent(case, letter_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        actions.answer_item(
            case,
            person(request),
            row,
            told["requirement"],
            told["kind"],
            _told(request, case, told),
            seen=seen_revision(request),
        )
        messages.success(request, _("Thank you: your answer was recorded."))
        return HttpResponseRedirect(reverse("asked_letter", args=[case.pk, row.pk]))
    if request.method == "GET" and _is_asked(request, case):
        actions.note_opened(case, person(request), row)
    context = {
        "letter": letter_line(row),
        "items": items_of(case, row),
        "form": form,
        "whys": WHYS.items(),
        "is_answerable": row.state in OPEN_LETTERS,
        "about": f"letter:{row.pk}",
    }
    status = 400 if form.errors else 200
    return render_case(request, case, "preparation/asked_letter.html", context, status)


@login_required
@require_safe
def asked_paper(request: HttpRequest, case_id: UUID, letter_id: UUID, ending: str) -> HttpResponse:
    """The paper of a letter that was sent, to be saved."""
    case = case_for(request, case_id, "answer_request")
    return saved_paper(case, _sent(case, letter_id), ending)


def _told(request: HttpRequest, case: Case, told: Mapping[str, Any]) -> Told:
    """What the reader says, in the name of their own side; an office speaks for nobody."""
    user = person(request)
    roles = roles_in(user, case)
    if Role.HOME_PHYSICIAN not in roles and Role.PATIENT not in roles and told["kind"] != "sent":
        raise WrongCall(
            "absence_of_others",
            _("That something is not there is for the home side to say."),
            _("Record what you were told, with who said it, on the page of what is missing."),
        )
    speaker: Speaker = "home_physician" if Role.HOME_PHYSICIAN in roles else "patient"
    return Told(why=told["why"], speaker=speaker, who=user.name, words=told["words"])


def _sent(case: Case, letter_id: UUID) -> LetterRow:
    """A letter that was sent: drafts are the office's alone."""
    row: LetterRow = case_row(case, LetterRow, pk=letter_id)
    if row.sent_at is None:
        raise CaseNotFound
    return row


def _is_asked(request: HttpRequest, case: Case) -> bool:
    """Whether the reader is of the home side: that a coordinator looks opens no letter."""
    return bool(roles_in(person(request), case) & {Role.PATIENT, Role.HOME_PHYSICIAN})
