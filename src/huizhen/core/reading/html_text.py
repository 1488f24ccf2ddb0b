"""Text of an HTML tree as a browser would show it: blocks as lines, rows with ' | '."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from huizhen.core.reading.lines import LineCollector, row_line
from huizhen.core.reading.raised_text import RAISED, with_raised_numbers

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_SKIPPED = frozenset(
    ("script", "style", "template", "noscript", "head", "datalist", "audio", "video", "canvas",
     "map", "rp", "rt")
)  # fmt: skip
_BLOCKS = frozenset(
    ("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
     "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
     "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "nav", "ol", "option",
     "p", "pre", "section", "select", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul")
)  # fmt: skip
_CELLS = frozenset(("td", "th"))
_STRUCK = frozenset(("del", "s", "strike"))
_FETCHING = frozenset(("iframe", "object", "embed", "frame", "link"))
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_WHITE_SPACE = re.compile(r"[ \t\r\n\f]+")
_MAX_EVENTS = 5_000_000
_LONG_HIDDEN = 200


class _Row:
    """A table row that is being filled; a row that holds another table only lays out the page."""

    def __init__(self) -> None:
        self.cells: list[list[str]] = []
        self.is_layout = False


class HtmlText:
    """Walks a tree once, without recursion, and adds its lines to a collector."""

    def __init__(self, collector: LineCollector) -> None:
        self._collector = collector
        self._words: list[str] = []
        self._rows: list[_Row] = []
        self._preformatted = 0
        self._hidden_characters = 0
        self.counts: Counter[str] = Counter()
        self.pictures: list[str] = []
        """`data:` addresses of pictures, in order."""

    @property
    def has_long_hidden_text(self) -> bool:
        """Whether more than a phrase is hidden by style, as in folded sections of a portal."""
        return self._hidden_characters > _LONG_HIDDEN

    def add(self, root: LexborNode) -> None:
        """All lines below a node."""
        for is_start, node in self._events(root):
            if is_start:
                self._start(node)
            else:
                self._end(node)
        self._flush()

    def _events(self, root: LexborNode) -> Iterator[tuple[bool, LexborNode]]:
        node: LexborNode | None = root
        depth, events = 0, 0
        while node is not None and events < _MAX_EVENTS:
            events += 1
            yield True, node
            child = None if self._is_skipped(node) else node.child
            if child is not None:
                node, depth = child, depth + 1
                continue
            yield False, node
            while node is not None and node.next is None and depth:
                node, depth = node.parent, depth - 1
                if node is not None:
                    yield False, node
            node = node.next if node is not None and depth else None

    def _is_skipped(self, node: LexborNode) -> bool:
        tag = node.tag or ""
        if tag in _SKIPPED or tag in ("textarea", "select") or node.is_comment_node:
            return True
        if not node.is_element_node or not node.attributes:
            return False
        return _is_hidden(node)

    def _start(self, node: LexborNode) -> None:
        if node.is_text_node:
            self._text(node.text_content or "")
            return
        tag = node.tag or ""
        if tag in _BLOCKS:
            self._flush()
        if node.is_element_node and node.attributes and _is_hidden(node):
            self._hidden(node)
        elif tag in _FETCHING and tag != "link":
            self.counts["external_content_not_fetched"] += 1
        else:
            self._open(tag, node)

    def _open(self, tag: str, node: LexborNode) -> None:
        if tag == "tr":
            self._rows.append(_Row())
        elif tag in _CELLS and self._rows:
            self._flush()
            self._rows[-1].cells.append([])
        elif tag == "table" and self._rows:
            self._as_layout(self._rows[-1])
        elif tag == "br":
            self._flush()
        elif tag == "pre":
            self._preformatted += 1
        elif tag == "sup":
            self._words.append(RAISED)
        elif tag in _STRUCK:
            self.counts["deleted_text_marked"] += 1
            self._words.append("[deleted: ")
        else:
            self._field(tag, node)

    def _field(self, tag: str, node: LexborNode) -> None:
        """Form fields as they are filled in, and pictures."""
        attributes = node.attributes
        if tag == "img":
            self._picture(attributes.get("src") or "", attributes.get("alt") or "")
        elif tag == "input":
            self._words.append(_input_text(attributes))
        elif tag == "textarea":
            self._text(node.text())
        elif tag == "select":
            self._words.append(f" {_chosen(node)} ")

    def _picture(self, source: str, alternative: str) -> None:
        if source[:5].casefold() == "data:":
            self.pictures.append(source)
        elif source:
            self.counts["external_content_not_fetched"] += 1
        if alternative.strip():
            self._words.append(f" [image: {alternative.strip()}] ")

    def _hidden(self, node: LexborNode) -> None:
        text = node.text().strip()
        if text:
            self.counts["hidden_text_left_out"] += 1
            self._hidden_characters += len(text)

    def _end(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in _BLOCKS or tag in _CELLS:
            self._flush()
        if tag == "tr" and self._rows:
            self._end_row()
        elif tag == "pre" and self._preformatted:
            self._preformatted -= 1
        elif tag in _STRUCK and not _is_hidden(node):
            self._words.append("]")

    def _text(self, text: str) -> None:
        if self._preformatted:
            first, *others = text.replace("\r\n", "\n").split("\n")
            self._words.append(first)
            for line in others:
                self._flush()
                self._words.append(line)
            return
        self._words.append(_WHITE_SPACE.sub(" ", text))

    def _flush(self) -> None:
        if not self._words:
            return
        text = with_raised_numbers("".join(self._words))
        self._words = []
        if not self._preformatted:
            text = re.sub(" {2,}", " ", text).strip(" ")
        if self._rows and not self._rows[-1].is_layout and self._rows[-1].cells:
            if text.strip():
                self._rows[-1].cells[-1].append(text)
        elif text.strip():
            self._collector.add(text)

    def _as_layout(self, row: _Row) -> None:
        """A table in a cell: what the row holds so far becomes lines of their own."""
        if not row.is_layout:
            row.is_layout = True
            for line in (line for cell in row.cells for line in cell):
                self._collector.add(line)
            row.cells = []

    def _end_row(self) -> None:
        row = self._rows.pop()
        if row.is_layout:
            return
        line = row_line(["; ".join(parts) for parts in row.cells])
        if line:
            self._collector.add(line)


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    if "hidden" in attributes and (attributes["hidden"] or "") != "until-found":
        return True
    return bool(_HIDDEN_STYLE.search(attributes.get("style") or ""))


def _input_text(attributes: dict[str, str | None]) -> str:
    kind = (attributes.get("type") or "text").casefold()
    if kind in ("checkbox", "radio"):
        return "☒ " if "checked" in attributes else "☐ "
    if kind in ("hidden", "password", "submit", "button", "image", "reset", "file"):
        return ""
    return f" {attributes.get('value') or ''} "


def _chosen(node: LexborNode) -> str:
    options = node.css("option")
    chosen = [option for option in options if "selected" in option.attributes]
    return ", ".join(option.text().strip() for option in chosen or options[:1])
