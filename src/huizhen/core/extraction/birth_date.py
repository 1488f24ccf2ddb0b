"""A birth date as printed: only what cannot be read in two ways."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator

from huizhen.core.extraction.identity_labels import IdentityLabels
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.value import Value

_EARLIEST, _LATEST = 1880, 2100
"""Outside, the year belongs to another calendar (Jalali, Hijri, Buddhist) or is misread."""

_YEAR_FIRST = re.compile(r"(\d{4})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{1,2})(?!\d)")
_EAST_ASIAN = re.compile(r"(\d{4})\s?[年년](?:\s?(\d{1,2})\s?[月월](?:\s?(\d{1,2})\s?[日일号]?)?)?")
_NUMERIC = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4})(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)")
_DAY_WORD = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|\.|o|er)?[\s./-]{0,2}(?:(?:of|de|di)\s)?([^\W\d_]{3,12})[.,]?"
    r"[\s./-]{0,2}(?:(?:of|de|del)\s)?(\d{4})(?!\d)"
)
_WORD_DAY = re.compile(r"([^\W\d_]{3,12})\.?\s?(\d{1,2})(?:st|nd|rd|th)?,?\s(\d{4})(?!\d)")
_YEAR_WORD_DAY = re.compile(r"(\d{4})[\s.-]{1,2}([^\W\d_]{3,12})[\s.-]{1,2}(\d{1,2})(?!\d)")
_WORD_YEAR = re.compile(r"([^\W\d_]{3,12})\.?,?\s(?:(?:de|del)\s)?(\d{4})(?!\d)")
_YEAR = re.compile(r"(\d{4})(?![\d./-]*\d)")
_ERA = re.compile(r"([^\W\d_]{2})(\d{1,2}|元)年(?:\s?(\d{1,2})月(?:\s?(\d{1,2})日)?)?")

DateOrder = str
"""'dmy' or 'mdy' where the document says it, else ''."""


class FoundDate(Value):
    """A date and the offset after it."""

    date: PartialDate
    end: int


def order_in(hint: str) -> DateOrder:
    """The order that a form's hint '(dd/mm/yyyy)' or '(TT.MM.JJJJ)' prescribes."""
    letters = re.sub("[^a-z]", "", hint.lower().replace("t", "d").replace("j", "d"))
    if re.match("d+m+", letters):
        return "dmy"
    return "mdy" if re.match("m+d+", letters) else ""


def birth_date_at(
    text: str, start: int, labels: IdentityLabels, languages: frozenset[str], order: DateOrder = ""
) -> FoundDate | None:
    """The date that begins at an offset of a plain text; None when it can be read in two ways.

    Two-digit years, and figures whose day and month could be exchanged, are not resolved. Dates
    with full stops are day first everywhere.
    """
    for candidate in _candidates(text, start, labels, languages, order):
        return candidate
    return None


def _candidates(
    text: str, start: int, labels: IdentityLabels, languages: frozenset[str], order: DateOrder
) -> Iterator[FoundDate]:
    yield from _in_figures(text, start, order)
    yield from _in_era(text, start, labels)
    for pattern, positions in ((_DAY_WORD, (3, 2, 1)), (_WORD_DAY, (3, 1, 2)),
                               (_YEAR_WORD_DAY, (1, 2, 3))):  # fmt: skip
        match = pattern.match(text, start)
        if match is not None:
            year, word, day = (match.group(position) for position in positions)
            month = _month(word, labels, languages)
            if month:
                yield from _date(match.end(), int(year), month, int(day))
    match = _WORD_YEAR.match(text, start)
    if match is not None:
        month = _month(match.group(1), labels, languages)
        if month:
            yield from _date(match.end(), int(match.group(2)), month)
    match = _YEAR.match(text, start)
    if match is not None:
        yield from _date(match.end(), int(match.group(1)))


def _in_figures(text: str, start: int, order: DateOrder) -> Iterator[FoundDate]:
    for pattern in (_YEAR_FIRST, _EAST_ASIAN, _COMPACT):
        match = pattern.match(text, start)
        if match is not None:
            yield from _date(match.end(), *(int(g) for g in match.groups() if g is not None))
    match = _NUMERIC.match(text, start)
    if match is not None:
        first, mark, second, year = match.groups()
        day_month = _day_and_month(int(first), int(second), "dmy" if mark == "." else order)
        if day_month is not None:
            day, month = day_month
            yield from _date(match.end(), int(year), month, day)


def _day_and_month(first: int, second: int, order: DateOrder) -> tuple[int, int] | None:
    if first == second or (first > 12 >= second) or (second <= 12 and order == "dmy"):
        return first, second
    if second > 12 >= first or (first <= 12 and order == "mdy"):
        return second, first
    return None


def _in_era(text: str, start: int, labels: IdentityLabels) -> Iterator[FoundDate]:
    match = _ERA.match(text, start)
    if match is None or match.group(1) not in labels.eras:
        return
    years = 1 if match.group(2) == "元" else int(match.group(2))
    rest = (int(group) for group in match.groups()[2:] if group is not None)
    yield from _date(match.end(), labels.eras[match.group(1)] + years - 1, *rest)


def _month(word: str, labels: IdentityLabels, languages: frozenset[str]) -> int:
    """The month that a word names in every language that has it; 0 when languages disagree.

    'listopada' is November in Polish and October in Croatian: the document's language decides.
    """
    meanings = {
        language: index + 1
        for language, months in labels.months.items()
        for index, forms in enumerate(months)
        if word in forms
    }
    here = {month for language, month in meanings.items() if language in languages}
    months = here or set(meanings.values())
    return months.pop() if len(months) == 1 else 0


def _date(
    end: int, year: int, month: int | None = None, day: int | None = None
) -> Iterator[FoundDate]:
    if not _EARLIEST <= year <= _LATEST or (month is not None and not 1 <= month <= 12):
        return
    if (
        month is not None
        and day is not None
        and not 1 <= day <= calendar.monthrange(year, month)[1]
    ):
        return
    yield FoundDate(date=PartialDate(year=year, month=month, day=day), end=end)
