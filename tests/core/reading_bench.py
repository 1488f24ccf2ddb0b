"""A source and a context in memory, for tests of readers; limits hold as in a worker child."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from huizhen.core.errors import RecordError, TooLargeRecord
from huizhen.core.reading.limits import Limits
from huizhen.core.reading.names import clean_member_name
from huizhen.core.reading.registry import HEAD_BYTES, Probe, Reader
from huizhen.core.records.page import Page, SourceId
from huizhen.core.records.reading import Member, Reading


class MemorySource:
    """Bytes as a source; the file for libraries that want a path is removed with the object."""

    def __init__(self, data: bytes, name: str = "record") -> None:
        self.name = name
        self.source_id = SourceId(hashlib.sha256(data).hexdigest())
        self.size_bytes = len(data)
        self._data = data
        self._file = tempfile.NamedTemporaryFile(suffix=".source")  # noqa: SIM115 - lives with self
        self._file.write(data)
        self._file.flush()

    @property
    def path(self) -> Path:
        """Where the bytes are."""
        return Path(self._file.name)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """A binary stream over the bytes."""
        with self.path.open("rb") as stream:
            yield stream

    def read(self, limit: int) -> bytes:
        """All bytes; TooLargeRecord above `limit`."""
        if self.size_bytes > limit:
            raise TooLargeRecord("file_too_large", "The file is above the limit.", "Split it.")
        return self._data

    def probe(self) -> Probe:
        """What the registry sees of it."""
        return Probe(name=self.name, size_bytes=self.size_bytes, head=self._data[:HEAD_BYTES])

    def close(self) -> None:
        """Remove the file."""
        self._file.close()


class KeptFiles:
    """A context whose kept files stay in memory under their SHA-256."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.files: dict[str, bytes] = {}
        self._expanded = 0
        self._members = 0

    def keep(self, name: str, chunks: Iterable[bytes]) -> Member:
        """Keep one embedded file; TooLargeRecord above a limit."""
        self._members += 1
        if self._members > self.limits.max_members:
            raise TooLargeRecord("archive_too_many_members", "Too many members.", "Split it.")
        data = bytearray()
        for chunk in chunks:
            data += chunk
            self._expanded += len(chunk)
            if len(data) > self.limits.max_member_bytes:
                raise TooLargeRecord("member_too_large", "A member is too large.", "Split it.")
            if self._expanded > self.limits.max_expanded_bytes:
                raise TooLargeRecord("archive_too_large", "It expands too far.", "Split it.")
        source_id = SourceId(hashlib.sha256(data).hexdigest())
        self.files[source_id] = bytes(data)
        return Member(name=clean_member_name(name), source_id=source_id, size_bytes=len(data))

    def named(self, reading: Reading) -> dict[str, bytes]:
        """The kept bytes of a reading's members by name."""
        return {member.name: self.files[member.source_id] for member in reading.members}


def read_bytes(
    reader: Reader, data: bytes, name: str = "record", limits: Limits | None = None
) -> tuple[Reading, KeptFiles]:
    """The reading of some bytes, and what was kept of them; spans are checked on the way."""
    source, context = MemorySource(data, name), KeptFiles(limits)
    try:
        reading = reader.read(source, context)
    finally:
        source.close()
    for page in reading.pages:
        check_spans(page)
    return reading, context


def read_or_refused(reader: Reader, data: bytes, name: str = "record") -> Reading | None:
    """The reading, or None when the reader refused the bytes with a code and a remedy."""
    try:
        return read_bytes(reader, data, name)[0]
    except RecordError as error:
        check_error(error)
        return None


def check_error(error: RecordError) -> None:
    """An error says what happened and what to do."""
    assert error.code.isidentifier()
    assert error.message.endswith(".")
    assert error.remedy.endswith(".")


def check_spans(page: Page) -> None:
    """Lines are half-open code point spans that join to the page's text by line feeds."""
    texts = [page.text[line.start : line.end] for line in page.lines]
    assert "\n".join(texts) == page.text
    assert not any("\n" in text for text in texts)


def score_of(reader: Reader, data: bytes, name: str = "record") -> float:
    """The reader's score for some bytes under a name."""
    return reader.score(Probe(name=name, size_bytes=len(data), head=data[:HEAD_BYTES]))
