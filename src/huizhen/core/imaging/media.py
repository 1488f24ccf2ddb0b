"""A disc's index against the disc: files that it names and that are not there, and the reverse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from huizhen.core.imaging.figures import MOST_SOURCES, listed
from huizhen.core.imaging.findings import ImagingFinding
from huizhen.core.imaging.series import PlacedInstance
from huizhen.core.records.page import SourceId
from huizhen.core.records.reading import DicomDirectory
from huizhen.core.records.value import Value


class PlacedDirectory(Value):
    """A DICOMDIR and the folder that it stands in, '' for the received folder itself."""

    source_id: str
    folder: str
    directory: DicomDirectory


def directory_findings(
    placed: Sequence[PlacedInstance], directories: Sequence[PlacedDirectory]
) -> Iterator[ImagingFinding]:
    """What each DICOMDIR names and is not below its folder, and what is there and not named."""
    paths = {one.path: one for one in placed if one.path}
    uids = {one.instance.sop_instance_uid for one in placed if one.instance.sop_instance_uid}
    for directory in directories:
        below = [one for path, one in paths.items() if _is_below(path, directory.folder)]
        if directory.directory.files:
            yield from _missing(directory, below, uids)
            yield from _unnamed(directory, below)


def _missing(
    directory: PlacedDirectory, below: Iterable[PlacedInstance], uids: set[str]
) -> Iterator[ImagingFinding]:
    """A file that lies elsewhere under its instance UID is not missing: discs are unpacked."""
    there = {_within(one.path, directory.folder).casefold() for one in below}
    missing = [
        file.path
        for file in directory.directory.files
        if file.path.casefold() not in there and file.sop_instance_uid not in uids
    ]
    if missing:
        yield ImagingFinding(
            code="dicomdir_file_missing",
            tag="DirectoryRecordSequence.ReferencedFileID",
            value=f"{len(missing)}/{len(directory.directory.files)}: {listed(missing)}",
            scope="case",
            source_ids=(SourceId(directory.source_id),),
        )


def _unnamed(
    directory: PlacedDirectory, below: Iterable[PlacedInstance]
) -> Iterator[ImagingFinding]:
    files = directory.directory.files
    named = {file.path.casefold() for file in files}
    uids = {file.sop_instance_uid for file in files}
    unnamed = [
        one
        for one in below
        if _within(one.path, directory.folder).casefold() not in named
        and one.instance.sop_instance_uid not in uids
    ]
    if unnamed:
        shown = listed([_within(one.path, directory.folder) for one in unnamed])
        sources = tuple(SourceId(one.source_id) for one in unnamed)
        yield ImagingFinding(
            code="dicomdir_file_unnamed",
            tag="DirectoryRecordSequence.ReferencedFileID",
            value=f"{len(unnamed)}: {shown}",
            scope="case",
            source_ids=sources[:MOST_SOURCES],
        )


def _is_below(path: str, folder: str) -> bool:
    return not folder or path.startswith(folder + "/")


def _within(path: str, folder: str) -> str:
    return path[len(folder) + 1 :] if folder else path
