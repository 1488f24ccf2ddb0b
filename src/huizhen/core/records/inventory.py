"""The inventory: one line for every received file, what it is and what became of it."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Sequence
from typing import Literal

from huizhen.core.records.value import Value

FileStatus = Literal["read", "part", "not_read", "quarantined", "unidentified", "ignored"]

INVENTORY_COLUMNS = (
    "path", "status", "kind", "code", "message", "remedy", "pages", "language", "facts",
    "document_date", "title", "size_bytes", "same_as", "source_id",
)  # fmt: skip


class PageNote(Value):
    """A page with a fate of its own: quarantined, not recognised, a copy of another page."""

    ordinal: int
    code: str
    detail: str = ""


class InventoryEntry(Value):
    """One received file; fields as `huizhen.file/1` publishes them."""

    path: str
    source_id: str
    kind: str
    status: FileStatus
    code: str = ""
    message: str = ""
    remedy: str = ""
    pages: int = 0
    language: str = ""
    facts: int = 0
    size_bytes: int = 0
    document_date: str = ""
    title: str = ""
    same_as: str = ""
    """The path at which the same bytes were read first."""
    page_notes: tuple[PageNote, ...] = ()
    deviations: tuple[str, ...] = ()


def shown(text: str) -> str:
    """Text that cannot disturb where it is shown: control, bidi and unpaired characters become
    visible escapes."""
    if text.isprintable():  # most texts are, and asking is quick
        return text
    return "".join(
        char
        if unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co")
        else f"\\u{ord(char):04x}"
        for char in text
    )


def spreadsheet_safe(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    safe = shown(text)
    return f"'{safe}" if safe[:1] in ("=", "+", "-", "@") else safe


def inventory_csv(entries: Sequence[InventoryEntry]) -> bytes:
    """The inventory as CSV with a byte order mark, so that spreadsheets show Chinese."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(INVENTORY_COLUMNS)
    for entry in entries:
        row = [getattr(entry, column) for column in INVENTORY_COLUMNS]
        writer.writerow([spreadsheet_safe(cell) if isinstance(cell, str) else cell for cell in row])
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8")
