"""Observation values: every data type of CDA R2 as text, never computed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from huizhen.core.reading.ccda.concepts import concept_of
from huizhen.core.reading.ccda.context import Document
from huizhen.core.reading.ccda.elements import data_type, null_flavor
from huizhen.core.reading.coded.elements import attribute, child, children, text_of
from huizhen.core.reading.coded.vocabulary import absent_reason
from huizhen.core.reading.xml import Element
from huizhen.core.records.dates import parse_partial_date
from huizhen.core.records.fact import AbsentReason, Coding

Comparator = Literal["<", "<=", ">=", ">"]

_CODED = frozenset(("CD", "CE", "CV", "CO", "CS", "EIVL.event"))
_LONGEST = 4_000
_COMPARED = re.compile(r"^(<=|>=|<|>)\s*(\d[\d.,]*)$")
_COMPARATORS: dict[str, Comparator] = {"<": "<", "<=": "<=", ">": ">", ">=": ">="}


@dataclass(frozen=True, slots=True)
class Measured:
    """A value as the source has it."""

    value: str | None = None
    unit: str | None = None
    comparator: Comparator | None = None
    codings: tuple[Coding, ...] = ()
    absent: AbsentReason | None = None

    @property
    def text(self) -> str:
        """Comparator, value and unit in one."""
        parts = f"{self.comparator or ''}{self.value or ''} {self.unit or ''}"
        return " ".join(parts.split())


def measured_of(holder: Element, document: Document, ordinal: int) -> Measured:
    """The value of a statement; of several the first that says something, with all codes."""
    found = [value_of(element, document, ordinal) for element in children(holder, "value")]
    if not found:
        return Measured()
    said = [one for one in found if one.value is not None]
    first = next((one for one in said if not one.codings), said[0] if said else found[0])
    codings = tuple(dict.fromkeys(coding for one in found for coding in one.codings))
    return replace(_from_zero(first), codings=codings)


def _from_zero(measured: Measured) -> Measured:
    """A result of 'at most 5' is exchanged as 0 to 5: a quantity has no other lower bound. A
    reference interval from 0 stays as written."""
    value = measured.value or ""
    if not value.startswith("0 - ") or measured.codings:
        return measured
    return replace(measured, value=value.removeprefix("0 - "), comparator="<=")


def value_of(element: Element, document: Document, ordinal: int) -> Measured:
    """One `value` element; without an `xsi:type` its form decides."""
    declared = data_type(element) or _type_by_form(element)
    if declared in _CODED:
        return _coded(element, document, ordinal)
    if declared.startswith("IVL") or declared in ("IVXB_PQ", "BXIT_IVL_PQ"):
        return _interval(element, document, ordinal)
    if declared.startswith("RTO"):
        return _ratio(element)
    if declared in ("PQ", "MO", "PPD_PQ"):
        return _quantity(element)
    if declared == "TS":
        return _time(element)
    if declared == "II":
        said = attribute(element, "extension") or attribute(element, "root")
        return _plain(element, said)
    return _other(element, document, ordinal)


def _type_by_form(element: Element) -> str:
    if attribute(element, "code") or child(element, "translation") is not None:
        return "CD" if not attribute(element, "value") else "PQ"
    if attribute(element, "unit"):
        return "PQ"
    if child(element, "low") is not None or child(element, "high") is not None:
        return "IVL_PQ"
    if child(element, "numerator") is not None:
        return "RTO"
    return "ST"


def _plain(element: Element, said: str) -> Measured:
    if said:
        return Measured(value=said[:_LONGEST])
    return Measured(absent=absent_reason(null_flavor(element)))


def _coded(element: Element, document: Document, ordinal: int) -> Measured:
    concept = concept_of(element, document, ordinal)
    if not concept.label:
        return Measured(codings=concept.codings, absent=concept.absent)
    return Measured(value=concept.label, codings=concept.codings)


def _quantity(element: Element) -> Measured:
    value, unit = attribute(element, "value"), attribute(element, "unit")
    if value:
        return Measured(value=value, unit=unit or None)
    for translation in children(element, "translation"):
        value = attribute(translation, "value")
        if value:
            unit = text_of(child(translation, "originalText")) or attribute(translation, "unit")
            return Measured(value=value, unit=unit or attribute(translation, "code") or None)
    said = text_of(child(element, "originalText")) or text_of(element)
    return _plain(element, said)


def _interval(element: Element, document: Document, ordinal: int) -> Measured:
    if data_type(element) == "IVL_TS":
        return _time_span(element)
    low, high = (_bound(child(element, name)) for name in ("low", "high"))
    if low.value and high.value:
        if low.unit == high.unit:
            return Measured(value=f"{low.value} - {high.value}", unit=low.unit)
        return Measured(value=f"{low.text} - {high.text}")
    if low.value:
        exclusive = attribute(child(element, "low"), "inclusive") == "false"
        return replace(low, comparator=">" if exclusive else ">=")
    if high.value:
        exclusive = attribute(child(element, "high"), "inclusive") == "false"
        return replace(high, comparator="<" if exclusive else "<=")
    center = child(element, "center")
    if center is not None:
        return _quantity(center)
    if attribute(element, "value"):
        return _quantity(element)
    return _other(element, document, ordinal)


def _bound(element: Element | None) -> Measured:
    return Measured() if element is None else _quantity(element)


def _ratio(element: Element) -> Measured:
    numerator, denominator = (_bound(child(element, name)) for name in ("numerator", "denominator"))
    if not numerator.value or not denominator.value:
        return _plain(element, numerator.value or text_of(element))
    if numerator.unit or denominator.unit:
        units = f"{numerator.unit or '1'}/{denominator.unit or '1'}"
        return Measured(value=f"{numerator.value}/{denominator.value}", unit=units)
    return Measured(value=f"{numerator.value}:{denominator.value}")


def _time(element: Element) -> Measured:
    raw = attribute(element, "value")
    date = parse_partial_date(raw) if raw else None
    return _plain(element, str(date) if date else raw)


def _time_span(element: Element) -> Measured:
    ends = [attribute(child(element, name), "value") for name in ("low", "high")]
    dates = [str(parse_partial_date(raw) or raw) if raw else "" for raw in ends]
    said = " - ".join(dates) if any(dates) else attribute(element, "value")
    return _plain(element, said.strip())


def _other(element: Element, document: Document, ordinal: int) -> Measured:
    """INT, REAL, BL, ST, ED, SC and what vendors invent: attribute, reference or text."""
    value = attribute(element, "value")
    if value:
        return Measured(value=value, unit=attribute(element, "unit") or None)
    if attribute(element, "representation") == "B64":
        media = attribute(element, "mediaType") or "embedded file"
        return Measured(value=f"[{media}]")
    said = document.referenced_text(element, ordinal) or text_of(element)
    match = _COMPARED.match(said)
    if match:
        return Measured(value=match.group(2), comparator=_COMPARATORS[match.group(1)])
    if not said:
        digits = child(element, "digits")
        said = text_of(digits)
    return _plain(element, said)


def reference_interval(element: Element, document: Document, ordinal: int) -> str:
    """All reference ranges as written: their text, else their bounds with unit."""
    ranges = []
    for holder in children(element, "referenceRange"):
        observed = child(holder, "observationRange")
        text = child(observed, "text")
        said = document.referenced_text(text, ordinal) or text_of(text)
        value = child(observed, "value")
        if not said and value is not None:
            said = value_of(value, document, ordinal).text
        if said:
            ranges.append(said)
    several = len(ranges) > 1
    labels = [_range_label(holder) for holder in children(element, "referenceRange")]
    if several and len(labels) == len(ranges):
        ranges = [f"{said} ({label})" if label else said for said, label in zip(
            ranges, labels, strict=True
        )]  # fmt: skip
    return "; ".join(dict.fromkeys(ranges))


def _range_label(holder: Element) -> str:
    return attribute(child(holder, "observationRange", "interpretationCode"), "code")


def interpretation(element: Element, document: Document, ordinal: int) -> str:
    """The interpretation codes as written (H, L, N ...), else their words."""
    flags = []
    for holder in children(element, "interpretationCode"):
        concept = concept_of(holder, document, ordinal)
        flags.append(concept.code.code if concept.code else concept.label)
    return ", ".join(flag for flag in dict.fromkeys(flags) if flag)
