"""Dates whose day and month cannot be told apart: each a fact for a person, with its two readings.

Lines that say who somebody is are left out: a birth date is the identity's own matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from huizhen.core.extraction.dates import DateMention
from huizhen.core.extraction.finder import found
from huizhen.core.extraction.identity_labels import (
    VALUE_KINDS,
    identity_labels,
    labelled_values,
    plain,
)
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.prose import Prose, Span
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.fact import Fact

CATEGORY = "open_date"
_LONGEST = 160
_FIGURES = re.compile(r"\d+")
_THIS_CENTURY = 40


class OpenDateFinder:
    """Finds dates that can be read in two ways, with the sentence that they stand in."""

    name = "open_dates"
    version = 1

    def __init__(self, _knowledge: Knowledge) -> None:
        self._labels = identity_labels()

    def find(self, prose: Prose) -> Iterable[Fact]:
        """One fact a date: `text` as written, `value` both readings."""
        for date in prose.dates:
            if date.doubt != "ambiguous_date" or self._names_somebody(prose, date):
                continue
            readings = readings_of(prose.text[date.start : date.end])
            if len(readings) == 2:
                span = _around(prose, date)
                yield found(
                    prose,
                    "DocumentReference",
                    span.start,
                    span.end,
                    (date.start, date.end),
                    category=CATEGORY,
                    value=" / ".join(readings),
                    doubts=("ambiguous_date",),
                    certainty="affirmed",
                )

    def _names_somebody(self, prose: Prose, date: DateMention) -> bool:
        line = prose.line_at(date.start)
        words = plain(prose.text[line.start : line.end])
        hits = labelled_values(words, 0, len(words), self._labels)
        return any(hit.kind in VALUE_KINDS for hit in hits)


def readings_of(written: str) -> tuple[str, ...]:
    """The days that '03/04/2026' can mean, the day before the month first."""
    figures = [int(part) for part in _FIGURES.findall(written)]
    if len(figures) != 3:
        return ()
    first, second, year = figures
    if year < 100:
        year += 2000 if year <= _THIS_CENTURY else 1900
    readings = (f"{year:04d}-{second:02d}-{first:02d}", f"{year:04d}-{first:02d}-{second:02d}")
    try:
        return tuple(str(PartialDate.model_validate(reading)) for reading in readings)
    except ValueError:
        return ()


def _around(prose: Prose, date: DateMention) -> Span:
    """The part of the date's line that its sentence is, cut to what a reader takes in."""
    sentence, line = prose.sentence_at(date.start), prose.line_at(date.start)
    start, end = max(sentence.start, line.start), min(sentence.end, line.end)
    start, end = min(start, date.start), max(end, date.end)
    if end - start > _LONGEST:
        start = max(start, date.start - _LONGEST // 2)
        end = min(end, max(date.end, start + _LONGEST))
    written = prose.text[start:end]
    lead = len(written) - len(written.lstrip())
    return Span(start + lead, start + len(written.rstrip()))
