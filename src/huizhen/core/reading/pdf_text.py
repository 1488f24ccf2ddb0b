"""The text layer of one PDF page: printed lines with boxes, in the order of its content."""

from __future__ import annotations

import ctypes
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c

from huizhen.core.reading.garbled import without_control_characters
from huizhen.core.reading.pdf_frame import RawBox

_BREAK = re.compile("\r\n|\r|\n|\ufffe")
_HYPHEN_AT_LINE_END = 2


class PrintedLine(NamedTuple):
    """One line of text and its box, None where pdfium knows no place."""

    text: str
    box: RawBox | None


def printed_lines(text_page: Any) -> list[PrintedLine]:
    """The lines of a pypdfium2 text page in the order of its content; empty ones left out."""
    raw = text_page.raw
    count = pdfium_c.FPDFText_CountChars(raw)
    if count <= 0:
        return []
    text, units = _whole_text(raw, count)
    to_char, boxes = _char_index(raw, text, units, count), _Boxes(raw)
    is_plain = "\ufffe" not in text and text.replace("\r\n", "").isprintable()
    lines = []
    for start, end, hyphenated in _segments(raw, text, to_char):
        printed = text[start:end].rstrip()
        if hyphenated:
            printed += "-"
        blank = len(printed) - len(printed.lstrip())
        if blank == len(printed):
            continue
        first, last = to_char(start + blank), to_char(start + len(printed) - 1)
        if not is_plain:
            printed = without_control_characters(printed.replace("\ufffe", "\ufffd"))
        lines.append(PrintedLine(printed, boxes.of(first, last - first + 1)))
    return lines


def _whole_text(raw: Any, count: int) -> tuple[str, int]:
    """The text, and its length in the UTF-16 units that pdfium counts; characters beyond the basic
    plane and left-out ones come right (pypdfium2's own method promises neither)."""
    buffer = (ctypes.c_ushort * (2 * count + 2))()
    written = pdfium_c.FPDFText_GetText(raw, 0, 2 * count, buffer)
    units = max(0, written - 1)
    data = memoryview(buffer).cast("B")[: 2 * units]
    return bytes(data).decode("utf-16-le", "replace"), units


def _char_index(raw: Any, text: str, units: int, count: int) -> Callable[[int], int]:
    """From a code point of the text to pdfium's character index.

    pdfium's text counts UTF-16 units, and leaves out or adds a few of its characters; with neither
    the two are the same.
    """
    if units == len(text):
        if units == count:
            return int
        return lambda position: int(pdfium_c.FPDFText_GetCharIndexFromTextIndex(raw, position))
    pairs = [i for i, char in enumerate(text) if char > "\uffff"]
    return lambda position: int(
        pdfium_c.FPDFText_GetCharIndexFromTextIndex(raw, position + bisect_left(pairs, position))
    )


def _segments(
    raw: Any, text: str, to_char: Callable[[int], int]
) -> Iterator[tuple[int, int, bool]]:
    """Start, end and whether the line ends in a hyphen, for which pdfium puts U+FFFE and no break.
    A U+FFFE that is no hyphen is a glyph without a character and stays within its line."""
    start = 0
    for match in _BREAK.finditer(text):
        at = match.start()
        hyphen = text[at] == "\ufffe"
        if hyphen and pdfium_c.FPDFText_GetUnicode(raw, to_char(at)) != _HYPHEN_AT_LINE_END:
            continue
        yield start, at, hyphen
        start = match.end()
    yield start, len(text), False


class _Boxes:
    """Boxes of character ranges of one text page; the C buffers are made once."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self._edges = tuple(ctypes.c_double() for _ in range(4))

    def of(self, first: int, count: int) -> RawBox | None:
        """The box around `count` characters from `first`."""
        found: RawBox | None = None
        left, top, right, bottom = self._edges
        raw, rectangle = self._raw, pdfium_c.FPDFText_GetRect
        for index in range(pdfium_c.FPDFText_CountRects(raw, first, count)):
            if rectangle(raw, index, left, top, right, bottom):
                box = (left.value, bottom.value, right.value, top.value)
                found = box if found is None else _union(found, box)
        return found


def _union(one: RawBox, other: RawBox) -> RawBox:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def has_unmapped_glyphs(text_page: Any) -> bool:
    """Whether many of the page's glyphs have no character in their font, judged by a sample."""
    raw = text_page.raw
    count = pdfium_c.FPDFText_CountChars(raw)
    sample = range(0, count, max(1, count // 20))
    unmapped = sum(1 for i in sample if pdfium_c.FPDFText_HasUnicodeMapError(raw, i) == 1)
    return unmapped * 4 > len(sample)
