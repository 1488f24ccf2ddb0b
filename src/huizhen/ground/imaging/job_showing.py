"""How far the work on images is, and what failed in it."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.imaging.models import ImagingFile
from huizhen.ground.jobs.models import Job, JobState

_PREFIXES: Final = ("imaging", "ingest", "index_im", "judge_im", "transcode", "thumbnail")
_OTHERS: Final = ("find_masking_candidates",)
_MOST_FILES: Final = 20
_LABELS: Final = {
    "find_masking_candidates": _("The pictures are being searched."),
}
_WORK: Final = _("The images are being read and judged.")
_CODES: Final = {
    "pixels_broken": _("the pixels are damaged: copy the file from the disc again"),
    "no_pixels": _("it holds no pixels"),
    "record_broken": _("the file is damaged: copy it from the disc again"),
    "dicom_broken": _("the file is damaged: copy it from the disc again"),
    "archive_encrypted": _("the archive is locked: ask the sender for one without a password"),
    "worker_crashed": _("the program could not open it: ask for a new export"),
    "too_large": _("it is larger than this site allows"),
}


def shown_jobs(case: Case) -> dict[str, Any]:
    """The jobs that wait, run or failed, and files in which images could not be read."""
    kinds = Q(kind__in=_OTHERS)
    for prefix in _PREFIXES:
        kinds |= Q(kind__startswith=prefix)
    rows = Job.objects.filter(kinds, case_id=case.pk).exclude(
        state__in=(JobState.DONE, JobState.CANCELLED)
    )
    broken = case_rows(case, ImagingFile).exclude(code="").select_related("file")
    return {
        "jobs": [
            {"label": _LABELS.get(one.kind, _WORK), "told": _told(one)}
            for one in rows.order_by("made_at")
        ],
        "broken": [
            {
                "name": case.unseal(one.file.sealed_name).decode(),
                "code": one.code,
                "why": _CODES.get(one.code, ""),
            }
            for one in broken.order_by("looked_at")[:_MOST_FILES]
        ],
        "broken_count": broken.count(),
    }


def _told(job: Job) -> dict[str, Any]:
    return {
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "code": job.code,
        "shown_message": gettext(job.message) if job.message else "",
        "shown_remedy": gettext(job.remedy) if job.remedy else "",
    }
