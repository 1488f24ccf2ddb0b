"""What is true of real DICOM files, read from their headers with pydicom alone."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path

import pydicom
from pydicom.data import get_testdata_files
from pydicom.dataset import Dataset
from pydicom.errors import InvalidDicomError

GEOMETRY = frozenset(
    ("ImagePositionPatient", "ImageOrientationPatient", "GantryDetectorTilt", "SliceLocation",
     "SpacingBetweenSlices", "SliceThickness", "PixelSpacing", "Rows", "Columns",
     "ReconstructionDiameter", "FrameOfReferenceUID")
)  # fmt: skip
# True of the real series; the two others have no defect of geometry.
REAL: dict[str, dict[str, frozenset[str]]] = {
    "ct_head_ge": {
        "gantry tilt": frozenset(
            ("GantryDetectorTilt", "ImageOrientationPatient", "ImagePositionPatient")
        ),
        "uneven spacing": frozenset(
            ("ImagePositionPatient", "SliceLocation", "SpacingBetweenSlices", "SliceThickness")
        ),
    },
    "ct_head_clean": {},
    "ct_body": {},
}
_LOSSY = frozenset(
    f"1.2.840.10008.1.2.4.{end}" for end in ("50", "51", "81", "91", "203", "100", "102")
)
_CAPTURES = "1.2.840.10008.5.1.4.1.1.7"


@dataclass(frozen=True)
class FileTruth:
    """One file and its defects, each with the keywords that show it."""

    path: Path
    defects: dict[str, frozenset[str]]
    is_single: bool


def _is_cut(dataset: Dataset) -> bool:
    """Whether native pixels are fewer than rows, columns and frames ask for."""
    wanted = ("PixelData", "Rows", "Columns", "BitsAllocated", "SamplesPerPixel")
    if any(keyword not in dataset for keyword in wanted):
        return False
    if dataset.file_meta.get("TransferSyntaxUID", "").startswith("1.2.840.10008.1.2.4"):
        return False
    if dataset.file_meta.get("TransferSyntaxUID", "") == "1.2.840.10008.1.2.5":
        return False
    bits = dataset.Rows * dataset.Columns * dataset.BitsAllocated * dataset.SamplesPerPixel
    if "422" in dataset.get("PhotometricInterpretation", ""):
        bits = bits * 2 // 3
    return bool(len(dataset.PixelData) < bits * int(dataset.get("NumberOfFrames") or 1) // 8)


def truths_of(dataset: Dataset) -> dict[str, frozenset[str]]:
    """The defects a header gives away."""
    found: dict[str, frozenset[str]] = {}
    syntax = str(dataset.file_meta.get("TransferSyntaxUID", ""))
    if dataset.get("LossyImageCompression") == "01":
        found["lossy by flag"] = frozenset(
            ("LossyImageCompression", "LossyImageCompressionRatio", "TransferSyntaxUID",
             "LossyImageCompressionMethod")
        )  # fmt: skip
    elif syntax in _LOSSY:
        found["lossy by transfer syntax"] = frozenset(("TransferSyntaxUID",))
    if str(dataset.get("SOPClassUID", "")).startswith(_CAPTURES):
        found["secondary capture"] = frozenset(
            ("SOPClassUID", "ConversionType", "ImageType", "Modality")
        )
    if dataset.get("BurnedInAnnotation") == "YES":
        found["burned in"] = frozenset(("BurnedInAnnotation",))
    if _is_cut(dataset):
        found["pixels cut"] = frozenset(("PixelData", "Rows", "Columns", "NumberOfFrames"))
    if "PixelData" in dataset and not dataset.get("StudyDate"):
        found["study date missing"] = frozenset(("StudyDate",))
    return found


def pydicom_truths() -> list[FileTruth]:
    """The truths of every test file in pydicom's own package that pydicom reads."""
    made = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in sorted(get_testdata_files("**/*")):
            path = Path(name)
            if not path.is_file() or path.suffix in (".py", ".json", ".txt", ".md", ".zip"):
                continue
            try:
                dataset = pydicom.dcmread(path)
                defects = truths_of(dataset)
            except (InvalidDicomError, OSError, ValueError, AttributeError, EOFError):
                continue
            is_single = int(dataset.get("NumberOfFrames") or 1) == 1
            made.append(FileTruth(path, defects, is_single))
    return made
