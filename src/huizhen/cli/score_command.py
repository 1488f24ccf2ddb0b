"""`huizhen score`: one published score from inputs that a person types; or the list of them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from huizhen.cli.output import EXIT_BLOCKED, print_json_lines, said_plainly
from huizhen.core.errors import WrongCall
from huizhen.core.records.inventory import shown
from huizhen.core.scores.computing import compute
from huizhen.core.scores.given import in_documented_units
from huizhen.core.scores.listing import definition_line, inputs_text
from huizhen.core.scores.registry import all_scores, scores_of
from huizhen.core.scores.result import (
    REVIEW,
    Computed,
    InputUsed,
    ScoreResult,
    score_line,
    shown_value,
)


def score(
    name: Annotated[str, typer.Argument(help="H01 or child-pugh; without it the list.")] = "",
    pairs: Annotated[
        list[str] | None,
        typer.Argument(help="Inputs: alb_gl=38 'bil_umol=2.1 mg/dL' ascites=none."),
    ] = None,
    list_all: Annotated[bool, typer.Option("--list", help="List all scores.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines for machines.")] = False,
) -> None:
    """Compute a score of the catalogue from key=value inputs.

    A number without a unit is in the unit of the list. Exit 0 computed, 3 not computable (what is
    missing is said), 2 wrong call.
    """
    with said_plainly():
        if list_all or not name:
            _print_list(as_json)
            return
        results = score_results(name, pairs or [])
        if as_json:
            print_json_lines(score_line(result) for result in results)
        else:
            for result in results:
                _print_result(result)
        if not any(isinstance(result, Computed) for result in results):
            raise typer.Exit(EXIT_BLOCKED)


def score_results(name: str, pairs: Sequence[str]) -> list[ScoreResult]:
    """The result of every score that the name stands for and that takes these inputs."""
    values = _values(pairs)
    return [compute(one, in_documented_units(one, values)) for one in scores_of(name, values)]


def _values(pairs: Sequence[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign or not key.strip():
            raise WrongCall(
                "score_input_malformed",
                f"'{shown(pair)}' is not an input.",
                "Write inputs as key=value, e.g. alb_gl=38.",
            )
        if key.strip() in values:
            raise WrongCall(
                "score_input_twice", f"{shown(key)} is given twice.", "Give every input once."
            )
        values[key.strip()] = value
    return values


def _print_list(as_json: bool) -> None:
    if as_json:
        print_json_lines(definition_line(one) for one in all_scores())
        return
    table = Table(box=None, pad_edge=False)
    for column in ("id", "name", "title", "inputs [unit], ? optional", "source"):
        table.add_column(column, overflow="fold")
    for one in all_scores():
        title = f"{one.title.en} {one.title.zh}"
        table.add_row(one.id, one.name, title, inputs_text(one), one.source)
    Console(width=None if sys.stdout.isatty() else 200, markup=False, highlight=False).print(table)


def _print_result(result: ScoreResult) -> None:
    typer.echo(f"{result.score_id} {result.title.en} {result.title.zh} ({result.edition})")
    if isinstance(result, Computed):
        for key, value in result.values.items():
            typer.echo(f"  {key}: {shown_value(value)}")
        if result.band:
            typer.echo(f"  {result.band.en} {result.band.zh}")
    else:
        typer.echo(f"  not computable: {shown(result.why.en)}")
        typer.echo(f"  不可计算：{shown(result.why.zh)}")
    for used in result.inputs:
        typer.echo(f"    {_input_line(used)}")
    for note in result.notes:
        typer.echo(f"  note: {shown(note.en)} {shown(note.zh)}")
    if result.needs_clinician_review:
        why = result.needs_clinician_review
        typer.echo(f"  {REVIEW.en} {REVIEW.zh}: {why.en} {why.zh}")
    typer.echo(f"  source: {result.source}")
    typer.echo(f"  {result.label.en} {result.label.zh}")


def _input_line(used: InputUsed) -> str:
    text = f"{used.name} {used.label.zh}: {shown(used.value)} {used.unit_zh}".rstrip()
    return f"{text} ({shown(used.given)})" if used.given else text
