"""Reports and images of one examination, as far as both came as DICOM.

A report belongs to the study whose UID it has, else to one of its accession number, else of its
day. Reports on paper are matched to studies with the facts of the case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from huizhen.core.imaging.findings import ImagingFinding
from huizhen.core.imaging.judged import JudgedSeries
from huizhen.core.imaging.series import patient_key

_PICTURES = ("image", "derived", "secondary_capture", "screenshot", "film", "slide")
_Studies = dict[tuple[str, str], list[JudgedSeries]]


def report_findings(
    series: Iterable[JudgedSeries], *, may_have_other_reports: bool = False
) -> tuple[ImagingFinding, ...]:
    """Studies of which no report came, and reports of which no images came. Where other documents
    lie beside the images, a study may have its report among them: then nobody misses one."""
    judged = list(series)
    pictures = _by_study(one for one in judged if one.kind in _PICTURES)
    reports = _by_study(one for one in judged if one.kind == "report")
    free = {key: members for key, members in reports.items() if key not in pictures}
    found = [*_without_images(free, pictures)]
    if not may_have_other_reports:
        found += _without_report(pictures, reports, free)
    return tuple(found)


def _by_study(series: Iterable[JudgedSeries]) -> _Studies:
    studies: _Studies = {}
    for one in series:
        header = one.series.first
        key = (header.study_instance_uid, "" if header.study_instance_uid else header.study_date)
        studies.setdefault(key, []).append(one)
    return studies


def _without_images(free: _Studies, pictures: _Studies) -> Iterator[ImagingFinding]:
    for members in free.values():
        if not any(_are_one(members, images) for images in pictures.values()):
            yield _finding("report_without_images", members)


def _without_report(
    pictures: _Studies, reports: _Studies, free: _Studies
) -> Iterator[ImagingFinding]:
    for key, members in pictures.items():
        if key not in reports and not any(_are_one(report, members) for report in free.values()):
            yield _finding("images_without_report", members)


def _are_one(report: Sequence[JudgedSeries], images: Sequence[JudgedSeries]) -> bool:
    """Whether a report under another UID speaks of these images: by accession number, else by the
    day; of the same patient, where both name one."""
    header, other = report[0].series.first, images[0].series.first
    patients = {patient_key(one.patient) for one in (header, other) if not one.patient.is_empty}
    if len(patients) > 1:
        return False
    if header.accession_number and other.accession_number:
        return header.accession_number == other.accession_number
    return bool(header.study_date) and header.study_date == other.study_date


def _finding(code: str, members: Sequence[JudgedSeries]) -> ImagingFinding:
    header = members[0].series.first
    return ImagingFinding(
        code=code,
        tag="StudyInstanceUID",
        value=f"{header.study_date} {header.study_instance_uid}".strip(),
        scope="study",
        source_ids=tuple(one.series.instances[0].source_id for one in members),
    )
