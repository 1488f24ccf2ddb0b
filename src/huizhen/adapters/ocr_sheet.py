"""The sheet that an engine is given: cropped, upright, straight; and the way back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PIL import Image

from huizhen.core.reading.ink import box_mean, ink_mask, reduced, skew_degrees
from huizhen.core.reading.ocr import FoundLine
from huizhen.core.reading.picture import Measured
from huizhen.core.records.page import Box

_LEAST_SKEW_DEGREES = 0.7
_SMALL_TEXT_PX = 10.0
_SMALL_SHEET_PX = 1_200
_WORKING_SIDE = 1_200


class Sheet(NamedTuple):
    """The part of the picture that is paper, and how its pixels map back to the picture."""

    picture: Image.Image
    left: float
    top: float
    scale: float
    """Pixels of the sheet per pixel of the picture."""

    @classmethod
    def of(cls, picture: Image.Image, measured: Measured) -> Sheet:
        """Cropped to the paper; enlarged where letters have too few pixels."""
        left = top = 0
        sheet = picture
        if measured.crop:
            xs, ys = [x for x, _ in measured.crop], [y for _, y in measured.crop]
            margin = max(picture.size) // 50
            left, top = max(0, min(xs) - margin), max(0, min(ys) - margin)
            right = min(picture.width, max(xs) + margin)
            sheet = picture.crop((left, top, right, min(picture.height, max(ys) + margin)))
        is_small = 0 < measured.text_height_px < _SMALL_TEXT_PX
        scale = 2.0 if is_small and max(sheet.size) < _SMALL_SHEET_PX else 1.0
        if scale != 1.0:
            size = (round(sheet.width * scale), round(sheet.height * scale))
            sheet = sheet.resize(size, Image.Resampling.BICUBIC)
        return cls(sheet, float(left), float(top), scale)


class Turn(NamedTuple):
    """A picture turned upright, with the way back."""

    picture: Image.Image
    rotation: int
    tilt_degrees: float
    before: tuple[int, int]

    def back(self, box: Box) -> Box:
        """A box of the turned picture in the picture before: the box around its four corners."""
        corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
        points = [self._back(x, y) for x, y in corners]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return (min(xs), min(ys), max(xs), max(ys))

    def _back(self, x: float, y: float) -> tuple[float, float]:
        width, height = self.picture.size
        angle = math.radians(-self.rotation - self.tilt_degrees)
        dx, dy = x - width / 2, y - height / 2
        cos, sin = math.cos(angle), math.sin(angle)
        return (
            dx * cos - dy * sin + self.before[0] / 2,
            dx * sin + dy * cos + self.before[1] / 2,
        )


def turned(picture: Image.Image, rotation: int) -> Turn:
    """Turned clockwise by the rotation, then straightened."""
    upright = picture.rotate(-rotation, expand=True) if rotation else picture
    tilt = skew_degrees(upright)
    if abs(tilt) < _LEAST_SKEW_DEGREES:
        return Turn(upright, rotation, 0.0, picture.size)
    fill = 255 if upright.mode == "L" else (255, 255, 255)
    straight = upright.rotate(-tilt, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=fill)
    return Turn(straight, rotation, tilt, picture.size)


def unread_ink(sheet: Image.Image, written: Sequence[FoundLine]) -> float:
    """Share of the paper's ink outside all written lines. Ruled lines and frames count little, for
    they are thin; it cannot tell handwriting from a drawing."""
    small, factor = reduced(sheet, _WORKING_SIDE)
    grey = np.asarray(small.convert("L"), dtype=np.float32)
    ink = ink_mask(grey)
    under = np.zeros(ink.shape, dtype=np.bool_)
    for line in written:
        left, top, right, bottom = (round(side / factor) for side in line.box)
        under[max(0, top - 3) : bottom + 4, max(0, left - 3) : right + 4] = True
    level = box_mean(grey, max(small.size) // 24)
    if under.any():
        # the table around a photographed page has texture, but is darker than the page
        paper = level > 0.75 * float(np.median(level[under]))
        ink &= box_mean(paper.astype(np.float32), max(small.size) // 16) > 0.99
    total = float(ink.sum())
    return round(float((ink & ~under).sum()) / total, 3) if total >= 50 else 0.0
