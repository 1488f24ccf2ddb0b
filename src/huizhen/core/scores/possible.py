"""What a number with a comparator can stand for (GR-1).

Between two published cut-offs the result does not change, so a value such as '<20' is decided by
trying every cut-off inside its range and one number between each two: finitely many trials stand
for all numbers. Where a formula clamps its input, the numbers beyond the clamp are one.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from huizhen.core.scores.definition import InputSpec

_BEYOND = Decimal(1)


def possible_numbers(spec: InputSpec, comparator: str, number: Decimal) -> tuple[Decimal, ...]:
    """Numbers that stand for all that `comparator number` allows; empty when none can."""
    if spec.kind == "int":
        return _whole_numbers(spec, comparator, number)
    if spec.cuts is not None:
        return _around_cuts(spec, comparator, number)
    if comparator in ("<", "<=") and spec.flat_below is not None and number <= spec.flat_below:
        return (spec.flat_below,)
    if comparator in (">", ">=") and spec.flat_above is not None and number >= spec.flat_above:
        return (spec.flat_above,)
    return ()


def _whole_numbers(spec: InputSpec, comparator: str, number: Decimal) -> tuple[Decimal, ...]:
    low, high = int(spec.low or 0), int(spec.high or 0)
    return tuple(
        Decimal(one)
        for one in range(low, high + 1, spec.step)
        if _allows(comparator, number, Decimal(one))
    )


def _around_cuts(spec: InputSpec, comparator: str, number: Decimal) -> tuple[Decimal, ...]:
    cuts = sorted(spec.cuts or ())
    lowest = spec.low if spec.low is not None else min([number, *cuts]) - _BEYOND
    highest = max([number, *cuts, lowest]) + _BEYOND
    if spec.high is not None:
        highest = min(highest, spec.high)
    marks = sorted({lowest, highest, number, *cuts})
    between = [(low + high) / 2 for low, high in pairwise(marks)]
    tried = sorted([*marks, *between])
    return tuple(
        one
        for one in tried
        if lowest <= one <= highest
        and _allows(comparator, number, one)
        and not (spec.is_positive and one <= 0)
    )


def _allows(comparator: str, number: Decimal, one: Decimal) -> bool:
    return {
        "<": one < number,
        "<=": one <= number,
        ">": one > number,
        ">=": one >= number,
    }[comparator]
