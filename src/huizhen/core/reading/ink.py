"""Ink on a picture: where it is, how its lines tilt, how tall its letters are."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from PIL import Image

Grey = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

_WORKING_SIDE = 1_600
_MAX_SKEW_DEGREES = 15.0
_MAX_INK_POINTS = 40_000
_WELL_LIT = 200.0


def reduced(picture: Image.Image, side: int = _WORKING_SIDE) -> tuple[Image.Image, float]:
    """A copy whose long side is at most `side`, and the factor to the picture's own pixels; large
    pictures are never copied at full size."""
    factor = max(1.0, max(picture.size) / side)
    size = (max(8, round(picture.width / factor)), max(8, round(picture.height / factor)))
    steps = int(factor)
    small = picture.reduce(steps) if steps > 1 and picture.mode in ("L", "RGB") else picture
    return small.resize(size, Image.Resampling.BOX), factor


def skew_degrees(picture: Image.Image) -> float:
    """The tilt of a picture's lines alone; a third of the work of `measure`."""
    grey = np.asarray(reduced(picture)[0].convert("L"), dtype=np.float32)
    return skew_of(ink_mask(grey * gain_of(grey)))


def gain_of(grey: Grey) -> float:
    """What brings the brightest part of a dark picture to the level of paper."""
    brightest = float(np.percentile(grey, 99))
    return 1.0 if brightest >= _WELL_LIT else min(20.0, 235.0 / max(1.0, brightest))


def ink_mask(grey: Grey) -> Mask:
    """Pixels clearly darker than their surroundings (or lighter, on a dark page)."""
    height, width = grey.shape
    window = max(7, min(height, width) // 24)
    local = box_mean(grey, window)
    if float(np.median(grey)) < 90.0:
        return np.asarray(grey > local + np.maximum(18.0, 0.12 * local), dtype=np.bool_)
    return np.asarray(grey < local - np.maximum(14.0, 0.12 * local), dtype=np.bool_)


def box_mean(values: Grey, window: int) -> Grey:
    """Mean over a square of side 2 * (window // 2) + 1 around each pixel."""
    half = window // 2
    padded = np.pad(values.astype(np.float64), half + 1, mode="edge")[:-1, :-1]
    total = padded.cumsum(axis=0).cumsum(axis=1)
    side = 2 * half + 1
    summed = (
        total[side:, side:] - total[:-side, side:] - total[side:, :-side] + total[:-side, :-side]
    )
    return np.asarray(summed / side**2, dtype=np.float32)


def skew_of(ink: Mask) -> float:
    """The tilt at which the rows of ink stand out most; 0 when none do."""
    rows, columns = np.nonzero(ink)
    if rows.size < 200:
        return 0.0
    step = max(1, rows.size // _MAX_INK_POINTS)
    ys, xs = rows[::step].astype(np.float32), columns[::step].astype(np.float32)
    coarse = np.arange(-_MAX_SKEW_DEGREES, _MAX_SKEW_DEGREES + 0.5, 1.0)
    best = max(coarse, key=lambda angle: _row_strength(xs, ys, float(angle)))
    fine = np.arange(best - 0.9, best + 1.0, 0.1)
    found = float(max(fine, key=lambda angle: _row_strength(xs, ys, float(angle))))
    level = _row_strength(xs, ys, 0.0)
    # a tilt has to be clearly better than none: pictures without lines have no tilt
    return round(found, 1) if _row_strength(xs, ys, found) > 1.03 * level else 0.0


def _row_strength(xs: Grey, ys: Grey, degrees: float) -> float:
    """How unevenly ink is spread over rows that rise by the angle."""
    slope = math.tan(math.radians(degrees))
    rows = (ys + xs * slope).astype(np.int32)
    counts = np.bincount(rows - rows.min())
    return float((counts.astype(np.float64) ** 2).sum())


def text_height(ink: Mask) -> float:
    """The usual height of runs of ink in columns after letters of a line are joined."""
    if not ink.any():
        return 0.0
    joined = box_mean(ink.astype(np.float32), 5) > 0.18
    sampled = joined[:, :: max(1, joined.shape[1] // 400)]
    padded = np.pad(sampled.astype(np.int8), ((1, 1), (0, 0)))
    edges = np.diff(padded, axis=0).T
    starts, ends = np.nonzero(edges == 1)[1], np.nonzero(edges == -1)[1]
    runs = ends - starts
    runs = runs[(runs >= 4) & (runs <= ink.shape[0] // 6)]
    if runs.size < 12:
        return 0.0
    # joining made each run some 2 px taller than its letters
    return max(2.0, float(np.percentile(runs, 75)) - 2.0)
