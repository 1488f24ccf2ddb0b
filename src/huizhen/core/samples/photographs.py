"""Photographs that patients send: of a printed page, and of a film against the window."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from huizhen.core.samples.making import Making
from huizhen.core.samples.phantom import ct_slice
from huizhen.core.samples.printed import page_picture
from huizhen.core.samples.scan import jpeg, lit, photographed

EXIF_ORIENTATION, EXIF_MAKE, EXIF_DATE_TIME, EXIF_DESCRIPTION = 0x0112, 0x010F, 0x0132, 0x010E
ROTATED_90_CLOCKWISE_TO_VIEW = 6
FILM_TILE = 220


def make_photo(making: Making) -> Iterator[tuple[str, bytes]]:
    """A telephone's photograph of a printed page: oblique, unevenly lit, stored lying on its side
    with the EXIF orientation that puts it upright."""
    page = Image.open(io.BytesIO(page_picture(making, making.spec.source, 150))).convert("L")
    corners = [(0.10, 0.07), (0.93, 0.04), (0.97, 0.95), (0.05, 0.92)]
    upright = photographed(page, corners, (1350, 1800), 92)
    pixels = lit(upright, 0.45, 5.0, making.chance())
    exif = _exif("Sample Telephone", making.spec.on, ROTATED_90_CLOCKWISE_TO_VIEW)
    yield making.spec.path, jpeg(np.rot90(pixels), 70, exif)


def make_film(making: Making) -> Iterator[tuple[str, bytes]]:
    """A photograph of a CT film sheet: a grid of slices with the printed corner texts.

    Options: text (the lines printed on the sheet), phase, treated, columns, rows, z_from_mm,
    z_step_mm.
    """
    sheet = _film_sheet(making)
    corners = [(0.08, 0.10), (0.90, 0.05), (0.96, 0.93), (0.04, 0.88)]
    picture = photographed(sheet, corners, (1800, 1400), 150)
    pixels = lit(picture, 0.55, 6.0, making.chance())
    exif = _exif("Sample Telephone", making.spec.on, 1)
    yield making.spec.path, jpeg(pixels, 72, exif)


def _film_sheet(making: Making) -> Image.Image:
    options = making.spec.options
    columns, rows = options["columns"], options["rows"]
    sheet = Image.new("L", (columns * FILM_TILE + 40, rows * FILM_TILE + 90), 12)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(size=15)
    for position in range(columns * rows):
        z_mm = options["z_from_mm"] + position * options["z_step_mm"]
        hounsfield = ct_slice(options["phase"], z_mm, 200, 1.85, treated=options["treated"])
        grey = np.clip((hounsfield + 110) / 350 * 225 + 12, 12, 237).astype(np.uint8)
        left = 20 + position % columns * FILM_TILE
        top = 60 + position // columns * FILM_TILE
        sheet.paste(Image.fromarray(grey), (left, top))
        draw.text((left + 4, top + 180), f"Im {position + 1}  z {z_mm:.1f}", fill=200, font=font)
    for number, text in enumerate(options["text"]):
        draw.text((20, 8 + 20 * number), text, fill=225, font=font)
    return sheet


def _exif(make: str, on: date, orientation: int) -> bytes:
    exif = Image.Exif()
    exif[EXIF_DESCRIPTION] = "SYNTHETIC SAMPLE - no real person"
    exif[EXIF_MAKE] = make
    exif[EXIF_ORIENTATION] = orientation
    exif[EXIF_DATE_TIME] = on.strftime("%Y:%m:%d 09:30:00")
    return exif.tobytes()
