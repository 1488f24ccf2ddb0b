"""Members of tar archives (POSIX ustar, pax, GNU), and single compressed files, as streams."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO, BinaryIO, cast

from huizhen.core.errors import BrokenRecord
from huizhen.core.reading.archive_members import MemberKeeper

CHUNK = 1 << 20
_XZ_MEMORY = 256_000_000
_DAMAGE = (EOFError, OSError, zlib.error, lzma.LZMAError, tarfile.TarError, ValueError,
           OverflowError, IndexError)  # fmt: skip


def unpacked_chunks(stream: BinaryIO, kind: str) -> Iterator[bytes]:
    """The content of a gzip, bzip2 or xz file; BrokenRecord when it is cut or damaged."""
    try:
        if kind == "xz":
            yield from _xz_chunks(stream)
            return
        opened = gzip.GzipFile(fileobj=stream) if kind == "gzip" else bz2.BZ2File(stream)
        while chunk := opened.read(CHUNK):
            yield chunk
    except _DAMAGE as error:
        raise BrokenRecord(
            "archive_damaged",
            "The compressed file is damaged or incomplete.",
            "Ask for the file again; it may have been cut on its way.",
        ) from error


def _xz_chunks(stream: BinaryIO) -> Iterator[bytes]:
    unpacker = lzma.LZMADecompressor(memlimit=_XZ_MEMORY)
    while not unpacker.eof:
        piece = stream.read(1 << 16) if unpacker.needs_input else b""
        if unpacker.needs_input and not piece:
            raise EOFError
        if chunk := unpacker.decompress(piece, CHUNK):
            yield chunk


class StreamTooLongError(Exception):
    """More was unpacked than the limit."""


class ChunkStream:
    """Chunks as a stream of at most `limit` bytes, read forward and peeked at its start."""

    def __init__(self, chunks: Iterator[bytes], limit: int, *, is_packed: bool) -> None:
        self._chunks = chunks
        self.limit = limit
        self._left = limit
        self.is_packed = is_packed
        self._chunk = b""
        self._at = 0
        self.tail = b""
        """The last 512 bytes that were taken; a whole tar ends with a block of zeros."""

    def peek(self, size: int) -> bytes:
        """The next bytes without taking them."""
        while len(self._chunk) - self._at < size and (more := next(self._chunks, b"")):
            self._left -= len(more)
            if self._left < 0:
                raise StreamTooLongError
            self._chunk = self._chunk[self._at :] + more
            self._at = 0
        return self._chunk[self._at : self._at + size]

    def read(self, size: int = CHUNK) -> bytes:
        """At most `size` bytes; fewer only at the end."""
        taken = self.peek(size)
        self._at += len(taken)
        self.tail = (self.tail + taken)[-512:] if len(taken) < 512 else taken[-512:]
        return taken

    def chunks(self) -> Iterator[bytes]:
        """All that is left."""
        while chunk := self.read():
            yield chunk


def keep_tar_members(stream: ChunkStream, keeper: MemberKeeper, max_members: int) -> bool:
    """Keep the regular files of a tar stream; False when the archive is cut or damaged."""
    try:
        with tarfile.open(
            fileobj=cast("IO[bytes]", stream),
            mode="r|",
            bufsize=CHUNK,
            encoding="utf-8",
            errors="replace",
        ) as archive:
            for number, info in enumerate(archive):
                archive.members = []  # type: ignore[attr-defined]  # it would hold every header
                if number >= max_members or keeper.is_stopped:
                    keeper.left_out("archive_limit")
                    return True
                if not 0 <= info.size <= stream.limit:  # tarfile would skip forward for ever
                    return _impossible_size(stream, info.size, keeper)
                _keep_tar_member(archive, info, keeper)
    except StreamTooLongError:
        keeper.left_out("archive_limit")
        return True
    except (*_DAMAGE, BrokenRecord):
        return False
    return not stream.tail.strip(b"\x00")


def _impossible_size(stream: ChunkStream, size: int, keeper: MemberKeeper) -> bool:
    if stream.is_packed and size > 0:
        keeper.left_out("archive_limit")
        return True
    return False


def _keep_tar_member(archive: tarfile.TarFile, info: tarfile.TarInfo, keeper: MemberKeeper) -> None:
    if info.isdir() or keeper.skip_noise(info.name):
        return
    if not info.isreg():
        keeper.note("link_or_device_skipped", info.name)
        return
    content = archive.extractfile(info)
    if content is None or info.size < 0:
        keeper.left_out("member_damaged", info.name)
        return
    keeper.keep(info.name, _whole_file(content, info.size))


def _whole_file(content: IO[bytes], size: int) -> Iterator[bytes]:
    seen = 0
    try:
        while chunk := content.read(CHUNK):
            seen += len(chunk)
            yield chunk
    except _DAMAGE as error:
        raise _cut() from error
    if seen != size:
        raise _cut()


def _cut() -> BrokenRecord:
    return BrokenRecord("member_damaged", "A file in the archive is cut.", "Ask for it again.")


def single_name(stream: BinaryIO, name: str) -> str:
    """The name of the file in a compressed file: without its ending, or as gzip's header says."""
    path = PurePosixPath(name or "record")
    if path.suffix.casefold() in (".gz", ".bz2", ".xz", ".gzip", ".z"):
        return path.stem
    return _gzip_header_name(stream) or path.name


def _gzip_header_name(stream: BinaryIO) -> str:
    """FNAME (RFC 1952 2.3.1), Latin-1."""
    stream.seek(0)
    head = stream.read(1024)
    stream.seek(0)
    if len(head) < 11 or head[:3] != b"\x1f\x8b\x08" or not head[3] & 8 or head[3] & 4:
        return ""
    raw = head[10:].split(b"\x00", 1)[0]
    return raw.decode("latin-1")
