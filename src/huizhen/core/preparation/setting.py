"""A paper as plain data for the typesetter: every word comes from the paper, nothing is added."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from huizhen.core.preparation.paper import (
    Blank,
    Block,
    Fields,
    Fixed,
    Items,
    Paper,
    Prose,
    Reference,
    Table,
)
from huizhen.core.preparation.statement import UNCONFIRMED, UNTRANSLATED_MARK, Statement
from huizhen.core.records.inventory import shown

BREAK: Final = "\u200b"
"""Where a word that is longer than its line may be broken: no sign stands there."""

_FRONT_SHEET: Final = "front_sheet"
_PAPER_PT: Final = 9.0
_LETTER_PT: Final = 10.5
_FRONT_SHEET_PT: Final = 9.2
_SMALLER_STEPS: Final = 5
_PAPER_WIDTH_PT: Final = 510.0
_LONGEST_ORIGINAL: Final = 400
_FRONT_SHEET_ORIGINAL: Final = 70
_FRONT_SHEET_TEXT: Final = 260
_WIDE: Final = re.compile("[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\uffef]")
_BLANKS: Final = re.compile(r"[^\S\u3000]+")
_JOINTS: Final = re.compile(r"(?<=[-/_.,;:|\\])")
_NONCHARACTERS: Final = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")
_CLOSED: Final = tuple("。；！？：，、.;!?:,")


def is_letter(paper: Paper) -> bool:
    """Whether it is set as a letter: no frames, wide margins."""
    return paper.key.startswith("letter")


def is_front_sheet(paper: Paper) -> bool:
    """Whether it has to hold on one page."""
    return paper.key == _FRONT_SHEET


def type_size_pt(paper: Paper, step: int = 0) -> float:
    """The size of its running text; each step of a front sheet is smaller, down to a limit."""
    if is_front_sheet(paper):
        return round(_FRONT_SHEET_PT - min(step, _SMALLER_STEPS) * 0.5, 2)
    return _LETTER_PT if is_letter(paper) else _PAPER_PT


def plain(text: str) -> str:
    """One line that cannot disturb where it is shown: runs of blanks are one (an ideographic space
    stays), control, bidi and unpaired characters and noncharacters become visible escapes."""
    line = shown(_BLANKS.sub(" ", text).strip(" "))
    return _NONCHARACTERS.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def lines_of(text: str) -> list[str]:
    """The lines of a fixed text, each plain."""
    return [plain(line) for line in text.splitlines()]


def shortened(text: str, most: int) -> str:
    """Text of at most that many characters; a cut is shown."""
    return text if len(text) <= most else text[: most - 1] + "…"


def separator(text: str, language: str) -> str:
    """What stands between a statement that ends so and the next one of its paragraph."""
    is_closed = text.rstrip().endswith(_CLOSED)
    if language == "zh":
        return "" if is_closed else "；"
    return " " if is_closed else "; "


def shown_original(statement: Statement) -> str:
    """The original words, '' where the text already holds them."""
    original = plain(statement.original)
    return "" if original.casefold() in plain(statement.text).casefold() else original


def shown_words(statement: Statement, paper: Paper) -> tuple[str, str]:
    """Text and original words as that paper shows them: a cut is shown."""
    text, original = plain(statement.text), shown_original(statement)
    if is_front_sheet(paper):
        # what is asked is never cut
        if statement.origin != "request":
            text = shortened(text, _FRONT_SHEET_TEXT)
        original = shortened(original, _FRONT_SHEET_ORIGINAL)
    return text, shortened(original, _LONGEST_ORIGINAL)


def shown_statements(block: Prose) -> tuple[Statement, ...]:
    """The statements of a paragraph as print shows them."""
    said = tuple(statement for statement in block.statements if statement.text)
    return tuple(map(without_original, said)) if block.is_narrative else said


def without_original(statement: Statement) -> Statement:
    """A statement of a narrative: its original words stand in the list of references, and beside
    it only where they wait for a translator."""
    if UNTRANSLATED_MARK in statement.marks or not statement.references:
        return statement
    return statement.model_copy(update={"original": ""})


def is_unconfirmed(statement: Statement) -> bool:
    """Whether its mark says only that nobody has confirmed it: drawn as a small ring."""
    return bool(statement.marks) and statement.reason == UNCONFIRMED


def boxed_marks(statement: Statement) -> list[str]:
    """The marks that are written out; an unconfirmed statement has a ring in place of 待核."""
    hidden = "待核" if is_unconfirmed(statement) else ""
    return [mark for mark in statement.marks if mark != hidden]


def breakable(text: str, most: int) -> str:
    """The text with places to break in every word that is wider than `most` Latin letters.

    A run of Chinese breaks anywhere by itself; Latin and Cyrillic words, paths and numbers do not.
    """
    if len(text) <= most:
        return text
    return " ".join(_breakable_word(word, most) for word in text.split(" "))


def _breakable_word(word: str, most: int) -> str:
    runs = _WIDE.split(word)
    if max(map(len, runs)) <= most:
        return word
    pieces = _JOINTS.split(word)
    return BREAK.join(BREAK.join(p) if len(p) > most else p for p in pieces if p)


class _Setter:
    """Turns the blocks of one paper into data; knows which reference is used first where."""

    def __init__(self, paper: Paper, step: int, known: frozenset[int], unused: set[int]) -> None:
        self._paper = paper
        self._size = type_size_pt(paper, step)
        self._unused = unused
        """Numbers that no statement has shown yet; a front sheet and its paper share them."""
        self._known = known

    def letters(self, share: float) -> int:
        """How many Latin letters a line of that share of the width surely holds."""
        width = _PAPER_WIDTH_PT * share - 7
        return max(3, int(width / (self._size * 0.62)))

    def block(self, block: Block) -> dict[str, object]:
        """One block with its kind."""
        if isinstance(block, Fixed):
            lines = [breakable(line, self.letters(0.8)) for line in lines_of(block.text)]
            return {"kind": "fixed", "lines": lines, "quiet": block.is_quiet}
        if isinstance(block, Prose):
            return self._prose(block, 0.8)
        if isinstance(block, Items):
            return {**self._listed(block, 0.8), "kind": "items", "numbered": block.is_numbered}
        if isinstance(block, Table):
            return self._table(block)
        if isinstance(block, Fields):
            return self._fields(block)
        return _blank(block)

    def _prose(self, block: Prose, share: float) -> dict[str, object]:
        block = block.model_copy(update={"statements": shown_statements(block)})
        return {**self._listed(block, share), "kind": "prose"}

    def _listed(self, block: Prose | Items, share: float) -> dict[str, object]:
        return {
            "label": breakable(plain(block.label), self.letters(min(share, 0.3))),
            "statements": [self.statement(s, share) for s in block.statements if s.text],
            "empty": plain(block.empty),
        }

    def _fields(self, block: Fields) -> dict[str, object]:
        columns = max(1, block.columns)
        share = (1 - 0.14 * columns) / columns
        fields = [self._prose(field, share) for field in block.fields]
        return {"kind": "fields", "columns": columns, "fields": fields}

    def _table(self, block: Table) -> dict[str, object]:
        whole = sum(max(0.05, column.share) for column in block.columns) or 1.0
        shares = [max(0.05, column.share) / whole for column in block.columns]
        limits = [self.letters(share) for share in shares]
        return {
            "kind": "table",
            "title": plain(block.title),
            "shares": [round(share, 4) for share in shares],
            "columns": [
                breakable(plain(column.title), limit)
                for column, limit in zip(block.columns, limits, strict=True)
            ],
            "rows": [
                {
                    "cells": [
                        self.statement(cell, share)
                        for cell, share in zip(_filled(row.cells, len(shares)), shares, strict=True)
                    ],
                    "highlighted": row.is_highlighted,
                }
                for row in block.rows
            ],
            "empty": plain(block.empty),
            "marked": block.marked_column,
        }

    def statement(self, statement: Statement, share: float) -> dict[str, object]:
        """One statement with its marks and the numbers behind it."""
        text, original = shown_words(statement, self._paper)
        limit = self.letters(share)
        return {
            "text": breakable(text, limit),
            "original": breakable(original, limit),
            "after": separator(text, self._paper.language),
            "marks": boxed_marks(statement),
            "unconfirmed": is_unconfirmed(statement),
            "references": [self._number(number) for number in statement.references],
        }

    def _number(self, number: int) -> dict[str, object]:
        is_first = number in self._unused
        self._unused.discard(number)
        return {"number": number, "listed": number in self._known, "first": is_first}

    def reference(self, reference: Reference) -> dict[str, object]:
        """One line of the list; `used` says that a mark leads to it."""
        return {
            "number": reference.number,
            "source": reference.source,
            "path": breakable(plain(reference.path), self.letters(0.8)),
            "page": reference.page,
            "where": breakable(plain(reference.where), self.letters(0.8)),
            "quote": breakable(plain(reference.quote), self.letters(0.8)),
            "used": reference.number not in self._unused,
        }


def _filled(cells: Iterable[Statement], count: int) -> Iterator[Statement]:
    """As many cells as there are columns."""
    given = list(cells)[:count]
    yield from given
    for _ in range(count - len(given)):
        yield Statement(key="", text="")


def _blank(block: Blank) -> dict[str, object]:
    return {
        "kind": "blank",
        "label": plain(block.label),
        "lines": max(1, block.lines),
        "seal": block.is_seal,
    }


def paper_data(paper: Paper, step: int = 0, front: Paper | None = None) -> dict[str, object]:
    """Data for `paper.typ`; a further step sets a front sheet smaller. A `front` sheet, already
    short enough, becomes the first page and shares the paper's list of references."""
    known = frozenset(reference.number for reference in paper.references)
    unused = set(known)
    first = None
    if front is not None:
        first = _paper_data(front, step, _Setter(front, step, known, unused))
    own_step = step if front is None else 0
    setter = _Setter(paper, own_step, known, unused)
    data = _paper_data(paper, own_step, setter)
    references = [setter.reference(reference) for reference in paper.references]
    return {**data, "references": references, "front": first}


def _paper_data(paper: Paper, step: int, setter: _Setter) -> dict[str, object]:
    year, month, day = (int(part) for part in paper.created_on.split("-"))
    sections = [
        {
            "title": plain(section.title),
            "subtitle": plain(section.subtitle),
            "blocks": [setter.block(block) for block in section.blocks],
        }
        for section in paper.sections
    ]
    return {
        "layout": _layout(paper),
        "title": plain(paper.title),
        "subtitle": plain(paper.subtitle),
        "language": paper.language,
        "created": {"year": year, "month": month, "day": day},
        "size": type_size_pt(paper, step),
        "marks": [plain(mark) for mark in paper.marks],
        "summary": [breakable(plain(line), setter.letters(0.9)) for line in paper.summary],
        "sections": sections,
        "references_title": plain(paper.references_title),
        "footer": breakable(plain(paper.footer), 60),
    }


def _layout(paper: Paper) -> str:
    if is_front_sheet(paper):
        return "sheet"
    return "letter" if is_letter(paper) else "paper"
