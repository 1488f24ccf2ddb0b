"""Reading order of recognised pieces: cells of a row joined, columns of prose kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from huizhen.core.reading.ocr import FoundLine
from huizhen.core.records.page import Box

_SAME_ROW = 0.5
_COLUMN_ROWS = 6
_PROSE_CHARS = 22


def arranged(pieces: Sequence[FoundLine]) -> list[FoundLine]:
    """Lines from top to bottom: pieces on one baseline are joined by a space from left to right
    (table rows); two columns of prose are read one after the other."""
    rows = _rows(pieces)
    gutter = _gutter(rows)
    if gutter is None:
        return [_joined(row) for row in rows]
    lines: list[FoundLine] = []
    left: list[FoundLine] = []
    right: list[FoundLine] = []
    for row in rows:
        if any(piece.box[0] < gutter < piece.box[2] for piece in row):
            lines += [*left, *right, _joined(row)]
            left, right = [], []
            continue
        sides = [[p for p in row if p.box[2] <= gutter], [p for p in row if p.box[0] >= gutter]]
        for side, collected in zip(sides, (left, right), strict=True):
            if side:
                collected.append(_joined(side))
    return [*lines, *left, *right]


def _rows(pieces: Sequence[FoundLine]) -> list[list[FoundLine]]:
    """Pieces whose heights overlap by half, in rows from top to bottom, each from left to right."""
    rows: list[list[FoundLine]] = []
    for piece in sorted(pieces, key=lambda p: p.box[1] + p.box[3]):
        row = rows[-1] if rows else None
        if row is not None and _overlap(row[-1].box, piece.box) and _is_free(row, piece):
            row.append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda p: p.box[0]) for row in rows]


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


def _gutter(rows: list[list[FoundLine]]) -> float | None:
    """The middle of the gap between two columns of prose; None for tables and plain pages."""
    paired = [row for row in rows if len(row) == 2]
    if len(paired) < _COLUMN_ROWS or 2 * len(paired) < len(rows):
        return None
    for side in (0, 1):
        if median(len(row[side].text) for row in paired) < _PROSE_CHARS:
            return None
    from_left = max(row[0].box[2] for row in paired)
    to_right = min(row[1].box[0] for row in paired)
    return (from_left + to_right) / 2 if from_left < to_right else None


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
    )
