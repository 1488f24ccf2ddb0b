"""A ZIP writer that writes what it is told, including what is not allowed."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from repeated_bytes import Expansion

_DATE = 0x5A21  # 2025-01-01
_MAX32 = 0xFFFFFFFF
SYMLINK = 0o120777 << 16
REGULAR = 0o100644 << 16


@dataclass(frozen=True)
class Member:
    """One entry; `shared` entries reuse the data of the entry before them."""

    name: bytes
    packed: bytes
    crc: int
    size: int
    method: int = 8
    attributes: int = REGULAR
    flags: int = 0x800
    shared: bool = False


def stored(name: str | bytes, data: bytes, attributes: int = REGULAR) -> Member:
    """Return an ordinary entry, deflated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(data) + packer.flush()
    raw = name if isinstance(name, bytes) else name.encode("utf-8")
    return Member(raw, packed, zlib.crc32(data), len(data), attributes=attributes)


def expanding(name: str, expansion: Expansion) -> Member:
    """Return an entry that expands to the given run of bytes."""
    return Member(name.encode(), expansion.raw(), expansion.crc32(), expansion.length)


def _wide(size: int) -> tuple[int, bytes]:
    """Return the 32-bit size field and the 64-bit extra field it needs."""
    if size < _MAX32:
        return size, b""
    return _MAX32, struct.pack("<HHQ", 1, 8, size)


def _local(member: Member) -> bytes:
    size, extra = _wide(member.size)
    packed_size = len(member.packed)
    if extra:  # a local header must give both sizes when it gives one
        extra = struct.pack("<HHQQ", 1, 16, member.size, packed_size)
        packed_size = _MAX32
    head = struct.pack(
        "<4s5H3I2H",
        *(b"PK\x03\x04", 45, member.flags, member.method, 0, _DATE),
        *(member.crc, packed_size, size, len(member.name), len(extra)),
    )
    return head + member.name + extra + member.packed


def _central(member: Member, offset: int) -> bytes:
    size, extra = _wide(member.size)
    head = struct.pack(
        "<4s6H3I5H2I",
        *(b"PK\x01\x02", 0x032D, 45, member.flags, member.method, 0, _DATE),
        *(member.crc, len(member.packed), size, len(member.name), len(extra)),
        *(0, 0, 0, member.attributes, offset),
    )
    return head + member.name + extra


def raw_zip(members: Iterable[Member]) -> bytes:
    """Return the archive of the members, in their order."""
    body, directory = bytearray(), bytearray()
    total, offset = 0, 0
    for member in members:
        if not member.shared:
            offset = len(body)
            body += _local(member)
        directory += _central(member, offset)
        total += 1
    end = struct.pack(
        "<4s4H2IH",
        *(b"PK\x05\x06", 0, 0, total, total, len(directory), len(body), 0),
    )
    return bytes(body + directory + end)
