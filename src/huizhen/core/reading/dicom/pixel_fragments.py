"""Whether compressed pixels are all there: their fragments up to the delimiter (PS3.5 A.4)."""

from __future__ import annotations

from struct import Struct
from typing import BinaryIO

_HEAD = b"\xe0\x7f\x10\x00"
_UNDEFINED = b"\xff\xff\xff\xff"
_ITEM, _END = b"\xfe\xff\x00\xe0", b"\xfe\xff\xdd\xe0"
_LENGTH = Struct("<I").unpack_from
_ELEMENT_BYTES = 12
_MOST_FRAGMENTS = 100_000


def are_fragments_cut(stream: BinaryIO, position: int, size: int) -> bool:
    """Whether the file of `size` bytes ends inside the fragments of the pixels at a position;
    False where the pixels there are not in fragments."""
    stream.seek(position)
    head = stream.read(_ELEMENT_BYTES)
    if head[:4] != _HEAD or head[8:] != _UNDEFINED:
        return False
    stream.seek(max(position, size - 8))
    if stream.read(8) == _END + b"\0\0\0\0":
        return False
    return not _reaches_the_end(stream, position + _ELEMENT_BYTES, size)


def _reaches_the_end(stream: BinaryIO, position: int, size: int) -> bool:
    """Whether the items lead to the delimiter, or to something that is no item: damage of another
    kind, which decoding shows."""
    for _ in range(_MOST_FRAGMENTS):
        stream.seek(position)
        item = stream.read(8)
        if len(item) < 8:
            return False
        if item[:4] != _ITEM:
            return True
        position += 8 + int(_LENGTH(item, 4)[0])
        if position > size:
            return False
    return True
