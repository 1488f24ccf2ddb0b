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
            within = _Within(directory, below)
            yield from _missing(directory, within, uids)
            yield from _unnamed(directory, within, below)


class _Within:
    """How files are found by the names that a DICOMDIR gives them."""

    def __init__(self, directory: PlacedDirectory, below: Iterable[PlacedInstance]) -> None:
        self._folder = directory.folder
        self.named = [file.path.casefold() for file in directory.directory.files]
        there = {self.path(one).casefold() for one in below}
        # a disc that was copied into one flat folder: no path is as named, the last parts are
        self._is_flat = there.isdisjoint(self.named)
        self.there = {self.name(path) for path in there}

    def path(self, one: PlacedInstance) -> str:
        """Its path as the directory would name it."""
        return one.path[len(self._folder) + 1 :] if self._folder else one.path

    def name(self, path: str) -> str:
        """What is compared of a path."""
        return path.casefold().rpartition("/")[2] if self._is_flat else path.casefold()


def _missing(
    directory: PlacedDirectory, within: _Within, uids: set[str]
) -> Iterator[ImagingFinding]:
    """A file that lies elsewhere under its instance UID is not missing: discs are unpacked."""
    missing = [
        file.path
        for file in directory.directory.files
        if within.name(file.path) not in within.there and file.sop_instance_uid not in uids
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
    directory: PlacedDirectory, within: _Within, below: Iterable[PlacedInstance]
) -> Iterator[ImagingFinding]:
    named = {within.name(path) for path in within.named}
    uids = {file.sop_instance_uid for file in directory.directory.files}
    unnamed = [
        one
        for one in below
        if within.name(within.path(one)) not in named and one.instance.sop_instance_uid not in uids
    ]
    if unnamed:
        sources = tuple(SourceId(one.source_id) for one in unnamed)
        yield ImagingFinding(
            code="dicomdir_file_unnamed",
            tag="DirectoryRecordSequence.ReferencedFileID",
            value=f"{len(unnamed)}: {listed([within.path(one) for one in unnamed])}",
            scope="case",
            source_ids=sources[:MOST_SOURCES],
        )


def _is_below(path: str, folder: str) -> bool:
    return not folder or path.startswith(folder + "/")
