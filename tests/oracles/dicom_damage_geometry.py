"""Damage to the geometry of a series, one function a kind; each says what tag shows it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from dicom_folders import Folder
from dicom_vendors import SAGITTAL, decimals, normal, place, put_pixels
from pydicom.dataset import Dataset
from pydicom.uid import generate_uid

STACK = ("CT", "MR", "PT")
POSITION = frozenset(
    ("ImagePositionPatient", "SliceLocation", "SpacingBetweenSlices", "InstanceNumber")
)
TILT = frozenset(("GantryDetectorTilt", "ImageOrientationPatient", "ImagePositionPatient"))
MATRIX = frozenset(("Rows", "Columns"))


@dataclass(frozen=True)
class Kind:
    """A kind of defect: what it does to a clean folder and the tags that show it."""

    name: str
    modalities: tuple[str, ...]
    damage: Callable[[Folder], None]
    expected: frozenset[str]
    note: str
    plan: str = "plain"
    is_listed: bool = True


def _position(dataset: Dataset) -> np.ndarray:
    return np.array([float(value) for value in dataset.ImagePositionPatient])


def _move(dataset: Dataset, by: float) -> None:
    """Moves a slice along the normal of its plane."""
    orientation = [float(value) for value in dataset.ImageOrientationPatient]
    place(dataset, orientation, list(_position(dataset) + normal(orientation) * by))
    if "SliceLocation" in dataset:
        dataset.SliceLocation = decimals([float(dataset.SliceLocation) + by])[0]


def _count_anew(folder: Folder) -> None:
    """What an export does that hides a loss: the count and numbering fit again."""
    for number, dataset in enumerate(folder.main, 1):
        dataset.InstanceNumber = number
        for keyword in ("ImagesInAcquisition", "NumberOfSlices"):
            if keyword in dataset:
                setattr(dataset, keyword, len(folder.main))


def missing_slice(folder: Folder) -> None:
    """One slice inside is gone; its number too."""
    del folder.main[folder.rng.randrange(3, len(folder.main) - 3)]


def missing_slice_renumbered(folder: Folder) -> None:
    """One slice inside is gone, and the numbers were written anew."""
    missing_slice(folder)
    _count_anew(folder)


def missing_run(folder: Folder) -> None:
    """Three neighbours inside are gone."""
    start = folder.rng.randrange(3, len(folder.main) - 6)
    del folder.main[start : start + 3]


def several_gaps(folder: Folder) -> None:
    """Two separate slices are gone."""
    del folder.main[-4]
    del folder.main[3]
    _count_anew(folder)


def duplicate_new_uid(folder: Folder) -> None:
    """A slice stands there twice under two SOP UIDs."""
    original = folder.main[folder.rng.randrange(3, len(folder.main) - 3)]
    twin = _copy(original)
    twin.SOPInstanceUID = generate_uid(entropy_srcs=[original.SOPInstanceUID, "twin"])
    folder.main.append(twin)


def duplicate_rewritten(folder: Folder) -> None:
    """A slice stands there twice under one SOP UID, the second written by another program."""
    original = folder.main[folder.rng.randrange(3, len(folder.main) - 3)]
    twin = _copy(original)
    twin.InstanceNumber = len(folder.main) + 1
    twin.ImageComments = "re-exported"
    folder.main.append(twin)


def _copy(dataset: Dataset) -> Dataset:
    copy = Dataset()
    copy.update(dataset)
    copy.file_meta = dataset.file_meta
    return copy


def uneven_increments(folder: Folder) -> None:
    """From the middle on the slices lie wider apart."""
    half, step = len(folder.main) // 2, folder.plan.spacing * 0.6
    for number, dataset in enumerate(folder.main[half:], 1):
        _move(dataset, step * number)


def one_shifted(folder: Folder) -> None:
    """One slice lies a third of the spacing off its place."""
    _move(folder.main[len(folder.main) // 2], folder.plan.spacing / 3)


def mixed_orientation(folder: Folder) -> None:
    """Some slices of the series lie in another plane."""
    other = SAGITTAL if folder.plan.modality != "MR" else (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
    for index, dataset in enumerate(folder.main[-3:]):
        corner = -60 * (np.array(other[:3]) + np.array(other[3:]))
        place(dataset, other, list(corner + normal(other) * index * folder.plan.spacing))


def _tilt(folder: Folder, degrees: float, in_header: bool, in_geometry: bool) -> None:
    angle = math.radians(degrees)
    tilted = (1.0, 0.0, 0.0, 0.0, math.cos(angle), -math.sin(angle))
    for dataset in folder.main:
        if in_header:
            dataset.GantryDetectorTilt = decimals([degrees])[0]
        if in_geometry:
            dataset.ImageOrientationPatient = decimals(tilted)


def tilt_both(folder: Folder) -> None:
    """Gantry tilted by 16 degrees, header and geometry say so, the table moved level."""
    _tilt(folder, 16.0, True, True)


def tilt_geometry_only(folder: Folder) -> None:
    """The slices are sheared, the header says nothing of a tilt."""
    _tilt(folder, -12.5, False, True)
    for dataset in folder.main:
        del dataset.GantryDetectorTilt


def tilt_header_only(folder: Folder) -> None:
    """The header says a tilt, the orientation says none."""
    _tilt(folder, 18.0, True, False)


def ends_early(folder: Folder) -> None:
    """The last third is gone though the header says how many there are."""
    for dataset in folder.main:
        keyword = "NumberOfSlices" if folder.plan.modality == "PT" else "ImagesInAcquisition"
        setattr(dataset, keyword, len(folder.main))
    del folder.main[-(len(folder.main) // 3) :]


def cropped_field(folder: Folder) -> None:
    """The pictures show a quarter of the field that the header says was reconstructed."""
    for dataset in folder.main:
        dataset.ReconstructionDiameter = decimals([folder.plan.pixel_spacing * dataset.Rows])[0]
        whole = np.frombuffer(dataset.PixelData, "<u2").reshape(dataset.Rows, dataset.Columns)
        put_pixels(dataset, whole[32:96, 32:96])
        corner = _position(dataset) + 32 * folder.plan.pixel_spacing * (
            np.array([float(v) for v in dataset.ImageOrientationPatient]).reshape(2, 3).sum(0)
        )
        dataset.ImagePositionPatient = decimals(list(corner))


def mixed_pixel_spacing(folder: Folder) -> None:
    """The last slices were reconstructed for another field of view."""
    for dataset in folder.main[-4:]:
        dataset.PixelSpacing = decimals([folder.plan.pixel_spacing * 0.8] * 2)


def mixed_matrix(folder: Folder) -> None:
    """The last slices have half the rows and columns."""
    for dataset in folder.main[-4:]:
        whole = np.frombuffer(dataset.PixelData, "<u2").reshape(dataset.Rows, dataset.Columns)
        put_pixels(dataset, whole[::2, ::2])
        dataset.PixelSpacing = decimals([folder.plan.pixel_spacing * 2] * 2)


def _without(*keywords: str) -> Callable[[Folder], None]:
    def remove(folder: Folder) -> None:
        for dataset in folder.main:
            for keyword in keywords:
                if keyword in dataset:
                    delattr(dataset, keyword)

    return remove


def one_without_position(folder: Folder) -> None:
    """A single slice has lost its position."""
    del folder.main[len(folder.main) // 2].ImagePositionPatient


def spacing_tag_contradicts(folder: Folder) -> None:
    """SpacingBetweenSlices says twice what the positions say."""
    for dataset in folder.main:
        dataset.SpacingBetweenSlices = decimals([folder.plan.spacing * 2])[0]


def thickness_contradicts(folder: Folder) -> None:
    """Thin slices lie ten times their thickness apart: most of the body is not shown."""
    for number, dataset in enumerate(folder.main):
        dataset.SliceThickness = "1"
        if "SpacingBetweenSlices" in dataset:
            dataset.SpacingBetweenSlices = "10"
        _move(dataset, (10 - folder.plan.spacing) * number)


def mixed_frame_of_reference(folder: Folder) -> None:
    """Half of the slices stand in another frame of reference: the patient was moved."""
    for dataset in folder.main[len(folder.main) // 2 :]:
        dataset.FrameOfReferenceUID = generate_uid(entropy_srcs=[dataset.FrameOfReferenceUID])


def _kind(
    damage: Callable[[Folder], None],
    modalities: tuple[str, ...],
    expected: Sequence[str] | frozenset[str],
    **more: object,
) -> Kind:
    note = (damage.__doc__ or "").split("\n")[0]
    named = {"name": damage.__name__, "note": note, **more}
    return Kind(modalities=modalities, damage=damage, expected=frozenset(expected), **named)  # type: ignore[arg-type]


KINDS = (
    _kind(missing_slice, STACK, POSITION),
    _kind(missing_slice_renumbered, STACK, POSITION - {"InstanceNumber"}),
    _kind(missing_run, STACK, POSITION),
    _kind(several_gaps, STACK, POSITION - {"InstanceNumber"}),
    _kind(duplicate_new_uid, STACK, POSITION | {"SOPInstanceUID"}),
    _kind(duplicate_rewritten, STACK, POSITION | {"SOPInstanceUID"}),
    _kind(uneven_increments, STACK, POSITION - {"InstanceNumber"}),
    _kind(one_shifted, STACK, POSITION - {"InstanceNumber"}),
    _kind(mixed_orientation, STACK, ["ImageOrientationPatient"]),
    _kind(tilt_both, ("CT",), TILT),
    _kind(tilt_geometry_only, ("CT",), TILT),
    _kind(tilt_header_only, ("CT",), ["GantryDetectorTilt"]),
    _kind(ends_early, STACK, ["ImagesInAcquisition", "NumberOfSlices"]),
    _kind(
        cropped_field,
        STACK,
        MATRIX | {"ReconstructionDiameter", "PixelSpacing", "DataCollectionDiameter"},
    ),
    _kind(mixed_pixel_spacing, STACK, ["PixelSpacing"]),
    _kind(mixed_matrix, STACK, MATRIX),
    _kind(
        _without("ImagePositionPatient", "SliceLocation"),
        STACK,
        ["ImagePositionPatient"],
        name="missing_position",
        note="No slice says where it lies.",
    ),
    _kind(one_without_position, STACK, ["ImagePositionPatient"]),
    _kind(
        _without("ImageOrientationPatient"),
        STACK,
        ["ImageOrientationPatient"],
        name="missing_orientation",
        note="No slice says how it lies.",
    ),
    _kind(
        _without("PixelSpacing"),
        STACK,
        ["PixelSpacing"],
        name="missing_pixel_spacing",
        note="Nothing can be measured.",
    ),
    _kind(spacing_tag_contradicts, STACK, POSITION | {"SliceThickness"}),
    _kind(thickness_contradicts, ("CT",), POSITION | {"SliceThickness"}),
    _kind(mixed_frame_of_reference, STACK, ["FrameOfReferenceUID"], is_listed=False),
)
