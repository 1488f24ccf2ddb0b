"""Numbers of facts in the unit of a limit, and whether they pass it: surely, perhaps, not.

A number without its unit is never converted. It is looked at in every unit that it can be in, and
counts as doubtful where it passes the limit in each of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from huizhen.core.assessment.red_flag_rules import Quantity
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.language.concepts import concept_of
from huizhen.core.language.terms import LOINC
from huizhen.core.language.units import UnitTable, unit_key
from huizhen.core.records.fact import Fact

State = Literal[0, 1, 2]
"""No, unsure, yes."""

_NUMBER = re.compile(r"^\d+(?:\.\d+)?$")
_UPPER = re.compile(r"(?:[-–—~]|≤|<=?|bis|до|to|à|a)\s*(\d+(?:\.\d+)?)\D*$")
_UNSURE = frozenset(("ambiguous_number", "unit_missing"))
_LOW = ("under", "at_most")
_HIGH = ("over", "at_least")


class Reading(NamedTuple):
    """One fact as numbers in the unit of the limit: several where its unit is not known."""

    fact: Fact
    numbers: tuple[Decimal, ...]
    doubt: str = ""
    """Why a person has to look: '' where nothing is in doubt."""

    @property
    def number(self) -> Decimal:
        """The number, where it is in no doubt."""
        return self.numbers[0]

    def passes(self, limits: Mapping[str, Any], is_child: bool = False) -> State:
        """Whether it passes the limit: `under`, `at_most`, `over` or `at_least`."""
        kind = next(key for key in (*_LOW, *_HIGH) if key in limits)
        given = limits.get("child", limits[kind]) if is_child else limits[kind]
        states = [_compared(number, self.fact.comparator, kind, Decimal(given))
                  for number in self.numbers]  # fmt: skip
        lowest = min(states)
        return 1 if lowest == 2 and self.doubt else lowest


class Readings:
    """Reads facts as quantities."""

    def __init__(self, quantities: Mapping[str, Quantity], knowledge: Knowledge) -> None:
        self._quantities = quantities
        self._lexicon = knowledge.lexicon
        self._units = UnitTable(knowledge.terms)
        self._foreign: dict[str, list[str]] = {}
        for row in knowledge.terms.rows("lab_units_cn.tsv"):
            self._foreign.setdefault(row["loinc"], []).append(row["from_unit"])

    def of(self, name: str, facts: Iterable[Fact]) -> list[Reading]:
        """The readings of a quantity; what is no number is none."""
        quantity = self._quantities[name]
        found = (self._reading(quantity, fact) for fact in facts if self._is_of(quantity, fact))
        return [reading for reading in found if reading is not None]

    def _is_of(self, quantity: Quantity, fact: Fact) -> bool:
        if fact.type != "Observation" or fact.value is None or fact.certainty != "affirmed":
            return False
        words = _words(fact)
        if quantity.only_with and not any(word in words for word in quantity.only_with):
            return False
        if any(word in words for word in quantity.not_with):
            return False
        codings = (*((fact.code,) if fact.code else ()), *fact.codings)
        if any(c.system == LOINC and c.code in quantity.loinc for c in codings):
            return True
        concept = concept_of(fact, self._lexicon).casefold()
        return bool(concept) and concept in {one.casefold() for one in quantity.concepts}

    def _reading(self, quantity: Quantity, fact: Fact) -> Reading | None:
        written = (fact.value or "").strip().rstrip("%")
        if quantity.part is not None and "/" in written:
            written = written.split("/")[quantity.part].strip()
        elif quantity.part is not None and fact.concept == "BP":
            return None
        if not _NUMBER.match(written):
            return None
        doubt = next((d for d in fact.doubts if d in _UNSURE), "")
        if quantity.sure_with and not any(word in _words(fact) for word in quantity.sure_with):
            doubt = doubt or "correction_not_stated"
        numbers, unit_doubt = self._numbers(quantity, written, fact.unit)
        kept = tuple(number for number in numbers if _is_plausible(quantity, number))
        if not kept:
            return None
        return Reading(fact, kept, doubt or unit_doubt)

    def _numbers(
        self, quantity: Quantity, written: str, unit: str | None
    ) -> tuple[tuple[Decimal, ...], str]:
        number = Decimal(written)
        if quantity.is_unitless:
            return (number,), ""
        if not unit:
            units = (unit for code in quantity.loinc for unit in self._foreign.get(code, ()))
            others = [self._converted(quantity, written, one) for one in units]
            return (number, *(one for one in others if one is not None)), "unit_missing"
        if unit_key(unit) in {unit_key(one) for one in (quantity.unit, *quantity.also)}:
            return (number,), ""
        converted = self._converted(quantity, written, unit)
        return ((number,), "unit_unknown") if converted is None else ((converted,), "")

    def _converted(self, quantity: Quantity, written: str, unit: str) -> Decimal | None:
        converted = self._units.convert(written, unit, quantity.loinc)
        return converted.exact if converted else None


def upper_limit(fact: Fact) -> Decimal | None:
    """The upper limit of the laboratory's own interval, in the fact's own unit."""
    match = _UPPER.search(fact.interval.replace(",", ".").strip())
    return Decimal(match[1]) if match else None


def _is_plausible(quantity: Quantity, number: Decimal) -> bool:
    is_high_enough = quantity.low is None or number >= quantity.low
    return is_high_enough and (quantity.high is None or number <= quantity.high)


def _words(fact: Fact) -> str:
    displays = [coding.display for coding in fact.codings]
    if fact.code is not None:
        displays.append(fact.code.display)
    quotes = [getattr(place, "quote", "") for place in fact.evidence]
    parts = (fact.text, fact.note, fact.method, fact.body_site, *displays, *quotes)
    return " | ".join(parts).casefold()


def _compared(number: Decimal, comparator: str | None, kind: str, limit: Decimal) -> State:
    """Whether what a number (or all that '<20' can stand for) lies beyond a limit."""
    is_low = kind in _LOW
    holds = {
        "under": number < limit, "at_most": number <= limit,
        "over": number > limit, "at_least": number >= limit,
    }[kind]  # fmt: skip
    if comparator is None:
        return 2 if holds else 0
    is_towards = comparator.startswith("<") == is_low
    if is_towards:
        at_border = number == limit and len(comparator) == 1
        return 2 if holds or at_border else 1
    return 1 if holds and number != limit else 0
