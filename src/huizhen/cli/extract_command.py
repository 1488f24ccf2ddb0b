"""`huizhen extract` and `huizhen context`: what is found in text, and how the text means it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from huizhen.cli.case_run import existing_records
from huizhen.cli.extraction_run import extract_facts
from huizhen.cli.ocr_run import recognise_pages
from huizhen.cli.output import EXIT_NOTHING_READ, json_rows, print_json_lines, said_plainly
from huizhen.cli.reading_run import ReadFile, read_files
from huizhen.cli.received import receive_folder
from huizhen.cli.workshop import Workshop
from huizhen.core.errors import WrongCall
from huizhen.core.extraction.extract import Extraction, Extractor
from huizhen.core.extraction.knowledge import Knowledge, load_knowledge
from huizhen.core.extraction.lines import context_line, extract_line
from huizhen.core.extraction.mention import context_of_concept
from huizhen.core.language.pages import short_text_language
from huizhen.core.records.fact import Fact
from huizhen.core.records.inventory import shown
from huizhen.core.records.page import Page, SourceId, page_id

Jsonl = Annotated[Path | None, typer.Option("--jsonl", help="Texts, one JSON object a line.")]


def extract_lines(path: Path, workshop: Workshop) -> Iterator[dict[str, object]]:
    """One `huizhen.extract/1` line for each text of a JSON-lines file."""
    extractor = Extractor(load_knowledge(workshop.terms_roots))
    for row in json_rows(path, "text"):
        page = text_page(row["text"], str(row.get("language") or ""))
        yield extract_line(str(row.get("id", "")), [extractor.page(page)])


def text_page(text: str, language: str = "") -> Page:
    """A page of plain text; its language is told from the text when none is given."""
    known = language.split("-", maxsplit=1)[0].casefold() or short_text_language(text)
    return Page(page_id=page_id(SourceId("text"), 1), ordinal=1, text=text, language=known)


def extract_texts(workshop: Workshop, files: list[Path], jsonl: Path | None, as_json: bool) -> None:
    """Print the facts of texts (`--jsonl`) or of files."""
    with said_plainly():
        if (jsonl is None) == (not files):
            raise WrongCall(
                "extract_what", "Give files, or --jsonl with texts.", "See huizhen extract --help."
            )
        if jsonl is not None:
            print_json_lines(extract_lines(jsonl, workshop))
            return
        anything = False
        for path in files:
            for file in _understood(path, workshop):
                anything = anything or file.reading.status in ("read", "part")
                _print_file(file, as_json)
        if not anything:
            raise typer.Exit(EXIT_NOTHING_READ)


def _understood(path: Path, workshop: Workshop) -> list[ReadFile]:
    with tempfile.TemporaryDirectory(prefix="huizhen-") as scratch:
        store = workshop.open_store(Path(scratch))
        store.open()
        try:
            records = existing_records(path, Path(scratch))
            folder = receive_folder(records, workshop.limits, store, store.package.resolve(), _mute)
            readers = workshop.start_readers(store.spool)
            try:
                read = read_files(
                    folder.files, workshop.registry, workshop.limits, store, readers, _mute
                )
            finally:
                readers.close()
            recognised = recognise_pages(read, workshop, store, _mute)
            return extract_facts(recognised, workshop, store, _mute)
        finally:
            store.close()


def _mute(label: str) -> None:
    del label


def _print_file(file: ReadFile, as_json: bool) -> None:
    reading = file.reading
    if as_json:
        line = extract_line(file.located.received.path, [Extraction(facts=reading.facts)])
        print_json_lines([line])
        return
    typer.echo(f"{shown(file.located.received.path)}: {reading.status}, {len(reading.facts)} facts")
    for fact in reading.facts:
        typer.echo(f"    {_said(fact)}")


def _said(fact: Fact) -> str:
    figure = " ".join(part for part in (fact.comparator, fact.value, fact.unit) if part)
    dose = fact.dosage.dose if fact.dosage else ""
    parts = [fact.type, fact.category, shown(fact.text), figure, dose, str(fact.date or "")]
    return " | ".join([*filter(None, parts), fact.certainty, *fact.doubts])


def context_lines(path: Path, knowledge: Knowledge) -> Iterator[dict[str, object]]:
    """One `huizhen.context/1` line for each text and concept."""
    for row in json_rows(path, "text", "concept"):
        page = text_page(row["text"], str(row.get("language") or ""))
        context = context_of_concept(knowledge.prose(page), row["concept"])
        yield context_line(str(row.get("id", "")), context)


def context_of_texts(workshop: Workshop, jsonl: Path) -> None:
    """Print how each text means its concept."""
    with said_plainly():
        print_json_lines(context_lines(jsonl, load_knowledge(workshop.terms_roots)))
