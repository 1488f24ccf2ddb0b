"""A desk's data in one file, taken while it serves, and put back into an empty folder.

Sealed bytes never change once they are written, so they are held by hard links before and after
the database is copied: whatever the copy names is among them.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from huizhen import __version__
from huizhen.core.errors import WrongCall
from huizhen.core.records.value import Value

SCHEMA: Final = "huizhen.backup/1"
_DATABASE = "db.sqlite3"
_MANIFEST = "backup.json"
_TREES = ("blobs", "uploads", "mail", "heads", "terms")
_TRIES = 5
_SAFE = re.compile(r"(blobs|uploads|mail|heads|terms|keys)/[A-Za-z0-9._/-]+")
_FORGOTTEN = ("django_session", "usersessions_usersession", "cache")
"""Who is signed in and what is counted: nothing that a backup should bring back."""


class Backup(Value):
    """What a backup holds."""

    made_at: str
    version: str
    has_keys: bool
    files: int
    database_sha256: str
    keys: tuple[str, ...]
    """Public halves of the ring that opens it: tells which keys folder belongs to it."""


class Damaged(WrongCall):
    """Not a backup, or not whole."""

    def __init__(self) -> None:
        super().__init__(
            "backup_damaged",
            "This is not a backup of a desk, or it is not whole.",
            "Use another copy of it; nothing was written.",
        )


def make_backup(home: Path, out: Path, *, with_keys: bool) -> Backup:
    """Write the backup whole or not at all; the desk may serve meanwhile."""
    if out.exists():
        raise WrongCall("file_exists", "There is a file of this name.", "Give another name.")
    if not (home / _DATABASE).is_file():
        raise WrongCall(
            "no_desk_here",
            "There is no desk with a database of its own in this folder.",
            "Give its folder with --home; back a PostgreSQL database up with pg_dump.",
        )
    work = home / "work"
    work.mkdir(exist_ok=True, mode=0o700)
    stage = Path(tempfile.mkdtemp(dir=work, prefix="backup-"))
    try:
        _stage(home, stage)
        if with_keys:
            shutil.copytree(home / "keys", stage / "keys")
        names = sorted(path for path in stage.rglob("*") if path.is_file())
        told = Backup(
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),  # noqa: TID251 - at the edge
            version=__version__,
            has_keys=with_keys,
            files=len(names),
            database_sha256=_sha256(stage / _DATABASE),
            keys=_public_keys(home / "keys"),
        )
        _write_tar(stage, names, told, out)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return told


def restore_backup(archive: Path, home: Path, keys: Path | None) -> Backup:
    """Put a backup into an empty folder, with the keys from elsewhere where it has none."""
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise WrongCall(
            "home_not_empty",
            "The folder to restore into is not empty; nothing was written.",
            "Give a new folder with --home, and move it when all is well.",
        )
    home.parent.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(dir=home.parent, prefix=".restoring-"))
    try:
        told = _read_tar(archive, place)
        if keys is not None:
            shutil.copytree(keys, place / "keys", dirs_exist_ok=True)
        _require_fitting_keys(told, place / "keys")
        for folder in (place, *(path for path in place.rglob("*") if path.is_dir())):
            folder.chmod(0o700)
        if home.exists():
            home.rmdir()
        place.rename(home)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    return told


def missing_bytes(home: Path) -> list[str]:
    """Sealed bytes that the database names and that are not there."""
    with closing(sqlite3.connect(home / _DATABASE)) as database:
        return [name for name in _blob_names(database) if not _blob_path(home, name).is_file()]


def _stage(home: Path, stage: Path) -> None:
    for _ in range(_TRIES):
        _link_trees(home, stage)
        _copy_database(home / _DATABASE, stage / _DATABASE)
        _link_trees(home, stage)
        if not missing_bytes(stage):
            return
        (stage / _DATABASE).unlink()
    raise WrongCall(
        "bytes_missing",
        "The database names files that are not in the folder.",
        "Run `huizhen verify`; if it is whole, try again at a quieter time.",
    )


def _link_trees(home: Path, stage: Path) -> None:
    for tree in _TREES:
        for path in sorted((home / tree).rglob("*")):
            target = stage / path.relative_to(home)
            if path.name.startswith(".") or path.is_dir():
                continue
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                if target.exists() and not target.samefile(path):
                    target.unlink()  # a part that an interrupted one gave way to
                if not target.exists():
                    target.hardlink_to(path)
            except FileNotFoundError:  # removed meanwhile: an upload that was finished
                continue


def _copy_database(source: Path, target: Path) -> None:
    """By SQLite's backup interface: one consistent state, whatever is written meanwhile."""
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy, pages=2048)
        tables = {row[0] for row in copy.execute("SELECT name FROM sqlite_master")}
        for table in _FORGOTTEN:
            if table in tables:
                copy.execute(f'DELETE FROM "{table}"')  # noqa: S608 - names of ours
        copy.commit()
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("VACUUM")
    target.chmod(0o600)


def _blob_names(database: sqlite3.Connection) -> Iterator[str]:
    for (told,) in database.execute("SELECT id FROM files_blob ORDER BY id"):
        yield str(told).replace("-", "")


def _blob_path(home: Path, name: str) -> Path:
    return home / "blobs" / name[-2:] / name


def _write_tar(stage: Path, names: list[Path], told: Backup, out: Path) -> None:
    manifest = json.dumps({"schema": SCHEMA, **told.model_dump(mode="json")}).encode()
    with _whole(out) as stream, tarfile.open(fileobj=stream, mode="w") as archive:
        header = tarfile.TarInfo(_MANIFEST)
        header.size, header.mode = len(manifest), 0o600
        archive.addfile(header, io.BytesIO(manifest))
        for path in names:
            archive.add(path, path.relative_to(stage).as_posix(), filter=_nobody)


def _nobody(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


@contextmanager
def _whole(out: Path) -> Iterator[Any]:
    descriptor, name = tempfile.mkstemp(dir=out.parent, prefix=".writing-")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).rename(out)
    finally:
        Path(name).unlink(missing_ok=True)


def _read_tar(archive: Path, place: Path) -> Backup:
    try:
        with tarfile.open(archive, mode="r:") as source:
            first = source.next()
            stream = source.extractfile(first) if first and first.name == _MANIFEST else None
            if stream is None:
                raise Damaged
            told = json.loads(stream.read(1 << 24))
            if told.pop("schema", "") != SCHEMA:
                raise Damaged
            backup = Backup.model_validate(told)
            files = 0
            for member in source:
                if member is not first:
                    _extract(source, member, place)
                    files += 1
    except (OSError, tarfile.TarError, ValueError) as error:
        raise Damaged from error
    if files != backup.files or _sha256(place / _DATABASE) != backup.database_sha256:
        raise Damaged
    return backup


def _extract(source: tarfile.TarFile, member: tarfile.TarInfo, place: Path) -> None:
    name = member.name
    is_safe = name == _DATABASE or (_SAFE.fullmatch(name) and ".." not in name.split("/"))
    if not is_safe or not member.isfile():
        raise Damaged
    source.extract(member, place, filter="data")


def _require_fitting_keys(told: Backup, folder: Path) -> None:
    found = _public_keys(folder)
    if found and not set(told.keys) <= set(found):
        raise WrongCall(
            "keys_do_not_fit",
            "These keys do not open this backup; nothing was written.",
            "Give the keys folder of the desk that the backup was taken of.",
        )


def _public_keys(folder: Path) -> tuple[str, ...]:
    ring = folder / "ring.txt"
    if not ring.is_file():
        return ()
    import pyrage

    secrets = ring.read_text(encoding="ascii").split()
    return tuple(str(pyrage.x25519.Identity.from_str(line).to_public()) for line in secrets)


def _sha256(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
