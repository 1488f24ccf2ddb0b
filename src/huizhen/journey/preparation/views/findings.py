"""What the case lacks for its department, and what was let pass."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huizhen.core.preparation.requirements.definition import Text
from huizhen.core.preparation.requirements.findings import Finding
from huizhen.ground.cases.access import case_row, case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import case_for, person, render_case, seen_revision
from huizhen.ground.records.fact_rows import place_rows
from huizhen.ground.records.models import PackageVersion
from huizhen.ground.records.queries import current_version, findings_of, inventory_of
from huizhen.journey.preparation.actions import findings as actions
from huizhen.journey.preparation.forms import OverrideForm, RecordAnswerForm
from huizhen.journey.preparation.models import FindingOverride
from huizhen.journey.preparation.queries import finding_hash, overrides_of
from huizhen.journey.preparation.views.absence import Absences
from huizhen.journey.preparation.words import EFFECTS, SPEAKERS, WHYS


@login_required
@require_safe
def findings(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Findings by effect, each with reason, evidence and what would close it."""
    return findings_page(request, case_for(request, case_id, "see_work"))


@login_required
@require_POST
def override(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Let a blocking finding pass with a reason."""
    case = case_for(request, case_id, "write_question")
    form = OverrideForm(request.POST)
    requirement = request.POST.get("requirement", "")
    if not form.is_valid():
        return findings_page(request, case, requirement, form)
    actions.override_finding(
        case,
        person(request),
        requirement,
        form.cleaned_data["reason"],
        seen=seen_revision(request),
    )
    messages.success(request, _("The finding is let pass in your name."))
    return HttpResponseRedirect(reverse("findings", args=[case.pk]))


@login_required
@require_POST
def withdraw(request: HttpRequest, case_id: UUID, override_id: UUID) -> HttpResponse:
    """Let a finding block again."""
    case = case_for(request, case_id, "write_question")
    row = case_row(case, FindingOverride, pk=override_id, withdrawn_at=None)
    actions.withdraw_override(case, person(request), row, seen=seen_revision(request))
    messages.success(request, _("The finding blocks again."))
    return HttpResponseRedirect(reverse("findings", args=[case.pk]))


def findings_page(
    request: HttpRequest,
    case: Case,
    requirement: str = "",
    form: OverrideForm | RecordAnswerForm | None = None,
) -> HttpResponse:
    """The page, with what was wrong in a form about one finding."""
    version = current_version(case)
    found = findings_of(case, version) if version else []
    passed = overrides_of(case)
    paths = _paths(case, version)
    absences = Absences(case, person(request))
    faults = {requirement: form} if form else {}
    rows = [
        {**_row(case, one, passed, paths, faults.get(one.requirement)), **absences.of(one)}
        for one in found
    ]
    held = {finding_hash(one) for one in found}
    context = {
        "version": version,
        "groups": [
            {
                "effect": effect,
                "label": label,
                "rows": [row for row in rows if row["finding"].effect == effect],
            }
            for effect, label in EFFECTS.items()
        ],
        "whys": WHYS.items(),
        "speakers": SPEAKERS.items(),
        "met": sum(one.effect == "none" for one in found),
        "resolved": [
            _override(case, row)
            for row in case_rows(case, FindingOverride).select_related("by").order_by("-at")
            if row.withdrawn_at is None and row.finding_hash not in held
        ],
    }
    return render_case(request, case, "preparation/findings.html", context, 400 if form else 200)


def _row(
    case: Case,
    finding: Finding,
    passed: dict[str, FindingOverride],
    paths: dict[str, str],
    form: OverrideForm | RecordAnswerForm | None,
) -> dict[str, Any]:
    lying = passed.get(finding_hash(finding))
    is_free = finding.effect == "block" and finding.override_allowed
    is_asked = is_free and lying is None
    return {
        "finding": finding,
        "name": said(finding.name),
        "reason": said(finding.reason),
        "request": said(finding.request) if finding.request else "",
        "places": place_rows(finding.evidence, paths)[:5],
        "override": _override(case, lying) if lying and is_free else None,
        "form": (form if isinstance(form, OverrideForm) else OverrideForm()) if is_asked else None,
        "faults": form,
        "is_record_wrong": isinstance(form, RecordAnswerForm),
    }


def _override(case: Case, row: FindingOverride) -> dict[str, Any]:
    return {"row": row, "reason": case.unseal(row.sealed_reason).decode()}


def _paths(case: Case, version: PackageVersion | None) -> dict[str, str]:
    if version is None:
        return {}
    return {str(one.source_id): one.path for one in inventory_of(case, version)}


def said(text: Text) -> str:
    """A text of the packs in the reader's language."""
    return text.zh if (get_language() or "").startswith("zh") else text.en
