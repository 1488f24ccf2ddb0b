"""The command `check`: what a case lacks for a specialty, on a day."""

from __future__ import annotations

import tempfile
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from huizhen.cli.case_run import existing_records, opened, run_case
from huizhen.cli.output import (
    EXIT_BLOCKED,
    EXIT_NOTHING_READ,
    print_json_lines,
    said_plainly,
)
from huizhen.cli.package_run import request_from
from huizhen.cli.requirements_run import requirements_of
from huizhen.cli.workshop import Workshop
from huizhen.core.preparation.requirements.findings import (
    Finding,
    Requirements,
    finding_line,
    in_order,
)
from huizhen.core.records.inventory import shown


def check(
    folder: Path,
    specialty: str,
    as_of: str,
    question: str,
    patient: str,
    as_json: bool,
    workshop: Workshop,
) -> None:
    """Print one finding for each requirement that applies; worst first for people.

    Exit 0 nothing blocks, 3 something blocks, 4 nothing readable, 2 wrong call.
    """
    with said_plainly(), tempfile.TemporaryDirectory(prefix="huizhen-") as scratch:
        given = {"specialty": specialty, "question": question, "patient": patient, "as_of": as_of}
        wanted = request_from(None, given, workshop)
        records = existing_records(folder)
        store = workshop.open_store(Path(scratch))
        with opened(store, as_json) as tick:
            case = run_case(records, workshop, store, wanted.reference, tick).case
        if not case.anything_read:
            raise typer.Exit(EXIT_NOTHING_READ)
        found = requirements_of(case, specialty, wanted.as_of, question, workshop)
        if as_json:
            print_json_lines(finding_line(finding) for finding in found.findings)
        else:
            print_findings(found)
        if found.blocking:
            raise typer.Exit(EXIT_BLOCKED)


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
