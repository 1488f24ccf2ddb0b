"""Rows of delimited text (RFC 4180 and what passes for it): the delimiter is found, not assumed."""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Iterator

from huizhen.core.reading.lines import split_lines

DELIMITERS = ("\t", ";", ",", "|", "\x1f")
_SAMPLE_LINES = 60
_MAX_QUOTED_LINES = 60
_MAX_RECORD = 100_000


def find_delimiter(text: str) -> str:
    """The delimiter that divides most lines into the same number of fields; '' when none does.

    With a decimal comma the comma is rarely the one: a semicolon or tab wins where both fit.
    """
    lines = [line for line in split_lines(text[:200_000]) if line.strip()][:_SAMPLE_LINES]
    if len(lines) > 1 and lines[0].casefold().startswith("sep="):
        return lines[0][4:5]
    best, best_score = "", 0.0
    for delimiter in DELIMITERS:
        counts = Counter(n for line in lines if (n := _outside_quotes(line, delimiter)))
        if not counts:
            continue
        number, agreeing = counts.most_common(1)[0]
        score = agreeing / len(lines) * (1.0 if number > 1 else 0.9)
        if delimiter == ",":
            score *= 0.8
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _outside_quotes(line: str, delimiter: str) -> int:
    """How often the delimiter stands outside quotes."""
    return sum(part.count(delimiter) for part in line.split('"')[::2])


def is_regular(text: str, delimiter: str) -> bool:
    """Whether every full line of a text has the same number (at least 2) of delimiters."""
    lines = [line for line in list(split_lines(text[:20_000]))[:-1] if line.strip()][:_SAMPLE_LINES]
    counts = {_outside_quotes(line, delimiter) for line in lines}
    return len(lines) >= 3 and len(counts) == 1 and counts.pop() >= 2


class DelimitedText:
    """The rows of a delimited text (whole lines for ''), and how many quotes were never closed."""

    def __init__(self, text: str, delimiter: str) -> None:
        self._lines = split_lines(text)
        self._ahead: deque[str] = deque()
        self._delimiter = delimiter
        self.open_quotes = 0

    def rows(self) -> Iterator[list[str]]:
        """The fields of each record; quoted line ends belong to their field."""
        while (line := self._next_line()) is not None:
            yield self._fields(self._record(line))

    def _next_line(self) -> str | None:
        return self._ahead.popleft() if self._ahead else next(self._lines, None)

    def _record(self, first: str) -> str:
        """The line, with those that follow as long as a quote is open."""
        if first.count('"') % 2 == 0:
            return first
        gathered: list[str] = []
        while len(gathered) < _MAX_QUOTED_LINES and (line := self._next_line()) is not None:
            gathered.append(line)
            if line.count('"') % 2:
                return "\n".join((first, *gathered))
        self.open_quotes += 1
        self._ahead.extendleft(reversed(gathered))
        return first

    def _fields(self, record: str) -> list[str]:
        if not self._delimiter:
            return [record]
        if '"' not in record or len(record) > _MAX_RECORD:
            return record.split(self._delimiter)
        try:
            # one logical line: its own line ends are inside quotes
            return next(csv.reader([record], delimiter=self._delimiter, skipinitialspace=True), [])
        except csv.Error:
            return record.split(self._delimiter)
