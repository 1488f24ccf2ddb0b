"""The images of a case: what is there, what is wrong with it, and what it is compared with."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from huizhen.core.preparation.requirements.definition import Text
from huizhen.core.preparation.requirements.findings import Finding
from huizhen.ground.cases.access import case_row, may
from huizhen.ground.cases.pages import case_for, person, render_case
from huizhen.ground.files.queries import files_received
from huizhen.ground.imaging.comparing import Pair, pair_of, pairs_of, rows_of
from huizhen.ground.imaging.course import course_of, requirement_rows
from huizhen.ground.imaging.job_showing import shown_jobs
from huizhen.ground.imaging.models import ImagingInstanceRow, Whose
from huizhen.ground.imaging.pictures import picture_response
from huizhen.ground.imaging.queries import (
    StudyShown,
    apart_of,
    findings_of,
    judged_at,
    studies_of,
    thumbnail,
)
from huizhen.ground.imaging.rendering import Look, rendered
from huizhen.ground.imaging.showing import case_findings, files_of, study_cards, study_title
from huizhen.ground.imaging.timeline import HEIGHT, WIDTH, drawing_of, moments_of
from huizhen.ground.imaging.words import STATE, STATE_BADGE, WHOSE, word
from huizhen.ground.records.queries import current_version, inventory_of

_KEY_SIZE: Final = (192.0, 192.0)


@login_required
@require_safe
def imaging(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Studies with findings, requirements, reports, and the line of time."""
    case = case_for(request, case_id, "see_work")
    version = current_version(case)
    studies, findings = studies_of(case), findings_of(case)
    course = course_of(case, version)
    moments = moments_of(studies, course)
    paths = {str(one.source_id): one.path for one in inventory_of(case, version)} if version else {}
    cards = study_cards(case, studies, findings, course, paths)
    requirements = [_requirement(one) for one in requirement_rows(case, version)]
    context = {
        "cards": cards,
        "of_case": case_findings(case, studies, findings),
        "requirements": [one for one in requirements if not one["is_met"]],
        "met": [one for one in requirements if one["is_met"]],
        "without_images": [
            (one, ", ".join(files_of(one.fact, paths))) for one in course.without_images
        ]
        if course
        else [],
        "version": version,
        "course": course,
        "without_report": [one for one in cards if one.is_matched and not one.reports],
        "moments": moments,
        "drawing": drawing_of(moments),
        "drawing_size": (WIDTH, HEIGHT),
        "pairs": pairs_of(studies)[:1],
        "apart": [(one.instances, word(WHOSE, one.whose)) for one in apart_of(case)],
        "judged_at": judged_at(case),
        "files": files_received(case),
        "may_ask": may(person(request), case, "send_request"),
        **shown_jobs(case),
    }
    return render_case(request, case, "imaging/imaging.html", context)


@login_required
@require_safe
def compare(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Two studies side by side: those that were chosen, else the newest with its prior."""
    case = case_for(request, case_id, "see_work")
    studies = studies_of(case)
    pairs = pairs_of(studies)
    chosen = _chosen(request, studies) or (pairs[0] if pairs else None)
    context: dict[str, Any] = {
        "studies": [(str(one.id), study_title(one)) for one in studies],
        "pairs": pairs[:12],
        "chosen": chosen,
    }
    if chosen is not None:
        is_alike = bool(set(chosen.later.modalities) & set(chosen.earlier.modalities))
        context |= {
            "rows": rows_of(case, chosen),
            "is_alike": is_alike,
            "ids": (str(chosen.later.id), str(chosen.earlier.id)),
        }
    return render_case(request, case, "imaging/compare.html", context)


@login_required
@require_safe
def picture(request: HttpRequest, case_id: UUID, series_id: UUID) -> HttpResponse:
    """The middle picture of a series."""
    case = case_for(request, case_id, "see_work")
    return picture_response(thumbnail(case, series_id))


@login_required
@require_safe
def instance_picture(request: HttpRequest, case_id: UUID, instance_id: UUID) -> HttpResponse:
    """The middle frame of an instance, drawn small by a child."""
    case = case_for(request, case_id, "see_work")
    row = case_row(case, ImagingInstanceRow, pk=instance_id, whose=Whose.PATIENT)
    return picture_response(
        rendered(case, row, Look(frame=row.frames // 2, format="JPEG", viewport=_KEY_SIZE))
    )


def _chosen(request: HttpRequest, studies: list[StudyShown]) -> Pair | None:
    """The two studies of the address; None unless both are of this case and differ."""
    by_id = {str(one.id): one for one in studies}
    one, other = (by_id.get(request.GET.get(name, "")) for name in ("one", "other"))
    return pair_of(one, other) if one and other and one.id != other.id else None


def _requirement(one: Finding) -> dict[str, Any]:
    return {
        "finding": one,
        "name": _said(one.name),
        "reason": _said(one.reason),
        "request": _said(one.request) if one.request else "",
        "state": word(STATE, one.state),
        "badge": STATE_BADGE[one.state],
        "is_met": one.state == "met",
        "is_asked": one.request is not None and one.effect in ("block", "warn"),
    }


def _said(text: Text) -> str:
    return text.zh if (get_language() or "").startswith("zh") else text.en
