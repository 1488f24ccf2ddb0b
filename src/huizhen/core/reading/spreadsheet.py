"""SpreadsheetML (ISO/IEC 29500-1, part 18): sheets cell by cell, tolerant of broken references."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import IO, NamedTuple, cast

from lxml import etree

from huizhen.core.errors import BrokenRecord, HostileRecord, RecordError
from huizhen.core.reading.number_format import NumberFormat, parse_format, shown_number
from huizhen.core.reading.office_package import OfficePackage, attribute, local_name
from huizhen.core.reading.raised_text import RAISED, with_raised_numbers
from huizhen.core.reading.xml import Element

_REFERENCE = re.compile(r"^([A-Z]{1,3})(\d{1,7})$")
_MAX_COLUMNS = 16_384
_MAX_STRINGS = 2_000_000
_SHEET_BYTES = 512_000_000
_HIDDEN = ("hidden", "veryHidden")
_CELLS = ("{*}row", "{*}c", "{*}mergeCell", "{*}col")


class Sheet(NamedTuple):
    """One worksheet of a workbook."""

    name: str
    part: str
    is_hidden: bool


class _PartStream:
    """A part as a stream for the incremental parser."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""
        self._is_checked = False

    def read(self, size: int = -1) -> bytes:
        """The next bytes; refuses a part that brings a DOCTYPE."""
        if not self._rest:
            self._rest = next(self._chunks, b"")
        if not self._is_checked:
            self._is_checked = True
            head = self._rest[:8192].replace(b"\x00", b"").upper()
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                raise HostileRecord(
                    "xml_doctype",
                    "The table brings its own DOCTYPE, which no spreadsheet program writes.",
                    "Open it in its program, save it again, and send that.",
                )
        taken = self._rest[:size] if size >= 0 else self._rest
        self._rest = self._rest[len(taken) :]
        return taken


def _elements(package: OfficePackage, part: str, tags: tuple[str, ...]) -> Iterator[Element]:
    """Closed elements of the given tags; what was read is freed."""
    stream = _PartStream(package.chunks(part, _SHEET_BYTES))
    events = etree.iterparse(
        cast("IO[bytes]", stream),
        events=("end",),
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in events:
            yield element
    except etree.XMLSyntaxError as error:
        raise BrokenRecord(
            "table_damaged",
            "The table is damaged or incomplete (its XML is not well-formed).",
            "Open it in its program, save it again (or as CSV or PDF), and send that.",
        ) from error


class Workbook:
    """The sheets of a package, and how its cells are shown."""

    def __init__(self, package: OfficePackage) -> None:
        self._package = package
        self.counts: Counter[str] = Counter()
        main = package.main_part("xl/workbook.xml")
        root = package.xml(main)
        properties = next((e for e in root if local_name(e) == "workbookPr"), None)
        value = "" if properties is None else attribute(properties, "date1904")
        self._is_1904 = value.casefold() in ("1", "true", "on")
        links = {link.id: link.target for link in package.relationships(main)}
        self.sheets = tuple(_sheets(root, links))
        for link in package.relationships(main):
            if link.type == "externalLink":
                self.counts["links_to_other_workbooks_not_followed"] += 1
        self._strings = self._shared_strings(links)
        self._styles = self._cell_styles(links)

    def _part(self, links: dict[str, str], ending: str) -> str:
        part = next((t for t in links.values() if t.casefold().endswith(ending)), "")
        return part if self._package.has(part) else ""

    def _shared_strings(self, links: dict[str, str]) -> list[str]:
        part = self._part(links, "sharedstrings.xml")
        strings: list[str] = []
        if not part:
            return strings
        try:
            for element in _elements(self._package, part, ("{*}si",)):
                strings.append(rich_text(element))
                element.clear()
                if len(strings) >= _MAX_STRINGS:
                    break
        except RecordError:
            self.counts["shared_strings_damaged"] += 1
        return strings

    def _cell_styles(self, links: dict[str, str]) -> list[NumberFormat]:
        part = self._part(links, "styles.xml")
        if not part:
            return []
        try:
            root = self._package.xml(part)
        except RecordError:
            self.counts["styles_damaged"] += 1
            return []
        codes: dict[str, str] = {}
        styles: list[NumberFormat] = []
        for group in root:
            if local_name(group) == "numFmts":
                codes = {attribute(e, "numFmtId"): attribute(e, "formatCode") for e in group}
            elif local_name(group) == "cellXfs":
                styles = [_style(attribute(e, "numFmtId"), codes) for e in group]
        return styles

    def rows(self, sheet: Sheet) -> Iterator[list[str]]:
        """The shown texts of each row that has cells; missing rows are left out."""
        cells: dict[int, str] = {}
        last = -1
        for element in _elements(self._package, sheet.part, _CELLS):
            name = local_name(element)
            if name == "c":
                column = _column(attribute(element, "r"), last + 1)
                last = column
                if 0 <= column < _MAX_COLUMNS and (text := self._cell_text(element)):
                    cells[column] = text
                element.clear()
                continue
            self._count(name, element)
            if name == "row":
                if cells:
                    yield [cells.get(at, "") for at in range(max(cells) + 1)]
                cells, last = {}, -1
            _release(element)

    def _count(self, name: str, element: Element) -> None:
        if name == "mergeCell":
            self.counts["merged_cells"] += 1
        elif attribute(element, "hidden") in ("1", "true"):
            self.counts["hidden_rows_shown" if name == "row" else "hidden_columns_shown"] += 1

    def remarks(self, sheet: Sheet) -> Iterator[str]:
        """Comments of a sheet's cells, as lines."""
        for link in self._package.relationships(sheet.part):
            if link.type != "comments" or not self._package.has(link.target):
                continue
            for element in self._package.xml(link.target).iter("{*}comment"):
                text = next((e for e in element if local_name(e) == "text"), None)
                if text is not None:
                    yield f"[comment {attribute(element, 'ref')}] {rich_text(text)}"

    def drawings(self, sheet: Sheet) -> Iterator[Element]:
        """Drawings over a sheet, which may hold text boxes."""
        for link in self._package.relationships(sheet.part):
            if link.type == "drawing" and self._package.has(link.target):
                yield self._package.xml(link.target)

    def _cell_text(self, cell: Element) -> str:
        kind = attribute(cell, "t") or "n"
        value, formula, inline = None, False, ""
        for child in cell:
            name = local_name(child)
            if name == "v":
                value = child.text or ""
            elif name == "f":
                formula = True
            elif name == "is":
                inline = rich_text(child)
        if kind == "inlineStr":
            return inline
        if not value:
            if formula:
                self.counts["formulas_without_stored_value"] += 1
                return "[formula without stored value]"
            return ""
        return self._value_text(kind, value, attribute(cell, "s"))

    def _value_text(self, kind: str, value: str, style: str) -> str:
        if kind == "s":
            index = int(value) if value.isdecimal() and len(value) < 9 else -1
            if 0 <= index < len(self._strings):
                return self._strings[index]
            self.counts["cells_without_their_text"] += 1
            return "[text missing]"
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(value, value)
        if kind != "n":
            return value
        return self._number_text(value, style)

    def _number_text(self, value: str, style: str) -> str:
        index = int(style) if style.isdecimal() and len(style) < 7 else 0
        known = self._styles[index] if index < len(self._styles) else NumberFormat()
        if known.is_otherwise:
            self.counts["numbers_shown_otherwise_by_format"] += 1
        return shown_number(value, known, is_1904=self._is_1904)


def _sheets(root: Element, links: dict[str, str]) -> Iterator[Sheet]:
    for element in root.iter():
        if local_name(element) != "sheet":
            continue
        found = (v for k, v in element.attrib.items() if str(k).endswith("relationships}id"))
        part = links.get(str(next(found, "")), "")
        yield Sheet(attribute(element, "name"), part, attribute(element, "state") in _HIDDEN)


def _style(identifier: str, codes: dict[str, str]) -> NumberFormat:
    number = int(identifier) if identifier.isdecimal() and len(identifier) < 9 else 0
    return parse_format(number, codes.get(identifier, ""))


def rich_text(element: Element) -> str:
    """The text of a string item: its runs without phonetic readings (18.4.8)."""
    parts = []
    for child in element:
        name = local_name(child)
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            if any(e.get("val") == "superscript" for e in child.iter("{*}vertAlign")):
                parts.append(RAISED)
            parts.extend(t.text or "" for t in child if local_name(t) == "t")
    return with_raised_numbers("".join(parts))


def _column(reference: str, following: int) -> int:
    """0-based column of an A1 reference; the next one when the cell does not say."""
    match = _REFERENCE.match(reference)
    if match is None:
        return following
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return column - 1


def _release(element: Element) -> None:
    """Free an element and its earlier siblings, which the tree would hold to the end."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
