"""Papers as Word documents, in the order and with the look of their PDF; no word is added."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from huizhen.adapters.docx_markup import (
    BLUE,
    GREY,
    NEWEST,
    PALE,
    PLAIN,
    RED,
    TINT,
    Cell,
    Element,
    Look,
    bookmarked,
    field,
    line_break,
    linked,
    paragraph,
    run,
    seal,
    tab,
    table,
)
from huizhen.adapters.docx_styles import set_page, set_styles, text_width
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
    is_unconfirmed,
    lines_of,
    plain,
    separator,
    shown_original,
    type_size_pt,
)
from huizhen.core.preparation.statement import Statement

_BOLD: Final = Look(is_bold=True)
_LINE_HEIGHT: Final = 510
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)


class DocxRenderer:
    """A `core.ports.PaperRenderer`: equal papers give equal bytes."""

    def render(self, paper: Paper, step: int = 0) -> bytes:
        """A .docx file; a further step sets a front sheet smaller."""
        import docx

        document = docx.Document()
        set_page(document, paper)
        set_styles(document, paper, step)
        _set_properties(document, paper)
        body = document.element.body
        end = body[-1]  # the section's properties stand last
        for element in _Writer(paper, step).elements():
            end.addprevious(element)
        _set_header_and_footer(document, paper)
        stream = io.BytesIO()
        document.save(stream)
        return _with_fixed_times(stream.getvalue())


class _Writer:
    """Turns one paper into paragraphs and tables."""

    def __init__(self, paper: Paper, step: int) -> None:
        self._paper = paper
        self._size = type_size_pt(paper, step)
        self._width = text_width(paper)
        self._unused = {reference.number for reference in paper.references}
        self._known = frozenset(self._unused)
        self._bookmarks = 0

    def elements(self) -> Iterator[Element]:
        """The whole body in reading order."""
        yield from self._top()
        if is_front_sheet(self._paper):
            yield self._sheet()
        else:
            for section in self._paper.sections:
                yield from self._section(section)
        yield from self._references()

    def _top(self) -> Iterator[Element]:
        runs = [run(plain(self._paper.title))]
        if self._paper.subtitle:
            look = Look(half_points=18)
            runs.append(run(f"  {plain(self._paper.subtitle)}", look))
        yield paragraph(runs, "Title")
        if self._paper.marks:
            marks = [part for mark in self._paper.marks for part in (self._mark(mark), run("  "))]
            yield paragraph(marks[:-1])
        for line in self._paper.summary:
            yield paragraph([run(plain(line))])

    def _sheet(self) -> Element:
        label = round(self._width * 0.13)
        rows = []
        for section in self._paper.sections:
            title = [paragraph([run(plain(section.title), Look(color="000000"))], "Heading1")]
            if section.subtitle:
                title.append(paragraph([run(plain(section.subtitle))], "Quiet"))
            content = [e for block in section.blocks for e in self._block(block, 0.87, "Cell")]
            rows.append([Cell(title, TINT), Cell(content)])
        return table([label, self._width - label], rows)

    def _section(self, section: Section) -> Iterator[Element]:
        if section.title:
            runs = [run(plain(section.title))]
            if section.subtitle:
                look = Look(color=GREY, half_points=round(self._size * 1.8))
                runs.append(run(f"  {plain(section.subtitle)}", look))
            yield paragraph(runs, "Heading1")
        for block in section.blocks:
            yield from self._block(block, 1.0, "Normal")

    def _block(self, block: Block, share: float, style: str) -> list[Element]:
        if isinstance(block, Fixed):
            return [self._fixed(block, style)]
        if isinstance(block, Prose):
            return [paragraph(self._prose(block), style)] if _says_anything(block) else []
        if isinstance(block, Items):
            return self._items(block, style)
        if isinstance(block, Table):
            return self._table(block, share)
        if isinstance(block, Fields):
            return self._fields(block, share)
        return self._blank(block, share)

    def _fixed(self, block: Fixed, style: str) -> Element:
        runs: list[Element] = []
        for line in lines_of(block.text):
            runs.extend([run(line), line_break()])
        return paragraph(runs[:-1], "Quiet" if block.is_quiet else style)

    def _prose(self, block: Prose) -> list[Element]:
        runs = [run(f"{plain(block.label)}  ", _BOLD)] if block.label else []
        said = [statement for statement in block.statements if statement.text]
        if not said:
            return [*runs, run(plain(block.empty), Look(color=GREY))]
        for index, statement in enumerate(said):
            runs.extend(self._said(statement))
            if index + 1 < len(said):
                after = separator(plain(statement.text), self._paper.language)
                runs.append(run(after + (" " if shown_original(statement) else "")))
        return runs

    def _items(self, block: Items, style: str) -> list[Element]:
        built = []
        if block.label:
            built.append(paragraph([run(plain(block.label), _BOLD)], style, is_kept=True))
        said = [statement for statement in block.statements if statement.text]
        for index, statement in enumerate(said):
            sign = f"{index + 1}." if block.is_numbered else "·"
            built.append(paragraph([run(sign), tab(), *self._said(statement)], "Item"))
        if not said and block.empty:
            built.append(paragraph([run(plain(block.empty))], "Quiet"))
        return built

    def _table(self, block: Table, share: float) -> list[Element]:
        built = []
        if block.title:
            built.append(paragraph([run(plain(block.title), _BOLD)], is_kept=True))
        if not block.rows:
            empty = [paragraph([run(plain(block.empty))], "Quiet")] if block.empty else []
            return [*built, *empty]
        count = len(block.columns)
        head = [
            Cell([paragraph([run(plain(column.title), _BOLD)], "Cell")], self._fill(block, -1))
            for column in block.columns
        ]
        rows = [head]
        for line in block.rows:
            cells = [*line.cells[:count], *[_NOTHING] * (count - len(line.cells))]
            look = _BOLD if line.is_highlighted else PLAIN
            rows.append(
                [
                    Cell([paragraph(self._said(cell, look), "Cell")], self._fill(block, i, look))
                    for i, cell in enumerate(cells)
                ]
            )
        borders = "header" if is_letter(self._paper) else "all"
        widths = _widths([column.share for column in block.columns], self._width * share)
        return [*built, table(widths, rows, borders=borders, has_header=True), _gap()]

    def _fill(self, block: Table, column: int, look: Look = PLAIN) -> str:
        """The colour of a cell; column -1 is the heading."""
        if is_letter(self._paper):
            return ""
        if column < 0:
            return TINT
        if column == block.marked_column:
            return NEWEST
        return PALE if look.is_bold else ""

    def _fields(self, block: Fields, share: float) -> list[Element]:
        columns = max(1, block.columns)
        cells: list[Cell] = []
        fill = "" if is_letter(self._paper) else TINT
        for one in block.fields:
            content = self._prose(one.model_copy(update={"label": ""}))
            label = paragraph([run(plain(one.label), _BOLD)], "Cell")
            cells.extend([Cell([label], fill), Cell([paragraph(content, "Cell")])])
        per_row = 2 * columns
        cells.extend([Cell([])] * (-len(cells) % per_row))
        rows = [cells[at : at + per_row] for at in range(0, len(cells), per_row)]
        shares = [0.14, (1 - 0.14 * columns) / columns] * columns
        borders = "none" if is_letter(self._paper) else "all"
        return [table(_widths(shares, self._width * share), rows, borders=borders), _gap()]

    def _blank(self, block: Blank, share: float) -> list[Element]:
        if block.is_seal:
            return [seal(plain(block.label))]
        width = round(self._width * share)
        rows = [[Cell([paragraph([run(plain(block.label))])])]] if block.label else []
        rows.extend([[Cell([])]] * (max(1, block.lines) - len(rows)))
        return [table([width], rows, borders="rows", row_height=_LINE_HEIGHT), _gap()]

    def _said(self, statement: Statement, look: Look = PLAIN) -> list[Element]:
        runs = [run(plain(statement.text), look)] if statement.text else []
        original = shown_original(statement)
        small = round(self._size * 1.72)
        if original:
            runs.append(run(f" {original}", Look(color=GREY, half_points=small)))
        if is_unconfirmed(statement):
            runs.append(run("○", Look(color=RED, half_points=round(self._size * 1.3))))
        for mark in boxed_marks(statement):
            runs.extend([run(" "), self._mark(mark)])
        for index, number in enumerate(statement.references):
            if index:
                runs.append(run(",", Look(color=BLUE, is_raised=True)))
            runs.extend(self._number(number))
        return runs

    def _mark(self, mark: str) -> Element:
        return run(plain(mark), Look(RED, round(self._size * 1.64), is_boxed=True))

    def _number(self, number: int) -> list[Element]:
        digits = run(str(number), Look(color=BLUE, is_raised=True))
        if number not in self._known:
            return [digits]
        link = linked(f"reference_{number}", digits)
        if number not in self._unused:
            return [link]
        self._unused.discard(number)
        return self._bookmarked(f"use_{number}", [link])

    def _bookmarked(self, name: str, content: Sequence[Element]) -> list[Element]:
        self._bookmarks += 1
        return bookmarked(self._bookmarks, name, content)

    def _references(self) -> Iterator[Element]:
        if not self._paper.references:
            return
        yield paragraph([run(plain(self._paper.references_title))], "Heading1")
        for reference in self._paper.references:
            yield self._reference(reference)

    def _reference(self, reference: Reference) -> Element:
        is_used = reference.number not in self._unused
        digits = run(f"[{reference.number}]", Look(color=BLUE if is_used else ""))
        number = linked(f"use_{reference.number}", digits) if is_used else digits
        page = f" p{reference.page}" if reference.page is not None else ""
        runs = [
            *self._bookmarked(f"reference_{reference.number}", [number]),
            run(f" {reference.source} ", Look(color=GREY)),
            run(plain(reference.path) + page),
        ]
        if reference.where:
            runs.append(run(f"　{plain(reference.where)}", Look(color=GREY)))
        if reference.quote:
            runs.append(run(f"　“{plain(reference.quote)}”"))
        return paragraph(runs, "Small")


_NOTHING: Final = Statement(key="", text="")


def _says_anything(block: Prose) -> bool:
    return bool(block.label or block.empty or any(s.text for s in block.statements))


def _gap() -> Element:
    """Two tables that touch become one in Word: a small paragraph parts them."""
    return paragraph([run("", Look(half_points=6))], "Small")


def _widths(shares: Iterable[float], whole: float) -> list[int]:
    given = [max(0.05, share) for share in shares]
    return [round(whole * share / sum(given)) for share in given]


def _set_properties(document: Any, paper: Paper) -> None:
    year, month, day = (int(part) for part in paper.created_on.split("-"))
    moment = datetime.datetime(year, month, day, tzinfo=datetime.UTC).replace(tzinfo=None)
    properties = document.core_properties
    properties.title = plain(paper.title)[:250]
    properties.author = properties.last_modified_by = "Huizhen"
    properties.comments = properties.keywords = properties.subject = properties.category = ""
    properties.created = properties.modified = moment
    properties.revision = 1
    properties.language = paper.language


def _set_header_and_footer(document: Any, paper: Paper) -> None:
    section = document.sections[0]
    width = text_width(paper)
    look = Look(color=GREY, half_points=15)
    if not (is_letter(paper) or is_front_sheet(paper)):
        marks = "　".join(plain(mark) for mark in paper.marks)
        title = [paragraph([run(plain(paper.title), look)])]
        cells = [Cell(title), Cell([paragraph([run(marks, look)])])]
        _replace(section.header, table(_widths([1, 1], width), [cells], borders="rows"))
    for footer in (section.footer, section.first_page_footer):
        footer.is_linked_to_previous = False
        pages = [*field("PAGE", 13), run(" / ", look), *field("NUMPAGES", 13)]
        words = paragraph([run(plain(paper.footer), Look(color=GREY, half_points=13))])
        cells = [Cell([words]), Cell([paragraph(pages)])]
        _replace(footer, table(_widths([9, 1], width), [cells], borders="none"))


def _replace(part: Any, content: Element) -> None:
    part.is_linked_to_previous = False
    element = part._element
    for child in list(element):
        element.remove(child)
    element.extend([content, _gap()])


def _with_fixed_times(data: bytes) -> bytes:
    """The same package with one time for all members: equal documents are equal bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(stream, "w") as written:
        for name in given.namelist():
            member = zipfile.ZipInfo(name, _EARLIEST)
            member.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(member, given.read(name))
    return stream.getvalue()
