"""Papers: sections of blocks that every renderer (PDF, DOCX, HTML) sets without adding a word.

All text of a paper is either a `Statement`, a `Fixed` text or a title, and titles and fixed texts
come from content packs. So a reader of the finished file can account for each of its words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from huizhen.core.preparation.statement import Statement
from huizhen.core.records.value import Value


class Fixed(Value):
    """Words of a content pack: a note, 未提供, a paragraph of a letter."""

    kind: Literal["fixed"] = "fixed"
    text: str
    is_quiet: bool = False
    """Small and grey: says that something is absent, or how to read what follows."""


class Prose(Value):
    """Statements that run on as one paragraph behind an optional fixed label."""

    kind: Literal["prose"] = "prose"
    label: str = ""
    statements: tuple[Statement, ...] = ()
    empty: str = ""
    """What stands when there is no statement."""
    is_narrative: bool = False
    """Told as a story: print leaves the original words to the list of references."""


class Items(Value):
    """One line a statement."""

    kind: Literal["items"] = "items"
    label: str = ""
    statements: tuple[Statement, ...] = ()
    is_numbered: bool = False
    empty: str = ""


class Column(Value):
    """A column's heading and its share of the width."""

    title: str
    share: float = 1.0


class Row(Value):
    """A line of a table; cells may be empty statements."""

    cells: tuple[Statement, ...]
    is_highlighted: bool = False


class Table(Value):
    """Columns and rows; without rows `empty` stands in its place."""

    kind: Literal["table"] = "table"
    title: str = ""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    empty: str = ""
    marked_column: int | None = None
    """The newest column of a trend."""


class Fields(Value):
    """Label and value pairs of a form; a field without statements shows its `empty` word."""

    kind: Literal["fields"] = "fields"
    fields: tuple[Prose, ...]
    columns: int = 2


class Blank(Value):
    """Room for handwriting, a signature or a seal."""

    kind: Literal["blank"] = "blank"
    label: str = ""
    lines: int = 1
    is_seal: bool = False


Block = Annotated[Fixed | Prose | Items | Table | Fields | Blank, Field(discriminator="kind")]


class Section(Value):
    """A titled part of a paper."""

    key: str
    title: str
    subtitle: str = ""
    """The title in a second language."""
    blocks: tuple[Block, ...] = ()
    most: int = 4
    """How many statements a one-page form shows; the others are counted there."""

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All statements of the section in reading order; cells without text are none."""
        return tuple(s for block in self.blocks for s in statements_of(block) if s.text)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known."""
        return not self.statements


class Reference(Value):
    """A numbered place in the list of sources: what a small mark behind a statement leads to."""

    number: int
    source: int
    """Number of the source in the dossier's list."""
    path: str
    """The source's path in the received folder."""
    page: int | None = None
    where: str = ""
    """Box in points from the top left, element path or DICOM keyword."""
    quote: str = ""


class Paper(Value):
    """A document ready for setting: nothing clinical is added after this."""

    key: str
    """dossier, request_form, answer_sheet, letter ..."""
    title: str
    subtitle: str = ""
    language: str = "zh"
    created_on: str
    """ISO date: the day that the case is seen from."""
    marks: tuple[str, ...] = ()
    summary: tuple[str, ...] = ()
    """Fixed lines under the title."""
    sections: tuple[Section, ...]
    references: tuple[Reference, ...] = ()
    references_title: str = ""
    footer: str = ""


def without_references(block: Block) -> Block:
    """The block with bare statements: no small marks behind them."""

    def bare(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
        return tuple(s.model_copy(update={"references": ()}) for s in statements)

    if isinstance(block, Prose | Items):
        return block.model_copy(update={"statements": bare(block.statements)})
    if isinstance(block, Table):
        rows = tuple(row.model_copy(update={"cells": bare(row.cells)}) for row in block.rows)
        return block.model_copy(update={"rows": rows})
    if isinstance(block, Fields):
        fields = tuple(
            field.model_copy(update={"statements": bare(field.statements)})
            for field in block.fields
        )
        return block.model_copy(update={"fields": fields})
    return block


def without_empty_columns(table: Table) -> Table:
    """The table without columns that no row fills; the first column stays."""
    kept = [
        place
        for place in range(len(table.columns))
        if place == 0 or any(row.cells[place].text for row in table.rows)
    ]
    if not table.rows or len(kept) == len(table.columns):
        return table
    marked = table.marked_column
    return table.model_copy(
        update={
            "columns": tuple(table.columns[place] for place in kept),
            "rows": tuple(
                row.model_copy(update={"cells": tuple(row.cells[place] for place in kept)})
                for row in table.rows
            ),
            "marked_column": kept.index(marked) if marked in kept else None,
        }
    )


def statements_of(block: Block) -> Iterator[Statement]:
    """The statements of a block in reading order."""
    if isinstance(block, Prose | Items):
        yield from block.statements
    elif isinstance(block, Table):
        for row in block.rows:
            yield from row.cells
    elif isinstance(block, Fields):
        for field in block.fields:
            yield from field.statements
