"""A folder of synthetic DICOM being made: its main series, what lies beside it, its writing."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from dicom_vendors import COMPRESSED, Plan, base_plan, shell, slices
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filewriter import dcmwrite
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

_BASIC_TEXT_SR = "1.2.840.10008.5.1.4.1.1.88.11"


@dataclass
class Folder:
    """What will be written: the series in question, other objects, and acts on the files."""

    plan: Plan
    main: list[Dataset]
    others: list[Dataset] = field(default_factory=list)
    afterwards: list[Callable[[Path], None]] = field(default_factory=list)
    has_report: bool = True

    @property
    def rng(self) -> Random:
        """Chance of this folder alone."""
        return Random(f"{self.plan.modality}|{self.plan.vendor.name}|{self.plan.seed}|damage")

    def write(self, target: Path) -> None:
        """Writes all files under the target, in the maker's manner of naming."""
        target.mkdir(parents=True, exist_ok=True)
        objects = [*self.main, *self.others]
        if self.has_report:
            objects.append(report(self.plan))
        for number, dataset in enumerate(objects):
            write_object(dataset, target / _name(self.plan, dataset, number))
        for act in self.afterwards:
            act(target)


def _name(plan: Plan, dataset: Dataset, number: int) -> str:
    style = plan.vendor.name
    if style == "ge":
        return f"i{number:04d}.CTDC.{number + 1}" if plan.seed % 2 else f"IM{number:05d}"
    if style == "siemens":
        return f"{dataset.get('Modality', 'OT')}.{number:08d}.IMA"
    return f"IM_{number:04d}" if style == "philips" else f"{number:06d}.dcm"


def write_object(dataset: Dataset, path: Path) -> None:
    """Writes one object with a proper head, compressed when its syntax says so."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path.write_bytes(encoded(dataset))


def encoded(dataset: Dataset) -> bytes:
    """The bytes of one object."""
    syntax = dataset.file_meta.TransferSyntaxUID
    copy = Dataset()
    copy.update(dataset)
    copy.file_meta = FileMetaDataset()
    copy.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    copy.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    copy.file_meta.TransferSyntaxUID = syntax
    if syntax in COMPRESSED and "PixelData" in copy:
        if _fits(copy):
            copy.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
            copy.compress(syntax, generate_instance_uid=False)
        else:
            copy.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    stream = io.BytesIO()
    dcmwrite(stream, copy, enforce_file_format=True)
    return stream.getvalue()


def _fits(dataset: Dataset) -> bool:
    frames = int(dataset.get("NumberOfFrames", 1) or 1)
    width = dataset.BitsAllocated // 8 * dataset.SamplesPerPixel
    return bool(len(dataset.PixelData) == dataset.Rows * dataset.Columns * width * frames)


def code(value: str, scheme: str, meaning: str) -> Dataset:
    """A coded concept."""
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return item


def report(plan: Plan, of: str = "the study") -> Dataset:
    """A radiologist's report as a structured document of the same study."""
    dataset = shell(replace(plan, number=900), "report", of)
    dataset.SOPClassUID, dataset.Modality = _BASIC_TEXT_SR, "SR"
    dataset.SeriesDescription = "Radiology Report"
    dataset.InstanceNumber = 1
    dataset.CompletionFlag, dataset.VerificationFlag = "COMPLETE", "UNVERIFIED"
    dataset.ValueType, dataset.ContinuityOfContent = "CONTAINER", "SEPARATE"
    dataset.ConceptNameCodeSequence = [code("18748-4", "LN", "Diagnostic Imaging Report")]
    evidence, series, instance = Dataset(), Dataset(), Dataset()
    instance.ReferencedSOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    instance.ReferencedSOPInstanceUID = generate_uid(entropy_srcs=[plan.uid("x"), of])
    series.SeriesInstanceUID = plan.uid("series", plan.number)
    series.ReferencedSOPSequence = [instance]
    evidence.StudyInstanceUID = dataset.StudyInstanceUID
    evidence.ReferencedSeriesSequence = [series]
    dataset.CurrentRequestedProcedureEvidenceSequence = [evidence]
    text = Dataset()
    text.RelationshipType, text.ValueType = "CONTAINS", "TEXT"
    text.ConceptNameCodeSequence = [code("121071", "DCM", "Finding")]
    text.TextValue = "No focal abnormality."
    dataset.ContentSequence = [text]
    return dataset


def clean_folder(modality: str, plan: Plan) -> Folder:
    """The clean folder of a plan; a PET brings its low-dose CT along."""
    folder = Folder(plan, slices(plan))
    if modality == "PT":
        low = base_plan("CT", plan.vendor, plan.seed)
        low = replace(
            low, number=2, contrast="", body_part="WHOLEBODY",
            spacing=plan.spacing, start=plan.start, count=plan.count,
            study_description=plan.vendor.texts["study PT"], description="CT low dose AC",
            time=plan.time - 200, seed=plan.seed,
        )  # fmt: skip
        for dataset in slices(low):
            dataset.StudyInstanceUID = folder.main[0].StudyInstanceUID
            dataset.FrameOfReferenceUID = folder.main[0].FrameOfReferenceUID
            dataset.StudyTime = folder.main[0].StudyTime
            dataset.PatientID = folder.main[0].PatientID
            folder.others.append(dataset)
    return folder
