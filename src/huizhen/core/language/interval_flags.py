"""Whether a result lies outside its laboratory's own reference interval, as that is written.

Only an interval that is wholly understood flags anything: two bounds, or one with its sign. Those
by sex or age, in another unit than the value, or with thousands marks say nothing.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Literal, NamedTuple

from huizhen.core.language.units import unit_key

_NUMBER = r"\d+(?:[.,]\d{1,2}(?!\d)|\.\d+)?(?![.,]?\d)"
_OPEN = r"\s*[\[(]?\s*"
_REST = r"[^\[\](),;<>≤≥=]*?"
_CLOSE = rf"\s*(?P<unit>[^\d\s\[\](),;<>≤≥=]{_REST}|10[*^]\d{_REST})?\s*[\])]?\s*"
_TO = r"\s*(?:[-–—~]|to|bis|до|至|à|a)\s*"
_UP_TO = r"(?:<|<=|=<|≤|up to|bis|hasta|jusqu'à|до|不超过)"
_FROM = r"(?:>|>=|=>|≥|from|ab|от)"
_TWO = re.compile(rf"{_OPEN}(?P<low>{_NUMBER}){_TO}(?P<high>{_NUMBER}){_CLOSE}")
_UPPER = re.compile(rf"{_OPEN}{_UP_TO}\s*(?P<high>{_NUMBER}){_CLOSE}", re.IGNORECASE)
_LOWER = re.compile(rf"{_OPEN}{_FROM}\s*(?P<low>{_NUMBER}){_CLOSE}", re.IGNORECASE)


class Bounds(NamedTuple):
    """What an interval allows; None is no bound."""

    low: Decimal | None
    high: Decimal | None


def flag_of(
    value: str, comparator: str | None, unit: str | None, interval: str
) -> Literal["H", "L", ""]:
    """'H' above, 'L' below, '' within the interval or where that cannot be told."""
    bounds = bounds_of(interval, unit)
    try:
        number = Decimal(value)
    except InvalidOperation:
        return ""
    if bounds is None or not number.is_finite():
        return ""
    is_less, is_more = comparator in ("<", "<="), comparator in (">", ">=")
    if bounds.high is not None and not is_less and _is_above(number, bounds.high, is_more):
        return "H"
    if bounds.low is not None and not is_more and _is_above(bounds.low, number, is_less):
        return "L"
    return ""


def _is_above(one: Decimal, other: Decimal, is_open: bool) -> bool:
    """Above; a value known only to be more than the bound itself is above it too."""
    return one > other or (is_open and one == other)


def bounds_of(interval: str, unit: str | None) -> Bounds | None:
    """The bounds of an interval as written; None where it says more or less than bounds."""
    text = " ".join(interval.split())
    for pattern in (_TWO, _UPPER, _LOWER):
        found = pattern.fullmatch(text)
        if found is None:
            continue
        said = found.groupdict()
        if said["unit"] and unit_key(said["unit"].strip()) != unit_key(unit or ""):
            return None
        low, high = _number(said.get("low")), _number(said.get("high"))
        if low is not None and high is not None and low > high:
            return None
        return Bounds(low, high)
    return None


def _number(written: str | None) -> Decimal | None:
    return Decimal(written.replace(",", ".")) if written else None
