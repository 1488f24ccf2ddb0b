"""Bytes at rest: a key of their own, made of one that is sealed with age for the case, and
AES-256-GCM (docs/decisions/0018-blobs-in-chunks.md).

    huizhen-blob/2 LF | length of the sealed key (2 bytes) | the key as an age file |
        32 bytes that make the stream's own key of it | chunks
    huizhen-text/1 LF | the same without chunks: the whole text at once

What is sealed together shares the sealed key, so that a thousand files cost one operation with the
case's key and not a thousand. Streams of huizhen-blob/1 have the sealed key to themselves and no
further bytes; they stay readable.

Each chunk holds 64 KiB, the last one less or as much; its nonce is its number (11 bytes, big end
first) and a byte that is 1 for the last. This is the STREAM construction, as age itself has it: no
chunk can be changed, moved, repeated or left out at the end without notice, and any can be opened
without those before it.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC: Final = b"huizhen-blob/2\n"
MAGIC_OF_BEFORE: Final = b"huizhen-blob/1\n"
TEXT_MAGIC: Final = b"huizhen-text/1\n"
CHUNK: Final = 1 << 16
_TAG = 16
_TOGETHER = 16
"""Chunks that are sealed before they are written."""
_KEY_BYTES = 32
_LENGTH_BYTES = 2
OpenKey = Callable[[bytes], bytes]


@dataclass(frozen=True, repr=False)
class Envelope:
    """A key of which those of streams and texts are made, and the same sealed for the case."""

    key: bytes
    sealed: bytes

    @property
    def head(self) -> bytes:
        """What stands behind the magic."""
        return len(self.sealed).to_bytes(_LENGTH_BYTES, "big") + self.sealed


def new_envelope(seal_key: Callable[[bytes], bytes]) -> Envelope:
    """A new one, for what is sealed in one go."""
    key = secrets.token_bytes(_KEY_BYTES)
    return Envelope(key, seal_key(key))


class ChunkBroken(Exception):
    """A chunk is not what was written, or not where it was."""


def seal_text(envelope: Envelope, text: bytes) -> bytes:
    """A short text sealed under a key of its own."""
    salt = secrets.token_bytes(_KEY_BYTES)
    cipher = AESGCM(_made(envelope.key, TEXT_MAGIC, salt))
    sealed = cipher.encrypt(_nonce(0, is_last=True), text, None)
    return TEXT_MAGIC + envelope.head + salt + sealed


def open_text(open_key: OpenKey, sealed: bytes) -> bytes:
    """What `seal_text` was given; ChunkBroken where it was changed."""
    source = io.BytesIO(sealed)
    source.seek(len(TEXT_MAGIC))
    cipher = AESGCM(_own_key(open_key, source, TEXT_MAGIC))
    try:
        return cipher.decrypt(_nonce(0, is_last=True), source.read(), None)
    except InvalidTag as error:
        raise ChunkBroken from error


def seal_chunks(envelope: Envelope, source: BinaryIO, target: BinaryIO) -> None:
    """Write the stream sealed; memory is bounded whatever its length."""
    salt = secrets.token_bytes(_KEY_BYTES)
    target.write(MAGIC + envelope.head + salt)
    cipher = AESGCM(_made(envelope.key, MAGIC, salt))
    number, chunk = 0, _filled(source)
    while True:
        after = _filled(source) if len(chunk) == CHUNK else b""
        target.write(cipher.encrypt(_nonce(number, is_last=not after), chunk, None))
        if not after:
            return
        number, chunk = number + 1, after


class Sealing:
    """Seals bytes at hand, one string after the other, in memory that is used again."""

    def __init__(self, envelope: Envelope) -> None:
        self._envelope = envelope
        self._memory = memoryview(b"")

    def pieces(self, data: bytes | memoryview) -> Iterator[memoryview]:
        """What `seal_chunks` would write, in pieces of a megabyte; each stands until the next."""
        salt = secrets.token_bytes(_KEY_BYTES)
        cipher = AESGCM(_made(self._envelope.key, MAGIC, salt))
        rest, memory = memoryview(data), self._room(len(data))
        count = max(1, -(-len(rest) // CHUNK))
        head = MAGIC + self._envelope.head + salt
        memory[: len(head)] = head
        place = len(head)
        for number in range(count):
            chunk = rest[number * CHUNK : (number + 1) * CHUNK]
            end = place + len(chunk) + _TAG
            nonce = _nonce(number, is_last=number == count - 1)
            cipher.encrypt_into(nonce, chunk, None, memory[place:end])
            place = end
            if place + CHUNK + _TAG > len(memory) and number < count - 1:
                yield memory[:place]
                place = 0
        yield memory[:place]

    def _room(self, size_bytes: int) -> memoryview:
        chunks = min(_TOGETHER, size_bytes // CHUNK + 1)
        needed = chunks * (CHUNK + _TAG) + len(MAGIC) + len(self._envelope.head) + _KEY_BYTES
        if len(self._memory) < needed:
            self._memory = memoryview(bytearray(needed))
        return self._memory


def is_in_chunks(source: BinaryIO) -> bool:
    """Whether a stream is sealed as this module does it; what is not is an age file."""
    is_here = source.read(len(MAGIC)) in (MAGIC, MAGIC_OF_BEFORE)
    source.seek(0)
    return is_here


def open_chunks(
    open_key: OpenKey, source: BinaryIO, start: int = 0, stop: int | None = None
) -> Iterator[bytes]:
    """The stream in clear from `start` to `stop` or its end.

    ChunkBroken where it was changed; of a part alone whether the rest is whole is not known."""
    magic = source.read(len(MAGIC))
    cipher = AESGCM(_own_key(open_key, source, magic))
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


def _own_key(open_key: OpenKey, source: BinaryIO, magic: bytes) -> bytes:
    """The key of the stream or text whose head is read here."""
    length = int.from_bytes(source.read(_LENGTH_BYTES), "big")
    sealed = source.read(length)
    salt = b"" if magic == MAGIC_OF_BEFORE else source.read(_KEY_BYTES)
    if len(sealed) != length or len(salt) not in (0, _KEY_BYTES):
        raise ChunkBroken
    key = open_key(sealed)
    return _made(key, magic, salt) if salt else key


def _made(key: bytes, magic: bytes, salt: bytes) -> bytes:
    return hmac.digest(key, magic + salt, hashlib.sha256)


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
