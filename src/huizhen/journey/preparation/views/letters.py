"""Letters to the home team: what is asked, drafting, sending, following them up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huizhen.core.preparation.letters.wishes import KINDS as LETTER_KINDS
from huizhen.core.states.standing import CaseStanding
from huizhen.ground.cases.access import case_row
from huizhen.ground.cases.gate import unmet_of
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import case_for, person, render_case, seen_revision
from huizhen.ground.consent.actions import want_consent
from huizhen.ground.files.blobs import blob_bytes
from huizhen.ground.language.queries import open_now
from huizhen.ground.records.queries import current_version
from huizhen.journey.preparation.actions import letters as actions
from huizhen.journey.preparation.downloads import attachment
from huizhen.journey.preparation.forms import LetterForm, SendForm
from huizhen.journey.preparation.languages import letter_pairs
from huizhen.journey.preparation.letter_text import item_of, letter_languages, wishes_in
from huizhen.journey.preparation.models import LetterRow
from huizhen.journey.preparation.queries import (
    OPEN_LETTERS,
    answers_of,
    letters_of,
    standing,
)
from huizhen.journey.preparation.recipients import (
    practice_named,
    practices_of,
    purpose_of,
    transfer_to,
)
from huizhen.journey.preparation.words import KINDS, LANGUAGES


@login_required
@require_safe
def letters(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Every letter with where it stands, and what could be asked for now."""
    case = case_for(request, case_id, "see_work")
    version = current_version(case)
    asked = _asked(case)
    wishes = wishes_in(case, version)
    rows = [letter_line(one) for one in letters_of(case)]
    kinds = [
        {
            "kind": kind,
            "label": KINDS[kind],
            "items": [
                {**_in_words(item_of(wish)), "asked": wish.finding.requirement in asked}
                for wish in wishes
                if wish.kind == kind
            ],
        }
        for kind in LETTER_KINDS
    ]
    context = {
        "letters": rows,
        "kinds": [one for one in kinds if one["items"]],
        "version": version,
        "form": _letter_form(case),
    }
    return render_case(request, case, "preparation/letters.html", context)


@login_required
@require_POST
def draft(request: HttpRequest, case_id: UUID, kind: str) -> HttpResponse:
    """Draft a letter with the chosen things."""
    case = case_for(request, case_id, "send_request")
    if kind not in LETTER_KINDS:
        raise Http404
    form = _letter_form(case, request)
    if kind == "patient":
        del form.fields["practice"]
    if not form.is_valid():
        messages.error(request, _("Choose to whom the letter goes and in which language."))
        return HttpResponseRedirect(reverse("letters", args=[case.pk]))
    told = form.cleaned_data
    row = actions.draft_letter(
        case,
        person(request),
        kind,
        request.POST.getlist("items"),
        practice_named(case, told["practice"]) if kind != "patient" else None,
        told["language"],
        seen=seen_revision(request),
    )
    return HttpResponseRedirect(reverse("letter", args=[case.pk, row.pk]))


@login_required
@require_safe
def letter(request: HttpRequest, case_id: UUID, letter_id: UUID) -> HttpResponse:
    """One letter: what it asks, its paper, what stands in the way, its answers."""
    case = case_for(request, case_id, "see_work")
    return letter_page(request, case, case_row(case, LetterRow, pk=letter_id))


def letter_page(request: HttpRequest, case: Case, row: LetterRow, link: str = "") -> HttpResponse:
    """The page of one letter; `link` is shown this once."""
    transfer = transfer_to(row.practice)
    differing = open_now(case, letter_pairs(case, row))
    now: CaseStanding = standing(
        case, person(request), transfer=transfer, language_findings=differing
    )
    context = {
        "letter": letter_line(row),
        "items": items_of(case, row),
        "unmet": unmet_of("send_request", now) if row.state == "drafted" else [],
        "is_consent_missing": not any(
            (one.purpose, one.recipient, one.country)
            == (transfer.purpose, transfer.recipient, transfer.country)
            for one in now.permissions
        ),
        "form": SendForm(),
        "link": link,
    }
    return render_case(request, case, "preparation/letter.html", context)


@login_required
@require_POST
def ask_consent(request: HttpRequest, case_id: UUID, letter_id: UUID) -> HttpResponse:
    """Ask the patient for the consent that the letter needs."""
    case = case_for(request, case_id, "send_request")
    row = case_row(case, LetterRow, pk=letter_id)
    kind = "home_team" if row.practice else "patient"
    want_consent(case, person(request), purpose_of(kind), row.practice)
    messages.success(request, _("The patient was asked for the consent."))
    return HttpResponseRedirect(reverse("letter", args=[case.pk, row.pk]))


@login_required
@require_http_methods(["POST"])
def send(request: HttpRequest, case_id: UUID, letter_id: UUID) -> HttpResponse:
    """Send a letter; a link that was wanted is shown on this answer alone."""
    case = case_for(request, case_id, "send_request")
    row = case_row(case, LetterRow, pk=letter_id)
    form = SendForm(request.POST)
    form.is_valid()
    token = actions.send_letter(
        case,
        person(request),
        row,
        with_link=form.cleaned_data["with_link"],
        seen=seen_revision(request),
    )
    messages.success(request, _("The letter was sent."))
    if token:
        link = request.build_absolute_uri(reverse("upload_link", args=[token]))
        return letter_page(request, case, case_row(case, LetterRow, pk=letter_id), link)
    return HttpResponseRedirect(reverse("letter", args=[case.pk, row.pk]))


@login_required
@require_POST
def follow(request: HttpRequest, case_id: UUID, letter_id: UUID, act: str) -> HttpResponse:
    """Remind, cancel, or settle whether the answer is enough."""
    case = case_for(request, case_id, "send_request")
    row = case_row(case, LetterRow, pk=letter_id)
    actor, seen = person(request), seen_revision(request)
    if act == "remind":
        actions.remind_letter(case, actor, row, seen=seen)
        messages.success(request, _("The home team was reminded."))
    elif act == "cancel":
        actions.cancel_letter(case, actor, row, seen=seen)
        messages.success(request, _("The letter was cancelled."))
    elif act in ("enough", "insufficient"):
        actions.settle_letter(case, actor, row, is_enough=act == "enough", seen=seen)
        messages.success(request, _("The answer was recorded."))
    else:
        raise Http404
    return HttpResponseRedirect(reverse("letter", args=[case.pk, row.pk]))


@login_required
@require_safe
def paper(request: HttpRequest, case_id: UUID, letter_id: UUID, ending: str) -> HttpResponse:
    """The letter's paper, to be saved."""
    case = case_for(request, case_id, "see_work")
    return saved_paper(case, case_row(case, LetterRow, pk=letter_id), ending)


def saved_paper(case: Case, row: LetterRow, ending: str) -> HttpResponse:
    """The paper as a download; 404 while it is not set."""
    blob = {"pdf": row.pdf, "docx": row.docx}.get(ending)
    if blob is None:
        raise Http404
    return attachment(blob_bytes(case, blob), f"{case.number}-{row.kind}.{ending}")


def letter_line(row: LetterRow) -> dict[str, Any]:
    """A letter as lists show it."""
    is_open = row.state in OPEN_LETTERS
    return {
        "row": row,
        "label": KINDS[row.kind],
        "language": LANGUAGES.get(row.language, row.language),
        "is_open": is_open,
        "is_overdue": is_open and row.due_at is not None and row.due_at < timezone.now(),
        "is_set": row.pdf_id is not None,
    }


def items_of(case: Case, row: LetterRow) -> list[dict[str, Any]]:
    """What a letter asks, with what was answered."""
    answers = answers_of(case, row)
    found = []
    for item in case.unseal_json(row.sealed)["items"]:
        answer = answers.get(item["requirement"])
        words = case.unseal(answer.sealed_words).decode() if answer and answer.sealed_words else ""
        found.append({**_in_words(item), "answer": answer, "words": words})
    return found


def _in_words(item: dict[str, Any]) -> dict[str, Any]:
    tongue = "zh" if (get_language() or "").startswith("zh") else "en"
    return {**item, "name": item["name"][tongue], "request": item["request"][tongue]}


def _asked(case: Case) -> set[str]:
    """Requirements that an open letter asks for already."""
    rows = letters_of(case).filter(state__in=("drafted", *OPEN_LETTERS))
    return {
        item["requirement"]
        for row in rows
        for item in case.unseal_json(row.sealed)["items"]
        if item["requirement"] not in answers_of(case, row)
    }


def _letter_form(case: Case, request: HttpRequest | None = None) -> LetterForm:
    version = current_version(case)
    known = letter_languages(case, version) if version else ()
    spoken = [(code, LANGUAGES.get(code, code)) for code in known]
    return LetterForm(practices_of(case), spoken, request.POST if request else None)
