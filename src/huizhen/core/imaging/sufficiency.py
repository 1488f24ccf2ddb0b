"""What is wrong with a study as a whole: only copies, no contrast, a phase missing, too thick."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from huizhen.core.imaging.cover import cover_findings
from huizhen.core.imaging.findings import ImagingFinding
from huizhen.core.imaging.header_values import finding, usual
from huizhen.core.imaging.index import Study
from huizhen.core.imaging.judged import JudgedSeries, JudgedStudy
from huizhen.core.imaging.kernels import CLASSES
from huizhen.core.imaging.purpose import PLANES
from huizhen.core.imaging.series import PlacedInstance
from huizhen.core.imaging.tables import JudgementTables, Purpose
from huizhen.core.records.dates import parse_partial_date

_WHOLE_MR_SERIES = 4
"""With fewer series an MR folder is plainly a part, and what else it lacks is not listed ..."""
_WHOLE_MR_NEEDS = 4
"""... unless so many of its needs are there: then it is the examination, and something lacks."""
_NOT_ORIGINAL = ("localizer", "secondary_capture", "screenshot", "film", "derived")
_ZONES_DAYS = 1
"""A day has begun elsewhere already."""
_CUT = frozenset(("CT", "MR", "PT"))


def study_findings(
    study: Study,
    judged: Sequence[JudgedSeries],
    as_of: datetime.date | None,
    old_days: int,
    *,
    is_prior: bool = False,
) -> Iterator[ImagingFinding]:
    """What is wrong whatever the study is for; a prior lies beside a newer one of the same part and
    serves for comparison at any age (2.0.4)."""
    yield from _age_findings(study, judged, as_of, None if is_prior else old_days)
    yield from _pet_findings(judged)
    yield from cover_findings(study, judged)
    pictures = [one for one in judged if one.kind in ("image", *_NOT_ORIGINAL)]
    if any(one.is_original for one in pictures):
        # the slices of one machine do not stand for those of another
        for modality in sorted(_CUT & {one.modality for one in pictures}):
            yield from _without_originals([one for one in pictures if one.modality == modality])
    else:
        yield from _without_originals(pictures)


def _without_originals(pictures: Sequence[JudgedSeries]) -> Iterator[ImagingFinding]:
    """What stands in the place of the originals where there are none."""
    if not pictures or any(one.is_original for one in pictures):
        return
    members = _instances(pictures)
    kinds = {one.kind for one in pictures}
    shown = pictures[0].kind_shown
    code = (
        "only_localizers" if kinds == {"localizer"}
        else "only_films" if kinds == {"film"}
        else "only_derived" if "derived" in kinds
        else "only_copies"
    )  # fmt: skip
    yield finding(code, shown.tag, shown.value, members, "study")


def _pet_findings(judged: Sequence[JudgedSeries]) -> Iterator[ImagingFinding]:
    """The series that locates the uptake is a part of the examination (2.0.3)."""
    originals = [one for one in judged if one.is_original]
    emission = [one for one in originals if one.modality == "PT"]
    if emission and not any(one.modality in ("CT", "MR") for one in originals):
        yield finding("low_dose_ct_missing", "Modality", "PT", _instances(emission), "study")


def _age_findings(
    study: Study,
    judged: Sequence[JudgedSeries],
    as_of: datetime.date | None,
    old_days: int | None,
) -> Iterator[ImagingFinding]:
    date = parse_partial_date(study.date) if study.date else None
    day = _whole(str(date)) if date is not None else None
    if as_of is None or day is None:
        return
    value = f"{study.date} ({(as_of - day).days} d)"
    if old_days is not None and (as_of - day).days > old_days:
        yield finding("study_old", "StudyDate", value, _instances(judged), "study")
    if (day - as_of).days > _ZONES_DAYS:
        yield finding("study_date_in_future", "StudyDate", value, _instances(judged), "study")


def is_prior_of(
    study: Study, judged: Sequence[JudgedSeries], other: Study, newer: Sequence[JudgedSeries]
) -> bool:
    """Whether another study of this patient is newer and shows the same part by the same means."""
    if other is study or other.patient != study.patient or not study.date < other.date:
        return False
    return bool(_parts_shown(judged) & _parts_shown(newer))


def _parts_shown(judged: Sequence[JudgedSeries]) -> frozenset[tuple[str, str]]:
    originals = (one for one in judged if one.is_original)
    return frozenset((one.modality, part) for one in originals for part in one.body_parts)


def _whole(date: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(date)
    except ValueError:
        return None  # a year or month alone proves no age


def purpose_findings(
    purpose: Purpose,
    whole: JudgedStudy,
    members: Sequence[JudgedSeries],
    tables: JudgementTables,
) -> Iterator[ImagingFinding]:
    """What the study lacks for its purpose; what a series may hide is not called lacking."""
    originals = [one for one in members if one.is_original]
    instances = _instances(originals)
    if whole.is_too_thick:
        value = f"{whole.thinnest_mm} mm > {whole.acceptable_mm} mm"
        yield finding("slices_too_thick", "SliceThickness", value, instances, "study")
    if purpose.is_contrast and originals and all(o.contrast == "without" for o in originals):
        shown = originals[0].contrast_shown
        if shown is not None:
            yield finding("contrast_missing", shown.tag, shown.value, instances, "study")
        return
    is_whole = len(originals) >= _WHOLE_MR_SERIES or len(whole.has) >= _WHOLE_MR_NEEDS
    for name in whole.lacks:
        yield from _lacking(name, originals, tables, is_whole=is_whole)


def _lacking(
    name: str, originals: Sequence[JudgedSeries], tables: JudgementTables, *, is_whole: bool
) -> Iterator[ImagingFinding]:
    instances = _instances(originals)
    if name in tables.phases.phases:
        row = tables.phases.phases[name]
        yield finding(
            "phase_missing", "SeriesDescription", _named(row.en, row.zh, originals),
            instances, "study",
        )  # fmt: skip
    elif name in CLASSES and originals[0].modality == "CT":
        kernels = " | ".join(dict.fromkeys(usual(o.series, "ConvolutionKernel") for o in originals))
        yield finding(
            "kernel_missing", "ConvolutionKernel", f"{name}: {kernels}", instances, "study"
        )
    elif name == "corrected":
        corrected = [usual(one.series, "CorrectedImage") for one in originals]
        tag = "CorrectedImage" if any(corrected) else "SeriesDescription"
        said = " | ".join(usual(one.series, tag) for one in originals)
        yield finding("attenuation_not_corrected", tag, said, instances, "study")
    elif name in tables.views:
        view = tables.views[name]
        said = _named(view.en, view.zh, originals)
        yield finding("view_missing", "ViewPosition", said, instances, "study")
    elif name in tables.sequences and is_whole:
        sequence = tables.sequences[name]
        yield finding(
            "sequence_missing", "SeriesDescription",
            _named(sequence.en, sequence.zh, originals), instances, "study",
        )  # fmt: skip
    elif name in PLANES and is_whole:
        planes = ", ".join(sorted({one.plane for one in originals}))
        yield finding(
            "plane_missing", "ImageOrientationPatient", f"{name}: {planes}", instances, "study"
        )


def _named(en: str, zh: str, originals: Sequence[JudgedSeries]) -> str:
    """What is missing, and what the descriptions say."""
    said = " | ".join(
        dict.fromkeys(usual(one.series, "SeriesDescription") or "-" for one in originals)
    )
    return f"{en} {zh}: {said}"


def _instances(judged: Sequence[JudgedSeries]) -> list[PlacedInstance]:
    """The first instance of each series: it speaks for it."""
    return [one.series.instances[0] for one in judged]
