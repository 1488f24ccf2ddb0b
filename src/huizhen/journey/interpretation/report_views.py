"""Reports: handing them over, following them, reading them through an account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huizhen.core.errors import HuizhenError
from huizhen.ground.accounts.models import User
from huizhen.ground.audit.actions import record_read
from huizhen.ground.cases.access import CaseNotFound, case_row, case_rows, may
from huizhen.ground.cases.gate import unmet_of
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import case_for, person, render_case, seen_revision
from huizhen.ground.files.blobs import blob_bytes
from huizhen.journey.interpretation.forms import HandOverForm, ReceiptForm
from huizhen.journey.interpretation.handover_actions import (
    confirm_reading,
    hand_over,
    note_opened,
    note_read,
    renew_handover,
    require_open,
    revoke_handover,
)
from huizhen.journey.interpretation.jobs import paper_of
from huizhen.journey.interpretation.models import HandoverRow, ReportRow
from huizhen.journey.interpretation.queries import (
    UNREAD,
    acting_role,
    current_reports,
    opinion_in,
    standing,
)
from huizhen.journey.interpretation.recipients import recipients_of
from huizhen.journey.interpretation.report_actions import AUDIENCES, languages_of, preview

_HIDES_NOTHING = "see_work"
"""Whoever may see the work sees all reports; others those that were handed to them."""


@login_required
@require_safe
def reports(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """For the site: reports and where each hand-over stands. For the home side: one's reports."""
    case = case_for(request, case_id, "read_report")
    user = person(request)
    if not may(user, case, _HIDES_NOTHING):
        return _own_reports(request, case, user)
    return _reports_page(request, case, HandOverForm(recipients_of(case)))


def _reports_page(
    request: HttpRequest,
    case: Case,
    form: HandOverForm,
    status: int = 200,
    told: dict[str, Any] | None = None,
) -> HttpResponse:
    user = person(request)
    found = current_reports(case)
    older = case_rows(case, ReportRow).exclude(superseded_at=None).select_related("pdf")
    handovers = [_line(case, row) for row in _handovers(case)]
    recipient = form.cleaned_data.get("recipient") if form.is_bound else None
    context: dict[str, Any] = {
        "reports": found,
        "older": older.order_by("-released_at"),
        "handovers": handovers,
        "form": form,
        "receipt": ReceiptForm(),
        "unmet": [],
        **(told or {}),
    }
    if may(user, case, "hand_over"):
        role = acting_role(case, user, "hand_over")
        first = recipient or recipients_of(case)[0]
        stands = standing(case, user, role).replaced(transfer=first.transfer)
        context["unmet"] = unmet_of("hand_over", stands)
    return render_case(request, case, "interpretation/reports.html", context, status)


def _handovers(case: Case) -> list[HandoverRow]:
    rows = case_rows(case, HandoverRow).select_related("user", "organisation")
    return list(rows.order_by("-made_at", "-id"))


def _line(case: Case, row: HandoverRow) -> dict[str, Any]:
    """A hand-over as the page lists it."""
    address = case.unseal(row.sealed_address).decode() if row.sealed_address else ""
    receipt = case.unseal(row.sealed_receipt).decode() if row.sealed_receipt else ""
    who = " · ".join(
        part
        for part in (row.user.name if row.user else address, str(row.organisation or ""))
        if part
    )
    return {"row": row, "who": who, "receipt": receipt, "is_open": row.state in UNREAD}


@login_required
@require_POST
def handover_new(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Hand the reports to one reader; the code of a link is shown on this page alone."""
    case = case_for(request, case_id, "hand_over")
    form = HandOverForm(recipients_of(case), request.POST)
    if not form.is_valid():
        return _reports_page(request, case, form, 400)
    told = form.cleaned_data
    row, code = hand_over(
        case,
        person(request),
        told["recipient"],
        told["channel"],
        address=told["address"],
        seen=seen_revision(request),
    )
    return _handed(request, case, row, code)


def _handed(request: HttpRequest, case: Case, row: HandoverRow, code: str) -> HttpResponse:
    if not code:
        messages.success(request, _("The reports were handed over."))
        return HttpResponseRedirect(reverse("reports", args=[case.pk]))
    return render_case(
        request, case, "interpretation/code.html", {"code": code, "line": _line(case, row)}
    )


@login_required
@require_POST
def handover_renew(request: HttpRequest, case_id: UUID, handover_id: UUID) -> HttpResponse:
    """A new link with a new code."""
    case = case_for(request, case_id, "hand_over")
    seen = seen_revision(request)
    row, code = renew_handover(case, person(request), handover_id, seen=seen)
    return _handed(request, case, row, code)


@login_required
@require_POST
def handover_revoke(request: HttpRequest, case_id: UUID, handover_id: UUID) -> HttpResponse:
    """Take a hand-over back."""
    case = case_for(request, case_id, "hand_over")
    revoke_handover(case, person(request), handover_id, seen=seen_revision(request))
    messages.success(request, _("The hand-over was taken back."))
    return HttpResponseRedirect(reverse("reports", args=[case.pk]))


@login_required
@require_POST
def handover_confirm(request: HttpRequest, case_id: UUID, handover_id: UUID) -> HttpResponse:
    """Record that a report was read, as somebody told it."""
    case = case_for(request, case_id, "hand_over")
    form = ReceiptForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write who says that it was read, when and how."))
        return HttpResponseRedirect(reverse("reports", args=[case.pk]))
    seen = seen_revision(request)
    confirm_reading(case, person(request), handover_id, form.cleaned_data["receipt"], seen=seen)
    messages.success(request, _("The reading was recorded."))
    return HttpResponseRedirect(reverse("reports", args=[case.pk]))


def _own_reports(request: HttpRequest, case: Case, user: User) -> HttpResponse:
    """What was handed to this person, the newest first."""
    mine = [row for row in _own(case, user) if _is_readable(row)]
    found = [{"row": row, "reports": reports_in(case, row)} for row in mine]
    return render_case(request, case, "interpretation/own_reports.html", {"handed": found})


def _own(case: Case, user: User) -> list[HandoverRow]:
    rows = case_rows(case, HandoverRow).filter(user=user).select_related("user", "organisation")
    return list(rows.order_by("-made_at", "-id"))


def _is_readable(row: HandoverRow) -> bool:
    try:
        require_open(row)
    except HuizhenError:
        return False
    return True


def reports_in(case: Case, row: HandoverRow) -> list[ReportRow]:
    """The reports of a hand-over: what its reader is told first, in the home language first."""
    rows = case_rows(case, ReportRow).filter(pk__in=row.versions).select_related("paper", "pdf")
    first = "physician" if row.recipient_kind == "home_team" else "patient"
    home = case.language.split("-")[0]
    return sorted(rows, key=lambda one: (one.language != home, one.audience != first))


def _readable(case: Case, user: User, report_id: UUID) -> tuple[ReportRow, HandoverRow | None]:
    """A report that this person may read, with the hand-over by which they do."""
    row = case_row(case, ReportRow, id=report_id)
    for handed in _own(case, user):
        if str(report_id) in handed.versions and _is_readable(handed):
            return row, handed
    if may(user, case, _HIDES_NOTHING):
        return row, None
    raise CaseNotFound


@login_required
@require_safe
def report(request: HttpRequest, case_id: UUID, report_id: UUID) -> HttpResponse:
    """One report as a page; at its end its reader says that it was read."""
    case = case_for(request, case_id, "read_report")
    row, handed = _readable(case, person(request), report_id)
    if handed is not None:
        note_opened(case, handed)
        handed = case_row(case, HandoverRow, id=handed.pk)
    context = {"paper": paper_of(case, row), "row": row, "handed": handed, "is_draft": False}
    return render_case(request, case, "interpretation/report.html", context)


@login_required
@require_safe
def report_preview(
    request: HttpRequest, case_id: UUID, opinion_id: UUID, audience: str, language: str
) -> HttpResponse:
    """A report as it would be released now."""
    case = case_for(request, case_id, "see_work")
    opinion = opinion_in(case, opinion_id)
    if audience not in AUDIENCES or language not in languages_of(case, opinion):
        raise CaseNotFound
    wanted = next(one for one in AUDIENCES if one == audience)
    context = {"paper": preview(case, opinion_id, wanted, language), "is_draft": True}
    return render_case(request, case, "interpretation/report.html", context)


@login_required
@require_safe
def report_pdf(request: HttpRequest, case_id: UUID, report_id: UUID) -> HttpResponse:
    """One report as PDF."""
    case = case_for(request, case_id, "read_report")
    row, _handed_by = _readable(case, person(request), report_id)
    about = f"report:{row.pk}"
    record_read("fetch_report", actor_id=person(request).pk, case_id=case.pk, about=about)
    return pdf_of(case, row)


def pdf_of(case: Case, row: ReportRow) -> HttpResponse:
    """The PDF as a download; CaseNotFound before the worker has set it."""
    if row.pdf is None:
        raise CaseNotFound
    response = HttpResponse(blob_bytes(case, row.pdf), content_type="application/pdf")
    name = f"{case.number}-{row.audience}-{row.language}-v{row.version}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


@login_required
@require_POST
def report_read(request: HttpRequest, case_id: UUID, handover_id: UUID) -> HttpResponse:
    """The reader says that the report was read."""
    case = case_for(request, case_id, "read_report")
    row = case_row(case, HandoverRow, id=handover_id, user=person(request))
    require_open(row)
    note_read(case, row)
    messages.success(request, _("Thank you. Your reading was noted."))
    return HttpResponseRedirect(reverse("reports", args=[case.pk]))
