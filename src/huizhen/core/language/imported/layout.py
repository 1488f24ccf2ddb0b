"""Which columns a terminology's table has: layouts are content, matched by their header line."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from huizhen.core.content import Pack
from huizhen.core.errors import WrongCall
from huizhen.core.language.imported.term import ImportedTerm, Name, Role
from huizhen.core.records.value import Value

HEADER_WITHIN: Final = 20
"""Titles and notes may stand above the header line."""
_MOST_SHOWN: Final = 12


class Level(Value):
    """One code with its Chinese name in a row; a row of a classification has several."""

    code: tuple[str, ...]
    """Headers that the column may have; with `joins_code` the columns that make one code."""
    zh: tuple[str, ...]
    is_optional: bool = False
    is_code_optional: bool = False
    joins_code: bool = False


class Further(Value):
    """Columns with more names of the row's last level."""

    columns: tuple[str, ...]
    role: Role = "name"
    language: str = ""
    separator: str = ""


class Layout(Value):
    """The columns of one kind of table."""

    id: str
    title: dict[str, str]
    kind: str
    system: str
    licence: str
    levels: tuple[Level, ...]
    also: tuple[Further, ...] = ()
    note: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    only: Mapping[str, str] = {}
    """Rows that count: a column and the value it must have."""
    kind_column: tuple[str, ...] = ()
    fixed_header: tuple[str, ...] = ()
    """Of a table without a header line: never recognised, always named."""

    @property
    def expected(self) -> str:
        """The columns without which a table is not of this layout, for people."""
        wanted = [
            " or ".join(names)
            for level in self.levels
            if not level.is_optional
            for names in ((*[()], level.zh) if level.is_code_optional else (level.code, level.zh))
            if names
        ]
        return ", ".join([*wanted, *self.needs])


def layouts_of(pack: Pack) -> Mapping[str, Layout]:
    """The layouts of the pack `imports` by id."""
    rows = pack.parsed("layouts.json")["layouts"]
    return {row["id"]: Layout.model_validate(row) for row in rows}


def header_key(cell: str) -> str:
    """A header for comparison: width, case, blanks and line breaks evened out."""
    plain = unicodedata.normalize("NFKC", cell).casefold()
    return "".join(sign for sign in plain if not sign.isspace() and sign not in "*﻿")


class Columns:
    """Where a layout's columns are in one table."""

    def __init__(self, layout: Layout, header: Sequence[str]) -> None:
        self._layout = layout
        self._at: dict[str, int] = {}
        for position, cell in enumerate(header):
            self._at.setdefault(header_key(cell), position)
        self._levels = [
            (level, self._all(level.code) if level.joins_code else self._one(level.code),
             self._one(level.zh))
            for level in layout.levels
        ]  # fmt: skip
        self._also = [(one, self._one(one.columns)) for one in layout.also]
        self._notes = [at for name in layout.note for at in self._one((name,))]
        self._only = [(self._one((name,)), value) for name, value in layout.only.items()]
        self._kind = self._one(layout.kind_column)

    def _one(self, names: Iterable[str]) -> tuple[int, ...]:
        found = (self._at.get(header_key(name)) for name in names)
        return next(((at,) for at in found if at is not None), ())

    def _all(self, names: Iterable[str]) -> tuple[int, ...]:
        found = [self._at.get(header_key(name)) for name in names]
        return tuple(at for at in found if at is not None) if None not in found else ()

    @property
    def fits(self) -> bool:
        """Whether every column is there that the layout cannot do without."""
        levels = all(
            level.is_optional or (zh and (code or level.is_code_optional))
            for level, code, zh in self._levels
        )
        needs = all(self._one((name,)) for name in self._layout.needs)
        return levels and needs and all(at for at, _ in self._only)

    def terms(self, row: Sequence[str]) -> Iterable[ImportedTerm]:
        """The terms of one row; none where it has no Chinese name or is not one that counts."""
        if any(_cell(row, at) != value for at, value in self._only):
            return
        last = len(self._levels) - 1
        kind = _cell(row, self._kind) or self._layout.kind
        for number, (level, code_at, zh_at) in enumerate(self._levels):
            code, zh = _joined(row, code_at), _cell(row, zh_at)
            if not zh or not (code or level.is_code_optional):
                continue
            names = tuple(self._names(row, zh)) if number == last else ()
            note = "；".join(filter(None, (_cell(row, (at,)) for at in self._notes)))
            yield ImportedTerm(code, zh, names, kind, note if number == last else "")

    def _names(self, row: Sequence[str], zh: str) -> Iterable[Name]:
        seen = {zh}
        for further, at in self._also:
            text = _cell(row, at)
            parts = text.split(further.separator) if further.separator else [text]
            for part in map(str.strip, parts):
                if part and part not in seen:
                    seen.add(part)
                    yield Name(part, further.role, further.language)


def _cell(row: Sequence[str], at: Sequence[int]) -> str:
    return " ".join(row[at[0]].split()) if at and at[0] < len(row) else ""


def _joined(row: Sequence[str], at: Sequence[int]) -> str:
    parts = [_cell(row, (one,)) for one in at]
    return "#".join(parts) if all(parts) else ""


def columns_of(rows: Sequence[Sequence[str]], layout: Layout) -> tuple[int, Columns] | None:
    """The number of the header line among the first rows, with its columns; None for none."""
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        found = Columns(layout, row)
        if found.fits:
            return number, found
    return None


def wrong_columns(rows: Sequence[Sequence[str]], layout: Layout, place: str) -> WrongCall:
    """What was found in place of the layout's columns, and what is expected."""
    widest = max(rows[:HEADER_WITHIN], key=lambda row: sum(bool(cell) for cell in row), default=[])
    cells = [cell.strip() for cell in widest if cell.strip()]
    shown = ", ".join(cells[:_MOST_SHOWN]) or "no text"
    more = f" and {len(cells) - _MOST_SHOWN} more" if len(cells) > _MOST_SHOWN else ""
    return WrongCall(
        "columns_unknown",
        f"{place} has other columns than {layout.id} needs. Found: {shown}{more}. "
        f"Expected: {layout.expected}. 列名不符：找到“{shown}”，应有“{layout.expected}”。",
        "Choose the right layout with --layout, or rename the header cells. "
        "请用 --layout 选择正确的版式，或修改表头。",
    )
