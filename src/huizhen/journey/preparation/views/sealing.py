"""Sealed packages: for whom, their passphrase once, and the archive to save."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huizhen.core.errors import WrongState
from huizhen.ground.accounts.models import Organisation
from huizhen.ground.audit.actions import record_read
from huizhen.ground.cases.access import case_row, case_rows
from huizhen.ground.cases.gate import unmet_of
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import case_for, person, render_case, seen_revision
from huizhen.ground.consent.actions import want_consent
from huizhen.ground.files.blobs import blob_bytes
from huizhen.ground.jobs.models import Job, JobState
from huizhen.journey.preparation.actions import sealing as actions
from huizhen.journey.preparation.downloads import attachment
from huizhen.journey.preparation.forms import SealForm
from huizhen.journey.preparation.jobs import SEAL
from huizhen.journey.preparation.models import SealedPackage
from huizhen.journey.preparation.queries import standing
from huizhen.journey.preparation.recipients import (
    do_consents_hold,
    sealing_recipients,
    sealing_transfer,
)


@login_required
@require_http_methods(["GET", "POST"])
def packages(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The packages that there are, and what stands in the way of another, by recipient."""
    case = case_for(request, case_id, "see_work" if request.method == "GET" else "seal")
    recipients = sealing_recipients(case)
    form = SealForm(recipients, request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = next(one for one in recipients if str(one.pk) == form.cleaned_data["recipient"])
        actions.seal_package(
            case,
            person(request),
            chosen,
            form.cleaned_data["age_key"],
            seen=seen_revision(request),
        )
        messages.success(request, _("The package is being sealed."))
        return HttpResponseRedirect(reverse("packages", args=[case.pk]))
    context = {
        "form": form,
        "packages": _lines(case),
        "recipients": [_recipient(request, case, one) for one in recipients],
    }
    status = 400 if form.errors else 200
    return render_case(request, case, "preparation/packages.html", context, status)


def _recipient(request: HttpRequest, case: Case, one: Organisation) -> dict[str, Any]:
    now = standing(case, person(request), transfer=sealing_transfer(one))
    unmet = unmet_of("seal_package", now)
    return {
        "organisation": one,
        "unmet": unmet,
        "is_consent_missing": any(u["code"] == "consent_for_recipient_missing" for u in unmet),
    }


def _lines(case: Case) -> list[dict[str, Any]]:
    rows = case_rows(case, SealedPackage).filter(discarded_at=None)
    found = list(rows.select_related("version", "asked_by", "shown_to").order_by("-asked_at"))
    named = {
        str(one.pk): one for one in Organisation.objects.filter(pk__in=[r.recipient for r in found])
    }
    failed = {
        job.payload.get("package"): job
        for job in Job.objects.filter(case_id=case.pk, kind=SEAL, state=JobState.FAILED)
    }
    return [
        {
            "row": row,
            "recipient": named.get(row.recipient),
            "failed": failed.get(str(row.pk)),
            "has_passphrase": row.sealed_passphrase is not None,
        }
        for row in found
    ]


@login_required
@require_POST
def passphrase(request: HttpRequest, case_id: UUID, package_id: UUID) -> HttpResponse:
    """The passphrase, on this answer alone."""
    case = case_for(request, case_id, "seal")
    row = case_row(case, SealedPackage, pk=package_id, discarded_at=None)
    words = actions.show_passphrase(case, person(request), row, seen=seen_revision(request))
    context = {"words": words, "package": row}
    return render_case(request, case, "preparation/passphrase.html", context)


@login_required
@require_safe
def package(request: HttpRequest, case_id: UUID, package_id: UUID) -> HttpResponse:
    """The sealed archive, to be saved; that it left stands in the trail."""
    case = case_for(request, case_id, "seal")
    row = case_row(case, SealedPackage, pk=package_id, discarded_at=None)
    if row.blob is None:
        raise Http404
    if not do_consents_hold(case, row.consent_ids):
        raise WrongState(
            "package_consent_ended",
            _("The patient's consent on which this package was sealed has ended."),
            _("Remove the package; with a new consent it can be sealed anew."),
        )
    record_read(
        "export_package", actor_id=person(request).pk, case_id=case.pk, about=f"package:{row.pk}"
    )
    return attachment(blob_bytes(case, row.blob), f"{case.number}.zip")


@login_required
@require_POST
def discard(request: HttpRequest, case_id: UUID, package_id: UUID) -> HttpResponse:
    """Remove a package whose passphrase is lost or which is not wanted."""
    case = case_for(request, case_id, "seal")
    row = case_row(case, SealedPackage, pk=package_id, discarded_at=None)
    actions.discard_package(case, person(request), row, seen=seen_revision(request))
    messages.success(request, _("The package was removed; it can be sealed anew."))
    return HttpResponseRedirect(reverse("packages", args=[case.pk]))


@login_required
@require_POST
def ask_consent(request: HttpRequest, case_id: UUID, organisation_id: UUID) -> HttpResponse:
    """Ask the patient for the consent that sealing for this recipient needs."""
    case = case_for(request, case_id, "seal")
    chosen = next((o for o in sealing_recipients(case) if o.pk == organisation_id), None)
    if chosen is None:
        raise Http404
    want_consent(case, person(request), sealing_transfer(chosen).purpose, chosen)
    messages.success(request, _("The patient was asked for the consent."))
    return HttpResponseRedirect(reverse("packages", args=[case.pk]))
