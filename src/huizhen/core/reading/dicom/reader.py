"""Reads one DICOM instance: header, report text, encapsulated document; pixels are not touched."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.errors import InvalidDicomError

from huizhen.core.errors import BrokenRecord
from huizhen.core.reading.dicom.attributes import KEYWORDS, PATIENT_KEYWORDS, text_of
from huizhen.core.reading.dicom.functional_groups import (
    ENHANCED,
    frame_planes,
    has_frames,
    shared_values,
)
from huizhen.core.reading.dicom.headers import instance_from
from huizhen.core.reading.dicom.media_directory import directory_of
from huizhen.core.reading.dicom.nested_values import nested_values
from huizhen.core.reading.dicom.pixel_fragments import are_fragments_cut
from huizhen.core.reading.dicom.structured_report import content_items, item_line, measurements
from huizhen.core.reading.registry import Context, Probe, SourceFile
from huizhen.core.records.dates import parse_partial_date
from huizhen.core.records.identity import PatientMention
from huizhen.core.records.page import Line, Page, page_id
from huizhen.core.records.reading import DicomInstance, Member, Reading

MEDIA_DIRECTORY = "1.2.840.10008.1.3.10"
ENCAPSULATED = {
    "1.2.840.10008.5.1.4.1.1.104.1": "document.pdf",
    "1.2.840.10008.5.1.4.1.1.104.2": "document.xml",
    "1.2.840.10008.5.1.4.1.1.104.3": "model.stl",
    "1.2.840.10008.5.1.4.1.1.104.4": "model.obj",
    "1.2.840.10008.5.1.4.1.1.104.5": "model.mtl",
}
_STRUCTURED_REPORT = "1.2.840.10008.5.1.4.1.1.88."
_WHOLE_SLIDE = "1.2.840.10008.5.1.4.1.1.77.1.6"
_CHUNK = 1 << 20
_CUT: dict[str, Any] = {
    "status": "part",
    "code": "dicom_pixels_cut",
    "message": "The file ends before its images do; its header was read.",
    "remedy": "Copy it from the disc again, or ask the hospital for a new export.",
}
# pydicom says NotImplementedError of a value representation that does not exist
_DAMAGED = (InvalidDicomError, EOFError, ValueError, KeyError, TypeError, NotImplementedError)


def needs_whole_reading(sop_class_uid: str) -> bool:
    """Whether the header alone does not say what the instance holds."""
    return (
        sop_class_uid in ENCAPSULATED
        or sop_class_uid in ENHANCED
        or sop_class_uid in (MEDIA_DIRECTORY, _WHOLE_SLIDE)
        or sop_class_uid.startswith(_STRUCTURED_REPORT)
    )


def reading_of_instance(instance: DicomInstance) -> Reading:
    """The reading of an instance whose header says everything that is kept of it."""
    identity = instance.patient
    return Reading(
        kind="dicom",
        reader=f"{DicomReader.name}/{DicomReader.version}",
        instance=instance,
        patients=()
        if identity.is_empty
        else (PatientMention(identity=identity, where="(0010,0010)"),),
        document_date=instance.study_date,
        title=instance.series_description or instance.study_description,
        **(_CUT if instance.are_pixels_cut else {}),
    )


class DicomReader:
    """PS3.10 files, with or without preamble; any transfer syntax, for pixels are not decoded."""

    name = "dicom"
    version = 4

    def score(self, probe: Probe) -> float:
        """Certain with 'DICM' at 128, whatever the preamble imitates (PS3.10 7.1)."""
        head = probe.head
        if head[128:132] == b"DICM":
            return 1.0
        if head[:2] in (b"\x02\x00", b"\x08\x00") and head[2:4] != b"\x00\x00":
            return 0.8 if head[4:6] in (b"UL", b"UI", b"CS", b"OB", b"DA") else 0.0
        if head[:4] in (b"\x08\x00\x00\x00", b"\x08\x00\x05\x00", b"\x08\x00\x08\x00"):
            return 0.6 if head[6:8] == b"\x00\x00" else 0.0
        return 0.0

    def read(self, source: SourceFile, context: Context) -> Reading:
        """The header, with report text, measurements or the embedded document where there are."""
        dataset, bytes_behind, is_cut = _dataset(source)
        instance = _instance(dataset, bytes_behind)
        if is_cut:
            instance = instance.model_copy(update={"are_pixels_cut": True})
        if instance.sop_class_uid == MEDIA_DIRECTORY or "DirectoryRecordSequence" in dataset:
            return Reading(
                kind="dicom",
                reader=f"{self.name}/{self.version}",
                status="ignored",
                code="dicom_directory",
                message="The disc's index (DICOMDIR); the images themselves are read.",
                directory=directory_of(dataset),
            )
        if not (instance.sop_class_uid or instance.modality or instance.rows):
            raise BrokenRecord(
                "dicom_without_identity",
                "The file looks like DICOM, but does not say what it holds.",
                "Ask the hospital to export the study again as DICOM (all series, original).",
            )
        reading = reading_of_instance(instance)
        if instance.sop_class_uid in ENCAPSULATED:
            members = (_embedded(dataset, instance, context),)
            return reading.replaced(members=members)
        if "ContentSequence" in dataset:
            return _with_report(reading, dataset, source)
        if instance.sop_class_uid == _WHOLE_SLIDE:
            return reading.replaced(kind="slide")
        return reading


def _dataset(source: SourceFile) -> tuple[Dataset, int, bool]:
    """Everything before the pixels, how many bytes come behind, and whether fragments are cut."""
    with warnings.catch_warnings(), source.open() as stream:
        warnings.simplefilter("ignore")  # deviations in values are normal in real files
        try:
            dataset = dcmread(stream, stop_before_pixels=True, force=True, defer_size="8 MB")
            dataset.decode()
            position = stream.tell()
            is_cut = are_fragments_cut(stream, position, source.size_bytes)
        except _DAMAGED as error:
            raise BrokenRecord(
                "dicom_broken",
                "The DICOM file is damaged or incomplete.",
                "Copy it from the disc again, or ask the hospital for a new export.",
            ) from error
    return dataset, source.size_bytes - position, is_cut


def _instance(dataset: Dataset, bytes_behind: int) -> DicomInstance:
    raw: dict[str, str | bytes | None] = {}
    meta = getattr(dataset, "file_meta", None)
    for keyword in (*KEYWORDS.values(), *PATIENT_KEYWORDS):
        value = dataset.get(keyword)
        if value is None and meta is not None:
            value = meta.get(keyword)
        raw[keyword] = text_of(value)
    raw.update(nested_values(dataset))
    enhanced = _of_frames(dataset)
    raw.update({keyword: text for keyword, text in enhanced.items() if not raw.get(keyword)})
    # pydicom has decoded text already: tell the header so, instead of decoding twice
    raw["SpecificCharacterSet"] = "ISO_IR 192"
    instance = instance_from(raw, bytes_behind)
    if not enhanced:
        return instance
    return instance.model_copy(update={"frames": frame_planes(dataset)})


def _of_frames(dataset: Dataset) -> dict[str, str | None]:
    """What the functional groups of an enhanced image say for all frames, as text."""
    if not has_frames(dataset):
        return {}
    return {keyword: text_of(value) for keyword, value in shared_values(dataset).items()}


def _embedded(dataset: Dataset, instance: DicomInstance, context: Context) -> Member:
    data = dataset.get("EncapsulatedDocument")
    if not isinstance(data, bytes) or not data:
        raise BrokenRecord(
            "dicom_document_missing",
            "The DICOM file should hold a document, but it is empty.",
            "Ask the hospital for the document as PDF.",
        )

    def chunks() -> Iterator[bytes]:
        for start in range(0, len(data), _CHUNK):
            yield data[start : start + _CHUNK]

    return context.keep(ENCAPSULATED[instance.sop_class_uid], chunks())


def _with_report(reading: Reading, dataset: Dataset, source: SourceFile) -> Reading:
    text_lines = [
        "  " * (depth - 1) + line
        for _, depth, item in content_items(dataset)
        if (line := item_line(item))
    ]
    page = page_id(source.source_id, 1)
    lines, position = [], 0
    for line in text_lines:
        flat = line.replace("\r", " ").replace("\n", " ")
        lines.append((flat, Line(start=position, end=position + len(flat))))
        position += len(flat) + 1
    on = parse_partial_date(str(dataset.get("ContentDate") or dataset.get("StudyDate") or ""))
    return reading.replaced(
        pages=(
            Page(
                page_id=page,
                ordinal=1,
                text="\n".join(text for text, _ in lines),
                lines=tuple(line for _, line in lines),
                origin="native",
                title=reading.title,
            ),
        ),
        facts=measurements(dataset, page, on),
    )
