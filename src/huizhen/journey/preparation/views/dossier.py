"""The dossier: its page in a frame, papers to save, what is open in it, wordings, its signature."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.package import DOSSIER_PAGE, LETTERS, NORMS, PICTURES
from huizhen.core.preparation.paper import Section, Table, statements_of
from huizhen.core.preparation.served_page import served_page
from huizhen.core.preparation.statement import Statement
from huizhen.ground.accounts.fresh_factor import SignForm, fresh_factor
from huizhen.ground.cases.access import case_row, case_rows
from huizhen.ground.cases.gate import unmet_of
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import case_for, person, render_case, seen_revision
from huizhen.ground.jobs.models import Job, JobState
from huizhen.ground.records.jobs import PREPARE
from huizhen.ground.records.models import PackageVersion
from huizhen.ground.records.queries import (
    current_version,
    dossier_of,
    file_names,
    has_file,
    version_file,
)
from huizhen.journey.preparation.actions import edits, signing
from huizhen.journey.preparation.downloads import attachment
from huizhen.journey.preparation.forms import StatementForm
from huizhen.journey.preparation.models import SignOffRow, StatementEdit
from huizhen.journey.preparation.queries import (
    editable_statements,
    key_hash,
    sign_off_of,
    standing,
)
from huizhen.journey.preparation.signed_papers import are_papers_awaited, paper_file

_PAPERS = (".pdf", ".docx")
_MOST_LISTED = 400


@login_required
@require_safe
def dossier(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The newest composition, or the signed one; with what is open in it."""
    case = case_for(request, case_id, "see_work")
    signed = sign_off_of(case)
    version = _shown_version(request, case, signed)
    context: dict[str, Any] = {
        "version": version,
        "current": current_version(case),
        "sign_off": signed,
        "is_composing": Job.objects.filter(
            case_id=case.pk, kind=PREPARE, state__in=(JobState.WAITING, JobState.RUNNING)
        ).exists(),
    }
    if version is not None:
        composed = dossier_of(case, version)
        context |= {
            "dossier": composed,
            "doubts": lines_of(composed.doubts),
            "terms": lines_of(composed.terms),
            "norms": _norms(case, version),
            "papers": _papers(case, version),
            "orphaned": composed.orphaned,
            "are_papers_awaited": are_papers_awaited(case, version),
        }
    return render_case(request, case, "preparation/dossier.html", context)


def _shown_version(
    request: HttpRequest, case: Case, signed: SignOffRow | None
) -> PackageVersion | None:
    if request.GET.get("version") == "signed" and signed is not None:
        return signed.version
    current = current_version(case)
    return current if current is not None and current.dossier_hash else None


def lines_of(section: Section) -> list[list[str]]:
    """A section line by line, each with its cells."""
    found: list[list[str]] = []
    for block in section.blocks:
        if isinstance(block, Table):
            found += [[cell.text for cell in row.cells] for row in block.rows]
        else:
            found += [[one.text] for one in statements_of(block) if one.text]
    return found


def _norms(case: Case, version: PackageVersion) -> list[dict[str, Any]]:
    if not has_file(case, version, NORMS):
        return []
    found: list[dict[str, Any]] = json.loads(version_file(case, version, NORMS))["findings"]
    return found


def _papers(case: Case, version: PackageVersion) -> list[str]:
    names = [name for name in file_names(case, version) if name.endswith(_PAPERS)]
    return sorted(names, key=lambda name: (name.startswith(f"{LETTERS}/"), name))


@login_required
@require_safe
def dossier_page(request: HttpRequest, case_id: UUID, version_id: UUID) -> HttpResponse:
    """The version's own page for the frame: it carries the policy of what it may load."""
    case = case_for(request, case_id, "see_work")
    version = case_row(case, PackageVersion, pk=version_id)
    served = served_page(_file(case, version, DOSSIER_PAGE).decode(), static("dossier.css"))
    headers = {
        "Content-Security-Policy": f"{served.policy}; sandbox allow-scripts allow-same-origin",
        "X-Frame-Options": "SAMEORIGIN",
    }
    return HttpResponse(served.html, headers=headers)


@login_required
@require_safe
def dossier_picture(
    request: HttpRequest, case_id: UUID, version_id: UUID, name: str
) -> HttpResponse:
    """The picture of a page that a statement rests on."""
    case = case_for(request, case_id, "see_work")
    version = case_row(case, PackageVersion, pk=version_id)
    data = _file(case, version, f"{PICTURES}/{name}")
    return HttpResponse(data, content_type="image/webp")


@login_required
@require_safe
def paper(request: HttpRequest, case_id: UUID, version_id: UUID, name: str) -> HttpResponse:
    """A paper of the version, to be saved."""
    case = case_for(request, case_id, "see_work")
    version = case_row(case, PackageVersion, pk=version_id)
    if not name.endswith(_PAPERS):
        raise Http404
    stem = name.rpartition("/")[2]
    return attachment(_file(case, version, name), f"{case.number}-v{version.number}-{stem}")


def _file(case: Case, version: PackageVersion, name: str) -> bytes:
    try:
        return paper_file(case, version, name)
    except KeyError as error:
        raise Http404 from error


@login_required
@require_safe
def statements(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The statements whose words a person may change, found by words."""
    case = case_for(request, case_id, "edit_dossier")
    version = current_version(case)
    wanted = request.GET.get("q", "").casefold().split()
    found: list[Statement] = []
    composed: Dossier | None = None
    if version is not None and version.dossier_hash:
        composed = dossier_of(case, version)
        known = {one.key: one for one in editable_statements(composed)}
        found = [
            one
            for one in known.values()
            if all(word in f"{one.text} {one.original}".casefold() for word in wanted)
        ]
    context = {
        "rows": [{"statement": one, "hash": key_hash(one.key)} for one in found[:_MOST_LISTED]],
        "left_out": max(0, len(found) - _MOST_LISTED),
        "query": request.GET.get("q", ""),
        "orphaned": _orphaned(case, composed),
    }
    return render_case(request, case, "preparation/statements.html", context)


def _orphaned(case: Case, composed: Dossier | None) -> list[dict[str, Any]]:
    """Edits that found no place in the newest composition, with their rows."""
    if composed is None:
        return []
    rows = {row.key_hash: row for row in case_rows(case, StatementEdit).filter(withdrawn_at=None)}
    return [{"edit": edit, "row": rows.get(key_hash(edit.key))} for edit in composed.orphaned]


@login_required
@require_http_methods(["GET", "POST"])
def statement(request: HttpRequest, case_id: UUID, hashed_key: str) -> HttpResponse:
    """One statement: what was composed, the original, and a person's wording."""
    case = case_for(request, case_id, "edit_dossier")
    row = case_rows(case, StatementEdit).filter(key_hash=hashed_key).select_related("by").first()
    lying = row if row is not None and row.withdrawn_at is None else None
    one = edits.composed_statement(case, hashed_key)
    told = case.unseal_json(lying.sealed) if lying else {}
    initial = {"text": told.get("text", one.text), "revision": lying.revision if lying else 0}
    form = StatementForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        edits.edit_statement(
            case,
            person(request),
            hashed_key,
            form.cleaned_data["text"].strip(),
            revision=form.cleaned_data["revision"],
            seen=seen_revision(request),
        )
        messages.success(
            request, _("The wording stands in your name; the dossier is composed anew.")
        )
        return HttpResponseRedirect(reverse("statements", args=[case.pk]))
    context = {
        "statement": one,
        "composed": told.get("seen", one.text),
        "edit": lying,
        "form": form,
    }
    status = 400 if form.errors else 200
    return render_case(request, case, "preparation/statement.html", context, status)


@login_required
@require_POST
def withdraw_edit(request: HttpRequest, case_id: UUID, edit_id: UUID) -> HttpResponse:
    """Let the composed words stand again."""
    case = case_for(request, case_id, "edit_dossier")
    row = case_row(case, StatementEdit, pk=edit_id, withdrawn_at=None)
    edits.withdraw_edit(case, person(request), row, seen=seen_revision(request))
    messages.success(request, _("The composed words stand again."))
    return HttpResponseRedirect(reverse("statements", args=[case.pk]))


@login_required
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The signature under the newest version, with a fresh second factor."""
    case = case_for(request, case_id, "sign_off")
    version = current_version(case)
    form = SignForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        factor = fresh_factor(request) or {"kind": "", "given_at": 0}
        signing.sign_off_dossier(
            case,
            person(request),
            request.POST.get("dossier_hash", ""),
            factor,
            seen=seen_revision(request),
        )
        form.use()
        messages.success(request, _("The dossier is signed."))
        return HttpResponseRedirect(reverse("preparation", args=[case.pk]))
    now = standing(case, person(request), signing.SIGNER)
    context = {
        "version": version,
        "unmet": unmet_of("sign_off_dossier", now),
        "form": form,
        "sign_offs": case_rows(case, SignOffRow).select_related("by", "version").order_by("-at"),
    }
    status = 400 if form.errors else 200
    return render_case(request, case, "preparation/sign.html", context, status)


@login_required
@require_POST
def withdraw_sign_off(request: HttpRequest, case_id: UUID, sign_off_id: UUID) -> HttpResponse:
    """Take a sign-off back."""
    case = case_for(request, case_id, "sign_off")
    row = case_row(case, SignOffRow, pk=sign_off_id)
    signing.withdraw_sign_off(case, person(request), row, seen=seen_revision(request))
    messages.success(request, _("The sign-off was taken back."))
    return HttpResponseRedirect(reverse("sign_dossier", args=[case.pk]))
