"""What a letter's one-time link asks: each thing is sent, or said not to be there, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huizhen.ground.cases.access import CaseNotFound, case_rows, system_case
from huizhen.ground.cases.models import Case
from huizhen.ground.files.asked import asked_of
from huizhen.ground.files.models import ReceivedFile, UploadLink
from huizhen.ground.files.senders import link_of, require_open
from huizhen.journey.preparation.actions import letters as actions
from huizhen.journey.preparation.actions.absence import Told
from huizhen.journey.preparation.forms import LinkAnswerForm
from huizhen.journey.preparation.models import AbsenceAnswer, LetterRow
from huizhen.journey.preparation.queries import OPEN_LETTERS, opened_answer
from huizhen.journey.preparation.views.letters import items_of, letter_line
from huizhen.journey.preparation.words import SPEAKERS, WHYS

KIND = "letter"
TEMPLATE = "preparation/asked_by_link.html"


def asked_by_link(case: Case, link: UploadLink, letter_id: str) -> Mapping[str, Any] | None:
    """The letter that the link was sent with, as its holder sees it."""
    row = _letter(case, letter_id)
    if row is None or row.sent_at is None:
        return None
    return {
        "letter": letter_line(row),
        "items": items_of(case, row),
        "whys": WHYS.items(),
        "speakers": SPEAKERS.items(),
        "known": _known(case, link),
        "is_answerable": row.state in OPEN_LETTERS,
    }


@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """The holder of a link says of one thing that it was sent, or that it is not there."""
    link = link_of(request)
    case = system_case(link.case_id)
    require_open(case)
    kind, _sep, key = link.about.partition(":")
    row = _letter(case, key) if kind == KIND else None
    if row is None or row.sent_at is None:
        raise CaseNotFound
    form = LinkAnswerForm(request.POST)
    if not form.is_valid():
        asked = {**(asked_of(case, link) or {}), "form": form}
        arrived = case_rows(case, ReceivedFile).filter(link=link).count()
        context = {"link": link, "arrived": arrived, "language": case.language, "asked": asked}
        return render(request, "files/send.html", context, status=400)
    told = form.cleaned_data
    said = Told(
        why=told["why"], speaker=told["speaker"], who=told["who"].strip(), words=told["words"]
    )
    actions.answer_item(case, None, row, told["requirement"], told["kind"], said, link=link)
    messages.success(request, _("Thank you: your answer was recorded."))
    return HttpResponseRedirect(reverse("send_files"))


def _letter(case: Case, letter_id: str) -> LetterRow | None:
    try:
        return case_rows(case, LetterRow).filter(pk=UUID(letter_id)).first()
    except ValueError:
        return None


def _known(case: Case, link: UploadLink) -> dict[str, str]:
    """Who the holder said to be before, so that it is written once."""
    row = case_rows(case, AbsenceAnswer).filter(link=link).order_by("-at", "-id").first()
    if row is None:
        return {}
    return {"who": opened_answer(case, row).entry.who, "speaker": row.speaker}
