"""How much of the body the series of a CT or MR show: fields narrower than a trunk, phases that end
before the others do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from huizhen.core.imaging.findings import ImagingFinding
from huizhen.core.imaging.header_values import finding, number, numbers, usual
from huizhen.core.imaging.index import Study
from huizhen.core.imaging.judged import JudgedSeries
from huizhen.core.imaging.phases import start_of
from huizhen.core.records.dates import parse_partial_date

TRUNK_MM = 250
"""No trunk of a grown person is narrower; fields below are of a spine, a heart, one lung."""
GROWN_YEARS = 16
SHORT_SHARE = Decimal(1) / 3
"""A phase of the liver alone is shorter than one to the pelvis, but longer than this of it."""
SAME_SCAN_S = 8
_LEAST_PHASES = 3
_TRUNK = frozenset(("chest", "abdomen", "liver", "pancreas", "biliary", "pelvis", "whole_body"))
_SMALL = frozenset(
    ("heart", "breast", "kidney", "rectum", "prostate", "spine", "limb", "neck", "brain")
)  # fmt: skip


class _Field(NamedTuple):
    """The field of one series and when it was scanned."""

    series: JudgedSeries
    mm: Decimal
    start_s: Decimal | None


def cover_findings(study: Study, judged: Sequence[JudgedSeries]) -> Iterator[ImagingFinding]:
    """Series that show less of the body than what they are of."""
    originals = [one for one in judged if one.is_original]
    if not _is_child(study):
        yield from _narrow(originals)
    yield from _short_phases(originals)


def _is_child(study: Study) -> bool:
    """Whether the patient was no grown person yet; who states no birth date counts as grown."""
    born = study.patient.birth_date
    taken = parse_partial_date(study.date) if study.date else None
    if born is None or taken is None:
        return False
    return int(str(taken)[:4]) - int(str(born)[:4]) < GROWN_YEARS


def _narrow(originals: Sequence[JudgedSeries]) -> Iterator[ImagingFinding]:
    """Axial CT of a trunk in a field that holds none, where the same scan is nowhere wide: a
    second reconstruction of a part is made beside the whole one."""
    fields = [found for one in originals if (found := _field(one))]
    for one in fields:
        if one.mm >= TRUNK_MM or not _TRUNK & set(one.series.body_parts):
            continue
        if _SMALL & set(one.series.body_parts) or any(
            other.mm >= TRUNK_MM and _is_same_scan(one, other) for other in fields
        ):
            continue
        tag = "ReconstructionDiameter"
        if not usual(one.series.series, tag):
            tag = "PixelSpacing"
        value = f"{one.mm.quantize(Decimal(1))} mm < {TRUNK_MM} mm"
        yield finding("field_of_view_narrow", tag, value, one.series.series.instances)


def _field(one: JudgedSeries) -> _Field | None:
    if one.modality != "CT" or one.plane != "axial":
        return None
    spacing = numbers(usual(one.series, "PixelSpacing"))
    columns = number(usual(one.series, "Columns"))
    if len(spacing) != 2 or not columns or spacing[1] <= 0:
        return None
    start = start_of(one.series)
    return _Field(one, columns * spacing[1], start[0] if start else None)


def _is_same_scan(one: _Field, other: _Field) -> bool:
    if one.start_s is None or other.start_s is None:
        return True
    return abs(one.start_s - other.start_s) <= SAME_SCAN_S


def _short_phases(originals: Sequence[JudgedSeries]) -> Iterator[ImagingFinding]:
    """Of several phases one that ends after a fraction of every other."""
    for modality in ("CT", "MR"):
        phases = [
            (one, length) for one in originals
            if one.modality == modality and one.phase and one.plane == "axial"
            and (length := _length_mm(one))
        ]  # fmt: skip
        if len({one.phase for one, _ in phases}) < _LEAST_PHASES:
            continue
        for one, length in phases:
            others = [mm for other, mm in phases if other.phase != one.phase]
            if length < SHORT_SHARE * min(others):
                value = f"{one.phase}: {_mm(length)} < {_mm(min(others))} mm"
                yield finding(
                    "phase_cover_short", "ImagePositionPatient", value, one.series.instances
                )


def _length_mm(one: JudgedSeries) -> Decimal | None:
    """From the first to the last place of its slices."""
    if one.spacing_mm is None:
        return None
    places = Decimal(len(one.series.instances)) / one.passes
    return one.spacing_mm * places


def _mm(length: Decimal) -> str:
    return str(length.quantize(Decimal(1)))
