"""Numbers in a text, however they are written: digits, English words, Chinese signs, Roman.

`numerals(side)` is for every check that needs a number beside its own words. It reads form only:
whether a number belongs to a name, a date or an idiom is for the check that uses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from huizhen.core.language.checks.chinese_numerals import chinese_numerals
from huizhen.core.language.checks.digit_numerals import digit_numerals, scale_of
from huizhen.core.language.checks.english_numerals import english_numerals
from huizhen.core.language.checks.numeral import Numeral
from huizhen.core.language.checks.pair import Side
from huizhen.core.language.checks.roman_numerals import roman_numerals

__all__ = ["Numeral", "numerals"]

_WIDE_COMMA = re.compile(r"(?<=[0-9])，(?=[0-9])(?!\d{3}(?!\d))")
_LIST = re.compile(r"\s?(?:-|~|±|to|and|or|至|到|和|或|,|、)\s?")
_FROM_TO = re.compile(r"\s?(?:-|~|to|至|到)\s?")
_RANGE = re.compile(r"\s?(?:-|~|to|or|and|至|到|或|和|与)\s?")


def numerals(side: Side) -> list[Numeral]:
    """Every number of a side in order, none inside another; read once for all checks."""
    found = side.kept.get(numerals)
    if found is None:
        found = side.kept[numerals] = _read(side)
    return list(found)


def _read(side: Side) -> tuple[Numeral, ...]:
    found: list[Numeral] = []
    if side.is_chinese:
        found += chinese_numerals(side.folded)
    elif side.language == "en":
        found += english_numerals(side.folded)
    found += digit_numerals(_stops_kept(side), side.language)
    found += roman_numerals(side.narrow)
    apart = _apart(found)
    for at in range(len(apart) - 1, 0, -1):
        apart[at - 1] = _sharing(side.folded, apart[at - 1], apart[at])
    return tuple(apart)


def _stops_kept(side: Side) -> str:
    """The folded text in which a wide comma between figures stops a number ('21/38，55.3%')."""
    text = side.folded
    if "，" in side.text:
        for stop in _WIDE_COMMA.finditer(side.text):
            text = text[: stop.start()] + "，" + text[stop.end() :]
    return text


def _sharing(folded: str, first: Numeral, last: Numeral) -> Numeral:
    """The first number of a range, read also with the mark and scale that the last has."""
    if last.start - first.end > 5 or not _LIST.fullmatch(folded, first.end, last.start):
        return first
    marks = first.marks | last.marks if first.marks == {""} else first.marks
    values = first.values
    if not _RANGE.fullmatch(folded, first.end, last.start):
        return replace(first, marks=marks)
    scale = scale_of(folded[last.start : last.end])
    if scale and first.value < 10_000 and scale_of(folded[first.start : first.end]) is None:
        scaled = {value * scale for value in values}
        is_range = _FROM_TO.fullmatch(folded, first.end, last.start) is not None
        values = frozenset(scaled if is_range and max(scaled) < last.value else values | scaled)
    return replace(first, values=values, marks=marks)


def _apart(found: Iterable[Numeral]) -> list[Numeral]:
    """The longest of those that lie over one another, in the order of the text."""
    kept: list[Numeral] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept
