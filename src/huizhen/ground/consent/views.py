"""The page of consents."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huizhen.ground.accounts.models import Organisation
from huizhen.ground.cases.access import case_row, case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import case_for, person, render_case, seen_revision
from huizhen.ground.consent.actions import give_consent, withdraw_consent
from huizhen.ground.consent.forms import ConsentForm
from huizhen.ground.consent.models import Consent, ConsentWanted
from huizhen.ground.consent.texts import MAIN, consent_text
from huizhen.ground.files.blobs import store_stream


@login_required
@require_safe
def consents(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What was agreed to, what is asked for, what was withdrawn."""
    case = case_for(request, case_id, "give_consent")
    given = list(case_rows(case, Consent).order_by("-signed_at"))
    organisations = {
        str(one.pk): one
        for one in Organisation.objects.filter(pk__in={c.recipient for c in given if c.recipient})
    }
    in_force = {
        (one.purpose, one.recipient): one.signed_at for one in given if one.state == "given"
    }
    wanted = [
        one
        for one in case_rows(case, ConsentWanted)
        .select_related("organisation")
        .order_by("asked_at")
        if _is_open(one, in_force.get((one.purpose, str(one.organisation_id or ""))))
    ]
    context = {
        "given": [_line(case, one, organisations.get(one.recipient)) for one in given],
        "wanted": [
            {"row": one, "text": _text(case, one.purpose, one.organisation)} for one in wanted
        ],
        "is_main_missing": (MAIN, "") not in in_force,
    }
    return render_case(request, case, "consent/consents.html", context)


def _is_open(wanted: ConsentWanted, signed_at: datetime | None) -> bool:
    """Whether it waits for a signature: none was given, or the name was asked for since."""
    return signed_at is None or (wanted.wants_identity and signed_at < wanted.asked_at)


@login_required
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, case_id: UUID, wanted_id: UUID | None = None) -> HttpResponse:
    """One consent: its text, and the signature; the main one has no address of its own."""
    case = case_for(request, case_id, "give_consent")
    wanted = case_row(case, ConsentWanted, pk=wanted_id) if wanted_id else None
    purpose = wanted.purpose if wanted else MAIN
    organisation = wanted.organisation if wanted else None
    form = ConsentForm(request.POST or None, request.FILES or None)
    if not (wanted and wanted.wants_identity):
        del form.fields["covers_identity"]
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        paper = store_stream(case, "consent", told["paper"]) if told["paper"] else None
        give_consent(
            case,
            person(request),
            purpose,
            organisation,
            told["signer"],
            language=get_language() or "en",
            relation=told["relation"],
            covers_identity=bool(told.get("covers_identity")),
            paper=paper,
            seen=seen_revision(request),
        )
        messages.success(request, _("The consent was recorded."))
        return HttpResponseRedirect(reverse("consents", args=[case.pk]))
    may_name = bool(wanted and wanted.wants_identity)
    context = {"form": form, "text": _text(case, purpose, organisation, may_name)}
    return render_case(request, case, "consent/sign.html", context, 400 if form.errors else 200)


@login_required
@require_POST
def withdraw(request: HttpRequest, case_id: UUID, consent_id: UUID) -> HttpResponse:
    """End a consent."""
    case = case_for(request, case_id, "give_consent")
    consent = case_row(case, Consent, pk=consent_id)
    withdraw_consent(case, person(request), consent, seen=seen_revision(request))
    messages.success(request, _("The consent was withdrawn. Nothing more is sent on its ground."))
    return HttpResponseRedirect(reverse("consents", args=[case.pk]))


def _text(
    case: Case, purpose: str, organisation: Organisation | None, may_name: bool = False
) -> object:
    language = get_language() or "en"
    return consent_text(case, purpose, organisation, language, covers_identity=may_name)


def _line(case: Case, consent: Consent, organisation: Organisation | None) -> dict[str, object]:
    """A consent as the page lists it, with the words that were signed."""
    told = case.unseal_json(consent.sealed_signer)
    shown = consent_text(case, consent.purpose, organisation, get_language() or "en")
    return {
        "row": consent,
        "title": shown.title,
        "recipient": organisation,
        "signer": told.get("name", ""),
        "relation": told.get("relation", ""),
        "text": told.get("text", ""),
    }
