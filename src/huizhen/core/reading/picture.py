"""Measured properties of a page's picture: sharp, bright, straight, whole, and a picture of what.

Everything is measured on a grey copy of at most 1,600 px; lengths are given in the picture's own
pixels. No measure decides alone: OCR has the last word on what can be read.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from PIL import Image

from huizhen.core.reading.ink import (
    Grey,
    Mask,
    box_mean,
    gain_of,
    ink_mask,
    reduced,
    skew_of,
    text_height,
)
from huizhen.core.reading.paper import Paper, find_paper

_SATURATED = 250.0
_DARK = 70.0
_MIDTONE = 140.0


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
    small, factor = reduced(picture)
    small = small.convert("RGB")
    seen = np.asarray(small.convert("L"), dtype=np.float32)
    gain = gain_of(seen)
    grey = seen * gain
    paper = find_paper(grey)
    inside = grey[paper.top : paper.bottom, paper.left : paper.right]
    ink = ink_mask(inside)
    skew = skew_of(ink)
    height = text_height(ink) * factor
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


def _sharpness(
    picture: Image.Image, paper: Paper, factor: float, height: float, gain: float
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
