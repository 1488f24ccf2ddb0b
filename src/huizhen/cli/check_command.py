"""The command `check`: what a case lacks for a specialty, on a day."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from huizhen.cli.case_run import existing_records, run_case
from huizhen.cli.output import (
    EXIT_BLOCKED,
    EXIT_NOTHING_READ,
    print_json_lines,
    progress,
    said_plainly,
)
from huizhen.cli.package_run import request_from
from huizhen.cli.reading_run import Tick
from huizhen.cli.workshop import PackageStore, Workshop
from huizhen.core.content import load_pack
from huizhen.core.language.terms import Lexicon
from huizhen.core.language.units import UnitTable
from huizhen.core.preparation.case_file import CaseFile
from huizhen.core.preparation.requirements.case import (
    CaseFacts,
    Document,
    QuestionVerdict,
    case_facts,
)
from huizhen.core.preparation.requirements.engine import assess
from huizhen.core.preparation.requirements.findings import (
    Finding,
    Requirements,
    finding_line,
    in_order,
)
from huizhen.core.preparation.requirements.packs import requirement_set
from huizhen.core.records.dates import PartialDate, parse_partial_date
from huizhen.core.records.inventory import InventoryEntry, shown

QuestionCheck = Callable[[str], QuestionVerdict]


def check(
    folder: Path,
    specialty: str,
    as_of: str,
    question: str,
    patient: str,
    as_json: bool,
    workshop: Workshop,
    check_question: QuestionCheck | None = None,
) -> None:
    """Print one finding for each requirement that applies; worst first for people.

    Exit 0 nothing blocks, 3 something blocks, 4 nothing readable, 2 wrong call.
    """
    with said_plainly(), tempfile.TemporaryDirectory(prefix="huizhen-") as scratch:
        given = {"specialty": specialty, "question": question, "patient": patient, "as_of": as_of}
        wanted = request_from(None, given, workshop)
        records = existing_records(folder)
        store = workshop.open_store(Path(scratch))
        with _opened(store, as_json) as tick:
            case = run_case(records, workshop, store, wanted.reference, tick)
        if not case.anything_read:
            raise typer.Exit(EXIT_NOTHING_READ)
        verdict = check_question(question) if check_question and question.strip() else None
        found = requirements_of(case, specialty, wanted.as_of, question, workshop, verdict)
        if as_json:
            print_json_lines(finding_line(finding) for finding in found.findings)
        else:
            print_findings(found)
        if found.blocking:
            raise typer.Exit(EXIT_BLOCKED)


def requirements_of(
    case: CaseFile,
    specialty: str,
    as_of: PartialDate,
    question: str,
    workshop: Workshop,
    verdict: QuestionVerdict | None = None,
) -> Requirements:
    """What a folded case lacks for a specialty on that day."""
    roots = workshop.specialty_roots
    rules = requirement_set(load_pack(specialty, roots), load_pack("common", roots))
    return assess(case_for_check(case, question, workshop), rules, as_of, verdict)


def case_for_check(case: CaseFile, question: str, workshop: Workshop) -> CaseFacts:
    """The case as requirements see it: the patient's facts and files, nobody else's."""
    terms = load_pack("terms", workshop.terms_roots)
    return case_facts(
        case.merged.facts,
        Lexicon(terms),
        UnitTable(terms),
        question=question,
        patient=case.patient,
        documents=[_document(entry) for entry in case.entries if entry.status in ("read", "part")],
    )


def _document(entry: InventoryEntry) -> Document:
    return Document(
        path=entry.path,
        kind=entry.kind,
        title=entry.title,
        date=parse_partial_date(entry.document_date) if entry.document_date else None,
    )


def print_findings(found: Requirements) -> None:
    """A table of what is not met, what blocks first, then how many are met."""
    table = Table(box=None, pad_edge=False)
    for column in ("effect", "item", "level", "state", "why", "what to ask for"):
        table.add_column(column, overflow="fold")
    for finding in in_order(found.findings):
        if finding.effect != "none":
            table.add_row(*_row(finding))
    Console(width=200, markup=False, highlight=False).print(table)
    met = sum(finding.effect == "none" for finding in found.findings)
    packs = ", ".join(f"{pack.id} {pack.version}" for pack in found.packs)
    reviews = " ".join(dict.fromkeys(finding.pack_review for finding in found.findings))
    typer.echo(f"{met} met, {len(found.blocking)} blocking; rules: {packs} ({reviews})")


def _row(finding: Finding) -> tuple[str, ...]:
    item = f"{finding.requirement} {finding.name.en} {finding.name.zh}"
    why = f"{finding.reason.en} {finding.reason.zh}"
    request = finding.request
    wanted = f"[{finding.asks}] {request.en} {request.zh}" if request else ""
    cells = (finding.effect, item, finding.level, finding.state, why, wanted)
    return tuple(shown(cell) for cell in cells)


@contextmanager
def _opened(store: PackageStore, quiet: bool) -> Iterator[Tick]:
    store.open()
    try:
        with progress(quiet) as bar:
            task = bar.add_task("reading", total=None)
            yield lambda label: bar.update(task, advance=1, description=shown(label)[-60:])
    finally:
        store.close()
