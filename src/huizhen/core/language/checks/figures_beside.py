"""Figures that units and comparators stand beside: numbers, and 'several' for the uncounted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from huizhen.core.language.checks.numerals import Numeral, numerals
from huizhen.core.language.checks.pair import Side

SOME = "some"
"""The value of 'several', 数, 几: only what stands beside it can be compared."""
Value = Decimal | str
_ENGLISH = re.compile(
    r"\b(?=[acdfhlmnopstvwy])(?:"
    r"(?:(?:a )?few|several|some|many|(?:a )?couple of|multiple|numerous|a number of|various"
    r"|(?P<half>half(?: an?)?)|(?P<one>an?|one|past|last|next|previous|following|coming"
    r"|preceding|single|another))\b(?!-)"
    r"|(?P<twice>twice|thrice|once)\b"
    r"|(?=(?:hours|days|weeks|months|years|decades|minutes|seconds)\b))"
)
_CHINESE = re.compile(
    r"(?:好几|几|数)[十百千]?(?=个?[年天日周月小星礼钟分秒次片粒滴毫])|若干(?=个?[年天日周月小星分次])"
    r"|多(?=[年天日周]|个[月小星])|(?P<half>半)(?=[年天日个小周])|(?P<one>单)(?=[年天日周])"
)


@dataclass(frozen=True)
class Figure:
    """A number as written, with every value that it may have."""

    start: int
    end: int
    values: frozenset[Value]
    mark: str = ""
    """The percent or per mille sign that was read with it."""
    is_shared: bool = False
    """Whether the mark is the one of the next number ('5' of '5-10%')."""
    is_word: bool = False
    is_exact: bool = True
    """Not so for 'a', an ordinal or 'several': what stands beside it may be said otherwise."""


def figures(side: Side) -> list[Figure]:
    """The figures of a side from left to right, none over another, read once for all checks."""
    found: list[Figure] | None = side.kept.get(figures)
    if found is None:
        found = side.kept[figures] = _read(side)
    return found


def _read(side: Side) -> list[Figure]:
    found = [_figure(one) for one in numerals(side) if not _is_in_a_name(side.folded, one)]
    words = _vague(side)
    if not words:
        return found
    taken = {at for one in found for at in range(one.start, one.end)}
    found += [one for one in words if taken.isdisjoint(range(one.start, one.end))]
    return sorted(found, key=lambda one: one.start)


def _figure(one: Numeral) -> Figure:
    mark = next((mark for mark in one.marks if mark), "")
    values: frozenset[Value] = frozenset(one.values)
    if one.is_weak and one.form == "hanzi":
        values |= {SOME}
    return Figure(
        one.start, one.end, values, mark, bool(mark) and "" in one.marks,
        one.form in ("words", "hanzi"), not (one.is_weak or one.is_ordinal),
    )  # fmt: skip


def _vague(side: Side) -> list[Figure]:
    pattern = _CHINESE if side.is_chinese else _ENGLISH if side.language == "en" else None
    if pattern is None:
        return []
    return [_vague_figure(match) for match in pattern.finditer(side.folded)]


def _vague_figure(match: re.Match[str]) -> Figure:
    values: frozenset[Value] = frozenset({SOME})
    if match.end() == match.start():
        return Figure(match.start(), match.end(), values, is_word=True, is_exact=False)
    groups = match.groupdict()
    if twice := groups.get("twice"):
        values = frozenset({Decimal(("once", "twice", "thrice").index(twice) + 1)})
        return Figure(match.start(), match.end(), values, "times", is_shared=True, is_word=True)
    if match["half"]:
        values = frozenset({Decimal("0.5")})
    elif groups.get("one"):
        values = frozenset({Decimal(1)})
    return Figure(match.start(), match.end(), values, is_word=True, is_exact=False)


def _is_in_a_name(text: str, one: Numeral) -> bool:
    """Whether digits belong to a name or code: CD4, p53, COVID-19 (not q8h, x10)."""
    if one.form == "roman":
        return True
    before = text[one.start - 1] if one.start else " "
    if one.form != "digits" or "." in text[one.start : one.end]:
        return False
    if before == "-" and one.start > 1:
        return text[one.start - 2].isalpha() and text[one.start - 2] < "⺀"
    return before.isalpha() and before < "⺀" and before not in "qx"
