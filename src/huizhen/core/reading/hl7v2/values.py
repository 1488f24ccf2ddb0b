"""The value of an OBX by its type (OBX-2), as written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

from huizhen.core.reading.hl7v2.datatypes import coded
from huizhen.core.reading.hl7v2.segments import Cell, Segment
from huizhen.core.records.fact import Coding

Comparator = Literal["<", "<=", ">=", ">"]
_COMPARED = re.compile(r"(<=|>=|<|>)\s*([+-]?\d.*)", re.DOTALL)
_CODED = ("CE", "CWE", "CNE", "CF", "CNN", "IS", "ID")
_PLAIN = ("ST", "TX", "FT", "NM", "DT", "TM", "TS", "DTM", "SI", "GTS", "DR", "NA", "MA", "")
_LINED = ("TX", "FT")


@dataclass(frozen=True, slots=True)
class Measured:
    """A value with what belongs to it."""

    value: str | None = None
    comparator: Comparator | None = None
    codings: tuple[Coding, ...] = ()
    unit: str | None = None
    note: str = ""


def measured_of(segment: Segment) -> Measured:
    """The value of an OBX; several repetitions are shown one after the other."""
    cells = segment.cells(5)
    kind = segment.text(2).upper()
    if not cells:
        return Measured()
    if kind in _LINED:
        text = "\n".join(cell.whole for cell in cells).strip("\n ")
        return Measured(value=text or None)
    found = [_of_cell(cell, kind) for cell in cells]
    if len(found) == 1:
        return found[0]
    texts = [f"{one.comparator or ''}{one.value}" for one in found if one.value]
    return Measured(
        value="; ".join(texts) or None,
        codings=tuple(dict.fromkeys(coding for one in found for coding in one.codings)),
        unit=next((one.unit for one in found if one.unit), None),
        note=next((one.note for one in found if one.note), ""),
    )


def _of_cell(cell: Cell, kind: str) -> Measured:
    if kind == "SN":
        return _structured_number(cell)
    if kind in _CODED:
        concept = coded(cell)
        original = f"Original text: {concept.original}" if concept.original else ""
        codings = tuple(one for one in concept.codings if one.system)
        return Measured(concept.label or None, codings=codings, note=original)
    if kind == "NM":
        return _number(cell.whole.strip())
    if kind in _PLAIN:
        return Measured(cell.whole.strip() or None)
    return _composite(cell, kind)


def _number(text: str) -> Measured:
    match = _COMPARED.fullmatch(text)
    if match:
        return Measured(match.group(2), _comparator(match.group(1)))
    return Measured(text or None)


def _composite(cell: Cell, kind: str) -> Measured:
    """Types of several components: pointers, ranges, quantities, identifiers, names."""
    if kind == "RP":
        subtype = "/".join(part for part in (cell.part(3), cell.part(4)) if part)
        note = f"Reference to {subtype}" if subtype else "Reference"
        return Measured(cell.part(1) or None, note=note)
    if kind == "NR":
        return Measured("-".join(part for part in (cell.part(1), cell.part(2)) if part) or None)
    if kind == "CQ":
        number = _number(cell.part(1))
        return Measured(number.value, number.comparator, unit=cell.sub(2) or None)
    return Measured(" ".join(cell.said) or None)


def _structured_number(cell: Cell) -> Measured:
    """SN: comparator^number^separator^number; '=' and none say the same."""
    sign, first, separator, second = (cell.part(at) for at in range(1, 5))
    value = f"{first}{separator}{second}"
    comparator = _comparator(sign)
    if sign and comparator is None and sign != "=":
        value = f"{sign}{value}"
    return Measured(value or None, comparator)


def _comparator(sign: str) -> Comparator | None:
    return next((known for known in get_args(Comparator) if known == sign), None)
