"""Where spans of a page's text stand on the page."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from huizhen.core.preparation.masking.span import IdentifierSpan
from huizhen.core.records.page import Box, Line, Page
from huizhen.core.records.value import Value

_MARGIN_EM = 0.75
"""How far beyond the computed place a box reaches on each side, in heights of its line: letters
are of unequal width, and a box too wide does less harm than one too narrow."""
_MARGIN_HIGH = 0.12
_GAPS = 0.15
"""A line wider than its letters by this part of it has gaps."""
_TELLING_LETTERS = 20
_TELLING_LINES = 5
_NARROW = frozenset("iljtfrI1.,;:'!|()[] ")
_WIDE = frozenset("mwMWшщюжмШЩЮЖМ@%—")


class LinePiece(Value):
    """What has to go of one printed line: its text, its box, and the span within its text"""

    text: str
    box: Box
    start: int
    end: int


def boxes_for(page: Page, spans: Sequence[IdentifierSpan]) -> tuple[Box, ...]:
    """The boxes to paint on the page: each span's part of each line that it touches, with a
    margin; the whole line where its letters say nothing of their place.

    A page without boxes (plain text) has none.
    """
    usual = _usual_width(page)
    return tuple(_box_of(piece, page, usual) for piece in line_pieces(page, spans))


def line_pieces(page: Page, spans: Sequence[IdentifierSpan]) -> tuple[LinePiece, ...]:
    """The parts of lines under the spans, for whoever can find each letter in the file itself."""
    return tuple(_pieces(page, spans))


def _pieces(page: Page, spans: Sequence[IdentifierSpan]) -> Iterator[LinePiece]:
    for line in page.lines:
        if line.box is None:
            continue
        for span in spans:
            start, end = max(span.start, line.start), min(span.end, line.end)
            if start < end and page.text[start:end].strip():
                yield _piece(page, line, start, end, line.box)


def _piece(page: Page, line: Line, start: int, end: int, box: Box) -> LinePiece:
    text = page.text[line.start : line.end]
    return LinePiece(text=text, box=box, start=start - line.start, end=end - line.start)


def remaining_pieces(page: Page, spans: Sequence[IdentifierSpan]) -> tuple[LinePiece, ...]:
    """What stays of each line, each part as a line of its own with the box that it has by its
    letters' widths; lines that lie over a span's box altogether are left out."""
    kept: list[LinePiece] = []
    for line in page.lines:
        if line.box is None:
            continue
        position = line.start
        inside = [span for span in spans if span.start < line.end and span.end > line.start]
        for start, end in [*((span.start, span.end) for span in inside), (line.end, line.end)]:
            text = page.text[position : max(position, start)]
            if text.strip():
                box = _exact_box(_piece(page, line, position, start, line.box))
                kept.append(LinePiece(text=text, box=box, start=0, end=len(text)))
            position = max(position, end)
    return tuple(kept)


def _exact_box(piece: LinePiece) -> Box:
    left, top, right, bottom = piece.box
    letters = [_width(char) for char in piece.text]
    whole = sum(letters) or 1.0
    before, under = sum(letters[: piece.start]), sum(letters[piece.start : piece.end])
    width = right - left
    return (left + width * before / whole, top, left + width * (before + under) / whole, bottom)


def _usual_width(page: Page) -> float:
    """How wide a small letter is in the page's lines without gaps; 0 where too few lines tell."""
    found = []
    for line in page.lines:
        letters = sum(map(_width, page.text[line.start : line.end]))
        if line.box is not None and letters >= _TELLING_LETTERS:
            found.append((line.box[2] - line.box[0]) / letters)
    return sorted(found)[len(found) // 4] if len(found) >= _TELLING_LINES else 0.0


def _placed(piece: LinePiece, usual: float) -> tuple[float, float]:
    """Where the piece begins and ends at most. A line much wider than its letters has gaps, as
    between columns, and nobody knows where: the piece may stand anywhere between."""
    left, _, right, _ = piece.box
    letters = [_width(char) for char in piece.text]
    gaps = right - left - sum(letters) * usual
    if not usual or gaps <= (right - left) * _GAPS:
        exact = _exact_box(piece)
        return exact[0], exact[2]
    before, until = sum(letters[: piece.start]), sum(letters[: piece.end])
    # nothing is before a line's first letter, nor behind its last
    return (
        left + before * usual,
        right if piece.end == len(piece.text) else left + until * usual + gaps,
    )


def _box_of(piece: LinePiece, page: Page, usual: float) -> Box:
    left, top, right, bottom = piece.box
    width, height = right - left, bottom - top
    high = height * _MARGIN_HIGH
    if height > 1.5 * width and len(piece.text) > 2:
        return _within((left - high, top - high, right + high, bottom + high), page)
    begins, ends = _placed(piece, usual)
    margin = height * _MARGIN_EM
    at_left, at_right = begins - margin, ends + margin
    box = (max(at_left, left - high), top - high, min(at_right, right + high), bottom + high)
    return _within(box, page)


def _within(box: Box, page: Page) -> Box:
    wide = page.width if page.width is not None else box[2]
    high = page.height if page.height is not None else box[3]
    return (max(0.0, box[0]), max(0.0, box[1]), min(wide, box[2]), min(high, box[3]))


def _width(char: str) -> float:
    """A letter's usual width, a Latin small letter being 1."""
    if unicodedata.combining(char):
        return 0.0
    if unicodedata.east_asian_width(char) in "WF":
        return 2.0
    if char in _NARROW:
        return 0.6
    if char in _WIDE:
        return 1.6
    return 1.3 if char.isupper() else 1.0
