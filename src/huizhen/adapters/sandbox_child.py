"""The worker child: sets its own limits, then performs one work after another from its stdin."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import hashlib
import json
import os
import resource
import signal
import socket
import struct
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from huizhen.core.errors import HuizhenError, TooLargeRecord
from huizhen.core.reading.limits import Limits
from huizhen.core.reading.names import clean_member_name
from huizhen.core.records.json_bytes import json_bytes
from huizhen.core.records.page import SourceId
from huizhen.core.records.reading import Member

_FRAME = struct.Struct(">I")
_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER_NEWNET = 0x10000000 | 0x40000000


class FileSource:
    """A source on disk, opened read only."""

    def __init__(self, path: str, name: str, source_id: str) -> None:
        self._path = Path(path)
        self.name = name
        self.source_id = SourceId(source_id)
        self.size_bytes = self._path.stat().st_size

    @property
    def path(self) -> Path:
        """Where the bytes are."""
        return self._path

    @contextlib.contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """A binary stream over the bytes."""
        with self._path.open("rb") as stream:
            yield stream

    def read(self, limit: int) -> bytes:
        """All bytes; TooLargeRecord above `limit`."""
        if self.size_bytes > limit:
            raise TooLargeRecord(
                "file_too_large",
                f"The file has {self.size_bytes} bytes; its format is read up to {limit}.",
                "Send it in smaller parts, or raise the limit in the settings.",
            )
        return self._path.read_bytes()


class SpoolContext:
    """Keeps files found inside a source under their SHA-256."""

    def __init__(self, spool: Path, limits: Limits) -> None:
        self.limits = limits
        self._spool = spool
        self._expanded = 0
        self._members = 0

    def keep(self, name: str, chunks: Iterable[bytes]) -> Member:
        """Stream one embedded file to the spool; TooLargeRecord above a limit."""
        self._members += 1
        if self._members > self.limits.max_members:
            raise _too_large("archive_too_many_members", "max_members")
        self._spool.mkdir(parents=True, exist_ok=True, mode=0o700)
        digest = hashlib.sha256()
        size = 0
        handle, temporary = tempfile.mkstemp(dir=self._spool, prefix=".writing-")
        try:
            with os.fdopen(handle, "wb") as stream:
                for chunk in chunks:
                    size += len(chunk)
                    self._expanded += len(chunk)
                    if size > self.limits.max_member_bytes:
                        raise _too_large("member_too_large", "max_member_bytes")
                    if self._expanded > self.limits.max_expanded_bytes:
                        raise _too_large("archive_too_large", "max_expanded_bytes")
                    digest.update(chunk)
                    stream.write(chunk)
            source_id = digest.hexdigest()
            target = self._spool / source_id[:2] / source_id
            target.parent.mkdir(exist_ok=True)
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return Member(name=clean_member_name(name), source_id=SourceId(source_id), size_bytes=size)


def _too_large(code: str, setting: str) -> TooLargeRecord:
    return TooLargeRecord(
        code,
        "The file holds more than the limit when it is unpacked.",
        f"Unpack it and send only the medical files, or raise the setting {setting}.",
    )


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise OSError("a worker has no network")


def confine(role: str, limits: Limits) -> None:
    """Die with the parent, no network, bounded memory, no core dumps."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.unshare(_CLONE_NEWUSER_NEWNET)  # best effort: needs a kernel that permits it
    socket.socket.connect = _refuse  # type: ignore[method-assign]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if role != "ocr":  # the OCR runtime reserves far more address space than it uses
        memory = limits.parser_memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _answer(perform: Any, message: bytes) -> dict[str, object]:
    try:
        data = perform(json.loads(message))
    except HuizhenError as error:
        return {"code": error.code, "message": error.message, "remedy": error.remedy}
    except MemoryError:
        return {
            "code": "parser_memory",
            "message": "Reading the file needs more memory than the limit.",
            "remedy": "Send the file in smaller parts, or raise parser_memory_bytes.",
        }
    except Exception as error:  # noqa: BLE001 - whatever a parser raises, the file is listed
        return {
            "code": "reader_failed",
            "message": f"The reader could not follow this file ({type(error).__name__}).",
            "remedy": "Ask for the file again, or in another format (PDF, original export).",
        }
    return {"data": data}


def main() -> None:
    """Frames of JSON from stdin to stdout until the parent closes the pipe."""
    setup = json.loads(sys.argv[1])
    limits = Limits.model_validate(setup["limits"])
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    confine(setup["role"], limits)
    from huizhen.adapters import sandbox_tasks

    perform = sandbox_tasks.performer(Path(setup["spool"]), limits)
    requests = sys.stdin.buffer
    is_first = True
    while True:
        header = requests.read(_FRAME.size)
        if len(header) < _FRAME.size:
            return
        message = requests.read(_FRAME.unpack(header)[0])
        reply = json_bytes(_answer(perform, message))
        replies.write(_FRAME.pack(len(reply)) + reply)
        replies.flush()
        gc.collect()
        if is_first:  # what the work has loaded need not be looked through after each
            gc.freeze()
            is_first = False


if __name__ == "__main__":
    main()
