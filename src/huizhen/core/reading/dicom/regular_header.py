"""The wanted elements of a regular header: PS3.10 file, explicit VR little endian, tags in order.

Most exports are so. Whatever is not is left to gdcm, which knows how files go wrong; here nothing
is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from struct import Struct

HEADER_BYTES = 1 << 16
"""What is read of a file; a header that is longer than this is not regular."""

PIXELS_CUT = "PixelsCut"
"""Among the values of a file that ends before its pixels do; no keyword of PS3.6."""

BYTES_BEHIND = "BytesBehind"
"""Among the values where the pixels were reached: how many bytes their element has, its head
counted; 0 where there is none. No keyword of PS3.6."""

TRACER_TIME = "TracerTime"
"""Among the values: 1 where the start of a tracer is stated, else 0. No keyword of PS3.6."""

REGION_STEP = "RegionStep"
"""Among the values: 1 where an ultrasound region states the step of its pixels, else 0. No keyword
of PS3.6."""

_ELEMENT = Struct("<HH2sH").unpack_from
_LONG_LENGTH = Struct("<I").unpack_from
_DOUBLE = Struct("<d").unpack_from
_UNDEFINED = 0xFFFFFFFF
_TEXT = frozenset(b"AE AS CS DA DS DT IS LO LT PN SH ST TM UI".split())
_SHORT = _TEXT | frozenset(b"AT FL FD SL SS UL US".split())
_LONG = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())
_DELIMITERS, _ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFE, 0xE000, 0xE00D, 0xE0DD
_PIXELS = 0x7FE0
_TRANSFER_SYNTAX = 0x00020010
_TRACERS, _TRACER_STARTS = 0x00540016, (0x00181072, 0x00181078)
_REGIONS, _REGION_STEP = 0x00186011, 0x0018602C
_NESTED = frozenset((_TRACERS, _REGIONS))
_SO_ENCODED = re.compile(rb"1\.2\.840\.10008\.1\.2\.(1|1\.98|4\.(?!95$|205$)\d+|5)")
"""Explicit VR little endian, pixels plain or compressed; not those that deflate the data set."""


class _Irregular(Exception):
    """The header departs from the regular form, or goes on behind the bytes at hand."""


def regular_header(data: bytes, wanted: Mapping[int, str], size: int) -> dict[str, bytes] | None:
    """Raw values by keyword from the first bytes of a file of `size` bytes; None when the header
    is not regular. `wanted` maps tag numbers (0xGGGGEEEE) to keywords."""
    if data[128:132] != b"DICM":
        return None
    try:
        return _values(data, wanted, max(wanted), size)
    except _Irregular:
        return None


def _values(data: bytes, wanted: Mapping[int, str], last: int, size: int) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    syntax = b""
    position, before = 132, 0
    while position < size:
        tag, representation, start, end = _element(data, position)
        if tag <= before:
            raise _Irregular
        if before >> 16 == 2 != tag >> 16 and not _SO_ENCODED.fullmatch(syntax):
            raise _Irregular
        if tag > last:
            _refuse_a_stray_tag(data, tag, end)
            return {**_UNSTATED, **found, **_pixels(data, position, size)}
        if tag in _NESTED:
            found |= _nested(data, tag, start, end)
        if end == _UNDEFINED:
            end = _sequence_end(data, start)
        elif tag in wanted and end > start:
            found[wanted[tag]] = _value(data, representation, start, end)
        if tag == _TRANSFER_SYNTAX:
            syntax = data[start:end].rstrip(b"\0 ")
        position, before = end, tag
    if position != size or before >> 16 == 2:
        raise _Irregular
    return {**_UNSTATED, **found, BYTES_BEHIND: b"0"}


def _nested(data: bytes, tag: int, start: int, end: int) -> dict[str, bytes]:
    """What is told by the items of a sequence that is looked into."""
    if tag == _TRACERS:
        return {TRACER_TIME: _tracer_time(data, start)}
    return {REGION_STEP: _region_step(data, start, end)}


def _tracer_time(data: bytes, position: int) -> bytes:
    """Whether the first item of RadiopharmaceuticalInformationSequence says when it was given."""
    group, number, _, _ = _ELEMENT(data, position) if position + 8 <= len(data) else (0, 0, b"", 0)
    if group != _DELIMITERS or number != _ITEM:
        return b"0"
    (length,) = _LONG_LENGTH(data, position + 4)
    position += 8
    last = len(data) - 12 if length == _UNDEFINED else min(position + length, len(data) - 12)
    while position < last and _ELEMENT(data, position)[0] != _DELIMITERS:
        tag, _, start, end = _element(data, position)
        if tag in _TRACER_STARTS and data[start:end].strip(b" \0"):
            return b"1"
        position = _sequence_end(data, start) if end == _UNDEFINED else end
    return b"0"


def _region_step(data: bytes, position: int, end: int) -> bytes:
    """Whether an item of SequenceOfUltrasoundRegions says how far its pixels lie apart."""
    last = min(end, len(data)) - 8
    while position <= last:
        group, number, _, _ = _ELEMENT(data, position)
        if group == _DELIMITERS:
            if number == _SEQUENCE_END:
                break
            position += 8  # an item's head or end
            continue
        tag, _, start, after = _element(data, position)
        is_step = tag == _REGION_STEP and after - start == 8 and after <= len(data)
        if is_step and _DOUBLE(data, start)[0]:
            return b"1"
        position = _sequence_end(data, start) if after == _UNDEFINED else after
    return b"0"


_UNSTATED = {TRACER_TIME: b"0", REGION_STEP: b"0"}
"""What stands where a header states neither."""


def _pixels(data: bytes, position: int, size: int) -> dict[str, bytes]:
    """What is to say of the pixels: whether they are cut, and their bytes; nothing where what lies
    before them is irregular, or longer than the bytes at hand."""
    try:
        while position < size:
            tag, _, start, end = _element(data, position)
            if tag >> 16 == _PIXELS:
                is_cut = {PIXELS_CUT: b"1"} if end != _UNDEFINED and end > size else {}
                return {**is_cut, BYTES_BEHIND: str(min(end, size) - position).encode("ascii")}
            if tag >> 16 > _PIXELS:
                break
            position = _sequence_end(data, start) if end == _UNDEFINED else end
    except _Irregular:
        return {}
    return {BYTES_BEHIND: b"0"} if position >= size else {}


def _refuse_a_stray_tag(data: bytes, tag: int, end: int) -> None:
    """A damaged tag can look like the end of what is wanted; the one behind it tells."""
    if tag >> 16 != _PIXELS and end + 12 <= len(data) and _element(data, end)[0] <= tag:
        raise _Irregular


def _element(data: bytes, position: int) -> tuple[int, bytes, int, int]:
    """Tag, value representation, start and end of the element at a position; the end of a sequence
    may be `_UNDEFINED`."""
    if position + 12 > len(data):
        raise _Irregular
    group, number, representation, length = _ELEMENT(data, position)
    start = position + 8
    if representation in _LONG:
        (length,) = _LONG_LENGTH(data, start)
        start += 4
        if length == _UNDEFINED:
            # pixels may be in fragments, but they lie behind every wanted tag
            if representation != b"SQ" and group != _PIXELS:
                raise _Irregular
            return group << 16 | number, representation, start, _UNDEFINED
    elif representation not in _SHORT:
        raise _Irregular
    return group << 16 | number, representation, start, start + length


def _sequence_end(data: bytes, position: int) -> int:
    """Where a sequence of undefined length ends, with all that it nests (PS3.5 7.5)."""
    depth = 1  # odd: between items, even: inside an item
    while depth:
        if position + 8 > len(data):
            raise _Irregular
        group, number, _, _ = _ELEMENT(data, position)
        between_items = depth % 2 == 1
        if group != _DELIMITERS:
            if between_items:
                raise _Irregular
            _, _, start, end = _element(data, position)
            depth += end == _UNDEFINED
            position = start if end == _UNDEFINED else end
        elif number == _ITEM and between_items:
            (length,) = _LONG_LENGTH(data, position + 4)
            depth += length == _UNDEFINED
            position += 8 if length == _UNDEFINED else 8 + length
        elif number == (_SEQUENCE_END if between_items else _ITEM_END):
            depth -= 1
            position += 8
        else:
            raise _Irregular
    return position


def _value(data: bytes, representation: bytes, start: int, end: int) -> bytes:
    """The bytes of a value as text; one unsigned short or one double as its figures."""
    if end > len(data):
        raise _Irregular
    if representation in _TEXT:
        value = data[start:end].rstrip(b"\0")
        if b"\0" not in value:
            return value
    elif representation == b"US" and end - start == 2:
        return str(int.from_bytes(data[start:end], "little")).encode("ascii")
    elif representation == b"FD" and end - start == 8:
        return f"{_DOUBLE(data, start)[0]:g}".encode("ascii")  # as gdcm writes it
    raise _Irregular
