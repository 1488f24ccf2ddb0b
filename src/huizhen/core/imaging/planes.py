"""Image planes in patient space (PS3.3 C.7.6.2.1.1): one for each slice, or frame of one.

Directions and places are floats: they come from decimal text of at most sixteen characters, and
every tolerance is far above what a float loses.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from math import acos, degrees, hypot
from typing import Literal, NamedTuple

from huizhen.core.imaging.series import PlacedInstance, Series
from huizhen.core.imaging.tolerances import UNIT_VECTOR_SHARE
from huizhen.core.records.reading import DicomInstance

Vector = tuple[float, float, float]
PlaneName = Literal["axial", "coronal", "sagittal", "oblique", ""]

_SLICED = frozenset(
    f"1.2.840.10008.5.1.4.1.1.{last}"
    for last in ("2", "2.1", "2.2", "4", "4.1", "4.3", "4.4", "6.2", "128", "128.1", "130",
                 "13.1.1", "13.1.2", "13.1.3")
)  # fmt: skip
"""SOP classes of slices (PS3.4 B.5): CT, MR, PET, three-dimensional ultrasound and X-ray."""
_SLICED_MODALITIES = ("CT", "MR", "PT")


class Orientation(NamedTuple):
    """Directions of rows and columns, and the normal of both."""

    row: Vector
    column: Vector
    normal: Vector


class ImagePlane(NamedTuple):
    """Where one image lies, with what tells it from others at its place."""

    placed: PlacedInstance
    frame: int
    """Its number in a multi-frame image, from 1; 0 in an image of one frame."""
    position: Vector | None
    orientation: Orientation | None
    orientation_text: str
    pixel_spacing: str
    thickness: float | None
    dimensions: tuple[str, ...]

    @property
    def header(self) -> DicomInstance:
        """The header of its file."""
        return self.placed.instance


def is_sliced(header: DicomInstance) -> bool:
    """Whether the image is one of slices, and no localiser (PS3.3 C.8.2.1.1.1, C.8.3.1.1.1)."""
    if "LOCALIZER" in header.image_type.split("\\"):
        return False
    if header.sop_class_uid:
        return header.sop_class_uid in _SLICED
    return header.modality in _SLICED_MODALITIES


def planes_of(series: Series) -> list[ImagePlane]:
    """The planes of a series' slices; localisers, reports and captures have none."""
    return [
        plane
        for placed in series.instances
        if is_sliced(placed.instance)
        for plane in _planes(placed)
    ]


def _planes(placed: PlacedInstance) -> Iterator[ImagePlane]:
    header = placed.instance
    if not header.frames:
        yield ImagePlane(
            placed,
            0,
            vector(header.image_position_patient),
            orientation(header.image_orientation_patient),
            header.image_orientation_patient,
            header.pixel_spacing,
            number(header.slice_thickness),
            (),
        )
    for at, frame in enumerate(header.frames, start=1):
        directions = frame.image_orientation_patient or header.image_orientation_patient
        yield ImagePlane(
            placed,
            at,
            vector(frame.image_position_patient),
            orientation(directions),
            directions,
            frame.pixel_spacing or header.pixel_spacing,
            number(frame.slice_thickness or header.slice_thickness),
            frame.dimensions,
        )


_MOST = 1e9
"""No length, time, count or number of an image is larger; so no figure of ours overflows."""


def number(text: str) -> float | None:
    """The figure of a decimal string; None where there is none, or one that measures nothing."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < _MOST else None


def figures(text: str, count: int) -> tuple[float, ...] | None:
    """So many figures apart by backslashes; None where one lacks, or there are more."""
    values = tuple(map(number, text.split("\\")))
    found = tuple(value for value in values if value is not None)
    return found if len(found) == len(values) == count else None


def vector(text: str) -> Vector | None:
    """A place or direction of three figures."""
    found = figures(text, 3)
    return None if found is None else (found[0], found[1], found[2])


@lru_cache(maxsize=4096)
def orientation(text: str) -> Orientation | None:
    """The directions of ImageOrientationPatient; None where they are not two unit vectors at
    right angles."""
    found = figures(text, 6)
    if found is None:
        return None
    row, column = (found[0], found[1], found[2]), (found[3], found[4], found[5])
    if abs(length(row) - 1) > UNIT_VECTOR_SHARE or abs(length(column) - 1) > UNIT_VECTOR_SHARE:
        return None
    if abs(dot(row, column)) > UNIT_VECTOR_SHARE:
        return None
    normal = cross(row, column)
    size = length(normal)
    return Orientation(row, column, (normal[0] / size, normal[1] / size, normal[2] / size))


def dot(one: Vector, other: Vector) -> float:
    """The scalar product."""
    return one[0] * other[0] + one[1] * other[1] + one[2] * other[2]


def cross(one: Vector, other: Vector) -> Vector:
    """The vector product."""
    return (
        one[1] * other[2] - one[2] * other[1],
        one[2] * other[0] - one[0] * other[2],
        one[0] * other[1] - one[1] * other[0],
    )


def minus(one: Vector, other: Vector) -> Vector:
    """The way from the other place to this one."""
    return (one[0] - other[0], one[1] - other[1], one[2] - other[2])


def length(one: Vector) -> float:
    """The length of a vector."""
    return hypot(*one)


def angle(one: Vector, other: Vector) -> float:
    """Degrees between two directions, either way round: 0 to 90."""
    product = abs(dot(one, other)) / (length(one) * length(other))
    return degrees(acos(min(1.0, product)))


_NAMES: tuple[PlaneName, ...] = ("sagittal", "coronal", "axial")
_NAMED_WITHIN_DEGREES = 45.0
"""A plane has the name of the axis that its normal is nearest to; a tilted axial is axial."""


def plane_name(directions: Orientation) -> PlaneName:
    """The plane's name by its normal; 'oblique' where no axis is nearer than 45 degrees."""
    sizes = [abs(part) for part in directions.normal]
    largest = max(range(3), key=sizes.__getitem__)
    near = degrees(acos(min(1.0, sizes[largest]))) < _NAMED_WITHIN_DEGREES
    return _NAMES[largest] if near else "oblique"
