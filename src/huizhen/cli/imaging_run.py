"""From a folder to judged images: headers read in worker children, indexed, judged."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from pathlib import Path

from huizhen.cli.reading_run import ReadFile, Tick, read_files
from huizhen.cli.received import receive_folder
from huizhen.cli.workshop import PackageStore, Workshop
from huizhen.core.content import load_pack
from huizhen.core.imaging.findings import PACK, FindingTable, ImagingFinding, finding_table
from huizhen.core.imaging.index import PlacedDirectory, index_of
from huizhen.core.imaging.judgement import Judgement, judge
from huizhen.core.imaging.names import ImagingNames, imaging_names
from huizhen.core.imaging.paper_images import FILM, PERHAPS_FILM
from huizhen.core.imaging.report_matching import report_findings
from huizhen.core.imaging.series import PlacedInstance
from huizhen.core.imaging.tables import judgement_tables
from huizhen.core.reading.plan import Located
from huizhen.core.reading.registry import ReadersOf
from huizhen.core.records.inventory import InventoryEntry
from huizhen.core.records.value import Value

_OF_IMAGES = ("dicom", "archive", "iso", "image")
_BROKEN = ("dicom_broken", "dicom_without_identity", "parser_crashed", "parser_timeout")

_SHOWN_BY = {"dicom_without_identity": "SOPClassUID"}
"""What is absent of a file that could not be read; else it breaks off before its pixels."""


class LoneFile(Value):
    """A file that belongs to no series, with what is found of it: broken, or a picture of film."""

    path: str
    finding: ImagingFinding


class ImagingRun(Value):
    """What a folder's images are, and what was not looked at."""

    judgement: Judgement
    findings: tuple[ImagingFinding, ...]
    """Those of the judgement, and of reports against images."""
    placed: tuple[PlacedInstance, ...]
    lone: tuple[LoneFile, ...]
    refused: tuple[InventoryEntry, ...]
    other_files: int
    """Files that are neither DICOM, nor pictures of film, nor hold files."""
    words: FindingTable
    names: ImagingNames


def run_imaging(
    records: Path,
    workshop: Workshop,
    store: PackageStore,
    tick: Tick,
    as_of: datetime.date | None = None,
) -> ImagingRun:
    """The images of a folder, judged. `store` must be open."""
    pack = load_pack(PACK, workshop.terms_roots)
    tables, words = judgement_tables(pack), finding_table(pack)
    folder = receive_folder(records, workshop.limits, store, store.package.resolve(), tick)
    readers = workshop.start_readers(store.spool)
    try:
        registry = ReadersOf(workshop.registry, _OF_IMAGES)
        files = read_files(folder.files, registry, workshop.limits, store, readers, tick)
    finally:
        readers.close()
    placed = placed_instances(files)
    index = index_of(placed, _directories(files))
    others = _others(folder.files, files)
    judgement = judge(index, tables, as_of)
    reports = report_findings(judgement.series, may_have_other_reports=others > 0)
    return ImagingRun(
        judgement=judgement,
        findings=(*judgement.findings, *reports),
        placed=placed,
        lone=(*_broken(files), *_pictures_of_film(files)),
        refused=folder.refused,
        other_files=others,
        words=words,
        names=imaging_names(pack),
    )


def placed_instances(files: Sequence[ReadFile]) -> tuple[PlacedInstance, ...]:
    """The instances of read files, each at its path and in its folder."""
    return tuple(
        PlacedInstance(
            source_id=file.located.received.source_id,
            folder=folder_of(file.located.received.path),
            path=file.located.received.path,
            instance=file.reading.instance,
        )
        for file in files
        if file.reading.instance is not None
    )


def _directories(files: Sequence[ReadFile]) -> tuple[PlacedDirectory, ...]:
    return tuple(
        PlacedDirectory(
            source_id=file.located.received.source_id,
            folder=folder_of(file.located.received.path),
            directory=file.reading.directory,
        )
        for file in files
        if file.reading.directory is not None
    )


def folder_of(path: str) -> str:
    """The folder of a received path, '' for the received folder itself."""
    return path.rpartition("/")[0]


def _others(found: Sequence[Located], files: Sequence[ReadFile]) -> int:
    """How many files are something else: documents may be among them, and reports."""
    read = {file.located.received.path for file in files if file.reading.kind != "image"}
    read |= {file.located.received.path for file in files if _film_code(file)}
    return sum(one.received.path not in read for one in found)


def _broken(files: Sequence[ReadFile]) -> Iterator[LoneFile]:
    for file in files:
        code = file.reading.code
        is_lost = file.reading.status == "not_read" or code in _BROKEN
        if file.reading.kind == "dicom" and is_lost:
            tag = _SHOWN_BY.get(code, "PixelData")
            yield _lone(file, "file_broken", tag, code)


def _pictures_of_film(files: Sequence[ReadFile]) -> Iterator[LoneFile]:
    """Pictures, no DICOM, that show film or may show it: the wrong format."""
    for file in files:
        if code := _film_code(file):
            yield _lone(file, code, "PixelData", file.located.received.path)


def _film_code(file: ReadFile) -> str:
    notes = {note for page in file.reading.pages for note in page.notes}
    if file.reading.kind != "image" or not notes & {FILM, PERHAPS_FILM}:
        return ""
    return FILM if FILM in notes else "picture_unclear"


def _lone(file: ReadFile, code: str, tag: str, value: str) -> LoneFile:
    received = file.located.received
    finding = ImagingFinding(
        code=code, tag=tag, value=value, scope="instance", source_ids=(received.source_id,)
    )
    return LoneFile(path=received.path, finding=finding)
