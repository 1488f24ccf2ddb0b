"""A numeral as a figure to compare: its senses by what stands around it, and its weight."""

from __future__ import annotations

import re
from collections.abc import Hashable
from decimal import Decimal

from huizhen.core.language.checks.figure import Figure, plain
from huizhen.core.language.checks.number_senses import is_amount, is_measured, number_senses
from huizhen.core.language.checks.numeral import Numeral
from huizhen.core.language.checks.pair import Side

_TRIMESTER = re.compile(r"[\s-](?:(?:and|or|to)[\s-](?:second|third)[\s-])?trimesters?")
_PER_LITRE = re.compile(r"\s?([GT])/L\b")
_SHORT_YEAR = re.compile(r"(?<!\d)(1[89]|20)\d\d\s?[-/]$")
_RANGE_AFTER = re.compile(
    r"\s?(?:-|~|:|/|\+|to|至|到)\s?"
    r"(?:\d|two|three|four|five|six|seven|eight|nine|ten|[二两三四五六七八九十])"
)
_AS_FRACTION = {
    Decimal(75): (3, 4), Decimal(40): (2, 5), Decimal(60): (3, 5), Decimal(80): (4, 5),
}  # fmt: skip
_LABEL = re.compile(
    r"(?:\b(?:days?|cycles?|grade|stage|type|week|phase|no\.?|group|score|level|table|fig\.?|figure"
    r"|step|ecog|class|category|version|below|above|under|than)|第|[=<>≤≥]|[小大低高]于|[降升减增]至)\s?$"
)
_RANK_SIGNS = frozenset("型级期号类")
_NOT_LIGHT = re.compile(r"-|\s(?:thirds|fifths|quarters)|\s?(?:片|处|枚)")


_PART = re.compile(r"[\s-](?:third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth)s?\b")
"""'One-third' is 1/3: its 'one' counts."""


def number_figure(side: Side, one: Numeral, followers: frozenset[str]) -> Figure:
    """A number that is no part of a date; `followers` are signs before which a number is a name."""
    span, after = side.span(one.start, one.end), side.folded[one.end : one.end + 24]
    if _TRIMESTER.match(after):
        senses: frozenset[Hashable] = frozenset({("trimester", int(one.value))})
        return Figure(span, senses, numeral=one, role="trimester")
    if one.is_vague:
        senses = frozenset(plain(value) for value in one.values)
        return Figure(span, senses, numeral=one, role="vague", is_word=True)
    is_word, is_one = one.form in ("words", "hanzi"), one.value == 1
    is_ranged = _RANGE_AFTER.match(after) is not None
    is_once = is_one and after.lstrip().startswith(("次", "time "))
    is_weak = is_once or (one.is_weak and not (is_ranged and is_one))
    is_named = one.form == "hanzi" and after[:1] in followers
    is_framed = is_ranged or after.startswith("+") or _is_framed(side, one)
    is_part = is_word and _PART.match(after) is not None
    has_unit = is_measured(after)
    return Figure(
        span, _senses(side, one, after), not (is_weak or is_named), numeral=one, parts=_parts(one),
        is_amount=is_part or ((is_amount(after) or is_framed) and not (is_word and is_one)),
        is_word=is_word,
        is_light=not (has_unit or is_framed or is_part) and _is_light(side, one, after),
    )  # fmt: skip


def _parts(one: Numeral) -> tuple[Decimal, ...]:
    """The numbers of the fraction that a percentage may be written as."""
    if one.marks != {"%"} or one.value not in _AS_FRACTION:
        return one.parts
    return tuple(map(Decimal, _AS_FRACTION[one.value]))


def _senses(side: Side, one: Numeral, after: str) -> frozenset[Hashable]:
    before = side.folded[max(0, one.start - 10) : one.start]
    senses = number_senses(one.values, one.marks, before, after)
    if power := _PER_LITRE.match(side.narrow, one.end):
        size = Decimal(10) ** (9 if power[1] == "G" else 12)
        senses |= {plain(value * size) for value in one.values}
    if year := _SHORT_YEAR.search(before):
        senses |= {plain(int(year[1]) * 100 + value) for value in one.values if value < 100}
    return senses


def _is_framed(side: Side, one: Numeral) -> bool:
    """Whether the number stands alone in brackets or behind a word for its place ('day 1', 第1)."""
    start, text = one.start, side.folded
    if text[one.end : one.end + 1] == ")" and (start == 0 or text[start - 1] == "("):
        return True
    if one.form != "digits":
        return False
    if text[one.end : one.end + 1] in _RANK_SIGNS:
        return True
    return _LABEL.search(text, max(0, start - 10), start) is not None


def _is_light(side: Side, one: Numeral, after: str) -> bool:
    """Whether it is 'two' or 'one' with nothing measured behind it."""
    written = side.folded[one.start : one.end]
    if written in ("一", "one"):
        return _LABEL.search(side.folded, max(0, one.start - 10), one.start) is None
    return written in ("两", "兩", "two") and not _NOT_LIGHT.match(after)
