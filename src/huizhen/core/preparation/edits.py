"""Wordings that named persons gave to statements: they outlive a new composition, or are shown as
orphaned where the statement no longer says what the person saw."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from pydantic import Field, ValidationError

from huizhen.core.errors import WrongCall
from huizhen.core.preparation.paper import (
    Block,
    Fields,
    Items,
    Prose,
    Section,
    Table,
)
from huizhen.core.preparation.statement import UNTRANSLATED_MARK, Statement
from huizhen.core.records.evidence import PersonEntry
from huizhen.core.records.value import Value

QUESTION: Final = "question:question"
"""The key of the statement that is the question itself."""


class Edit(Value):
    """One statement in a named person's words."""

    key: str = Field(min_length=1)
    """The statement's: section and fact keys."""
    seen: str
    """What was composed when the person wrote; another text is another statement."""
    text: str = Field(min_length=1)
    entry: PersonEntry


class Editor:
    """Puts edits in the place of the composed texts that their persons saw."""

    def __init__(self, edits: Iterable[Edit]) -> None:
        self._edits = {edit.key: edit for edit in edits}

    def edited(self, sections: Sequence[Section]) -> tuple[Section, ...]:
        """The sections with every edit that fits in its place."""
        if not self._edits:
            return tuple(sections)
        return tuple(
            section.replaced(blocks=tuple(_mapped(b, self._statement) for b in section.blocks))
            for section in sections
        )

    def _statement(self, statement: Statement) -> Statement:
        edit = self._edits.get(statement.key)
        if edit is None or statement.text != edit.seen:
            return statement
        return statement.replaced(
            text=edit.text,
            original=statement.original or statement.text,
            marks=tuple(mark for mark in statement.marks if mark != UNTRANSLATED_MARK),
            open_terms=(),
            entry=edit.entry,
        )


def edits_from_json(text: str) -> tuple[Edit, ...]:
    """The edits of a request, a JSON list; WrongCall when it is none."""
    if not text.strip():
        return ()
    try:
        return tuple(Edit.model_validate(row) for row in json.loads(text))
    except (ValidationError, TypeError, ValueError) as error:
        raise WrongCall(
            "edits_malformed",
            "The edited statements of the request cannot be read.",
            "Each has key, seen, text and entry (kind person, who, at, why).",
        ) from error


def edits_as_json(edits: Iterable[Edit]) -> str:
    """What `edits_from_json` reads; '' without any."""
    rows = [edit.model_dump(mode="json") for edit in edits]
    return json.dumps(rows, ensure_ascii=False) if rows else ""


def _mapped(block: Block, change: Callable[[Statement], Statement]) -> Block:
    """The block with each of its statements changed."""
    if isinstance(block, Prose | Items):
        return block.replaced(statements=tuple(map(change, block.statements)))
    if isinstance(block, Table):
        rows = tuple(row.replaced(cells=tuple(map(change, row.cells))) for row in block.rows)
        return block.replaced(rows=rows)
    if isinstance(block, Fields):
        fields = tuple(
            field.replaced(statements=tuple(map(change, field.statements)))
            for field in block.fields
        )
        return block.replaced(fields=fields)
    return block
