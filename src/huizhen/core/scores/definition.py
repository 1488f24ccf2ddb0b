"""What a score is: its inputs with units, its formula, its source, and how far it can be trusted.

Constructors (`number`, `count`, `yes_no`, `one`, `some`, `numbers`, `counts`) keep the family
modules close to the catalogue's own rows.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Literal

from huizhen.core.records.value import Value
from huizhen.core.scores.quantities import QUANTITIES, Quantity

Kind = Literal["decimal", "int", "bool", "choice", "choices", "decimals", "ints"]
Confidence = Literal["A", "B", "C", "D"]
Result = Decimal | int | str | bool
ALL = ("hpb", "gio", "hem", "spn", "tho", "nsg", "rar")


class Said(Value):
    """The same thing for people, in English and in Simplified Chinese."""

    en: str
    zh: str


def said(en: str, zh: str) -> Said:
    """A text in both languages."""
    return Said(en=en, zh=zh)


class Outcome(Value):
    """What a formula gives: values by name, what they mean, and what to bear in mind."""

    values: dict[str, Result]
    band: Said | None = None
    notes: tuple[Said, ...] = ()


class Needs(Exception):
    """The branch of the rule that these inputs lead to needs further inputs."""

    def __init__(self, *names: str) -> None:
        super().__init__(*names)
        self.names = names


class NotDefined(Exception):
    """The published rule says nothing for these inputs."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.why = said(en, zh)


class Choice(Value):
    """One allowed value of a choice, with its Chinese wording."""

    value: str
    zh: str


class InputSpec(Value):
    """One input of a score.

    A value with a comparator is admitted by `cuts` (the result is constant between them) or by
    `flat_below`/`flat_above` (the formula clamps there); where none is given, it never is.
    """

    name: str
    kind: Kind
    en: str
    zh: str
    quantity: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    is_positive: bool = False
    choices: tuple[Choice, ...] = ()
    length: int | None = None
    may_have_gaps: bool = False
    step: int = 1
    cuts: tuple[Decimal, ...] | None = None
    flat_below: Decimal | None = None
    flat_above: Decimal | None = None
    is_required: bool = True
    other_unit: tuple[str, str] | None = None
    """(unit, input): a value reported in that unit belongs to that input, untouched."""

    @property
    def measure(self) -> Quantity:
        """The quantity with its units; a bare number for choices and counts."""
        return QUANTITIES[self.quantity] if self.quantity else QUANTITIES["ratio"]

    @property
    def unit(self) -> str:
        """The UCUM unit; '' where a unit says nothing."""
        return self.measure.unit if self.quantity and self.measure.unit != "1" else ""

    @property
    def unit_zh(self) -> str:
        """The unit as printed in China; '' where a unit says nothing."""
        return self.measure.unit_zh if self.unit else ""


class Score(Value):
    """One score, staging or classification of the catalogue."""

    id: str
    name: str
    title: Said
    inputs: tuple[InputSpec, ...]
    formula: Callable[..., Outcome]
    source: str
    edition: str
    """The formula or edition that a result prints."""
    confidence: Confidence
    specialties: tuple[str, ...]
    cautions: tuple[Said, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    """Groups of inputs of which exactly one is to be given."""
    review: Said | None = None
    """What of it is from memory and needs a clinician's review before anyone relies on it."""

    def input_named(self, name: str) -> InputSpec | None:
        """The input of that name, whatever its letter case; None when there is none."""
        for spec in self.inputs:
            if spec.name == name or spec.name.casefold() == name.casefold():
                return spec
        return None


def number(
    name: str, en: str, zh: str, quantity: str, *, cuts: str | None = None, positive: bool = False,
    low: str | None = None, high: str | None = None, required: bool = True,
    flat_below: str | None = None, flat_above: str | None = None,
    other_unit: tuple[str, str] | None = None,
) -> InputSpec:  # fmt: skip
    """A measured number; `cuts` are its published limits, blank-separated."""
    measure = QUANTITIES[quantity]
    return InputSpec(
        name=name, kind="decimal", en=en, zh=zh, quantity=quantity,
        low=_decimal(low) if low is not None else measure.low,
        high=_decimal(high) if high is not None else measure.high,
        is_positive=positive, is_required=required, other_unit=other_unit,
        cuts=None if cuts is None else tuple(Decimal(cut) for cut in cuts.split()),
        flat_below=_decimal(flat_below), flat_above=_decimal(flat_above),
    )  # fmt: skip


def count(
    name: str, en: str, zh: str, low: int, high: int, *,
    quantity: str = "", required: bool = True, step: int = 1,
) -> InputSpec:  # fmt: skip
    """A whole number within limits."""
    return InputSpec(
        name=name, kind="int", en=en, zh=zh, quantity=quantity, low=Decimal(low),
        high=Decimal(high), is_required=required, step=step, cuts=(),
    )  # fmt: skip


def age(low: int = 0, *, required: bool = True) -> InputSpec:
    """Age in completed years at the date of the request (GR-10)."""
    return count("age", "age", "年龄", low, 120, quantity="age", required=required)


def yes_no(name: str, en: str, zh: str, *, required: bool = True) -> InputSpec:
    """A statement that the record affirms or denies; silence is not 'no'."""
    return InputSpec(name=name, kind="bool", en=en, zh=zh, is_required=required)


def one(
    name: str, en: str, zh: str, choices: dict[str, str], *, required: bool = True
) -> InputSpec:
    """One of the listed values."""
    return InputSpec(
        name=name, kind="choice", en=en, zh=zh, choices=_choices(choices), is_required=required
    )


def some(
    name: str, en: str, zh: str, choices: dict[str, str], *, required: bool = True
) -> InputSpec:
    """Any of the listed values; an empty list is a statement that none applies."""
    return InputSpec(
        name=name, kind="choices", en=en, zh=zh, choices=_choices(choices), is_required=required
    )


def numbers(name: str, en: str, zh: str, quantity: str) -> InputSpec:
    """A list of measured numbers, one at least, each above zero."""
    measure = QUANTITIES[quantity]
    return InputSpec(
        name=name, kind="decimals", en=en, zh=zh, quantity=quantity, low=measure.low,
        high=measure.high, is_positive=True,
    )  # fmt: skip


def counts(
    name: str, en: str, zh: str, low: int, high: int, length: int, *, gaps: bool = False
) -> InputSpec:
    """A list of whole numbers of fixed length; `gaps` allows items that were not answered."""
    return InputSpec(
        name=name, kind="ints", en=en, zh=zh, low=Decimal(low), high=Decimal(high),
        length=length, may_have_gaps=gaps,
    )  # fmt: skip


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _choices(choices: dict[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(value=value, zh=zh) for value, zh in choices.items())
