"""How the planes of a series lie in space, and what is wrong with that."""

from __future__ import annotations

from typing import Literal

from huizhen.core.imaging.findings import ImagingFinding
from huizhen.core.imaging.series import Series
from huizhen.core.records.value import Value

Plane = Literal["axial", "coronal", "sagittal", "oblique", ""]


class Geometry(Value):
    """The stack that a series makes; lengths in mm, rounded as they are shown."""

    plane: Plane = ""
    """'' where the headers do not say, or the planes of the series differ."""
    is_volume: bool = False
    """At least three parallel planes at different places."""
    slices: int = 0
    """Different places along the normal, in the longest stack."""
    passes: int = 1
    """How many images the places have: phases, echoes, b-values, times."""
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


def geometry_of(series: Series) -> Geometry:
    """The geometry of a series' images; an empty one where it has none."""
    del series
    return Geometry()


def geometry_findings(series: Series) -> tuple[ImagingFinding, ...]:
    """What is wrong with the geometry of a series, with the keyword and the figure."""
    del series
    return ()
