"""Defects hidden inside series that are hard already: a hole in one phase, one lossy slice.

And more clean folders that look damaged: a study over midnight, a prior beside, objects that are
no pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from dicom_clean_series import CLEAN, Maker
from dicom_damage_geometry import POSITION, one_shifted, tilt_both
from dicom_folders import Folder, clean_folder, report
from dicom_vendors import Vendor, base_plan, clock, decimals, shell, slices
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian

_IN_STACK = (POSITION - {"InstanceNumber"}) | {
    "AcquisitionNumber", "EchoNumbers", "EchoTime", "DiffusionBValue", "TemporalPositionIdentifier",
    "NumberOfTemporalPositions", "AcquisitionTime", "ImagesInAcquisition", "TriggerTime",
    "NumberOfSlices", "KVP", "ImageType", "NominalPercentageOfCardiacPhase",
}  # fmt: skip


@dataclass(frozen=True)
class Hidden:
    """A defect in a series of a named clean kind."""

    name: str
    modality: str
    base: Maker
    damage: Callable[[Folder], None]
    expected: frozenset[str]
    note: str


def _hole(folder: Folder) -> None:
    """One picture inside the last stack is gone."""
    del folder.main[-5]
    for dataset in folder.main:
        if "ImagesInAcquisition" in dataset:
            del dataset.ImagesInAcquisition


def _hole_of_two(folder: Folder) -> None:
    del folder.main[5:7]
    for dataset in folder.main:
        for keyword in ("ImagesInAcquisition", "NumberOfSlices"):
            if keyword in dataset:
                delattr(dataset, keyword)


def _second_last(folder: Folder) -> None:
    del folder.main[-2]
    for number, dataset in enumerate(folder.main, 1):
        dataset.InstanceNumber = number
        if "ImagesInAcquisition" in dataset:
            dataset.ImagesInAcquisition = len(folder.main)


def _some_lossy(folder: Folder) -> None:
    for dataset in folder.main[4:6]:
        dataset.LossyImageCompression = "01"
        dataset.LossyImageCompressionRatio = "20"


def _one_stranger(folder: Folder) -> None:
    stranger = folder.main[6]
    stranger.PatientName, stranger.PatientID = "Quillfeather^Ambrose", "ZZ900017"
    stranger.PatientBirthDate, stranger.PatientSex = "19491230", "M"


def _one_without_spacing(folder: Folder) -> None:
    del folder.main[6].PixelSpacing


def _one_other_kernel_size(folder: Folder) -> None:
    folder.main[3].SliceThickness = decimals([folder.plan.spacing * 3])[0]


def _one_flipped(folder: Folder) -> None:
    """One slice is mirrored: its rows run the other way."""
    values = [float(value) for value in folder.main[6].ImageOrientationPatient]
    folder.main[6].ImageOrientationPatient = decimals([-v for v in values[:3]] + values[3:])


def _plain(modality: str) -> Maker:
    def make(vendor: Vendor, seed: int) -> Folder:
        return clean_folder(modality, base_plan(modality, vendor, seed))

    return make


def _tilted(vendor: Vendor, seed: int) -> Folder:
    folder = clean_folder("CT", base_plan("CT", vendor, seed))
    tilt_both(folder)
    return folder


def _of(name: str) -> Maker:
    return CLEAN[name][1]


_LOSSY = frozenset(("LossyImageCompression", "LossyImageCompressionRatio"))
HIDDEN = (
    Hidden("hole in one phase", "CT", _of("several phases in one series"), _hole, _IN_STACK,
           "One of three phases lacks a slice."),
    Hidden("hole in one echo", "MR", _of("multi-echo"), _hole, _IN_STACK,
           "One of three echoes lacks a slice."),
    Hidden("hole in one b-value", "MR", _of("diffusion, three b-values"), _hole, _IN_STACK,
           "One of three b-values lacks a slice."),
    Hidden("hole in one time point", "MR", _of("dynamic, four time points"), _hole, _IN_STACK,
           "One of four time points lacks a slice."),
    Hidden("hole in one cardiac phase", "CT", _of("cardiac phases"), _hole, _IN_STACK,
           "One of five phases lacks a slice."),
    Hidden("hole in overlapping slices", "CT", _of("overlapping reconstruction"), _hole_of_two,
           _IN_STACK, "Two slices are gone where slices overlap by half."),
    Hidden("hole among jittered positions", "MR", _of("jitter MR"), _hole, _IN_STACK, "A hole."),
    Hidden("hole in a tilted series", "CT", _tilted, _hole, _IN_STACK,
           "A hole in a series that is tilted too."),
    Hidden("hole in an oblique series", "MR", _of("oblique, rounded"), _hole, _IN_STACK, "A hole."),
    Hidden("hole in a PET of several beds", "PT", _of("PET of several beds"), _hole_of_two,
           _IN_STACK, "Two slices are gone."),
    Hidden("hole in a prone series", "CT", _of("prone"), _hole, _IN_STACK, "A hole."),
    Hidden("hole beside the end", "PT", _plain("PT"), _second_last, _IN_STACK,
           "The slice before the last is gone, counts fit."),
    Hidden("one shifted in a rounded series", "CT", _of("one decimal"), one_shifted, _IN_STACK,
           "A slice a third of the spacing off its place."),
    Hidden("two lossy slices", "MR", _plain("MR"), _some_lossy, _LOSSY, "Two slices are lossy."),
    Hidden("one stranger", "CT", _plain("CT"), _one_stranger,
           frozenset(("PatientID", "PatientName", "PatientBirthDate", "PatientSex")),
           "One slice is another patient's."),
    Hidden("one without pixel spacing", "MR", _plain("MR"), _one_without_spacing,
           frozenset(("PixelSpacing",)), "One slice cannot be measured."),
    Hidden("one of another thickness", "CT", _plain("CT"), _one_other_kernel_size,
           frozenset(("SliceThickness",)), "One slice says three times the thickness."),
    Hidden("one mirrored", "PT", _plain("PT"), _one_flipped,
           frozenset(("ImageOrientationPatient",)), "The rows of one slice run the other way."),
)  # fmt: skip


def _over_midnight(vendor: Vendor, seed: int) -> Folder:
    """The study began before midnight and was acquired after it."""
    folder = clean_folder("MR", base_plan("MR", vendor, seed))
    for index, dataset in enumerate(folder.main):
        is_after = index > 5
        dataset.StudyTime, dataset.SeriesTime = "235000", "235800"
        day = "20260313" if is_after else "20260312"
        dataset.AcquisitionDate = dataset.ContentDate = day
        time = clock(60 + index if is_after else 86340 + index)
        dataset.AcquisitionTime = dataset.ContentTime = time
    return folder


def _with_prior(vendor: Vendor, seed: int) -> Folder:
    """Two studies of one patient, a year apart, each with its report."""
    folder = clean_folder("CT", base_plan("CT", vendor, seed))
    plan = replace(folder.plan, seed=seed + 3000, study_date="20250304")
    prior = clean_folder("CT", plan)
    for dataset in prior.main:
        _same_person(dataset, folder.main[0])
    other = report(plan, "prior")
    _same_person(other, folder.main[0])
    folder.others = [*prior.main, other]
    return folder


def _same_person(dataset: Dataset, as_of: Dataset) -> None:
    for keyword in ("PatientName", "PatientID", "PatientBirthDate", "PatientSex"):
        setattr(dataset, keyword, as_of[keyword].value)


def _spelled_otherwise(vendor: Vendor, seed: int) -> Folder:
    """The console wrote the name in capitals, and blanks behind the id."""
    folder = clean_folder("CT", base_plan("CT", vendor, seed))
    for dataset in folder.main[::2]:
        dataset.PatientName = str(dataset.PatientName).upper() + "^^^"
        dataset.PatientID = f"{dataset.PatientID} "
    return folder


def _no_pictures_beside(vendor: Vendor, seed: int) -> Folder:
    """A presentation state, a key object and a structure set lie beside the series."""
    folder = clean_folder("CT", base_plan("CT", vendor, seed))
    kinds = (("PR", "1.2.840.10008.5.1.4.1.1.11.1"), ("KO", "1.2.840.10008.5.1.4.1.1.88.59"),
             ("RTSTRUCT", "1.2.840.10008.5.1.4.1.1.481.3"))  # fmt: skip
    for number, (modality, kind) in enumerate(kinds):
        dataset = shell(replace(folder.plan, number=950 + number), modality)
        dataset.SOPClassUID, dataset.Modality = kind, modality
        dataset.SeriesDescription = modality
        dataset.InstanceNumber = 1
        dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        folder.others.append(dataset)
    return folder


def _slopes(vendor: Vendor, seed: int) -> Folder:
    """Each PET slice has its own rescale slope, as makers write it."""
    folder = clean_folder("PT", base_plan("PT", vendor, seed))
    for index, dataset in enumerate(folder.main):
        dataset.RescaleSlope = f"{1.1 + 0.137 * index:.6f}"
    return folder


def _shuttle(vendor: Vendor, seed: int) -> Folder:
    """A perfusion: the table goes to and fro, the numbers run with it."""
    plan = replace(base_plan("CT", vendor, seed), description="VPCT perfusion", count=12)
    folder = Folder(plan, [])
    for turn in range(6):
        made = slices(replace(plan, acquisition=turn + 1, time=36000 + 3 * turn))
        for dataset in made if turn % 2 == 0 else reversed(made):
            dataset.InstanceNumber = len(folder.main) + 1
            dataset.BodyPartExamined = "HEAD"
            dataset.StudyDescription = "CT Perfusion Head"
            folder.main.append(dataset)
    return folder


def _descending(vendor: Vendor, seed: int) -> Folder:
    """From head to foot, as most scanners number a chest."""
    folder = clean_folder("CT", base_plan("CT", vendor, seed))
    for number, dataset in enumerate(reversed(folder.main), 1):
        dataset.InstanceNumber = number
        dataset.SliceLocation = decimals([-float(dataset.SliceLocation)])[0]
    return folder


def _two_orientations_of_protocol(vendor: Vendor, seed: int) -> Folder:
    """Three series of one knee in three planes."""
    folder = clean_folder("MR", base_plan("MR", vendor, seed))
    axial = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
    coronal = (1.0, 0.0, 0.0, 0.0, 0.0, -1.0)
    for number, (orientation, word) in enumerate(((axial, "TRA"), (coronal, "COR"))):
        plan = replace(folder.plan, number=5 + number, orientation=orientation,
                       description=f"PD FS {word}", time=36600.0 + 300 * number)  # fmt: skip
        folder.others += slices(plan)
    return folder


MORE_CLEAN: dict[str, tuple[str, Maker]] = {
    "study over midnight": ("MR", _over_midnight),
    "prior beside": ("CT", _with_prior),
    "name spelled in capitals": ("CT", _spelled_otherwise),
    "no pictures beside": ("CT", _no_pictures_beside),
    "slope of each slice": ("PT", _slopes),
    "perfusion to and fro": ("CT", _shuttle),
    "descending": ("CT", _descending),
    "three planes": ("MR", _two_orientations_of_protocol),
}
