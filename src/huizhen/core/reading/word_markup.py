"""Text of WordprocessingML and DrawingML (ISO/IEC 29500-1): what a person sees, in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from lxml import etree

from huizhen.core.reading.lines import LineCollector, row_line
from huizhen.core.reading.office_package import attribute, local_name
from huizhen.core.reading.raised_text import RAISED, with_raised_numbers
from huizhen.core.reading.symbol_fonts import is_symbol_font, symbol_text
from huizhen.core.reading.xml import Element

_SKIPPED = frozenset(
    ("instrText", "delText", "delInstrText", "Fallback", "pPr", "rPr", "sectPr", "tblPr", "trPr",
     "tcPr", "tblGrid", "sdtPr", "sdtEndPr", "binData", "nvSpPr", "spPr", "bodyPr", "lstStyle",
     "extLst", "proofErr", "tblPrEx")
)  # fmt: skip
_COUNTED = {
    "del": "tracked_deletions_left_out",
    "moveFrom": "tracked_moves_left_out",
    "ins": "tracked_insertions_shown",
    "OLEObject": "embedded_objects",
    "altChunk": "embedded_chunks",
    "chart": "charts_not_read",
    "relIds": "diagrams_not_read",
}
_LEFT_OUT = frozenset(("del", "moveFrom"))
_STRUCK_START, _STRUCK_END = "[deleted: ", "]"
_FALSE = ("0", "false", "off", "none")


class _Table:
    """Rows that are being filled."""

    def __init__(self) -> None:
        self.cells: list[list[str]] = []


class MarkupText:
    """Walks parts of a document and adds their lines to a collector.

    Table rows become one line each, cells joined by ' | '; paragraphs are never cut by a page
    break: a break inside one takes effect after it.
    """

    def __init__(self, collector: LineCollector) -> None:
        self._collector = collector
        self._paragraphs: list[list[str]] = []
        self._tables: list[_Table] = []
        self._font = ""
        self._breaks_before = False
        self._breaks_after = False
        self.counts: Counter[str] = Counter()
        """What was left out or changes what is read, by code."""
        self._starts: dict[str, Callable[[Element], bool]] = {
            "p": self._start_paragraph,
            "r": self._start_run,
            "br": self._break,
            "sym": self._symbol,
            "tr": self._start_row,
            "checkBox": self._check_box,
            "ddList": self._drop_down,
        }
        self._opens: dict[str, Callable[[], None]] = {
            "tbl": self._open_table,
            "tc": self._open_cell,
        }
        self._closes: dict[str, Callable[[], None]] = {
            "p": self._close_paragraph,
            "tbl": self._close_table,
            "tr": self._close_row,
        }

    def add(self, root: Element) -> None:
        """The lines of one part, or of one element of it."""
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            name = local_name(element)
            if event == "end":
                self._end(name, element)
            elif self._is_skipped(name, element):
                walker.skip_subtree()
        while self._paragraphs:
            self._close_paragraph()

    def _end(self, name: str, element: Element) -> None:
        if name == "t":
            self._text(element)
        elif name == "r":
            self._end_run(element)
        elif name in self._closes:
            self._closes[name]()

    def _is_skipped(self, name: str, element: Element) -> bool:
        if name in _COUNTED:
            self.counts[_COUNTED[name]] += 1
        if name in _SKIPPED or name in _LEFT_OUT:
            return True
        if name in _INLINE:
            self._put(_INLINE[name])
        elif name in ("footnoteReference", "endnoteReference"):
            self._put(f"[note {attribute(element, 'id')}]")
        elif name == "lastRenderedPageBreak":
            self._page_break()
        elif name in self._opens:
            self._opens[name]()
        start = self._starts.get(name)
        return start is not None and start(element)

    def _put(self, text: str) -> None:
        if self._paragraphs:
            self._paragraphs[-1].append(text)

    def _start_paragraph(self, element: Element) -> bool:
        self._paragraphs.append([])
        if _is_on(element, "pPr", "pageBreakBefore") and not self._tables:
            self._breaks_before = True
        return False

    def _close_paragraph(self) -> None:
        if not self._paragraphs:
            return
        text = "".join(self._paragraphs.pop()).replace(_STRUCK_END + _STRUCK_START, "")
        text = with_raised_numbers(text)
        if self._tables and self._tables[-1].cells:
            self._tables[-1].cells[-1].append(text)
        elif self._paragraphs:
            self._collector.add(text)  # a text box: its lines stand before its anchor's
        else:
            self._emit(text)

    def _emit(self, line: str) -> None:
        if self._breaks_before:
            self._collector.break_page()
        self._collector.add(line)
        if self._breaks_after:
            self._collector.break_page()
        self._breaks_before = self._breaks_after = False

    def _page_break(self) -> None:
        if any(self._paragraphs[-1] if self._paragraphs else ()) and not self._tables:
            self._breaks_after = True
        else:
            self._breaks_before = True

    def _break(self, element: Element) -> bool:
        if attribute(element, "type") == "page":
            self._page_break()
        else:
            self._put("\n")
        return False

    def _start_run(self, element: Element) -> bool:
        properties = _child(element, "rPr")
        if properties is None:
            return False
        if _is_on(element, "rPr", "vanish"):
            self.counts["hidden_text_left_out"] += 1
            return True
        if _is_struck(element, properties):
            self.counts["deleted_text_marked"] += 1
            self._put(_STRUCK_START)
        if _is_raised(properties):
            self._put(RAISED)
        fonts = _child(properties, "rFonts")
        font = "" if fonts is None else attribute(fonts, "ascii") or attribute(fonts, "hAnsi")
        self._font = font if is_symbol_font(font) else ""
        return False

    def _end_run(self, element: Element) -> None:
        self._font = ""
        properties = _child(element, "rPr")
        if properties is not None and _is_struck(element, properties):
            self._put(_STRUCK_END)

    def _text(self, element: Element) -> None:
        text = element.text or ""
        self._put(symbol_text(self._font, text) if self._font else text)

    def _symbol(self, element: Element) -> bool:
        try:
            char = chr(int(attribute(element, "char"), 16))
        except (ValueError, OverflowError):
            char = "\ufffd"
        self._put(symbol_text(attribute(element, "font"), char))
        return False

    def _check_box(self, element: Element) -> bool:
        """A legacy form field (17.16.7): its own state, else its default."""
        has_state = _child(element, "checked") is not None
        state = "checked" if has_state else "default"
        self._put("☒" if _is_on(element, "", state) else "☐")
        return True

    def _drop_down(self, element: Element) -> bool:
        entries = [attribute(e, "val") for e in element if local_name(e) == "listEntry"]
        chosen = _child(element, "result")
        index = attribute(chosen, "val") if chosen is not None else "0"
        if index.isdecimal() and len(index) < 6 and int(index) < len(entries):
            self._put(entries[int(index)])
        return True

    def _open_table(self) -> None:
        self._tables.append(_Table())

    def _start_row(self, element: Element) -> bool:
        properties = _child(element, "trPr")
        if properties is not None and _child(properties, "del") is not None:
            self.counts["tracked_deletions_left_out"] += 1
            return True
        if self._tables:
            self._tables[-1].cells = []
        return False

    def _open_cell(self) -> None:
        if self._tables:
            self._tables[-1].cells.append([])

    def _close_row(self) -> None:
        if not self._tables:
            return
        line = row_line(["; ".join(filter(None, parts)) for parts in self._tables[-1].cells])
        self._tables[-1].cells = []
        outer = self._tables[-2] if len(self._tables) > 1 else None
        if outer is not None and outer.cells:
            outer.cells[-1].append(line)
        elif line:
            self._emit(line)

    def _close_table(self) -> None:
        if self._tables:
            self._tables.pop()


_INLINE = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if local_name(child) == name), None)


def _is_on(element: Element, properties: str, name: str) -> bool:
    """Whether a toggle property stands and is not switched off (17.17.4)."""
    holder = _child(element, properties) if properties else element
    toggle = None if holder is None else _child(holder, name)
    return toggle is not None and attribute(toggle, "val").casefold() not in _FALSE


def _is_struck(run: Element, properties: Element) -> bool:
    if attribute(properties, "strike") in ("sngStrike", "dblStrike"):
        return True
    return _is_on(run, "rPr", "strike") or _is_on(run, "rPr", "dstrike")


def _is_raised(properties: Element) -> bool:
    """Superscript by w:vertAlign (17.3.2.42) or a positive DrawingML baseline (21.1.2.3.9)."""
    baseline = attribute(properties, "baseline")
    if baseline and not baseline.startswith("-") and baseline.strip("0%"):
        return True
    aligned = _child(properties, "vertAlign")
    return aligned is not None and attribute(aligned, "val") == "superscript"
