"""Rows of results in tables of text: columns named by a header, with or without gaps kept.

Text layers often lose the gaps between columns, so a row is read as a sequence: name, then unit,
interval and values in the order that the header names, a dash for an empty cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from huizhen.core.extraction.measurement.result import Result
from huizhen.core.extraction.measurement.results import RANGE
from huizhen.core.extraction.measurement.unit_words import END, UNIT
from huizhen.core.extraction.numbers import COMPARATOR, NUMBER, comparator
from huizhen.core.extraction.phrases import alternatives
from huizhen.core.extraction.prose import Prose, Span
from huizhen.core.records.dates import PartialDate

_LEAST_DATES = 1
_MOST_TITLE_WORDS = 2
_MOST_HEADER_LETTERS = 90
_DASH = re.compile(r"[-–—−.]{1,3}(?=\s|\||$)|n\.?\s?[bd]\.?(?=\s|$)|k\.A\.|н/д")
_ASIDE = re.compile(
    rf"(?:(?!\s?{UNIT}{END})\s?/\s?[A-Za-z-]{{2,8}})?"
    rf"(?:\s?\((?!\s?{UNIT}\s?\))[A-Za-z0-9 ,./-]{{1,20}}\)(?=\s))?"
    r"(?:\s?,(?=\s))?"
)
_CELL_GAP = re.compile(r"[\s|]*")

Row = list[tuple[Result, PartialDate | None]]


class _Header(NamedTuple):
    dates: tuple[PartialDate | None, ...]
    has_interval_first: bool
    """The interval stands before the values."""
    has_interval: bool
    has_unit: bool
    is_dated: bool = True
    """Whether the columns have dates that can be told."""
    bars: tuple[int, ...] = ()
    """How many bars stand before each date; empty where no bars part the columns."""
    width: int = 0
    """How many cells a row with bars has at most."""


class TableReader:
    """Finds headers with dates and reads the rows below them."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        heads = alternatives(words["header_words"])
        self._heads = re.compile(rf"(?<!\w)(?:{heads})(?!\w)", re.IGNORECASE)
        references = alternatives(words["reference_words"])
        self._reference = re.compile(rf"(?<!\w)(?:{references})(?!\w)", re.IGNORECASE)
        self._unit_head = re.compile(
            r"(?<!\w)(?:units?|einheit|unidad(?:es)?|unités?|ед\.? ?изм\.?|единиц\w*|单位)(?!\w)",
            re.I,
        )
        flags = alternatives(words["flags"])
        worded = alternatives(
            word for forms in words["worded"].values() for word in forms if len(word) > 2
        )
        self._unit = re.compile(rf"\(?(?P<unit>{UNIT}|\{{[^{{}}\n]{{1,20}}\}}){END}\)?")
        self._range = re.compile(rf"[(\[]?\s?(?P<range>{RANGE})\s?[)\]]?(?!\w)")
        self._word = re.compile(rf"(?P<word>{worded})(?!\w)", re.IGNORECASE)
        self._value, self._spaced_value = (
            re.compile(
                rf"(?P<sign>{COMPARATOR})?\s?(?P<number>{number})(?!\w)"
                rf"(?:\s?(?P<flag>{flags})(?=\s|\||$))?"
            )
            for number in (NUMBER, rf"\d{{1,3}}(?: \d{{3}})+(?!\d)|{NUMBER}")
        )
        self._dash_flag = re.compile(r"(?<=\d )(?P<flag>[-–−])(?=\s|\||$)")
        self._moment = re.compile(
            rf"(?<![\w./])(?:\d{{1,2}}[./]\d{{1,2}}\.?(?![\w./])|(?:{alternatives(words['moments'])})(?!\w)"
            rf"|(?:{alternatives(words['days'])})[ ]?[-+]?\d{{1,2}}(?!\w))",
            re.IGNORECASE,
        )
        self._flag = re.compile(rf"\s?(?P<flag>{flags})(?=\s|\||$)")

    def rows(self, prose: Prose, names: Sequence[tuple[int, int]]) -> dict[int, Row]:
        """The cells of each row, by the start of the analyte's name that begins it."""
        found: dict[int, Row] = {}
        header: _Header | None = None
        starts = {
            self._line_start(prose.text, start): (start, end) for start, end in reversed(names)
        }
        for line in prose.lines:
            text = prose.text[line.start : line.end]
            if not text.strip():
                continue
            named = starts.get(line.start)
            fresh = self._header(prose, line, named)
            if fresh is not None:
                header = fresh
            elif header is not None and named is not None:
                row = self._row(prose, line, named, header)
                if row:
                    found[named[0]] = row
            elif len(text) > _MOST_HEADER_LETTERS or _is_dated_heading(prose, line):
                header = None
        return found

    @staticmethod
    def _line_start(text: str, place: int) -> int:
        start = text.rfind("\n", 0, place) + 1
        return start if not text[start:place].strip(" \t|•-*") else -1 - place

    def _header(self, prose: Prose, line: Span, named: tuple[int, int] | None) -> _Header | None:
        """A line of column names and dates, or of dates alone, that begins with no analyte."""
        if named is not None:
            return None
        columns = self._columns(prose, line)
        if len(columns) < _LEAST_DATES:
            return None
        rest = prose.text[line.start : line.end]
        for start, end, _ in reversed(columns):
            rest = rest[: start - line.start] + "\0" + rest[end - line.start :]
        first = rest.find("\0")
        if len(columns) > 1 and len(rest[:first].split()) <= _MOST_TITLE_WORDS:
            rest = rest.replace(rest[:first], " " * first, 1)
        bare = self._heads.sub("", self._unit_head.sub("", self._reference.sub("", rest)))
        letters = re.sub(r"[\W\d_]", "", bare)
        if len(letters) > (3 if len(columns) > 1 else 0):
            return None
        if len(columns) == 1 and not (self._heads.search(rest) or self._reference.search(rest)):
            return None
        reference = self._reference.search(rest)
        return _Header(
            dates=tuple(date for _, _, date in columns),
            has_interval_first=reference is not None and reference.start() < first,
            has_interval=reference is not None,
            has_unit=bool(self._unit_head.search(rest)),
            is_dated=any(date is not None for _, _, date in columns),
            bars=_bars(prose, line, [start for start, _, _ in columns]),
            width=prose.text.count("|", line.start, line.end) + 1,
        )

    def _columns(self, prose: Prose, line: Span) -> list[tuple[int, int, PartialDate | None]]:
        """The heads of the columns of values: their dates, or days and moments that have no year
        ('09/03', 'J3', 'Aufnahme'), of which two are needed."""
        dates = prose.dates_in(line.start, line.end)
        if dates:
            return [(date.start, date.end, date.value) for date in dates]
        text = prose.text
        moments = [m.span() for m in self._moment.finditer(text, line.start, line.end)]
        return [(start, end, None) for start, end in moments] if len(moments) > 1 else []

    def _row(self, prose: Prose, line: Span, named: tuple[int, int], header: _Header) -> Row | None:
        barred = self._barred(prose, line, named, header)
        if barred is not None:
            return barred
        for written in ("plain", "dash_flags", "spaced_thousands"):
            for ranges_first in dict.fromkeys((header.has_interval_first, False)):
                row = self._attempt(prose, line, named[1], header, ranges_first, written)
                if row is None:
                    continue
                # where the interval stands first, a limit is not read as the first value; a row
                # whose empty cells are dashes shows that it has no interval
                is_full = len(row) == len(header.dates)
                may_be_limit = header.has_interval_first and not ranges_first and is_full
                if not (may_be_limit and row[0][0].comparator):
                    return row
        return None

    def _barred(
        self, prose: Prose, line: Span, named: tuple[int, int], header: _Header
    ) -> Row | None:
        """A row whose cells are parted by bars, as its header's are: each cell belongs to the
        column above it, and an empty one is empty. None where the row is not built so."""
        cells = list(_cells(prose.text, line))
        is_built_so = header.bars and header.bars[0] < len(cells) <= header.width
        if not is_built_so or named[1] > cells[header.bars[0]][0]:
            return None
        unit, interval = "", ""
        for start, end in cells[: header.bars[0]]:
            if start < named[1]:
                continue
            if match := self._unit.fullmatch(prose.text, start, end):
                unit = match["unit"]
            elif match := self._range.fullmatch(prose.text, start, end):
                interval = match["range"]
        row: Row = []
        for bars, date in zip(header.bars, header.dates, strict=True):
            start, end = cells[bars] if bars < len(cells) else (0, 0)
            if start == end or _DASH.fullmatch(prose.text, start, end):
                continue
            cell = self._whole_cell(prose, start, end)
            if cell is None:
                return None
            row.append((_of_row(cell, unit, interval, header), date))
        return row

    def _whole_cell(self, prose: Prose, start: int, end: int) -> Result | None:
        for kind, pattern in (
            ("value", self._value), ("value", self._spaced_value), ("word", self._word),
        ):  # fmt: skip
            if match := pattern.fullmatch(prose.text, start, end):
                return self._cell(prose, kind, match)
        return None

    def _attempt(
        self,
        prose: Prose,
        line: Span,
        place: int,
        header: _Header,
        ranges_first: bool,
        written: str,
    ) -> Row | None:
        unit, interval = "", ""
        cells: list[Result | None] = []
        columns = len(header.dates)
        aside = _ASIDE.match(prose.text, place, line.end)
        place = aside.end() if aside else place
        for kind, match in self._tokens(
            prose.text, place, line.end, ranges_first, columns, written
        ):
            if kind == "unit" and not unit:
                unit = match["unit"]
            elif kind == "range" and not interval:
                interval = match["range"]
            elif kind == "dash":
                cells.append(None)
            elif kind in ("value", "word"):
                cells.append(self._cell(prose, kind, match))
            elif kind == "flag" and cells and cells[-1] is not None:
                cells[-1] = cells[-1]._replace(flag=match["flag"].strip("()"))
            elif kind == "other":
                return None
        if interval == "" and len(cells) == len(header.dates) + 1 and cells:
            cells = self._without_reference(cells, header)
        if len(cells) != len(header.dates) or not any(cells):
            return None
        return [
            (_of_row(cell, unit, interval, header), date)
            for cell, date in zip(cells, header.dates, strict=True)
            if cell is not None
        ]

    @staticmethod
    def _without_reference(cells: list[Result | None], header: _Header) -> list[Result | None]:
        """The cells without a worded or one-sided reference: 'HBsAg negativ positiv'."""
        if not header.has_interval:
            return cells
        return cells[1:] if header.has_interval_first else cells[:-1]

    def _cell(self, prose: Prose, kind: str, match: re.Match[str]) -> Result:
        if kind == "word":
            return Result(match.start(), match.end(), match["word"], is_worded=True)
        number = prose.number(match["number"])
        return Result(
            start=match.start(),
            end=match.end(),
            value=number.value,
            comparator=comparator(match["sign"] or "") or "",
            flag=(match["flag"] or "").strip("()"),
            doubt=number.doubt,
        )

    def _tokens(
        self, text: str, place: int, end: int, ranges_first: bool, columns: int, written: str
    ) -> Iterator[tuple[str, re.Match[str]]]:
        """What follows a row's name, in order; 'other' for anything that no result has."""
        values = 0
        has_range = False
        while True:
            gap = _CELL_GAP.match(text, place, end)
            place = gap.end() if gap else place
            if place >= end:
                return
            may_be_range = not has_range and (ranges_first if values == 0 else values >= columns)
            kind, match = self._token(text, place, end, may_be_range, written)
            values += kind in ("value", "dash", "word")
            has_range = has_range or kind == "range"
            yield kind, match
            if kind == "other":
                return
            place = match.end()

    def _token(
        self, text: str, place: int, end: int, may_be_range: bool, written: str
    ) -> tuple[str, re.Match[str]]:
        if may_be_range:
            match = self._range.match(text, place, end)
            if match:
                return "range", match
        if written == "dash_flags":
            match = self._dash_flag.match(text, place, end)
            if match:
                return "flag", match
        value = self._spaced_value if written == "spaced_thousands" else self._value
        for kind, pattern in (
            ("dash", _DASH), ("unit", self._unit), ("value", value), ("word", self._word),
            ("flag", self._flag), ("range", self._range),
        ):  # fmt: skip
            match = pattern.match(text, place, end)
            if match and match.end() > place:
                return kind, match
        return "other", _ANYTHING.match(text, place, end) or _never()


def _cells(text: str, line: Span) -> Iterator[tuple[int, int]]:
    """Start and end of what stands between the bars of a line, without the blanks around it."""
    place = line.start
    for cell in text[line.start : line.end].split("|"):
        start = place + len(cell) - len(cell.lstrip())
        yield start, max(start, place + len(cell.rstrip()))
        place += len(cell) + 1


def _bars(prose: Prose, line: Span, starts: Sequence[int]) -> tuple[int, ...]:
    """How many bars stand before each place; empty without bars, or where two share a cell."""
    bars = tuple(prose.text.count("|", line.start, start) for start in starts)
    return bars if len(set(bars)) == len(bars) and max(bars) > 0 else ()


def _is_dated_heading(prose: Prose, line: Span) -> bool:
    """Whether a line opens a section with a day of its own: the columns above have ended."""
    section = prose.section_at(line.end)
    is_heading = section is not None and line.start <= section.title_start < line.end
    return is_heading and bool(prose.dates_in(line.start, line.end))


def _of_row(cell: Result, unit: str, interval: str, header: _Header) -> Result:
    """A cell with what its row says; the day of a column without a year stays open."""
    doubt = cell.doubt or ("" if header.is_dated else "ambiguous_date")
    return cell._replace(unit=_plain_unit(unit, cell), interval=interval, doubt=doubt)


def _plain_unit(unit: str, cell: Result) -> str:
    """The row's unit for a cell with a number; an annotation in braces is none."""
    return "" if cell.is_worded or unit.startswith("{") else unit


_ANYTHING = re.compile(r".", re.DOTALL)


def _never() -> re.Match[str]:
    raise AssertionError("a place before the end has a character")
