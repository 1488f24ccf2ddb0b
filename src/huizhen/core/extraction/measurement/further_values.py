"""Results beyond the one right after a name: courses and former values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from huizhen.core.extraction.measurement.result import Result
from huizhen.core.extraction.measurement.results import ResultReader
from huizhen.core.extraction.phrases import alternatives
from huizhen.core.extraction.prose import Prose
from huizhen.core.records.dates import PartialDate

_MOST = 8
_NEAR = 40
_FORMER_VALUE = re.compile(r"[<>≤≥]?\s?\d[\d.,]*[^\d,;]{0,20}")
_LETTER = r"(?-i:[^\W\d_\u3400-\u9fff])"
_DATED = re.compile(r"\s*\(([^()\n]{4,30})\)\s?(?:,|;|→|->|and|und)?\s*")
_ARROW = re.compile(r"\s{0,3}(?:→|➝|➔|⇒|[-–]{1,2}>)\s{0,3}")


class Told(NamedTuple):
    """A further value, with its date where it has one of its own."""

    result: Result
    date: PartialDate | None = None
    is_former: bool = False


class FurtherValues:
    """Reads what follows a first value."""

    def __init__(self, words: Mapping[str, Any], results: ResultReader) -> None:
        self._results = results
        self._former = re.compile(
            rf"[\s,;()\[（，；]{{1,4}}(?:{alternatives(words['former'])})(?!{_LETTER})\.?:?\s{{0,2}}",
            re.IGNORECASE,
        )
        limits = words["limits"]
        self._aims = _lead(limits["aims"])
        self._conditions = _lead(limits["conditions"])

    def is_limit(self, prose: Prose, name_start: int, result: Result) -> bool:
        """Whether a number is aimed at, or a condition, and nobody's result: 'target INR 2-3',
        'hold if plt <75'."""
        start = max(prose.sentence_at(name_start).start, name_start - 40)
        if self._aims.search(prose.text, start, name_start):
            return True
        has_sign = bool(result.comparator)
        return has_sign and self._conditions.search(prose.text, start, name_start) is not None

    def is_of_former(self, text: str, start: int, date_start: int) -> bool:
        """Whether a date stands with a former value: 'CEA 2.8 (was 3.1 on 20/02/2026)'."""
        near = max(start, date_start - _NEAR)
        found = [m.end() for m in self._former.finditer(text, near, date_start)]
        return bool(found) and _FORMER_VALUE.fullmatch(text, found[-1], date_start) is not None

    def after(self, prose: Prose, first: Result) -> Iterator[Told]:
        """Every value that goes on from a first one."""
        course = list(self._course(prose, first))
        yield from course
        last = course[-1].result if course else first
        if not course:
            yield from self._dated(prose, first)
        former = self._former_value(prose, last)
        if former is not None:
            yield former

    def _dated(self, prose: Prose, first: Result) -> Iterator[Told]:
        """'AFP 1842 (10.03.2026), 612 (11.05.2026)': each value with the date after it."""
        last = first
        for _ in range(_MOST):
            link = _DATED.match(prose.text, last.end)
            if link is None or not any(True for _ in prose.dates_in(*link.span(1))):
                return
            result = self._results.number_at(prose, link.end())
            after = prose.text[result.end : result.end + 2] if result else ""
            if result is None or not after.lstrip().startswith("("):
                return
            yield Told(result, _date_after(prose, result))
            last = result

    def _course(self, prose: Prose, first: Result) -> Iterator[Told]:
        """'14.2 -> 8.1 -> 3.0 ng/mL': the unit that ends a course is that of all its values."""
        values = [first]
        while len(values) <= _MOST:
            link = _ARROW.match(prose.text, values[-1].end)
            result = self._results.number_at(prose, link.end()) if link else None
            if result is None:
                break
            values.append(result)
        unit = next((value.unit for value in reversed(values) if value.unit), "")
        for value in values[1:]:
            told = value if value.unit else value._replace(unit=unit)
            yield Told(told, _date_after(prose, value))

    def course_unit(self, prose: Prose, first: Result) -> str:
        """The unit that a course of values has at its end, for a first value without one."""
        return next((told.result.unit for told in self._course(prose, first)), "")

    def _former_value(self, prose: Prose, last: Result) -> Told | None:
        """'(was 14.1 in March)': an earlier value, of another time than the document's."""
        skipped = _date_end(prose, last.end)
        link = self._former.match(prose.text, skipped)
        result = self._results.number_at(prose, link.end()) if link else None
        if result is None:
            return None
        told = result if result.unit else result._replace(unit=last.unit)
        return Told(told, _date_after(prose, result), is_former=True)


def _lead(words: Sequence[str]) -> re.Pattern[str]:
    """Words that stand somewhere before a name."""
    return re.compile(rf"(?<!{_LETTER})(?:{alternatives(words)})(?!{_LETTER})", re.IGNORECASE)


_ON = re.compile(r"\s{0,2}[(\[]?(?:(?:on|of|in|am|vom|from|le|el|en|от|of|dated)\s)?\s?", re.I)


def _date_after(prose: Prose, result: Result) -> PartialDate | None:
    """The date that stands right after a value."""
    lead = _ON.match(prose.text, result.end)
    place = lead.end() if lead else result.end
    return next((date.value for date in prose.dates if date.start == place), None)


def _date_end(prose: Prose, place: int) -> int:
    """The place after the date of a value: 'was 9.2 on 01/12/2026, previously ...'."""
    lead = _ON.match(prose.text, place)
    start = lead.end() if lead else place
    return next((date.end for date in prose.dates if date.start == start), place)
