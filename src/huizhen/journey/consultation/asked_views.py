"""What a department asks of the home side: sent here, or said not to be there, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huizhen.core.errors import WrongCall
from huizhen.core.preparation.requirements.answer import Speaker
from huizhen.ground.accounts.models import User
from huizhen.ground.cases.access import CaseNotFound, case_rows, roles_in, system_case
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import case_for, person, render_case, seen_revision
from huizhen.ground.files.asked import asked_of
from huizhen.ground.files.models import ReceivedFile, UploadLink
from huizhen.ground.files.senders import link_of, require_open
from huizhen.journey.consultation.actions.materials import announce_material, say_not_held
from huizhen.journey.consultation.clock import instant_line
from huizhen.journey.consultation.materials import HOME_SIDE, asked_of_home, material_line
from huizhen.journey.consultation.models import MaterialRequest
from huizhen.journey.preparation.actions.absence import Told
from huizhen.journey.preparation.forms import AnswerForm, LinkAnswerForm
from huizhen.journey.preparation.words import SPEAKERS, WHYS

KIND = "material"
TEMPLATE = "consultation/material_by_link.html"


@login_required
@require_safe
def asked_materials(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Everything that departments asked of the home side."""
    case = case_for(request, case_id, "answer_request")
    context = {"materials": [material_line(case, row) for row in asked_of_home(case)]}
    return render_case(request, case, "consultation/asked_materials.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def asked_material(request: HttpRequest, case_id: UUID, material_id: UUID) -> HttpResponse:
    """One request in the department's words, with its deadline, an upload and an answer."""
    case = case_for(request, case_id, "answer_request")
    user = person(request)
    row = _asked(case, material_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _answer(request, case, user, row, form.cleaned_data)
        messages.success(request, _("Thank you: your answer was recorded."))
        return HttpResponseRedirect(reverse("asked_material", args=[case.pk, row.pk]))
    context = {
        "material": material_line(case, row),
        "asked_at": instant_line(row.asked_at, user.zone),
        "form": form,
        "whys": WHYS.items(),
        "may_answer": row.state == "open" and row.owner_role in roles_in(user, case),
        "arrived": case_rows(case, ReceivedFile).filter(about=f"{KIND}:{row.pk}").count(),
        "about": f"{KIND}:{row.pk}",
    }
    status = 400 if form.errors else 200
    return render_case(request, case, "consultation/asked_material.html", context, status)


def _answer(
    request: HttpRequest, case: Case, user: User, row: MaterialRequest, told: Mapping[str, Any]
) -> None:
    """What the reader says, if it is the reader who was asked."""
    if row.owner_role not in roles_in(user, case):
        raise WrongCall(
            "not_asked_of_you",
            _("Somebody else was asked for this."),
            _("Send what you have; whether something is not there is for them to say."),
        )
    if told["kind"] == "sent":
        announce_material(case, user, row.pk, told["words"], seen=seen_revision(request))
        return
    speaker: Speaker = "patient" if row.owner_role == "patient" else "home_physician"
    said = Told(why=told["why"], speaker=speaker, who=user.name, words=told["words"])
    say_not_held(case, user, row.pk, said, seen=seen_revision(request))


def asked_by_link(case: Case, link: UploadLink, material_id: str) -> Mapping[str, Any] | None:
    """What the department asked, as the holder of a link about it sees it."""
    row = _row(case, material_id)
    if row is None:
        return None
    return {
        "material": material_line(case, row),
        "whys": WHYS.items(),
        "speakers": SPEAKERS.items(),
        "arrived": case_rows(case, ReceivedFile).filter(link=link).count(),
    }


@require_POST
def answer_by_link(request: HttpRequest) -> HttpResponse:
    """The holder of a link says that it was sent another way, or that it is not there."""
    link = link_of(request)
    case = system_case(link.case_id)
    require_open(case)
    kind, _sep, key = link.about.partition(":")
    row = _row(case, key) if kind == KIND else None
    if row is None:
        raise CaseNotFound
    form = LinkAnswerForm(request.POST)
    if not form.is_valid():
        arrived = case_rows(case, ReceivedFile).filter(link=link).count()
        asked = {**(asked_of(case, link) or {}), "form": form}
        context = {"link": link, "arrived": arrived, "language": case.language, "asked": asked}
        return render(request, "files/send.html", context, status=400)
    told = form.cleaned_data
    if told["kind"] == "sent":
        words = f"{told['who']}: {told['words']}"
        announce_material(case, None, row.pk, words, link=link)
    else:
        said = Told(
            why=told["why"], speaker=told["speaker"], who=told["who"].strip(), words=told["words"]
        )
        say_not_held(case, None, row.pk, said, link=link)
    messages.success(request, _("Thank you: your answer was recorded."))
    return HttpResponseRedirect(reverse("send_files"))


def _row(case: Case, material_id: str) -> MaterialRequest | None:
    try:
        rows = case_rows(case, MaterialRequest).select_related("invitation__organisation")
        return rows.filter(pk=UUID(material_id)).first()
    except ValueError:
        return None


def _asked(case: Case, material_id: UUID) -> MaterialRequest:
    """A request to the home side: what the office itself is to supply is not for it."""
    row: MaterialRequest | None = asked_of_home(case).filter(pk=material_id).first()
    if row is None or row.owner_role not in HOME_SIDE:
        raise CaseNotFound
    return row
