"""How far the work on images is, and what failed in it."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.imaging.actions import INDEX, TRANSCODE
from huizhen.ground.imaging.masking_jobs import FIND
from huizhen.ground.imaging.models import ImagingFile
from huizhen.ground.jobs.models import Job, JobState
from huizhen.ground.records.reasons import REASON_OF

_LABELS: Final = {
    INDEX: _("The images are being read and judged."),
    TRANSCODE: _("The images are being made ready for the viewer."),
    FIND: _("The pictures are being searched."),
}
_MOST_FILES: Final = 20


def shown_jobs(case: Case) -> dict[str, Any]:
    """The jobs that wait, run or failed, and files in which images could not be read."""
    rows = Job.objects.filter(kind__in=list(_LABELS), case_id=case.pk).exclude(
        state__in=(JobState.DONE, JobState.CANCELLED)
    )
    broken = case_rows(case, ImagingFile).exclude(code="").select_related("file")
    return {
        "jobs": [
            {"label": _LABELS[one.kind], "told": told_of(one)} for one in rows.order_by("made_at")
        ],
        "broken": [
            {
                "name": case.unseal(one.file.sealed_name).decode(),
                "code": one.code,
                "why": _why(one.code),
            }
            for one in broken.order_by("looked_at")[:_MOST_FILES]
        ],
        "broken_count": broken.count(),
    }


def told_of(job: Job) -> dict[str, Any]:
    """How far a job is, and what failed, in the reader's language."""
    return {
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "code": job.code,
        "shown_message": gettext(job.message) if job.message else "",
        "shown_remedy": gettext(job.remedy) if job.remedy else "",
    }


def _why(code: str) -> str:
    """What happened and what to do; of a code without words what is true of every image."""
    reason = REASON_OF.get(code) or REASON_OF["dicom_broken"]
    return f"{reason.title} {reason.remedy}"
