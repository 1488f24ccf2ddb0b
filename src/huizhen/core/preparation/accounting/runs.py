"""What a paper says, run by run in the order in which its template sets it.

The signs that the template itself sets (the point before a line, brackets of a reference) are runs
too, so that a word set by a template and by no paper belongs to none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

from huizhen.core.preparation.accounting.page_text import letters_of
from huizhen.core.preparation.paper import (
    Blank,
    Block,
    Fields,
    Fixed,
    Items,
    Paper,
    Prose,
    Reference,
    Section,
    Table,
)
from huizhen.core.preparation.setting import (
    boxed_marks,
    is_front_sheet,
    is_letter,
    paper_data,
    plain,
)
from huizhen.core.preparation.statement import Statement

RunKind = Literal[
    "statement", "original", "mark", "reference_number", "reference", "fixed", "title", "number",
    "sign", "page_number", "heading_again",
]  # fmt: skip


class Run(NamedTuple):
    """A stretch of text of one origin."""

    kind: RunKind
    text: str
    section: str = ""
    statement: Statement | None = None
    reference: int | None = None

    @property
    def letters(self) -> str:
        """The text as a page shows it."""
        return letters_of(self.text)


class Band(NamedTuple):
    """Cells that stand beside each other: where a page ends, each of them may go on on the next
    page, below the repeated heading of its table."""

    cells: tuple[tuple[Run, ...], ...]
    heading: tuple[Run, ...] = ()

    @property
    def runs(self) -> tuple[Run, ...]:
        """All runs, cell by cell."""
        return tuple(run for cell in self.cells for run in cell)


class Expected(NamedTuple):
    """Everything that a document says: its bands, and what stands above and below every page."""

    bands: tuple[Band, ...]
    header: tuple[Run, ...]
    footer: tuple[Run, ...]


def expected_text(paper: Paper, front: Paper | None = None) -> Expected:
    """What a set paper says, after the front sheet where it has one."""
    data = paper_data(paper, front=front)
    bands: list[Band] = []
    if front is not None:
        bands += _Flow(front, _dict(data["front"])).bands()
    bands += _Flow(paper, data).bands()
    bands += _references(paper, data)
    header: tuple[Run, ...] = ()
    if not is_front_sheet(paper) and not is_letter(paper):
        title = Run("title", plain(paper.title))
        header = (title, *(Run("fixed", plain(mark)) for mark in paper.marks))
    return Expected(tuple(bands), header, (Run("fixed", plain(paper.footer)),))


def front_sheet_text(front: Paper) -> tuple[Band, ...]:
    """The bands of a front sheet alone."""
    return tuple(_Flow(front, paper_data(front)).bands())


class _Flow:
    """Walks a paper and its data side by side: the data hold the words, the paper their origin."""

    def __init__(self, paper: Paper, data: dict[str, Any]) -> None:
        self._paper = paper
        self._data = data
        self._section = ""

    def bands(self) -> Iterator[Band]:
        """All bands but the list of references."""
        paper = self._paper
        yield _line(
            Run("title", plain(paper.title)),
            Run("title", plain(paper.subtitle)),
            *(Run("fixed", plain(mark)) for mark in paper.marks),
        )
        for words in paper.summary:
            yield _line(Run("fixed", plain(words)))
        for section, data in zip(paper.sections, self._data["sections"], strict=True):
            self._section = section.key
            yield from self._of_section(section, data)

    def _of_section(self, section: Section, data: dict[str, Any]) -> Iterator[Band]:
        if section.title or is_front_sheet(self._paper):
            yield _line(
                Run("title", data["title"], section.key),
                Run("title", data["subtitle"], section.key),
            )
        for block, block_data in zip(section.blocks, data["blocks"], strict=True):
            yield from self._of_block(block, block_data)

    def _of_block(self, block: Block, data: dict[str, Any]) -> Iterator[Band]:
        if isinstance(block, Fixed):
            for words in data["lines"]:
                yield _line(self._fixed(words))
        elif isinstance(block, Prose):
            yield _line(*self._prose(block, data))
        elif isinstance(block, Items):
            yield from self._items(block, data)
        elif isinstance(block, Table):
            yield from self._table(block, data)
        elif isinstance(block, Fields):
            yield from self._fields(block, data)
        elif isinstance(block, Blank):
            yield _line(self._fixed(data["label"]))

    def _fixed(self, words: str) -> Run:
        return Run("fixed", words, self._section)

    def _prose(self, block: Prose, data: dict[str, Any]) -> Iterator[Run]:
        yield self._fixed(data["label"])
        said = [statement for statement in block.statements if statement.text]
        if not said:
            yield self._fixed(data["empty"])
        for place, (statement, shown) in enumerate(zip(said, data["statements"], strict=True)):
            yield from self._said(statement, shown)
            if place + 1 < len(said):
                yield Run("sign", shown["after"], self._section)

    def _items(self, block: Items, data: dict[str, Any]) -> Iterator[Band]:
        yield _line(self._fixed(data["label"]))
        said = [statement for statement in block.statements if statement.text]
        if not said:
            yield _line(self._fixed(data["empty"]))
        for number, (statement, shown) in enumerate(zip(said, data["statements"], strict=True), 1):
            point = Run("sign", f"{number}." if block.is_numbered else "·", self._section)
            yield Band(((point,), tuple(self._said(statement, shown))))

    def _table(self, block: Table, data: dict[str, Any]) -> Iterator[Band]:
        yield _line(self._fixed(data["title"]))
        if not block.rows:
            yield _line(self._fixed(data["empty"]))
            return
        heading = tuple(self._fixed(words) for words in data["columns"])
        yield Band(tuple((run,) for run in heading))
        for row, row_data in zip(block.rows, data["rows"], strict=True):
            cells = [
                tuple(self._said(cell, shown))
                for cell, shown in zip(row.cells, row_data["cells"], strict=False)
            ]
            yield Band(tuple(cells), heading)

    def _fields(self, block: Fields, data: dict[str, Any]) -> Iterator[Band]:
        columns = data["columns"]
        cells: list[tuple[Run, ...]] = []
        for field, field_data in zip(block.fields, data["fields"], strict=True):
            label, *said = self._prose(field, field_data)
            cells += [(label,), tuple(said)]
        for start in range(0, len(cells), 2 * columns):
            yield Band(tuple(cells[start : start + 2 * columns]))

    def _said(self, statement: Statement, shown: dict[str, Any]) -> Iterator[Run]:
        section = self._section
        yield Run("statement", shown["text"], section, statement)
        if shown["original"]:
            yield Run("original", shown["original"], section, statement)
        for mark in boxed_marks(statement):
            yield Run("mark", mark, section, statement)
        for place, number in enumerate(statement.references):
            if place:
                yield Run("sign", ",", section)
            yield Run("reference_number", str(number), section, statement, number)


def _references(paper: Paper, data: dict[str, Any]) -> Iterator[Band]:
    if not paper.references:
        return
    yield _line(Run("title", plain(paper.references_title), "references"))
    for reference, shown in zip(paper.references, data["references"], strict=True):
        yield Band(
            (
                (Run("reference_number", f"[{reference.number}]", "references", None,
                     reference.number),),
                (_of_reference(reference, str(reference.source)),),
                tuple(_of_reference(reference, words) for words in _told(shown)),
            )
        )  # fmt: skip


def _told(shown: dict[str, Any]) -> Iterator[str]:
    yield shown["path"]
    if shown["page"] is not None:
        yield f" p{shown['page']}"
    if shown["where"]:
        yield f"\u3000{shown['where']}"
    if shown["quote"]:
        yield f"\u3000“{shown['quote']}”"


def _of_reference(reference: Reference, words: str) -> Run:
    return Run("reference", words, "references", None, reference.number)


def _line(*runs: Run) -> Band:
    return Band((tuple(run for run in runs if run.text),))


def _dict(data: object) -> dict[str, Any]:
    return data if isinstance(data, dict) else {}


def statements_in(bands: Iterable[Band]) -> Sequence[Statement]:
    """Every statement of some bands, in order, each once a place."""
    return [
        run.statement for b in bands for run in b.runs if run.kind == "statement" and run.statement
    ]
