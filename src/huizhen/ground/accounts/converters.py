"""Numbers of rows that stand in addresses as random-looking words: no serial ids in a URL."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings

_MARK = b"row-key1"


class SealedNumber:
    """A row's number as one AES block under the site's own key; anything else is no address.

    For the rows of libraries that count them: ours have UUIDs."""

    regex = "[A-Za-z0-9_-]{22}"

    def to_python(self, value: str) -> int:
        """The number; ValueError (404) for a word that was not made here."""
        decryptor = _cipher().decryptor()
        clear = decryptor.update(base64.urlsafe_b64decode(f"{value}==")) + decryptor.finalize()
        if not clear.startswith(_MARK):
            raise ValueError(value)
        return int.from_bytes(clear[len(_MARK) :], "big")

    def to_url(self, value: int) -> str:
        """The word for a number."""
        encryptor = _cipher().encryptor()
        block = _MARK + int(value).to_bytes(16 - len(_MARK), "big")
        sealed = encryptor.update(block) + encryptor.finalize()
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


@lru_cache(maxsize=4)
def _key(secret: str) -> bytes:
    return hashlib.sha256(f"huizhen.row-numbers\x1f{secret}".encode()).digest()


def _cipher() -> Cipher[modes.ECB]:
    # one block each, with a mark in it: there is no second block for ECB to betray
    return Cipher(algorithms.AES(_key(str(settings.SECRET_KEY))), modes.ECB())  # noqa: S305
