"""Enhanced images: what the functional groups say of all frames and of each (PS3.3 C.7.6.16)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydicom.datadict import keyword_for_tag
from pydicom.dataset import Dataset

from huizhen.core.records.reading import FramePlane

MOST_FRAMES = 10_000
"""Frames whose planes are kept: sixty slices at 160 times; what is beyond is not looked at."""

_WITH_GROUPS = ("2.1", "2.2", "4.1", "4.4", "4.3", "128.1", "130", "6.2", "13.1.1", "13.1.3")
ENHANCED = frozenset(f"1.2.840.10008.5.1.4.1.1.{last}" for last in _WITH_GROUPS)
"""SOP classes of images that place their frames by functional groups (PS3.4 B.5): enhanced and
legacy converted CT, MR and PET, MR colour, ultrasound volume, breast tomosynthesis."""

_SHARED = {
    "PixelMeasuresSequence": ("PixelSpacing", "SliceThickness", "SpacingBetweenSlices"),
    "PlaneOrientationSequence": ("ImageOrientationPatient",),
    "PlanePositionSequence": ("ImagePositionPatient",),
    "CTReconstructionSequence": ("ConvolutionKernel", "ReconstructionDiameter"),
    "CTAcquisitionDetailsSequence": ("GantryDetectorTilt", "DataCollectionDiameter"),
    "CTXRayDetailsSequence": ("KVP",),
    "MRTimingAndRelatedParametersSequence": ("RepetitionTime", "FlipAngle"),
    "MRDiffusionSequence": ("DiffusionBValue",),
}
"""Sequence of a group -> attributes that the index keeps where all frames share them."""
_FRAME_TYPES = ("CTImageFrameTypeSequence", "MRImageFrameTypeSequence", "PETFrameTypeSequence")
_OF_PLACE = frozenset(
    ("ImagePositionPatient", "InStackPositionNumber", "SliceLocation", "PlanePositionSequence")
)
"""Dimensions that say where a frame lies, not what tells frames of one place apart."""
_PLANE = {
    "image_position_patient": ("PlanePositionSequence", "ImagePositionPatient"),
    "image_orientation_patient": ("PlaneOrientationSequence", "ImageOrientationPatient"),
    "pixel_spacing": ("PixelMeasuresSequence", "PixelSpacing"),
    "slice_thickness": ("PixelMeasuresSequence", "SliceThickness"),
    "spacing_between_slices": ("PixelMeasuresSequence", "SpacingBetweenSlices"),
}


def has_frames(dataset: Dataset) -> bool:
    """Whether the image places its frames by functional groups."""
    return "PerFrameFunctionalGroupsSequence" in dataset


def shared_values(dataset: Dataset) -> dict[str, object]:
    """Values by keyword that hold for all frames; of the first frame where they may differ, for
    kernel, tilt and diameters hardly ever do."""
    found: dict[str, object] = {}
    groups = [*_items(dataset, "SharedFunctionalGroupsSequence")[:1]]
    groups += _items(dataset, "PerFrameFunctionalGroupsSequence")[:1]
    for group in reversed(groups):
        for sequence, keywords in _SHARED.items():
            for keyword in keywords:
                value = _of(group, sequence, keyword)
                if value is not None:
                    found[keyword] = value
        if (region := _region(group)) is not None:
            found["BodyPartExamined"] = region
    if agents := _items(dataset, "ContrastBolusAgentSequence"):
        found["ContrastBolusAgent"] = str(agents[0].get("CodeMeaning", ""))
    return found


def frame_planes(dataset: Dataset) -> tuple[FramePlane, ...]:
    """The planes of the first `MOST_FRAMES` frames; a value that is the shared one stays ''."""
    frames = _items(dataset, "PerFrameFunctionalGroupsSequence")[:MOST_FRAMES]
    common = shared_values(dataset)
    shared = {keyword: _text(value) for keyword, value in common.items()}
    kept = _dimension_columns(dataset)
    apart = [_apart(frame, kept) for frame in frames]
    say_nothing = len(set(apart)) < 2
    return tuple(
        _plane(frame, shared, () if say_nothing else dimensions)
        for frame, dimensions in zip(frames, apart, strict=True)
    )


def _plane(frame: Dataset, shared: Mapping[str, str], dimensions: tuple[str, ...]) -> FramePlane:
    stated = {field: _text(_of(frame, *where)) for field, where in _PLANE.items()}
    position = stated.pop("image_position_patient")
    own = {
        field: value if value != shared.get(_PLANE[field][1]) else ""
        for field, value in stated.items()
    }
    return FramePlane(image_position_patient=position, dimensions=dimensions, **own)


def _apart(frame: Dataset, kept: Sequence[int]) -> tuple[str, ...]:
    """What tells this frame from another one at its place."""
    content = _first(frame, "FrameContentSequence")
    index = _numbers(content.get("DimensionIndexValues")) if content is not None else []
    values = (
        content.get("TemporalPositionIndex") if content is not None else None,
        content.get("FrameAcquisitionNumber") if content is not None else None,
        _of(frame, "MREchoSequence", "EffectiveEchoTime"),
        _of(frame, "MRDiffusionSequence", "DiffusionBValue"),
        _direction(frame),
        _of(frame, "CardiacSynchronizationSequence", "NominalCardiacTriggerDelayTime"),
        next((t for name in _FRAME_TYPES if (t := _of(frame, name, "FrameType"))), None),
    )
    return (*map(_text, values), *(index[at] for at in kept if at < len(index)))


def _direction(frame: Dataset) -> object:
    diffusion = _first(frame, "MRDiffusionSequence")
    if diffusion is None:
        return None
    return _of(diffusion, "DiffusionGradientDirectionSequence", "DiffusionGradientOrientation")


def _dimension_columns(dataset: Dataset) -> list[int]:
    """Places in DimensionIndexValues that do not tell where a frame lies (PS3.3 C.7.6.17)."""
    pointers = [
        keyword_for_tag(item.get("DimensionIndexPointer", 0))
        for item in _items(dataset, "DimensionIndexSequence")
    ]
    return [at for at, keyword in enumerate(pointers) if keyword and keyword not in _OF_PLACE]


def _region(group: Dataset) -> str | None:
    anatomy = _first(group, "FrameAnatomySequence")
    region = _first(anatomy, "AnatomicRegionSequence") if anatomy is not None else None
    return str(region.get("CodeMeaning", "")) if region is not None else None


def _of(group: Dataset, sequence: str, keyword: str) -> Any:
    item = _first(group, sequence)
    return None if item is None else item.get(keyword)


def _first(group: Dataset, sequence: str) -> Dataset | None:
    items = group.get(sequence)
    return items[0] if isinstance(items, Sequence) and len(items) else None


def _items(dataset: Dataset, sequence: str) -> Sequence[Dataset]:
    items = dataset.get(sequence)
    return items if isinstance(items, Sequence) else ()


def _numbers(value: object) -> list[str]:
    return list(_parts(value)) if value is not None else []


def _parts(value: object) -> Iterator[str]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        yield from map(_figure, value)
    else:
        yield _figure(value)


def _text(value: object) -> str:
    return "" if value is None else "\\".join(_parts(value))


def _figure(value: object) -> str:
    return f"{value:g}" if type(value) is float else str(value)
