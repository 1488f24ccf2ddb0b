"""Where on a picture anything stands at all, and how that is cut into tiles for a detector.

Most of an ultrasound screen is of one grey: it is not looked at, and what stands alone on it makes
a small tile.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.uint8]
Mask = NDArray[np.bool_]
BLOCK: Final = 16
_SMOOTH: Final = 1
_SMOOTH_SHARE: Final = 0.25
_FLAT: Final = 12
"""Greys that are nearer to each other than this are one."""


class Rect(NamedTuple):
    """A part of a picture: its first and one past its last column and row."""

    left: int
    top: int
    right: int
    bottom: int

    def of(self, picture: Samples) -> Samples:
        """The pixels inside."""
        return picture[self.top : self.bottom, self.left : self.right]

    def blocks_of(self, blocks: Mask) -> Mask:
        """The blocks that it touches."""
        downs = slice(self.top // BLOCK, -(-self.bottom // BLOCK))
        return blocks[downs, self.left // BLOCK : -(-self.right // BLOCK)]

    def holds(self, other: Rect) -> bool:
        """Whether the other lies inside."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )


class Grid(NamedTuple):
    """How a part is cut: small letters are lost to a detector in a large picture full of noise,
    and large ones in a small cut."""

    side: int
    overlap: int
    scale: float

    def scaled(self, by: float) -> Grid:
        """Cuts of as many pixels after enlarging, which is done less."""
        return Grid(round(self.side / by), round(self.overlap / by), self.scale * by)

    def tiles(self, part: Rect, active: Mask) -> Iterator[Rect]:
        """Each cut of a part, without the empty margin around what stands in it."""
        seen: set[Rect] = set()
        for cut in self._cuts(part):
            tight = _tight(cut, active)
            if tight is not None and tight not in seen:
                seen.add(tight)
                yield tight

    def _cuts(self, part: Rect) -> Iterator[Rect]:
        for top, bottom in self._spans(part.top, part.bottom):
            for left, right in self._spans(part.left, part.right):
                yield Rect(left, top, right, bottom)

    def _spans(self, start: int, end: int) -> list[tuple[int, int]]:
        if end - start <= self.side + self.overlap:
            return [(start, end)]
        starts = [*range(start, end - self.side, self.side - self.overlap), end - self.side]
        return [(one, one + self.side) for one in starts]


def active_blocks(picture: Samples) -> Mask:
    """Which blocks of 16 pixels are not of one grey, and their neighbours."""
    blocks = in_blocks(picture)
    reach = blocks.max(axis=(1, 3)).astype(np.int16) - blocks.min(axis=(1, 3))
    # a stroke may lie on the border of two blocks of which each is of one grey
    steps = np.zeros(reach.shape, dtype=bool)
    middle = blocks[:, 0, :, 0].astype(np.int16)
    steps[1:] |= np.abs(np.diff(middle, axis=0)) >= _FLAT
    steps[:, 1:] |= np.abs(np.diff(middle, axis=1)) >= _FLAT
    return widened((reach >= _FLAT) | steps)


def noisy_blocks(picture: Samples) -> Mask:
    """Which blocks have texture everywhere: letters on one grey leave most of it smooth."""
    steps = np.zeros(picture.shape, np.uint8)
    left, right = picture[:, :-1], picture[:, 1:]
    steps[:, 1:] = np.maximum(left, right) - np.minimum(left, right)
    smooth = in_blocks((steps <= _SMOOTH).astype(np.float32))
    return np.asarray(smooth.mean(axis=(1, 3)) < _SMOOTH_SHARE)


def in_blocks(values: NDArray[Any]) -> NDArray[Any]:
    """A picture by row of blocks, row in it, column of blocks and column in it."""
    rows, columns = values.shape
    padded = np.pad(values, ((0, -rows % BLOCK), (0, -columns % BLOCK)), mode="edge")
    return padded.reshape(padded.shape[0] // BLOCK, BLOCK, padded.shape[1] // BLOCK, BLOCK)


def widened(active: Mask) -> Mask:
    """The blocks and those around them."""
    padded = np.pad(active, 1)
    rows, columns = active.shape
    made = np.zeros_like(active)
    for down in range(3):
        for across in range(3):
            made |= padded[down : down + rows, across : across + columns]
    return made


def parts(active: Mask, shape: tuple[int, ...]) -> list[Rect]:
    """Rectangles around blocks that hang together; those inside others left out."""
    rows, columns = shape
    found = [
        Rect(
            one.left * BLOCK,
            one.top * BLOCK,
            min(columns, one.right * BLOCK),
            min(rows, one.bottom * BLOCK),
        )
        for one in _connected(active)
    ]
    found.sort(key=lambda one: (one.left - one.right) * (one.bottom - one.top))
    kept: list[Rect] = []
    for one in found:
        if not any(other.holds(one) for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: (one.top, one.left))


def _connected(active: Mask) -> Iterator[Rect]:
    left_over = set(zip(*(part.tolist() for part in np.nonzero(active)), strict=True))
    while left_over:
        waiting = [left_over.pop()]
        reached = list(waiting)
        while waiting:
            row, column = waiting.pop()
            for near in ((row - 1, column), (row + 1, column), (row, column - 1),
                         (row, column + 1)):  # fmt: skip
                if near in left_over:
                    left_over.remove(near)
                    waiting.append(near)
                    reached.append(near)
        downs, acrosses = [row for row, _ in reached], [column for _, column in reached]
        yield Rect(min(acrosses), min(downs), max(acrosses) + 1, max(downs) + 1)


def _tight(cut: Rect, active: Mask) -> Rect | None:
    """The cut without rows and columns of blocks in which nothing stands; None when it is empty."""
    top, left = cut.top // BLOCK, cut.left // BLOCK
    inside = cut.blocks_of(active)
    if not inside.any():
        return None
    downs, acrosses = np.nonzero(inside.any(axis=1))[0], np.nonzero(inside.any(axis=0))[0]
    return Rect(
        max(cut.left, (left + int(acrosses[0])) * BLOCK),
        max(cut.top, (top + int(downs[0])) * BLOCK),
        min(cut.right, (left + int(acrosses[-1]) + 1) * BLOCK),
        min(cut.bottom, (top + int(downs[-1]) + 1) * BLOCK),
    )
