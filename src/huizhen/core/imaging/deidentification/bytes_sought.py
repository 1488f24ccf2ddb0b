"""Known identifiers looked for in bytes of which nobody says how they are to be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from huizhen.core.imaging.deidentification.sought import Sought

_ENCODINGS: Final = (
    "utf-8", "utf-16-le", "utf-16-be", "gb18030", "latin-1", "cp1251", "iso8859_5", "shift_jis",
    "euc_kr", "big5",
)  # fmt: skip
MOST_BYTES: Final = 1 << 16


def in_bytes(data: bytes, search: Sought) -> Iterator[tuple[str, str]]:
    """Kind of each identifier found, and the encoding in which the bytes say it."""
    if not any(data):
        return
    for encoding in _ENCODINGS:
        text = data.decode(encoding, errors="replace")
        # single words turn up in noise by chance; whole names and numbers do not
        for one in search.found(text, whole_only=len(data) > 256):
            yield one.kind, encoding
        if data.isascii() and encoding == "utf-16-be":
            return
