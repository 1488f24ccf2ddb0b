"""How the planes of a series lie in space, and what is wrong with that."""

from __future__ import annotations

from collections.abc import Sequence

from huizhen.core.imaging.attribute_findings import attribute_findings, thickness_of
from huizhen.core.imaging.findings import ImagingFinding
from huizhen.core.imaging.planes import (
    ImagePlane,
    PlaneName,
    figures,
    number,
    plane_name,
    planes_of,
)
from huizhen.core.imaging.series import PlacedInstance, Series
from huizhen.core.imaging.stack_findings import LEAST_PLACES, Judged, judged, stack_findings
from huizhen.core.imaging.stacks import stacks_of
from huizhen.core.records.value import Value


class Geometry(Value):
    """The stack that a series makes; lengths in mm, rounded as they are shown."""

    plane: PlaneName = ""
    """'' where the headers do not say, or the planes of the series differ."""
    is_volume: bool = False
    """At least three parallel planes at different places."""
    slices: int = 0
    """Different places along the normal, in the longest stack."""
    passes: int = 1
    """How many stacks lie over each other: phases, echoes, b-values, times."""
    spacing_mm: float | None = None
    """The regular distance of neighbouring planes along their normal."""
    thickness_mm: float | None = None
    positions_mm: tuple[float, ...] = ()
    """Places along the normal in ascending order."""
    tilt_degrees: float | None = None
    """Angle between the stack's direction and the normal: 0 where they agree."""
    gap_mm: float | None = None
    """Spacing less thickness: below zero the slices overlap."""
    field_of_view_mm: tuple[float, float] | None = None
    """Height and width of the matrix by PixelSpacing."""
    told_by: tuple[str, ...] = ()
    """Keywords that tell the passes apart."""


class JudgedGeometry(Value):
    """Geometry and findings of one series, from one look at its headers."""

    geometry: Geometry = Geometry()
    findings: tuple[ImagingFinding, ...] = ()


def judged_geometry(series: Series) -> JudgedGeometry:
    """The geometry of a series and what is wrong with it."""
    planes = planes_of(series)
    stacks = [judged(stack) for stack in stacks_of(planes)]
    found = (*attribute_findings(series, planes), *stack_findings(series, stacks))
    return JudgedGeometry(geometry=_geometry(planes, stacks), findings=found)


def geometry_of(series: Series) -> Geometry:
    """The geometry of a series' images; an empty one where it has none."""
    return judged_geometry(series).geometry


def geometry_findings(series: Series) -> tuple[ImagingFinding, ...]:
    """What is wrong with the geometry of a series, with the keyword and the figure."""
    return judged_geometry(series).findings


def in_order(series: Series) -> tuple[PlacedInstance, ...]:
    """The instances by place along the normal of the longest stack, then by number; those without
    a place behind, in their order."""
    planes = planes_of(series)
    order: dict[int, int] = {}
    for stack in stacks_of(planes):
        for plane in stack.planes:
            order.setdefault(id(plane.placed), len(order))
    behind = len(order)
    return tuple(sorted(series.instances, key=lambda one: order.get(id(one), behind)))


def _geometry(planes: Sequence[ImagePlane], stacks: Sequence[Judged]) -> Geometry:
    thickness = thickness_of(planes)
    if not stacks:
        return Geometry(thickness_mm=_rounded(thickness), field_of_view_mm=_field(planes))
    main = stacks[0]
    spacing = main.increments.regular_mm
    names = {plane_name(one.stack.orientation) for one in stacks}
    is_volume = len(main.stack.places) >= LEAST_PLACES
    return Geometry(
        plane=names.pop() if len(names) == 1 else "",
        is_volume=is_volume,
        slices=len(main.stack.places),
        passes=sum(one.stack.orientation == main.stack.orientation for one in stacks),
        spacing_mm=_rounded(spacing),
        thickness_mm=_rounded(thickness),
        positions_mm=tuple(round(place.at, 3) for place in main.stack.places),
        tilt_degrees=round(main.tilt_degrees, 1) if is_volume else None,
        gap_mm=_rounded(spacing - thickness) if spacing and thickness else None,
        field_of_view_mm=_field(planes),
        told_by=tuple(keyword for keyword, _ in main.stack.told_by),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _field(planes: Sequence[ImagePlane]) -> tuple[float, float] | None:
    for plane in planes:
        spacing = figures(plane.pixel_spacing, 2)
        rows, columns = number(plane.header.rows), number(plane.header.columns)
        if spacing and rows and columns:
            return round(rows * spacing[0], 1), round(columns * spacing[1], 1)
    return None
