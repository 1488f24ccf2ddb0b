"""An opinion as the site handles it: received as files, marked, recorded, sent back, refused."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop
from django.views.decorators.http import require_POST, require_safe

from huizhen.core.consultation.opinion import OpinionBook
from huizhen.core.errors import WrongCall
from huizhen.ground.cases.access import CaseNotFound, case_row, may
from huizhen.ground.cases.gate import unmet_of
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import case_for, person, render_case, seen_revision
from huizhen.ground.content import pack
from huizhen.ground.files.blobs import blob_bytes
from huizhen.journey.consultation.actions.opinions import (
    OpinionChanged,
    ask_again,
    receive_opinion,
    refuse_opinion,
    save_opinion,
    send_back,
    sign_opinion,
    supersede_opinion,
)
from huizhen.journey.consultation.forms import ReasonForm, require_valid
from huizhen.journey.consultation.models import OpinionOriginal, OpinionRow
from huizhen.journey.consultation.opinion_forms import OriginalForm, opinion_initial
from huizhen.journey.consultation.originals import MEDIA_TYPES, original
from huizhen.journey.consultation.queries import (
    asked_questions,
    opinion_check,
    opinion_of,
    opinion_standing,
    originals_of,
    sent_version,
)
from huizhen.journey.consultation.showing import lack_lines, shown_opinion
from huizhen.journey.consultation.views import saved_file

_MOST_FILES = 40


@login_required
@require_safe
def opinion(request: HttpRequest, case_id: UUID, opinion_id: UUID) -> HttpResponse:
    """One opinion: its originals, what it says, what it lacks."""
    case = case_for(request, case_id, "see_opinion")
    if not may(request.user, case, "see_work"):
        raise CaseNotFound
    return _page(request, case, case_row(case, OpinionRow, id=opinion_id))


def _page(
    request: HttpRequest,
    case: Case,
    row: OpinionRow,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    user = person(request)
    questions = asked_questions(case, row.invitation)
    stands = opinion_of(case, row)
    form = OriginalForm(
        questions, OpinionBook(pack("opinion")), initial=opinion_initial(stands, questions)
    )
    files = [
        {"row": one, "name": case.unseal(one.sealed_name).decode()}
        for one in originals_of(case, row)
    ]
    context = {
        "row": row,
        "form": form,
        "files": files,
        "shown": shown_opinion(stands, questions, get_language() or "en") if row.sealed else None,
        "lacks": lack_lines(opinion_check(case, row), questions) if row.sealed else [],
        "unmet": unmet_of("sign_opinion", opinion_standing(case, user, row)),
        "reason": case.unseal(row.sealed_reason).decode() if row.sealed_reason else "",
        "may_receive": may(user, case, "receive_opinion"),
        "reason_form": ReasonForm(auto_id=False),
        **more,
    }
    return render_case(request, case, "consultation/received.html", context, status=status)


def _back(case: Case, opinion_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("received_opinion", args=[case.pk, opinion_id]))


@login_required
@require_POST
def receive(request: HttpRequest, case_id: UUID, opinion_id: UUID) -> HttpResponse:
    """Files of a signed opinion, kept as they came."""
    case = case_for(request, case_id, "receive_opinion")
    sent = [file for file in request.FILES.getlist("files") if isinstance(file, UploadedFile)]
    if not sent or len(sent) > _MOST_FILES:
        raise WrongCall(
            "no_original",
            _noop("No file arrived: none was chosen, or together they exceed 16 MB."),
            _noop("Choose the files of the opinion; send many photographs in several turns."),
        )
    files = [original(file.name or "", file.read()) for file in sent]
    receive_opinion(case, person(request), opinion_id, files, seen=seen_revision(request))
    messages.success(request, _("The signed original was kept. Mark now what it answers."))
    return _back(case, opinion_id)


@login_required
@require_POST
def mark(request: HttpRequest, case_id: UUID, opinion_id: UUID) -> HttpResponse:
    """Which questions the original answers, and where; which case and signature it shows."""
    case = case_for(request, case_id, "receive_opinion")
    row = case_row(case, OpinionRow, id=opinion_id)
    if row.state != "received":
        raise OpinionChanged
    questions = asked_questions(case, row.invitation)
    form = OriginalForm(questions, OpinionBook(pack("opinion")), request.POST)
    if not form.is_valid():
        return _page(request, case, row, status=400, form=form)
    version = sent_version(case, row.invitation)
    told = form.opinion(opinion_of(case, row), version.dossier_hash if version else "")
    try:
        save_opinion(case, person(request), row.pk, told, _revision(request))
    except OpinionChanged:
        row = case_row(case, OpinionRow, id=opinion_id)
        return _page(request, case, row, status=409, form=form, is_conflict=True)
    messages.success(request, _("The marks were saved."))
    return _back(case, row.pk)


def _revision(request: HttpRequest) -> int:
    told = request.POST.get("revision", "")
    return int(told) if told.isascii() and told.isdigit() else -1


@login_required
@require_POST
def sign(request: HttpRequest, case_id: UUID, opinion_id: UUID) -> HttpResponse:
    """Record the signed original as the department's opinion."""
    case = case_for(request, case_id, "receive_opinion")
    row = case_row(case, OpinionRow, id=opinion_id)
    sign_opinion(case, person(request), row.pk, _revision(request), None)
    messages.success(request, _("The signed original was recorded as the opinion."))
    return _back(case, row.pk)


@login_required
@require_POST
def settle(request: HttpRequest, case_id: UUID, opinion_id: UUID, said: str) -> HttpResponse:
    """Sent back, refused, asked for again, superseded."""
    case = case_for(request, case_id, "receive_opinion")
    row = case_row(case, OpinionRow, id=opinion_id)
    user, seen = person(request), seen_revision(request)
    if said == "again":
        ask_again(case, user, row.pk, seen=seen)
        messages.success(request, _("The department is asked again."))
        return _back(case, row.pk)
    reason = str(require_valid(ReasonForm(request.POST))["reason"])
    if said == "back":
        send_back(case, user, row.pk, reason, seen=seen)
        messages.success(request, _("The opinion went back to the department."))
    elif said == "refuse":
        refuse_opinion(case, user, row.pk, reason, seen=seen)
        messages.success(request, _("The opinion was refused: it belongs to another case."))
    else:
        later = supersede_opinion(case, user, row.pk, reason, seen=seen)
        messages.success(request, _("A later opinion is awaited; the earlier one stays on record."))
        return _back(case, later.pk)
    return _back(case, row.pk)


@login_required
@require_safe
def original_file(
    request: HttpRequest, case_id: UUID, opinion_id: UUID, original_id: UUID
) -> HttpResponse:
    """A file of the signed original, byte for byte, to be saved."""
    case = case_for(request, case_id, "see_opinion")
    if not may(request.user, case, "see_work"):
        raise CaseNotFound
    row = case_row(case, OpinionOriginal, id=original_id, opinion=opinion_id)
    name = case.unseal(row.sealed_name).decode()
    return saved_file(blob_bytes(case, row.blob), name, MEDIA_TYPES[row.kind])
