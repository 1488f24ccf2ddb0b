"""What numbers and dates are compared by: figures of a side with every sense they may have."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from decimal import Decimal

from huizhen.core.language.checks.mention import Mention, share_a_sense
from huizhen.core.language.checks.named_figures import Named
from huizhen.core.language.checks.numeral import Numeral

_TOLD_AS_NUMBERS = frozenset({"vague", "fold", "valve"})
SOFT = _TOLD_AS_NUMBERS | {"relative", "period", "trimester", "quarter", "half", "season"}
"""Roles that translations add and leave out freely: told only where both sides say another."""
DATED = (SOFT - _TOLD_AS_NUMBERS) | {"year", "month", "day", "weekday", "clock"}


def plain(value: Decimal) -> Hashable:
    """The sense of a bare number."""
    return ("", value)


@dataclass(frozen=True)
class Figure(Mention):
    """A number, a part of a date, or a word of time."""

    role: str = ""
    """year, month, day, weekday, clock, one of SOFT, or empty for a plain number."""
    parts: tuple[Decimal, ...] = ()
    """The plain numbers by which another side may say it."""
    numeral: Numeral | None = None
    """The number as it was read, for what is shown of it."""
    is_amount: bool = False
    """Whether only a number can answer it: with a unit, in a range or a ratio, as 'day 1'."""
    is_word: bool = False
    """Whether it is written without digits."""
    is_light: bool = False
    """Whether it is a 'two' that languages add and leave out ('between the groups', 两组之间), or
    a word that only holds one ('both'): no answer to an amount."""

    @property
    def sense(self) -> str:
        """What is shown of the sense: the number, or the word."""
        return self.numeral.shown if self.numeral else self.says or self.span.text


@dataclass(frozen=True)
class DateRead:
    """A month with its day or year, as read; None where the text does not say."""

    start: int
    end: int
    month: int
    day: int | None = None
    year: int | None = None
    is_either_order: bool = False
    """Whether day and month may be the other way round."""


@dataclass(frozen=True)
class Figures:
    """Everything read of one side, each list in the order of the text."""

    found: list[Figure] = field(default_factory=list)
    names: list[Named] = field(default_factory=list)
    dates: list[DateRead] = field(default_factory=list)


def is_again(one: Figure, other: Mention) -> bool:
    """Whether another figure says the same thing in the same part."""
    return isinstance(other, Figure) and one.role == other.role and share_a_sense(one, other)


def _part(role: str) -> str:
    """The role where it is a part of a date; vague numbers and multiples are numbers."""
    return "" if role in ("vague", "fold") else role


def _is_loose(one: Figure) -> bool:
    return one.is_light and not one.is_required


def _is_amount(one: Figure) -> bool:
    """Whether it is an amount or a length of time."""
    return one.is_amount or has_sense_of(one, "mon", "min", "sec")


def has_sense_of(one: Figure, *kinds: str) -> bool:
    """Whether a figure has a sense of one of these kinds (mon, min, sec, clock, ratio, %)."""
    return any(isinstance(sense, tuple) and sense[0] in kinds for sense in one.senses)


def agree(one: Mention, other: Mention) -> bool:
    """Whether two figures can mean the same; a day is never a month."""
    if not share_a_sense(one, other):
        return False
    if isinstance(one, Figure) and isinstance(other, Figure):
        if (_is_loose(one) and _is_amount(other)) or (_is_loose(other) and _is_amount(one)):
            return False
        roles = (_part(one.role), _part(other.role))
        if all(roles):
            return one.role == other.role
        return not (roles[0] and other.is_word) and not (roles[1] and one.is_word)
    return True
