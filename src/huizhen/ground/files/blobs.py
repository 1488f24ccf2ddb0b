"""Sealed bytes of a case: written once, whole or not at all, opened only through the case."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast
from uuid import UUID

from django.conf import settings

from huizhen.ground.cases.models import Case
from huizhen.ground.files.keyring import envelope_for, seal_stream, unseal_part, unseal_stream
from huizhen.ground.files.models import Blob
from huizhen.ground.files.sealed_streams import Sealing
from huizhen.ground.ids import new_id
from huizhen.ground.inserting import insert_rows

_log = logging.getLogger(__name__)
_CHUNK = 1 << 20
_HALF_KEPT_SECONDS = 3600
_UNNOTED_KEPT_SECONDS = (2 * 86400, 30 * 86400)
"""Bytes without a row: the younger may belong to a request that still comes in, the older were
looked at before."""
_ASKED_AT_ONCE = 500


class NewBlob(NamedTuple):
    """Sealed bytes that have no row yet."""

    blob_id: UUID
    sha256: str
    size_bytes: int


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
    envelope = envelope_for(case.public_key)
    with _new_file(blob_id) as target:
        seal_stream(envelope, cast("BinaryIO", reader), target)
    return Blob.behind_door.create(
        id=blob_id,
        case=case,
        kind=kind,
        sha256=reader.digest.hexdigest(),
        size_bytes=reader.size_bytes,
    )


def store_bytes(case: Case, kind: str, data: bytes) -> Blob:
    """Seal bytes for the case."""
    [blob] = store_many(case, kind, [data])
    return blob


def store_many(
    case: Case, kind: str, contents: Sequence[bytes | memoryview], digests: Sequence[str] = ()
) -> list[Blob]:
    """Seal several byte strings for the case, each a blob; their SHA-256 where they are known
    already. All of them are noted at once, or none is left."""
    known = digests or [hashlib.sha256(data).hexdigest() for data in contents]
    new: list[NewBlob] = []
    sealing = Sealing(envelope_for(case.public_key))
    try:
        for data, digest in zip(contents, known, strict=True):
            new.append(write_blob(data, digest, sealing))
        return Blob.behind_door.bulk_create(
            Blob(id=one.blob_id, case=case, kind=kind, sha256=one.sha256, size_bytes=one.size_bytes)
            for one in new
        )
    except BaseException:
        forget_blobs(new)
        raise


def write_blob(data: bytes | memoryview, sha256: str, sealing: Sealing) -> NewBlob:
    """Seal bytes for the case; the row is the caller's to note, or `forget_blobs`."""
    blob_id = new_id()
    with _new_file(blob_id, buffering=0) as target:
        for piece in sealing.pieces(data):
            written = target.write(piece)
            while written < len(piece):
                written += target.write(piece[written:])
    return NewBlob(blob_id, sha256, len(data))


def note_blobs(case: Case, kind: str, new: Iterable[NewBlob]) -> None:
    """Rows of what was sealed, within the caller's transaction."""
    insert_rows(Blob, ("id", "sha256", "size_bytes"), new, case_id=case.pk, kind=kind)


def forget_blobs(new: Iterable[NewBlob]) -> None:
    """Remove the bytes of blobs that have no row."""
    for one in new:
        blob_path(one.blob_id).unlink(missing_ok=True)


@contextmanager
def _new_file(blob_id: UUID, buffering: int = -1) -> Iterator[BinaryIO]:
    """Where a blob's bytes are written: whole or not at all."""
    place = f"{_place(_home(), '')}/.writing-{blob_id.hex}"
    try:
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb", buffering=buffering) as target:
            yield target
        os.rename(place, _name(blob_id))  # noqa: PTH104 - of each file of thousands
    except BaseException:
        Path(place).unlink(missing_ok=True)
        raise


def blob_part(case: Case, blob: Blob | UUID, start: int, stop: int) -> bytes:
    """A part of a blob in clear, without opening the rest; whether the rest is whole is not known
    then."""
    with open(_name(_id(blob)), "rb") as sealed:  # noqa: PTH123 - of each file of thousands
        return unseal_part(case.sealed_secret, cast("BinaryIO", sealed), start, stop)


def blob_bytes(case: Case, blob: Blob) -> bytes:
    """What the blob holds; for what fits into memory."""
    opened = io.BytesIO()
    with blob_path(blob.pk).open("rb") as sealed:
        unseal_stream(case.sealed_secret, cast("BinaryIO", sealed), opened)
    return opened.getvalue()


@contextmanager
def opened_blob(case: Case, blob: Blob | UUID) -> Iterator[BinaryIO]:
    """The blob in clear as an unnamed file of this process, gone when left."""
    with tempfile.TemporaryFile(dir=work_folder()) as clear:
        with blob_path(_id(blob)).open("rb") as sealed:
            unseal_stream(case.sealed_secret, cast("BinaryIO", sealed), cast("BinaryIO", clear))
        clear.seek(0)
        yield cast("BinaryIO", clear)


def write_clear(case: Case, blob: Blob | UUID, path: Path) -> None:
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
    return Path(_name(blob_id))


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
    for half in Path(_place(_home(), "")).glob(".writing-*"):
        with suppress(FileNotFoundError):  # it may be whole by now, and have its own name
            if time.time() - half.stat().st_mtime > _HALF_KEPT_SECONDS:
                half.unlink()


def sweep_unnoted() -> int:
    """Remove bytes that a process wrote and did not live to note; how many. Should the rows know
    fewer of the files than not, this is some other database's folder, and nothing is touched."""
    now = time.time()
    newest, oldest = (now - seconds for seconds in _UNNOTED_KEPT_SECONDS)
    made = [
        path
        for path in Path(_place(_home(), "")).glob("[0-9a-f][0-9a-f]/*")
        if len(path.name) == 32 and oldest < _made_at(path.name) < newest
    ]
    unnoted: list[Path] = []
    for begin in range(0, len(made), _ASKED_AT_ONCE):
        some = {UUID(path.name): path for path in made[begin : begin + _ASKED_AT_ONCE]}
        known = Blob.behind_door.filter(pk__in=some).values_list("pk", flat=True)
        unnoted += [some[left] for left in some.keys() - set(known)]
    if 2 * len(unnoted) > len(made):
        _log.warning("Bytes without rows are left: %d of %d files.", len(unnoted), len(made))
        return 0
    for path in unnoted:
        path.unlink(missing_ok=True)
    return len(unnoted)


def _made_at(name: str) -> float:
    """The time in a UUIDv7, in seconds since 1970 (RFC 9562, 5.7)."""
    return int(name[:12], 16) / 1000


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def make_places() -> None:
    """All folders of blobs, so that no upload has to make them."""
    for number in range(256):
        _place(_home(), f"{number:02x}")


def _id(blob: Blob | UUID) -> UUID:
    return blob if isinstance(blob, UUID) else blob.pk


def _home() -> str:
    return str(settings.HUIZHEN_HOME)


def _name(blob_id: UUID) -> str:
    name = blob_id.hex
    return f"{_place(_home(), name[-2:])}/{name}"


@lru_cache(maxsize=1024)
def _place(home: str, last: str) -> str:
    """The folder of blobs, or that by the last digits of their names: those of a UUIDv7 are
    random. Made once a process."""
    folder = _made(Path(home) / "blobs") / last
    folder.mkdir(exist_ok=True, mode=0o700)
    return str(folder)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
