"""Sealed packages: for whom, their passphrase once, and the archive to save."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huizhen.core.errors import WrongState
from huizhen.core.preparation.masking_report import SCHEMA, MaskingReport
from huizhen.ground.accounts.models import Organisation
from huizhen.ground.audit.actions import record_read
from huizhen.ground.cases.access import case_row, case_rows
from huizhen.ground.cases.gate import unmet_of
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import case_for, person, render_case, seen_revision
from huizhen.ground.consent.actions import want_consent
from huizhen.ground.jobs.models import Job, JobState
from huizhen.journey.preparation.actions import sealing as actions
from huizhen.journey.preparation.downloads import attachment, saved
from huizhen.journey.preparation.forms import SealForm
from huizhen.journey.preparation.jobs import SEAL
from huizhen.journey.preparation.masking import (
    StudyOffered,
    report_of,
    sealing_standing,
    studies_offered,
)
from huizhen.journey.preparation.masking_showing import (
    changed_lines,
    left_lines,
    masked_lines,
    series_choices,
    withheld_lines,
)
from huizhen.journey.preparation.models import SealedPackage
from huizhen.journey.preparation.queries import signed_version
from huizhen.journey.preparation.recipients import (
    do_consents_hold,
    sealing_recipients,
    sealing_transfer,
)
from huizhen.journey.preparation.slides import slides_offered

_BY_CONSENT = ("consent_for_recipient_missing", "dates_not_covered")


@login_required
@require_http_methods(["GET", "POST"])
def packages(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The packages that there are, and what stands in the way of another, by recipient."""
    case = case_for(request, case_id, "see_work" if request.method == "GET" else "seal")
    recipients = sealing_recipients(case)
    version = signed_version(case)
    studies, slides = studies_offered(case, version), slides_offered(case, version)
    form = SealForm(
        recipients, request.POST or None, series_choices(studies, slides), request.FILES or None
    )
    if request.method == "POST" and form.is_valid():
        chosen = next(one for one in recipients if str(one.pk) == form.cleaned_data["recipient"])
        actions.seal_package(
            case,
            person(request),
            chosen,
            form.contents(),
            seen=seen_revision(request),
        )
        messages.success(request, _("The package is being sealed."))
        return HttpResponseRedirect(reverse("packages", args=[case.pk]))
    context = {
        "form": form,
        "packages": _lines(case),
        "recipients": [_recipient(request, case, one, studies) for one in recipients],
        "studies": studies,
        "slides": slides,
    }
    status = 400 if form.errors else 200
    return render_case(request, case, "preparation/packages.html", context, status)


def _recipient(
    request: HttpRequest, case: Case, one: Organisation, studies: list[StudyOffered]
) -> dict[str, Any]:
    named = [str(s.shown.id) for study in studies for s in study.series if s.is_named]
    now = sealing_standing(case, person(request), sealing_transfer(one), named)
    unmet = unmet_of("seal_package", now)
    return {
        "organisation": one,
        "unmet": unmet,
        "is_consent_missing": any(u["code"] in _BY_CONSENT for u in unmet),
        "is_masking_open": any(u["code"] == "masking_incomplete" for u in unmet),
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
def package(request: HttpRequest, case_id: UUID, package_id: UUID) -> HttpResponseBase:
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
    return saved(request, case, row.blob, f"{case.number}.zip")


@login_required
@require_safe
def report(request: HttpRequest, case_id: UUID, package_id: UUID) -> HttpResponse:
    """What was masked in a package, for the person who seals it."""
    case = case_for(request, case_id, "see_work")
    row, told = _reported(case, package_id)
    context = {
        "package": row,
        "recipient": Organisation.objects.filter(pk=row.recipient).first(),
        "report": told,
        "masked": masked_lines(told),
        "left": left_lines(told),
        "withheld": withheld_lines(told),
        "changed": changed_lines(told),
    }
    return render_case(request, case, "preparation/masking_report.html", context)


@login_required
@require_safe
def report_json(request: HttpRequest, case_id: UUID, package_id: UUID) -> HttpResponse:
    """The same as a file (docs/schemas/masking.json)."""
    case = case_for(request, case_id, "see_work")
    _row, told = _reported(case, package_id)
    data = json.dumps(
        {"schema": SCHEMA, **told.model_dump(mode="json")}, ensure_ascii=False, indent=1
    )
    return attachment(data.encode("utf-8"), f"{case.number}-masking.json")


def _reported(case: Case, package_id: UUID) -> tuple[SealedPackage, MaskingReport]:
    row = case_row(case, SealedPackage, pk=package_id, discarded_at=None)
    told = report_of(case, row)
    if told is None:
        raise Http404
    return row, told


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
