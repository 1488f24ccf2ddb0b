"""DICOM studies of drawn bodies: CT and MR series with true geometry (PS3.3 A.3 and A.4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    UID,
    CTImageStorage,
    ExplicitVRLittleEndian,
    MRImageStorage,
)

from huizhen.core.samples.dicomdir import IMPLEMENTATION_VERSION, dicomdir, part_10
from huizhen.core.samples.making import Making
from huizhen.core.samples.phantom import ct_slice, lumbar_t2_slice

SYNTHETIC = "SYNTHETIC SAMPLE - no real person"


def make_study(making: Making) -> Iterator[tuple[str, bytes]]:
    """The files of a study definition ([study], [[series]]) under `path`; with [disc] also the
    DICOMDIR, the autorun file and the viewer program that discs come with."""
    data = making.load(making.spec.source)
    made: list[tuple[tuple[str, ...], Dataset]] = []
    for series_number, series in enumerate(data["series"], 1):
        for index in range(series["slices"]):
            dataset = _instance(making, data["study"], series, index)
            name = ("DICOM", f"S{series_number:05d}", f"I{index + 1:05d}")
            made.append((name, dataset))
            yield f"{making.spec.path}/{'/'.join(name)}", part_10(dataset)
    if "disc" in data:
        disc = data["disc"]
        directory = dicomdir(made, making.uid("dicomdir"), disc["file_set"])
        yield f"{making.spec.path}/DICOMDIR", directory
        yield f"{making.spec.path}/autorun.inf", disc["autorun"].replace("\n", "\r\n").encode()
        # The bytes of no program: a DOS header's mark and a sentence.
        program = b"MZ" + bytes(62) + disc["viewer_bytes"].encode()
        yield f"{making.spec.path}/VIEWER/viewer.exe", program.ljust(4096, b"\0")


def _instance(making: Making, study: dict[str, Any], series: dict[str, Any], index: int) -> Dataset:
    """One image with every type 1 and 2 attribute of its modules."""
    dataset = Dataset()
    dataset.SpecificCharacterSet = "ISO_IR 192"
    _set_patient(dataset, making)
    _set_study(dataset, making, study)
    _set_series(dataset, making, study, series)
    dataset.InstanceNumber = index + 1
    dataset.PatientOrientation = ""
    dataset.ImageComments = SYNTHETIC
    dataset.BurnedInAnnotation = "NO"
    dataset.LossyImageCompression = "00"
    dataset.SOPInstanceUID = making.uid(study["description"], series["number"], index)
    if study["modality"] == "CT":
        _set_ct(dataset, making, series, index)
    else:
        _set_mr(dataset, making, series, index)
    dataset.file_meta = _file_meta(dataset, making)
    return dataset


def _file_meta(dataset: Dataset, making: Making) -> FileMetaDataset:
    meta = FileMetaDataset()
    meta.FileMetaInformationVersion = b"\0\1"
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationClassUID = UID(making.uid("implementation"))
    meta.ImplementationVersionName = IMPLEMENTATION_VERSION
    return meta


def _set_patient(dataset: Dataset, making: Making) -> None:
    patient = making.patient
    dataset.PatientName = f"{patient.family}^{patient.given.replace(' ', '^')}"
    dataset.PatientID = patient.identifier
    dataset.IssuerOfPatientID = patient.issuer
    dataset.PatientBirthDate = patient.compact_birth_date
    dataset.PatientSex = "F" if patient.sex == "female" else "M"
    dataset.PatientComments = SYNTHETIC


def _set_study(dataset: Dataset, making: Making, study: dict[str, Any]) -> None:
    dataset.StudyInstanceUID = making.uid(study["description"])
    dataset.StudyDate = study["date"]
    dataset.StudyTime = study["time"]
    dataset.StudyID = study["id"]
    dataset.AccessionNumber = study["accession"]
    dataset.StudyDescription = study["description"]
    dataset.ReferringPhysicianName = study["referring"]
    dataset.InstitutionName = study["institution"]
    dataset.Manufacturer = study["manufacturer"]
    dataset.ManufacturerModelName = study["model"]
    dataset.BodyPartExamined = study["body_part"]
    dataset.Modality = study["modality"]
    dataset.PatientPosition = "HFS"
    dataset.PositionReferenceIndicator = ""
    dataset.FrameOfReferenceUID = making.uid(study["description"], "frame of reference")


def _set_series(
    dataset: Dataset, making: Making, study: dict[str, Any], series: dict[str, Any]
) -> None:
    dataset.SeriesInstanceUID = making.uid(study["description"], series["number"])
    dataset.SeriesNumber = series["number"]
    dataset.SeriesDescription = series["description"]
    dataset.ProtocolName = series["protocol"]
    for attribute in ("SeriesDate", "AcquisitionDate", "ContentDate"):
        setattr(dataset, attribute, study["date"])
    for attribute in ("SeriesTime", "AcquisitionTime", "ContentTime"):
        setattr(dataset, attribute, series["time"])
    dataset.AcquisitionNumber = series["number"]
    dataset.ImageType = ["ORIGINAL", "PRIMARY", *series["image_type"]]


def _set_ct(dataset: Dataset, making: Making, series: dict[str, Any], index: int) -> None:
    matrix, pixel_mm = series["matrix"], series["pixel_mm"]
    z_mm = series["z_from_mm"] + index * series["slice_mm"]
    corner_mm = -(matrix - 1) / 2 * pixel_mm
    dataset.SOPClassUID = CTImageStorage
    dataset.KVP = "120"
    dataset.XRayTubeCurrent = "240"
    dataset.ConvolutionKernel = series["kernel"]
    dataset.ContrastBolusAgent = series["contrast_agent"]
    dataset.ContrastBolusVolume = series["contrast_ml"]
    dataset.RescaleIntercept, dataset.RescaleSlope = "-1024", "1"
    dataset.RescaleType = "HU"
    dataset.WindowCenter, dataset.WindowWidth = "60", "400"
    _set_plane(dataset, series, (corner_mm, corner_mm, z_mm), (1, 0, 0, 0, 1, 0), z_mm)
    hounsfield = ct_slice(series["phase"], z_mm, matrix, pixel_mm)
    chance = making.chance(series["number"], index)
    noise = chance.standard_normal(hounsfield.shape, dtype=np.float32) * series["noise"]
    stored = np.clip(np.rint(hounsfield + noise + 1024), 0, 4095)
    _set_pixels(dataset, stored, bright=1024 + 300, bits=12)


def _set_mr(dataset: Dataset, making: Making, series: dict[str, Any], index: int) -> None:
    matrix, pixel_mm = series["matrix"], series["pixel_mm"]
    x_mm = series["x_from_mm"] + index * series["spacing_mm"]
    corner_mm = (matrix - 1) / 2 * pixel_mm
    dataset.SOPClassUID = MRImageStorage
    dataset.ScanningSequence, dataset.SequenceVariant = "SE", "SK"
    dataset.ScanOptions = ""
    dataset.MRAcquisitionType = "2D"
    dataset.SequenceName = series["sequence"]
    dataset.RepetitionTime, dataset.EchoTime = series["repetition_ms"], series["echo_ms"]
    dataset.EchoTrainLength = series["echo_train"]
    dataset.MagneticFieldStrength = series["tesla"]
    dataset.SpacingBetweenSlices = str(series["spacing_mm"])
    dataset.WindowCenter, dataset.WindowWidth = "320", "640"
    _set_plane(dataset, series, (x_mm, -corner_mm, corner_mm), (0, 1, 0, 0, 0, -1), x_mm)
    signal = lumbar_t2_slice(x_mm, matrix, pixel_mm)
    chance = making.chance(series["number"], index)
    noise = chance.standard_normal((2, *signal.shape), dtype=np.float32) * series["noise"]
    # The magnitude of a complex signal: Rician, as MR noise is.
    stored = np.clip(np.rint(np.hypot(signal + noise[0], noise[1])), 0, 4095)
    _set_pixels(dataset, stored, bright=700, bits=12)


def _set_plane(
    dataset: Dataset,
    series: dict[str, Any],
    corner_mm: tuple[float, float, float],
    orientation: tuple[int, ...],
    location_mm: float,
) -> None:
    """Image Plane module (PS3.3 C.7.6.2): `corner_mm` is the centre of the first pixel."""
    dataset.PixelSpacing = [str(series["pixel_mm"])] * 2
    dataset.SliceThickness = str(series["slice_mm"])
    dataset.ImagePositionPatient = [f"{value:.3f}" for value in corner_mm]
    dataset.ImageOrientationPatient = [str(value) for value in orientation]
    dataset.SliceLocation = f"{location_mm:.3f}"


def _set_pixels(
    dataset: Dataset, stored: npt.NDArray[np.float32], *, bright: int, bits: int
) -> None:
    """Image Pixel module (PS3.3 C.7.6.3), with SYNTHETIC drawn into the lower left corner."""
    pixels = stored.astype("<u2")
    mark = Image.new("1", (pixels.shape[1], pixels.shape[0]), 0)
    font = ImageFont.load_default(size=11)
    ImageDraw.Draw(mark).text((3, pixels.shape[0] - 15), "SYNTHETIC", fill=1, font=font)
    pixels[np.asarray(mark)] = bright
    dataset.SamplesPerPixel = 1
    dataset.PhotometricInterpretation = "MONOCHROME2"
    dataset.Rows, dataset.Columns = pixels.shape
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, bits, bits - 1
    dataset.PixelRepresentation = 0
    dataset.add_new("PixelData", "OW", pixels.tobytes())
