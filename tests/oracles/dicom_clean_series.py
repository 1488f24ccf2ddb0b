"""Clean but hard: series that look damaged to a naive eye and are not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import numpy as np
from dicom_folders import Folder, clean_folder
from dicom_plans import as_disc, enhanced, folder_of
from dicom_vendors import (
    AXIAL,
    CORONAL,
    SAGITTAL,
    Vendor,
    base_plan,
    clock,
    decimals,
    place,
    slices,
)
from pydicom.dataset import Dataset
from pydicom.uid import JPEG2000Lossless

Maker = Callable[[Vendor, int], Folder]


def _repeated(modality: str, times: int, change: Callable[[Dataset, int], None]) -> Maker:
    """The same places several times in one series, told apart by what `change` sets."""

    def make(vendor: Vendor, seed: int) -> Folder:
        plan = base_plan(modality, vendor, seed)
        folder = clean_folder(modality, plan)
        main: list[Dataset] = []
        for turn in range(times):
            for dataset in slices(replace(plan, acquisition=turn + 1)):
                dataset.InstanceNumber = len(main) + 1
                if "ImagesInAcquisition" in dataset:
                    dataset.ImagesInAcquisition = plan.count * (times if modality == "MR" else 1)
                change(dataset, turn)
                main.append(dataset)
        folder.main = main
        return folder

    return make


def _phase(dataset: Dataset, turn: int) -> None:
    dataset.AcquisitionTime = clock(36000 + 40 * turn + int(dataset.InstanceNumber) % 9 * 0.1)
    dataset.ContentTime = dataset.AcquisitionTime


def _echo(dataset: Dataset, turn: int) -> None:
    dataset.AcquisitionNumber = 1
    dataset.EchoNumbers, dataset.EchoTime = str(turn + 1), str(10 + 12 * turn)


def _diffusion(dataset: Dataset, turn: int) -> None:
    value = (0, 50, 800)[turn]
    dataset.AcquisitionNumber = 1
    dataset.SeriesDescription = "ep2d_diff_b0_50_800"
    if "SIEMENS" in dataset.Manufacturer:
        block = dataset.private_block(0x0019, "SIEMENS MR HEADER", create=True)
        block.add_new(0x0C, "IS", str(value))
    elif "GE" in dataset.Manufacturer:
        block = dataset.private_block(0x0043, "GEMS_PARM_01", create=True)
        block.add_new(0x39, "IS", [value, 8, 0, 0])
    else:
        dataset.DiffusionBValue = float(value)


def _heart(dataset: Dataset, turn: int) -> None:
    dataset.BodyPartExamined = "HEART"
    dataset.AcquisitionNumber = 1
    dataset.TriggerTime = str(100 * turn)
    dataset.NominalPercentageOfCardiacPhase = 10.0 * turn
    dataset.SeriesDescription = "CTA 0-90%"


def _time_point(dataset: Dataset, turn: int) -> None:
    dataset.TemporalPositionIdentifier, dataset.NumberOfTemporalPositions = turn + 1, 4
    dataset.AcquisitionTime = clock(36000 + 15 * turn)


def _dixon(dataset: Dataset, turn: int) -> None:
    dataset.AcquisitionNumber = 1
    kind = (("W", "WATER"), ("F", "FAT"), ("IP", "IN_PHASE"), ("OP", "OPP_PHASE"))[turn]
    dataset.ImageType = ["ORIGINAL" if turn > 1 else "DERIVED", "PRIMARY", *kind]
    dataset.SeriesDescription = "t1_dixon"


def _phase_picture(dataset: Dataset, turn: int) -> None:
    dataset.AcquisitionNumber = 1
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "MP"[turn], "ND"]


def _energies(dataset: Dataset, turn: int) -> None:
    dataset.KVP = ("80", "140")[turn]


def _diffusion_directions(dataset: Dataset, turn: int) -> None:
    dataset.AcquisitionNumber = 1
    dataset.SeriesDescription = "DTI 6 dir"
    dataset.DiffusionBValue = 0.0 if turn == 0 else 1000.0
    directions = [*np.eye(3).tolist(), [0.7071, 0.7071, 0.0]]
    if turn:
        item = Dataset()
        item.DiffusionGradientOrientation = directions[turn - 1]
        dataset.MRDiffusionSequence = [item]
        dataset.DiffusionGradientOrientation = directions[turn - 1]


def _changed(modality: str, **changes: object) -> Maker:
    """A clean series whose plan is other than usual."""

    def make(vendor: Vendor, seed: int) -> Folder:
        return clean_folder(modality, replace(base_plan(modality, vendor, seed), **changes))  # type: ignore[arg-type]

    return make


def _each(modality: str, change: Callable[[Dataset, int, Random], None]) -> Maker:
    """A clean series of which every object is changed harmlessly."""

    def make(vendor: Vendor, seed: int) -> Folder:
        folder = clean_folder(modality, base_plan(modality, vendor, seed))
        rng = Random(seed)
        for index, dataset in enumerate(folder.main):
            change(dataset, index, rng)
        return folder

    return make


def _jitter(dataset: Dataset, _: int, rng: Random) -> None:
    position = [float(v) + rng.uniform(-0.01, 0.01) for v in dataset.ImagePositionPatient]
    dataset.ImagePositionPatient = [f"{value:.9f}"[:16] for value in position]


def _coarse(dataset: Dataset, _: int, __: Random) -> None:
    """One decimal only, as some exports round positions."""
    dataset.ImagePositionPatient = [f"{float(v):.1f}" for v in dataset.ImagePositionPatient]


def _single_precision(dataset: Dataset, _: int, __: Random) -> None:
    values = [np.float32(float(v)) for v in dataset.ImagePositionPatient]
    dataset.ImagePositionPatient = [f"{value:.6f}" for value in values]
    orientation = [float(v) for v in dataset.ImageOrientationPatient]
    dataset.ImageOrientationPatient = [f"{value + 1e-7:.9f}"[:16] for value in orientation]
    dataset.GantryDetectorTilt = "-0.000000"


def _from_zero(dataset: Dataset, index: int, _: Random) -> None:
    dataset.InstanceNumber = index


def _split_numbers(dataset: Dataset, index: int, _: Random) -> None:
    dataset.InstanceNumber = index + 1 if index < 6 else index + 201
    dataset.AcquisitionNumber = 1 if index < 6 else 2
    if "ImagesInAcquisition" in dataset:
        del dataset.ImagesInAcquisition


def _reversed(dataset: Dataset, index: int, _: Random) -> None:
    dataset.InstanceNumber = 100 - index


def _hundreds(dataset: Dataset, index: int, _: Random) -> None:
    dataset.InstanceNumber = index * 100 + 1


def _prone(modality: str) -> Maker:
    return _changed(modality, orientation=(-1.0, 0.0, 0.0, 0.0, -1.0, 0.0))


def _beds(vendor: Vendor, seed: int) -> Folder:
    """A whole-body PET of several beds: times jump, places do not."""
    folder = clean_folder("PT", replace(base_plan("PT", vendor, seed), count=30))
    for index, dataset in enumerate(folder.main):
        dataset.AcquisitionTime = clock(36000 + 120 * (index // 10))
        dataset.FrameReferenceTime = str(60000 + 120000 * (index // 10))
        dataset.AcquisitionNumber = index // 10 + 1
        dataset.NumberOfSlices = 30
    return folder


def _with_localizers(vendor: Vendor, seed: int) -> Folder:
    """Three planes of localisers in one series, beside the study's proper series."""
    folder = clean_folder("MR", base_plan("MR", vendor, seed))
    plan = replace(folder.plan, number=1, count=3, description="localizer", spacing=8.0,
                   thickness=6.0)  # fmt: skip
    for turn, orientation in enumerate((AXIAL, SAGITTAL, CORONAL)):
        for dataset in slices(replace(plan, orientation=orientation, acquisition=turn + 1)):
            dataset.ImageType = ["ORIGINAL", "PRIMARY", "LOCALIZER"]
            if vendor.name == "siemens":
                dataset.ImageType = ["ORIGINAL", "PRIMARY", "M", "NORM"]
                dataset.SeriesDescription = "localizer_3plane"
            if "ImagesInAcquisition" in dataset:
                dataset.ImagesInAcquisition = 9
            dataset.InstanceNumber = len(folder.others) + 1
            folder.others.append(dataset)
    return folder


def _whole_ct(vendor: Vendor, seed: int) -> Folder:
    """Scout, axial series in two kernels, a coronal reformat and a dose page."""
    folder = clean_folder("CT", base_plan("CT", vendor, seed))
    plan = folder.plan
    scout = slices(replace(plan, number=1, count=2, orientation=CORONAL, description="SCOUT",
                           contrast=""))  # fmt: skip
    scout[1].ImageOrientationPatient = decimals(SAGITTAL)
    for dataset in scout:
        dataset.ImageType = ["ORIGINAL", "PRIMARY", "LOCALIZER"]
    lung = slices(replace(plan, number=4, kernel="lung", description="LUNG"))
    coronal = slices(replace(plan, number=5, orientation=CORONAL, description="MPR COR",
                             image_type=("DERIVED", "SECONDARY", "REFORMATTED")))  # fmt: skip
    page = slices(replace(plan, number=999, count=1, description="Dose Report"))[0]
    page.SOPClassUID, page.ConversionType = "1.2.840.10008.5.1.4.1.1.7", "WSD"
    page.ImageType = ["DERIVED", "SECONDARY", "SCREEN SAVE", "DOSE_INFO"]
    for keyword in ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing",
                    "SliceThickness", "ImagesInAcquisition", "SpacingBetweenSlices"):  # fmt: skip
        if keyword in page:
            delattr(page, keyword)
    folder.others += [*scout, *lung, *coronal, page]
    return folder


def _enhanced(modality: str) -> Maker:
    def make(vendor: Vendor, seed: int) -> Folder:
        return folder_of("enhanced", modality, vendor, seed)

    return make


def _enhanced_reversed(vendor: Vendor, seed: int) -> Folder:
    plan = base_plan("CT", vendor, seed)
    folder = clean_folder("CT", plan)
    folder.main = [enhanced(plan, [plan.start - plan.spacing * i for i in range(12)])]
    return folder


def _cine(vendor: Vendor, seed: int) -> Folder:
    """A cine of the heart: one place, twenty-five times."""
    plan = replace(base_plan("MR", vendor, seed), count=1, body_part="HEART",
                   description="cine_4ch", study_description="MRI HEART")  # fmt: skip
    folder = Folder(plan, [])
    for turn in range(25):
        dataset = slices(replace(plan, acquisition=turn + 1))[0]
        dataset.InstanceNumber, dataset.AcquisitionNumber = turn + 1, 1
        dataset.TriggerTime, dataset.CardiacNumberOfImages = str(turn * 36), 25
        if "ImagesInAcquisition" in dataset:
            dataset.ImagesInAcquisition = 25
        folder.main.append(dataset)
    return folder


def _oblique(vendor: Vendor, seed: int) -> Folder:
    tilted = (0.9659, 0.2588, 0.0, 0.0670, -0.25, -0.9659)
    return clean_folder("MR", replace(base_plan("MR", vendor, seed), orientation=tilted))


def _oblique_rounded(vendor: Vendor, seed: int) -> Folder:
    """Each slice's orientation differs in the sixth decimal, as rounding leaves it."""
    folder = _oblique(vendor, seed)
    rng = Random(seed)
    for dataset in folder.main:
        values = [float(v) + rng.uniform(-2e-6, 2e-6) for v in dataset.ImageOrientationPatient]
        place(dataset, values, [float(v) for v in dataset.ImagePositionPatient])
    return folder


def _named(name: str, modality: str) -> Maker:
    def make(vendor: Vendor, seed: int) -> Folder:
        return folder_of(name, modality, vendor, seed)

    return make


def _disc(vendor: Vendor, seed: int) -> Folder:
    folder = _whole_ct(vendor, seed)
    as_disc(folder)
    return folder


CLEAN: dict[str, tuple[str, Maker]] = {
    "several phases in one series": ("CT", _repeated("CT", 3, _phase)),
    "multi-echo": ("MR", _repeated("MR", 3, _echo)),
    "diffusion, three b-values": ("MR", _repeated("MR", 3, _diffusion)),
    "diffusion directions": ("MR", _repeated("MR", 5, _diffusion_directions)),
    "cardiac phases": ("CT", _repeated("CT", 5, _heart)),
    "dynamic, four time points": ("MR", _repeated("MR", 4, _time_point)),
    "dixon": ("MR", _repeated("MR", 4, _dixon)),
    "magnitude and phase": ("MR", _repeated("MR", 2, _phase_picture)),
    "two energies": ("CT", _repeated("CT", 2, _energies)),
    "dynamic PET": ("PT", _repeated("PT", 2, _phase)),
    "oblique": ("MR", _oblique),
    "oblique, rounded": ("MR", _oblique_rounded),
    "overlapping reconstruction": ("CT", _changed("CT", spacing=2.5, thickness=5.0)),
    "gap between slices": ("MR", _changed("MR", spacing=3.9, thickness=3.0)),
    "single-slice X-ray or clip": ("XX", _named("plain", "XX")),
    "reversed order": ("CT", _each("CT", _reversed)),
    "numbers from 0": ("CT", _each("CT", _from_zero)),
    "numbers with a gap": ("CT", _each("CT", _split_numbers)),
    "numbers by hundreds": ("MR", _each("MR", _hundreds)),
    "jitter CT": ("CT", _each("CT", _jitter)),
    "jitter MR": ("MR", _each("MR", _jitter)),
    "jitter PT": ("PT", _each("PT", _jitter)),
    "one decimal": ("CT", _each("CT", _coarse)),
    "single precision": ("CT", _each("CT", _single_precision)),
    "spacing no decimal holds": ("CT", _changed("CT", spacing=1 / 3 * 2, thickness=2 / 3)),
    "prone": ("CT", _prone("CT")),
    "PET of several beds": ("PT", _beds),
    "MR with localisers": ("MR", _with_localizers),
    "whole CT study": ("CT", _whole_ct),
    "whole CT study on a disc": ("CT", _disc),
    "enhanced CT": ("CT", _enhanced("CT")),
    "enhanced MR": ("MR", _enhanced("MR")),
    "enhanced CT, feet first": ("CT", _enhanced_reversed),
    "cine of one place": ("MR", _cine),
    "JPEG 2000 lossless": ("CT", _changed("CT", syntax=JPEG2000Lossless)),
    "liver in four phases": ("CT", _named("liver phases", "CT")),
    "liver MR protocol": ("MR", _named("liver mr 3 mm", "MR")),
    "thin nodule CT": ("CT", _named("nodule 1 mm", "CT")),
}
