"""A new PDF of pictures, each with text that is not drawn but can be searched."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

_WIDTHS: Final = 1_000
_SMALLEST: Final = 1.0


class PicturePdf:
    """Pages added one after another; the file has no metadata, and the same pages give the same
    bytes."""

    def __init__(self) -> None:
        self._pdf = pikepdf.new()
        self._font = self._pdf.make_indirect(Dictionary())

    def add(
        self,
        data: bytes,
        picture: Image.Image,
        size: tuple[float, float],
        lines: Iterable[dict[str, Any]],
    ) -> None:
        """A page of `size` points with a JPEG over it and lines (text, box) under it."""
        image = Stream(self._pdf, data)
        image.Type, image.Subtype, image.Filter = Name.XObject, Name.Image, Name.DCTDecode
        image.Width, image.Height = picture.size
        image.BitsPerComponent = 8
        image.ColorSpace = Name.DeviceGray if picture.mode == "L" else Name.DeviceRGB
        width, height = size
        parts = [_text(line, height) for line in lines]
        drawn = f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /P Do Q\n" + "".join(parts)
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, round(width, 2), round(height, 2)]),
            Resources=Dictionary(
                XObject=Dictionary(P=self._pdf.make_indirect(image)),
                Font=Dictionary(F=self._font),
            ),
            Contents=self._pdf.make_indirect(Stream(self._pdf, drawn.encode("ascii"))),
        )
        self._pdf.pages.append(pikepdf.Page(self._pdf.make_indirect(page)))

    def finished(self) -> bytes:
        """The file."""
        self._make_font()
        stream = io.BytesIO()
        self._pdf.save(
            stream,
            compress_streams=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            deterministic_id=True,
        )
        self._pdf.close()
        return stream.getvalue()

    def _make_font(self) -> None:
        """A font without glyphs: each code is the character's own number in UTF-16."""
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name("/NoGlyphs"),
            Flags=4,
            FontBBox=Array([0, -200, 1000, 800]),
            ItalicAngle=0,
            Ascent=800,
            Descent=-200,
            CapHeight=700,
            StemV=80,
        )
        inner = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=Name("/NoGlyphs"),
            CIDSystemInfo=Dictionary(
                Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
            ),
            DW=_WIDTHS,
            CIDToGIDMap=Name.Identity,
            FontDescriptor=self._pdf.make_indirect(descriptor),
        )
        self._font.Type, self._font.Subtype = Name.Font, Name.Type0
        self._font.BaseFont, self._font.Encoding = Name("/NoGlyphs"), Name("/Identity-H")
        self._font.DescendantFonts = Array([self._pdf.make_indirect(inner)])
        self._font.ToUnicode = self._pdf.make_indirect(Stream(self._pdf, _to_unicode()))


def _text(line: dict[str, Any], height: float) -> str:
    """One line, not drawn (text rendering mode 3), as wide as its box."""
    text = "".join(char for char in line["text"] if char.isprintable() and ord(char) < 0x10000)
    if not text.strip():
        return ""
    left, top, right, bottom = line["box"]
    size = max(_SMALLEST, bottom - top)
    across = max(_SMALLEST, right - left) / (size * len(text)) * 100
    code = text.encode("utf-16-be").hex().upper()
    base = height - bottom + size * 0.2
    placed = f"{across:.2f} Tz 1 0 0 1 {left:.2f} {base:.2f} Tm"
    return f"BT 3 Tr /F {size:.2f} Tf {placed} <{code}> Tj ET\n"


def _to_unicode() -> bytes:
    """The identity, in ranges of 256 as the format wants them (ISO 32000-1, 9.10.3)."""
    rows = [f"<{high:02X}00> <{high:02X}FF> <{high:02X}00>" for high in range(256)]
    blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    ranges = "\n".join(
        f"{len(block)} beginbfrange\n" + "\n".join(block) + "\nendbfrange" for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{ranges}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")
