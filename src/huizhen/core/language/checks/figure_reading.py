"""Reads a side for everything that numbers and dates compare."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from dataclasses import replace
from decimal import Decimal

from huizhen.core.language.checks.calendar_reading import (
    Calendar,
    chinese_calendar,
    english_calendar,
    numeric_dates,
)
from huizhen.core.language.checks.checker import Packs
from huizhen.core.language.checks.clock_times import clock_times
from huizhen.core.language.checks.converted_amounts import ConvertedAmounts
from huizhen.core.language.checks.figure import DateRead, Figure, Figures, plain
from huizhen.core.language.checks.figure_words import FigureWords, Word
from huizhen.core.language.checks.named_figures import is_area, named_figures
from huizhen.core.language.checks.number_figures import number_figure
from huizhen.core.language.checks.number_senses import number_senses
from huizhen.core.language.checks.numeral import Numeral
from huizhen.core.language.checks.numerals import numerals
from huizhen.core.language.checks.pair import Side
from huizhen.core.language.checks.words import Hit

_COUNT_AFTER_WEEK = re.compile(
    r"(?:[-~至到][一二三四五六七两])?(?:次|个|片|粒|瓶|天|针|剂|疗程|循环|支|期|组|杯|份|包|顿|例|节|肢|线|餐|联|回|袋)"
)
_NUMBER_BEFORE = re.compile(r"[0-9一二三四五六七八九十两数几半双隔整孕]\s?$")
_DATE_AFTER = re.compile(r"[.,)]?\s?(?:\d|$)|\)")
_WEEKDAYS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 7, "天": 7}
_PERIOD_AFTER_ZH = re.compile(r"(?:月|年|世纪|年代)(?:份)?$")
_PERIOD_BEFORE_EN = re.compile(r"[\s-](?:the\s)?(?:(?:19|20)\d\d|\d{1,2}(?:st|nd|rd|th)\b)")
_DECADE = re.compile(r"(?<!\d)(?P<first>1[789]|20)(?P<ten>\d0)(?:'?s| s)\b")
_CENTURY = re.compile(r"(?P<century>1[89]|2[01])\s?世纪\s?(?P<ten>[1-9]0)\s?年代")
_NO_FIGURES = re.compile(r"https?://\S+|www\.\S+|\b10\.\d{4,5}/\S+|\S+@\S+\.\w+|\b24/7\b")
_MAY_BE_ADDRESS = ("://", "www.", "@", "/7", "10.")
_KEY = "figures"


class FigureReader:
    """Reads sides with the lists of a site; safe to share between threads."""

    def __init__(self, packs: Packs) -> None:
        self.words = FigureWords(packs.checks)
        self.converted = ConvertedAmounts(packs)

    def read(self, side: Side) -> Figures:
        """Everything of a side, read once."""
        found: Figures | None = side.kept.get(_KEY)
        if found is None:
            found = side.kept[_KEY] = _Reading(side, self.words).made()
        return found


class _Reading:
    """One side being read."""

    def __init__(self, side: Side, words: FigureWords) -> None:
        self.side, self.text = side, side.folded
        self.hits, self.followers = words.hits(side), words.followers
        self.out = Figures()
        self.taken: list[tuple[int, int]] = []

    def made(self) -> Figures:
        """The figures in the order of the text."""
        self._names()
        numbers = [one for one in numerals(self.side) if not self._is_taken(one.start)]
        numbers = self._stand_apart(numbers)
        calendar = self._calendar(numbers)
        numbers = self._words(numbers, calendar)
        for one in numbers:
            self.out.found.append(self._of_number(one, calendar))
        self.out.found.sort(key=lambda one: one.span.start)
        return replace(
            self.out,
            dates=calendar.dates,
        )

    def _is_taken(self, start: int) -> bool:
        return any(first <= start < last for first, last in self.taken)

    def _take(self, start: int, end: int) -> bool:
        """Marks a stretch as read; False where something has been read there."""
        if any(first < end and start < last for first, last in self.taken):
            return False
        self.taken.append((start, end))
        return True

    def _names(self) -> None:
        if any(sign in self.text for sign in _MAY_BE_ADDRESS):
            self.taken.extend(found.span() for found in _NO_FIGURES.finditer(self.text))
        for one in named_figures(self.side):
            if self._take(one.start, one.end) and not is_area(one):
                self.out.names.append(one)

    def _stand_apart(self, numbers: list[Numeral]) -> list[Numeral]:
        """Takes dates in figures, decades and times of day out of the numbers."""
        self.numeric = [
            one
            for one in numeric_dates(self.text, self.side.language)
            if self._take(one[0], one[1])
        ]
        for start, end, read in self.numeric:
            self._add_numeric(start, end, read)
        decades = _DECADE.finditer(self.text) if "0" in self.text else ()
        centuries = _CENTURY.finditer(self.text) if "世纪" in self.text else ()
        for found in (*decades, *centuries):
            if self._take(*found.span()):
                self._add_decade(found)
        for clock in clock_times(self.text, is_chinese=self.side.is_chinese):
            if self._take(clock.start, clock.end):
                self._add(
                    clock.start, clock.end, clock.senses,
                    role="clock" if clock.is_sure else "", parts=clock.parts,
                )  # fmt: skip
        return [one for one in numbers if not self._is_taken(one.start)]

    def _add_numeric(self, start: int, end: int, read: DateRead) -> None:
        for role, value, other in (
            ("year", read.year, None),
            ("month", read.month, read.day),
            ("day", read.day, read.month),
        ):
            if value is None:
                continue
            senses: set[Hashable] = {(role, value), plain(Decimal(value))}
            if read.is_either_order and other is not None:
                senses |= {("day", value), ("month", value)}
            self._add(start, end, senses, role="" if read.is_either_order and other else role)

    def _add_decade(self, found: re.Match[str]) -> None:
        groups = found.groupdict()
        century = int(groups.get("first") or int(groups.get("century") or 20) - 1)
        ten = int(groups["ten"])
        parts = (Decimal(century + 1), Decimal(ten))
        self._add(*found.span(), {("year", century * 100 + ten)}, role="year", parts=parts)

    def _calendar(self, numbers: list[Numeral]) -> Calendar:
        if self.side.is_chinese:
            calendar = chinese_calendar(self.side, numbers)
        else:
            calendar = english_calendar(self.side, numbers, self._months())
        calendar.dates += [read for _, _, read in self.numeric]
        return calendar

    def _months(self) -> dict[int, tuple[int, int, bool]]:
        """The names of months, by where they start; written small they are no months."""
        months = {}
        for hit in self.hits:
            if hit.value.kind not in ("month", "month_short"):
                continue
            month = int(str(hit.value.senses[0][1]))  # type: ignore[index]
            is_small = not self.side.narrow[hit.start].isupper()
            if is_small and (month in (3, 5, 8) or hit.value.kind == "month_short"):
                continue
            months[hit.start] = (hit.end, month, hit.value.kind == "month_short" or month == 5)
        return months

    def _words(self, numbers: list[Numeral], calendar: Calendar) -> list[Numeral]:
        """What listed words say; the numbers inside them are theirs."""
        for hit in self.hits:
            kind = hit.value.kind
            if kind == "plain" or self._is_taken(hit.start):
                continue
            inside = [n for n in numbers if n.start < hit.end and n.end > hit.start]
            if any(n.start < hit.start or n.end > hit.end for n in inside):
                continue
            if kind == "weekday_short" and not self._is_weekday(hit):
                continue
            if kind in ("month", "month_short"):
                self._add_month(hit, calendar)
            elif kind == "weak":
                numbers = [replace(n, is_weak=True) if n in inside else n for n in numbers]
            elif any(n.start in calendar.roles for n in inside):
                continue
            elif self._add_word(hit):
                numbers = [n for n in numbers if n not in inside and not self._is_taken(n.start)]
        return numbers

    def _add_month(self, hit: Hit[Word], calendar: Calendar) -> None:
        if hit.start in calendar.words:
            self._add(
                hit.start, hit.end, hit.value.senses, role="month",
                is_required=bool(calendar.words[hit.start]), is_word=True,
            )  # fmt: skip

    def _add_word(self, hit: Hit[Word]) -> bool:
        """Adds what a word says; False where the word is not that here."""
        word, after = hit.value, self.text[hit.end : hit.end + 24]
        if word.kind == "hide":
            return True
        if word.kind == "weekday" and self.side.is_chinese:
            before = self.text[max(0, hit.start - 2) : hit.start]
            if _COUNT_AFTER_WEEK.match(after) or _NUMBER_BEFORE.search(before):
                return False
        if word.kind == "relative" and self.side.is_chinese:
            self._weekday_after(hit)
        if word.kind == "period" and not self._is_period(hit):
            return False
        senses: set[Hashable] = set(word.senses)
        is_number = word.kind in ("number", "loose")
        if is_number:
            values = [one[1] for one in word.senses if one[0] == ""]  # type: ignore[index]
            senses |= number_senses(values, [""], "", after)
        role = "" if is_number else word.kind.removesuffix("_short")
        self._add(
            hit.start, hit.end, senses, role=role,
            is_required=word.is_required, is_word=True, is_light=word.kind == "loose",
        )  # fmt: skip
        return True

    def _is_weekday(self, hit: Hit[Word]) -> bool:
        """Whether 'Sun' or 'Wed' is a day: written large, with a date beside it or in brackets."""
        return self.side.narrow[hit.start].isupper() and bool(_DATE_AFTER.match(self.text, hit.end))

    def _weekday_after(self, hit: Hit[Word]) -> None:
        """The weekday that a word of the week hides ('上周三', '下个星期五')."""
        sign = self.text[hit.end : hit.end + 1]
        if sign in _WEEKDAYS and self.text[hit.end - 1] in "周期拜":
            senses = {("weekday", _WEEKDAYS[sign])}
            self._add(hit.end, hit.end + 1, senses, role="weekday", is_word=True)
            self.taken.append((hit.end, hit.end + 1))

    def _is_period(self, hit: Hit[Word]) -> bool:
        """Whether early, middle or late is of a month or a year here."""
        if self.side.is_chinese:
            return self.text[hit.end - 1] == "旬" or (
                bool(_PERIOD_AFTER_ZH.search(self.text, max(0, hit.start - 3), hit.start))
                and (not self.text.startswith(("期", "断", "间", "国", "位", "度"), hit.end))
            )
        after = self.text[hit.end : hit.end + 16]
        if _PERIOD_BEFORE_EN.match(after):
            return True
        gap = re.match(r"(?:[\s-]|\sto\s|\sin\s)(?:the\s)?", after)
        return bool(gap) and any(
            other.start == hit.end + gap.end() and other.value.kind in ("month", "month_short")
            for other in self.hits
            if gap
        )

    def _of_number(self, one: Numeral, calendar: Calendar) -> Figure:
        """A number as part of a date, or by what stands beside it."""
        if role := calendar.roles.get(one.start):
            senses: set[Hashable] = {(role[0], value) for value in role[1]}
            senses |= {plain(value) for value in one.values}
            return Figure(
                self.side.span(one.start, one.end), frozenset(senses), numeral=one,
                role=role[0], is_word=one.form in ("words", "hanzi"),
            )  # fmt: skip
        return number_figure(self.side, one, self.followers)

    def _add(
        self, start: int, end: int, senses: Iterable[Hashable], *, role: str = "",
        parts: tuple[Decimal, ...] = (), is_required: bool = True, is_word: bool = False,
        is_light: bool = False,
    ) -> None:  # fmt: skip
        span = self.side.span(start, end)
        self.out.found.append(
            Figure(
                span,
                frozenset(senses),
                is_required,
                span.text,
                role,
                parts,
                is_word=is_word,
                is_light=is_light,
            )
        )
