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
    TWIPS_PER_MM,
    Cell,
    Element,
    Look,
    W,
    bookmarked,
    field,
    gap,
    line_break,
    linked,
    paragraph,
    run,
    seal,
    tab,
    table,
)
from huizhen.adapters.docx_styles import (
    CHINESE_FACE,
    add_styles,
    set_page,
    set_styles,
    style_id,
    text_width,
)
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
    shown_statements,
    shown_words,
    type_size_pt,
)
from huizhen.core.preparation.statement import Statement

_BOLD: Final = Look(is_bold=True)
_NOT_BOLD: Final = Look(is_bold=False)
_SIGN: Final = Look(is_bold=True, face=CHINESE_FACE)
_LINE_HEIGHT: Final = 440
_GAP: Final = 76
_SHEET_LABEL_MM: Final = 24
_MANY_COLUMNS: Final = 6
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)


class DocxRenderer:
    """A `core.ports.PaperRenderer`: equal papers give equal bytes."""

    def render(self, paper: Paper, step: int = 0, front: Paper | None = None) -> bytes:
        """A .docx file; a further step sets a front sheet smaller. A `front` sheet becomes the
        first page and shares the paper's list of references."""
        import docx

        document = docx.Document()
        own_step = step if front is None else 0
        set_styles(document, paper, own_step)
        _set_properties(document, paper)
        numbers = _Numbers(paper)
        if front is not None:
            add_styles(document, front, step)
            _append(document, _Writer(front, step, numbers).elements())
            _end_section(document)
            set_page(document.sections[0], front)
        _append(document, _Writer(paper, own_step, numbers).elements())
        _append(document, _references(paper, numbers))
        set_page(document.sections[-1], paper)
        _set_header_and_footer(document, paper)
        stream = io.BytesIO()
        document.save(stream)
        return _with_fixed_times(stream.getvalue())


def _append(document: Any, elements: Iterable[Element]) -> None:
    end = document.element.body[-1]  # the section's properties stand last
    for element in elements:
        end.addprevious(element)


def _end_section(document: Any) -> None:
    """What follows begins a page of its own; the paragraph that Word ends a section with has no
    height, or a full page would have a second one."""
    from docx.enum.section import WD_SECTION

    document.add_section(WD_SECTION.NEW_PAGE)
    last = document.element.body[-2]
    properties = last.find(f"{{{W}}}pPr")
    form = gap(20).find(f"{{{W}}}pPr")
    if properties is not None and form is not None:
        for place, child in enumerate(list(form)):
            properties.insert(place, child)


class _Numbers:
    """The numbers behind statements: which are listed, which no statement has shown yet."""

    def __init__(self, paper: Paper) -> None:
        self._unused = {reference.number for reference in paper.references}
        self._known = frozenset(self._unused)
        self._bookmarks = 0

    def shown(self, number: int) -> list[Element]:
        """A raised number, linked to the list; the first is what the list leads back to."""
        digits = run(str(number), Look(color=BLUE, is_raised=True))
        if number not in self._known:
            return [digits]
        link = linked(f"reference_{number}", digits)
        if number not in self._unused:
            return [link]
        self._unused.discard(number)
        return self._bookmarked(f"use_{number}", [link])

    def listed(self, number: int) -> list[Element]:
        """The number in the list, linked to its first use."""
        is_used = number not in self._unused
        digits = run(f"[{number}]", Look(color=BLUE if is_used else ""))
        link = linked(f"use_{number}", digits) if is_used else digits
        return self._bookmarked(f"reference_{number}", [link])

    def _bookmarked(self, name: str, content: Sequence[Element]) -> list[Element]:
        self._bookmarks += 1
        return bookmarked(self._bookmarks, name, content)


class _Writer:
    """Turns one paper into paragraphs and tables."""

    def __init__(self, paper: Paper, step: int, numbers: _Numbers) -> None:
        self._paper = paper
        self._size = type_size_pt(paper, step)
        self._width = text_width(paper)
        self._numbers = numbers

    def elements(self) -> Iterator[Element]:
        """The body in reading order, without the list of references."""
        yield from self._top()
        if is_front_sheet(self._paper):
            yield self._sheet()
        else:
            for section in self._paper.sections:
                yield from self._section(section)

    def _set(self, runs: Iterable[Element], role: str, *, is_kept: bool = False) -> Element:
        return paragraph(runs, style_id(role, self._paper), is_kept=is_kept)

    def _top(self) -> Iterator[Element]:
        runs = [run(plain(self._paper.title))]
        if self._paper.subtitle:
            look = Look(half_points=18, is_bold=False)
            runs.append(run(f"  {plain(self._paper.subtitle)}", look))
        for index, mark in enumerate(self._paper.marks):
            runs.extend([run("  ", _NOT_BOLD) if index else tab(), self._mark(mark)])
        yield self._set(runs, "Title")
        for line in self._paper.summary:
            yield self._set([run(plain(line), Look(half_points=round(self._size * 1.84)))], "Text")

    def _sheet(self) -> Element:
        label = round(_SHEET_LABEL_MM * TWIPS_PER_MM)
        rows = []
        for section in self._paper.sections:
            title = [self._set([run(plain(section.title))], "Heading")]
            if section.subtitle:
                title.append(self._set([run(plain(section.subtitle))], "Quiet"))
            share = (self._width - label) / self._width
            content = [e for block in section.blocks for e in self._block(block, share)]
            rows.append([Cell(title, TINT), Cell(content)])
        return table([label, self._width - label], rows)

    def _section(self, section: Section) -> Iterator[Element]:
        if section.title:
            runs = [run(plain(section.title))]
            if section.subtitle:
                look = Look(GREY, round(self._size * 1.8), is_bold=False)
                runs.append(run(f"  {plain(section.subtitle)}", look))
            yield self._set(runs, "Heading")
        for block in section.blocks:
            yield from self._block(block, 1.0)

    def _block(self, block: Block, share: float) -> list[Element]:
        if isinstance(block, Fixed):
            return [self._fixed(block)]
        if isinstance(block, Prose):
            return [self._set(self._prose(block), "Text")] if _says_anything(block) else []
        if isinstance(block, Items):
            return self._items(block)
        if isinstance(block, Table):
            return self._table(block, share)
        if isinstance(block, Fields):
            return self._fields(block, share)
        return self._blank(block, share)

    def _fixed(self, block: Fixed) -> Element:
        runs: list[Element] = []
        for line in lines_of(block.text):
            runs.extend([run(line), line_break()])
        return self._set(runs[:-1], "Quiet" if block.is_quiet else "Text")

    def _prose(self, block: Prose) -> list[Element]:
        runs = [run(f"{plain(block.label)}  ", _BOLD)] if block.label else []
        said = shown_statements(block)
        if not said:
            return [*runs, run(plain(block.empty), Look(color=GREY))]
        for index, statement in enumerate(said):
            runs.extend(self._said(statement))
            if index + 1 < len(said):
                text, original = shown_words(statement, self._paper)
                after = separator(text, self._paper.language)
                runs.append(run(after + (" " if original else "")))
        return runs

    def _items(self, block: Items) -> list[Element]:
        built = []
        if block.label:
            built.append(self._set([run(plain(block.label), _BOLD)], "Text", is_kept=True))
        said = [statement for statement in block.statements if statement.text]
        role = "Numbered" if block.is_numbered else "Item"
        for index, statement in enumerate(said):
            sign = run(f"{index + 1}.") if block.is_numbered else run("·", _SIGN)
            built.append(self._set([sign, tab(), *self._said(statement)], role))
        if not said and block.empty:
            built.append(self._set([run(plain(block.empty))], "Quiet"))
        return built

    def _table(self, block: Table, share: float) -> list[Element]:
        built = []
        if block.title:
            built.append(self._set([run(plain(block.title))], "Caption", is_kept=True))
        if not block.rows:
            empty = [self._set([run(plain(block.empty))], "Quiet")] if block.empty else []
            return [*built, *empty]
        count = len(block.columns)
        role, scale = ("Narrow", 0.86) if count > _MANY_COLUMNS else ("Cell", 0.95)
        head = [
            Cell([self._set([run(plain(c.title), _BOLD)], role, is_kept=True)], self._fill(block))
            for c in block.columns
        ]
        rows = [head]
        for line in block.rows:
            cells = [*line.cells[:count], *[_NOTHING] * (count - len(line.cells))]
            look = _BOLD if line.is_highlighted else PLAIN
            rows.append(
                [
                    Cell(
                        [self._set(self._said(cell, look, scale), role)], self._fill(block, i, look)
                    )
                    for i, cell in enumerate(cells)
                ]
            )
        borders = "header" if is_letter(self._paper) else "all"
        widths = _widths([column.share for column in block.columns], self._width * share)
        return [*built, table(widths, rows, borders=borders, has_header=True), gap(_GAP)]

    def _fill(self, block: Table, column: int = -1, look: Look = PLAIN) -> str:
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
            label = self._set([run(plain(one.label), _BOLD)], "Cell")
            cells.extend([Cell([label], fill), Cell([self._set(content, "Cell")])])
        per_row = 2 * columns
        cells.extend(
            Cell([self._set([], "Cell")], "" if at % 2 else fill)
            for at in range(-len(cells) % per_row)
        )
        rows = [cells[at : at + per_row] for at in range(0, len(cells), per_row)]
        shares = [0.14, (1 - 0.14 * columns) / columns] * columns
        borders = "none" if is_letter(self._paper) else "all"
        return [table(_widths(shares, self._width * share), rows, borders=borders), gap(_GAP)]

    def _blank(self, block: Blank, share: float) -> list[Element]:
        if block.is_seal:
            return [seal(plain(block.label))]
        lines = max(1, block.lines)
        rows = []
        for line in range(lines):
            words = [run(plain(block.label))] if line == 0 and block.label else []
            held = line + 1 < lines
            rows.append([Cell([self._set(words, "Cell", is_kept=held)], is_low=True)])
        width = round(self._width * share)
        return [table([width], rows, borders="rows", row_height=_LINE_HEIGHT), gap(_GAP)]

    def _said(self, statement: Statement, look: Look = PLAIN, scale: float = 1.0) -> list[Element]:
        text, original = shown_words(statement, self._paper)
        runs = [run(text, look)] if text else []
        size = self._size * scale
        if original:
            runs.append(run(f" {original}", Look(color=GREY, half_points=round(size * 1.72))))
        if is_unconfirmed(statement):
            runs.append(run("○", _SIGN._replace(color=RED, half_points=round(size * 1.15))))
        for mark in boxed_marks(statement):
            runs.extend([run(" "), self._mark(mark)])
        for index, number in enumerate(statement.references):
            if index:
                runs.append(run(",", Look(color=BLUE, is_raised=True)))
            runs.extend(self._numbers.shown(number))
        return runs

    def _mark(self, mark: str) -> Element:
        return run(plain(mark), Look(RED, round(self._size * 1.64), is_bold=False, is_boxed=True))


def _references(paper: Paper, numbers: _Numbers) -> Iterator[Element]:
    if not paper.references:
        return
    yield paragraph([run(plain(paper.references_title))], style_id("Heading", paper))
    for reference in paper.references:
        yield paragraph(_reference(reference, numbers), style_id("Small", paper))


def _reference(reference: Reference, numbers: _Numbers) -> Iterator[Element]:
    yield from numbers.listed(reference.number)
    page = f" p{reference.page}" if reference.page is not None else ""
    yield from (tab(), run(str(reference.source), Look(color=GREY)), tab())
    yield run(plain(reference.path) + page)
    if reference.where:
        yield run(f"　{plain(reference.where)}", Look(color=GREY))
    if reference.quote:
        yield run(f"　“{plain(reference.quote)}”")


_NOTHING: Final = Statement(key="", text="")


def _says_anything(block: Prose) -> bool:
    return bool(block.label or block.empty or any(s.text for s in block.statements))


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
    """The title above every page but the first of the file, versions and numbers below all."""
    first, last = document.sections[0], document.sections[-1]
    first.different_first_page_header_footer = True
    if last is not first and len(document.sections) > 1:
        last.different_first_page_header_footer = False
    look = Look(color=GREY, half_points=15)
    if not (is_letter(paper) or is_front_sheet(paper)):
        width = text_width(paper)
        marks = run("　".join(plain(mark) for mark in paper.marks), look)
        title = Cell([paragraph([run(plain(paper.title), look)])])
        cells = [title, Cell([paragraph([marks], is_right=True)])]
        _replace(last.header, table(_widths([1, 1], width), [cells], borders="rows"))
    for section in document.sections:
        for footer in (section.footer, section.first_page_footer):
            _replace(footer, _footer(paper, section))


def _footer(paper: Paper, section: Any) -> Element:
    pages = [
        *field("PAGE", 13),
        run(" / ", Look(color=GREY, half_points=13)),
        *field("NUMPAGES", 13),
    ]
    words = paragraph([run(plain(paper.footer), Look(color=GREY, half_points=13))])
    width = section.page_width.twips - section.left_margin.twips - section.right_margin.twips
    cells = [Cell([words]), Cell([paragraph(pages, is_right=True)])]
    return table(_widths([9, 1], width), [cells], borders="none")


def _replace(part: Any, content: Element) -> None:
    part.is_linked_to_previous = False
    element = part._element
    for child in list(element):
        element.remove(child)
    element.extend([content, gap(20)])


def _with_fixed_times(data: bytes) -> bytes:
    """The same package with one time for all members: equal documents are equal bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(stream, "w") as written:
        for name in given.namelist():
            member = zipfile.ZipInfo(name, _EARLIEST)
            member.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(member, given.read(name))
    return stream.getvalue()
