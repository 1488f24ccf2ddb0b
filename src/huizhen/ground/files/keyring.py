"""The key ring of the site, and what it seals.

Two layers: each case has an age identity of its own (X25519, age-encryption.org/v1), and its
secret is sealed for the ring. Losing the ring loses every case, so a backup says whether it holds
it. A further secret keys the hashes by which people are searched.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import secrets
from collections.abc import Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import BinaryIO, cast

import pyrage
from django.conf import settings

from huizhen.core.errors import HuizhenError
from huizhen.ground.files.private_files import keys_folder, write_private
from huizhen.ground.files.sealed_streams import (
    TEXT_MAGIC,
    ChunkBroken,
    Envelope,
    is_in_chunks,
    new_envelope,
    open_chunks,
    open_text,
    seal_chunks,
)

Sealed = bytes | memoryview
"""As a database hands it back."""

_RING = "ring.txt"
"""One age secret a line, the newest last; older ones still open what they sealed."""
_SEARCH_KEY = "search_key"


class SealBroken(HuizhenError):
    """Something sealed cannot be opened with the keys of this site."""

    def __init__(self) -> None:
        super().__init__(
            "seal_broken",
            "What is kept cannot be opened with the keys of this site.",
            "Restore the keys folder that belongs to this data folder.",
        )


def make_ring(home: Path) -> bool:
    """Make the first key and the search key where there are none; whether a key was made."""
    folder = keys_folder(home)
    is_new = not (folder / _RING).exists()
    if is_new:
        write_private(folder / _RING, f"{pyrage.x25519.Identity.generate()}\n")
    if not (folder / _SEARCH_KEY).exists():
        write_private(folder / _SEARCH_KEY, secrets.token_hex(32))
    _ring.cache_clear()
    _search_key.cache_clear()
    return is_new


def seal(data: bytes) -> bytes:
    """Sealed for the site itself."""
    return bytes(pyrage.encrypt(data, [_ring(_home())[-1].to_public()]))


def unseal(data: Sealed) -> bytes:
    """What `seal` was given; SealBroken when it was not sealed here."""
    return _opened(data, _ring(_home()))


def new_case_key() -> tuple[str, bytes]:
    """The public half, and the secret half sealed for the ring."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity.to_public()), seal(str(identity).encode())


def seal_for(public: str, data: bytes) -> bytes:
    """Sealed with a case's public half."""
    return bytes(pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(public)]))


def envelope_for(public: str) -> Envelope:
    """For what is sealed in one go with a case's public half."""
    return new_envelope(partial(seal_for, public))


def unseal_with(sealed_secret: Sealed, data: Sealed) -> bytes:
    """What was sealed for the case whose sealed secret this is."""
    if bytes(data[: len(TEXT_MAGIC)]) != TEXT_MAGIC:
        return _opened(data, [_case_identity(bytes(sealed_secret))])
    try:
        return open_text(partial(_opened_key, bytes(sealed_secret)), bytes(data))
    except ChunkBroken as error:
        raise SealBroken from error


def seal_stream(envelope: Envelope, source: BinaryIO, target: BinaryIO) -> None:
    """Seal a stream of any length with bounded memory."""
    seal_chunks(envelope, source, target)


def unseal_stream(sealed_secret: Sealed, source: BinaryIO, target: BinaryIO) -> None:
    """Open what `seal_stream` wrote; SealBroken when it was changed or is another case's."""
    if is_in_chunks(source):
        for chunk in _chunks(sealed_secret, source):
            target.write(chunk)
        return
    try:
        pyrage.decrypt_io(source, target, [_case_identity(bytes(sealed_secret))])
    except pyrage.DecryptError as error:
        raise SealBroken from error


def unseal_part(sealed_secret: Sealed, source: BinaryIO, start: int, stop: int) -> bytes:
    """A part of what `seal_stream` wrote, without opening the rest: what is given is authentic,
    but the rest is not looked at."""
    if is_in_chunks(source):
        return b"".join(_chunks(sealed_secret, source, start, stop))
    whole = io.BytesIO()
    unseal_stream(sealed_secret, source, cast("BinaryIO", whole))
    return whole.getvalue()[start:stop]


def _chunks(
    sealed_secret: Sealed, source: BinaryIO, start: int = 0, stop: int | None = None
) -> Iterator[bytes]:
    try:
        yield from open_chunks(partial(_opened_key, bytes(sealed_secret)), source, start, stop)
    except ChunkBroken as error:
        raise SealBroken from error


@lru_cache(maxsize=256)
def _opened_key(sealed_secret: bytes, sealed_key: bytes) -> bytes:
    """The key of an envelope: opened once for all that was sealed with it."""
    return _opened(sealed_key, [_case_identity(sealed_secret)])


def search_token(kind: str, text: str) -> str:
    """A keyed hash of a normalised word: equal words are found, and nothing can be read back."""
    message = f"{kind}\x1f{text.strip().casefold()}".encode()
    return hmac.new(_search_key(_home()), message, hashlib.sha256).hexdigest()


def _opened(data: Sealed, identities: list[pyrage.x25519.Identity]) -> bytes:
    try:
        return bytes(pyrage.decrypt(bytes(data), identities))
    except pyrage.DecryptError as error:
        raise SealBroken from error


def _home() -> Path:
    return Path(settings.HUIZHEN_HOME)


@lru_cache(maxsize=8)
def _ring(home: Path) -> list[pyrage.x25519.Identity]:
    path = keys_folder(home) / _RING
    if not path.exists():
        raise SealBroken
    lines = path.read_text(encoding="ascii").split()
    return [pyrage.x25519.Identity.from_str(line) for line in lines]


@lru_cache(maxsize=8)
def _search_key(home: Path) -> bytes:
    path = keys_folder(home) / _SEARCH_KEY
    if not path.exists():
        raise SealBroken
    return bytes.fromhex(path.read_text(encoding="ascii"))


@lru_cache(maxsize=512)
def _case_identity(sealed_secret: bytes) -> pyrage.x25519.Identity:
    return pyrage.x25519.Identity.from_str(unseal(sealed_secret).decode())
