"""Results whose names stand apart from their values: 'hemoglobin and hematocrit were 9.8 and
29.5', and the grids of a ward sheet written in one line: '5.2 > 11.2/34 < 210'."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from huizhen.core.extraction.measurement.result import Result
from huizhen.core.extraction.measurement.results import ResultReader
from huizhen.core.extraction.measurement.unit_words import END, UNIT
from huizhen.core.extraction.numbers import COMPARATOR, NUMBER, comparator
from huizhen.core.extraction.phrases import alternatives
from huizhen.core.extraction.prose import Prose

_MOST_NAMES = 8
_AND = r"(?:and|und|y|e|et|и|&)"
_BETWEEN_NAMES = re.compile(
    rf"[ \t]?/[ \t]?|\s?,\s(?:{_AND}\s)?(?:the\s|la\s|el\s)?|\s{_AND}\s(?:the\s|la\s|el\s)?", re.I
)
_BETWEEN_VALUES = re.compile(rf"\s?/\s?|\s?,\s(?:{_AND}\s)?|\s{_AND}\s", re.IGNORECASE)
_VALUE = re.compile(
    rf"(?P<sign>{COMPARATOR})?\s?(?P<number>{NUMBER})(?![\w]*-year)(?:\s?(?P<unit>{UNIT}){END})?"
)
_SHEET_NUMBER = r"(?:\d{1,3}(?:\.\d{1,2})?)"


class Several(NamedTuple):
    """A run of names with one value for each."""

    names: tuple[tuple[int, int], ...]
    values: tuple[Result, ...]


class Cell(NamedTuple):
    """One figure of a grid: the analyte that its place tells, and its result."""

    key: str
    result: Result


class NamedTogether:
    """Reads values that follow all their names at once."""

    def __init__(self, words: Mapping[str, Any], results: ResultReader) -> None:
        self._results = results
        self._families = [frozenset(keys) for keys in words["families"]]

    def of(self, prose: Prose, names: Sequence[tuple[int, int, str]]) -> Iterator[Several]:
        """Every run of at least two names, given with their analyte, whose values follow it: one
        value for each name; no value at all where the two are not as many."""
        for whole in _runs(prose.text, names):
            close = _closely_joined(prose.text, whole)
            for run in (whole, close):
                values = self.values(prose, run)
                if values:
                    break
            if values or self._is_unclear(prose, whole):
                yield Several(tuple((s, e) for s, e, _ in run), values)

    def values(self, prose: Prose, run: Sequence[tuple[int, int, str]]) -> tuple[Result, ...]:
        """The values of a run, empty where they are not as many as the names: which belongs to
        which is then not said."""
        place = self._results.lead_end(prose.text, run[-1][1])
        found = list(_values(prose, place))
        if len(found) != len(run) or len(run) < 2:
            return ()
        units = {value.unit for value in found if value.unit}
        keys = {key for _, _, key in run}
        is_one_family = any(keys <= family for family in self._families)
        if len(units) == 1 and is_one_family and found[-1].unit:
            found = [value._replace(unit=found[-1].unit) for value in found]
        return tuple(found)

    def _is_unclear(self, prose: Prose, run: Sequence[tuple[int, int, str]]) -> bool:
        """Whether several values follow several names, but not as many."""
        place = self._results.lead_end(prose.text, run[-1][1])
        found = list(_values(prose, place))
        is_listed = len(found) > 1 and "," not in prose.text[found[0].end : found[1].start]
        return is_listed and not all(value.unit for value in found)


def _values(prose: Prose, place: int) -> Iterator[Result]:
    """The numbers that follow one another from a place on."""
    for _ in range(_MOST_NAMES + 1):
        match = _VALUE.match(prose.text, place)
        if match is None or any(
            date.start < match.end() and match.start("number") < date.end for date in prose.dates
        ):
            return
        number = prose.number(match["number"])
        yield Result(
            match.start("sign") if match["sign"] else match.start("number"),
            match.end(),
            number.value,
            (match["unit"] or "").strip(),
            comparator(match["sign"] or "") or "",
            doubt=number.doubt,
        )
        link = _BETWEEN_VALUES.match(prose.text, match.end())
        if link is None:
            return
        place = link.end()


def _runs(text: str, names: Sequence[tuple[int, int, str]]) -> Iterator[list[tuple[int, int, str]]]:
    """Names with nothing but a joint between them, at least two."""
    run: list[tuple[int, int, str]] = []
    for name in names:
        is_next = run and _BETWEEN_NAMES.fullmatch(text, run[-1][1], name[0])
        if not is_next or len(run) == _MOST_NAMES:
            if len(run) > 1:
                yield run
            run = []
        run.append(name)
    if len(run) > 1:
        yield run


def _closely_joined(text: str, run: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The names at the end of a run that strokes join: 'hemoglobin, BUN/creatinine'."""
    first = len(run) - 1
    while first and "/" in text[run[first - 1][1] : run[first][0]]:
        first -= 1
    return run[first:]


class Grids:
    """Reads the grids that wards draw for a blood count, for electrolytes and for a blood gas."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        grids = words["grids"]
        n = _SHEET_NUMBER
        gap = r"\s{0,3}"
        self._count = re.compile(
            rf"(?<![\w./>])(?P<a>{n}){gap}>{gap}(?P<b>{n})(?:{gap}/{gap}(?P<c>{n}))?"
            rf"{gap}<{gap}(?P<d>\d{{1,4}})(?![\w.]\d|/)"
        )
        chemistry, gas = alternatives(grids["chemistry"]), alternatives(grids["gas"])
        five = rf"{gap}/{gap}".join(rf"(?P<{name}>{n})" for name in "abcdef")
        self._chemistry = re.compile(
            rf"(?<!\w)(?:{chemistry})(?!\w)[\s:=]{{0,4}}{five}(?:{gap}[</]{gap}(?P<g>\d{{2,4}}))?(?![\d/])",
            re.IGNORECASE,
        )
        four = rf"{gap}/{gap}".join(rf"(?P<{name}>{n})" for name in "abcd")
        self._gas = re.compile(
            rf"(?<!\w)(?:{gas})(?!\w)(?:\s\([^()\n]{{1,20}}\))?[\s:=]{{0,4}}{four}(?![\d/])",
            re.IGNORECASE,
        )
        self._bounds = {
            key: (Decimal(low), Decimal(high)) for key, (low, high) in grids["bounds"].items()
        }

    def of(self, prose: Prose) -> Iterator[tuple[Cell, ...]]:
        """The grids whose every figure can be what its place says."""
        for pattern, keys in (
            (self._count, ("WBC", "HGB", "HCT", "PLT")),
            (self._chemistry, ("Na", "K", "Cl", "HCO3", "BUN", "CREA", "GLU")),
            (self._gas, ("pH", "PaCO2", "PaO2", "HCO3")),
        ):
            for match in pattern.finditer(prose.text):
                cells = tuple(
                    Cell(key, Result(*match.span(group), match[group]))
                    for key, group in zip(keys, "abcdefg", strict=False)
                    if match[group]
                )
                if all(self._is_possible(cell) for cell in cells):
                    yield cells

    def _is_possible(self, cell: Cell) -> bool:
        low, high = self._bounds[cell.key]
        return low <= Decimal(cell.result.value) <= high
