"""Text of OpenDocument files (ODF 1.3 part 3): paragraphs, lists, tables, notes, in order."""

from __future__ import annotations

import re
from collections import Counter

from lxml import etree

from huizhen.core.reading.lines import LineCollector, row_line
from huizhen.core.reading.office_package import attribute, local_name
from huizhen.core.reading.raised_text import RAISED, with_raised_numbers
from huizhen.core.reading.xml import Element

_SKIPPED = frozenset(
    ("tracked-changes", "settings", "automatic-styles", "font-face-decls", "scripts", "forms",
     "binary-data", "sequence-decls", "variable-decls", "user-field-decls", "note-citation")
)  # fmt: skip
_CELLS = frozenset(("table-cell", "covered-table-cell"))
_MAX_REPEATED = 64
_MAX_COLUMNS = 16_384
_WHITE_SPACE = re.compile(r"[ \t\r\n]+")


class OpenDocumentText:
    """Walks a content part and adds its lines to a collector; each sheet or slide is a page."""

    def __init__(self, collector: LineCollector, *, has_sheets: bool = False) -> None:
        self._collector = collector
        self._page = "table" if has_sheets else "page"
        self._paragraphs: list[list[str]] = []
        self._rows: list[list[list[str]]] = []
        self._raised: frozenset[str] = frozenset()
        self.counts: Counter[str] = Counter()

    def add(self, root: Element) -> None:
        """The lines of a content part."""
        self._raised = _raised_styles(root)
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            name = local_name(element)
            if event == "start":
                if self._start(name, element):
                    walker.skip_subtree()
            else:
                self._end(name, element)
                if self._paragraphs and element.tail and name not in ("p", "h"):
                    self._paragraphs[-1].append(_folded(element.tail))

    def _start(self, name: str, element: Element) -> bool:
        if name == "tracked-changes" and len(element):
            self.counts["tracked_changes_shown_as_accepted"] += 1
        if name in _SKIPPED:
            return True
        if name in ("p", "h"):
            self._paragraphs.append([_folded(element.text or "")])
        elif self._paragraphs:
            if attribute(element, "style-name") in self._raised:
                self._paragraphs[-1].append(RAISED)
            self._paragraphs[-1].append(_inline(name, element))
        if name == "table-row":
            self._rows.append([])
        elif name in _CELLS and self._rows:
            self._rows[-1].append([])
        elif name in (self._page, "soft-page-break") and not self._rows and not self._paragraphs:
            self._collector.break_page(attribute(element, "name") if name == self._page else "")
        return False

    def _end(self, name: str, element: Element) -> None:
        if name in ("p", "h") and self._paragraphs:
            text = with_raised_numbers("".join(self._paragraphs.pop()).strip(" "))
            if self._rows and self._rows[-1]:
                self._rows[-1][-1].append(text)
            else:
                self._collector.add(text)
        elif name in _CELLS and self._rows:
            self._repeat_cell(element)
        elif name == "table-row" and self._rows:
            self._end_row(element)

    def _repeat_cell(self, element: Element) -> None:
        row = self._rows[-1]
        wanted = attribute(element, "number-columns-repeated")
        count = int(wanted) if wanted.isdecimal() and len(wanted) < 6 else 1
        row.extend([row[-1]] * min(count - 1, _MAX_REPEATED, max(0, _MAX_COLUMNS - len(row))))

    def _end_row(self, element: Element) -> None:
        line = row_line(["; ".join(filter(None, parts)) for parts in self._rows.pop()])
        if self._rows and self._rows[-1]:
            self._rows[-1][-1].append(line)
            return
        wanted = attribute(element, "number-rows-repeated")
        count = int(wanted) if line and wanted.isdecimal() and len(wanted) < 6 else 1
        if count > _MAX_REPEATED:
            self.counts["repeated_rows_cut"] += 1
        for _ in range(min(count, _MAX_REPEATED)):
            self._collector.add(line)


def _folded(text: str) -> str:
    """White space as ODF shows it: any run of it is one blank (part 3, 6.1.2)."""
    return _WHITE_SPACE.sub(" ", text)


def _inline(name: str, element: Element) -> str:
    if name == "tab":
        return "\t"
    if name == "line-break":
        return "\n"
    if name == "s":
        count = attribute(element, "c")
        return " " * (int(count) if count.isdecimal() and len(count) < 4 else 1)
    return _folded(element.text or "")


def _raised_styles(root: Element) -> frozenset[str]:
    """Names of the automatic styles that raise text (style:text-position, part 3, 20.394)."""
    names = set()
    for style in root.iter("{*}style"):
        for properties in style.iter("{*}text-properties"):
            position = attribute(properties, "text-position")
            if position.startswith("super") or re.match(r"[1-9]\d*%", position):
                names.add(attribute(style, "name"))
    return frozenset(names)
