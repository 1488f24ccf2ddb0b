"""Sealed bytes of a case: written once, whole or not at all, opened only through the case."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.conf import settings

from huizhen.ground.cases.models import Case
from huizhen.ground.files.keyring import seal_stream, unseal_stream
from huizhen.ground.files.models import Blob
from huizhen.ground.ids import new_id

_CHUNK = 1 << 20
_HALF_KEPT_SECONDS = 3600


class _Hashing(io.RawIOBase):
    """Counts and hashes what is read through it."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self.digest = hashlib.sha256()
        self.size_bytes = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._source.read(len(buffer))
        buffer[: len(data)] = data
        self.digest.update(data)
        self.size_bytes += len(data)
        return len(data)


def store_stream(case: Case, kind: str, source: BinaryIO) -> Blob:
    """Seal a stream for the case and note it; memory is bounded whatever its length."""
    blob_id = new_id()
    reader = _Hashing(source)
    with tempfile.NamedTemporaryFile(dir=_folder(), prefix=".writing-", delete=False) as target:
        place = Path(target.name)
        try:
            seal_stream(case.public_key, cast("BinaryIO", reader), cast("BinaryIO", target))
            target.flush()
            place.rename(blob_path(blob_id))
        except BaseException:
            place.unlink(missing_ok=True)
            raise
    return Blob.behind_door.create(
        id=blob_id,
        case=case,
        kind=kind,
        sha256=reader.digest.hexdigest(),
        size_bytes=reader.size_bytes,
    )


def store_bytes(case: Case, kind: str, data: bytes) -> Blob:
    """Seal bytes for the case."""
    return store_stream(case, kind, io.BytesIO(data))


def blob_bytes(case: Case, blob: Blob) -> bytes:
    """What the blob holds; for what fits into memory."""
    opened = io.BytesIO()
    with blob_path(blob.pk).open("rb") as sealed:
        unseal_stream(case.sealed_secret, cast("BinaryIO", sealed), opened)
    return opened.getvalue()


@contextmanager
def opened_blob(case: Case, blob: Blob) -> Iterator[BinaryIO]:
    """The blob in clear as an unnamed file of this process, gone when left."""
    with tempfile.TemporaryFile(dir=work_folder()) as clear:
        with blob_path(blob.pk).open("rb") as sealed:
            unseal_stream(case.sealed_secret, cast("BinaryIO", sealed), cast("BinaryIO", clear))
        clear.seek(0)
        yield cast("BinaryIO", clear)


def write_clear(case: Case, blob: Blob, path: Path) -> None:
    """Write the blob in clear, for a worker child that has to open it; remove it afterwards."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with opened_blob(case, blob) as clear, path.open("wb") as target:
        shutil.copyfileobj(clear, target, _CHUNK)


def delete_blob(blob: Blob) -> None:
    """Remove row and bytes."""
    path = blob_path(blob.pk)
    blob.delete()
    path.unlink(missing_ok=True)


def blob_path(blob_id: UUID) -> Path:
    """Where a blob's sealed bytes lie."""
    name = blob_id.hex
    folder = _folder() / name[-2:]  # the last digits of a UUIDv7 are random
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder / name


def work_folder() -> Path:
    """Where a worker may have something in clear for as long as it works on it."""
    return _made(Path(settings.HUIZHEN_HOME) / "work")


@contextmanager
def workplace(name: str) -> Iterator[Path]:
    """A folder of this process, gone when left; `sweep` removes it should the process be killed."""
    place = Path(tempfile.mkdtemp(dir=work_folder(), prefix=f"{name}-{os.getpid()}-"))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def sweep() -> None:
    """Remove what killed processes left: their workplaces, and halves of blobs an hour old."""
    for place in work_folder().iterdir():
        parts = place.name.split("-")
        if len(parts) >= 3 and parts[1].isdigit() and not _is_running(int(parts[1])):
            shutil.rmtree(place, ignore_errors=True)
    for half in _folder().glob(".writing-*"):
        if time.time() - half.stat().st_mtime > _HALF_KEPT_SECONDS:
            half.unlink(missing_ok=True)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _folder() -> Path:
    return _made(Path(settings.HUIZHEN_HOME) / "blobs")


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
