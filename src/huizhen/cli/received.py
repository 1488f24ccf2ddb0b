"""What lies in a records folder: every file by path and SHA-256, nothing followed out of it."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from huizhen.core.ports import DerivedStore
from huizhen.core.reading.limits import Limits
from huizhen.core.reading.plan import Located
from huizhen.core.records.inventory import InventoryEntry
from huizhen.core.records.page import SourceId
from huizhen.core.records.reading import Received
from huizhen.core.records.value import Value

_CHUNK = 1 << 20
_STAMPS_KEY = "stamps"


class ReceivedFolder(Value):
    """The files of a folder in path order, and what in it is not a file that can be read."""

    files: tuple[Located, ...] = ()
    refused: tuple[InventoryEntry, ...] = ()


def shown_path(path: Path, root: Path) -> str:
    """The path below the root with '/'; bytes that are not UTF-8 become visible escapes."""
    raw = os.fsencode(path.relative_to(root).as_posix())
    return raw.decode("utf-8", "backslashreplace")


def receive_folder(
    records: Path, limits: Limits, store: DerivedStore, exclude: Path, tick: Callable[[str], None]
) -> ReceivedFolder:
    """Every entry below `records`, with hashes; unchanged files are not hashed again."""
    stamps = store.get("hashes", _STAMPS_KEY) or {}
    fresh: dict[str, object] = {}
    files: list[Located] = []
    refused: list[InventoryEntry] = []
    total = 0
    root = records if records.is_dir() else records.parent
    for path in _walk(records, exclude):
        name = shown_path(path, root)
        status = path.lstat()
        if problem := _unreadable(path, status):
            refused.append(_refused(name, *problem))
            continue
        size = status.st_size
        if problem := _above_limits(len(files), total + size, size, limits):
            refused.append(_refused(name, *problem, size_bytes=size))
            continue
        total += size
        tick(name)
        stamp = [size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]
        source_id = _known_hash(stamps.get(name), stamp) or _hash_of(path)
        fresh[name] = [*stamp, source_id]
        received = Received(path=name, source_id=source_id, size_bytes=size)
        files.append(Located(received=received, path=path))
    if fresh != stamps:
        store.put("hashes", _STAMPS_KEY, fresh)
    return ReceivedFolder(files=tuple(files), refused=tuple(refused))


def _walk(records: Path, exclude: Path) -> Iterator[Path]:
    if records.is_file():
        yield records
        return
    waiting = [records]
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name, reverse=True)
        except OSError:
            yield folder
            continue
        folders = [e for e in entries if e.is_dir(follow_symlinks=False)]
        yield from (Path(e.path) for e in reversed(entries) if e not in folders)
        waiting.extend(Path(e.path) for e in folders if Path(e.path) != exclude)


def _unreadable(path: Path, status: os.stat_result) -> tuple[str, str, str] | None:
    if stat.S_ISLNK(status.st_mode):
        return (
            "symbolic_link",
            "A link to another place; links are not followed.",
            "Put the file itself into the folder.",
        )
    if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
        return (
            "not_a_file",
            "A device, pipe or socket, not a file.",
            "Put the file itself into the folder.",
        )
    if stat.S_ISDIR(status.st_mode) or not os.access(path, os.R_OK):
        return (
            "no_permission",
            "It cannot be opened with the rights of this user.",
            "Give this user the right to read it, then run the command again.",
        )
    return None


def _above_limits(count: int, total: int, size: int, limits: Limits) -> tuple[str, str, str] | None:
    over = [
        setting
        for setting, is_over in (
            ("max_files", count >= limits.max_files),
            ("max_total_bytes", total > limits.max_total_bytes),
            ("max_file_bytes", size > limits.max_file_bytes),
        )
        if is_over
    ]
    if not over:
        return None
    return (
        "above_limit",
        f"The run's limit {over[0]} is reached; this file was not opened.",
        f"Run the command again with HUIZHEN_{over[0].upper()} set higher; what is read is kept.",
    )


def _refused(
    name: str, code: str, message: str, remedy: str, size_bytes: int = 0
) -> InventoryEntry:
    return InventoryEntry(
        path=name,
        source_id="",
        kind="unknown",
        status="not_read",
        code=code,
        message=message,
        remedy=remedy,
        size_bytes=size_bytes,
    )


def _known_hash(known: object, stamp: list[int]) -> SourceId | None:
    if isinstance(known, list) and known[:-1] == stamp:
        return SourceId(str(known[-1]))
    return None


def _hash_of(path: Path) -> SourceId:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return SourceId(digest.hexdigest())
