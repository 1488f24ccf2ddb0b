"""The masking queue: what may carry an identifier, looked at picture by picture."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huizhen.ground.cases.access import CaseNotFound, case_row
from huizhen.ground.cases.models import Case
from huizhen.ground.cases.pages import case_for, person, render_case, seen_revision
from huizhen.ground.files.blobs import blob_bytes
from huizhen.ground.imaging.forms import BoxForm, VerdictForm, box_forms, kept_boxes, sent_boxes
from huizhen.ground.imaging.masking_actions import (
    NEED,
    accept_proposals,
    decide_masking,
    reopen_masking,
)
from huizhen.ground.imaging.masking_jobs import ask_to_search
from huizhen.ground.imaging.masking_models import MaskingItem, Verdict
from huizhen.ground.imaging.masking_queries import open_items
from huizhen.ground.imaging.masking_showing import shown_item, shown_queue
from huizhen.ground.imaging.pictures import picture_response

_QUEUE = "masking"


@login_required
@require_safe
def masking(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The pictures that wait for a look, and those that were decided on."""
    case = case_for(request, case_id, NEED)
    return render_case(request, case, "imaging/masking.html", shown_queue(case))


@login_required
@require_POST
def search(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Let the pictures be searched again."""
    case = case_for(request, case_id, NEED)
    ask_to_search(case)
    messages.success(request, _("The pictures are being searched; load the page in a moment."))
    return HttpResponseRedirect(reverse(_QUEUE, args=[case.pk]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, case_id: UUID, item_id: UUID) -> HttpResponse:
    """One picture with its boxes, and the decision."""
    case = case_for(request, case_id, NEED)
    row = case_row(case, MaskingItem, pk=item_id, gone_at=None)
    if request.method != "POST":
        return _page(request, case, row)
    form, boxes = VerdictForm(request.POST), sent_boxes(request.POST)
    is_masking = request.POST.get("verdict") == Verdict.MASK
    if not form.is_valid() or (is_masking and not boxes.is_valid()):
        return _page(request, case, row, boxes)
    told = form.cleaned_data
    made = decide_masking(
        case,
        person(request),
        row,
        Verdict(told["verdict"]),
        kept_boxes(boxes) if is_masking else (),
        found_hash=told["found_hash"],
        is_for_alike=told["alike"],
        seen=seen_revision(request),
    )
    messages.success(
        request, _("Decided in your name: %(count)d picture(s).") % {"count": len(made)}
    )
    return HttpResponseRedirect(_next_address(case, row))


@login_required
@require_POST
def accept(request: HttpRequest, case_id: UUID, item_id: UUID) -> HttpResponse:
    """Mask all that is proposed in the open pictures of a group."""
    case = case_for(request, case_id, NEED)
    row = case_row(case, MaskingItem, pk=item_id, gone_at=None)
    made = accept_proposals(case, person(request), row, seen=seen_revision(request))
    messages.success(
        request, _("Decided in your name: %(count)d picture(s).") % {"count": len(made)}
    )
    return HttpResponseRedirect(reverse(_QUEUE, args=[case.pk]))


@login_required
@require_POST
def reopen(request: HttpRequest, case_id: UUID, item_id: UUID) -> HttpResponse:
    """Take a decision back by a new one."""
    case = case_for(request, case_id, NEED)
    row = case_row(case, MaskingItem, pk=item_id, gone_at=None)
    reopen_masking(case, person(request), row, seen=seen_revision(request))
    messages.success(request, _("The picture waits for a look again; what was decided is kept."))
    return HttpResponseRedirect(reverse("masking_item", args=[case.pk, row.pk]))


@login_required
@require_safe
def item_picture(request: HttpRequest, case_id: UUID, item_id: UUID) -> HttpResponse:
    """The picture that is looked at."""
    case = case_for(request, case_id, NEED)
    row = case_row(case, MaskingItem, pk=item_id, gone_at=None)
    if row.picture is None:
        raise CaseNotFound
    return picture_response(blob_bytes(case, row.picture))


def _page(
    request: HttpRequest,
    case: Case,
    row: MaskingItem,
    faulty: forms.BaseFormSet[BoxForm] | None = None,
) -> HttpResponse:
    told: dict[str, Any] = shown_item(case, row)
    told["boxes"] = faulty or box_forms(told.pop("chosen"))
    told["has_faults"] = faulty is not None
    status = 400 if faulty is not None else 200
    return render_case(request, case, "imaging/masking_item.html", told, status)


def _next_address(case: Case, row: MaskingItem) -> str:
    """The next open picture, of the same group first; the queue when none is left."""
    waiting = open_items(case)
    same = [one for one in waiting if one.group == row.group]
    following = (same or waiting)[:1]
    if not following:
        return reverse(_QUEUE, args=[case.pk])
    return reverse("masking_item", args=[case.pk, following[0].pk])
