"""The list of files as rows of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from huizhen.core.records.inventory import InventoryEntry, shown
from huizhen.web.wording import (
    FILE_STATUS,
    FILE_STATUS_MEANING,
    KIND,
    Sentence,
    language_name,
    sentence,
    word,
)


@dataclass(frozen=True)
class StatusCount:
    """How many files have a status; `key` '' counts all."""

    key: str
    label: str
    meaning: str
    files: int


@dataclass(frozen=True)
class FileRow:
    """One received file, ready to be shown."""

    path: str
    title: str
    kind: str
    language: str
    document_date: str
    status: str
    status_label: str
    code: str
    message: Sentence
    remedy: Sentence
    pages: int
    facts: int
    size_bytes: int
    same_as: str
    notes: tuple[str, ...]


def status_counts(entries: Sequence[InventoryEntry]) -> tuple[StatusCount, ...]:
    """Files by status in the order of the statuses; those that no file has are left out."""
    counted = Counter(entry.status for entry in entries)
    return tuple(
        StatusCount(key, str(label), word(FILE_STATUS_MEANING, key), counted[key])
        for key, label in FILE_STATUS.items()
        if counted[key]
    )


def file_rows(entries: Iterable[InventoryEntry], language: str) -> tuple[FileRow, ...]:
    """The entries as rows in the reader's language."""
    return tuple(_row(entry, language) for entry in entries)


def _row(entry: InventoryEntry, language: str) -> FileRow:
    return FileRow(
        path=shown(entry.path),
        title=shown(" ".join(entry.title.split())),
        kind=word(KIND, entry.kind),
        language=language_name(entry.language) if entry.language else "",
        document_date=entry.document_date,
        status=entry.status,
        status_label=word(FILE_STATUS, entry.status),
        code=entry.code,
        message=sentence(entry.message, language),
        remedy=sentence(entry.remedy, language),
        pages=entry.pages,
        facts=entry.facts,
        size_bytes=entry.size_bytes,
        same_as=shown(entry.same_as),
        notes=tuple(_notes(entry)),
    )


def _notes(entry: InventoryEntry) -> Iterable[str]:
    for note in entry.page_notes:
        detail = f": {note.detail}" if note.detail else ""
        page = gettext("page %(number)s") % {"number": note.ordinal}
        yield f"{page}: {shown(note.code + detail)}"
    yield from (shown(" ".join(deviation.split())) for deviation in entry.deviations)
