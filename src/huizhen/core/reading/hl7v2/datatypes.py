"""Data types: coded elements (CE, CWE, CNE), times (TS, DTM), units and people's words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from huizhen.core.reading.coded.code_systems import CVX, LOINC, RXNORM, SNOMED_CT
from huizhen.core.reading.coded.deviations import Deviations
from huizhen.core.reading.hl7v2.code_systems import v2_system_uri
from huizhen.core.reading.hl7v2.segments import Cell, Delimiters, Segment
from huizhen.core.reading.lines import one_line
from huizhen.core.records.dates import PartialDate, parse_partial_date
from huizhen.core.records.fact import Coding

_PREFERRED = (LOINC, SNOMED_CT, RXNORM, CVX)
_TIME = re.compile(r"\d{8}([01]\d|2[0-3])([0-5]\d)([0-5]\d)?")
_CODES = ((1, 2, 3, 14), (4, 5, 6, 17), (10, 11, 12, 20))
"""Components of CWE: code, text, system, the system's OID; twice more for alternates."""


@dataclass(frozen=True, slots=True)
class Coded:
    """One coded thing as the message states it."""

    label: str = ""
    code: Coding | None = None
    codings: tuple[Coding, ...] = ()
    original: str = ""
    """The sender's own words (CWE.9) where they differ from the label."""

    def __bool__(self) -> bool:
        return bool(self.label or self.codings)


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, as exact as it is written."""

    date: PartialDate | None = None
    time: str = ""


def coded(cell: Cell) -> Coded:
    """The codes and the label of a coded element; the label is a text, else the first code."""
    return _coded(cell.source, cell.delimiters)


@lru_cache(maxsize=1_024)
def _coded(source: str, delimiters: Delimiters) -> Coded:
    # a file repeats its few concepts; equal ones share their codes
    cell = Cell(source, delimiters)
    codings: dict[Coding, None] = {}
    texts: list[str] = []
    for code_at, text_at, system_at, oid_at in _CODES:
        code, text = one_line(cell.sub(code_at)), one_line(cell.part(text_at))
        if text:
            texts.append(text)
        if code and not text and not cell.sub(system_at) and not cell.sub(oid_at):
            texts.append(code)  # a mere word: no code of any system
        elif code:
            uri = v2_system_uri(cell.sub(system_at), cell.sub(oid_at))
            codings[Coding(system=uri, code=code, display=text)] = None
    original = one_line(cell.part(9))
    label = texts[0] if texts else original
    found = tuple(codings)
    label = label or (found[0].code if found else "")
    return Coded(label, _preferred(found), found, original if original != label else "")


def _preferred(codings: tuple[Coding, ...]) -> Coding | None:
    for coding in codings:
        if coding.system in _PREFERRED:
            return coding
    return codings[0] if codings else None


def coded_field(segment: Segment, field: int) -> Coded:
    """The first repetition of a coded field."""
    return coded(segment.cell(field))


def labels(segment: Segment, field: int) -> list[str]:
    """The labels of every repetition of a coded field."""
    return [found.label for cell in segment.cells(field) if (found := coded(cell)).label]


def unit_of(segment: Segment, field: int) -> str | None:
    """A unit: its code, or its text where the code is a mere number; None when not stated."""
    cell = segment.cell(field)
    code, text = one_line(cell.sub(1)), one_line(cell.part(2))
    if code and not (text and code.isdigit()):
        return code
    return text or None


def moment(text: str, deviations: Deviations, path: str) -> Moment:
    """The date and local time of day of a TS or DTM value."""
    if not text:
        return Moment()
    date = parse_partial_date(text)
    if date is None:
        deviations.add("date_not_valid", path)
        return Moment()
    match = _TIME.match(text)
    return Moment(date, ":".join(part for part in match.groups() if part) if match else "")


def joined(*notes: str) -> str:
    """Notes as one text, each once, empty ones left out."""
    return "; ".join(dict.fromkeys(note for note in notes if note))


def noted(name: str, value: str) -> str:
    """'Name: value', or '' for no value."""
    return f"{name}: {value}" if value else ""
