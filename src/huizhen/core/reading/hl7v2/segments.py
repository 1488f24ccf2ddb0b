"""Segments, fields, repetitions and components (HL7 v2.x chapter 2), with escapes resolved."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_MOST_BLANKS = 20
_MOST_FIELDS = 500
_MOST_REPETITIONS = 10_000
_MOST_COMPONENTS = 200
"""Far above any standard segment; what is beyond stays in the last one."""
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_NULL = '""'
"""A field that is to be emptied: it says nothing of its own."""


@dataclass(frozen=True, slots=True)
class Delimiters:
    """MSH-1 and MSH-2; '' for one that the message does not name."""

    field: str
    component: str = "^"
    repetition: str = "~"
    escape: str = ""
    subcomponent: str = ""
    truncation: str = ""
    codec: str = "utf-8"
    """The file's codec, for bytes written as \\X..\\."""


@lru_cache(maxsize=64)
def _escape_pattern(escape: str) -> re.Pattern[str]:
    mark = re.escape(escape)
    return re.compile(
        f"{mark}([FSTREPHN]|\\.[a-zA-Z]{{2}}[ ]?[+-]?[0-9]{{0,4}}|X(?:[0-9A-Fa-f]{{2}}){{1,2000}})"
        f"{mark}"
    )


def unescape(text: str, delimiters: Delimiters) -> str:
    """The text with its escape sequences resolved (2.7); those that are not known are kept."""
    if not delimiters.escape or delimiters.escape not in text:
        return text
    return _escape_pattern(delimiters.escape).sub(
        lambda found: _resolved(found.group(1), delimiters), text
    )


def _resolved(code: str, delimiters: Delimiters) -> str:
    if code[0] == "X":
        text = bytes.fromhex(code[1:]).decode(delimiters.codec, "replace")
        return _CONTROL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if code[0] == ".":
        return _formatted(code)
    return {
        "F": delimiters.field,
        "S": delimiters.component,
        "T": delimiters.subcomponent,
        "R": delimiters.repetition,
        "E": delimiters.escape,
        "P": delimiters.truncation,
    }.get(code, "")


def _formatted(code: str) -> str:
    """Formatting commands (2.7.6): line ends and blanks; indents and fill modes show nothing."""
    command = code[1:3].lower()
    digits = "".join(char for char in code[3:] if char.isdigit())
    number = min(int(digits or "1"), _MOST_BLANKS)
    if command == "br":
        return "\n"
    if command == "sp":
        return "\n" * max(1, number)
    if command == "sk":
        return " " * number
    return "\n" if command == "ce" else ""


class Cell:
    """One repetition of a field."""

    __slots__ = ("_components", "delimiters", "source")

    def __init__(self, raw: str, delimiters: Delimiters) -> None:
        self.source = raw
        self.delimiters = delimiters
        self._components: list[str] | None = None

    def raw(self, component: int) -> str:
        """A component as written, counted from 1; '' when it is missing or null."""
        if self._components is None:
            self._components = self.source.split(self.delimiters.component, _MOST_COMPONENTS)
        if component > len(self._components):
            return ""
        found = self._components[component - 1]
        return "" if found == _NULL else found

    def part(self, component: int) -> str:
        """A component, escapes resolved, without blanks around it."""
        return unescape(self.raw(component), self.delimiters).strip()

    def sub(self, component: int, subcomponent: int = 1) -> str:
        """A subcomponent, counted from 1."""
        raw, mark = self.raw(component), self.delimiters.subcomponent
        parts = raw.split(mark) if mark else [raw]
        if subcomponent > len(parts):
            return ""
        found = parts[subcomponent - 1]
        return "" if found == _NULL else unescape(found, self.delimiters).strip()

    @property
    def whole(self) -> str:
        """The repetition as text, for types without components."""
        return "" if self.source == _NULL else unescape(self.source, self.delimiters)

    @property
    def said(self) -> list[str]:
        """The components that are not empty."""
        self.raw(1)
        count = len(self._components or ())
        return [text for at in range(1, count + 1) if (text := self.part(at))]


class Segment:
    """One segment; fields are counted as the standard does, MSH-1 being the separator itself."""

    __slots__ = ("_fields", "_shift", "delimiters", "name", "path")

    def __init__(self, text: str, delimiters: Delimiters, path: str = "") -> None:
        self._fields = text.split(delimiters.field, _MOST_FIELDS)
        self.name = self._fields[0]
        self._shift = 1 if self.name == "MSH" else 0
        self.delimiters = delimiters
        self.path = path

    def raw(self, field: int) -> str:
        """A field as written; '' when it is missing."""
        at = field - self._shift
        return self._fields[at] if 0 < at < len(self._fields) else ""

    def cells(self, field: int) -> list[Cell]:
        """The repetitions of a field that say something."""
        raw = self.raw(field)
        if not raw or raw == _NULL:
            return []
        mark = self.delimiters.repetition
        parts = raw.split(mark, _MOST_REPETITIONS) if mark and mark in raw else [raw]
        return [Cell(part, self.delimiters) for part in parts if part]

    def cell(self, field: int) -> Cell:
        """The first repetition of a field; an empty one when there is none."""
        cells = self.cells(field)
        return cells[0] if cells else Cell("", self.delimiters)

    def text(self, field: int, component: int = 1) -> str:
        """A component of a field's first repetition."""
        return self.cell(field).part(component)

    def texts(self, field: int) -> list[str]:
        """Every repetition of a field of plain text."""
        return [cell.whole for cell in self.cells(field)]

    @property
    def is_empty(self) -> bool:
        """Whether no field but the set number says anything."""
        return not any(self.cells(at) for at in range(2, len(self._fields) + self._shift))
