"""From a records folder to a case: read, recognise, extract, fold; each step kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from rich.progress import Progress

from huizhen.cli.extraction_run import extract_facts
from huizhen.cli.ocr_run import recognise_pages
from huizhen.cli.output import progress
from huizhen.cli.reading_run import ReadFile, Tick, read_files
from huizhen.cli.received import receive_folder
from huizhen.cli.workshop import PackageStore, Workshop
from huizhen.core.content import load_pack
from huizhen.core.errors import WrongCall
from huizhen.core.language.loaded import lexicon_of
from huizhen.core.preparation.case_file import CaseFile, FiledReading, fold_case
from huizhen.core.records.attachment import Attachments
from huizhen.core.records.identity import Identity
from huizhen.core.records.inventory import shown


@contextmanager
def opened(store: PackageStore, quiet: bool) -> Iterator[Tick]:
    """The store's lock for a run, with its progress shown unless it is quiet."""
    store.open()
    try:
        with progress(quiet) as bar:
            yield _ticker(bar)
    finally:
        store.close()


def _ticker(bar: Progress) -> Tick:
    task = bar.add_task("reading", total=None)

    def tick(label: str) -> None:
        bar.update(task, advance=1, description=shown(label)[-60:])

    return tick


def existing_records(records: Path, package: Path | None = None) -> Path:
    """The records folder or file, resolved; WrongCall when it is not there or is the package."""
    if not records.exists():
        raise WrongCall(
            "records_not_found",
            "There is no such folder or file of records.",
            "Give the folder that holds the received files.",
        )
    resolved = records.resolve()
    if package is not None and resolved == package.resolve():
        raise WrongCall(
            "package_is_records",
            "The package would be written into the records folder itself.",
            "Give --out another folder; originals are never touched.",
        )
    return resolved


class RanCase(NamedTuple):
    """A folded case, and the files that it was read from."""

    case: CaseFile
    files: tuple[ReadFile, ...]


def run_case(
    records: Path,
    workshop: Workshop,
    store: PackageStore,
    reference: Identity | None,
    tick: Tick,
    by_hand: Attachments | None = None,
) -> RanCase:
    """The folded case of a records folder. `store` must be open."""
    folder = receive_folder(records, workshop.limits, store, store.package.resolve(), tick)
    readers = workshop.start_readers(store.spool)
    try:
        files = read_files(folder.files, workshop.registry, workshop.limits, store, readers, tick)
    finally:
        readers.close()
    recognised = recognise_pages(files, workshop, store, tick)
    understood = extract_facts(recognised, workshop, store, tick)
    lexicon = lexicon_of(load_pack("terms", workshop.terms_roots))
    case = fold_case(filed_readings(understood), folder.refused, reference, lexicon, by_hand)
    return RanCase(case, tuple(understood))


def filed_readings(files: Sequence[ReadFile]) -> tuple[FiledReading, ...]:
    """The files' readings as the core folds them."""
    return tuple(
        FiledReading(received=file.located.received, reading=file.reading, inside=file.inside)
        for file in files
    )
