"""Compressed streams that expand to gigabytes, made without expanding them.

A deflate stream may be closed at a byte boundary and continued with an empty
history, so one compressed mebibyte can be written down as often as needed.  The
checksums of the expanded data follow from arithmetic.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache

_BLOCK = 1 << 20
_CRC_POLYNOMIAL = 0xEDB88320
_ADLER = 65521


@lru_cache(maxsize=64)
def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)


@lru_cache(maxsize=16)
def _deflated_run(byte: int, size: int) -> bytes:
    return _deflated(bytes([byte]) * size) if size else b""


def _crc_product(left: int, right: int) -> int:
    """Multiply two polynomials modulo that of CRC-32 (bits reflected)."""
    result = 0
    for bit in range(31, -1, -1):
        if left >> bit & 1:
            result ^= right
        right = right >> 1 ^ (_CRC_POLYNOMIAL if right & 1 else 0)
    return result


def _crc_join(first: int, second: int, second_size: int) -> int:
    """Return the CRC-32 of two pieces of data from those of the pieces."""
    shift, square, left = 1 << 31, 1 << 23, second_size
    while left:
        if left & 1:
            shift = _crc_product(square, shift)
        square = _crc_product(square, square)
        left >>= 1
    return _crc_product(shift, first) ^ second


def _crc_of_run(byte: int, size: int) -> int:
    if size <= _BLOCK:
        return zlib.crc32(bytes([byte]) * size)
    half = size // 2
    crc = _crc_of_run(byte, half)
    doubled = _crc_join(crc, crc, half)
    if size % 2:
        doubled = zlib.crc32(bytes([byte]), doubled)
    return doubled


@dataclass(frozen=True)
class Expansion:
    """`prefix`, then `size` times the byte `byte`, then `suffix`."""

    size: int
    byte: int = 0
    prefix: bytes = b""
    suffix: bytes = b""

    @property
    def length(self) -> int:
        return len(self.prefix) + self.size + len(self.suffix)

    def crc32(self) -> int:
        run = _crc_of_run(self.byte, self.size)
        joined = _crc_join(zlib.crc32(self.prefix), run, self.size)
        return zlib.crc32(self.suffix, joined)

    def adler32(self) -> int:
        before = zlib.adler32(self.prefix)
        low, high = before & 0xFFFF, before >> 16
        high += self.size * low + self.byte * self.size * (self.size + 1) // 2
        low += self.size * self.byte
        joined = high % _ADLER << 16 | low % _ADLER
        return zlib.adler32(self.suffix, joined)

    def raw(self) -> bytes:
        """The bare deflate stream."""
        whole, rest = divmod(self.size, _BLOCK)
        pieces = [_deflated(self.prefix) if self.prefix else b""]
        pieces.append(_deflated_run(self.byte, _BLOCK) * whole)
        pieces.append(_deflated_run(self.byte, rest))
        pieces.append(_deflated(self.suffix) if self.suffix else b"")
        return b"".join((*pieces, b"\x03\x00"))

    def zlib(self) -> bytes:
        """The stream as PNG and PDF carry it."""
        return b"\x78\xda" + self.raw() + struct.pack(">I", self.adler32())

    def gzip(self) -> bytes:
        """The stream as a .gz file."""
        head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
        tail = struct.pack("<II", self.crc32(), self.length & 0xFFFFFFFF)
        return head + self.raw() + tail
