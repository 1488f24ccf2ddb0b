"""Reads tables: .xlsx, .ods, .csv and .tsv; each sheet is a page, each row a line."""

from __future__ import annotations

from huizhen.core.errors import BrokenRecord, RecordError, UnsupportedRecord
from huizhen.core.reading.archive_members import MemberKeeper
from huizhen.core.reading.delimited import DelimitedText, find_delimiter, is_regular
from huizhen.core.reading.encoding import decode_text
from huizhen.core.reading.lines import LineCollector, one_line, row_line
from huizhen.core.reading.office_package import OfficePackage
from huizhen.core.reading.ole2 import ole2_kind, refuse_ole2
from huizhen.core.reading.open_document import OpenDocumentText
from huizhen.core.reading.registry import Context, Probe, SourceFile
from huizhen.core.reading.signatures import file_kind
from huizhen.core.reading.spreadsheet import Sheet, Workbook
from huizhen.core.reading.text import cut_status, looks_like_text, suffix_of
from huizhen.core.reading.word_markup import MarkupText
from huizhen.core.records.reading import Reading

_SUFFIXES = frozenset((".csv", ".tsv", ".tab", ".psv"))
_DAMAGED = {
    "status": "part",
    "code": "table_damaged",
    "message": "The table is damaged; what could be found in it was read.",
    "remedy": "Open it in its program, save it again (or as CSV or PDF), and send that.",
}


class TableReader:
    """Spreadsheets and delimited text."""

    name = "table"
    version = 1

    def score(self, probe: Probe) -> float:
        """By the package's members; delimited text by its ending, or by strict regularity."""
        kind = file_kind(probe.head)
        if kind in ("xlsx", "ods"):
            return 0.95
        if ole2_kind(probe) == "xls":
            return 0.9
        if kind or not looks_like_text(probe.head):
            return 0.0
        if suffix_of(probe.name) in _SUFFIXES:
            return 0.6
        text, _, _ = decode_text(probe.head)
        return 0.55 if any(is_regular(text, mark) for mark in "\t;") else 0.0

    def read(self, source: SourceFile, context: Context) -> Reading:
        """The cells as shown; nothing is computed."""
        with source.open() as stream:
            head = stream.read(65_536)
            kind = file_kind(head)
            if kind == "ole2":
                refuse_ole2(source)
            if kind in ("xlsx", "ods", "zip"):
                package = OfficePackage(stream, source.size_bytes, context.limits)
                package.refuse_locked()
                if package.kind == "ods":
                    return self._read_open(source, context, package)
                return self._read_workbook(source, context, package)
        if not looks_like_text(head):
            raise UnsupportedRecord(
                "unknown_format",
                "The file holds binary data of an unknown format, not a table.",
                "Ask for the table as .xlsx, .csv or PDF.",
            )
        return self._read_delimited(source, context)

    def _reading(self, source: SourceFile, lines: LineCollector, said: list[str]) -> Reading:
        made = Reading(
            kind="table",
            reader=f"{self.name}/{self.version}",
            pages=lines.pages(source.source_id),
            deviations=tuple(said),
        )
        return made.replaced(**cut_status("rows")) if lines.is_cut else made

    def _read_delimited(self, source: SourceFile, context: Context) -> Reading:
        text, _, deviation = decode_text(source.read(context.limits.max_text_bytes))
        delimiter = find_delimiter(text)
        said = [deviation] if deviation else []
        lines = LineCollector(context.limits.max_pages_per_file)
        if not delimiter:
            said.append("no delimiter found; lines as they stand")
        table = DelimitedText(text.strip("\x00\x1a"), delimiter)
        for row in table.rows():
            lines.add(row_line(row))
            if lines.is_cut:
                break
        if table.open_quotes:
            said.append(f"quotes never closed: {table.open_quotes}")
        if lines.is_empty:
            raise BrokenRecord(
                "empty_file",
                "The table holds no text.",
                "Ask for the file again; it may have been damaged on its way.",
            )
        return self._reading(source, lines, said)

    def _read_open(self, source: SourceFile, context: Context, package: OfficePackage) -> Reading:
        lines = LineCollector(context.limits.max_pages_per_file)
        walker = OpenDocumentText(lines, has_sheets=True)
        walker.add(package.xml("content.xml", context.limits.max_text_bytes))
        said = [f"{code}: {number}" for code, number in sorted(walker.counts.items())]
        reading = self._reading(source, lines, said)
        return reading if package.is_whole else reading.replaced(**_DAMAGED)

    def _read_workbook(
        self, source: SourceFile, context: Context, package: OfficePackage
    ) -> Reading:
        lines = LineCollector(context.limits.max_pages_per_file)
        book = _WorkbookText(Workbook(package), lines)
        book.read_sheets()
        if lines.is_empty and book.failure is not None:
            raise book.failure
        keeper = MemberKeeper(context, source.size_bytes)
        package.keep_files(keeper, _is_file)
        reading = self._reading(source, lines, book.said(package))
        status = _DAMAGED if book.failure or not package.is_whole else keeper.status_fields()
        return reading.replaced(
            members=tuple(keeper.members),
            deviations=(*reading.deviations, *keeper.deviations()),
            **(status if reading.status == "read" else {}),
        )


class _WorkbookText:
    """A workbook on its way to pages."""

    def __init__(self, workbook: Workbook, lines: LineCollector) -> None:
        self._workbook = workbook
        self._lines = lines
        self._drawn = MarkupText(lines)
        self.failure: RecordError | None = None

    def read_sheets(self) -> None:
        """Every sheet, hidden ones too."""
        for sheet in self._workbook.sheets:
            self._lines.break_page(sheet.name)
            if sheet.is_hidden:
                self._workbook.counts["hidden_sheets_shown"] += 1
            try:
                self._read_sheet(sheet)
            except RecordError as error:
                self.failure = error

    def _read_sheet(self, sheet: Sheet) -> None:
        for row in self._workbook.rows(sheet):
            self._lines.add(row_line(row))
            if self._lines.is_cut:
                return
        for remark in self._workbook.remarks(sheet):
            self._lines.add(one_line(remark))
        for drawing in self._workbook.drawings(sheet):
            self._drawn.add(drawing)

    def said(self, package: OfficePackage) -> list[str]:
        """What departs from a plain table."""
        counts = self._workbook.counts + self._drawn.counts
        if any(name.endswith("vbaProject.bin") for name in package.names):
            counts["macros_not_run"] += 1
        return [f"{code}: {number}" for code, number in sorted(counts.items())]


def _is_file(name: str) -> bool:
    folded = f"/{name.casefold()}"
    return "/media/" in folded or "/embeddings/" in folded
