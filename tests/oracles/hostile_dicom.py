"""DICOM files with wrong lengths, endless nesting and false claims."""

from __future__ import annotations

import struct

from hostile_model import (
    ANY,
    BOMB,
    BROKEN,
    INERT,
    PROBE_FAMILY,
    PROBE_GIVEN,
    REFUSED,
    Draw,
    FileRecipe,
)
from repeated_bytes import Expansion

_LONG = frozenset((b"OB", b"OW", b"OF", b"SQ", b"UT", b"UN"))
_UNDEFINED = 0xFFFFFFFF
_PLAIN = b"1.2.840.10008.1.2.1"
_DEFLATED = b"1.2.840.10008.1.2.1.99"
_JPEG = b"1.2.840.10008.1.2.4.50"
_CT = b"1.2.840.10008.5.1.4.1.1.2"
_ITEM = struct.pack("<HHI", 0xFFFE, 0xE000, _UNDEFINED)
_ITEM_END = struct.pack("<HHI", 0xFFFE, 0xE00D, 0)
_SEQUENCE_END = struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
# 2.25 marks an identifier drawn at random; these belong to nothing.
_UID = b"2.25.1000000000000000000000000000000000"


def _element(tag: int, kind: bytes, value: bytes, length: int | None = None) -> bytes:
    """Return one explicit little-endian element, its length true or as told."""
    if length is None:
        value += (b"\x00" if kind in (b"UI", b"OB") else b" ") * (len(value) % 2)
        length = len(value)
    head = struct.pack("<HH", tag >> 16, tag & 0xFFFF) + kind
    if kind in _LONG:
        return head + b"\x00\x00" + struct.pack("<I", length) + value
    return head + struct.pack("<H", length & 0xFFFF) + value


def _meta(syntax: bytes = _PLAIN) -> bytes:
    body = _element(0x00020001, b"OB", b"\x00\x01")
    body += _element(0x00020002, b"UI", _CT) + _element(0x00020003, b"UI", _UID)
    body += _element(0x00020010, b"UI", syntax)
    return _element(0x00020000, b"UL", struct.pack("<I", len(body))) + body


def _patient(draw: Draw, charset: bytes = b"ISO_IR 192") -> bytes:
    name = f"{PROBE_FAMILY}^{PROBE_GIVEN}".encode()
    return b"".join(
        (
            _element(0x00080005, b"CS", charset),
            _element(0x00080016, b"UI", _CT),
            _element(0x00080018, b"UI", _UID),
            _element(0x00080060, b"CS", b"CT"),
            _element(0x00100010, b"PN", name),
            _element(0x00100020, b"LO", draw.token().encode()),
            _element(0x00100030, b"DA", b"19000101"),
        )
    )


def _pixels(rows: int, columns: int, frames: int, data: bytes) -> bytes:
    def short(tag: int, value: int) -> bytes:
        return _element(tag, b"US", struct.pack("<H", value))

    return b"".join(
        (
            short(0x00280002, 1),
            _element(0x00280004, b"CS", b"MONOCHROME2"),
            _element(0x00280008, b"IS", str(frames).encode()),
            short(0x00280010, rows),
            short(0x00280011, columns),
            short(0x00280100, 16),
            short(0x00280101, 16),
            short(0x00280102, 15),
            short(0x00280103, 0),
            _element(0x7FE00010, b"OW", data),
        )
    )


def _file(*parts: bytes, syntax: bytes = _PLAIN, preamble: bytes = b"") -> bytes:
    return preamble.ljust(128, b"\x00") + b"DICM" + _meta(syntax) + b"".join(parts)


def _good(draw: Draw) -> bytes:
    noise = draw.rng.randbytes(64 * 64 * 2)
    return _file(_patient(draw), _pixels(64, 64, 1, noise))


def _cut(draw: Draw) -> bytes:
    whole = _good(draw)
    return whole[: draw.rng.randrange(200, len(whole) - 100)]


def _wrong_length(draw: Draw) -> bytes:
    lengths = (0xFFFFFFF0, 0x7FFFFFFF, 1_000_000, 3)
    wrong = lengths[draw.turn % len(lengths)]
    text = _element(0x00204000, b"UT", b"comment ", wrong)
    return _file(_patient(draw), text, _pixels(64, 64, 1, b"\x00" * 8192))


def _deep_sequence(draw: Draw) -> bytes:
    """Sequences of undefined length inside one another, never closed at odd turns."""
    depth = draw.around(50_000)
    opening = _element(0x00081140, b"SQ", b"", _UNDEFINED) + _ITEM
    closing = (_ITEM_END + _SEQUENCE_END) * (depth if draw.turn % 2 == 0 else 0)
    return _file(_patient(draw), opening * depth, closing)


def _wide_sequence(draw: Draw) -> bytes:
    inside = _element(0x00080100, b"SH", b"1")
    item = struct.pack("<HHI", 0xFFFE, 0xE000, len(inside)) + inside
    items = item * draw.around(100_000)
    sequence = _element(0x00081140, b"SQ", items)
    return _file(_patient(draw), sequence)


def _private(draw: Draw) -> bytes:
    elements = []
    for number in range(draw.around(800)):
        kind = draw.rng.choice((b"UN", b"OB", b"LO", b"FD", b"SQ", b"??"))
        value = draw.rng.randbytes(2 * draw.rng.randrange(30))
        elements.append(_element(0x00091000 + number, kind, value))
    return _file(_patient(draw), *elements)


def _without_mark(draw: Draw) -> bytes:
    whole = _good(draw)
    return whole[:128] + b"MCID" + whole[132:]


def _bare(draw: Draw) -> bytes:
    """The data set alone, as old scanners wrote it, with group lengths of zero."""
    zero = _element(0x00080000, b"UL", b"\x00\x00\x00\x00")
    return zero + _good(draw)[132 + len(_meta()) :]


def _tiff_face(draw: Draw) -> bytes:
    """A preamble that is the head of a TIFF file: two formats in one."""
    head = b"II*\x00" + struct.pack("<I", 8) + struct.pack("<H", 1)
    entry = struct.pack("<HHII", 256, 4, 1, 2**31)
    noise = draw.rng.randbytes(8192)
    body = (_patient(draw), _pixels(64, 64, 1, noise))
    return _file(*body, preamble=head + entry + b"\x00" * 4)


def _program_face(draw: Draw) -> bytes:
    """A preamble that is the head of a Windows program."""
    noise = draw.rng.randbytes(8192)
    body = (_patient(draw), _pixels(64, 64, 1, noise))
    return _file(*body, preamble=b"MZ\x90\x00" + b"\x00" * 56 + b"\x80\x00\x00\x00")


def _absurd_size(draw: Draw) -> bytes:
    frames = draw.around(99_999)
    return _file(_patient(draw), _pixels(65_535, 65_535, frames, b"\x00" * 64))


def _deflated_bomb(draw: Draw) -> bytes:
    """A deflated data set with a comment of one gibibyte."""
    size = draw.around(512 << 20, 0.01) * 2
    head = _patient(draw) + struct.pack("<HH2sHI", 0x0020, 0x4000, b"UT", 0, size)
    return _file(Expansion(size, 0x20, head).raw(), syntax=_DEFLATED)


def _fragments(draw: Draw) -> bytes:
    """Compressed frames whose offset table points outside the file."""
    table = struct.pack("<4I", 0, 2**31, 2**32 - 2, 7)
    data = struct.pack("<HHI", 0xFFFE, 0xE000, len(table)) + table
    for _ in range(20):
        piece = b"\xff\xd8\xff" + draw.rng.randbytes(61)
        data += struct.pack("<HHI", 0xFFFE, 0xE000, len(piece)) + piece
    image = _pixels(512, 512, 4, b"")[:-12]
    tail = _element(0x7FE00010, b"OB", data + _SEQUENCE_END, _UNDEFINED)
    return _file(_patient(draw), image, tail, syntax=_JPEG)


def _strange_text(draw: Draw) -> bytes:
    charsets = (b"ISO 2022 IR 58\\\\GB99", b"UTF-99", b"\\" * 40, b"ISO_IR 999")
    name = b"<script>alert(1)</script>^\x1b$)A\xff\xfe=\xc0\xaf=" + b"^" * 300
    parts = (
        _patient(draw, charsets[draw.turn % len(charsets)]),
        _element(0x00100040, b"CS", b"\xff\x00"),
        _element(0x00104000, b"LT", name),
        _element(0x00101010, b"AS", b"-99Y\\x"),
        _element(0x00100030, b"DA", b"99999999"),
    )
    return _file(*parts)


def _unknown_syntax(draw: Draw) -> bytes:
    syntax = b"1.2.840.99999.%d" % draw.rng.randrange(10**6)
    return _file(_patient(draw), _pixels(64, 64, 1, b"\x00" * 8192), syntax=syntax)


def _directory(draw: Draw) -> bytes:
    """An index of a disc whose records point to themselves and out of the folder."""
    up = b"..\\..\\..\\etc\\passwd"
    inside = (
        _element(0x00041400, b"UL", struct.pack("<I", 400))
        + _element(0x00041420, b"UL", struct.pack("<I", 400))
        + _element(0x00041430, b"CS", b"IMAGE")
        + _element(0x00041500, b"CS", up)
    )
    item = struct.pack("<HHI", 0xFFFE, 0xE000, len(inside)) + inside
    start = _element(0x00041200, b"UL", struct.pack("<I", 400 + draw.turn))
    return _file(start, _element(0x00041220, b"SQ", item * 50))


RECIPES = (
    FileRecipe("dicom-truncated", ".dcm", BROKEN, _cut),
    FileRecipe("dicom-deep-sequences", ".dcm", BROKEN, _deep_sequence),
    FileRecipe("dicom-wrong-lengths", ".dcm", BROKEN, _wrong_length),
    FileRecipe("dicom-tiff-preamble", ".dcm", INERT, _tiff_face),
    FileRecipe("dicom-without-mark", ".dcm", INERT, _without_mark),
    FileRecipe("dicom-absurd-size", ".dcm", BROKEN, _absurd_size),
    FileRecipe("dicom-huge-sequence", ".dcm", INERT, _wide_sequence),
    FileRecipe("dicom-private-garbage", ".dcm", INERT, _private),
    FileRecipe("dicom-deflated-bomb", ".dcm", BOMB | BROKEN, _deflated_bomb),
    FileRecipe("dicom-bare", "", ANY, _bare),
    FileRecipe("dicom-program-preamble", ".dcm", INERT, _program_face),
    FileRecipe("dicom-bad-fragments", ".dcm", BROKEN, _fragments),
    FileRecipe("dicom-strange-text", ".dcm", INERT, _strange_text),
    FileRecipe("dicom-unknown-syntax", ".dcm", INERT | REFUSED, _unknown_syntax),
    FileRecipe("dicom-directory-loop", ".dcm", ANY, _directory),
)
