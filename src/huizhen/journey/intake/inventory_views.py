"""Every received file and what became of it; the files that are held apart."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huizhen.core.errors import WrongCall
from huizhen.core.records.inventory import shown
from huizhen.core.states.small_tables import QUARANTINE
from huizhen.ground.accounts.models import User
from huizhen.ground.audit.actions import record_read
from huizhen.ground.cases.access import case_row, may
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import case_for, person, render_case, seen_revision
from huizhen.ground.files.blobs import blob_bytes
from huizhen.ground.files.models import ReceivedFile
from huizhen.ground.records.inventory_rows import file_rows, source_paths, status_counts
from huizhen.ground.records.queries import current_version, inventory_of
from huizhen.ground.records.wording import FILE_STATUS, word
from huizhen.journey.intake.facts_forms import WhyForm
from huizhen.journey.intake.quarantine_actions import EVENTS, is_of_pages, settle_held_file
from huizhen.journey.intake.quarantine_models import QuarantinedFile
from huizhen.journey.intake.quarantine_queries import (
    HeldRow,
    held_row,
    held_rows,
    open_quarantine,
    originals_of,
)

FILES_A_PAGE = 100
_SHOWN_BYTES = 50 * 1024 * 1024
"""Larger originals are looked at where they came from."""
_FIELDS = {
    "name": gettext_lazy("Name"),
    "birth_date": gettext_lazy("Date of birth"),
    "identifier": gettext_lazy("Patient number"),
    "sex": gettext_lazy("Sex"),
}
_CODES = {
    "other_patient": gettext_lazy("It names another person."),
    "pages_of_other_patient": gettext_lazy("Some pages name another person; the others are used."),
    "pages_in_review": gettext_lazy("On some pages not everything fits; the others are used."),
    "pages_unidentified": gettext_lazy("Some pages name nobody; the others are used."),
    "identity_review": gettext_lazy("What it says of the patient does not fit everywhere."),
    "identity_insufficient": gettext_lazy("It says too little of whom it is about."),
    "identity_absent": gettext_lazy("It does not say whom it is about."),
}
_NEEDS_REASON = ("release_proposed", "release_objected", "file_kept_out", "file_returned")


def inventory_part(case: Case, user: User) -> dict[str, Any]:
    """What the intake page shows of the files: counts by status, and how many are held apart."""
    version = current_version(case)
    return {
        "version": version,
        "status_counts": status_counts(inventory_of(case, version)) if version else (),
        "held_count": open_quarantine(case).count(),
        "may_see_held": may(user, case, "see_work"),
    }


@login_required
@require_safe
def inventory(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Every file of the current version, or those of one status."""
    case = case_for(request, case_id, "see_identity")
    version = current_version(case)
    if version is None:
        return render_case(request, case, "intake/inventory.html", {"version": None})
    entries = inventory_of(case, version)
    status = request.GET.get("status", "")
    status = status if status in FILE_STATUS else ""
    chosen = [entry for entry in entries if not status or entry.status == status]
    page = Paginator(chosen, FILES_A_PAGE).get_page(request.GET.get("page"))
    listed = list(page.object_list)
    context = {
        "version": version,
        "status": status,
        "status_counts": status_counts(entries),
        "file_count": len(entries),
        "page": page,
        "rows": file_rows(listed, source_paths(entries), get_language() or "en"),
    }
    return render_case(request, case, "intake/inventory.html", context)


@login_required
@require_safe
def quarantine(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The files that are held apart, with what differs."""
    return _held_page(request, case_for(request, case_id, "see_work"))


def _held_page(
    request: HttpRequest,
    case: Case,
    status: int = 200,
    wrong: tuple[UUID, str, WhyForm] | None = None,
) -> HttpResponse:
    user = person(request)
    may_release = may(user, case, "release_quarantine")
    held = held_rows(case)
    originals = originals_of(case, held)
    rows = [_held_row(row, user, originals.get(row.item.pk)) for row in held]
    context = {
        "rows": [row for row in rows if row["is_open"]],
        "settled": [row for row in rows if not row["is_open"]],
        "may_release": may_release,
        "wrong": {"item": wrong[0], "event": wrong[1], "form": wrong[2]} if wrong else None,
    }
    return render_case(request, case, "intake/quarantine.html", context, status=status)


def _held_row(row: HeldRow, user: User, original: ReceivedFile | None) -> dict[str, Any]:
    item = row.item
    is_shown = original is not None and original.blob.size_bytes <= _SHOWN_BYTES
    possible = QUARANTINE.events_from(item.state) if item.is_open or item.settled_by else ()
    is_first = item.first_by is not None and item.first_by.pk == user.pk
    return {
        "id": item.pk,
        "path": shown(row.held.path),
        "pages": row.held.pages,
        "images": len(row.held.sources),
        "why": word(_CODES, item.code),
        "differences": [_difference(one.model_dump()) for one in row.held.differences],
        "state": item.state,
        "is_open": item.is_open,
        "first_by": item.first_by.name if item.first_by else "",
        "first_at": item.first_at,
        "settled_by": item.settled_by.name if item.settled_by else "",
        "settled_at": item.settled_at,
        "reason": row.reason,
        "events": [event for event in possible if not (is_first and event == "release_confirmed")],
        "waits_for_second": is_first and item.state == "first_release",
        "has_file": is_shown,
        "is_within": original is not None and original.sha256 != item.source_id,
        "is_too_large": original is not None and not is_shown,
        "is_of_pages": is_of_pages(item),
    }


def _difference(one: dict[str, str]) -> dict[str, str]:
    is_conflict = one["reason"].endswith(("conflict", "swapped"))
    return {
        "field": word(_FIELDS, one["field"]),
        "patient": _told(one["field"], one["patient"]),
        "found": _told(one["field"], one["found"]),
        "says": _("differs") if is_conflict else _("fits"),
        "mark": "bg-red-lt" if is_conflict else "bg-green-lt",
    }


def _told(field: str, text: str) -> str:
    sexes = {"female": _("female"), "male": _("male"), "other": _("other")}
    return sexes.get(text, text) if field == "sex" else shown(text)


@login_required
@require_POST
def settle(request: HttpRequest, case_id: UUID, item_id: UUID) -> HttpResponse:
    """One step of a held file."""
    case = case_for(request, case_id, "release_quarantine")
    event = request.POST.get("event", "")
    if event not in EVENTS:
        raise WrongCall("form_wrong", "The form was not understood.", "Load the page again.")
    form = WhyForm(request.POST)
    if event in _NEEDS_REASON and not form.is_valid():
        return _held_page(request, case, 400, (item_id, event, form))
    reason = form.cleaned_data.get("why", "") if form.is_valid() else ""
    settle_held_file(case, person(request), item_id, event, reason, seen=seen_revision(request))
    messages.success(request, _("Your decision is kept."))
    return HttpResponseRedirect(reverse("quarantine", args=[case.pk]))


@login_required
@require_safe
def held_file(request: HttpRequest, case_id: UUID, item_id: UUID) -> HttpResponse:
    """The original of a held file, or the file that holds it, to be compared; never shown by the
    browser itself."""
    case = case_for(request, case_id, "release_quarantine")
    item = case_row(case, QuarantinedFile, id=item_id)
    found = originals_of(case, [held_row(case, item)]).get(item.pk)
    if found is None or found.blob.size_bytes > _SHOWN_BYTES:
        raise Http404
    record_read("open_held_file", actor_id=person(request).pk, case_id=case.pk, about=str(item.pk))
    name = case.unseal(found.sealed_name).decode().rpartition("/")[2]
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    }
    data = blob_bytes(case, found.blob)
    return HttpResponse(data, content_type="application/octet-stream", headers=headers)
