"""Known identifiers looked for in bytes of which nobody says how they are to be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from huizhen.core.imaging.deidentification.sought import sought
from huizhen.core.preparation.masking.residual import residual_in
from huizhen.core.records.known_identifiers import KnownIdentifiers

_ENCODINGS: Final = (
    "utf-8", "utf-16-le", "utf-16-be", "gb18030", "latin-1", "cp1251", "iso8859_5", "shift_jis",
    "euc_kr", "big5",
)  # fmt: skip
_SHORT: Final = 2_048
_MOST_BYTES: Final = 1 << 22


def in_bytes(data: bytes, known: KnownIdentifiers) -> Iterator[tuple[str, str]]:
    """Kind of each identifier found, and the encoding in which the bytes say it.

    Short values are read in every encoding and searched for every written form; in long ones,
    which are tables and pictures, whole names and numbers are looked for as bytes.
    """
    if not any(data[:_MOST_BYTES]):
        return
    if len(data) > _SHORT:
        yield from ((one.kind, one.where) for one in residual_in(data[:_MOST_BYTES], known))
        return
    search = sought(known)
    for encoding in _ENCODINGS[:3] if data.isascii() else _ENCODINGS:
        text = data.decode(encoding, errors="replace")
        # single words turn up in noise by chance; whole names and numbers do not
        for one in search.found(text, whole_only=len(data) > 256):
            yield one.kind, encoding
