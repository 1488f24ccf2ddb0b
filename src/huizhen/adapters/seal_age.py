"""Sealing by age (age-encryption.org/v1): pyrage, and for passphrases the format's own stanza.

pyrage chooses scrypt's work factor by what this machine does in a second: up to 2^20 on ordinary
servers, a gigabyte of memory, which a browser on a hospital's desk cannot give. The words of our
passphrases carry over 70 bits, so 2^16 is ample, and the stanza is written here with the
primitives of `cryptography` as https://github.com/C2SP/C2SP/blob/main/age.md says.
"""

from __future__ import annotations

import base64
import os
from typing import BinaryIO, Final

import pyrage
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from huizhen.core.errors import WrongCall

WORK_FACTOR: Final = 16
_CHUNK: Final = 64 * 1024
_LABEL: Final = b"age-encryption.org/v1/scrypt"


class AgeSealer:
    """Seals one package, for a passphrase or for a recipient's own key."""

    def __init__(self, passphrase: str = "", age_key: str = "") -> None:
        if bool(passphrase) == bool(age_key):
            raise WrongCall(
                "seal_for_whom", "A package is sealed by a passphrase or for a key.", "Give one."
            )
        self._passphrase = passphrase
        self._recipient = recipient_key(age_key) if age_key else None
        self._identity = pyrage.x25519.Identity.generate()

    @property
    def part_identity(self) -> str:
        """The secret identity that opens the parts."""
        return str(self._identity)

    def for_recipient(self, data: bytes) -> bytes:
        """Sealed with the passphrase, or for the recipient's key."""
        if self._recipient is not None:
            return bytes(pyrage.encrypt(data, [self._recipient]))
        return sealed_by_passphrase(data, self._passphrase)

    def for_parts(self, source: BinaryIO, target: BinaryIO) -> None:
        """Seals a stream for the identity of this package, with bounded memory."""
        pyrage.encrypt_io(source, target, [self._identity.to_public()])

    def opened_part(self, source: BinaryIO, target: BinaryIO) -> None:
        """Opens what `for_parts` wrote, to look at it again."""
        pyrage.decrypt_io(source, target, [self._identity])


def recipient_key(text: str) -> pyrage.x25519.Recipient:
    """A recipient's age key; WrongCall when the text is none."""
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise WrongCall(
            "age_key_wrong",
            "This is not an age public key.",
            "It begins with age1 and has 62 characters; never enter a secret key.",
        ) from error


def sealed_by_passphrase(data: bytes, passphrase: str, work_factor: int = WORK_FACTOR) -> bytes:
    """An age file for a passphrase, with a work factor that a browser can bear."""
    file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    wrapping = Scrypt(salt=_LABEL + salt, length=32, n=2**work_factor, r=8, p=1)
    wrapped = ChaCha20Poly1305(wrapping.derive(passphrase.encode())).encrypt(
        bytes(12), file_key, None
    )
    header = (
        f"age-encryption.org/v1\n-> scrypt {_base64(salt)} {work_factor}\n{_base64(wrapped)}\n---"
    ).encode()
    authentication = hmac.HMAC(_derived(file_key, b"", b"header"), hashes.SHA256())
    authentication.update(header)
    mac = _base64(authentication.finalize()).encode()
    return (
        header + b" " + mac + b"\n" + nonce + _stream(_derived(file_key, nonce, b"payload"), data)
    )


def _derived(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt or None, info).derive(key)


def _stream(key: bytes, data: bytes) -> bytes:
    """Chunks of 64 KiB, counted in the nonce, the last one marked."""
    cipher = ChaCha20Poly1305(key)
    starts = range(0, max(len(data), 1), _CHUNK)
    return b"".join(
        cipher.encrypt(
            number.to_bytes(11, "big") + (b"\x01" if start + _CHUNK >= len(data) else b"\x00"),
            data[start : start + _CHUNK],
            None,
        )
        for number, start in enumerate(starts)
    )


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii").rstrip("=")
