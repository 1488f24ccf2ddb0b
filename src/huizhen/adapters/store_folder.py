"""Derived results in PACKAGE/.huizhen: gzip JSON by key, embedded files by SHA-256."""

from __future__ import annotations

import fcntl
import gzip
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from huizhen.core.errors import PackageError

STATE_FOLDER = ".huizhen"


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: a killed run never leaves half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(temporary).chmod(0o600)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


class FolderStore:
    """A derived store in one folder, with one writer at a time."""

    def __init__(self, package: Path) -> None:
        self.package = package
        self.folder = package / STATE_FOLDER
        self._lock: IO[bytes] | None = None

    def open(self) -> None:
        """Make the folder and take the lock; PackageError when it is not ours or in use."""
        self._refuse_foreign_folder()
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (self.folder / "lock").open("ab")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.close()
            raise PackageError(
                "package_in_use",
                "Another run is writing this package.",
                "Wait until it has finished, or stop it; then run the command again.",
            ) from error
        self._lock = lock
        for left in (*self.folder.rglob(".writing-*"), *self.package.glob(".writing-*")):
            left.unlink(missing_ok=True)

    def _refuse_foreign_folder(self) -> None:
        if not self.package.exists():
            return
        if not self.package.is_dir():
            raise PackageError(
                "package_not_a_folder",
                "The package path is a file.",
                "Give --out a new folder, or one that an earlier run made.",
            )
        ours = self.folder.exists() or (self.package / "manifest.json").exists()
        if not ours and any(self.package.iterdir()):
            raise PackageError(
                "package_folder_not_empty",
                "The package folder holds other files.",
                "Give --out a new or empty folder, so that nothing of yours is overwritten.",
            )

    def close(self) -> None:
        """Release the lock."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def clean(self) -> None:
        """Remove readings and progress; the package itself stays."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def get(self, kind: str, key: str) -> dict[str, object] | None:
        """A stored result; a damaged one is as good as none, for it can be rebuilt."""
        try:
            data = json.loads(gzip.decompress(self._path(kind, key).read_bytes()))
        except (OSError, EOFError, ValueError):
            return None
        return data if isinstance(data, dict) else None

    def put(self, kind: str, key: str, data: Mapping[str, object]) -> None:
        """Store a result whole or not at all."""
        text = json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass")
        write_atomically(self._path(kind, key), gzip.compress(text, 1, mtime=0))

    def _path(self, kind: str, key: str) -> Path:
        return self.folder / kind / key[:2] / f"{key}.json.gz"

    @property
    def spool(self) -> Path:
        """Where embedded files are kept."""
        return self.folder / "members"

    def member_path(self, source_id: str) -> Path:
        """Where the bytes of an embedded file are."""
        return self.spool / source_id[:2] / source_id
