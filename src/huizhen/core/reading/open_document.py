"""Text of OpenDocument files (ODF 1.3 part 3): paragraphs, lists, tables, notes, in order."""

from __future__ import annotations

from collections import Counter

from lxml import etree

from huizhen.core.reading.lines import LineCollector, row_line
from huizhen.core.reading.office_package import attribute, local_name
from huizhen.core.reading.xml import Element

_SKIPPED = frozenset(
    ("tracked-changes", "settings", "automatic-styles", "font-face-decls", "scripts", "forms",
     "binary-data", "sequence-decls", "variable-decls", "user-field-decls", "note-citation")
)  # fmt: skip
_CELLS = frozenset(("table-cell", "covered-table-cell"))
_MAX_REPEATED = 64
_MAX_COLUMNS = 16_384


class OpenDocumentText:
    """Walks a content part and adds its lines to a collector; each sheet or slide is a page."""

    def __init__(self, collector: LineCollector) -> None:
        self._collector = collector
        self._paragraphs: list[list[str]] = []
        self._rows: list[list[list[str]]] = []
        self.counts: Counter[str] = Counter()

    def add(self, root: Element) -> None:
        """The lines of a content part."""
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
            self._paragraphs[-1].append(_inline(name, element))
        if name == "table-row":
            self._rows.append([])
        elif name in _CELLS and self._rows:
            self._rows[-1].append([])
        elif name in ("page", "soft-page-break") and not self._rows and not self._paragraphs:
            self._collector.break_page(attribute(element, "name") if name == "page" else "")
        return False

    def _end(self, name: str, element: Element) -> None:
        if name in ("p", "h") and self._paragraphs:
            text = "".join(self._paragraphs.pop())
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
        bound = _MAX_REPEATED if any(row[-1]) else 1
        row.extend([row[-1]] * min(count - 1, bound, max(0, _MAX_COLUMNS - len(row))))

    def _end_row(self, element: Element) -> None:
        line = row_line([" ".join(parts) for parts in self._rows.pop()])
        if self._rows and self._rows[-1]:
            self._rows[-1][-1].append(line)
            return
        wanted = attribute(element, "number-rows-repeated")
        count = int(wanted) if line and wanted.isdecimal() and len(wanted) < 6 else 1
        for _ in range(min(count, _MAX_REPEATED)):
            self._collector.add(line)


def _folded(text: str) -> str:
    """White space as ODF shows it (part 3, 6.1.2)."""
    return " ".join(text.split()).join(
        (" " if text[:1].isspace() else "", " " if text[-1:].isspace() and text.strip() else "")
    )


def _inline(name: str, element: Element) -> str:
    if name == "tab":
        return "\t"
    if name == "line-break":
        return "\n"
    if name == "s":
        count = attribute(element, "c")
        return " " * (int(count) if count.isdecimal() and len(count) < 4 else 1)
    return _folded(element.text or "")
