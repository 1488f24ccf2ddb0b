"""Reading a terminology: by a named layout, or by the one whose columns the file has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import BinaryIO

from huizhen.core.errors import WrongCall
from huizhen.core.language.bilingual.tmx import tmx_units
from huizhen.core.language.bilingual.unit import Languages, Unit, is_tag_of
from huizhen.core.language.imported.layout import (
    HEADER_WITHIN,
    Columns,
    Layout,
    columns_of,
    wrong_columns,
)
from huizhen.core.language.imported.rows import Rows, sheets_of
from huizhen.core.language.imported.term import ImportedTerm, Name
from huizhen.core.reading.limits import Limits

TMX = "tmx"
PLAIN = "plain"


def layout_of(stream: BinaryIO, size: int, layouts: Mapping[str, Layout], limits: Limits) -> Layout:
    """The layout whose columns the file has, the plain one last; WrongCall says what was found."""
    ordered = sorted(layouts.values(), key=lambda one: one.id == PLAIN)
    begun: list[list[str]] = []
    for _, rows in sheets_of(stream, size, limits):
        first = list(islice(rows, HEADER_WITHIN))
        begun = begun or first
        for layout in ordered:
            if not layout.fixed_header and columns_of(first, layout) is not None:
                return layout
    known = ", ".join(one.id for one in ordered)
    wrong = wrong_columns(begun, layouts[PLAIN], "The file")
    raise WrongCall(wrong.code, wrong.message, f"{wrong.remedy} Layouts: {known}, {TMX}.")


def table_terms(
    stream: BinaryIO, size: int, layout: Layout, limits: Limits
) -> Iterator[ImportedTerm]:
    """Every term of a table, each code and name once; sheets of other columns are passed over.

    WrongCall when no sheet has the layout's columns.
    """
    seen: set[int] = set()
    begun: list[list[str]] = []
    is_found = False
    for _, rows in sheets_of(stream, size, limits):
        first = list(islice(rows, HEADER_WITHIN))
        begun = begun or first
        placed = columns_of(first, layout)
        if layout.fixed_header:
            placed = -1, Columns(layout, layout.fixed_header)
        if placed is None:
            continue
        is_found = True
        number, columns = placed
        yield from _once(columns, first[number + 1 :], rows, seen)
    if not is_found:
        raise wrong_columns(begun, layout, "The file")


def _once(
    columns: Columns, first: Sequence[list[str]], rest: Rows, seen: set[int]
) -> Iterator[ImportedTerm]:
    for row in chain(first, rest):
        for term in columns.terms(row):
            key = hash((term.code, term.zh, term.names[:1]))
            if key not in seen:
                seen.add(key)
                yield term


def memory_terms(stream: BinaryIO) -> Iterator[ImportedTerm]:
    """The units of a translation memory (TMX) of which one side is Chinese."""
    seen: set[tuple[str, str]] = set()
    for unit in tmx_units(stream, Languages()):
        term = _of_unit(unit)
        if term is not None and (term.zh, term.names[0].text) not in seen:
            seen.add((term.zh, term.names[0].text))
            yield term


def _of_unit(unit: Unit) -> ImportedTerm | None:
    sides = [(unit.source, unit.source_language), (unit.target, unit.target_language)]
    if is_tag_of(unit.source_language, "zh"):
        sides.reverse()
    (text, language), (zh, target) = sides
    if not is_tag_of(target, "zh") or not zh.strip() or not text.strip():
        return None
    own = "" if language == "und" else language
    return ImportedTerm(zh=" ".join(zh.split()), names=(Name(" ".join(text.split()), "name", own),))
