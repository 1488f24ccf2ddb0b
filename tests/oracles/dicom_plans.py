"""Named clean folders beyond the plain ones: liver studies, nodules, ultrasound, X-ray, discs."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from dicom_folders import Folder, clean_folder
from dicom_vendors import (
    AXIAL,
    SIDE,
    Plan,
    Vendor,
    base_plan,
    body,
    clock,
    decimals,
    normal,
    put_pixels,
    shell,
    slices,
)
from pydicom.dataset import Dataset
from pydicom.fileset import FileSet
from pydicom.uid import ExplicitVRLittleEndian

_ENHANCED = {"CT": "1.2.840.10008.5.1.4.1.1.2.1", "MR": "1.2.840.10008.5.1.4.1.1.4.1",
             "PT": "1.2.840.10008.5.1.4.1.1.130"}  # fmt: skip
_LIVER = {
    "ge": ("CT LIVER TRIPHASIC", "WITHOUT", "ARTERIAL 35s", "PORTAL VENOUS 70s", "DELAYED 180s"),
    "siemens": ("CT Leber dreiphasig", "Abdomen nativ", "Abdomen arteriell", "Abdomen portalvenös",
                "Abdomen spät"),
    "philips": ("TDM hépatique", "SANS INJECTION", "TEMPS ARTERIEL", "TEMPS PORTAL",
                "TEMPS TARDIF"),
    "canon": ("КТ печени с контрастированием", "нативная фаза", "артериальная фаза",
              "портальная венозная фаза", "отсроченная фаза"),
}  # fmt: skip


def _liver(vendor: Vendor, seed: int, spacing: float) -> Folder:
    """Four phases of one liver CT; the portal venous one is the main series."""
    study, *words = _LIVER[vendor.name]
    base = replace(
        base_plan("CT", vendor, seed), spacing=spacing, body_part="LIVER", study_description=study
    )
    series = []
    for number, (word, after) in enumerate(zip(words, (None, 35, 70, 180), strict=True)):
        extra: dict[str, object] = {}
        if after is not None:
            extra = {"ContrastBolusStartTime": clock(36000)}
        plan = replace(
            base, number=3 + number, description=word, time=36000.0 + (after or -120),
            contrast="" if after is None else "IOMERON 350", extra=extra, acquisition=1 + number,
        )  # fmt: skip
        series.append((plan, slices(plan)))
    others = [one for index in (0, 1, 3) for one in series[index][1]]
    return Folder(series[2][0], series[2][1], others)


def _nodule(vendor: Vendor, seed: int, spacing: float) -> Folder:
    words = {
        "ge": ("CT CHEST LUNG NODULE FOLLOW UP", "LUNG NODULE"),
        "siemens": ("CT Thorax Rundherd Verlauf", "Lungenrundherd"),
        "philips": ("TDM nodule pulmonaire", "NODULE PULMONAIRE"),
        "canon": ("КТ ОГК, узел лёгкого", "узел лёгкого"),
    }
    study, word = words[vendor.name]
    base = replace(
        base_plan("CT", vendor, seed), spacing=spacing, study_description=study, contrast="",
        description=f"{word} lung", kernel="lung",
    )  # fmt: skip
    soft = replace(base, number=4, kernel="soft", description=f"{word} soft")
    return Folder(base, slices(base), slices(soft))


def _liver_mr(vendor: Vendor, seed: int, spacing: float) -> Folder:
    """A whole liver protocol; all series have the same slices."""
    base = replace(
        base_plan("MR", vendor, seed), spacing=spacing, thickness=spacing, orientation=AXIAL,
        pixel_spacing=2.7, body_part="LIVER", study_description="MRI LIVER WITH GADOXETATE",
    )  # fmt: skip
    protocol = (
        ("T1 in phase", "", 0), ("T1 opp phase", "", 60), ("T2 HASTE", "", 120),
        ("DWI b50", "", 200), ("DWI b800", "", 260), ("ADC", "", 261),
        ("T1 VIBE native", "", 320), ("T1 VIBE arterial", "PRIMOVIST", 420),
        ("T1 VIBE portal venous", "PRIMOVIST", 460), ("T1 VIBE delayed", "PRIMOVIST", 600),
        ("T1 VIBE hepatobiliary 20 min", "PRIMOVIST", 1620),
    )  # fmt: skip
    objects = []
    for number, (word, agent, at) in enumerate(protocol):
        extra: dict[str, object] = {"ContrastBolusAgent": agent} if agent else {}
        if word.startswith("DWI"):
            extra["DiffusionBValue"] = float(word.removeprefix("DWI b"))
        kind = ("DERIVED", "PRIMARY", "DIFFUSION", "ADC") if word == "ADC" else ()
        plan = replace(
            base, number=2 + number, description=word, time=36000.0 + at, extra=extra,
            image_type=kind, count=12,
        )  # fmt: skip
        objects.append((plan, slices(plan)))
    main = objects[8]
    others = [one for number, (_, made) in enumerate(objects) if number != 8 for one in made]
    return Folder(main[0], main[1], others)


def _ultrasound(vendor: Vendor, seed: int) -> Folder:
    """Two calibrated clips of an abdomen."""
    plan = replace(
        Plan("XX", vendor, seed), study_description="US ABDOMEN", description="ABD", number=1
    )
    main = []
    for number in range(2):
        dataset = shell(plan, number)
        dataset.SOPClassUID, dataset.Modality = "1.2.840.10008.5.1.4.1.1.3.1", "US"
        dataset.ImageType = ["ORIGINAL", "PRIMARY", "ABDOMINAL", "0001"]
        dataset.BodyPartExamined = "ABDOMEN"
        dataset.InstanceNumber, dataset.NumberOfFrames = number + 1, 4
        dataset.FrameTime, dataset.FrameIncrementPointer = "40", 0x00181063
        frames = np.stack([body(seed, frame, 4) >> 4 for frame in range(4)]).astype("u1")
        dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
        dataset.Rows = dataset.Columns = SIDE
        dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 8, 8, 7
        dataset.PixelRepresentation = 0
        dataset.PixelData = frames.tobytes()
        dataset["PixelData"].VR = "OB"
        dataset.LossyImageCompression, dataset.BurnedInAnnotation = "00", "NO"
        region = Dataset()
        region.RegionSpatialFormat, region.RegionDataType, region.RegionFlags = 1, 1, 0
        region.RegionLocationMinX0 = region.RegionLocationMinY0 = 0
        region.RegionLocationMaxX1 = region.RegionLocationMaxY1 = SIDE - 1
        region.PhysicalUnitsXDirection = region.PhysicalUnitsYDirection = 3
        region.PhysicalDeltaX = region.PhysicalDeltaY = 0.11
        dataset.SequenceOfUltrasoundRegions = [region]
        main.append(dataset)
    return Folder(plan, main)


def _x_ray(vendor: Vendor, seed: int) -> Folder:
    """A chest X-ray in two views, a series each as the makers do."""
    plan = replace(
        Plan("XX", vendor, seed), study_description="THORAX 2 VIEWS", description="PA", number=1
    )
    main = []
    for number, view in enumerate(("PA", "LL")):
        dataset = shell(replace(plan, number=1 + number, description=view))
        dataset.SOPClassUID, dataset.Modality = "1.2.840.10008.5.1.4.1.1.1.1", "DX"
        dataset.ImageType = ["ORIGINAL", "PRIMARY", ""]
        dataset.BodyPartExamined, dataset.ViewPosition = "CHEST", view
        dataset.PatientOrientation = ["L", "F"] if view == "PA" else ["A", "F"]
        dataset.ManufacturerModelName = "Mobilett" if number else "Ysio Max"
        dataset.InstanceNumber = 1
        dataset.ImagerPixelSpacing = ["0.143", "0.143"]
        dataset.PixelSpacing = ["0.139", "0.139"]
        dataset.PresentationIntentType, dataset.BurnedInAnnotation = "FOR PRESENTATION", "NO"
        put_pixels(dataset, body(seed, number, 3, 192))
        dataset.LossyImageCompression = "00"
        dataset.RescaleIntercept, dataset.RescaleSlope, dataset.RescaleType = "0", "1", "US"
        main.append(dataset)
    return Folder(plan, main)


def enhanced(plan: Plan, positions: Sequence[float] | None = None) -> Dataset:
    """One enhanced multi-frame object whose frames lie at the positions."""
    along = list(positions or (plan.start + i * plan.spacing for i in range(plan.count)))
    dataset = shell(plan, "enhanced")
    dataset.SOPClassUID = _ENHANCED[plan.modality]
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"]
    dataset.InstanceNumber, dataset.NumberOfFrames = 1, len(along)
    dataset.FrameOfReferenceUID = plan.uid("frame of reference")
    dataset.AcquisitionDateTime = f"{plan.study_date}{clock(plan.time)}"
    frames = np.stack([body(plan.seed, index, len(along)) for index in range(len(along))])
    put_pixels(dataset, frames)
    dataset.BurnedInAnnotation, dataset.LossyImageCompression = "NO", "00"
    shared, measures, orientation = Dataset(), Dataset(), Dataset()
    measures.PixelSpacing = decimals([plan.pixel_spacing] * 2)
    measures.SliceThickness = decimals([plan.thickness or plan.spacing])[0]
    measures.SpacingBetweenSlices = decimals([plan.spacing])[0]
    orientation.ImageOrientationPatient = decimals(plan.orientation)
    shared.PixelMeasuresSequence, shared.PlaneOrientationSequence = [measures], [orientation]
    shared.FrameAnatomySequence = [_anatomy(plan)]
    dataset.SharedFunctionalGroupsSequence = [shared]
    dataset.PerFrameFunctionalGroupsSequence = [
        _frame(plan, index, one) for index, one in enumerate(along)
    ]
    return dataset


def _anatomy(plan: Plan) -> Dataset:
    item, region = Dataset(), Dataset()
    knee = plan.modality == "MR"
    region.CodeValue = "72696002" if knee else "51185008"
    region.CodingSchemeDesignator, region.CodeMeaning = "SCT", "Knee" if knee else "Chest"
    item.FrameLaterality, item.AnatomicRegionSequence = "R" if knee else "U", [region]
    return item


def _frame(plan: Plan, index: int, along: float) -> Dataset:
    frame, content, position = Dataset(), Dataset(), Dataset()
    content.StackID, content.InStackPositionNumber = "1", index + 1
    content.DimensionIndexValues = [1, index + 1]
    content.FrameAcquisitionDateTime = f"{plan.study_date}{clock(plan.time + index)}"
    middle = SIDE * plan.pixel_spacing / 2
    corner = -middle * (np.array(plan.orientation[:3]) + np.array(plan.orientation[3:]))
    position.ImagePositionPatient = decimals(list(corner + normal(plan.orientation) * along))
    frame.FrameContentSequence, frame.PlanePositionSequence = [content], [position]
    return frame


def as_disc(folder: Folder) -> None:
    """Turns the written files into a disc with its DICOMDIR."""

    def arrange(target: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            files = FileSet()
            for path in sorted(target.iterdir()):
                files.add(path)
            disc = target.parent / f"{target.name}-disc"
            files.write(disc)
            files._stage["t"].cleanup()  # nobody else does, and its finaliser warns
        shutil.rmtree(target)
        disc.rename(target)

    for dataset in folder.main + folder.others:
        dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    folder.afterwards.append(arrange)


def folder_of(name: str, modality: str, vendor: Vendor, seed: int) -> Folder:
    """The clean (or, by its own nature, defective) folder of a named plan."""
    if modality == "XX":
        return (_ultrasound if (seed + len(vendor.name)) % 2 else _x_ray)(vendor, seed)
    liver = {"liver phases": 2.5, "liver 7 mm": 7.0}
    if name in liver:
        return _liver(vendor, seed, liver[name])
    nodule = {"nodule 1 mm": 1.0, "nodule 5 mm": 5.0}
    if name in nodule:
        return _nodule(vendor, seed, nodule[name])
    mr = {"liver mr 3 mm": 3.0, "liver mr 8 mm": 8.0}
    if name in mr:
        return _liver_mr(vendor, seed, mr[name])
    plan = base_plan(modality, vendor, seed)
    if name == "enhanced":
        folder = clean_folder(modality, plan)
        folder.main = [enhanced(plan)]
        return folder
    folder = clean_folder(modality, plan)
    if name == "disc":
        as_disc(folder)
    return folder
