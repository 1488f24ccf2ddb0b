"""Reads disc images (ISO 9660 with Rock Ridge or Joliet, UDF): every file inside is kept."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

from huizhen.core.errors import BrokenRecord
from huizhen.core.reading.archive_members import MemberKeeper
from huizhen.core.reading.registry import Context, Probe, SourceFile
from huizhen.core.reading.signatures import file_kind
from huizhen.core.records.reading import Reading

_CHUNK = 1 << 20
_MAX_FOLDERS = 50_000
_HARD_LINKS = 4
"""How many times its own size a disc may hold, for several names may share one content."""


class IsoReader:
    """Images of CDs and DVDs."""

    name = "iso"
    version = 1

    def score(self, probe: Probe) -> float:
        """By the volume descriptor at sector 16 (ECMA-119 8.1, ECMA-167 2/9.1.2)."""
        return 0.9 if file_kind(probe.head) == "iso9660" else 0.0

    def read(self, source: SourceFile, context: Context) -> Reading:
        """The files of the disc under their longest names."""
        import pycdlib

        keeper = MemberKeeper(context, source.size_bytes, ratio=_HARD_LINKS)
        disc = pycdlib.PyCdlib()
        whole = True
        with source.open() as stream, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:  # the library leaks whatever a bad image causes
                disc.open_fp(stream)
            except Exception as error:
                raise _broken() from error
            try:
                _keep_files(disc, keeper)
            except Exception as error:
                if not keeper.members:
                    raise _broken() from error
                whole = False
        return keeper.reading(f"{self.name}/{self.version}", is_damaged=not whole)


def _broken() -> BrokenRecord:
    return BrokenRecord(
        "disc_image_damaged",
        "The disc image is damaged or incomplete.",
        "Make the image again, or copy the files of the disc into a folder.",
    )


def _facade(disc: Any) -> str:
    """The name space with the truest names."""
    if disc.has_udf():
        return "udf_path"
    if disc.has_rock_ridge():
        return "rr_path"
    return "joliet_path" if disc.has_joliet() else "iso_path"


def _keep_files(disc: Any, keeper: MemberKeeper) -> None:
    key = _facade(disc)
    for number, (folder, _, files) in enumerate(disc.walk(**{key: "/"})):
        if number >= _MAX_FOLDERS:
            keeper.left_out("archive_limit")
            return
        for name in files:
            if keeper.is_stopped:
                return
            _keep_file(disc, key, f"{folder.rstrip('/')}/{name}", keeper)


def _keep_file(disc: Any, key: str, path: str, keeper: MemberKeeper) -> None:
    shown = path.lstrip("/")
    if key == "iso_path":
        shown = shown.partition(";")[0].rstrip(".")
    if keeper.skip_noise(shown):
        return
    record = disc.get_record(**{key: path})
    if key == "rr_path" and record.rock_ridge is not None and record.rock_ridge.is_symlink():
        keeper.note("link_or_device_skipped", shown)
        return
    keeper.keep(shown, _file_chunks(disc, key, path))


def _file_chunks(disc: Any, key: str, path: str) -> Iterator[bytes]:
    with disc.open_file_from_iso(**{key: path}) as content:
        size = content.length()
        seen = 0
        while chunk := content.read(min(_CHUNK, size - seen) if size > seen else 0):
            seen += len(chunk)
            yield chunk
    if seen != size:
        raise BrokenRecord(
            "member_damaged",
            "A file of the disc image is cut.",
            "Make the image again.",
        )
