"""The rows of a table file: each sheet of a workbook, or one delimited text."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from huizhen.core.errors import UnsupportedRecord, WrongCall
from huizhen.core.reading.delimited import DelimitedText, find_delimiter
from huizhen.core.reading.encoding import decode_text
from huizhen.core.reading.limits import Limits
from huizhen.core.reading.office_package import OfficePackage
from huizhen.core.reading.signatures import file_kind
from huizhen.core.reading.spreadsheet import Workbook

Rows = Iterator[list[str]]


def sheets_of(stream: BinaryIO, size: int, limits: Limits) -> Iterator[tuple[str, Rows]]:
    """Each sheet's name with its rows, to be read before the next one; '' for a text file."""
    head = stream.read(65_536)
    stream.seek(0)
    kind = file_kind(head)
    if kind in ("xlsx", "zip"):
        package = OfficePackage(stream, size, limits)
        package.refuse_locked()
        if package.kind != "xlsx":
            raise _not_a_table()
        book = Workbook(package)
        for sheet in book.sheets:
            yield sheet.name, book.rows(sheet)
        return
    if kind or (b"\0" in head[:4096] and not head.startswith((b"\xff\xfe", b"\xfe\xff"))):
        raise _not_a_table()
    if size > limits.max_text_bytes * 8:
        raise WrongCall(
            "file_too_large", "The table is too large.", "Divide it, and import the parts."
        )
    if _is_utf8(head):
        yield "", _streamed(stream, _delimiter(head.decode("utf-8", "ignore")))
        return
    text, _, _ = decode_text(stream.read())
    yield "", DelimitedText(text.strip("\x00\x1a\ufeff"), _delimiter(text)).rows()


def _is_utf8(head: bytes) -> bool:
    """Whether the beginning is UTF-8; a sign cut off at its end does not count."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _streamed(stream: BinaryIO, delimiter: str) -> Rows:
    """Rows of UTF-8 text line by line: half a million of them never lie in memory at once."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    try:
        if delimiter == "\t":
            yield from csv.reader(text, delimiter="\t", quoting=csv.QUOTE_NONE)
        else:
            yield from csv.reader(text, delimiter=delimiter or ",")
    except (UnicodeDecodeError, csv.Error) as error:
        raise WrongCall(
            "table_damaged",
            "The table cannot be read to its end: its text is not UTF-8, or a quote never closes.",
            "Save it again as .xlsx or as .csv (UTF-8).",
        ) from error
    finally:
        if not stream.closed:  # which is the caller's to close
            text.detach()


def _delimiter(text: str) -> str:
    """A tab where the first line has one: names have commas and semicolons in them."""
    first = text.partition("\n")[0]
    return "\t" if "\t" in first else find_delimiter(text)


def _not_a_table() -> UnsupportedRecord:
    return UnsupportedRecord(
        "unknown_format",
        "The file is no .xlsx workbook, .csv, .tsv or .tmx.",
        "Open it in its program and save it as .xlsx or .csv (UTF-8).",
    )
