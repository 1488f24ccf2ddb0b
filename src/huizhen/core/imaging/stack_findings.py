"""What is wrong with a stack: slices missing or twice, uneven steps, tilt, shifts, thickness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import atan, degrees
from statistics import median
from typing import NamedTuple

from huizhen.core.imaging.figures import figure, finding, listed
from huizhen.core.imaging.findings import ImagingFinding
from huizhen.core.imaging.increments import Increments, increments_of, tolerance_mm, written_mm
from huizhen.core.imaging.planes import (
    ImagePlane,
    Orientation,
    Vector,
    dot,
    figures,
    length,
    number,
)
from huizhen.core.imaging.series import Series
from huizhen.core.imaging.stacks import Stack, repeated_identically, shift_within
from huizhen.core.imaging.tolerances import (
    GAP_OF_THICKNESS,
    MISSING_SHARE,
    SAME_PLACE_MM,
    SHIFT_PIXELS,
    THICKNESS_OF_INCREMENT,
    TILT_DEGREES,
)

LEAST_PLACES = 3
"""Fewer parallel planes are no volume: two have one step, and nothing to compare it with."""


class Judged(NamedTuple):
    """A stack with its steps and its shear."""

    stack: Stack
    increments: Increments
    shear: Vector
    """Way within the plane for each mm along the normal."""

    @property
    def tilt_degrees(self) -> float:
        """Angle between the stack's direction and the normal."""
        return degrees(atan(length(self.shear)))

    @property
    def thickness_mm(self) -> float | None:
        """The usual thickness; None where it is not stated."""
        stated = [plane.thickness for plane in self.stack.planes if plane.thickness]
        return median(stated) if stated else None


def judged(stack: Stack) -> Judged:
    """The stack with what its positions say."""
    return Judged(stack, increments_of(stack), _shear(stack))


def _shear(stack: Stack) -> Vector:
    first = stack.places[0]
    ways = [
        (shift_within(stack, place.planes[0], first.planes[0]), place.at - first.at)
        for place in stack.places[1:]
    ]
    if not ways:
        return (0.0, 0.0, 0.0)
    parts = [median(way[axis] / along for way, along in ways) for axis in range(3)]
    return (parts[0], parts[1], parts[2])


def stack_findings(series: Series, stacks: Sequence[Judged]) -> Iterator[ImagingFinding]:
    """One finding a code over all stacks of a series that are long enough to judge."""
    long = [one for one in stacks if len(one.stack.places) >= LEAST_PLACES]
    yield from _missing(series, long)
    yield from _shorter_passes(series, long)
    yield from _twice(series, stacks)
    yield from _uneven(series, long)
    yield from _tilted(series, long)
    yield from _shifted(series, long)
    yield from _thickness(series, long)
    yield from _stated_spacing(series, long)


def _missing(series: Series, stacks: Sequence[Judged]) -> Iterator[ImagingFinding]:
    gaps = [(one, gap) for one in stacks for gap in one.increments.gaps]
    if not gaps:
        return
    steps = [f"{figure(gap.below.at)} → {figure(gap.above.at)} mm" for _, gap in gaps]
    regular = figure(gaps[0][0].increments.regular_mm or 0)
    yield finding(
        series,
        "slices_missing",
        "ImagePositionPatient",
        f"{sum(gap.missing for _, gap in gaps)}: {listed(steps)} ({regular} mm)",
        [p.placed for _, gap in gaps for place in (gap.below, gap.above) for p in place.planes],
    )


_OF_ONE_RUN = (
    "FrameContentSequence.DimensionIndexValues",
    "TemporalPositionIdentifier",
    "EchoNumbers",
    "EchoTime",
    "TriggerTime",
)
"""What one run images at the same places each time; acquisitions may cover different ones."""


def _shorter_passes(series: Series, stacks: Sequence[Judged]) -> Iterator[ImagingFinding]:
    """Passes of one run that end before the others do; a gap inside one is a missing slice."""
    runs: dict[tuple[Orientation, str], list[Stack]] = {}
    for one in stacks:
        keyword = one.stack.told_by[-1][0] if one.stack.told_by else ""
        if keyword in _OF_ONE_RUN:
            runs.setdefault((one.stack.orientation, keyword), []).append(one.stack)
    for (_, keyword), passes in runs.items():
        whole = max(passes, key=lambda stack: len(stack.places))
        short = [stack for stack in passes if _ends_early(stack, whole)]
        if short and len(short) <= MISSING_SHARE * len(passes) + 1:
            shown = [
                f"{stack.told_by[-1][1]} ({len(stack.places)}/{len(whole.places)})"
                for stack in short
            ]
            placed = [plane.placed for stack in short for plane in stack.planes]
            yield finding(series, "pass_incomplete", keyword, listed(shown), placed)
            return


def _ends_early(stack: Stack, whole: Stack) -> bool:
    """Whether it covers a part of the other's places, without those at an end."""
    if len(stack.places) >= len(whole.places):
        return False
    low, high = whole.places[0].at - SAME_PLACE_MM, whole.places[-1].at + SAME_PLACE_MM
    is_within = low <= stack.places[0].at and stack.places[-1].at <= high
    ends = (stack.places[0].at - low, high - stack.places[-1].at)
    return is_within and max(ends) > 2 * SAME_PLACE_MM


def _twice(series: Series, stacks: Sequence[Judged]) -> Iterator[ImagingFinding]:
    repeated, passes = [], 0
    for one in stacks:
        several = repeated_identically(one.stack)
        if several and series.first.modality == "MR" and len(one.stack.places) >= LEAST_PLACES:
            passes = max(passes, several)
        else:
            repeated += [place for place in one.stack.places if _differ(place.planes)]
    if passes:
        yield finding(series, "positions_repeated", "ImagePositionPatient", f"{passes} ×")
    if repeated:
        yield finding(
            series,
            "slices_duplicate",
            "ImagePositionPatient",
            f"{len(repeated)}: {listed([figure(place.at) for place in repeated])} mm",
            [plane.placed for place in repeated for plane in place.planes],
        )


def _differ(planes: Sequence[ImagePlane]) -> bool:
    """Whether a place has images of different instances; two files of one instance UID are
    another finding."""
    uids = {(p.header.sop_instance_uid or p.placed.source_id, p.frame) for p in planes}
    return len(uids) > 1


def _uneven(series: Series, stacks: Sequence[Judged]) -> Iterator[ImagingFinding]:
    worst = max(stacks, key=lambda one: len(one.increments.uneven_mm), default=None)
    if worst is None or not worst.increments.uneven_mm:
        return
    steps = worst.increments.uneven_mm
    value = f"{listed([figure(step) for step in steps], ' / ')} mm"
    if worst.tilt_degrees >= TILT_DEGREES:
        along = (1 + dot(worst.shear, worst.shear)) ** 0.5
        value += f" ({listed([figure(step * along) for step in steps], ' / ')} mm)"
    yield finding(series, "increments_uneven", "ImagePositionPatient", value)


def _tilted(series: Series, stacks: Sequence[Judged]) -> Iterator[ImagingFinding]:
    if not stacks:
        return
    tilt = max(one.tilt_degrees for one in stacks)
    stated = number(stacks[0].stack.planes[0].header.gantry_detector_tilt) or 0.0
    if series.first.modality == "CT" and abs(stated) >= TILT_DEGREES:
        seen = (
            "" if abs(abs(stated) - tilt) < TILT_DEGREES else f" (ImagePositionPatient {tilt:.1f}°)"
        )
        yield finding(series, "gantry_tilt", "GantryDetectorTilt", f"{stated:.1f}°{seen}")
    elif tilt >= TILT_DEGREES:
        code = "gantry_tilt" if series.first.modality == "CT" else "stack_sheared"
        yield finding(series, code, "ImagePositionPatient", f"{tilt:.1f}°")


def _shifted(series: Series, stacks: Sequence[Judged]) -> Iterator[ImagingFinding]:
    off = [(plane, mm) for one in stacks for plane, mm in _off_line(one)]
    if off:
        most = max(mm for _, mm in off)
        yield finding(
            series,
            "planes_shifted",
            "ImagePositionPatient",
            f"{len(off)}: {figure(most)} mm",
            [plane.placed for plane, _ in off],
        )


def _off_line(one: Judged) -> Iterator[tuple[ImagePlane, float]]:
    """Planes that lie beside the straight line of their stack, and by how much."""
    first = one.stack.places[0]
    for place in one.stack.places:
        along = place.at - first.at
        for plane in place.planes[:1]:
            way = shift_within(one.stack, plane, first.planes[0])
            beside = length(
                (
                    way[0] - one.shear[0] * along,
                    way[1] - one.shear[1] * along,
                    way[2] - one.shear[2] * along,
                )
            )
            pixel = max(figures(plane.pixel_spacing, 2) or (1.0,))
            if beside > max(1.0, SHIFT_PIXELS * pixel):
                yield plane, beside


def _thickness(series: Series, stacks: Sequence[Judged]) -> Iterator[ImagingFinding]:
    for one in stacks[:1]:
        thickness, step = one.thickness_mm, one.increments.regular_mm
        if not thickness or not step:
            continue
        value = f"{figure(thickness)} mm; {figure(step)} mm"
        if thickness > THICKNESS_OF_INCREMENT * step and _is_original(one):
            yield finding(series, "thickness_contradicts_spacing", "SliceThickness", value)
        elif step > GAP_OF_THICKNESS * thickness:
            yield finding(series, "gap_between_slices", "SliceThickness", value)


def _is_original(one: Judged) -> bool:
    """Whether the images are original: projections through thick slabs overlap as they should."""
    return one.stack.planes[0].header.image_type.startswith("ORIGINAL")


def _stated_spacing(series: Series, stacks: Sequence[Judged]) -> Iterator[ImagingFinding]:
    """SpacingBetweenSlices, which runs along the normal (PS3.3 C.7.6.16.2.1), though some write the
    step of the table."""
    for one in stacks[:1]:
        step = one.increments.regular_mm
        texts = {_spacing_text(plane) for plane in one.stack.planes}
        stated = [abs(mm) for text in texts if (mm := number(text))]
        if step is None or not stated or one.increments.uneven_mm:
            continue
        along = step * (1 + dot(one.shear, one.shear)) ** 0.5
        allowed = tolerance_mm(step, written_mm(one.stack.planes))
        if not any(abs(mm - true) <= allowed for mm in stated for true in (step, along)):
            value = f"{listed([figure(mm) for mm in sorted(stated)])} mm; {figure(step)} mm"
            yield finding(series, "spacing_conflicts", "SpacingBetweenSlices", value)


def _spacing_text(plane: ImagePlane) -> str:
    header = plane.header
    own = header.frames[plane.frame - 1].spacing_between_slices if plane.frame else ""
    return own or header.spacing_between_slices
