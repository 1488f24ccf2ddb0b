"""The command `trace`: a package read back, every run of text accounted for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import typer

from huizhen.cli.output import EXIT_BLOCKED, print_json_lines, said_plainly
from huizhen.cli.trace_run import Trace, trace_package
from huizhen.cli.tracing import check_words
from huizhen.cli.workshop import Workshop
from huizhen.core.content import load_pack
from huizhen.core.preparation.accounting.account import Account, Reported
from huizhen.core.preparation.accounting.left_out import FactAccount
from huizhen.core.preparation.frames import Frames
from huizhen.core.preparation.tracing import TracedStatement
from huizhen.core.records.inventory import shown
from huizhen.core.records.value import Value

_MOST_SHOWN = 40
_LONGEST_SHOWN = 160


class TraceOptions(Value):
    """What the command is given beside the package."""

    records: Path | None = None
    request: Path | None = None
    language: str = "en"
    statements: bool = False
    as_json: bool = False


def trace(package: Path, options: TraceOptions, workshop: Workshop) -> None:
    """Print the account; exit 3 unless all of it is accounted for and in place."""
    with said_plainly():
        found = trace_package(package, options.records, options.request, workshop)
        told = _Told(Frames(load_pack("wording", workshop.terms_roots), "trace.json"), options)
        if options.as_json:
            print_json_lines(_lines(found))
        else:
            for line in told.report(found):
                typer.echo(line)
        if not found.summary.is_complete:
            raise typer.Exit(EXIT_BLOCKED)


def _lines(found: Trace) -> Iterator[Mapping[str, object]]:
    for statement in found.statements:
        yield {"schema": "huizhen.statement/1", **statement.model_dump(mode="json")}
    for account in found.accounts:
        yield {"schema": "huizhen.account/1", **account.model_dump(mode="json")}
    yield {"schema": "huizhen.trace/1", **found.summary.model_dump(mode="json")}


class _Told:
    """The account in words."""

    def __init__(self, frames: Frames, options: TraceOptions) -> None:
        self._frames = frames
        self._options = options

    def report(self, found: Trace) -> Iterator[str]:
        """Line by line: documents, facts, quotes, then all that is reported."""
        summary = found.summary
        if self._options.statements:
            for statement in found.statements:
                yield from _statement(statement)
        for account in found.accounts:
            yield _document(account)
        yield from self._facts(summary.facts)
        quotes = summary.quotes
        yield (
            f"quotes: {quotes['holds']} in place, {quotes['differs']} not, "
            f"{quotes['not_checked']} not checked"
        )
        yield f"composition: {self._word('composition', summary.composition)}"
        yield from self._reported(found)

    def _facts(self, facts: FactAccount) -> Iterator[str]:
        total = sum(line.facts for line in facts.types)
        reached = sum(line.reached for line in facts.types)
        front = sum(line.on_front_sheet for line in facts.types)
        yield f"facts: {reached} of {total} in the dossier, {front} of them on its first page"
        parts = [f"{line.type} {line.reached} of {line.facts}" for line in facts.types]
        yield f"    {', '.join(parts)}"
        for code, count in Counter(line.code for line in facts.left_out).most_common():
            yield f"    {count} not: {self._word('left_out', code)}"
        if facts.unattached:
            yield f"    {facts.unattached} of files that name nobody are kept apart"

    def _reported(self, found: Trace) -> Iterator[str]:
        summary = found.summary
        for name in summary.files_changed:
            yield f"changed since it was written: {shown(name)}"
        for path in summary.sources_changed:
            yield f"original missing or changed: {shown(path)}"
        for account in found.accounts:
            for one in account.reported[:_MOST_SHOWN]:
                yield self._one(one)
            if len(account.reported) > _MOST_SHOWN:
                yield f"{account.document}: {len(account.reported) - _MOST_SHOWN} more; see --json"
        for line in summary.recomposed[:_MOST_SHOWN]:
            words = self._word("reported", "not_composed")
            yield f"dossier.json {line.section}: {words}: {_cut(line.text)} / {_cut(line.expected)}"
        for line_ in found.statements:
            if not line_.is_sourced:
                yield from _statement(line_)
        checked = {word for line in found.statements for word in check_words(line)}
        yield from sorted(word for word in checked if word.startswith("not checked"))

    def _one(self, one: Reported) -> str:
        page = f" p. {one.page}" if one.page else ""
        parts = [f"{one.document}{page}: {self._word('reported', one.code)}"]
        if one.text:
            parts.append(_cut(one.text))
        if one.expected:
            parts.append(f"expected {_cut(one.expected)}")
        return ": ".join(parts)

    def _word(self, group: str, code: str) -> str:
        language = "zh" if self._options.language == "zh" else "en"
        return self._frames.text(f"{group}.{code}.{language}")


def _document(account: Account) -> str:
    return (
        f"{account.document}: {account.pages} pages, {account.letters} letters, "
        f"{account.percent} % accounted for, {account.statements} statements, "
        f"{len(account.reported)} reported"
    )


def _statement(line: TracedStatement) -> Iterator[str]:
    yield f"{line.section}: {shown(line.text)} {' '.join(line.marks)}".rstrip()
    for place in line.places:
        where = place.path or (f"page {place.page}" if place.page else "")
        quote = json.dumps(shown(place.quote), ensure_ascii=False) if place.quote else ""
        yield f"    {shown(place.path_in_records)} {where} {quote}".rstrip()
    for words in check_words(line):
        yield f"    {words}"


def _cut(text: str) -> str:
    line = shown(text)
    line = line if len(line) <= _LONGEST_SHOWN else line[: _LONGEST_SHOWN - 1] + "…"
    return json.dumps(line, ensure_ascii=False)
