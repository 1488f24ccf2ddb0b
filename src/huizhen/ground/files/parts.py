"""Parts of files on their way: each sealed as it comes, joined in a stream at the end."""

from __future__ import annotations

import io
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.conf import settings

from huizhen.ground.cases.models import Case


def write_part(case: Case, upload_id: UUID, data: bytes) -> Path:
    """A part sealed under a name of its own, until it is known to be the next one."""
    folder = _folder(upload_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    place = folder / f".{secrets.token_hex(8)}"
    place.write_bytes(case.seal(data))
    return place


def keep_part(place: Path, offset_bytes: int) -> None:
    """Let a part stand at its offset; a leftover of an interrupted try gives way."""
    place.replace(place.with_name(f"{offset_bytes:016d}"))


def joined_parts(case: Case, upload_id: UUID, offset_bytes: int, last: bytes) -> BinaryIO:
    """The parts before the offset in clear, one after the other, and the last that has just come;
    memory holds one part at a time. What lies behind the offset was left by an interrupted try."""
    chunks = _opened(case, upload_id, offset_bytes, last)
    return cast("BinaryIO", io.BufferedReader(_Joined(chunks)))


def remove_parts(upload_id: UUID) -> None:
    """Remove what has come of an upload."""
    shutil.rmtree(_folder(upload_id), ignore_errors=True)


def _opened(case: Case, upload_id: UUID, offset_bytes: int, last: bytes) -> Iterator[bytes]:
    folder = _folder(upload_id)
    names = sorted(path for path in folder.glob("[0-9]*")) if folder.is_dir() else []
    for path in names:
        if int(path.name) >= offset_bytes:
            break
        yield case.unseal(path.read_bytes())
    yield last


class _Joined(io.RawIOBase):
    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def _folder(upload_id: UUID) -> Path:
    return Path(settings.HUIZHEN_HOME) / "uploads" / upload_id.hex
