"""A DICOMDIR: which files a disc says that it holds (PS3.3 annex F, PS3.10 8)."""

from __future__ import annotations

from collections.abc import Sequence

from pydicom.dataset import Dataset

from huizhen.core.records.reading import DicomDirectory, ReferencedFile

MOST_FILES = 100_000
"""Files of a directory that are kept: more than any disc holds, and bounded."""


def directory_of(dataset: Dataset) -> DicomDirectory:
    """The files that the directory's records name, in their order."""
    records = dataset.get("DirectoryRecordSequence")
    if not isinstance(records, Sequence):
        return DicomDirectory()
    named = (_file(record) for record in records)
    return DicomDirectory(files=tuple(file for file in named if file is not None)[:MOST_FILES])


def _file(record: Dataset) -> ReferencedFile | None:
    parts = record.get("ReferencedFileID")
    if not parts:
        return None
    names = [parts] if isinstance(parts, str) else list(parts)
    path = "/".join(str(name).strip() for name in names if str(name).strip())
    uid = str(record.get("ReferencedSOPInstanceUIDInFile") or "")
    return ReferencedFile(path=path, sop_instance_uid=uid) if path else None
