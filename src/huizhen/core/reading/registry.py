"""Which reader takes a file: each gives a score for its bytes, the highest reads it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, Protocol

from huizhen.core.reading.limits import Limits
from huizhen.core.records.page import SourceId
from huizhen.core.records.reading import Member, Reading
from huizhen.core.records.value import Value

HEAD_BYTES = 65_536


class Probe(Value):
    """What is known of a file before it is read."""

    name: str
    """The last part of its path as received; proves nothing."""
    size_bytes: int
    head: bytes
    """The first 64 KiB."""


class SourceFile(Protocol):
    """The bytes of one source, read only."""

    source_id: SourceId
    name: str
    size_bytes: int

    @property
    def path(self) -> Path:
        """A file that libraries may open for reading; its name says nothing of the original."""

    def open(self) -> AbstractContextManager[BinaryIO]:
        """A binary stream over the bytes."""

    def read(self, limit: int) -> bytes:
        """At most `limit` bytes from the start; raises TooLargeRecord when there are more."""


class Context(Protocol):
    """What a reader may use besides the bytes."""

    limits: Limits

    def keep(self, name: str, chunks: Iterable[bytes]) -> Member:
        """Keep a file found inside the source, and give its reference; enforces size limits
        (TooLargeRecord). `name` is cleaned of traversal, control and bidi characters."""


class Reader(Protocol):
    """One format's reader. Stateless; raises RecordError (or anything: the runner lists it)."""

    name: str
    version: int

    def score(self, probe: Probe) -> float:
        """0 (not mine) to 1 (certain: signature seen); 0.5 the extension alone."""

    def read(self, source: SourceFile, context: Context) -> Reading:
        """The reading of the whole source."""


class Registry:
    """An ordered set of readers."""

    def __init__(self, readers: Iterable[Reader]) -> None:
        self._readers = tuple(readers)

    def __iter__(self) -> Iterator[Reader]:
        return iter(self._readers)

    def named(self, name: str) -> Reader:
        """The reader of that name; KeyError when there is none."""
        for reader in self._readers:
            if reader.name == name:
                return reader
        raise KeyError(name)

    def choose(self, probe: Probe) -> Reader | None:
        """The reader with the highest score above zero; the earlier one on a tie."""
        best: Reader | None = None
        best_score = 0.0
        for reader in self._readers:
            score = reader.score(probe)
            if score > best_score:
                best, best_score = reader, score
        return best


class ReadersOf(Registry):
    """All readers choose, but only what readers of some names read is read."""

    def __init__(self, readers: Iterable[Reader], names: Collection[str]) -> None:
        super().__init__(readers)
        self._names = frozenset(names)

    def choose(self, probe: Probe) -> Reader | None:
        """The reader of those names; None for whatever another one reads."""
        chosen = super().choose(probe)
        return chosen if chosen is not None and chosen.name in self._names else None
