"""The command `imaging check`: what is wrong with the images of a folder, series by series."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from huizhen.cli.case_run import existing_records, opened
from huizhen.cli.imaging_deidentify import add_deidentify_command
from huizhen.cli.imaging_lines import lines_of
from huizhen.cli.imaging_run import run_imaging
from huizhen.cli.imaging_words import NOTHING, NOTHING_READ, print_in_words
from huizhen.cli.output import (
    EXIT_BLOCKED,
    EXIT_NOTHING_READ,
    print_json_lines,
    said_plainly,
)
from huizhen.cli.passing_store import PassingStore
from huizhen.cli.workshop import Workshop
from huizhen.core.errors import WrongCall

SCHEMA = "huizhen.imaging-check/1"
group = typer.Typer(no_args_is_help=True, help="Images: what a folder of them is worth.")
_made: list[Callable[[], Workshop]] = []


def add_imaging_commands(app: typer.Typer, workshop: Callable[[], Workshop]) -> None:
    """Give the application its group `imaging`."""
    _made[:] = [workshop]
    add_deidentify_command(group, workshop)
    app.add_typer(group, name="imaging")


@group.callback()
def _group() -> None:
    """Images: what a folder of them is worth."""


@group.command("check")
def check(
    folder: Annotated[Path, typer.Argument(help="Any heap of files; discs with or without index.")],
    language: Annotated[str, typer.Option(help="Of words: en or zh.")] = "en",
    as_of: Annotated[str, typer.Option(help="The day it is seen from: 2026-05-20.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines for machines.")] = False,
) -> None:
    """Say what is wrong with the images of a folder, series by series 检查影像.

    Exit 0 nothing blocks, 3 something blocks, 4 no DICOM file could be read, 2 wrong call.
    """
    with said_plainly(), tempfile.TemporaryDirectory(prefix="huizhen-") as scratch:
        spoken, day = _language(language), _day(as_of)
        records = existing_records(folder)
        workshop = _made[0]()
        store = PassingStore(workshop.open_store(Path(scratch)))
        with opened(store, as_json) as tick:
            run = run_imaging(records, workshop, store, tick, day)
        lines = list(lines_of(run))
        if as_json:
            print_json_lines({"schema": SCHEMA, **line.model_dump(mode="json")} for line in lines)
        else:
            print_in_words(run, lines, spoken)
        if not run.placed:
            is_broken = any(one.finding.code == "file_broken" for one in run.lone)
            typer.echo((NOTHING_READ if is_broken else NOTHING)[spoken], err=True)
            raise typer.Exit(EXIT_NOTHING_READ)
        if any(found.effect == "block" for line in lines for found in line.findings):
            raise typer.Exit(EXIT_BLOCKED)


def _language(text: str) -> str:
    if text in ("en", "zh"):
        return text
    raise WrongCall("language_unknown", "Findings are in English or Chinese.", "Give en or zh.")


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        raise WrongCall(
            "as_of_malformed", "The day is not a date.", "Write it as 2026-05-20."
        ) from None
