"""What a caller gives for an input: a value with unit, comparator, date and where it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

from pydantic import field_validator

from huizhen.core.errors import WrongCall
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.value import Value
from huizhen.core.scores.definition import InputSpec, Score

Comparator = Literal["<", "<=", ">=", ">"]
Item = bool | int | Decimal | str | None
_COMPARATORS: dict[str, Comparator] = {
    "<": "<", "<=": "<=", "≤": "<=", ">": ">", ">=": ">=", "≥": ">=",
}  # fmt: skip
_WRITTEN = re.compile(
    r"^(?P<comparator><=|>=|<|>|≤|≥)?\s*(?P<number>[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
    r"(?P<unit>\s+\S.*|[^\d\s.,].*)?$"
)
_EMPTY_LIST = {"", "none", "[]", "无"}


class ScoreInput(Value):
    """One input as it was reported; `ref` is opaque and comes back with the result."""

    value: bool | int | Decimal | str | tuple[Item, ...]
    unit: str | None = None
    comparator: Comparator | None = None
    date: PartialDate | None = None
    ref: str = ""

    @field_validator("value", mode="before")
    @classmethod
    def _as_written(cls, value: Any) -> Any:
        """Binary floats are taken as the decimals that they print as."""
        if isinstance(value, float):
            return Decimal(repr(value))
        if isinstance(value, list | tuple):
            return tuple(Decimal(repr(v)) if isinstance(v, float) else v for v in value)
        return value


def in_documented_units(score: Score, values: Mapping[str, Any]) -> dict[str, ScoreInput]:
    """Inputs from plain values; a number without a unit is in the unit of the catalogue.

    For values that a person types against the catalogue, never for values from records (GR-3).
    Text may carry comparator and unit: '<20', '3.0 mg/dL'; lists are separated by commas.
    """
    given: dict[str, ScoreInput] = {}
    for name, value in values.items():
        spec = score.input_named(name)
        if spec is None:
            raise unknown_input(score, name)
        if spec.name in given:
            raise WrongCall(
                "score_input_twice", f"{spec.name} is given twice.", "Give every input once."
            )
        given[spec.name] = _documented(spec, value)
    return given


def unknown_input(score: Score, name: str) -> WrongCall:
    """The error for an input that the score does not have."""
    names = ", ".join(spec.name for spec in score.inputs)
    return WrongCall(
        "score_input_unknown",
        f"{score.id} {score.name} has no input '{name}'.",
        f"Its inputs are: {names}.",
    )


def _documented(spec: InputSpec, value: Any) -> ScoreInput:
    if isinstance(value, str) and spec.kind in ("decimal", "int"):
        match = _WRITTEN.match(value.strip())
        if match is not None:
            unit = match["unit"]
            return ScoreInput(
                value=match["number"],
                unit=unit.strip() if unit else spec.measure.unit,
                comparator=_COMPARATORS.get(match["comparator"] or ""),
            )
    if isinstance(value, str) and spec.kind in ("choices", "decimals", "ints"):
        value = _list_of(value)
    return ScoreInput(value=value, unit=spec.measure.unit)


def _list_of(text: str) -> tuple[str, ...]:
    stripped = text.strip().strip("[]").strip()
    if stripped.casefold() in _EMPTY_LIST:
        return ()
    return tuple(part.strip().strip("'\"") for part in stripped.split(","))
