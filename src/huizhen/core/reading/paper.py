"""The sheet of paper within a photograph."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from huizhen.core.reading.ink import Grey, Mask


class Paper(NamedTuple):
    left: int
    top: int
    right: int
    bottom: int
    corners: tuple[tuple[int, int], ...]


def find_paper(grey: Grey) -> Paper:
    """The bright sheet on a darker table: the largest bright area of a coarse grid."""
    height, width = grey.shape
    whole = Paper(0, 0, width, height, ())
    cell = max(4, min(height, width) // 64)
    rows, columns = height // cell, width // cell
    tiles = grey[: rows * cell, : columns * cell].reshape(rows, cell, columns, cell)
    level = np.percentile(tiles, 75, axis=(1, 3))
    threshold = _otsu(level)
    bright, dark = level[level > threshold], level[level <= threshold]
    if not bright.size or dark.size < 0.08 * level.size or dark.mean() > 0.65 * bright.mean():
        return whole
    area = _largest_area(level > threshold)
    if not 0.15 * level.size < area.sum() < 0.97 * level.size:
        return whole
    ys, xs = np.nonzero(area)
    corners = _corners(xs, ys, cell)
    left, right = int(xs.min()) * cell, (int(xs.max()) + 1) * cell
    top, bottom = int(ys.min()) * cell, (int(ys.max()) + 1) * cell
    if (right - left) * (bottom - top) > 0.96 * height * width:
        return whole
    return Paper(left, top, right, bottom, corners)


def _corners(
    xs: npt.NDArray[np.intp], ys: npt.NDArray[np.intp], cell: int
) -> tuple[tuple[int, int], ...]:
    """The outermost tiles along both diagonals, from the top left clockwise."""
    picks = (np.argmin(xs + ys), np.argmax(xs - ys), np.argmax(xs + ys), np.argmin(xs - ys))
    offsets = ((0, 0), (1, 0), (1, 1), (0, 1))
    return tuple(
        ((int(xs[pick]) + dx) * cell, (int(ys[pick]) + dy) * cell)
        for pick, (dx, dy) in zip(picks, offsets, strict=True)
    )


def _otsu(values: npt.NDArray[np.floating]) -> float:
    """The threshold that parts values into two groups with the greatest variance between them."""
    histogram, edges = np.histogram(values, bins=64, range=(0.0, 256.0))
    weights = histogram.cumsum()
    centres = (edges[:-1] + edges[1:]) / 2
    sums = (histogram * centres).cumsum()
    rest = weights[-1] - weights
    with np.errstate(divide="ignore", invalid="ignore"):
        between = weights * rest * (sums / weights - (sums[-1] - sums) / rest) ** 2
    return float(edges[1 + int(np.nanargmax(np.where(np.isfinite(between), between, 0.0)))])


def _largest_area(mask: Mask) -> Mask:
    """The largest 4-connected area of a coarse mask (at most some 10,000 tiles)."""
    rows, columns = mask.shape
    labels = np.zeros(mask.shape, dtype=np.int32)
    best, best_size, label = 0, 0, 0
    for start in zip(*np.nonzero(mask), strict=True):
        if labels[start]:
            continue
        label += 1
        size, pending = 0, [(int(start[0]), int(start[1]))]
        labels[start] = label
        while pending:
            y, x = pending.pop()
            size += 1
            for ny, nx in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
                if 0 <= ny < rows and 0 <= nx < columns and mask[ny, nx] and not labels[ny, nx]:
                    labels[ny, nx] = label
                    pending.append((ny, nx))
        if size > best_size:
            best, best_size = label, size
    found: Mask = labels == best if best else np.zeros_like(mask)
    return found
