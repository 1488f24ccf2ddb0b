"""Stacks of parallel planes: a series apart by orientation, and by what was imaged several times.

Several images at one place are no copies when their headers say what differs: phase, echo, b-value,
acquisition, time, kind of image. What differs is looked for only where places repeat, so that a
series with one image a place is never torn apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple

from huizhen.core.imaging.planes import (
    ImagePlane,
    Orientation,
    Vector,
    angle,
    dot,
    minus,
    number,
)
from huizhen.core.imaging.tolerances import SAME_DIRECTION_DEGREES, SAME_PLACE_MM


class Place(NamedTuple):
    """One place along a stack's normal, and the planes that lie there."""

    at: float
    planes: tuple[ImagePlane, ...]


class Stack(NamedTuple):
    """Parallel planes of one pass, in the order of their places."""

    orientation: Orientation
    places: tuple[Place, ...]
    told_by: tuple[tuple[str, str], ...]
    """Keyword and value that tell this pass from the others, outermost first."""

    @property
    def repeats(self) -> int:
        """Images beyond the first at each place."""
        return sum(len(place.planes) - 1 for place in self.places)

    @property
    def planes(self) -> tuple[ImagePlane, ...]:
        """All planes in the order of their places."""
        return tuple(plane for place in self.places for plane in place.planes)


def stacks_of(planes: Iterable[ImagePlane]) -> list[Stack]:
    """The stacks of planes that say where they lie, longest first."""
    made = [
        stack
        for directions, members in by_orientation(planes)
        for stack in _passes(directions, members, ())
    ]
    return sorted(made, key=lambda stack: -len(stack.places))


def by_orientation(
    planes: Iterable[ImagePlane],
) -> list[tuple[Orientation, list[ImagePlane]]]:
    """Planes with parallel rows and columns together; a mirrored plane is another orientation."""
    by_text: dict[str, list[ImagePlane]] = {}
    for plane in planes:
        if plane.position is not None and plane.orientation is not None:
            by_text.setdefault(plane.orientation_text, []).append(plane)
    groups: list[tuple[Orientation, list[ImagePlane]]] = []
    for members in by_text.values():
        directions = members[0].orientation
        if directions is None:
            continue
        group = next((held for known, held in groups if _parallel(known, directions)), None)
        if group is None:
            groups.append((directions, members))
        else:
            group.extend(members)
    return groups


def _parallel(one: Orientation, other: Orientation) -> bool:
    return all(
        dot(a, b) > 0 and angle(a, b) <= SAME_DIRECTION_DEGREES
        for a, b in ((one.row, other.row), (one.column, other.column))
    )


def places_of(directions: Orientation, planes: Iterable[ImagePlane]) -> tuple[Place, ...]:
    """The places of planes along the normal, ascending; planes of one place in given order."""
    placed = sorted(
        ((dot(plane.position or (0.0, 0.0, 0.0), directions.normal), plane) for plane in planes),
        key=lambda pair: pair[0],
    )
    places: list[tuple[float, list[ImagePlane]]] = []
    for at, plane in placed:
        if places and at - places[-1][0] <= SAME_PLACE_MM:
            places[-1][1].append(plane)
        else:
            places.append((at, [plane]))
    return tuple(Place(at, tuple(members)) for at, members in places)


def _passes(
    directions: Orientation, planes: Sequence[ImagePlane], told_by: tuple[tuple[str, str], ...]
) -> list[Stack]:
    """The planes as one stack, or apart by the first attribute that explains repeated places."""
    whole = Stack(directions, places_of(directions, planes), told_by)
    if not whole.repeats:
        return [whole]
    for keyword, value_of in _DISTINGUISHING:
        groups: dict[Hashable, list[ImagePlane]] = defaultdict(list)
        for plane in planes:
            groups[value_of(plane)].append(plane)
        if len(groups) > 1 and _explains(directions, groups.values(), whole):
            return [
                stack
                for value, members in groups.items()
                for stack in _passes(directions, members, (*told_by, (keyword, str(value))))
            ]
    return _passes_of_time(whole) or [whole]


def _explains(
    directions: Orientation, groups: Iterable[Sequence[ImagePlane]], whole: Stack
) -> bool:
    """Whether parting so leaves fewer repeats, and passes rather than splinters of one."""
    made = [places_of(directions, members) for members in groups]
    left = sum(sum(len(place.planes) - 1 for place in places) for places in made)
    if left >= whole.repeats:
        return False
    most = max(len(place.planes) for place in whole.places)
    return len(made) <= most or all(len(places) >= _LEAST_OF_A_PASS for places in made)


_LEAST_OF_A_PASS = 3
"""Places that a pass of its own has; fewer are a splinter, or copies."""


def _passes_of_time(whole: Stack) -> list[Stack]:
    """The n-th image of each place by acquisition time, where passes went over the stack one after
    the other; none where times are equal, or so few repeat that they are no pass."""
    ordered = [sorted(place.planes, key=_time) for place in whole.places]
    for planes in ordered:
        times = [_time(plane) for plane in planes]
        if len(planes) > 1 and (len(set(times)) < len(times) or "" in times):
            return []
    count = max(map(len, ordered))
    passes = [
        tuple(
            Place(place.at, (planes[nth],))
            for place, planes in zip(whole.places, ordered, strict=True)
            if len(planes) > nth
        )
        for nth in range(count)
    ]
    least = max(_LEAST_OF_A_PASS, len(whole.places) // 2)
    if any(len(places) < least for places in passes):
        return []
    return [
        Stack(whole.orientation, places, (*whole.told_by, ("AcquisitionTime", str(nth))))
        for nth, places in enumerate(passes, start=1)
    ]


def _time(plane: ImagePlane) -> str:
    header = plane.header
    return header.acquisition_date_time or header.acquisition_date + header.acquisition_time


def _field(name: str) -> Callable[[ImagePlane], Hashable]:
    def value(plane: ImagePlane) -> Hashable:
        return str(getattr(plane.header, name))

    return value


def _figure(name: str) -> Callable[[ImagePlane], Hashable]:
    """The attribute as a figure, for '2.50' and '2.5' are one echo time."""

    def value(plane: ImagePlane) -> Hashable:
        text = str(getattr(plane.header, name))
        return text if (found := number(text)) is None else found

    return value


def _dimensions(plane: ImagePlane) -> Hashable:
    return plane.dimensions


def _matrix(plane: ImagePlane) -> Hashable:
    return (plane.header.rows, plane.header.columns)


def _spacing(plane: ImagePlane) -> Hashable:
    return plane.pixel_spacing


def _within_plane(plane: ImagePlane) -> Hashable:
    """Where the field lies within its plane, to the centimetre: both knees, both breasts."""
    if plane.position is None or plane.orientation is None:
        return None
    return tuple(
        round(dot(plane.position, axis) / 10)
        for axis in (plane.orientation.row, plane.orientation.column)
    )


_DISTINGUISHING: tuple[tuple[str, Callable[[ImagePlane], Hashable]], ...] = (
    ("FrameContentSequence.DimensionIndexValues", _dimensions),
    ("TemporalPositionIdentifier", _field("temporal_position_identifier")),
    ("EchoNumbers", _field("echo_numbers")),
    ("EchoTime", _figure("echo_time")),
    ("DiffusionBValue", _figure("diffusion_b_value")),
    ("ImageType", _field("image_type")),
    ("InversionTime", _figure("inversion_time")),
    ("TriggerTime", _figure("trigger_time")),
    ("AcquisitionNumber", _field("acquisition_number")),
    ("SeriesDescription", _field("series_description")),
    ("ConvolutionKernel", _field("convolution_kernel")),
    ("SliceThickness", _figure("slice_thickness")),
    ("ContrastBolusAgent", _field("contrast_bolus_agent")),
    ("KVP", _figure("kvp")),
    ("SequenceName", _field("sequence_name")),
    ("FlipAngle", _figure("flip_angle")),
    ("ScanningSequence", _field("scanning_sequence")),
    ("FrameOfReferenceUID", _field("frame_of_reference_uid")),
    ("Rows", _matrix),
    ("PixelSpacing", _spacing),
    ("ImagePositionPatient", _within_plane),
)
"""Keyword and value by which passes are told apart, the surest first."""


def repeated_identically(stack: Stack) -> int:
    """How many images each place has, where all have equally many and their numbers differ; else
    0. Copies have the number of their original, passes go on counting."""
    counts = Counter(len(place.planes) for place in stack.places)
    (most, _), *others = counts.most_common(2)
    numbers = [plane.header.instance_number for plane in stack.planes]
    is_counted = "" not in numbers and len(set(numbers)) == len(numbers)
    return most if not others and most > 1 and is_counted else 0


def shift_within(stack: Stack, plane: ImagePlane, first: ImagePlane) -> Vector:
    """The way from the first plane to this one, less what goes along the normal."""
    way = minus(plane.position or (0, 0, 0), first.position or (0, 0, 0))
    along = dot(way, stack.orientation.normal)
    normal = stack.orientation.normal
    return minus(way, (normal[0] * along, normal[1] * along, normal[2] * along))
