"""Pixels for those who look: frames, pictures and whole headers, by a child of the web process.

One child waits for work and is started when it is first needed. Instances lie in clear in a folder
of this process for as long as the child opens them.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from huizhen.core.errors import HuizhenError
from huizhen.core.ports import Outcome, Work, Workers
from huizhen.core.records.value import content_hash
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import (
    blob_bytes,
    blob_part,
    delete_blob,
    store_bytes,
    write_clear,
)
from huizhen.ground.files.models import Blob
from huizhen.ground.imaging.children import ChildPool, child_pool, performed
from huizhen.ground.imaging.models import ImagingInstanceRow, ImagingSeriesRow

NATIVE: Final = "1.2.840.10008.1.2.1"
HTJ2K_LOSSLESS: Final = "1.2.840.10008.1.2.4.201"
_METADATA = "imaging_metadata"
_BATCH = 50


@dataclass(frozen=True)
class Frames:
    """Frames of an instance, all in one transfer syntax."""

    frames: tuple[bytes, ...]
    transfer_syntax_uid: str


@dataclass(frozen=True)
class Look:
    """How a frame is to be shown; what is not told is as the instance has it."""

    frame: int = 0
    """From 0."""
    format: str = "JPEG"
    quality: int = 90
    window: tuple[float, float, str] | None = None
    viewport: tuple[float, ...] | None = None


def _pool() -> ChildPool:
    return child_pool(1)


def derived_frames(
    case: Case, row: ImagingInstanceRow, indices: Sequence[int] | None
) -> Frames | None:
    """Frames of the derivative as HTJ2K, without any child; None where there is none."""
    blob, places = row.derivative, row.derivative_frames
    if blob is None or not places:
        return None
    wanted = range(len(places)) if indices is None else indices
    if any(not 0 <= index < len(places) for index in wanted):
        raise _no_frame()
    chosen = [places[index] for index in wanted]
    parts = (blob_part(case, blob, start, start + length) for start, length in chosen)
    return Frames(tuple(parts), HTJ2K_LOSSLESS)


def decoded_frames(
    case: Case, row: ImagingInstanceRow, indices: Sequence[int] | None, *, stored: bool = False
) -> Frames:
    """Frames as stored values, little endian; with `stored` as the original keeps them."""
    with _pool().used() as (workers, place), _clear(case, row, place) as path:
        target = path.with_suffix(".frames")
        given: dict[str, object] = {
            "path": str(path),
            "frames": None if indices is None else list(indices),
            "stored": stored,
            "target": str(target),
            "units": 1 + row.frames // 200,
        }
        try:
            told = _told(workers, "dicom_frames", given)
            data = target.read_bytes()
        finally:
            target.unlink(missing_ok=True)
    parts = tuple(data[start : start + length] for start, length in told["frames"])
    return Frames(parts, str(told["transfer_syntax_uid"]))


def rendered(case: Case, row: ImagingInstanceRow, look: Look) -> bytes:
    """A frame as a picture."""
    with _pool().used() as (workers, place), _clear(case, row, place) as path:
        given: dict[str, object] = {
            "path": str(path),
            "frame": look.frame,
            "format": look.format,
            "quality": look.quality,
            "window": list(look.window) if look.window else None,
            "viewport": list(look.viewport) if look.viewport else None,
        }
        return base64.b64decode(str(_told(workers, "dicom_render", given)["data"]))


def bulk_data(case: Case, row: ImagingInstanceRow, tag: str) -> bytes:
    """The bytes of one attribute, by its tag as eight hexadecimal figures."""
    with _pool().used() as (workers, place), _clear(case, row, place) as path:
        target = path.with_suffix(".bulk")
        given: dict[str, object] = {"path": str(path), "tag": tag, "target": str(target)}
        try:
            _told(workers, "dicom_bulk", given)
            return target.read_bytes()
        finally:
            target.unlink(missing_ok=True)


def headers_in(files: Sequence[Iterable[bytes]]) -> list[Mapping[str, Any] | None]:
    """What whole files say of themselves: `instance` and `metadata`, None for what is no DICOM
    instance. Each file is given in pieces."""
    with _pool().used() as (workers, place):
        paths = [place / f"sent{number}" for number in range(len(files))]
        try:
            for path, pieces in zip(paths, files, strict=True):
                with path.open("wb") as target:
                    target.writelines(pieces)
            items = [{"key": str(n), "path": str(path)} for n, path in enumerate(paths)]
            work = Work(key="sent", kind="dicom_index_whole", input={"items": items})
            told: dict[str, Any] = {}
            for outcome in performed(workers, [work]):
                told.update((outcome.data or {}).get("items") or {})  # type: ignore[call-overload]
        finally:
            for path in paths:
                path.unlink(missing_ok=True)
    found = [told.get(str(number)) for number in range(len(files))]
    return [one if one and "instance" in one else None for one in found]


def whole_headers(
    case: Case, series: ImagingSeriesRow, rows: Sequence[ImagingInstanceRow]
) -> dict[str, Any]:
    """The whole headers of a series' instances as DICOM JSON by SHA-256: made when somebody asks
    for the first time, and kept."""
    of = content_hash([row.sha256 for row in rows])
    if series.metadata is not None and series.metadata_of == of:
        kept: dict[str, Any] = json.loads(zlib.decompress(blob_bytes(case, series.metadata)))
        return kept
    made: dict[str, Any] = {}
    for start in range(0, len(rows), _BATCH):
        made.update(_headers(case, rows[start : start + _BATCH]))
    data = zlib.compress(json.dumps(made, separators=(",", ":")).encode(), 1)
    blob = store_bytes(case, _METADATA, data)
    old = series.metadata_id
    case_rows(case, ImagingSeriesRow).filter(pk=series.pk).update(metadata=blob, metadata_of=of)
    if old is not None:
        for spare in case_rows(case, Blob).filter(pk=old):
            delete_blob(spare)
    return made


def _headers(case: Case, rows: Sequence[ImagingInstanceRow]) -> dict[str, Any]:
    with _pool().used() as (workers, place):
        paths = {row.sha256: place / row.sha256 for row in rows}
        try:
            for row in rows:
                write_clear(case, row.blob, paths[row.sha256])
            items = [{"key": sha256, "path": str(path)} for sha256, path in paths.items()]
            work = Work(key="headers", kind="dicom_json", input={"items": items, "units": 2})
            told: dict[str, Any] = {}
            for outcome in performed(workers, [work]):
                told.update((outcome.data or {}).get("items") or {})  # type: ignore[call-overload]
        finally:
            for path in paths.values():
                path.unlink(missing_ok=True)
    return {sha256: one for sha256, one in told.items() if one}


@contextmanager
def _clear(case: Case, row: ImagingInstanceRow, place: Path) -> Iterator[Path]:
    path = place / row.sha256
    try:
        write_clear(case, row.blob, path)
        yield path
    finally:
        path.unlink(missing_ok=True)


def _told(workers: Workers, kind: str, given: dict[str, object]) -> dict[str, Any]:
    [outcome] = list(workers.perform([Work(key=kind, kind=kind, input=given)]))
    if outcome.data is None:
        raise _failed(outcome)
    return dict(outcome.data)


def _failed(outcome: Outcome) -> HuizhenError:
    if outcome.code == "dicom_without_pixels":
        return _no_frame()
    return HuizhenError(outcome.code, outcome.message, outcome.remedy)


def _no_frame() -> HuizhenError:
    return NoSuchFrame()


class NoSuchFrame(HuizhenError):
    """The instance has no such frame, or nothing of that kind."""

    status = 404

    def __init__(self) -> None:
        super().__init__(
            "no_such_frame",
            "The instance has no such frame.",
            "Ask for another frame, counted from 1.",
        )
