"""The list of files as rows of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from huizhen.core.records.inventory import InventoryEntry, shown
from huizhen.ground.records.reasons import REASON_OF, Reason
from huizhen.ground.records.wording import (
    FILE_STATUS,
    FILE_STATUS_MEANING,
    KIND,
    PAGE_NOTE,
    language_name,
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
    reason: Reason | None
    """In the reader's language; None where the core's sentence is all there is."""
    message: str
    remedy: str
    pages: int
    facts: int
    size_bytes: int
    same_as: str
    notes: tuple[str, ...]


def status_counts(entries: Sequence[InventoryEntry]) -> tuple[StatusCount, ...]:
    """Files by status in the order of the statuses; those that no file has are left out."""
    counted: Counter[str] = Counter(entry.status for entry in entries)
    return tuple(
        StatusCount(key, str(label), word(FILE_STATUS_MEANING, key), counted[key])
        for key, label in FILE_STATUS.items()
        if counted[key]
    )


def source_paths(entries: Iterable[InventoryEntry]) -> dict[str, str]:
    """The first path of every source."""
    paths: dict[str, str] = {}
    for entry in entries:
        if not entry.same_as:
            paths.setdefault(entry.source_id, entry.path)
    return paths


def file_rows(
    entries: Iterable[InventoryEntry], paths: Mapping[str, str], language: str
) -> tuple[FileRow, ...]:
    """The entries as rows in the reader's language; `paths` as `source_paths` gives them."""
    return tuple(_row(entry, paths, language) for entry in entries)


def _row(entry: InventoryEntry, paths: Mapping[str, str], language: str) -> FileRow:
    return FileRow(
        path=shown(entry.path),
        title=shown(" ".join(entry.title.split())),
        kind=word(KIND, entry.kind),
        language=", ".join(language_name(code) for code in entry.language.split(",") if code),
        document_date=entry.document_date,
        status=entry.status,
        status_label=word(FILE_STATUS, entry.status),
        code=entry.code,
        reason=REASON_OF.get(entry.code) if language != "en" else None,
        message=shown(entry.message),
        remedy=shown(entry.remedy),
        pages=entry.pages,
        facts=entry.facts,
        size_bytes=entry.size_bytes,
        same_as=shown(entry.same_as),
        notes=tuple(_notes(entry, paths)),
    )


def _notes(entry: InventoryEntry, paths: Mapping[str, str]) -> Iterable[str]:
    for note in entry.page_notes:
        page = gettext("page %(number)s") % {"number": note.ordinal}
        detail = f" ({_place(note.detail, paths)})" if note.detail else ""
        yield f"{page}: {shown(word(PAGE_NOTE, note.code))}{detail}"
    yield from (shown(" ".join(deviation.split())) for deviation in entry.deviations)


def _place(detail: str, paths: Mapping[str, str]) -> str:
    """A detail that names a page of another file names its path."""
    source_id, _, ordinal = detail.partition(":")
    if source_id not in paths:
        return shown(detail)
    page = gettext("page %(number)s") % {"number": ordinal}
    return f"{shown(paths[source_id])}, {page}"
