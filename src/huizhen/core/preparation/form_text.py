"""The request form's fields as lines of plain text, for a hospital's own form."""

from __future__ import annotations

import re
from collections.abc import Iterable

from huizhen.core.preparation.paper import Block, Fields, Fixed, Items, Paper, Prose, Table
from huizhen.core.preparation.statement import Statement

FIELD = re.compile(r"F\d\d")
"""The key of a field of the form."""


def form_fields(paper: Paper) -> dict[str, list[str]]:
    """The text of F01 to F17 line by line, for `{{F01}}` fields; marks are written out."""
    return {
        section.key: [line for block in section.blocks for line in _lines(block)]
        for section in paper.sections
        if FIELD.fullmatch(section.key)
    }


def _lines(block: Block) -> Iterable[str]:
    if isinstance(block, Fixed):
        yield block.text
    elif isinstance(block, Prose):
        text = "；".join(_told(s) for s in block.statements if s.text) or block.empty
        yield f"{block.label}：{text}" if block.label else text
    elif isinstance(block, Items):
        yield from _items(block)
    elif isinstance(block, Fields):
        for field in block.fields:
            yield from _lines(field)
    elif isinstance(block, Table):
        yield from _rows(block)


def _items(block: Items) -> Iterable[str]:
    if block.label:
        yield block.label
    for number, statement in enumerate(block.statements, 1):
        yield f"{number}. {_told(statement)}" if block.is_numbered else _told(statement)
    if not block.statements and block.empty:
        yield block.empty


def _rows(block: Table) -> Iterable[str]:
    """Cells side by side, the heading first."""
    if block.title:
        yield block.title
    if block.rows:
        yield " | ".join(column.title for column in block.columns)
    for row in block.rows:
        yield " | ".join(_told(cell) for cell in row.cells)
    if not block.rows and block.empty:
        yield block.empty


def _told(statement: Statement) -> str:
    return " ".join(filter(None, (statement.text, *statement.marks)))
