"""ZIP files as they are found (PKWARE APPNOTE 6.3): names in any encoding, sizes that lie, ends
that are missing. Python's own reader refuses whole archives for one odd name."""

from __future__ import annotations

import bz2
import stat
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from huizhen.core.errors import BrokenRecord, EncryptedRecord, UnsupportedRecord
from huizhen.core.reading.zip_names import decode_names, extra_field

CHUNK = 1 << 20
_PIECE = 1 << 16
_END = struct.Struct("<4s4H2IH")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_LOCAL = struct.Struct("<4s5H3I2H")
_END_64 = struct.Struct("<4sQ2H2I4Q")
_LOCATOR_64 = struct.Struct("<4sIQI")
_LARGE = 0xFFFFFFFF
_MAX_DIRECTORY = 256_000_000
_AES_METHOD = 99
_METHODS = (0, 8, 12)


class ZipEntry(NamedTuple):
    """One member as the directory describes it."""

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    """Where its local header stands in the file."""
    attributes: int
    system: int

    @property
    def is_folder(self) -> bool:
        """Whether it only names a folder."""
        return self.name.endswith(("/", "\\")) and not self.size

    @property
    def is_link(self) -> bool:
        """Whether it is a symbolic link or a device of a Unix system."""
        kind = stat.S_IFMT(self.attributes >> 16)
        return self.system == 3 and kind not in (0, stat.S_IFREG, stat.S_IFDIR)

    @property
    def lock(self) -> str:
        """How it is encrypted: 'AES', 'ZipCrypto', or '' when it is not."""
        if self.method == _AES_METHOD:
            return "AES"
        return "ZipCrypto" if self.flags & 1 else ""


class ZipListing(NamedTuple):
    """The members of a ZIP file."""

    entries: tuple[ZipEntry, ...]
    is_whole: bool
    """False when the directory is missing and the members were found by their local headers."""
    is_cut: bool
    """More members than the limit."""


def list_zip(stream: BinaryIO, size: int, max_members: int) -> ZipListing:
    """The members by the central directory; by local headers where that is missing."""
    found = _find_directory(stream, size)
    if found is None:
        return _salvaged(stream, size, max_members)
    start, length, shift = found
    stream.seek(start)
    data = stream.read(min(length, _MAX_DIRECTORY))
    raw: list[tuple[bytes, bytes, ZipEntry]] = []
    at = 0
    while at + _CENTRAL.size <= len(data) and data[at : at + 4] == b"PK\x01\x02":
        if len(raw) >= max_members:
            return ZipListing(decode_entries(raw), True, True)
        made, at = _central_entry(data, at, shift)
        raw.append(made)
    if data and not raw:
        return _salvaged(stream, size, max_members)
    is_whole = at >= len(data) or data[at : at + 4] == b"PK\x05\x05"
    return ZipListing(decode_entries(raw), is_whole, False)


def decode_entries(raw: list[tuple[bytes, bytes, ZipEntry]]) -> tuple[ZipEntry, ...]:
    """Entries with their names as text."""
    names = decode_names([(name, extra, entry.flags) for name, extra, entry in raw])
    return tuple(entry._replace(name=name) for name, (_, _, entry) in zip(names, raw, strict=True))


def _find_directory(stream: BinaryIO, size: int) -> tuple[int, int, int] | None:
    """Start, length and the shift of all offsets (bytes that stand before the archive)."""
    tail_size = min(size, _END.size + 65_535)
    stream.seek(size - tail_size)
    tail = stream.read(tail_size)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + _END.size > len(tail):
        return None
    end = _END.unpack_from(tail, at)
    length, offset = end[5], end[6]
    position = size - tail_size + at
    if offset == _LARGE or length == _LARGE or end[4] == 0xFFFF:
        wide = _find_directory_64(stream, position)
        if wide is not None:
            length, offset, position = wide
    shift = position - length - offset
    start = offset + shift
    if shift < 0 or start < 0 or length > size:
        return None
    return start, length, shift


def _find_directory_64(stream: BinaryIO, end: int) -> tuple[int, int, int] | None:
    stream.seek(max(0, end - _LOCATOR_64.size))
    locator = stream.read(_LOCATOR_64.size)
    if locator[:4] != b"PK\x06\x07":
        return None
    place = _LOCATOR_64.unpack(locator)[2]
    if place > end:
        return None
    stream.seek(place)
    data = stream.read(_END_64.size)
    if len(data) < _END_64.size or data[:4] != b"PK\x06\x06":
        return None
    values = _END_64.unpack(data)
    return values[8], values[9], place


def _central_entry(data: bytes, at: int, shift: int) -> tuple[tuple[bytes, bytes, ZipEntry], int]:
    values = _CENTRAL.unpack_from(data, at)
    name_size, extra_size, comment_size = values[10:13]
    name_at = at + _CENTRAL.size
    name = data[name_at : name_at + name_size]
    extra = data[name_at + name_size : name_at + name_size + extra_size]
    size, packed, offset = _wide_sizes(extra, values[9], values[8], values[16])
    entry = ZipEntry(
        name="",
        flags=values[3],
        method=values[4],
        crc=values[7],
        packed=packed,
        size=size,
        offset=offset + shift,
        attributes=values[15],
        system=values[1] >> 8,
    )
    return (name, extra, entry), name_at + name_size + extra_size + comment_size


def _wide_sizes(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Sizes and offset with the ZIP64 extra field, which holds those that did not fit."""
    field = extra_field(extra, 1)
    values = [size, packed, offset]
    at = 0
    for index, value in enumerate(values):
        if value == _LARGE and at + 8 <= len(field):
            values[index] = int.from_bytes(field[at : at + 8], "little")
            at += 8
    return values[0], values[1], values[2]


def _salvaged(stream: BinaryIO, size: int, max_members: int) -> ZipListing:
    """Members that stand whole before a missing end; those of unknown size are left out."""
    raw: list[tuple[bytes, bytes, ZipEntry]] = []
    at = 0
    while len(raw) < max_members:
        stream.seek(at)
        head = stream.read(_LOCAL.size)
        if len(head) < _LOCAL.size or head[:4] != b"PK\x03\x04":
            break
        values = _LOCAL.unpack(head)
        name, extra = stream.read(values[9]), stream.read(values[10])
        whole, packed, _ = _wide_sizes(extra, values[8], values[7], 0)
        if values[2] & 8 and not packed:
            break
        end = at + _LOCAL.size + len(name) + len(extra) + packed
        if end > size:
            break
        entry = ZipEntry("", values[2], values[3], values[6], packed, whole, at, 0, 0)
        raw.append((name, extra, entry))
        at = end
    return ZipListing(decode_entries(raw), False, len(raw) >= max_members)


def zip_chunks(stream: BinaryIO, entry: ZipEntry) -> Iterator[bytes]:
    """The content of a member in chunks; never more than the directory promises.

    Raises EncryptedRecord, UnsupportedRecord (method) or BrokenRecord (damage, wrong checksum).
    """
    if entry.lock:
        raise EncryptedRecord(
            "member_encrypted",
            f"A file in the archive is locked with a password ({entry.lock}).",
            "Unpack it with its password and send the files.",
        )
    if entry.method not in _METHODS:
        raise UnsupportedRecord(
            "zip_method",
            f"A file in the archive is packed with ZIP method {entry.method}, which is not read.",
            "Unpack the archive and send the files, or pack them again as ordinary ZIP.",
        )
    _seek_to_data(stream, entry)
    checksum, total = 0, 0
    for chunk in _unpacked(stream, entry):
        total += len(chunk)
        if total > entry.size:
            raise _damaged()
        checksum = zlib.crc32(chunk, checksum)
        yield chunk
    if total != entry.size or checksum != entry.crc:
        raise _damaged()


def _seek_to_data(stream: BinaryIO, entry: ZipEntry) -> None:
    stream.seek(entry.offset)
    head = stream.read(_LOCAL.size)
    if len(head) < _LOCAL.size or head[:4] != b"PK\x03\x04":
        raise _damaged()
    name_size, extra_size = _LOCAL.unpack(head)[9:11]
    stream.seek(name_size + extra_size, 1)


def _unpacked(stream: BinaryIO, entry: ZipEntry) -> Iterator[bytes]:
    left = entry.packed
    inflate = zlib.decompressobj(-15) if entry.method == 8 else None
    bunzip = bz2.BZ2Decompressor() if entry.method == 12 else None
    while left > 0:
        piece = stream.read(min(_PIECE, left))
        if not piece:
            raise _damaged()
        left -= len(piece)
        try:
            if inflate is not None:
                yield from _inflated(inflate, piece)
            elif bunzip is not None:
                yield from _bunzipped(bunzip, piece)
            else:
                yield piece
        except (zlib.error, OSError, EOFError) as error:
            raise _damaged() from error


def _inflated(inflate: zlib._Decompress, piece: bytes) -> Iterator[bytes]:
    while piece and not inflate.eof:
        if chunk := inflate.decompress(piece, CHUNK):
            yield chunk
        piece = inflate.unconsumed_tail


def _bunzipped(bunzip: bz2.BZ2Decompressor, piece: bytes) -> Iterator[bytes]:
    while not bunzip.eof:
        chunk = bunzip.decompress(piece, CHUNK)
        piece = b""
        if chunk:
            yield chunk
        if bunzip.needs_input:
            return


def _damaged() -> BrokenRecord:
    return BrokenRecord(
        "member_damaged",
        "A file in the archive is damaged: its content does not match its checksum or size.",
        "Ask for the archive again; it may have been damaged on its way.",
    )
