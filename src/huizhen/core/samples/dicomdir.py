"""DICOM files as bytes, and the DICOMDIR of a disc (PS3.10 8, PS3.3 F)."""

from __future__ import annotations

import io
from collections.abc import Iterable

from pydicom import dcmread, dcmwrite
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import UID, ExplicitVRLittleEndian, MediaStorageDirectoryStorage

IMPLEMENTATION_VERSION = "HUIZHEN_SAMPLE"

Named = tuple[tuple[str, ...], Dataset]
"""File ID components and the instance in that file."""

_KEYS = {
    "PATIENT": ("PatientName", "PatientID"),
    "STUDY": (
        "StudyDate", "StudyTime", "StudyDescription", "StudyInstanceUID", "StudyID",
        "AccessionNumber",
    ),
    "SERIES": ("Modality", "SeriesInstanceUID", "SeriesNumber"),
    "IMAGE": ("InstanceNumber",),
}  # fmt: skip
"""The keys of each record type (PS3.3 F.5)."""
_UNIQUE = {"PATIENT": "PatientID", "STUDY": "StudyInstanceUID", "SERIES": "SeriesInstanceUID"}
_LEVELS = tuple(_KEYS)


def part_10(dataset: Dataset) -> bytes:
    """The dataset as a DICOM file with preamble."""
    buffer = io.BytesIO()
    dcmwrite(buffer, dataset, enforce_file_format=True)
    return buffer.getvalue()


def dicomdir(instances: Iterable[Named], uid: str, file_set: str) -> bytes:
    """The directory of the instances, records in depth-first order.

    Offsets are fixed-length values, so writing twice is enough: once to learn where each record
    begins, once with the offsets filled in.
    """
    records, parents = _records(instances)
    directory = _directory(records, uid, file_set)
    written = dcmread(io.BytesIO(part_10(directory)))
    offsets = [record.seq_item_tell for record in written.DirectoryRecordSequence]
    _link(directory, records, parents, offsets)
    return part_10(directory)


def _records(instances: Iterable[Named]) -> tuple[list[Dataset], list[int]]:
    """Directory records, and for each the position of its parent (-1: the root)."""
    records: list[Dataset] = []
    parents: list[int] = []
    known: dict[tuple[str, ...], int] = {}
    for file_id, instance in instances:
        path: tuple[str, ...] = ()
        parent = -1
        for level in _LEVELS:
            path = (*path, str(instance.get(_UNIQUE.get(level, "SOPInstanceUID"))))
            if path not in known:
                known[path] = len(records)
                records.append(_record(level, instance, file_id))
                parents.append(parent)
            parent = known[path]
    return records, parents


def _record(level: str, instance: Dataset, file_id: tuple[str, ...]) -> Dataset:
    record = Dataset()
    record.OffsetOfTheNextDirectoryRecord = 0
    record.RecordInUseFlag = 0xFFFF
    record.OffsetOfReferencedLowerLevelDirectoryEntity = 0
    record.DirectoryRecordType = level
    record.SpecificCharacterSet = instance.SpecificCharacterSet
    if level == "IMAGE":
        record.ReferencedFileID = list(file_id)
        record.ReferencedSOPClassUIDInFile = instance.SOPClassUID
        record.ReferencedSOPInstanceUIDInFile = instance.SOPInstanceUID
        record.ReferencedTransferSyntaxUIDInFile = instance.file_meta.TransferSyntaxUID
    for keyword in _KEYS[level]:
        setattr(record, keyword, getattr(instance, keyword))
    return record


def _directory(records: list[Dataset], uid: str, file_set: str) -> Dataset:
    directory = Dataset()
    directory.FileSetID = file_set
    directory.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity = 0
    directory.OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity = 0
    directory.FileSetConsistencyFlag = 0
    directory.DirectoryRecordSequence = Sequence(records)
    meta = FileMetaDataset()
    meta.FileMetaInformationVersion = b"\0\1"
    meta.MediaStorageSOPClassUID = MediaStorageDirectoryStorage
    meta.MediaStorageSOPInstanceUID = UID(uid)
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationClassUID = UID(uid)
    meta.ImplementationVersionName = IMPLEMENTATION_VERSION
    directory.file_meta = meta
    return directory


def _link(
    directory: Dataset, records: list[Dataset], parents: list[int], offsets: list[int]
) -> None:
    """Fill in first child, next sibling, first and last root."""
    last_child: dict[int, int] = {}
    for position, parent in enumerate(parents):
        if parent in last_child:
            records[last_child[parent]].OffsetOfTheNextDirectoryRecord = offsets[position]
        elif parent >= 0:
            records[parent].OffsetOfReferencedLowerLevelDirectoryEntity = offsets[position]
        else:
            directory.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity = offsets[position]
        last_child[parent] = position
    directory.OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity = offsets[last_child[-1]]
