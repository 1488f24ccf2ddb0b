"""value[x] in all its types, dataAbsentReason, interpretation, reference range: as text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from huizhen.core.reading.fhir.concepts import concept_of, label_of
from huizhen.core.reading.fhir.drafts import Export
from huizhen.core.reading.fhir.elements import (
    absent_code,
    chosen,
    is_quoted_number,
    joined,
    labelled,
    line,
    number,
    object_of,
    objects,
    token,
    words,
)
from huizhen.core.reading.fhir.json_source import Json
from huizhen.core.reading.fhir.quantities import quantity_text, range_text, ratio_text, unit_of
from huizhen.core.reading.fhir.references import display_of
from huizhen.core.reading.fhir.vocabulary import DATA_ABSENT_REASONS
from huizhen.core.records.fact import AbsentReason, Coding

Comparator = Literal["<", "<=", ">=", ">"]

_COMPARATORS: dict[str, Comparator] = {"<": "<", "<=": "<=", ">=": ">=", ">": ">"}
_QUANTITIES = ("Quantity", "SimpleQuantity", "Age", "Duration", "Money", "Count", "Distance")
_CODED = ("CodeableConcept", "Coding", "CodeableReference", "Code")
_PLAIN = (
    "String", "Markdown", "Integer", "Integer64", "Decimal", "PositiveInt", "UnsignedInt", "Time",
    "DateTime", "Date", "Instant", "Uri", "Url", "Canonical", "Id", "Oid",
)  # fmt: skip
LONGEST_VALUE = 4_000


@dataclass(frozen=True, slots=True)
class Measured:
    """A value as the source has it."""

    value: str | None = None
    unit: str | None = None
    comparator: Comparator | None = None
    codings: tuple[Coding, ...] = ()
    absent: AbsentReason | None = None
    note: str = ""

    def fields(self) -> dict[str, Any]:
        """The fields of a fact."""
        said = {
            "value": self.value, "unit": self.unit, "comparator": self.comparator,
            "value_codings": self.codings,
        }  # fmt: skip
        if self.absent and self.value is None:
            return {**said, "absent_reason": self.absent}
        return said


def measured_of(holder: Json, path: str, export: Export, prefix: str = "value") -> Measured:
    """The value of an element with a choice of types, or why there is none."""
    variants = [(kind, value) for kind, value in chosen(holder, prefix) if kind]
    if len(variants) > 1:
        export.deviations.add("several_values", f"{path}.{prefix}")
    absent = _absent(holder, prefix)
    for kind, value in variants:
        measured = _measured(kind, value, f"{path}.{prefix}{kind}", export)
        if measured.value is None:
            return Measured(absent=measured.absent or absent, note=measured.note)
        if absent is not None:
            export.deviations.add("value_and_absent_reason", path)
        return measured
    return Measured(absent=absent)


def _absent(holder: Json, prefix: str) -> AbsentReason | None:
    code = token(holder.get("dataAbsentReason"))
    if not code:
        primitives = [name for name in holder if name.startswith(f"_{prefix}")]
        code = next((c for n in primitives if (c := absent_code(holder, n[1:]))), "")
    if code:
        return DATA_ABSENT_REASONS.get(code, "unknown")
    return "other" if line(object_of(holder.get("dataAbsentReason")).get("text")) else None


def _measured(kind: str, value: Any, path: str, export: Export) -> Measured:
    if kind in _QUANTITIES:
        return quantity_value(object_of(value), path, export)
    if kind in _CODED:
        concept = concept_of(value)
        return Measured(value=concept.label or None, codings=concept.codings, absent=concept.absent)
    if kind == "Boolean":
        return Measured(value="true" if value is True or token(value) == "true" else "false")
    if kind in _PLAIN:
        text = words(value)
        return Measured(value=text[:LONGEST_VALUE] or None)
    return _structured(kind, object_of(value))


def _structured(kind: str, held: Json) -> Measured:
    if kind == "Range":
        return _range(held)
    if kind == "Ratio":
        return _ratio(held)
    if kind == "Period":
        start, end = words(held.get("start")), words(held.get("end"))
        return Measured(value=f"{start} - {end}" if start or end else None)
    if kind == "SampledData":
        return Measured(note="Sampled data (a curve), not shown", absent="other")
    if kind == "Reference":
        return Measured(value=display_of(held) or words(held.get("reference")) or None)
    if kind == "Attachment":
        title = line(held.get("title"))
        return Measured(value=title or None, note="Value is an attached file", absent="other")
    text = line(held.get("text")) or line(held.get("value")) or line(held.get("display"))
    return Measured(value=text or None, note="" if text else f"Value of type {kind[:30]}")


def _range(held: Json) -> Measured:
    low, high = object_of(held.get("low")), object_of(held.get("high"))
    first, last = number(low.get("value")), number(high.get("value"))
    if first and last and unit_of(low) == unit_of(high):
        return Measured(value=f"{first} - {last}", unit=unit_of(low))
    return Measured(value=range_text(held) or None)


def _ratio(held: Json) -> Measured:
    """A titre keeps its comparator; a ratio of quantities is text, for no unit stands for both."""
    top = object_of(held.get("numerator"))
    comparator = _COMPARATORS.get(words(top.get("comparator")))
    plain = {**held, "numerator": {k: v for k, v in top.items() if k != "comparator"}}
    return Measured(value=ratio_text(plain) or None, comparator=comparator)


def quantity_value(quantity: Json, path: str, export: Export) -> Measured:
    """A Quantity; its digits stay as the file has them."""
    value, written = number(quantity.get("value")), words(quantity.get("comparator"))
    if not value:
        code = absent_code(quantity, "value") or absent_code(quantity)
        return Measured(absent=DATA_ABSENT_REASONS.get(code, "unknown") if code else None)
    if is_quoted_number(quantity.get("value")):
        export.deviations.add("number_as_text", path)
    comparator = _COMPARATORS.get(written)
    if written and comparator is None:
        export.deviations.add("comparator_unknown", path)
        return Measured(value=f"{written} {value}", unit=unit_of(quantity))
    return Measured(value=value, unit=unit_of(quantity), comparator=comparator)


def flag_of(holder: Json) -> str:
    """The interpretation's codes ('H', 'LL', 'A'), else its words."""
    said = []
    for interpretation in objects(holder.get("interpretation")):
        concept = concept_of(interpretation)
        said.append(concept.code.code if concept.code else concept.label)
    return ", ".join(dict.fromkeys(text for text in said if text))


def interval_of(holder: Json) -> str:
    """Reference ranges as written; whom or what each is for stands before it."""
    said = []
    for given in objects(holder.get("referenceRange")):
        text = line(given.get("text")) or range_text(given) or label_of(given.get("normalValue"))
        kind = token(given.get("type"))
        whom = joined(
            "" if kind in ("", "normal") else label_of(given.get("type")),
            label_of(given.get("appliesTo")),
            labelled("age", range_text(given.get("age"))),
        )
        if text:
            said.append(f"{whom}: {text}" if whom else text)
    return "; ".join(said)


def amount_of(element: Any) -> str:
    """A quantity, range or ratio as text, told by its form."""
    held = object_of(element)
    if "numerator" in held or "denominator" in held:
        return ratio_text(held)
    if "low" in held or "high" in held:
        return range_text(held)
    return quantity_text(held)
