"""The command `check-translation`: a translator's file against its own source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import typer

from huizhen.cli.output import (
    EXIT_BLOCKED,
    EXIT_NOTHING_READ,
    print_json_lines,
    progress,
    said_plainly,
)
from huizhen.cli.workshop import Workshop
from huizhen.core.content import load_pack
from huizhen.core.errors import BrokenRecord, WrongCall
from huizhen.core.language.bilingual.pairs import units_of
from huizhen.core.language.bilingual.unit import Languages, Unit
from huizhen.core.language.checks.builtin import BUILTIN
from huizhen.core.language.checks.checker import Checker, Packs
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.pair import Pair, Span
from huizhen.core.language.checks.wording import Wording
from huizhen.core.records.inventory import shown
from huizhen.core.records.value import Value

_AROUND = 30
_EFFECTS = {"block": "阻断 BLOCK", "advise": "提示 LOOK"}


class TranslationLine(Value):
    """One difference between a segment and its translation, as `check-translation` prints it."""

    id: str
    """The segment's id in the file, or the number of its line or unit."""
    code: str
    effect: Literal["block", "advise"]
    source: Span | None = None
    target: Span | None = None
    meant: str = ""
    says: str = ""


def check_translation(path: Path, wanted: Languages, as_json: bool, workshop: Workshop) -> None:
    """Print what differs, segment by segment as the file is read.

    Exit 0 nothing blocks, 3 something blocks, 4 no segment could be read, 2 wrong call.
    """
    with said_plainly():
        packs = Packs(*(load_pack(name, workshop.terms_roots) for name in ("checks", "terms")))
        told = _as_json if as_json else _in_words(Wording(packs.checks))
        blocking, advising, pairs = _run(path, wanted, Checker(packs, BUILTIN), told, as_json)
        if not pairs:
            typer.echo("No segment was found. 文件中没有可核对的句段。", err=True)
            raise typer.Exit(EXIT_NOTHING_READ)
        typer.echo(
            f"{pairs} segments: {blocking} blocking, {advising} to look at. "
            f"共{pairs}个句段：{blocking}处阻断，{advising}处提示。",
            err=True,
        )
        if blocking:
            raise typer.Exit(EXIT_BLOCKED)


def _run(
    path: Path,
    wanted: Languages,
    checker: Checker,
    told: Callable[[Unit, Difference], None],
    is_quiet: bool,
) -> tuple[int, int, int]:
    blocking = advising = pairs = 0
    with progress(is_quiet) as bar:
        task = bar.add_task("segments 句段", total=None)
        for unit in _units(path, wanted):
            pairs += 1
            for found in checker(pair_of(unit)):
                blocking += found.effect == "block"
                advising += found.effect == "advise"
                told(unit, found)
            bar.advance(task)
    return blocking, advising, pairs


def pair_of(unit: Unit) -> Pair:
    """The unit as the checks read it."""
    tags = (unit.source_language, unit.target_language)
    return Pair.of(unit.source, unit.target, *(tag.replace("_", "-") for tag in tags))


def _units(path: Path, wanted: Languages) -> Iterator[Unit]:
    try:
        with path.open("rb") as stream:
            yield from units_of(stream, path.suffix, wanted)
    except (FileNotFoundError, IsADirectoryError):
        raise WrongCall(
            "file_missing",
            f"There is no file {shown(str(path))}. 找不到文件。",
            "Give the path of an XLIFF, TMX, TSV or JSON-lines file. 请给出文件路径。",
        ) from None
    except OSError as error:
        raise BrokenRecord(
            "file_unreadable",
            f"The file cannot be read ({error.strerror}). 无法读取文件。",
            "Check its rights and the disk. 请检查文件权限和磁盘。",
        ) from error


def _as_json(unit: Unit, found: Difference) -> None:
    line = TranslationLine(id=unit.id, **found.model_dump())
    print_json_lines([{"schema": "huizhen.check-translation/1", **line.model_dump(mode="json")}])


def _in_words(wording: Wording) -> Callable[[Unit, Difference], None]:
    def told(unit: Unit, found: Difference) -> None:
        code = found.code
        typer.echo(
            f"[{_EFFECTS[found.effect]}] {shown(unit.id)}  {code}  "
            f"{wording.zh(code)} ({wording.en(code)})"
        )
        typer.echo(f"    原文 source: {_context(unit.source, found.source)}")
        typer.echo(f"    译文 target: {_context(unit.target, found.target)}")
        if found.meant or found.says:
            typer.echo(f"    {shown(found.meant) or '∅'} → {shown(found.says) or '∅'}")

    return told


def _context(text: str, span: Span | None) -> str:
    """The place with what stands around it; the beginning where there is no place."""
    if span is None:
        return shown(text[: 2 * _AROUND]) + "…" * (len(text) > 2 * _AROUND)
    before, after = text[max(0, span.start - _AROUND) : span.start], text[span.end :][:_AROUND]
    return (
        "…" * (span.start > _AROUND)
        + f"{shown(before)}【{shown(span.text)}】{shown(after)}"
        + "…" * (len(text) > span.end + _AROUND)
    )
