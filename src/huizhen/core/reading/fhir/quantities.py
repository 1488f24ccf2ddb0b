"""Quantities, ranges and ratios as text: the source's digits, the unit's UCUM code where given."""

from __future__ import annotations

from typing import Any

from huizhen.core.reading.fhir.elements import line, number, object_of, words
from huizhen.core.reading.fhir.json_source import Json

_UCUM = frozenset(
    ("http://unitsofmeasure.org", "https://unitsofmeasure.org", "urn:oid:2.16.840.1.113883.6.8",
     "http://unitsofmeasure.org/", "http://aurora.regenstrief.org/UCUM")
)  # fmt: skip


def unit_of(quantity: Json) -> str | None:
    """The UCUM code, else the unit's name, else a code of another system; None for none."""
    code, name = words(quantity.get("code")), line(quantity.get("unit") or quantity.get("units"))
    if code and words(quantity.get("system")) in _UCUM:
        return code
    return name or code or None


def spoken_unit(quantity: Json) -> str:
    """The unit as a person reads it in a dose: a name rather than UCUM's '1' or '{tbl}'."""
    unit = unit_of(quantity) or ""
    if unit == "1" or unit.startswith("{"):
        return line(quantity.get("unit")) or unit
    return unit


def quantity_text(element: Any) -> str:
    """A quantity as written: '12 h', '< 5 mg'; '' for none."""
    quantity = object_of(element)
    value = number(quantity.get("value"))
    if not value:
        return ""
    comparator = words(quantity.get("comparator"))
    return " ".join(part for part in (comparator, value, unit_of(quantity) or "") if part)


def range_text(element: Any) -> str:
    """A range as written: '4.0 - 5.5 mmol/L', '>= 4.0 mmol/L', '<= 5.5 mmol/L' (both inclusive)."""
    held = object_of(element)
    low, high = object_of(held.get("low")), object_of(held.get("high"))
    first, last = number(low.get("value")), number(high.get("value"))
    first_unit, last_unit = unit_of(low) or "", unit_of(high) or ""
    if first and last:
        if first_unit in ("", last_unit) or not last_unit:
            return f"{first} - {last} {last_unit or first_unit}".strip()
        return f"{first} {first_unit} - {last} {last_unit}"
    if first:
        return f">= {first} {first_unit}".strip()
    return f"<= {last} {last_unit}".strip() if last else ""


def ratio_text(element: Any) -> str:
    """A ratio as written: '1:128', '5 mg / 1 mL'."""
    held = object_of(element)
    top, bottom = object_of(held.get("numerator")), object_of(held.get("denominator"))
    first, last = quantity_text(top), quantity_text(bottom)
    if not last:
        return first
    if not unit_of(top) and not unit_of(bottom):
        return f"{first}:{last}"
    return f"{first} / {last}"
