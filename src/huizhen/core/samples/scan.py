"""What a scanner and a camera do to a page: skew, noise, uneven light, perspective, JPEG."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

Corners = Sequence[tuple[float, float]]
Pixels = npt.NDArray[np.float32]


def scanned_page(
    png: bytes, options: Mapping[str, Any], chance: np.random.Generator
) -> tuple[bytes, tuple[int, int]]:
    """A grey JPEG of a page as an office scanner makes it, and its size in pixels.

    Options: degrees (counter-clockwise skew), noise (standard deviation in grey levels), quality
    (JPEG).
    """
    page = Image.open(io.BytesIO(png)).convert("L")
    page = page.rotate(options["degrees"], Image.Resampling.BICUBIC, fillcolor=250)
    page = page.filter(ImageFilter.GaussianBlur(0.6))
    pixels = np.asarray(page, dtype=np.float32) * 0.86 + 24
    columns = np.linspace(-1, 1, pixels.shape[1], dtype=np.float32)
    pixels = pixels - 10 * columns**4 + _noise(chance, pixels.shape, options["noise"])
    speckles = chance.integers(0, pixels.size, pixels.size // 9_000)
    pixels.reshape(-1)[speckles] = chance.integers(20, 120, speckles.size)
    return jpeg(pixels, options["quality"]), page.size


def photographed(
    sheet: Image.Image, corners: Corners, size: tuple[int, int], background: int
) -> Image.Image:
    """The sheet seen obliquely: its corners (top left, top right, bottom right, bottom left) lie at
    `corners`, as fractions of the picture's size."""
    targets = [(x * size[0], y * size[1]) for x, y in corners]
    origins = [(0, 0), (sheet.width, 0), (sheet.width, sheet.height), (0, sheet.height)]
    back = _homography(targets, origins)
    seen = sheet.transform(size, Image.Transform.PERSPECTIVE, back, Image.Resampling.BICUBIC)
    whole = Image.new("L", sheet.size, 255)
    mask = whole.transform(size, Image.Transform.PERSPECTIVE, back, Image.Resampling.BICUBIC)
    picture = Image.new("L", size, background)
    picture.paste(seen, (0, 0), mask)
    return picture


def lit(picture: Image.Image, strength: float, noise: float, chance: np.random.Generator) -> Pixels:
    """Light falling from the upper left, and the camera's noise."""
    pixels = np.asarray(picture.filter(ImageFilter.GaussianBlur(0.7)), dtype=np.float32)
    rows = np.linspace(0, 1, pixels.shape[0], dtype=np.float32)[:, None]
    columns = np.linspace(0, 1, pixels.shape[1], dtype=np.float32)[None, :]
    light = 1.0 - strength * (0.6 * rows + 0.4 * columns) ** 2
    return np.asarray(pixels * light + _noise(chance, pixels.shape, noise), dtype=np.float32)


def jpeg(pixels: Pixels, quality: int, exif: bytes = b"") -> bytes:
    """Grey pixels (0-255, clipped) as JPEG."""
    buffer = io.BytesIO()
    grey = np.clip(pixels, 0, 255).astype(np.uint8)
    Image.fromarray(grey).save(buffer, "JPEG", quality=quality, exif=exif)
    return buffer.getvalue()


def _noise(chance: np.random.Generator, shape: tuple[int, ...], deviation: float) -> Pixels:
    return chance.standard_normal(shape, dtype=np.float32) * np.float32(deviation)


def _homography(sources: Corners, targets: Corners) -> list[float]:
    """The eight coefficients that take `sources` to `targets` (Pillow's PERSPECTIVE)."""
    rows, values = [], []
    for (x, y), (u, v) in zip(sources, targets, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
        values += [u, v]
    return [float(value) for value in np.linalg.solve(np.array(rows), np.array(values))]
