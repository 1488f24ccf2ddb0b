"""The public enquiry, and the checklist of what to collect."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_http_methods, require_safe

from huizhen.core.assessment.enquiry import Enquiry as Answers
from huizhen.core.assessment.enquiry import check_enquiry
from huizhen.core.assessment.red_flags import Screening
from huizhen.core.errors import HuizhenError
from huizhen.core.preparation.letters.checklist import (
    checklist,
    checklist_languages,
    checklist_specialties,
)
from huizhen.core.preparation.paper import Paper
from huizhen.ground.accounts.models import Membership, Organisation, Role, User
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import person
from huizhen.ground.consent.texts import MAIN, ConsentText, consent_text
from huizhen.ground.content import pack
from huizhen.ground.jobs.pipeline import pdf_setter
from huizhen.journey.intake.actions import Told, take_enquiry
from huizhen.journey.intake.forms import FlagForm, WriterForm, form_id_of
from huizhen.journey.intake.queries import (
    enquiry_book,
    letter_words,
    red_flags,
    screened,
    site,
)
from huizhen.journey.intake.throttle import is_allowed

_SENT = "enquiry_sent"
_MOST_AN_HOUR = 5
_HOUR = 3600
_IDENTITY = ("family", "given", "sex", "phone")
_LANGUAGES = {
    "en": "English",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "ru": "Русский",
    "zh": "中文",
}


@require_http_methods(["GET", "POST"])
def enquiry(request: HttpRequest) -> HttpResponse:
    """Questions about emergencies first; then who is ill and what is asked."""
    organisation = site()
    if organisation is None:
        raise HuizhenError(
            "site_not_set_up",
            _noop("This desk takes no enquiries yet."),
            _noop("Its administrator has to set it up first."),
        )
    return _asked(request, organisation, None)


@login_required
@require_http_methods(["GET", "POST"])
def new_enquiry(request: HttpRequest) -> HttpResponse:
    """A coordinator fills an enquiry in for somebody who wrote or called."""
    user = person(request)
    own = Membership.objects.filter(user=user, role=Role.COORDINATOR).exclude(organisation=None)
    membership = own.select_related("organisation").first()
    if membership is None or membership.organisation is None:
        raise Http404
    return _asked(request, membership.organisation, user)


def _asked(request: HttpRequest, organisation: Organisation, user: User | None) -> HttpResponse:
    if request.method != "POST":
        return _page(request, user, FlagForm(), None, None)
    flags = FlagForm(request.POST)
    flags.is_valid()
    if request.POST.get("step") != "writer":
        screening = screened(_answers(request), _language())
        if not flags.is_valid():
            return _page(request, user, flags, None, screening, status=400)
        writer = WriterForm(is_staff=user is not None, initial={"language": _tongue()})
        return _page(request, user, flags, writer, screening)
    writer = WriterForm(request.POST, is_staff=user is not None)
    screening = screened(_answers(request), _language())
    if not (flags.is_valid() & writer.is_valid()):
        shown = writer if flags.is_valid() else None
        return _page(request, user, flags, shown, screening, status=400)
    if user is None and request.POST.get("website"):
        return _sent(request, screening, "", False)  # a program filled in what people do not see
    if user is None and not is_allowed(request, "enquiry", _MOST_AN_HOUR, _HOUR):
        writer.add_error(
            None,
            _("Too many enquiries came from this connection. Wait an hour, then send it again."),
        )
        return _page(request, user, flags, writer, screening, status=429)
    case, is_mailed = take_enquiry(organisation, user, _told(request, writer, screening))
    if user is not None:
        messages.success(request, _("The enquiry was taken in."))
        return HttpResponseRedirect(reverse("intake", args=[case.pk]))
    return _sent(request, screening, str(writer.cleaned_data["specialty"]), is_mailed)


def _answers(request: HttpRequest) -> Answers:
    """What holds of the answers so far: emergencies are looked for in each of them."""
    told = {key: str(value) for key, value in request.POST.items()}
    return check_enquiry(told, enquiry_book()).enquiry


def _told(request: HttpRequest, writer: WriterForm, screening: Screening) -> Told:
    entered = writer.cleaned_data
    identity = {key: str(entered[key]) for key in _IDENTITY}
    return Told(
        form_id=form_id_of(request.POST.get("form_id")),
        identity={**identity, "birth_date": entered["birth_date"].isoformat()},
        answers=_answers(request),
        screening=screening,
        language=_language(),
        signer=entered["signer"].strip() if entered.get("consents") else "",
        invites=bool(entered.get("invites", True)),
    )


def _page(
    request: HttpRequest,
    user: User | None,
    flags: FlagForm,
    writer: WriterForm | None,
    screening: Screening | None,
    status: int = 200,
) -> HttpResponse:
    book = enquiry_book()
    context: dict[str, Any] = {
        "intro": book.intro.text(_tongue()),
        "flags": flags,
        "writer": writer,
        "notices": _texts([notice.key for notice in screening.notices] if screening else []),
        "consent": None if user else _consent(site()),
        "form_id": form_id_of(request.POST.get("form_id")),
        "here_address": request.path,
    }
    return render(request, "intake/enquiry.html", context, status=status)


def _consent(organisation: Organisation | None) -> ConsentText | None:
    """The words of the consent before there is a case: they name the organisation alone."""
    if organisation is None:
        return None
    return consent_text(Case(organisation=organisation), MAIN, None, _language())


def _texts(keys: list[str]) -> list[str]:
    book = red_flags().book
    return [book.notice(key).text(_tongue()) for key in keys]


def _sent(
    request: HttpRequest, screening: Screening, specialty: str, is_mailed: bool
) -> HttpResponse:
    request.session[_SENT] = {
        "notices": [notice.key for notice in screening.notices],
        "specialty": specialty if specialty != "unsure" else "",
        "is_mailed": is_mailed,
        "id": str(uuid.uuid4()),
    }
    return HttpResponseRedirect(reverse("enquiry_sent"))


@require_safe
def enquiry_sent(request: HttpRequest) -> HttpResponse:
    """What happens next, with the notice where something may be an emergency."""
    told = request.session.get(_SENT)
    if not told:
        return HttpResponseRedirect(reverse("enquiry"))
    context = {
        "notices": _texts(told["notices"]),
        "next": letter_words("next", _language()),
        "specialty": told["specialty"],
        "is_mailed": told["is_mailed"],
    }
    return render(request, "intake/enquiry_sent.html", context)


@require_safe
def checklist_page(request: HttpRequest, specialty: str) -> HttpResponse:
    """What to collect for an illness, in the reader's language."""
    context = {
        "paper": _checklist(request, specialty),
        "specialty": specialty,
        "languages": [
            (code, _LANGUAGES.get(code, code)) for code in checklist_languages(pack("letters"))
        ],
        "specialties": checklist_specialties(pack("letters")),
        "language": _list_language(request),
    }
    return render(request, "intake/checklist.html", context)


@require_safe
def checklist_pdf(request: HttpRequest, specialty: str) -> HttpResponse:
    """The same as PDF."""
    data = pdf_setter()(_checklist(request, specialty))
    response = HttpResponse(data, content_type="application/pdf")
    name = f"checklist-{specialty}-{_list_language(request)}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _checklist(request: HttpRequest, specialty: str) -> Paper:
    letters = pack("letters")
    if specialty not in checklist_specialties(letters):
        raise Http404
    return checklist(specialty, _list_language(request), letters, timezone.now().date())


def _list_language(request: HttpRequest) -> str:
    """The language that was asked for; else, for who reads the pages in English, the first of the
    browser's that there is a list in: there are lists in more languages than pages."""
    there = checklist_languages(pack("letters"))
    asked = [request.GET.get("language", "")]
    if _tongue() == "en":
        preferred = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
        asked += [code.partition("-")[0] for code, _weight in preferred]
    return next((code for code in asked if code in there), _tongue())


def _language() -> str:
    return get_language() or "en"


def _tongue() -> str:
    return "zh" if _language().startswith("zh") else "en"
