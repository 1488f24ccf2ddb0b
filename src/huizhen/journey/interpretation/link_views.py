"""Reading reports by a link with a code, without an account."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from huizhen.ground.accounts.actions import token_hash
from huizhen.ground.audit.actions import record_read
from huizhen.ground.cases.access import CaseNotFound, link_row, system_case
from huizhen.ground.cases.models import Case
from huizhen.journey.interpretation.handover_actions import (
    LinkClosed,
    exchange_link,
    note_read,
    open_by_link,
    require_open,
)
from huizhen.journey.interpretation.jobs import paper_of
from huizhen.journey.interpretation.models import HandoverRow, ReportRow
from huizhen.journey.interpretation.report_views import pdf_of, reports_in

_TOKEN = "report_token"  # noqa: S105 - where the session keeps it
_KEPT = "report_link"


class CodeForm(forms.Form):
    """The code that was told by another way."""

    code = forms.CharField(
        label=gettext_lazy("Code that you were told"),
        max_length=20,
        help_text=gettext_lazy("Eight letters and digits that you were told by another way."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


@require_safe
def report_link(request: HttpRequest, token: str) -> HttpResponse:
    """A link's token goes into the session, so that it stands in no address that is kept."""
    held = _held(request)
    if held is not None and held.token_hash == token_hash(token):
        return HttpResponseRedirect(reverse("handed_report"))
    open_by_link(token)
    request.session.pop(_KEPT, None)
    request.session[_TOKEN] = token
    return HttpResponseRedirect(reverse("handed_report"))


@require_safe
def handed_report(request: HttpRequest) -> HttpResponse:
    """The form for the code, or the list of the reports that were handed over."""
    token = str(request.session.get(_TOKEN, ""))
    if token:
        open_by_link(token)
        return render(request, "interpretation/link_code.html", {"form": CodeForm()})
    case, row = _open(request)
    context = {"case_number": case.number, "handed": row, "reports": reports_in(case, row)}
    return render(request, "interpretation/link_reports.html", context)


@require_POST
def open_report(request: HttpRequest) -> HttpResponse:
    """Exchange link and code for this browser's session."""
    token = str(request.session.get(_TOKEN, ""))
    if not token and _held(request) is not None:
        return HttpResponseRedirect(reverse("handed_report"))
    form = CodeForm(request.POST)
    error: LinkClosed | None = None
    if form.is_valid():
        try:
            secret = exchange_link(token, form.cleaned_data["code"])
        except LinkClosed as closed:
            if closed.code != "wrong_code":
                request.session.pop(_TOKEN, None)
                raise
            error = closed
        else:
            request.session.pop(_TOKEN, None)
            request.session.cycle_key()
            request.session[_KEPT] = secret
            return HttpResponseRedirect(reverse("handed_report"))
    if error is not None:
        form.add_error("code", f"{_(error.message)} {_(error.remedy)}")
    return render(request, "interpretation/link_code.html", {"form": form}, status=400)


def _held(request: HttpRequest) -> HandoverRow | None:
    kept = str(request.session.get(_KEPT, ""))
    return link_row(HandoverRow, session_hash=token_hash(kept)) if kept else None


def _open(request: HttpRequest) -> tuple[Case, HandoverRow]:
    """The case and the hand-over that this browser's session stands for."""
    row = _held(request)
    if row is None:
        open_by_link("")
        raise CaseNotFound
    require_open(row)
    case = system_case(row.case_id)
    record_read("read", actor_id=f"link:{row.pk}", case_id=case.pk, about="handed_report")
    return case, row


def _one(case: Case, row: HandoverRow, report_id: UUID) -> ReportRow:
    for one in reports_in(case, row):
        if one.pk == report_id:
            return one
    raise CaseNotFound


@require_safe
def handed_report_page(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """One report as a page."""
    case, row = _open(request)
    found = _one(case, row, report_id)
    context = {
        "case_number": case.number,
        "paper": paper_of(case, found),
        "row": found,
        "handed": row,
        "is_draft": False,
    }
    return render(request, "interpretation/link_report.html", context)


@require_safe
def handed_report_pdf(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """One report as PDF."""
    case, row = _open(request)
    found = _one(case, row, report_id)
    about = f"report:{found.pk}"
    record_read("fetch_report", actor_id=f"link:{row.pk}", case_id=case.pk, about=about)
    return pdf_of(case, found)


@require_POST
def handed_report_read(request: HttpRequest) -> HttpResponse:
    """The reader says that it was read."""
    case, row = _open(request)
    note_read(case, row)
    messages.success(request, _("Thank you. Your reading was noted."))
    return HttpResponseRedirect(reverse("handed_report"))
