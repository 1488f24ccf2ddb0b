"""Arithmetic of scores: decimals of 40 digits, rounded half away from zero, once, at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import (
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    localcontext,
)

DIGITS = 40
UMOL_PER_MGDL_BILIRUBIN = Decimal("17.1")
UMOL_PER_MGDL_CREATININE = Decimal("88.4")


@contextmanager
def exact() -> Iterator[None]:
    """The decimal context in which every formula is evaluated."""
    with localcontext(Context(prec=DIGITS, traps=[InvalidOperation, DivisionByZero, Overflow])):
        yield


def rounded(number: Decimal, places: int = 0) -> Decimal:
    """The number with that many decimals, half away from zero (GR-6)."""
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def settled(number: Decimal) -> Decimal:
    """The number without the last digits, which ln, exp and roots cannot give exactly: a value
    that is on a limit in mathematics is on it here too."""
    return number.quantize(Decimal(1).scaleb(-25), rounding=ROUND_HALF_UP)


def whole(number: Decimal) -> int:
    """The nearest whole number, half away from zero."""
    return int(rounded(number))


def power(base: Decimal, exponent: Decimal) -> Decimal:
    """base to a fractional exponent, by exp and ln."""
    return (base.ln() * exponent).exp()


def clamped(number: Decimal, low: Decimal, high: Decimal) -> Decimal:
    """The number, moved to the nearer limit when it lies outside."""
    return min(max(number, low), high)


def logistic_percent(x: Decimal) -> Decimal:
    """100 * e^x / (1 + e^x)."""
    odds = x.exp()
    return settled(100 * odds / (1 + odds))


def plain(number: Decimal) -> str:
    """The number as people write it: no exponent."""
    return f"{number:f}"
