"""Damage to what a series is and says: kind of picture, dates, people, contrast, files."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from dicom_damage_geometry import STACK, Kind
from dicom_folders import Folder, report
from dicom_vendors import body
from PIL import Image
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.uid import (
    EncapsulatedPDFStorage,
    ExplicitVRLittleEndian,
    JPEGBaseline8Bit,
    SecondaryCaptureImageStorage,
)

DATES = frozenset(("StudyDate", "SeriesDate", "AcquisitionDate", "ContentDate", "AcquisitionTime"))
PERSON = frozenset(
    ("PatientID", "PatientName", "PatientBirthDate", "PatientSex", "SeriesInstanceUID")
)
CAPTURE = frozenset(("SOPClassUID", "ConversionType", "ImageType", "Modality", "PixelSpacing"))
LOSSY = frozenset(
    ("LossyImageCompression", "LossyImageCompressionRatio", "LossyImageCompressionMethod",
     "TransferSyntaxUID")
)  # fmt: skip
THICK = frozenset(("SliceThickness", "SpacingBetweenSlices", "ImagePositionPatient"))
PHASE = frozenset(
    ("SeriesDescription", "ContrastBolusAgent", "AcquisitionTime", "ContrastBolusStartTime",
     "ProtocolName", "StudyDescription", "Phase", "ContrastBolusPhase")
)  # fmt: skip
ALL = (*STACK, "XX")


def _each(**values: object) -> Callable[[Folder], None]:
    """Sets values, or removes where None, in every object of the series."""

    def damage(folder: Folder) -> None:
        for dataset in folder.main:
            for keyword, value in values.items():
                if value is None:
                    if keyword in dataset:
                        delattr(dataset, keyword)
                else:
                    setattr(dataset, keyword, value)

    return damage


def localizer_only(folder: Folder) -> None:
    """Only the localiser was sent."""
    kind = ["ORIGINAL", "PRIMARY", "LOCALIZER"]
    folder.main = folder.main[:2] if folder.plan.modality == "CT" else folder.main[:3]
    for dataset in folder.main:
        dataset.ImageType = kind
        dataset.SeriesDescription = "Topogram 0.6 T20s" if dataset.Modality == "CT" else "localizer"


def derived_only(folder: Folder) -> None:
    """Only reformatted pictures were sent, not the series they were made of."""
    for dataset in folder.main:
        dataset.ImageType = ["DERIVED", "SECONDARY", "MPR"]
        dataset.SeriesDescription = "MPR cor"
        dataset.DerivationDescription = "Multiplanar reformatting"


def _as_capture(folder: Folder, conversion: str) -> None:
    for dataset in folder.main:
        dataset.SOPClassUID = SecondaryCaptureImageStorage
        dataset.ConversionType = conversion
        dataset.ImageType = ["DERIVED", "SECONDARY"]
        for keyword in (
            "ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "SliceThickness",
            "SliceLocation", "FrameOfReferenceUID", "RescaleSlope", "RescaleIntercept",
            "RescaleType", "SpacingBetweenSlices",
        ):  # fmt: skip
            if keyword in dataset:
                delattr(dataset, keyword)


def secondary_capture(folder: Folder) -> None:
    """The workstation sent pictures of its screen instead of the series."""
    _as_capture(folder, "WSD")


def screenshot(folder: Folder) -> None:
    """Three coloured screen dumps are all there is."""
    folder.main = folder.main[:3]
    _as_capture(folder, "WSD")
    for number, dataset in enumerate(folder.main):
        gray = body(5, number, 3) >> 4
        dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 3, "RGB"
        dataset.PlanarConfiguration = 0
        dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 8, 8, 7
        dataset.PixelData = np.stack([gray] * 3, -1).astype("u1").tobytes()
        dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        dataset.SeriesDescription = "Screen Save"
        dataset.Modality = "OT"


def digitized_film(folder: Folder) -> None:
    """Films were laid on a digitiser."""
    folder.main = folder.main[:4]
    _as_capture(folder, "DF")
    for dataset in folder.main:
        dataset.Manufacturer, dataset.ManufacturerModelName = "VIDAR", "Diagnostic PRO"
        dataset.SecondaryCaptureDeviceManufacturer = "VIDAR"


def lossy_syntax(folder: Folder) -> None:
    """The pictures are JPEG baseline, and nothing else says that they are lossy."""
    for number, dataset in enumerate(folder.main):
        picture = body(folder.plan.seed, number, 3) >> 4
        stream = io.BytesIO()
        Image.fromarray(picture.astype("u1")).save(stream, "JPEG", quality=60)
        if "NumberOfFrames" in dataset:
            dataset.NumberOfFrames = 1
        dataset.Rows, dataset.Columns = picture.shape
        dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 8, 8, 7
        dataset.PixelData = encapsulate([stream.getvalue()])
        dataset["PixelData"].VR = "OB"
        dataset.file_meta.TransferSyntaxUID = JPEGBaseline8Bit


def phase_missing(folder: Folder) -> None:
    """The arterial phase of a liver CT was not sent."""
    folder.others = [one for one in folder.others if one.SeriesNumber != 4]


def contrast_contradictory(folder: Folder) -> None:
    """The description says native, the header names a contrast agent given."""
    words = {"ge": "WITHOUT CONTRAST", "siemens": "nativ 2.0", "philips": "SANS INJECTION",
             "canon": "нативная серия, без контраста"}  # fmt: skip
    for dataset in folder.main:
        dataset.SeriesDescription = words[folder.plan.vendor.name]
        dataset.ContrastBolusAgent = "IOMERON 350"
        dataset.ContrastBolusVolume = "90"


def dates_in_conflict(folder: Folder) -> None:
    """The study is dated fourteen months after its acquisition."""
    for dataset in folder.main:
        dataset.AcquisitionDate = dataset.SeriesDate = dataset.ContentDate = "20250108"


def study_before_birth(folder: Folder) -> None:
    """The patient was born after the examination."""
    for dataset in [*folder.main, *folder.others]:
        dataset.PatientBirthDate = "20280102"


def two_patients(folder: Folder) -> None:
    """One series UID, two people."""
    for dataset in folder.main[len(folder.main) // 2 :]:
        dataset.PatientName = "Quillfeather^Ambrose"
        dataset.PatientID = "ZZ900017"
        dataset.PatientBirthDate = "19491230"


def sop_uid_reused(folder: Folder) -> None:
    """Two different slices have one SOP UID."""
    folder.main[5].SOPInstanceUID = folder.main[2].SOPInstanceUID


def pixels_cut(folder: Folder) -> None:
    """One object has a third of its pixels only."""
    dataset = folder.main[len(folder.main) // 2]
    keep = len(dataset.PixelData) // 3 // 2 * 2
    dataset.PixelData = dataset.PixelData[:keep]


def no_pixels(folder: Folder) -> None:
    """One object is a header alone."""
    dataset = folder.main[len(folder.main) // 2]
    del dataset.PixelData
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian


def file_cut(folder: Folder) -> None:
    """One file breaks off in the middle of its pixels."""

    def cut(target: Path) -> None:
        path = sorted(target.iterdir())[len(folder.main) // 2]
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * 0.6)])

    folder.afterwards.append(cut)


def report_without_images(folder: Folder) -> None:
    """A report of another study whose images were not sent."""
    plan = replace(folder.plan, seed=folder.plan.seed + 5000, study_date="20251105")
    other = report(plan, "another study")
    other.PatientID = folder.main[0].PatientID
    other.PatientName = folder.main[0].PatientName
    other.PatientBirthDate = folder.main[0].PatientBirthDate
    other.PatientSex = folder.main[0].PatientSex
    other.StudyDescription = "CT Abdomen"
    folder.others.append(other)


def pdf_report_without_images(folder: Folder) -> None:
    """The same as an encapsulated PDF."""
    report_without_images(folder)
    other = folder.others[-1]
    other.SOPClassUID, other.Modality = EncapsulatedPDFStorage, "DOC"
    for keyword in ("ContentSequence", "CurrentRequestedProcedureEvidenceSequence"):
        delattr(other, keyword)
    other.MIMETypeOfEncapsulatedDocument = "application/pdf"
    other.DocumentTitle = "Radiology Report"
    other.EncapsulatedDocument = b"%PDF-1.4\n%%EOF\n "


def images_without_report(folder: Folder) -> None:
    """The report of the study was not sent."""
    folder.has_report = False


def one_burned_in(folder: Folder) -> None:
    """The header says that text is burned into the pixels."""
    for dataset in folder.main:
        dataset.BurnedInAnnotation = "YES"


def mixed_kernels(folder: Folder) -> None:
    """Half of the slices were reconstructed with the lung kernel."""
    for dataset in folder.main[::2]:
        dataset.ConvolutionKernel = folder.plan.vendor.kernels["lung"]


def modality_contradicts(folder: Folder) -> None:
    """The modality says CT, the object is another kind."""
    for dataset in folder.main:
        dataset.Modality = "CT" if dataset.Modality != "CT" else "MR"


def no_series_uid(folder: Folder) -> None:
    """The series has no UID."""
    for dataset in folder.main:
        dataset.SeriesInstanceUID = ""


def not_attenuation_corrected(folder: Folder) -> None:
    """Only the uncorrected emission series was sent."""
    for dataset in folder.main:
        dataset.CorrectedImage = ["NORM", "DTIM", "DECY"]
        dataset.AttenuationCorrectionMethod = "NONE"
        dataset.SeriesDescription = "WB FDG NAC"


def no_uptake_time(folder: Folder) -> None:
    """Nobody says when the tracer was injected."""
    for dataset in folder.main:
        item = Dataset()
        item.update(dataset.RadiopharmaceuticalInformationSequence[0])
        del item.RadiopharmaceuticalStartTime
        dataset.RadiopharmaceuticalInformationSequence = [item]


def no_low_dose_ct(folder: Folder) -> None:
    """The CT of the PET-CT was not sent."""
    folder.others = []


def _kind(
    name: str,
    damage: Callable[[Folder], None],
    modalities: tuple[str, ...],
    expected: Sequence[str] | frozenset[str],
    plan: str = "plain",
    is_listed: bool = True,
    note: str = "",
) -> Kind:
    text = note or (damage.__doc__ or "").split("\n")[0]
    return Kind(name, modalities, damage, frozenset(expected), text, plan, is_listed)


def _nothing(_: Folder) -> None:
    """The plan itself is the defect."""


KINDS = (
    _kind("localizer_only", localizer_only, ("CT", "MR"), ["ImageType", "SeriesDescription"]),
    _kind("derived_only", derived_only, STACK, ["ImageType", "DerivationDescription"]),
    _kind("secondary_capture", secondary_capture, STACK, CAPTURE),
    _kind("screenshot", screenshot, STACK, CAPTURE | {"SeriesDescription"}),
    _kind(
        "digitized_film",
        digitized_film,
        ("CT", "MR"),
        CAPTURE | {"Manufacturer", "SecondaryCaptureDeviceManufacturer"},
    ),
    _kind(
        "lossy_history",
        _each(
            LossyImageCompression="01",
            LossyImageCompressionRatio="12.5",
            LossyImageCompressionMethod="ISO_10918_1",
        ),
        ALL,
        LOSSY,
        note="Pixels are plain now but went through lossy compression.",
    ),
    _kind("lossy_syntax", lossy_syntax, ("XX",), LOSSY),
    _kind("liver_7_mm", _nothing, ("CT",), THICK, plan="liver 7 mm"),
    _kind("lung_nodule_5_mm", _nothing, ("CT",), THICK, plan="nodule 5 mm"),
    _kind("liver_mr_8_mm", _nothing, ("MR",), THICK, plan="liver mr 8 mm"),
    _kind("phase_missing", phase_missing, ("CT",), PHASE, plan="liver phases"),
    _kind(
        "contrast_contradictory",
        contrast_contradictory,
        ("CT", "MR"),
        ["ContrastBolusAgent", "SeriesDescription", "ContrastBolusVolume", "ContrastBolusRoute"],
    ),
    _kind(
        "study_date_missing",
        _each(StudyDate="", SeriesDate="", AcquisitionDate="", ContentDate=""),
        ALL,
        ["StudyDate"],
        note="No date says when the pictures were made.",
    ),
    _kind("dates_in_conflict", dates_in_conflict, ALL, DATES),
    _kind(
        "study_before_birth",
        study_before_birth,
        ALL,
        DATES | {"PatientBirthDate", "PatientAge"},
        is_listed=False,
    ),
    _kind("two_patients", two_patients, STACK, PERSON),
    _kind("sop_uid_reused", sop_uid_reused, STACK, ["SOPInstanceUID"]),
    _kind("pixels_cut", pixels_cut, STACK, ["PixelData", "Rows", "Columns", "NumberOfFrames"]),
    _kind("no_pixels", no_pixels, STACK, ["PixelData", "Rows", "Columns"]),
    _kind("file_cut", file_cut, STACK, ["PixelData", "Rows", "Columns", ""]),
    _kind(
        "report_without_images",
        report_without_images,
        STACK,
        [
            "StudyInstanceUID",
            "CurrentRequestedProcedureEvidenceSequence",
            "Modality",
            "SOPClassUID",
            "StudyDate",
            "StudyDescription",
            "ReferencedSOPInstanceUID",
        ],
    ),
    _kind(
        "pdf_report_without_images",
        pdf_report_without_images,
        STACK,
        [
            "StudyInstanceUID",
            "Modality",
            "SOPClassUID",
            "StudyDate",
            "StudyDescription",
            "EncapsulatedDocument",
            "DocumentTitle",
            "MIMETypeOfEncapsulatedDocument",
        ],
    ),
    _kind(
        "images_without_report",
        images_without_report,
        ALL,
        ["StudyInstanceUID", "StudyDate", "Modality", "SOPClassUID", "StudyDescription"],
    ),
    _kind("burned_in_flag", one_burned_in, ALL, ["BurnedInAnnotation"]),
    _kind("mixed_kernels", mixed_kernels, ("CT",), ["ConvolutionKernel"], is_listed=False),
    _kind(
        "modality_contradicts",
        modality_contradicts,
        STACK,
        ["Modality", "SOPClassUID"],
        is_listed=False,
    ),
    _kind("no_series_uid", no_series_uid, STACK, ["SeriesInstanceUID"], is_listed=False),
    _kind(
        "not_attenuation_corrected",
        not_attenuation_corrected,
        ("PT",),
        ["CorrectedImage", "AttenuationCorrectionMethod", "SeriesDescription"],
    ),
    _kind(
        "no_uptake_time",
        no_uptake_time,
        ("PT",),
        [
            "RadiopharmaceuticalStartTime",
            "RadiopharmaceuticalStartDateTime",
            "RadiopharmaceuticalInformationSequence",
        ],
    ),
    _kind(
        "no_low_dose_ct",
        no_low_dose_ct,
        ("PT",),
        ["Modality", "SeriesInstanceUID", "StudyInstanceUID", "AttenuationCorrectionMethod"],
    ),
)
