"""The parts of a multipart/related message, read from its body without holding the whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import BinaryIO, Final

from huizhen.core.errors import HuizhenError

_BLOCK: Final = 1 << 20
_MOST_HEADER: Final = 16 << 10
_BOUNDARY = re.compile(r'boundary=(?:"([^"]{1,70})"|([^";,\s]{1,70}))', re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """The bytes of one part, where they lie in the body."""

    body: BinaryIO
    start: int
    size_bytes: int

    def blocks(self, most: int = _BLOCK) -> Iterator[bytes]:
        """Its bytes, so many at a time."""
        place, end = self.start, self.start + self.size_bytes
        while place < end:
            self.body.seek(place)
            data = _exactly(self.body, min(most, end - place))
            place += len(data)
            yield data

    def whole(self) -> bytes:
        """Its bytes at once."""
        return b"".join(self.blocks())


def parts_of(body: BinaryIO, content_type: str) -> list[Part]:
    """The parts of a message (RFC 2046 5.1); HuizhenError where it is none."""
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise _malformed()
    mark = b"\r\n--" + (found[1] or found[2]).encode()
    places = list(_places(body, mark))
    if not places or _at(body, places[-1] + len(mark), 2) != b"--":
        raise _malformed()
    return [_part(body, place + len(mark), end) for place, end in pairwise(places)]


def _places(body: BinaryIO, mark: bytes) -> Iterator[int]:
    """Where the mark stands; before the first byte of a message a line may be thought to end."""
    body.seek(0)
    held, base = b"\r\n", -2
    while block := body.read(_BLOCK):
        held += block
        at = held.find(mark)
        while at >= 0:
            yield base + at
            at = held.find(mark, at + len(mark))
        spare = len(held) - len(mark) + 1
        if spare > 0:
            held, base = held[spare:], base + spare


def _part(body: BinaryIO, start: int, end: int) -> Part:
    head = _at(body, start, min(_MOST_HEADER, end - start))
    before, ends, _ = head.partition(b"\r\n\r\n")
    if not ends:
        raise _malformed()
    data = start + len(before) + len(ends)
    return Part(body, data, end - data)


def _at(body: BinaryIO, place: int, length: int) -> bytes:
    body.seek(max(0, place))
    return _exactly(body, length)


def _exactly(body: BinaryIO, length: int) -> bytes:
    """So many bytes, or what is left."""
    parts: list[bytes] = []
    while length and (data := body.read(length)):
        parts.append(data)
        length -= len(data)
    return b"".join(parts)


def _malformed() -> HuizhenError:
    return HuizhenError(
        "multipart_malformed",
        "The message is not multipart/related as it says, or ends too early.",
        'Send each object as one part of multipart/related; type="application/dicom".',
    )
