"""Values of observations (`value[x]`), quantities and reference ranges: exactly as written."""

from __future__ import annotations

from typing import Any

from huizhen.core.reading.fhir.concepts import concept, labels
from huizhen.core.reading.fhir.nodes import Node

_UCUM = "http://unitsofmeasure.org"
_COMPARATORS = ("<", "<=", ">=", ">")
_LONGEST = 4_000
_PLAIN = ("String", "Boolean", "Integer", "Decimal", "DateTime", "Date", "Time", "Code", "Uri",
          "Markdown", "Instant", "Url", "Canonical", "PositiveInt", "UnsignedInt", "")  # fmt: skip


def unit_of(quantity: Node) -> str | None:
    """The UCUM code if the quantity has one, else the unit's own words; None without a unit."""
    code = quantity.text("code")
    if code and quantity.text("system").rstrip("/") == _UCUM:
        return code
    return quantity.text("unit") or code or None


def quantity_text(quantity: Node | None) -> str:
    """A quantity as written: '12 h', '<5 mg'; '' for none."""
    if quantity is None:
        return ""
    value = quantity.text("comparator") + quantity.text("value")
    return f"{value} {unit_of(quantity) or ''}".strip() if value else ""


def quantity_words(quantity: Node | None) -> str:
    """A quantity with its unit in the source's words rather than the code."""
    if quantity is None or not quantity.text("value"):
        return ""
    unit = quantity.text("unit") or unit_of(quantity) or ""
    return f"{quantity.text('comparator')}{quantity.text('value')} {unit}".strip()


def range_text(node: Node | None) -> str:
    """'low - high unit'; with one end '>= low' or '<= high'; '' for none."""
    if node is None:
        return ""
    low, high = (node.node(name) for name in ("low", "high"))
    first = low.text("value") if low is not None else ""
    last = high.text("value") if high is not None else ""
    if first and last:
        low_unit = unit_of(low) if low is not None else None
        high_unit = unit_of(high) if high is not None else None
        if low_unit == high_unit or not low_unit:
            return f"{first} - {last} {high_unit or ''}".strip()
        return f"{first} {low_unit} - {last} {high_unit or ''}".strip()
    if first:
        return f">= {quantity_text(low)}"
    return f"<= {quantity_text(high)}" if last else ""


def value_fields(node: Node, prefix: str = "value") -> dict[str, Any]:
    """`value`, `unit`, `comparator`, `value_codings` of a choice of types; empty for none."""
    name = node.choice(prefix)
    kind = name.removeprefix(prefix)
    if not name:
        return {}
    if kind in _PLAIN and not isinstance(node.data[name], dict):
        return _words(node.text(name))
    if not isinstance(node.data[name], dict):
        node.deviates("not an object", name)
        return _words(node.text(name))
    inner = node.node(name)
    return {} if inner is None else _complex(node, name, kind, inner)


def _words(said: str) -> dict[str, Any]:
    return {"value": said[:_LONGEST]} if said else {}


def _complex(node: Node, name: str, kind: str, inner: Node) -> dict[str, Any]:
    if kind in ("Quantity", "Age", "Duration", "Count", "Distance", "Money"):
        return _quantity(inner)
    if kind in ("CodeableConcept", "Coding"):
        found = concept(node, name)
        return {**_words(found.label), "value_codings": found.codings} if found else {}
    if kind == "Range":
        return _words(range_text(inner))
    if kind == "Ratio":
        return _ratio(inner)
    if kind == "Period":
        ends = [inner.text("start"), inner.text("end")]
        return _words(" - ".join(ends).strip(" -"))
    if kind == "Attachment":
        return _words(f"[{inner.text('title') or inner.text('contentType') or 'attachment'}]")
    if kind == "SampledData":
        return _words("[sampled data]")
    if kind == "Reference":
        return _words(inner.text("display") or inner.text("reference"))
    node.deviates("a type of value that is not read", name)
    return {}


def _quantity(inner: Node) -> dict[str, Any]:
    value = inner.text("value")
    if not value:
        return {}
    comparator = inner.text("comparator")
    fields: dict[str, Any] = {"value": value, "unit": unit_of(inner)}
    if comparator in _COMPARATORS:
        fields["comparator"] = comparator
    elif comparator:
        inner.deviates("not a comparator", "comparator")
        fields["value"] = f"{comparator} {value}"
    return fields


def _ratio(inner: Node) -> dict[str, Any]:
    over, under = inner.node("numerator"), inner.node("denominator")
    if over is None or under is None:
        return _words(quantity_text(over or under))
    first, last = over.text("value"), under.text("value")
    if not first or not last:
        return _words(f"{quantity_text(over)}/{quantity_text(under)}".strip("/"))
    units = unit_of(over), unit_of(under)
    if any(units):
        return {"value": f"{first}/{last}", "unit": f"{units[0] or '1'}/{units[1] or '1'}"}
    return {"value": f"{first}:{last}"}


def reference_interval(node: Node) -> str:
    """All reference ranges as written; of several each with what it is for."""
    ranges = node.nodes("referenceRange")
    said = []
    for one in ranges:
        words = one.text("text") or range_text(one)
        about = [*labels(one, "type"), *labels(one, "appliesTo")] if len(ranges) > 1 else []
        if words:
            said.append(f"{words} ({', '.join(about)})" if about else words)
    return "; ".join(dict.fromkeys(said))


def interpretation(node: Node) -> str:
    """The interpretation codes as written (H, L, N ...), else their words."""
    flags: list[str] = []
    for item in node.wrapped("interpretation", "text"):
        holders = item.nodes("coding") if "coding" in item else [item]
        flags += [one.text("code") or one.text("display") or item.text("text") for one in holders]
    return ", ".join(dict.fromkeys(flag for flag in flags if flag))


def notes(node: Node, *names: str) -> str:
    """Annotations (`note`) and plain comments one after the other."""
    said: list[str] = []
    for name in names or ("note", "comment", "comments"):
        said += [one.text("text") for one in node.wrapped(name, "text")] if name in node else []
    return "; ".join(dict.fromkeys(" ".join(text.split()) for text in said if text))
