"""Streams of bytes at rest: a key of their own, sealed with age for the case, and AES-256-GCM in
chunks that are bound to their place and to the end (docs/decisions/0018-blobs-in-chunks.md).

    huizhen-blob/1 LF | length of the sealed key (2 bytes) | the key as an age file | chunks

Each chunk holds 64 KiB, the last one less or as much; its nonce is its number (11 bytes, big end
first) and a byte that is 1 for the last. This is the STREAM construction, as age itself has it: no
chunk can be changed, moved, repeated or left out at the end without notice, and any can be opened
without those before it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC: Final = b"huizhen-blob/1\n"
CHUNK: Final = 1 << 16
_TAG = 16
_KEY_BYTES = 32
_LENGTH_BYTES = 2
SealKey = Callable[[bytes], bytes]
OpenKey = Callable[[bytes], bytes]


class Slices:
    """Bytes at hand as a source that is read without copying them."""

    def __init__(self, data: bytes | memoryview) -> None:
        self._rest = memoryview(data)

    def read(self, length: int) -> memoryview:
        """The next bytes, so many or what is left."""
        taken, self._rest = self._rest[:length], self._rest[length:]
        return taken


class ChunkBroken(Exception):
    """A chunk is not what was written, or not where it was."""


def seal_chunks(seal_key: SealKey, source: BinaryIO, target: BinaryIO) -> None:
    """Write the stream sealed; memory is bounded whatever its length."""
    key = secrets.token_bytes(_KEY_BYTES)
    wrapped = seal_key(key)
    target.write(MAGIC + len(wrapped).to_bytes(_LENGTH_BYTES, "big") + wrapped)
    cipher = AESGCM(key)
    number, chunk = 0, _filled(source)
    while True:
        after = _filled(source) if len(chunk) == CHUNK else b""
        target.write(cipher.encrypt(_nonce(number, is_last=not after), chunk, None))
        if not after:
            return
        number, chunk = number + 1, after


def open_chunks(
    open_key: OpenKey, source: BinaryIO, start: int = 0, stop: int | None = None
) -> Iterator[bytes]:
    """The stream in clear from `start` to `stop` or its end; `source` stands behind the magic.

    ChunkBroken where it was changed; of a part alone whether the rest is whole is not known."""
    cipher = AESGCM(open_key(_wrapped(source)))
    number = start // CHUNK
    if number:
        source.seek(number * (CHUNK + _TAG), 1)
    sealed = source.read(CHUNK + _TAG)
    while True:
        after = source.read(CHUNK + _TAG) if len(sealed) == CHUNK + _TAG else b""
        try:
            chunk = cipher.decrypt(_nonce(number, is_last=not after), sealed, None)
        except InvalidTag as error:
            raise ChunkBroken from error
        place = number * CHUNK
        yield chunk[max(0, start - place) : None if stop is None else max(0, stop - place)]
        if not after or (stop is not None and place + CHUNK >= stop):
            return
        number, sealed = number + 1, after


def _wrapped(source: BinaryIO) -> bytes:
    length = int.from_bytes(source.read(_LENGTH_BYTES), "big")
    wrapped = source.read(length)
    if len(wrapped) != length:
        raise ChunkBroken
    return wrapped


def _filled(source: BinaryIO) -> bytes:
    """A whole chunk, or what is left."""
    chunk = source.read(CHUNK)
    if not chunk or len(chunk) == CHUNK:
        return chunk
    parts, missing = [chunk], CHUNK - len(chunk)
    while missing and (more := source.read(missing)):
        parts.append(more)
        missing -= len(more)
    return b"".join(parts)


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])
