"""Keyed unique identifiers: the same original gives the same new one all over a case."""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

STANDARD_ROOT: Final = "1.2.840.10008."
"""UIDs that the standard itself gives: SOP classes, transfer syntaxes, coding schemes, well-known
frames of reference (PS3.6 Annex A). They identify nobody and keep their meaning."""
_LEAST_SHIFT: Final = 31
_SHIFTS: Final = 1_796


class UidKeys:
    """New UIDs of one case by its secret.

    A UID is 2.25 and the number of a version 8 UUID (PS3.5 B.2, RFC 9562) made of
    HMAC-SHA-256(secret, original): without the secret nobody can tell which original it was.
    """

    def __init__(self, secret: bytes) -> None:
        if len(secret) < 16:
            raise ValueError("the secret of a case has at least 16 bytes")
        self._secret = secret
        self._made: dict[str, str] = {}

    def uid(self, original: str) -> str:
        """The new UID; '' for '', and a UID of the standard as it is."""
        plain = original.strip(" \0")
        if not plain or plain.startswith(STANDARD_ROOT):
            return plain
        found = self._made.get(plain)
        if found is None:
            found = self._made[plain] = self._new(plain)
        return found

    def shift_days(self) -> int:
        """The case's offset for dates: from one month to five years back, by its secret."""
        digest = hmac.new(self._secret, b"dates", hashlib.sha256).digest()
        return -(_LEAST_SHIFT + int.from_bytes(digest[:8], "big") % _SHIFTS)

    def _new(self, plain: str) -> str:
        digest = hmac.new(self._secret, b"uid:" + plain.encode(), hashlib.sha256).digest()
        number = int.from_bytes(digest[:16], "big")
        number = number & ~(0xF << 76) | 0x8 << 76
        number = number & ~(0x3 << 62) | 0x2 << 62
        return f"2.25.{number}"
