"""Calendar dates in running text: partial as written, never completed, doubtful ones said so.

Day and month of 03/04/2025 are decided by another date of the same document that can be read in
one way only, or by the language; English alone does not tell.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from huizhen.core.records.dates import PartialDate
from huizhen.core.records.value import Value

DayOrder = Literal["day", "month", "unknown"]

_DAY_FIRST = frozenset(("de", "es", "fr", "ru", "it", "pt", "nl", "pl", "uk", "cs", "tr", "fi"))
_LAST_TWO_DIGIT_YEAR = 40
"""'24 is 2024 and '85 is 1985: no record is older than a century."""

_DAY = r"(?P<d>[12]\d|3[01]|0?[1-9])(?!\d)"
_MONTH_NEXT = r"\b(?=\w{3,10}\.?[\s,/'’-]+(?:(?:of|del?)[\s-]+)?\d)"
"""Where a month can stand: before a figure. It spares the look for every name at every word."""
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_AFTER_RANGE = r"(?:(?<=\d\.-)|(?<=[\s(]\d-)|(?<=[\s(]\d\d-))(?=\d{1,2}\.)"
"""The second day of '12.-18.03.2025' and '12-18.03.2025'."""
_AFTER_DATE = r"(?:(?<=[./]\d{4}[-–])|(?<=[./]\d\d[-–]))"
"""The second date of '9/2023-6/2024' and '10/07/2025-30/10/2025'."""
_WEEKS_IN_SHORT = re.compile(r"(?<![\w/])\d{1,2}/52(?![\w/])")
"""'6/52' for six weeks is written where the day stands first in a date."""
_REST_OF_DATE = r"\d?[./](?:\d\d?[./])?(?:(?:19|20)\d\d|\d\d)(?!\d)"
"""What goes on after the first figure of a date that ends a period."""

_NUMERIC = (
    rf"(?:(?<![\w./-])|{_AFTER_RANGE}|{_AFTER_DATE})"
    r"(?P<a>\d{1,2})(?P<s>[./-])(?P<b>\d{1,2})(?P=s)"
    r"(?P<y>(?:19|20)\d\d|\d\d)"
    rf"(?![\d/]|\.\d|-\d(?!{_REST_OF_DATE})|\s*(?:mm|cm)\b)"
)
"""Day, month and year in figures, in either order."""
_YEAR_OF_ROW = (
    r"(?m:^)[ \t•*-]{0,6}(?P<bare>(?:19[4-9]|20[0-3])\d)"
    r"(?=[ \t]{2,30}[^\W\d_]{3}|\s?[:–-]\s[^\W\d_]{3})"
)
"""'1998  Appendicectomy': a year that begins a row of history."""


class DateMention(Value):
    """A calendar date of the text; `value` is None when day and month cannot be told apart."""

    start: int
    end: int
    value: PartialDate | None = None
    doubt: str = ""


class DateReader:
    """Finds dates with the month words and the phrases before bare years of a content pack."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._months: dict[str, int] = {
            name.casefold(): number
            for names in words["months"].values()
            for number, forms in enumerate(names, start=1)
            for name in forms
        }
        month = "|".join(sorted(map(re.escape, self._months), key=len, reverse=True))
        self._patterns = _patterns(month, words)
        self._edition = _editions(words)
        high = "|".join(sorted(map(re.escape, words["high_results"]), key=len, reverse=True))
        self._high = re.compile(rf"(?<!\w)(?:{high})(?!\w)[\w\s().:=-]{{0,20}}$", re.IGNORECASE)
        self._named_ranges = _named_ranges(month, words["to"])
        self._ranges = _ranges(month, words["to"])

    def mentions(self, text: str, language: str = "") -> tuple[DateMention, ...]:
        """All calendar dates in their order, none inside another."""
        found: dict[int, tuple[re.Match[str], int]] = {}
        taken: list[tuple[int, int]] = []
        for pattern in self._patterns:
            for match in pattern.finditer(text):
                start = match.start("bare") if "bare" in match.groupdict() else match.start()
                if not any(start < e and s < match.end() for s, e in taken):
                    taken.append((start, match.end()))
                    found[start] = (match, start)
        found = {start: one for start, one in found.items() if not self._is_no_year(text, *one)}
        order = day_order((match for match, _ in found.values()), language)
        if order == "unknown" and _WEEKS_IN_SHORT.search(text):
            order = "day"
        is_hyphened = any(_is_hyphened(match) for match, _ in found.values())
        mentions = [
            self._mention(match, start, order)
            for match, start in found.values()
            if is_hyphened or not _is_list_of_three(match)
        ]
        mentions.extend(self._range_starts(text, taken))
        real = (mention for mention in mentions if mention is not None)
        return tuple(sorted(real, key=lambda mention: mention.start))

    def _is_no_year(self, text: str, match: re.Match[str], start: int) -> bool:
        """Whether a bare year is that of criteria, a guideline or an edition ('Lugano 2014'), or
        the value of a result that is often so high ('ferritin 1998')."""
        if "bare" not in match.groupdict():
            return False
        left = max(0, start - 60)
        return bool(self._edition.search(text, left, start) or self._high.search(text, left, start))

    def _range_starts(
        self, text: str, taken: Iterable[tuple[int, int]]
    ) -> Iterator[DateMention | None]:
        """The first day of '12.-18.03.2025' and of 'August 15 to October 25, 2018'; the second
        is a date of its own."""
        for match in self._ranges.finditer(text):
            if any(s <= match.start() < e for s, e in taken):
                continue
            if match["m1"] and match["name"]:
                continue  # '0.5 to 3 March 2026' is no day
            name = match["name"]
            month = int(match["m1"] or match["m"] or 0) or self._months[name.casefold()]
            value = _date(_year(match["y"] or match["y2"]), month, int(match["first"]))
            end = match.end("m1") + 1 if match["m1"] else match.end("first")
            yield DateMention(start=match.start(), end=end, value=value) if value else None
        for match in self._named_ranges.finditer(text):
            if any(s <= match.start() < e for s, e in taken):
                continue
            month = self._months[(match["name"] or match["name_2"]).casefold()]
            value = _date(int(match["y"]), month, int(match["first"] or match["first_2"]))
            yield DateMention(start=match.start(), end=match.end(), value=value) if value else None

    def _mention(self, match: re.Match[str], start: int, order: DayOrder) -> DateMention | None:
        groups = match.groupdict()
        if "a" in groups:
            return _numeric(match, order)
        end = match.end()
        while match.string[end - 1] in " .,":
            end -= 1
        year = _year(groups.get("y") or groups["bare"])
        month = int(groups["m"]) if groups.get("m") else self._months.get(_name(groups))
        day = int(groups["d"]) if groups.get("d") else None
        value = _date(year, month, day)
        return DateMention(start=start, end=end, value=value) if value else None


def _patterns(month: str, words: Mapping[str, Any]) -> list[re.Pattern[str]]:
    """How dates are written, the fullest first; 'Образцов, 1971 г.р.' is the last."""
    lead, after, recent = (
        "|".join(sorted(map(re.escape, words[key]), key=len, reverse=True))
        for key in ("before_year", "after_year", "before_dated")
    )
    of = r"(?:\s+(?:of|de|del|d[’'])|\.|,)?"
    return [
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"(?<!\d){_YEAR}\s*年\s*(?:(?P<m>1[0-2]|0?[1-9])\s*月(?:\s*{_DAY}\s*[日号])?)?",
            (
                rf"(?:(?<![\d.,/-])|(?<=[；。;\s]\d\.)){_YEAR}(?P<s>[-/.])(?P<m>1[0-2]|0?[1-9])(?P=s)"
                rf"{_DAY}(?![\d/]|-\d)"
                r"(?:T[\d:.+Z-]+)?"
            ),
            (
                rf"(?<![\w.]){_DAY}(?:st|nd|rd|th|º|er|\.)?{of}\s*[- ]?(?P<name>{month})\b\.?"
                rf"(?:{of}\s*[-, ]?\s*{_YEAR}\b)"
            ),
            rf"(?<![\w.]){_DAY}-(?P<name>{month})-(?P<y>\d\d)(?!\d)",
            rf"{_MONTH_NEXT}(?P<name>{month})\b\.?\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}\b",
            rf"{_MONTH_NEXT}(?P<name>{month})\b\.?(?:(?:\s*,|\s+(?:of|de|del))?[-\s]+|/){_YEAR}\b",
            rf"{_MONTH_NEXT}(?P<name>{month})\b\.?\s?['’](?P<y>\d\d)(?![\w'’])",
            _NUMERIC,
            (
                rf"(?:(?<![\w./,-])|{_AFTER_DATE})(?P<m>0?[1-9]|1[0-2])(?P<s>[/.]){_YEAR}"
                rf"(?![\d/.]\d|\d|-\d(?!{_REST_OF_DATE}))"
            ),
            rf"(?<![A-Za-z0-9_./-]){_YEAR}-(?P<m>0[1-9]|1[0-2])(?![\d-])",
            (
                rf"(?:(?<![\w])(?:{lead})\s+|\((?=(?:19|20)\d\d\)))(?P<bare>(?:19|20)\d\d)"
                r"(?![\d.,/-]*\d|\s*(?:mg|ml|g|%|x\b))"
            ),
            _YEAR_OF_ROW,
            rf"(?<!\w)(?:{recent})(?!\w)[^:\n\d]{{0,30}}:\s?(?P<bare>(?:19[4-9]|20[0-3])\d)(?=[.,;\s]|$)",
            (
                r"(?:(?<=[^\W\d_] )|(?<=[^\W\d_]{2}, )|(?<=[^\W\d_]{2}\. )|(?<=[^\W\d_]\) )|"
                r"(?<=[^\W\d_]\d/[^\W\d_]\d )|(?<=(?:19|20)\d\d, )|(?<= \? ))"
                r"(?<!WHO )(?<!OMS )(?<!ВОЗ )(?<!CTCAE )(?<!ESMO )"
                r"(?<!NCCN )(?<!AJCC )(?<!UICC )(?<!ELN )(?P<bare>(?:19[4-9]|20[0-3])\d)"
                r"(?=\s?г\.|\s?года?(?!\w)|[.,;)](?!\d)|\s*(?:\n|$)|\s[–—-]\s(?!\d)|"
                rf"\s\((?!\s?[\d<>≤≥]|[HLN]\))|\s(?:{after})\s)"
            ),
        )
    ]


def _ranges(month: str, words: Iterable[str]) -> re.Pattern[str]:
    """The first day of '12.-18.03.2025', '02.03. bis 09.03.2026', '12 au 19 janvier 2026'."""
    to = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    day = r"(?:0?[1-9]|[12]\d|3[01])"
    return re.compile(
        r"(?<![\w.-])(?P<first>[12]\d|3[01]|0?[1-9])(?!\d)\.?(?:(?P<m1>0?[1-9]|1[0-2])\.?)?"
        rf"\s*(?:[-–]|(?<!\w)(?:{to})(?!\w))\s*"
        rf"(?={day}\.(?P<m>0?[1-9]|1[0-2])\.(?P<y>(?:19|20)\d\d|\d\d(?!\d))"
        rf"|{day}(?:\.|st|nd|rd|th)?\s(?:de\s)?(?P<name>{month})\b\.?,?(?:\s(?:de|del)\b)?"
        rf"\s(?P<y2>(?:19|20)\d\d)\b)",
        re.IGNORECASE,
    )


def _named_ranges(month: str, words: Iterable[str]) -> re.Pattern[str]:
    """The first day of 'August 15 to October 25, 2018'."""
    to = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.compile(
        rf"(?:{_MONTH_NEXT}(?P<name>{month})\b\.?\s+(?P<first>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
        rf"|(?<![\w.])(?P<first_2>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th|\.)?\s+(?P<name_2>{month}))"
        rf"(?=\s*(?:[-–]|(?<!\w)(?:{to})(?!\w))\s*"
        rf"(?:(?:{month})\b\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?|\d{{1,2}}\.?\s+(?:{month})\b\.?)"
        rf"\s+{_YEAR}\b)",
        re.IGNORECASE,
    )


def _editions(words: Mapping[str, Any]) -> re.Pattern[str]:
    """Criteria, guidelines and classifications whose year may follow."""
    criteria, kinds = (
        "|".join(sorted(map(re.escape, words[key]), key=len, reverse=True))
        for key in ("criteria", "criteria_kinds")
    )
    return re.compile(
        rf"(?<!\w)(?:{criteria})(?!\w)(?:[\s-]+(?:{kinds})(?!\w)\.?|\s+v?\d{{1,2}}(?:th|st|nd|rd)?)*"
        r"\s?[,(:]?\s*$",
        re.IGNORECASE,
    )


def _name(groups: Mapping[str, str | None]) -> str:
    return (groups.get("name") or "").casefold()


def day_order(matches: Iterable[re.Match[str]], language: str) -> DayOrder:
    """Which of two numbers is the day: what the document's own dates show, else the language."""
    shown: set[DayOrder] = set()
    for match in matches:
        groups = match.groupdict()
        if "a" not in groups or groups["s"] == ".":
            continue
        first, second = int(match["a"]), int(match["b"])
        if first > 12 >= second:
            shown.add("day")
        elif second > 12 >= first:
            shown.add("month")
    if len(shown) == 1:
        return shown.pop()
    return "day" if not shown and language in _DAY_FIRST else "unknown"


def _is_hyphened(match: re.Match[str]) -> bool:
    """Whether a date has hyphens and its whole year: '05-03-2026'."""
    return "a" in match.groupdict() and match["s"] == "-" and len(match["y"]) == 4


def _is_list_of_three(match: re.Match[str]) -> bool:
    """Whether a date may be something else: 3-4-12 is as likely a list of levels or doses, where
    no other date of the text is written so."""
    return "a" in match.groupdict() and match["s"] == "-" and len(match["y"]) == 2


def _numeric(match: re.Match[str], order: DayOrder) -> DateMention | None:
    first, second, year = int(match["a"]), int(match["b"]), _year(match["y"])
    is_dotted = match["s"] == "."
    if is_dotted or order == "day":
        readings = [(second, first)]
    elif order == "month":
        readings = [(first, second)]
    else:
        readings = [(second, first), (first, second)]
    real = [value for m, d in readings if (value := _date(year, m, d)) is not None]
    if not real and order != "unknown" and not is_dotted:
        other = _date(year, *((first, second) if order == "day" else (second, first)))
        real = [other] if other else []
    if not real:
        return None
    if len(set(map(str, real))) > 1:
        return DateMention(start=match.start(), end=match.end(), doubt="ambiguous_date")
    return DateMention(start=match.start(), end=match.end(), value=real[0])


def _year(written: str) -> int:
    if len(written) == 4:
        return int(written)
    return int(written) + (2000 if int(written) <= _LAST_TWO_DIGIT_YEAR else 1900)


def _date(year: int, month: int | None, day: int | None) -> PartialDate | None:
    if month is None and day is not None:
        return None
    if month is not None and not 1 <= month <= 12:
        return None
    if day is not None and month and not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return PartialDate(year=year, month=month, day=day)
