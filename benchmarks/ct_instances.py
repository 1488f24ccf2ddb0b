"""Made CT instances: 512 x 512, 16 bits, uncompressed; a body-like picture with noise that differs
from slice to slice. Of nobody: the names are of the script."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
from pydicom import dcmwrite
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian

SIDE = 512
SERIES = 250
"""Instances of one series."""
_ROOT = "1.2.826.0.1.3680043.8.498.77"
_NOISES = 16


class Maker:
    """Makes instances by number: the same number and run give the same bytes."""

    def __init__(self, run: int = 0) -> None:
        self._run = run
        chance = np.random.default_rng(20260520 + run)
        rows, columns = np.mgrid[:SIDE, :SIDE] - SIDE / 2
        distance = np.hypot(rows / 0.8, columns)
        body = np.where(distance < 200, 40, -1000) + np.where(distance < 60, 80, 0)
        self._body = body.astype(np.int16)
        sizes = [(SIDE, SIDE)] * _NOISES
        self._noises = [(chance.normal(0, 4 + n, s)).astype(np.int16) for n, s in enumerate(sizes)]

    def instance(self, number: int) -> bytes:
        """The file's bytes."""
        series, place = divmod(number, SERIES)
        pixels = self._body + np.roll(self._noises[number % _NOISES], number * 7 % SIDE, axis=1)
        dataset = Dataset()
        dataset.SpecificCharacterSet = "ISO_IR 192"
        dataset.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
        dataset.SOPClassUID = CTImageStorage
        dataset.SOPInstanceUID = f"{_ROOT}.{self._run}.3.{number}"
        dataset.StudyDate = dataset.SeriesDate = dataset.AcquisitionDate = "20260401"
        dataset.StudyTime = dataset.AcquisitionTime = "101500"
        dataset.AccessionNumber = f"A{self._run}"
        dataset.Modality = "CT"
        dataset.Manufacturer = "Huizhen benchmark"
        dataset.StudyDescription = "CT abdomen"
        dataset.SeriesDescription = f"Series {series}"
        dataset.PatientName = "Probe^Anna"
        dataset.PatientID = "77001"
        dataset.PatientBirthDate, dataset.PatientSex = "19680211", "F"
        dataset.BodyPartExamined = "ABDOMEN"
        dataset.SliceThickness = "1.25"
        dataset.KVP, dataset.ConvolutionKernel = "120", "STANDARD"
        dataset.StudyInstanceUID = f"{_ROOT}.{self._run}.1"
        dataset.SeriesInstanceUID = f"{_ROOT}.{self._run}.2.{series}"
        dataset.FrameOfReferenceUID = f"{_ROOT}.{self._run}.4"
        dataset.SeriesNumber, dataset.InstanceNumber = series + 1, place + 1
        dataset.ImagePositionPatient = ["-200", "-200", f"{place * 1.25:.2f}"]
        dataset.ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
        dataset.SliceLocation = f"{place * 1.25:.2f}"
        dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
        dataset.Rows = dataset.Columns = SIDE
        dataset.PixelSpacing = ["0.78125", "0.78125"]
        dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, 16, 15
        dataset.PixelRepresentation = 1
        dataset.WindowCenter, dataset.WindowWidth = "40", "400"
        dataset.RescaleIntercept, dataset.RescaleSlope = "0", "1"
        dataset.PixelData = pixels.astype("<i2").tobytes()
        return _written(dataset)

    def instances(self, count: int) -> Iterator[tuple[str, bytes]]:
        """Name and bytes of so many."""
        for number in range(count):
            yield f"series {number // SERIES}/IM{number:05d}.dcm", self.instance(number)


def _written(dataset: Dataset) -> bytes:
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dataset.file_meta = meta
    stream = io.BytesIO()
    dcmwrite(stream, dataset, enforce_file_format=True)
    return stream.getvalue()
