"""Reading order of recognised pieces: cells of a row joined, columns of prose kept apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median

from huizhen.core.reading.ocr import FoundLine
from huizhen.core.records.page import Box

_SAME_ROW = 0.5
_COLUMN_ROWS = 4
_PROSE_CHARS = 22
_LONG = 4
"""Times as wide as tall: the slope of a shorter piece is a matter of chance."""
_FEW = 4
_LEAST_GAP = 0.3
"""Of a line's height: a narrower gap parts no columns."""


def arranged(pieces: Sequence[FoundLine]) -> list[FoundLine]:
    """Lines from top to bottom: pieces on one baseline are joined by a space from left to right
    (table rows); where two columns of prose stand side by side, one is read after the other."""
    lines: list[FoundLine] = []
    block = _Block()
    for row in _rows(_levelled(pieces)):
        if not block.takes(row):
            lines += block.lines()
            block = _Block()
            if not block.takes(row):
                lines.append(_joined(row))
    return [*lines, *block.lines()]


class _Block:
    """Rows that one vertical gap parts into two columns."""

    def __init__(self) -> None:
        self._rows: list[tuple[list[FoundLine], list[FoundLine]]] = []
        self._from_left = float("-inf")
        self._to_right = float("inf")

    def takes(self, row: list[FoundLine]) -> bool:
        """Adds a row that leaves the gap free; the first one has to have a piece on either side."""
        if not self._rows and len(row) != 2:
            return False
        splits = range(len(row) + 1) if self._rows else (1,)
        split = max(splits, key=lambda at: self._gap_after(row, at))
        if self._gap_after(row, split) < _LEAST_GAP * (row[0].box[3] - row[0].box[1]):
            return False
        left, right = row[:split], row[split:]
        self._from_left = max([self._from_left, *(piece.box[2] for piece in left)])
        self._to_right = min([self._to_right, *(piece.box[0] for piece in right)])
        self._rows.append((left, right))
        return True

    def _gap_after(self, row: list[FoundLine], split: int) -> float:
        """Width of the gap that would be left with so many of the row's pieces on the left."""
        left = max([self._from_left, *(piece.box[2] for piece in row[:split])])
        right = min([self._to_right, *(piece.box[0] for piece in row[split:])])
        return right - left

    def lines(self) -> list[FoundLine]:
        """Left column, then right column, if both are prose; else row by row."""
        if not self._is_prose():
            return [_joined([*left, *right]) for left, right in self._rows]
        return [_joined(side) for column in (0, 1) for row in self._rows if (side := row[column])]

    def _is_prose(self) -> bool:
        paired = [row for row in self._rows if row[0] and row[1]]
        if len(paired) < _COLUMN_ROWS:
            return False
        return all(
            median(sum(len(piece.text) for piece in row[side]) for row in paired) >= _PROSE_CHARS
            for side in (0, 1)
        )


def _levelled(pieces: Sequence[FoundLine]) -> list[tuple[FoundLine, Box]]:
    """Each piece with its box as it would lie on a page seen straight on.

    A photograph from an angle has rows that fall at its top and rise at its foot, and a row is one
    only when levelled.
    """
    long = [p for p in pieces if _width(p) >= _LONG * (p.box[3] - p.box[1])]
    slope_at = _slopes(long)
    middle = sum(_middle(p) for p in pieces) / len(pieces) if pieces else 0.0
    levelled = []
    for piece in pieces:
        left, top, right, bottom = piece.box
        slope = slope_at((top + bottom) / 2)
        down = slope * (_middle(piece) - middle)
        # the box of a sloping line is taller than its letters
        spare = min(abs(slope) * (right - left), 0.6 * (bottom - top)) / 2
        levelled.append((piece, (left, top - down + spare, right, bottom - down - spare)))
    return levelled


def _slopes(pieces: Sequence[FoundLine]) -> Callable[[float], float]:
    """The slope of text at each height: a straight line through what the pieces say, the longer
    ones more; with few of them their mean."""
    weights = [_width(p) for p in pieces]
    total = sum(weights)
    if not total:
        return lambda _at: 0.0
    heights = [(p.box[1] + p.box[3]) / 2 for p in pieces]
    height = sum(w * h for w, h in zip(weights, heights, strict=True)) / total
    slope = sum(w * p.slope for w, p in zip(weights, pieces, strict=True)) / total
    spread = sum(w * (h - height) ** 2 for w, h in zip(weights, heights, strict=True))
    if len(pieces) < _FEW or not spread:
        return lambda _at: slope
    change = sum(
        w * (h - height) * (p.slope - slope)
        for w, h, p in zip(weights, heights, pieces, strict=True)
    )
    return lambda at: slope + change / spread * (at - height)


def _width(piece: FoundLine) -> float:
    return piece.box[2] - piece.box[0]


def _middle(piece: FoundLine) -> float:
    return (piece.box[0] + piece.box[2]) / 2


def _rows(pieces: Sequence[tuple[FoundLine, Box]]) -> list[list[FoundLine]]:
    """Pieces whose levelled heights overlap by half, in rows from top to bottom, each from left to
    right."""
    rows: list[list[tuple[FoundLine, Box]]] = []
    for piece, box in sorted(pieces, key=lambda p: p[1][1] + p[1][3]):
        row = rows[-1] if rows else None
        if row is not None and _overlap(row[-1][1], box) and _is_free([p for p, _ in row], piece):
            row.append((piece, box))
        else:
            rows.append([(piece, box)])
    return [sorted((p for p, _ in row), key=lambda p: p.box[0]) for row in rows]


def _overlap(one: Box, other: Box) -> bool:
    shared = min(one[3], other[3]) - max(one[1], other[1])
    return shared > _SAME_ROW * min(one[3] - one[1], other[3] - other[1])


def _is_free(row: list[FoundLine], piece: FoundLine) -> bool:
    """Whether nothing of the row stands above or below the piece."""
    width = piece.box[2] - piece.box[0]
    return all(
        min(other.box[2], piece.box[2]) - max(other.box[0], piece.box[0])
        <= 0.2 * min(width, other.box[2] - other.box[0])
        for other in row
    )


def _joined(row: list[FoundLine]) -> FoundLine:
    if len(row) == 1:
        return row[0]
    boxes = [piece.box for piece in row]
    weights = [max(1, len(piece.text)) for piece in row]
    weighted = sum(p.confidence * weight for p, weight in zip(row, weights, strict=True))
    return FoundLine(
        " ".join(piece.text.strip() for piece in row),
        (
            min(box[0] for box in boxes),
            min(box[1] for box in boxes),
            max(box[2] for box in boxes),
            max(box[3] for box in boxes),
        ),
        weighted / sum(weights),
        sum(p.slope * weight for p, weight in zip(row, weights, strict=True)) / sum(weights),
    )
