"""What commands print: tables for people, JSON lines for machines, errors that say what to do."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from huizhen.core.errors import HuizhenError, WrongCall
from huizhen.core.records.inventory import InventoryEntry, shown

EXIT_DONE, EXIT_WRONG_CALL, EXIT_BLOCKED, EXIT_NOTHING_READ = 0, 2, 3, 4


def print_json_lines(lines: Iterable[Mapping[str, object]]) -> None:
    """One JSON object a line, ASCII escapes for what a terminal could take for commands."""
    for line in lines:
        sys.stdout.write(json.dumps(line, ensure_ascii=False).translate(_ESCAPES) + "\n")


_ESCAPES = {code: f"\\u{code:04x}" for code in (*range(0x7F, 0xA0), *range(0x202A, 0x202F),
            *range(0x2066, 0x206A), 0x200E, 0x200F, *range(0xD800, 0xE000))}  # fmt: skip


def print_inventory(entries: Sequence[InventoryEntry]) -> None:
    """One row a file: status, kind, path, pages, facts, reason with remedy."""
    table = Table(box=None, pad_edge=False)
    for column in ("status", "kind", "file", "pages", "language", "facts", "why and what to do"):
        table.add_column(column, overflow="fold")
    for entry in entries:
        why = " ".join(part for part in (entry.message, entry.remedy) if part)
        cells = (entry.status, entry.kind, entry.path, str(entry.pages or ""), entry.language)
        row = (*cells, str(entry.facts or ""), f"{entry.code}: {why}" if entry.code else "")
        table.add_row(*(shown(cell) for cell in row))
    Console(width=None if sys.stdout.isatty() else 200, markup=False, highlight=False).print(table)


@contextmanager
def said_plainly() -> Iterator[None]:
    """Errors of ours become one message and an exit code instead of a traceback."""
    try:
        yield
    except HuizhenError as error:
        typer.echo(f"{error.code}: {error.message}", err=True)
        if error.remedy:
            typer.echo(error.remedy, err=True)
        code = EXIT_WRONG_CALL if isinstance(error, WrongCall) else EXIT_NOTHING_READ
        raise typer.Exit(code) from error
    except KeyboardInterrupt:
        typer.echo("Stopped. Run the same command again to go on from here.", err=True)
        raise typer.Exit(130) from None


@contextmanager
def progress(quiet: bool) -> Iterator[Progress]:
    """A spinner on stderr with a count; nothing when output is for machines."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description} {task.completed}"),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True, quiet=quiet or not sys.stderr.isatty())
    with Progress(*columns, console=console, transient=True) as bar:
        yield bar


def json_rows(path: Path, *needed: str) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-lines file; WrongCall names the first line that is none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise WrongCall(
            "jsonl_unreadable", "The file cannot be read as UTF-8 text.", "Give a JSON-lines file."
        ) from error
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict) or any(not isinstance(row.get(n), str) for n in needed):
            raise WrongCall(
                "jsonl_malformed",
                f"Line {number} is not an object with {' and '.join(needed)} as text.",
                'Write one object a line, e.g. {"id": "1", "text": "..."}.',
            )
        yield row
