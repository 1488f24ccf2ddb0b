"""From what was given to what a formula takes: types, units, limits, comparators."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from huizhen.core.errors import WrongCall
from huizhen.core.scores.definition import InputSpec, Said, Score, said
from huizhen.core.scores.given import Item, ScoreInput
from huizhen.core.scores.possible import possible_numbers
from huizhen.core.scores.quantities import Factor

Taken = bool | int | Decimal | str | tuple[bool | int | Decimal | str | None, ...]
_DECIMAL = re.compile(r"^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$")
_TRUE = {"true", "yes", "y", "1", "是", "有"}
_FALSE = {"false", "no", "n", "0", "否", "无"}
_UNANSWERED = {"", "-", "none", "null"}


class Reading(NamedTuple):
    """Every value that the input can stand for (one, without a comparator) and its text."""

    possible: tuple[Taken, ...]
    text: str


class Unusable(Exception):
    """The value is known, but must not be scored; says why."""

    def __init__(self, why: Said) -> None:
        super().__init__(why.en)
        self.why = why


def read_input(score: Score, spec: InputSpec, given: ScoreInput) -> Reading:
    """The values for the formula; raises WrongCall for a value that the input cannot have and
    Unusable for a unit that is missing or unknown, or a comparator that decides nothing."""
    if spec.kind in ("decimal", "int"):
        return _read_number(score, spec, given)
    if given.comparator is not None:
        raise _wrong(score, spec, f"'{given.comparator}'", "a value without a comparator")
    if spec.kind == "bool":
        truth = _truth(score, spec, given.value)
        return Reading((truth,), "yes" if truth else "no")
    if spec.kind == "choice":
        chosen = _chosen(score, spec, given.value)
        return Reading((chosen,), chosen)
    return _read_list(score, spec, given)


def _read_number(score: Score, spec: InputSpec, given: ScoreInput) -> Reading:
    if isinstance(given.value, tuple):
        raise _wrong(score, spec, "a list", "one number")
    factor = _factor(spec, given.unit)
    number = factor.applied(_number(score, spec, given.value))
    _check_limits(score, spec, number, given.comparator)
    if given.comparator is None:
        return Reading((_typed(score, spec, number),), f"{number.normalize():f}")
    found = possible_numbers(spec, given.comparator, number)
    if not found:
        raise Unusable(
            said(
                f"{spec.en} {given.comparator}{given.value}: the values it can stand for do not "
                "give one result",
                f"{spec.zh}{given.comparator}{given.value}：其可能取值不能得出唯一结果，不予计算",
            )
        )
    text = f"{given.comparator}{number.normalize():f}"
    return Reading(tuple(_typed(score, spec, one) for one in found), text)


def _factor(spec: InputSpec, unit: str | None) -> Factor:
    measure = spec.measure
    if not spec.quantity or not measure.needs_unit:
        return Factor()
    if not unit:
        raise Unusable(
            said(f"{spec.en}: the unit is not stated", f"{spec.zh}：单位未注明，不予计算")
        )
    factor = measure.factor(unit)
    if factor is None:
        raise Unusable(
            said(
                f"{spec.en}: '{unit}' is not converted to {measure.unit}",
                f"{spec.zh}：单位“{unit}”不能换算为{measure.unit_zh}",
            )
        )
    return factor


def _number(score: Score, spec: InputSpec, value: Item) -> Decimal:
    if isinstance(value, bool) or value is None:
        raise _wrong(score, spec, str(value), "a number")
    text = str(value).strip()
    if not _DECIMAL.match(text):
        raise _wrong(score, spec, f"'{text}'", "a number with a decimal point, e.g. 1.5")
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise _wrong(score, spec, f"'{text}'", "a number") from error


def _typed(score: Score, spec: InputSpec, number: Decimal) -> Decimal | int:
    if spec.kind != "int":
        return number
    if number != number.to_integral_value() or int(number) % spec.step:
        allowed = "a whole number" if spec.step == 1 else f"a multiple of {spec.step}"
        raise _wrong(score, spec, f"{number:f}", allowed)
    return int(number)


def _check_limits(
    score: Score, spec: InputSpec, number: Decimal, comparator: str | None = None
) -> None:
    low, high = spec.low, spec.high
    below = low is not None and number < low and comparator not in (">", ">=")
    above = high is not None and number > high and comparator not in ("<", "<=")
    if below or above:
        allowed = f"{_limit(low)} to {_limit(high)} {spec.unit}".rstrip()
        raise _wrong(score, spec, f"{number:f}", f"{allowed}; check the unit and the digits")
    if spec.is_positive and number <= 0 and comparator is None:
        raise _wrong(score, spec, f"{number:f}", "above 0")


def _limit(number: Decimal | None) -> str:
    return "any" if number is None else f"{number:f}"


def _truth(score: Score, spec: InputSpec, value: object) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value).strip().casefold()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise _wrong(score, spec, f"'{text}'", "yes or no")


def _chosen(score: Score, spec: InputSpec, value: object) -> str:
    text = str(value).strip().casefold()
    for choice in spec.choices:
        if text == choice.value.casefold() or text == choice.zh:
            return choice.value
    allowed = ", ".join(choice.value for choice in spec.choices)
    raise _wrong(score, spec, f"'{value}'", f"one of: {allowed}")


def _read_list(score: Score, spec: InputSpec, given: ScoreInput) -> Reading:
    values = given.value if isinstance(given.value, tuple) else (given.value,)
    taken: tuple[bool | int | Decimal | str | None, ...]
    if spec.kind == "choices":
        taken = tuple(_chosen(score, spec, value) for value in values)
    elif spec.kind == "decimals":
        if not values:
            raise _wrong(score, spec, "an empty list", "one number at least")
        factor = _factor(spec, given.unit)
        taken = tuple(_list_number(score, spec, value, factor) for value in values)
    else:
        taken = tuple(_list_count(score, spec, value) for value in values)
    if spec.length is not None and len(taken) != spec.length:
        raise _wrong(score, spec, f"{len(taken)} items", f"{spec.length} items")
    return Reading((taken,), ", ".join("-" if one is None else str(one) for one in taken) or "none")


def _list_number(score: Score, spec: InputSpec, value: Item, factor: Factor) -> Decimal:
    number = factor.applied(_number(score, spec, value))
    _check_limits(score, spec, number)
    return number


def _list_count(score: Score, spec: InputSpec, value: Item) -> int | None:
    if value is None or (isinstance(value, str) and value.strip().casefold() in _UNANSWERED):
        if spec.may_have_gaps:
            return None
        raise _wrong(score, spec, "a gap", "a number for every item")
    number = _number(score, spec, value)
    _check_limits(score, spec, number)
    return int(_typed(score, spec, number))


def _wrong(score: Score, spec: InputSpec, got: str, allowed: str) -> WrongCall:
    return WrongCall(
        "score_input_invalid",
        f"{score.id} {score.name}: {spec.name} ({spec.en}) cannot be {got}.",
        f"Give {spec.name} as {allowed}.",
    )
