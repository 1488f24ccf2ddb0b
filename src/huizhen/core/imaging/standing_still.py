"""What stands still in a clip: letters do, tissue and speckle move.

Some frames that follow each other make one picture: where pixels move, their mean grey; where they
stand, what stands there. Text over moving speckle is seen on it as on an empty ground, and what is
the same at several times need not be read again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from huizhen.core.imaging.strokes import closed, opened
from huizhen.core.imaging.text_tiles import Mask, Samples, active_blocks, in_blocks, widened

_TOGETHER: Final = 8
"""Frames of one time: by chance speckle keeps its grey over fewer."""
_TIMES: Final = 3
_FEWEST: Final = 12
"""Of shorter clips frames are looked at alone too."""
_MOST_STRIDE: Final = 4
_LARGEST: Final = 8_000_000
_CELL: Final = 64
_MOVING: Final = 12
_COMES: Final = 24
_STANDING: Final = 0.9
_STROKE: Final = 20
_CLUSTER: Final = 3
_LEAST: Final = 20
Numbers = NDArray[np.float32]


class Still(NamedTuple):
    """A picture of one time, and the blocks of it in which letters may stand."""

    picture: Samples
    active: Mask


def times_of(count: int, pixels: int = 0) -> tuple[tuple[int, ...], ...]:
    """The frames that are looked at together, for each time of a clip of frames of so many pixels.

    Of a short clip, and of very large frames, the first, middle and last one alone, and what stands
    still in these.
    """
    if count <= 0:
        return ()
    alone = tuple((index,) for index in sorted({0, count // 2, count - 1}))
    if pixels > _LARGEST or count == 1:
        return alone
    if count < _FEWEST:
        return (*alone, _evenly(count, min(_TOGETHER, count)))
    stride = max(1, min(_MOST_STRIDE, count // (2 * _TOGETHER)))
    length = (_TOGETHER - 1) * stride
    starts = _evenly(count - length, _TIMES)
    return tuple(tuple(range(start, start + length + 1, stride)) for start in starts)


def _evenly(count: int, number: int) -> tuple[int, ...]:
    """So many of the numbers below the count, the first and the last among them."""
    return tuple(sorted({round((count - 1) * one / (number - 1)) for one in range(number)}))


def still_of(frames: Sequence[Samples], *, is_last: bool) -> Still:
    """One picture of frames of one time.

    On ground that stands still it is the middle of their greys, without noise; where something
    comes or goes there, the first frame, of the last time the last one: the rest is seen at the
    next time.
    """
    if len(frames) == 1:
        return Still(frames[0], active_blocks(frames[0]))
    stack = np.sort(np.stack(frames), axis=0)
    reach, middle = stack[-1] - stack[0], stack[len(frames) // 2]
    calm = np.where(reach > _COMES, frames[-1 if is_last else 0], middle)
    typical = _typical(reach)
    if not typical.any():
        return Still(calm, active_blocks(calm))
    ground = _spread(_cells(middle, 50), middle.shape, Image.Resampling.BILINEAR)
    weight = np.clip(1.5 - 1.5 * reach / np.maximum(typical, 1.0), 0, 1)
    moving = np.asarray(np.rint(ground + (middle - ground) * weight), np.uint8)
    picture = np.where(typical > 0, moving, calm)
    may_stand = _with_strokes((typical > 0) & (weight >= _STANDING) & _thin(picture))
    stands = ~np.asarray(in_blocks(typical > 0).any(axis=(1, 3)))
    return Still(picture, active_blocks(picture) & (stands | may_stand))


def _typical(reach: Samples) -> Numbers:
    """How far greys move where they do, by pixel; 0 where the ground stands still."""
    # at the border of what moves a few pixels of a cell do
    does_move = _cells(reach, 95) >= _MOVING
    around = _greatest_around(_cells(reach, 75))
    cells = np.where(does_move & (around >= _MOVING), around, 0.0)
    return _spread(cells, reach.shape, Image.Resampling.NEAREST)


def _thin(picture: Samples) -> Mask:
    """What is thinner than a letter is wide, brighter or darker than around it."""
    return np.asarray((picture - opened(picture) > _STROKE) | (closed(picture) - picture > _STROKE))


def _cells(values: Samples, percentile: int) -> Numbers:
    """A percentile of each cell."""
    rows, columns = values.shape
    made = [
        [
            np.percentile(values[top : top + _CELL, left : left + _CELL], percentile)
            for left in _starts(columns)
        ]
        for top in _starts(rows)
    ]
    return np.asarray(made, np.float32)


def _greatest_around(cells: Numbers) -> Numbers:
    padded = np.pad(cells, 1)
    rows, columns = cells.shape
    parts = [padded[down : down + rows, across : across + columns]
             for down in range(3) for across in range(3)]  # fmt: skip
    return np.asarray(np.max(parts, axis=0), np.float32)


def _starts(length: int) -> range:
    return range(0, length, _CELL)


def _spread(cells: Numbers, shape: tuple[int, ...], way: Image.Resampling) -> Numbers:
    """Cells at the size of the picture again."""
    rows, columns = shape
    whole = (cells.shape[1] * _CELL, cells.shape[0] * _CELL)
    return np.asarray(Image.fromarray(cells).resize(whole, way), np.float32)[:rows, :columns]


def _with_strokes(standing: Mask) -> Mask:
    """The blocks where pixels that stand are several, and next to each other."""
    near = np.zeros(standing.shape, np.uint8)
    padded = np.pad(standing, 1).astype(np.uint8)
    rows, columns = standing.shape
    for down in range(3):
        for across in range(3):
            near += padded[down : down + rows, across : across + columns]
    clustered = in_blocks(standing & (near >= _CLUSTER)).sum(axis=(1, 3))
    padded_counts = np.pad(clustered, ((0, 1), (0, 1)))
    four = (padded_counts[:-1, :-1] + padded_counts[1:, :-1]
            + padded_counts[:-1, 1:] + padded_counts[1:, 1:])  # fmt: skip
    enough = four >= _LEAST
    made = enough.copy()
    made[1:] |= enough[:-1]
    made[:, 1:] |= enough[:, :-1]
    made[1:, 1:] |= enough[:-1, :-1]
    return widened(made)
