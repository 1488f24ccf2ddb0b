"""Whether two amounts are the same amount, through conversions of units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import product

from huizhen.core.language.checks.amounts import Amount
from huizhen.core.language.checks.figures_beside import Value
from huizhen.core.language.checks.unit_forms import Size

_SLOW = frozenset({"d", "wk", "mo", "qtr", "yr"})
"""Below a line these are frequencies, said in many places of a sentence."""
_CALENDAR = frozenset({"mo", "qtr", "yr", "age", "dec", "cent", "fortnight"})
_EACH_TIME = frozenset({"count"})
_CALENDAR_SLACK = Decimal("0.08")
"""A month is 28 to 31 days; 12 months are 52 weeks or 365 days."""
_TENS_OF_YEARS = {Decimal(31104000), Decimal(311040000)}
"""'Decades' are 几十年."""
_ROUNDED = Decimal("0.02")


Apart = tuple[frozenset[str], frozenset[str]]
"""Kinds that the source, and the target, says elsewhere ('每公斤', 'per hour') and that an amount
need not repeat."""
NOWHERE: Apart = (frozenset(), frozenset())


@dataclass(frozen=True)
class Measure:
    """One reading of an amount's unit."""

    unit: str
    kinds: frozenset[str]
    below: frozenset[str]
    """Kinds below the line, frequencies apart."""
    rate: frozenset[str]
    """Units of a frequency below the line."""
    size: Decimal
    below_sizes: tuple[tuple[str, Decimal], ...]


class Measures:
    """Compares amounts by the table of units."""

    def __init__(self, sizes: Mapping[str, Size]) -> None:
        self._sizes = sizes
        self._none = Size(frozenset({"?"}), Decimal(1))
        self._of = lru_cache(maxsize=1024)(self._readings)

    def of(self, amount: Amount) -> tuple[Measure, ...]:
        """The readings of an amount's unit; none for a bare figure."""
        return self._of(amount.names, amount.below)

    def _readings(
        self, names: tuple[str, ...], units_below: tuple[tuple[str, Decimal], ...]
    ) -> tuple[Measure, ...]:
        fast = [(self._size(name), count) for name, count in units_below if name not in _SLOW]
        rate = frozenset(name for name, _ in units_below if name in _SLOW)
        below = tuple((min(size.kinds), size.size * count) for size, count in fast)
        kinds = frozenset(kind for kind, _ in below)
        return tuple(
            Measure(name, self._size(name).kinds, kinds, rate, self._size(name).size, below)
            for name in names
        )

    def kinds(self, amount: Amount) -> frozenset[str]:
        """What the amount may measure, without what is below the line."""
        return frozenset(k for name in amount.names for k in self._size(name).kinds)

    def same_kind(self, one: Amount, other: Amount) -> bool:
        """Whether both measure the same, in whatever unit."""
        return any(
            not a.kinds.isdisjoint(b.kinds) and a.below == b.below
            for a, b in product(self.of(one), self.of(other))
        )

    def agree(self, one: Amount, other: Amount, said_apart: Apart = NOWHERE) -> bool:
        """Whether both may be the same amount."""
        if not one.names or not other.names:
            return False
        if (one.is_shared or other.is_shared) and one.values.isdisjoint(other.values):
            return False  # the '2' of '2-14 weeks' is not 14 days
        return any(
            self._readings_agree(a, b, one.values, other.values, said_apart)
            for a, b in product(self.of(one), self.of(other))
        )

    def _readings_agree(
        self, a: Measure, b: Measure, ones: frozenset[Value], others: frozenset[Value],
        said_apart: Apart,
    ) -> bool:  # fmt: skip
        if a.kinds.isdisjoint(b.kinds) or not _is_said(a, b, said_apart):
            return False
        if a.rate and b.rate and a.rate.isdisjoint(b.rate):
            return False
        if _is_slow_for_fast(a, b) or _is_slow_for_fast(b, a):
            return False
        left, right = _whole(a, a.below ^ b.below), _whole(b, a.below ^ b.below)
        slack = _slack(a, b, left / right)
        return any(_equal(x, left, y, right, slack) for x in ones for y in others)

    def _size(self, name: str) -> Size:
        return self._sizes.get(name, self._none)


def _is_said(a: Measure, b: Measure, apart: Apart) -> bool:
    """Whether each text says elsewhere what its amount does not have below the line; that an
    amount is the one of each time (每次) goes without saying."""
    ours, theirs = a.below - _EACH_TIME, b.below - _EACH_TIME
    return theirs - ours <= apart[0] and ours - theirs <= apart[1]


def _is_slow_for_fast(a: Measure, b: Measure) -> bool:
    """'18次/日' for 18 a minute, '2 Gy/日' for 2 Gy a fraction."""
    fast = (b.below - a.below) & {"time", "count"}
    return bool(a.rate) and not b.rate and bool(fast)


def _whole(one: Measure, without: frozenset[str]) -> Decimal:
    size = one.size
    for kind, below in one.below_sizes:
        if kind not in without:
            size /= below
    return size


def _slack(a: Measure, b: Measure, ratio: Decimal) -> Decimal:
    if "time" in a.kinds:
        return _CALENDAR_SLACK if (a.unit in _CALENDAR) != (b.unit in _CALENDAR) else Decimal(0)
    is_decimal = ratio.normalize().as_tuple().digits == (1,)
    return Decimal(0) if is_decimal else _ROUNDED


def _equal(x: Value, left: Decimal, y: Value, right: Decimal, slack: Decimal) -> bool:
    if isinstance(x, str) or isinstance(y, str):
        return x == y and (left == right or {left, right} == _TENS_OF_YEARS)
    if not x and not y:
        return left == right
    one, other = x * left, y * right
    if not slack or x == y:
        return one == other
    return abs(one - other) <= slack * max(abs(one), abs(other))
