"""`huizhen terms`: import what a site owns, look terms up, give them back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from huizhen.cli.output import EXIT_NOTHING_READ, print_json_lines, said_plainly
from huizhen.cli.terms_import import Told, import_terms, shipped_sets
from huizhen.cli.workshop import Workshop
from huizhen.core.content import load_pack
from huizhen.core.errors import WrongCall
from huizhen.core.language.exchange import terms_tmx, terms_tsv
from huizhen.core.language.imported.term import FoundTerm, ImportedPack, TermLine
from huizhen.core.language.lookup import TermFinder
from huizhen.core.language.settled import SettledRow
from huizhen.core.language.shipped import ShippedTerms
from huizhen.core.records.inventory import shown

AsJson = Annotated[bool, typer.Option("--json", help="JSON lines for machines.")]
Home = Annotated[Path | None, typer.Option(help="The desk's folder; else HUIZHEN_HOME.")]
Text = Annotated[str, typer.Option()]


group = typer.Typer(
    no_args_is_help=True,
    help="Terms: import what the site owns, look up, export. Nothing found is used unasked.",
)
_made: list[Callable[[], Workshop]] = []


def add_terms_commands(app: typer.Typer, workshop: Callable[[], Workshop]) -> None:
    """Give the application its group `terms`."""
    _made[:] = [workshop]
    app.add_typer(group, name="terms")


@group.command("import")
def import_(
    file: Annotated[str, typer.Argument(help="A workbook, table or TMX; or a shipped set.")],
    layout: Annotated[str, typer.Option(help="Which columns; else recognised.")] = "",
    pack_id: Annotated[str, typer.Option("--id", help="Name of the set.")] = "",
    title: Text = "",
    version: Annotated[str, typer.Option(help="As its publisher counts it.")] = "",
    source: Annotated[str, typer.Option(help="Where it comes from; else the file.")] = "",
    licence: Annotated[str, typer.Option(help="What its owner allows, in a line.")] = "",
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Import a terminology as a set of its own, in place of an earlier one of the same id."""
    with said_plainly():
        day = datetime.now(UTC).date().isoformat()  # noqa: TID251 - the edge has a clock
        told = Told(layout, pack_id, title, version, source, licence, day)
        _print_packs([import_terms(file, told, home, _made[0]())], as_json)


@group.command("list")
def list_(home: Home = None, as_json: AsJson = False) -> None:
    """Say what is imported, with version, source and licence."""
    with said_plainly():
        made = _made[0]()
        _print_packs(made.open_terms(home).packs(), as_json)
        if not as_json:
            typer.echo(f"Shipped, to be imported: {', '.join(shipped_sets(made))}")


@group.command()
def find(
    asked: Annotated[str, typer.Argument(help="A code, a name, or (--in-text) a text.")],
    language: Annotated[str, typer.Option(help="Only names of it: zh, en, de.")] = "",
    in_text: Annotated[bool, typer.Option("--in-text", help="Mark all terms in it.")] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Look up a code, name, synonym, brand or abbreviation; else propose what looks like it."""
    with said_plainly():
        rows = list(_found(finder_of(_made[0](), home), asked, language, in_text))
        _print_found(rows, as_json)
        if not rows:
            raise typer.Exit(EXIT_NOTHING_READ)


@group.command()
def export(
    pack_id: Annotated[str, typer.Argument(help="An imported set.")],
    out: Annotated[Path, typer.Option(help="A file that ends in .tsv or .tmx.")],
    home: Home = None,
) -> None:
    """Write an imported set as a table or translation memory."""
    with said_plainly():
        made = _made[0]()
        rows = list(_rows(made, pack_id, home))
        write = {".tsv": terms_tsv, ".tmx": terms_tmx}.get(out.suffix.casefold())
        if write is None:
            raise WrongCall(
                "format_unknown",
                "Terms are written as .tsv or .tmx.",
                "Let --out end in one of the two.",
            )
        made.write(out, write(rows))
        typer.echo(f"{len(rows)} terms")


@group.command()
def remove(
    pack_id: Annotated[str, typer.Argument(help="An imported set.")], home: Home = None
) -> None:
    """Take an imported set away."""
    with said_plainly():
        if not _made[0]().open_terms(home).remove(pack_id):
            raise _unknown(pack_id)


def finder_of(workshop: Workshop, home: Path | None = None) -> TermFinder:
    """The look-up over the shipped lexicon and what was imported into a home folder."""
    packs = [load_pack(name, workshop.terms_roots) for name in ("terms", "imports")]
    return TermFinder(ShippedTerms(*packs), workshop.open_terms(home))


def _found(finder: TermFinder, asked: str, language: str, in_text: bool) -> Iterator[TermLine]:
    """What was found, each with the words that it stands for."""
    if in_text:
        for span in finder.in_text(asked):
            for term in span.terms[:3]:
                yield _line(term, words=asked[span.start : span.end])
        return
    answer = finder.find(asked, language)
    yield from (_line(term) for term in answer.exact)
    yield from (_line(term, is_proposed=True) for term in answer.proposed)


def _line(term: FoundTerm, *, words: str = "", is_proposed: bool = False) -> TermLine:
    return TermLine(**term.model_dump(), words=words, is_proposed=is_proposed)


def _rows(workshop: Workshop, pack_id: str, home: Path | None) -> Iterator[SettledRow]:
    store = workshop.open_terms(home)
    pack = next((one for one in store.packs() if one.id == pack_id), None)
    if pack is None:
        raise _unknown(pack_id)
    for term in store.terms(pack_id):
        name = next((one.text for one in term.names if one.language != "zh"), term.code)
        yield SettledRow(
            kind=term.kind, original=name, zh=term.zh, source=pack.source, version=pack.version
        )


def _unknown(pack_id: str) -> WrongCall:
    return WrongCall(
        "set_unknown",
        f"No set {pack_id} is imported.",
        "See 'huizhen terms list' for those that are.",
    )


def _print_packs(packs: Iterable[ImportedPack], as_json: bool) -> None:
    if as_json:
        print_json_lines(
            {"schema": "huizhen.terms-set/1", **pack.model_dump(mode="json")} for pack in packs
        )
        return
    columns = ("id", "version", "terms", "names", "title", "source", "licence")
    _print_table(columns, [[str(getattr(pack, name)) for name in columns] for pack in packs])


def _print_found(rows: list[TermLine], as_json: bool) -> None:
    if as_json:
        print_json_lines(
            {"schema": "huizhen.term/1", **row.model_dump(mode="json")} for row in rows
        )
        return
    table = [
        [row.words or "?" * row.is_proposed, row.zh, row.name, row.role, row.code, row.kind,
         row.status, f"{row.pack} {row.version}", row.source]
        for row in rows
    ]  # fmt: skip
    columns = ("", "zh", "name", "role", "code", "kind", "status", "set", "source")
    _print_table(columns, table)


def _print_table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(shown(cell) for cell in row))
    Console(width=None if sys.stdout.isatty() else 200, markup=False, highlight=False).print(table)
