"""Pictures that claim absurd sizes, end early or describe themselves in circles."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Sequence

from hostile_model import BOMB, BROKEN, INERT, REFUSED, Draw, FileRecipe
from PIL import Image
from repeated_bytes import Expansion

_PNG = b"\x89PNG\r\n\x1a\n"
_TOO_BIG = BOMB | REFUSED


def _picture(draw: Draw, form: str) -> bytes:
    """Return a small, noisy and perfectly good picture."""
    noise = Image.frombytes("RGB", (96, 96), draw.rng.randbytes(96 * 96 * 3))
    buffer = io.BytesIO()
    noise.save(buffer, form)
    return buffer.getvalue()


def _cut(draw: Draw, form: str) -> bytes:
    whole = _picture(draw, form)
    return whole[: draw.rng.randrange(len(whole) // 4, len(whole) * 3 // 4)]


def _png_cut(draw: Draw) -> bytes:
    return _cut(draw, "PNG")


def _jpeg_cut(draw: Draw) -> bytes:
    return _cut(draw, "JPEG")


def _tiff_cut(draw: Draw) -> bytes:
    """The directory of the picture stands behind the end of the file."""
    whole = _picture(draw, "TIFF")
    if draw.turn % 2:
        return whole[: len(whole) // 2]
    return _tiff([(256, 3, 96), (257, 3, 96), (273, 4, 8)], at=50_000)


def _chunk(name: bytes, data: bytes) -> bytes:
    crc = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + crc


def _png(width: int, height: int, depth: int, *chunks: bytes) -> bytes:
    head = struct.pack(">2I5B", width, height, depth, 0, 0, 0, 0)
    return b"".join((_PNG, _chunk(b"IHDR", head), *chunks, _chunk(b"IEND", b"")))


def _png_bomb(draw: Draw) -> bytes:
    """50,000 by 50,000 points: claimed, or really there as one bit each."""
    side = 50_000 + draw.turn
    if draw.turn % 2 == 0:
        size = ((side + 7) // 8 + 1) * side
        return _png(side, side, 1, _chunk(b"IDAT", Expansion(size).zlib()))
    return _png(side, side, 16, _chunk(b"IDAT", zlib.compress(b"\x00" * 999)))


def _png_text_bomb(draw: Draw) -> bytes:
    """Two comments of 256 MiB each beside a picture of one point."""
    run = Expansion(draw.around(256 << 20, 0.01), 0x20)
    note = _chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(b"x"))
    bomb = _chunk(b"iTXt", b"Comment\x00\x01\x00\x00\x00" + run.zlib())
    pixel = _chunk(b"IDAT", zlib.compress(b"\x00\x80"))
    return _png(1, 1, 8, note, bomb, bomb, pixel)


def _png_bad(draw: Draw) -> bytes:
    whole = bytearray(_picture(draw, "PNG"))
    whole[29:33] = draw.rng.randbytes(4)  # the checksum of the header
    whole[33:37] = struct.pack(">I", 0x7FFFFFF0)  # the length of the next chunk
    return bytes(whole)


def _gif_absurd(draw: Draw) -> bytes:
    side = 65_535 - draw.turn
    head = b"GIF89a" + struct.pack("<2H3B", side, side, 0x80, 0, 0)
    frame = b"," + struct.pack("<4HB", 0, 0, side, side, 0) + b"\x02\x02\x4c\x01\x00"
    frames = frame * draw.around(2000)
    return head + b"\x00\x00\x00\xff\xff\xff" + frames + b";"


def _bmp_absurd(draw: Draw) -> bytes:
    width, height = ((2**31 - 1, 2**31 - 1), (-1, -(2**31)), (65_535, 65_535))[draw.turn % 3]
    info = struct.pack("<I2i2H6I", 40, width, height, 1, 32, 0, 0, 0, 0, 2**31, 0)
    head = b"BM" + struct.pack("<3I", 2**32 - 1, 0, 54)
    return head + info + draw.rng.randbytes(64)


def _tiff(entries: Sequence[tuple[int, int, int]], at: int = 8, after: int = 0) -> bytes:
    body = struct.pack("<H", len(entries))
    for tag, kind, value in entries:
        body += struct.pack("<HHII", tag, kind, 1, value)
    head = b"II*\x00" + struct.pack("<I", at)
    return head + body + struct.pack("<I", after) + b"\x00" * 64


def _tiff_absurd(draw: Draw) -> bytes:
    side = 2**32 - 1 - draw.turn
    entries = [(256, 4, side), (257, 4, side), (258, 3, 32), (259, 3, 1)]
    entries += [(262, 3, 1), (273, 4, 8), (277, 3, 65_535), (278, 4, side)]
    return _tiff([*entries, (279, 4, 2**32 - 1)])


def _tiff_loop(draw: Draw) -> bytes:
    """The next page of the picture is the page itself, for ever."""
    side = 1 + draw.turn
    entries = [(256, 4, side), (257, 4, side), (258, 3, 8), (259, 3, 1)]
    entries += [(262, 3, 1), (273, 4, 8), (278, 4, side), (279, 4, side * side)]
    return _tiff(entries, after=8)


def _jpeg_markers(draw: Draw) -> bytes:
    """Segments of wrong length, unknown markers and tables that do not exist."""
    whole = bytearray(_picture(draw, "JPEG"))
    segments = bytearray()
    for _ in range(200):
        marker = draw.rng.choice((0xC4, 0xDB, 0xDD, 0xE1, 0xEE, 0xFE, 0x01, 0xF7))
        length = draw.rng.choice((0, 1, 2, 9, 65_535))
        segments += bytes((0xFF, marker)) + struct.pack(">H", length)
        segments += draw.rng.randbytes(draw.rng.randrange(12))
    return bytes(whole[:2] + segments + whole[2:])


def _jpeg_absurd(draw: Draw) -> bytes:
    """A good picture whose frame header claims 65,500 by 65,500 points."""
    whole = bytearray(_picture(draw, "JPEG"))
    frame = whole.index(b"\xff\xc0")
    side = 65_500 - draw.turn
    whole[frame + 5 : frame + 9] = struct.pack(">2H", side, side)
    return bytes(whole)


def _jpeg_progressive(draw: Draw) -> bytes:
    """Thousands of empty passes over one large progressive picture."""
    noise = Image.frombytes("L", (64, 64), draw.rng.randbytes(64 * 64))
    buffer = io.BytesIO()
    noise.save(buffer, "JPEG", progressive=True)
    whole = bytearray(buffer.getvalue())
    frame, scan = whole.index(b"\xff\xc2"), whole.index(b"\xff\xda")
    whole[frame + 5 : frame + 9] = struct.pack(">2H", 16_000, 16_000)
    head_end = scan + 2 + struct.unpack_from(">H", whole, scan + 2)[0]
    empty_pass = bytes(whole[scan:head_end]) + b"\x00"
    return bytes(whole[:scan]) + empty_pass * draw.around(5000) + b"\xff\xd9"


def _jpeg_with_archive(draw: Draw) -> bytes:
    """A good picture with an archive behind it and a script in its comment."""
    whole = _picture(draw, "JPEG")
    note = b"<?php echo 1; ?><script>alert(1)</script>" + draw.token().encode()
    comment = b"\xff\xfe" + struct.pack(">H", len(note) + 2) + note
    archive = b"PK\x05\x06" + b"\x00" * 18
    return whole[:2] + comment + whole[2:] + archive


def _webp_wrong(draw: Draw) -> bytes:
    body = b"VP8L" + struct.pack("<I", 2**32 - 2) + b"\x2f" + b"\xff" * 4
    size = struct.pack("<I", draw.rng.choice((0, 7, 2**32 - 1)))
    return b"RIFF" + size + b"WEBP" + body + draw.rng.randbytes(100)


RECIPES = (
    FileRecipe("png-bomb", ".png", _TOO_BIG, _png_bomb),
    FileRecipe("jpeg-truncated", ".jpg", BROKEN, _jpeg_cut),
    FileRecipe("tiff-absurd-size", ".tif", _TOO_BIG, _tiff_absurd),
    FileRecipe("jpeg-bad-markers", ".jpg", INERT, _jpeg_markers),
    FileRecipe("png-truncated", ".png", BROKEN, _png_cut),
    FileRecipe("gif-absurd-size", ".gif", _TOO_BIG, _gif_absurd),
    FileRecipe("bmp-absurd-size", ".bmp", _TOO_BIG, _bmp_absurd),
    FileRecipe("tiff-truncated", ".tiff", BROKEN, _tiff_cut),
    FileRecipe("tiff-page-loop", ".tif", INERT | REFUSED, _tiff_loop),
    FileRecipe("jpeg-absurd-size", ".jpeg", _TOO_BIG, _jpeg_absurd),
    FileRecipe("jpeg-endless-passes", ".jpg", _TOO_BIG, _jpeg_progressive),
    FileRecipe("png-text-bomb", ".png", INERT | REFUSED, _png_text_bomb),
    FileRecipe("png-bad-header", ".png", BROKEN, _png_bad),
    FileRecipe("jpeg-with-archive", ".jpg", INERT | REFUSED, _jpeg_with_archive),
    FileRecipe("webp-wrong-sizes", ".webp", BROKEN, _webp_wrong),
)
