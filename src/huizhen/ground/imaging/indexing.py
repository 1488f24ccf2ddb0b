"""From received files to rows of instances: first bytes to the children, headers back, kept.

Each batch is one short transaction: a worker that is killed loses the batch that it had in hand,
and the next one looks at it again.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from huizhen.core.ports import Work, Workers
from huizhen.core.reading.registry import HEAD_BYTES
from huizhen.core.records.json_bytes import json_bytes
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import delete_blob, store_bytes, write_clear
from huizhen.ground.files.models import Blob
from huizhen.ground.imaging.children import performed
from huizhen.ground.imaging.held import Read, read_headers
from huizhen.ground.imaging.models import ImagingFile, ImagingHeaders, ImagingInstanceRow
from huizhen.ground.imaging.queries import uid_key
from huizhen.ground.imaging.sources import Kind, Source, write_heads
from huizhen.ground.inserting import insert_rows
from huizhen.ground.jobs.ledger import Running

BATCH: Final = 200
HEADERS: Final = "imaging_headers"
_WHOLE_BYTES = 256 << 20
"""Whole files that lie in clear at once while children look at them, about."""
_PIXELS = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")
Told = Mapping[str, Any]


@dataclass
class Looked:
    """What a batch of files turned out to be."""

    instances: list[tuple[Source, Told]] = field(default_factory=list)
    """`instance` and `metadata` of each."""
    directories: list[tuple[Source, Told]] = field(default_factory=list)
    """What a DICOMDIR names."""
    kinds: dict[str, tuple[Source, Kind, str]] = field(default_factory=dict)
    """Every received file by its SHA-256, with its kind and why nothing was found in it."""

    def add(self, source: Source, told: Told | None) -> bool:
        """Keep what a child told of a source; whether it was anything."""
        if told and "instance" in told:
            self.instances.append((source, told))
        elif told and "directory" in told:
            self.directories.append((source, told["directory"]))
        return bool(told)


class Bench:
    """A place, children, and the job in whose name they work."""

    def __init__(
        self, case: Case, running: Running, workers: Workers, place: Path, spool: Path
    ) -> None:
        self.case, self.running, self.workers = case, running, workers
        self.place, self.spool = place, spool
        self.read: dict[UUID, Read] = {}
        """Headers that were kept here, by their rows."""
        self._number = 0

    def path(self, kind: str) -> Path:
        """A new name in the place."""
        self._number += 1
        return self.place / f"{kind}{self._number}"

    def perform(self, kind: str, items: list[dict[str, object]], **more: object) -> dict[str, Any]:
        """What children told of items, by their keys; None for what made its child stop."""
        if not items:
            return {}
        found: dict[str, Any] = {}
        units = 1 + len(items) // 20
        work = Work(key=f"{kind}{self._number}", kind=kind,
                    input={"items": items, "units": units, **more})  # fmt: skip
        for outcome in performed(self.workers, [work]):
            told = (outcome.data or {}).get("items")
            if isinstance(told, dict):
                found.update(told)
        return found


def look_at(bench: Bench, sources: Sequence[Source]) -> tuple[Looked, list[Source]]:
    """What the sources are, and those of them that hold other files."""
    looked, containers = Looked(), []
    heads, dicom, items = bench.path("heads"), [], []
    offset = 0
    for source, kind in write_heads(bench.case, sources, heads):
        looked.kinds[source.sha256] = (source, kind, "")
        if kind == "archive":
            containers.append(source)
        if kind != "dicom":
            continue
        length = min(HEAD_BYTES, source.size_bytes)
        place = {"offset": offset, "length": length, "size": source.size_bytes}
        items.append({"key": source.sha256, **place})
        dicom.append(source)
        offset += length
    told = bench.perform("dicom_index", items, heads=str(heads))
    heads.unlink()
    left = [source for source in dicom if not looked.add(source, told.get(source.sha256))]
    for some in _by_size(left):
        _look_at_whole(bench, some, looked)
    return looked, containers


def _look_at_whole(bench: Bench, sources: Sequence[Source], looked: Looked) -> None:
    """Files whose first bytes do not tell: the children look at all of them."""
    paths = {source.sha256: bench.path("whole") for source in sources}
    for source in sources:
        bench.running.tell("index_images")
        write_clear(bench.case, source.blob_id, paths[source.sha256])
    items: list[dict[str, object]] = [
        {"key": source.sha256, "path": str(paths[source.sha256])} for source in sources
    ]
    told = bench.perform("dicom_index_whole", items)
    for source in sources:
        paths[source.sha256].unlink(missing_ok=True)
        if not looked.add(source, told.get(source.sha256)):
            looked.kinds[source.sha256] = (source, "other", "not_an_instance")


def _by_size(sources: Iterable[Source]) -> Iterator[list[Source]]:
    some: list[Source] = []
    size = 0
    for source in sources:
        if some and size + source.size_bytes > _WHOLE_BYTES:
            yield some
            some, size = [], 0
        some.append(source)
        size += source.size_bytes
    if some:
        yield some


def keep(bench: Bench, looked: Looked, received: Iterable[str] | None = None) -> int:
    """Write what was found in one transaction; how many instances are new. `received` are the
    SHA-256 of the received files that are done with this; all that were looked at by default."""
    case = bench.case
    known = _known(case, [source.sha256 for source, _ in looked.instances])
    new = {source.sha256: (source, one) for source, one in looked.instances}
    fresh = [one for sha256, one in new.items() if sha256 not in known]
    told = _headers_told(fresh, looked.directories)
    blob = _headers_blob(case, told) if told else None
    headers: ImagingHeaders | None = None
    try:
        with transaction.atomic():
            bench.running.still_mine()
            if blob is not None:
                headers = ImagingHeaders.behind_door.create(
                    case=case, blob=blob, instances=len(fresh)
                )
                _note_instances(case, fresh, headers)
            _note_files(case, looked, None if received is None else set(received))
    except BaseException:
        if blob is not None:
            delete_blob(blob)
        raise
    if headers is not None:
        bench.read[headers.pk] = read_headers(told)
    return len(fresh)


def _known(case: Case, hashes: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(hashes), 500):
        rows = case_rows(case, ImagingInstanceRow).filter(sha256__in=hashes[start : start + 500])
        found.update(rows.values_list("sha256", flat=True))
    return found


def _headers_told(
    instances: Sequence[tuple[Source, Told]], directories: Sequence[tuple[Source, Told]]
) -> dict[str, Any]:
    """As a blob of headers has it."""
    told: dict[str, Any] = {
        source.sha256: {**one, "path": source.path} for source, one in instances
    }
    if directories:
        told["directories"] = [
            {"source_id": source.sha256, "folder": source.folder, "directory": one}
            for source, one in directories
        ]
    return told


def _headers_blob(case: Case, told: Told) -> Blob:
    return store_bytes(case, HEADERS, zlib.compress(json_bytes(told), 1))


def _note_instances(
    case: Case, fresh: Iterable[tuple[Source, Told]], headers: ImagingHeaders
) -> None:
    rows = [
        (
            source.sha256,
            uid_key(case, told["instance"].get("sop_instance_uid", "") or source.sha256),
            source.file_id,
            source.blob_id,
            _frames(told["instance"]),
            source.size_bytes,
            told["instance"].get("transfer_syntax_uid", "")[:64],
        )
        for source, told in fresh
    ]
    names = ("sha256", "uid_key", "file_id", "blob_id", "frames", "size_bytes")
    insert_rows(
        ImagingInstanceRow,
        (*names, "transfer_syntax_uid"),
        rows,
        skips_known=True,
        case_id=case.pk,
        headers_id=headers.pk,
    )


def _frames(header: Told) -> int:
    """How many frames the header says that there are; 0 where it has no matrix."""
    if not header.get("rows"):
        return 0
    told = header.get("number_of_frames", "")
    return min(int(told), 1 << 30) if told.isascii() and told.isdigit() and int(told) else 1


def _note_files(case: Case, looked: Looked, only: set[str] | None) -> None:
    counts: dict[Any, int] = {}
    for source, _ in looked.instances:
        counts[source.file_id] = counts.get(source.file_id, 0) + 1
    rows = [
        (source.file_id, kind, code, counts.get(source.file_id, 0))
        for sha256, (source, kind, code) in looked.kinds.items()
        if only is None or sha256 in only
    ]
    names = ("file_id", "kind", "code", "instances")
    insert_rows(ImagingFile, names, rows, skips_known=True, case_id=case.pk)
