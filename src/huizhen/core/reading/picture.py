"""Measured properties of a page's picture: sharp, bright, straight, whole, and a picture of what.

Everything is measured on a grey copy of at most 1,600 px; lengths are given in the picture's own
pixels. No measure decides alone: OCR has the last word on what can be read.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

Grey = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

_WORKING_SIDE = 1_600
_MAX_SKEW_DEGREES = 15.0
_MAX_INK_POINTS = 40_000
_SATURATED = 250.0
_DARK = 70.0
_MIDTONE = 140.0
_WELL_LIT = 200.0


class Measured(NamedTuple):
    """What was measured of one picture."""

    sharpness: float
    """Edge steepness relative to the text's contrast and height: about 1 for print, below 0.35
    letters run together."""
    contrast: float
    """Between paper and ink, 0-1."""
    brightness: float
    """Mean, 0-1."""
    glare: float
    """Share of the paper that is burnt out while the rest is not."""
    skew_degrees: float
    """Anticlockwise tilt of the lines, -15 to 15."""
    text_height_px: float
    """Height of a line's letters; 0 when no lines were found."""
    ink: float
    """Share of the picture that is ink."""
    dark: float
    """Share of the page (or picture) that is nearly black."""
    midtones: float
    """Share between ink and paper: high in pictures of things, low on pages."""
    colour: float
    """Mean saturation, 0-1."""
    noise: float
    """Grey levels between neighbouring pixels of even areas; 0 on screenshots."""
    spread: float
    """Between the darkest and the brightest part, letters smoothed away; near 0 on empty paper."""
    ink_at_edge: float
    """Share of the left and right borders on which ink stands: cut lines."""
    megapixels: float
    crop: tuple[tuple[int, int], ...]
    """The paper's corners from the top left clockwise; empty when it fills the picture."""

    def quality(self) -> dict[str, float]:
        """The numbers for `Page.quality`, rounded."""
        numbers = {
            name: round(float(value), 3) for name, value in self._asdict().items() if name != "crop"
        }
        for corner, (x, y) in zip(("tl", "tr", "br", "bl"), self.crop, strict=False):
            numbers[f"crop_{corner}_x"] = float(x)
            numbers[f"crop_{corner}_y"] = float(y)
        return numbers


def measure(picture: Image.Image) -> Measured:
    """Measures a picture of any size and mode."""
    factor = max(1.0, max(picture.size) / _WORKING_SIDE)
    size = (max(8, round(picture.width / factor)), max(8, round(picture.height / factor)))
    small = picture.convert("RGB").resize(size, Image.Resampling.BOX, reducing_gap=None)
    seen = np.asarray(small.convert("L"), dtype=np.float32)
    gain = _gain(seen)
    grey = seen * gain
    paper = _paper(grey)
    inside = grey[paper.top : paper.bottom, paper.left : paper.right]
    ink = ink_mask(inside)
    skew = _skew(ink)
    height = _text_height(ink) * factor
    page_level = float(np.median(inside))
    return Measured(
        sharpness=_sharpness(picture, paper, factor, height, gain),
        contrast=_contrast(inside, ink) / gain,
        brightness=float(seen.mean()) / 255.0,
        glare=_glare(inside / gain, page_level / gain),
        skew_degrees=skew,
        text_height_px=height,
        ink=float(ink.mean()),
        dark=float((inside < _DARK).mean()),
        midtones=float(((inside >= _DARK) & (inside < _MIDTONE)).mean()),
        colour=_colour(small),
        noise=_noise(grey),
        spread=_spread(grey),
        ink_at_edge=_ink_at_edge(ink_mask(grey)) if not paper.corners else 0.0,
        megapixels=picture.width * picture.height / 1e6,
        crop=tuple((round(x * factor), round(y * factor)) for x, y in paper.corners),
    )


def skew_degrees(picture: Image.Image) -> float:
    """The tilt of a picture's lines alone; a third of the work of `measure`."""
    factor = max(1.0, max(picture.size) / _WORKING_SIDE)
    size = (max(8, round(picture.width / factor)), max(8, round(picture.height / factor)))
    small = picture.convert("L").resize(size, Image.Resampling.BOX)
    grey = np.asarray(small, dtype=np.float32)
    return _skew(ink_mask(grey * _gain(grey)))


def _gain(grey: Grey) -> float:
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


class _Paper(NamedTuple):
    left: int
    top: int
    right: int
    bottom: int
    corners: tuple[tuple[int, int], ...]


def _paper(grey: Grey) -> _Paper:
    """The bright sheet on a darker table: the largest bright area of a coarse grid."""
    height, width = grey.shape
    whole = _Paper(0, 0, width, height, ())
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
    return _Paper(left, top, right, bottom, corners)


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


def _skew(ink: Mask) -> float:
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


def _text_height(ink: Mask) -> float:
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


def _sharpness(
    picture: Image.Image, paper: _Paper, factor: float, height: float, gain: float
) -> float:
    """Laplacian energy where ink is, at a scale where letters are 20 px high, per contrast."""
    box = tuple(round(side * factor) for side in paper[:4])
    scale = min(1.0, 20.0 / height) if height else 1.0 / factor
    left, top, right, bottom = _middle(box, 1_600 / scale)
    part = picture.crop((left, top, right, bottom)).convert("L")
    size = (max(8, round(part.width * scale)), max(8, round(part.height * scale)))
    grey = np.asarray(part.resize(size, Image.Resampling.BOX), dtype=np.float32) * gain
    ink = ink_mask(grey)
    edges = box_mean(ink.astype(np.float32), 5) > 0.04
    if edges.sum() < 60:
        return 0.0
    low, high = np.percentile(grey[edges], (5, 95))
    energies = _laplacian(box_mean(grey, 3))
    laplacian = energies[edges[2:-2, 2:-2]]
    # noise has energy too: what even areas show is taken off
    still = energies[~edges[2:-2, 2:-2]]
    noise = float(np.median(np.abs(still))) * 1.48 if still.size > 100 else 0.0
    energy = max(0.0, float(laplacian.var()) - noise**2)
    return math.sqrt(energy) / max(20.0, float(high - low))


def _middle(box: tuple[int, ...], most: float) -> tuple[int, int, int, int]:
    """The middle of a box, each side at most `most` px."""
    left, top, right, bottom = box[:4]
    trim_x = max(0, round((right - left - most) / 2))
    trim_y = max(0, round((bottom - top - most) / 2))
    return (left + trim_x, top + trim_y, right - trim_x, bottom - trim_y)


def _laplacian(grey: Grey) -> Grey:
    """Second differences over two pixels, which is what remains of letters under some noise."""
    inner = grey[2:-2, 2:-2]
    around = grey[:-4, 2:-2] + grey[4:, 2:-2] + grey[2:-2, :-4] + grey[2:-2, 4:]
    found: Grey = around - 4.0 * inner
    return found


def _contrast(grey: Grey, ink: Mask) -> float:
    if not ink.any():
        low, high = np.percentile(grey, (2, 98))
        return float(high - low) / 255.0
    paper = float(np.median(grey[~ink])) if not ink.all() else 255.0
    return abs(paper - float(np.percentile(grey[ink], 25))) / 255.0


def _glare(grey: Grey, page_level: float) -> float:
    """Burnt-out share of a page whose paper is otherwise grey, as on photographs."""
    if page_level > 235.0 or page_level < 60.0:
        return 0.0
    burnt = box_mean((grey >= _SATURATED).astype(np.float32), 9) > 0.9
    return float(burnt.mean())


def _colour(small: Image.Image) -> float:
    values = np.asarray(small.resize((64, 64), Image.Resampling.BOX), dtype=np.float32)
    high, low = values.max(axis=2), values.min(axis=2)
    return float(((high - low) / np.maximum(high, 1.0)).mean())


def _noise(grey: Grey) -> float:
    """Median difference of neighbours in the calmer half of the picture."""
    difference = np.abs(np.diff(grey, axis=1))
    return float(np.percentile(difference, 40))


def _spread(grey: Grey) -> float:
    rows, columns = (max(1, side // 32) for side in grey.shape)
    smooth = box_mean(grey, 9)[rows:-rows, columns:-columns]
    low, high = np.percentile(smooth, (0.5, 99.5))
    return float(high - low) / 255.0


def _ink_at_edge(ink: Mask) -> float:
    """Rows whose ink touches the left or right border, the wholly dark border of a scan aside."""
    strip = max(2, ink.shape[1] // 200)
    shares = []
    for side in (ink[:, :strip], ink[:, -strip:]):
        touched = side.any(axis=1)
        share = float(touched.mean())
        shares.append(0.0 if share > 0.5 else share)
    return max(shares)


def unreadable_because(quality: dict[str, float]) -> str:
    """The likely reason why a page's picture cannot be read, '' when none was measured."""
    if not quality:
        return ""
    if quality["brightness"] < 0.12:
        return "dark"
    if quality["glare"] > 0.06:
        return "glare"
    if 0.0 < quality["text_height_px"] < 6.0:
        return "small"
    if quality["contrast"] < 0.1 and quality["brightness"] > 0.4:
        return "pale"
    if quality["midtones"] < 0.15 and _is_blurred(quality):
        return "blurred"
    return "small" if quality["megapixels"] < 0.3 else ""


def _is_blurred(quality: dict[str, float]) -> bool:
    """Letters without edges; under strong blur they are but shades, and no ink is left."""
    if quality["ink"] < 0.002:
        return quality["spread"] > 0.08
    return quality["sharpness"] < 0.16


def is_blank(quality: dict[str, float]) -> bool:
    """Whether the picture shows an empty sheet."""
    return quality["brightness"] > 0.8 and quality["ink"] < 0.0005 and quality["spread"] < 0.04


def is_hopeless(quality: dict[str, float]) -> bool:
    """Whether no reader, human or machine, could make out letters."""
    return quality["brightness"] < 0.02 or quality["contrast"] < 0.02


def is_film(measured: Measured) -> bool:
    """Grey tones on black with little else: an X-ray, CT or MR film, or a screen that shows one."""
    return (
        measured.dark > 0.25
        and measured.midtones > 0.06
        and measured.colour < 0.3
        and measured.dark + measured.midtones > 0.45
    )
