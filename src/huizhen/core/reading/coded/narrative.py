"""Section narrative (CDA R2, 4.3.5) as readable text, with the place of every referable part."""

from __future__ import annotations

from dataclasses import dataclass

from huizhen.core.reading.coded.elements import attribute, local_name
from huizhen.core.reading.xml import Element

_BLOCKS = frozenset(
    ("paragraph", "list", "item", "table", "thead", "tbody", "tfoot", "tr", "caption", "footnote",
     "br", "p", "div", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "title")
)  # fmt: skip
_CELLS = frozenset(("td", "th"))
_IDENTIFIERS = ("ID", "id", "Id")


@dataclass(frozen=True, slots=True)
class Narrative:
    """A narrative's text, and the half-open spans of the elements that have an ID."""

    text: str
    spans: tuple[tuple[str, int, int], ...]


def narrative_of(block: Element) -> Narrative:
    """The text of a `text` element: rows with ' | ' between cells, blocks and items as lines.

    Blanks are folded; superscripts get a '^', deleted text says so: both change the meaning.
    """
    writer = _Writer()
    _render(block, writer)
    return Narrative(text="".join(writer.parts), spans=tuple(writer.spans))


class _Writer:
    """Collects text; separators wait until something follows them."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.spans: list[tuple[str, int, int]] = []
        self.starts: list[int] = []
        self.length = 0
        self.cell_depth = 0
        self._line = False
        self._cells = 0
        self._clause = False
        self._space = False

    def write(self, raw: str | None) -> None:
        """Text of an element or behind one."""
        if not raw:
            return
        words = raw.split()
        if not words:
            self._space = True
            return
        if raw[0].isspace():
            self._space = True
        self._emit(self._separator(), " ".join(words))
        self._space = raw[-1].isspace()

    def end_line(self) -> None:
        """A block's border: a new line, or a clause within a cell."""
        if self.cell_depth:
            self._clause = True
        else:
            self._line = True

    def next_cell(self) -> None:
        """The border between two cells of a row."""
        self._cells += 1
        self._clause = self._space = False

    def drop_cells(self) -> None:
        """Cells that were left empty at the end of a row are not shown."""
        self._cells = 0

    def begins(self) -> int:
        """Where the next written character will stand."""
        return self.length + len(self._separator())

    def _separator(self) -> str:
        bars = " | " * self._cells
        if self._line or not self.length:
            return ("\n" if self.length else "") + bars.lstrip()
        if bars:
            return bars
        if self._clause:
            return "; "
        return " " if self._space else ""

    def _emit(self, separator: str, text: str) -> None:
        self.starts.append(self.length + len(separator))
        self.parts.append(separator + text)
        self.length += len(separator) + len(text)
        self._line = self._clause = self._space = False
        self._cells = 0


def _render(element: Element, writer: _Writer) -> None:
    """One element with all inside; depth is bounded by the parser (256)."""
    name = local_name(element)
    is_block = name in _BLOCKS
    if is_block:
        writer.end_line()
    if name == "tr":
        writer.drop_cells()
    written, place = len(writer.starts), writer.begins()
    if name == "renderMultiMedia":
        writer.write("[image]")
    mark = _mark_before(element, name)
    writer.write(mark)
    _render_inside(element, writer)
    if mark.startswith("["):
        writer.write("]")
    if len(writer.starts) > written:
        _note_span(element, writer.starts[written], writer.length, writer)
    else:
        _note_span(element, place, place, writer)
    if is_block:
        writer.end_line()
    if name == "tr":
        writer.drop_cells()


def _render_inside(element: Element, writer: _Writer) -> None:
    writer.write(element.text)
    cells = 0
    for inner in element.iterchildren("*"):
        is_cell = local_name(inner) in _CELLS
        if is_cell:
            if cells:
                writer.next_cell()
            cells += 1
            writer.cell_depth += 1
        _render(inner, writer)
        if is_cell:
            writer.cell_depth -= 1
        tail = inner.tail
        writer.write(f" {tail}" if tail and is_cell else tail)


def _mark_before(element: Element, name: str) -> str:
    if name == "sup" and element.text:
        return "^"
    return "[deleted: " if attribute(element, "revised") == "delete" else ""


def _note_span(element: Element, start: int, end: int, writer: _Writer) -> None:
    for name in _IDENTIFIERS:
        identifier = attribute(element, name)
        if identifier:
            writer.spans.append((identifier, start, end))
            return
