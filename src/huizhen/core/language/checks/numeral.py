"""One number of a text, with every value that its form may have."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Form = Literal["digits", "words", "hanzi", "roman"]
Mark = Literal["", "%", "‰"]


@dataclass(frozen=True)
class Numeral:
    """A number and where it stands; offsets are those of the side's text, end exclusive."""

    start: int
    end: int
    values: frozenset[Decimal]
    """Every value that the form may have; a percentage is its figure (5 of '5%')."""
    form: Form
    marks: frozenset[Mark] = frozenset({""})
    """What may stand behind it: in '5-10%' the 5 is a percentage too."""
    is_weak: bool = False
    """Whether the form is often no number at all, or one that a translation leaves out."""
    is_ordinal: bool = False
    is_vague: bool = False
    """Whether only the order is told ('thousands of', 数千)."""
    parts: tuple[Decimal, ...] = ()
    """The numbers that another reading makes of the same signs ('1,2' as one and two)."""

    @property
    def shown(self) -> str:
        """The number for people: its value, or the first two where there are several."""
        values = "/".join(_written(value) for value in sorted(self.values)[:2])
        return values + next((mark for mark in sorted(self.marks) if mark), "")

    @property
    def value(self) -> Decimal:
        """The only value, or the smallest of several."""
        return min(self.values)


def _written(value: Decimal) -> str:
    return format(value.normalize(), "f") if value == value.to_integral_value() else str(value)
