"""Multi-frame instances, projections, ultrasound and captured pictures of the second judge.

PS3.3 C.7.6.16 (functional groups), C.8.5.5 (ultrasound regions), C.8.11 (projections), C.8.6
(secondary capture).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from dicom_second_series import AXIAL, Plane, Study, place, set_pixels
from PIL import Image, ImageDraw
from pydicom import Dataset

ENHANCED = {"CT": "1.2.840.10008.5.1.4.1.1.2.1", "MR": "1.2.840.10008.5.1.4.1.1.4.1"}
DIGITAL = "1.2.840.10008.5.1.4.1.1.1.1"
COMPUTED = "1.2.840.10008.5.1.4.1.1.1"
MAMMOGRAM = "1.2.840.10008.5.1.4.1.1.1.2"
ULTRASOUND = "1.2.840.10008.5.1.4.1.1.6.1"
ULTRASOUND_CLIP = "1.2.840.10008.5.1.4.1.1.3.1"
CAPTURE = "1.2.840.10008.5.1.4.1.1.7"


@dataclass(frozen=True)
class Slot:
    """Where one frame lies and which of several at that place it is."""

    at: float
    plane: Plane = AXIAL
    time: int = 1
    b_value: float | None = None


def _measures(thick: float, step: float, pixel: float) -> Dataset:
    one = Dataset()
    one.SliceThickness, one.PixelSpacing = thick, [pixel, pixel]
    one.SpacingBetweenSlices = step
    return one


def _group(slot: Slot, index: int, places: list[float]) -> Dataset:
    item, content, where, turn = Dataset(), Dataset(), Dataset(), Dataset()
    content.InStackPositionNumber, content.StackID = places.index(slot.at) + 1, "1"
    content.TemporalPositionIndex = slot.time
    content.DimensionIndexValues = [1, content.InStackPositionNumber, slot.time]
    content.FrameAcquisitionNumber = index + 1
    where.ImagePositionPatient = place(slot.plane, slot.at)
    turn.ImageOrientationPatient = list(slot.plane)
    item.FrameContentSequence, item.PlanePositionSequence = [content], [where]
    item.PlaneOrientationSequence = [turn]
    if slot.b_value is not None:
        weighting = Dataset()
        weighting.DiffusionBValue, weighting.DiffusionDirectionality = slot.b_value, "ISOTROPIC"
        item.MRDiffusionSequence = [weighting]
    return item


def enhanced(
    study: Study, description: str, slots: Sequence[Slot], *, thick: float, step: float,
    pixel: float = 0.8, seconds: float = 0.0, matrix: tuple[int, int] = (256, 256), **tags: Any,
) -> Dataset:  # fmt: skip
    """A multi-frame CT or MR instance with one frame for each slot."""
    one = study.image(description, seconds, ENHANCED[study.modality])
    one.SeriesInstanceUID, one.SeriesNumber = study.opened()
    one.InstanceNumber, one.FrameOfReferenceUID = 1, study.frame_uid
    one.ImageType = ["ORIGINAL", "PRIMARY", "VOLUME" if study.modality == "CT" else "M", "NONE"]
    one.AcquisitionDateTime = f"{study.moment(seconds):%Y%m%d%H%M%S}"
    one.VolumetricProperties = "VOLUME"
    del one.AcquisitionDate, one.AcquisitionTime
    shared = Dataset()
    shared.PixelMeasuresSequence = [_measures(thick, step, pixel)]
    if study.body:
        anatomy, region, code = Dataset(), Dataset(), Dataset()
        code.CodeMeaning = study.body
        code.CodeValue, code.CodingSchemeDesignator = "T-D4000", "SRT"
        region.AnatomicRegionSequence, region.FrameLaterality = [code], "U"
        anatomy.FrameAnatomySequence = [region]
        shared.FrameAnatomySequence = [region]
    one.SharedFunctionalGroupsSequence = [shared]
    places = sorted({slot.at for slot in slots})
    one.PerFrameFunctionalGroupsSequence = [
        _group(slot, index, places) for index, slot in enumerate(slots)
    ]
    set_frames(one, *matrix, len(slots))
    for keyword, value in tags.items():
        setattr(one, keyword, value)
    study.heap.instances.append(one)
    return one


def set_frames(one: Dataset, rows: int, columns: int, number: int) -> None:
    """Gives a multi-frame instance that many frames."""
    one.NumberOfFrames = number
    set_pixels(one, rows, columns, 300, number)


def projection(
    study: Study, description: str, sop: str, *, view: str = "", orientation: str = "",
    laterality: str = "", matrix: tuple[int, int] = (1024, 860), spacing: float = 0.148,
    series: tuple[str, int] | None = None, seconds: float = 0.0, **tags: Any,
) -> Dataset:  # fmt: skip
    """One X-ray picture with the spacing at its detector."""
    one = study.image(description, seconds, sop)
    one.SeriesInstanceUID, one.SeriesNumber = series or study.opened()
    one.InstanceNumber = sum(
        other.get("SeriesInstanceUID") == one.SeriesInstanceUID for other in study.heap.instances
    ) + 1  # fmt: skip
    one.ImageType = ["ORIGINAL", "PRIMARY"]
    one.ViewPosition, one.ImagerPixelSpacing = view, [spacing, spacing]
    one.PatientOrientation = orientation.split("\\") if orientation else ["L", "F"]
    if laterality:
        one.ImageLaterality = laterality
    one.KVP, one.BurnedInAnnotation = 81, "NO"
    if sop == COMPUTED:
        one.PlateType = "ST-VI"
    else:
        one.PresentationIntentType, one.DetectorType = "FOR PRESENTATION", "SCINTILLATOR"
        one.PixelIntensityRelationship, one.PixelIntensityRelationshipSign = "LOG", -1
        one.PresentationLUTShape, one.LossyImageCompression = "IDENTITY", "00"
    set_pixels(one, *matrix, len(study.heap.instances))
    for keyword, value in tags.items():
        setattr(one, keyword, value)
    study.heap.instances.append(one)
    return one


def region(
    delta: float, kind: int = 1, units: int = 3, box: Sequence[int] = (40, 30, 720, 560)
) -> Dataset:
    """One calibrated region of an ultrasound picture; 3 is centimetre (C.8.5.5.1.15)."""
    one = Dataset()
    one.RegionSpatialFormat, one.RegionDataType, one.RegionFlags = kind, 1, 0
    one.RegionLocationMinX0, one.RegionLocationMinY0 = box[0], box[1]
    one.RegionLocationMaxX1, one.RegionLocationMaxY1 = box[2], box[3]
    one.PhysicalUnitsXDirection = one.PhysicalUnitsYDirection = units
    one.PhysicalDeltaX = one.PhysicalDeltaY = delta
    return one


def ultrasound(
    study: Study, description: str, *, frames: int = 1, series: tuple[str, int] | None = None,
    matrix: tuple[int, int] = (600, 800), seconds: float = 0.0, **tags: Any,
) -> Dataset:  # fmt: skip
    """One ultrasound picture or clip with a calibrated region."""
    one = study.image(description, seconds, ULTRASOUND_CLIP if frames > 1 else ULTRASOUND)
    one.SeriesInstanceUID, one.SeriesNumber = series or study.opened()
    one.InstanceNumber = sum(
        other.get("SeriesInstanceUID") == one.SeriesInstanceUID for other in study.heap.instances
    ) + 1  # fmt: skip
    one.ImageType = ["ORIGINAL", "PRIMARY", "", "0001"]
    one.SequenceOfUltrasoundRegions = [region(0.021)]
    set_pixels(one, *matrix, len(study.heap.instances), frames)
    if frames > 1:
        one.NumberOfFrames, one.FrameTime = frames, 33.3
        one.FrameIncrementPointer = 0x00181063
    for keyword, value in tags.items():
        setattr(one, keyword, value)
    study.heap.instances.append(one)
    return one


def capture(
    study: Study, description: str, *, conversion: str = "WSD",
    matrix: tuple[int, int] = (768, 1024), series: tuple[str, int] | None = None,
    seconds: float = 600.0, **tags: Any,
) -> Dataset:  # fmt: skip
    """A picture taken of a screen or a film: no place, no spacing."""
    one = study.bare(CAPTURE, seconds)
    one.SeriesDescription, one.ConversionType = description, conversion
    one.SeriesInstanceUID, one.SeriesNumber = series or study.opened()
    one.InstanceNumber = sum(
        other.get("SeriesInstanceUID") == one.SeriesInstanceUID for other in study.heap.instances
    ) + 1  # fmt: skip
    one.ImageType = ["DERIVED", "SECONDARY"]
    set_pixels(one, *matrix, len(study.heap.instances))
    for keyword, value in tags.items():
        setattr(one, keyword, value)
    study.heap.instances.append(one)
    return one


def _grained(width: int, height: int) -> Image.Image:
    """A body in grey: organs of several shades, with the grain that every scan has."""
    across = np.linspace(-1, 1, width)[None, :]
    down = np.linspace(-1, 1, height)[:, None]
    body = across**2 + down**2 < 0.95
    organ = ((across + 0.3) / 0.4) ** 2 + ((down + 0.1) / 0.5) ** 2 < 1
    grey = body * (105 + 30 * across + 40 * organ)
    grain = np.random.default_rng(7).normal(0, 9, grey.shape) * body
    return Image.fromarray(np.clip(grey + grain, 0, 255).astype(np.uint8))


def screen_picture(form: str) -> bytes:
    """A picture file of a viewer's window on a desktop, PNG or JPEG."""
    picture = Image.new("RGB", (1280, 800), (28, 30, 34))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 1280, 36), fill=(62, 66, 74))
    for left in (20, 650):
        draw.rectangle((left, 60, left + 600, 760), fill=(0, 0, 0))
        picture.paste(_grained(420, 460), (left + 90, 180))
    draw.text((30, 66), "CT Abdomen  Se 4  Im 31/66  W 400 L 40", fill=(240, 240, 240))
    out = BytesIO()
    picture.save(out, form)
    return out.getvalue()
