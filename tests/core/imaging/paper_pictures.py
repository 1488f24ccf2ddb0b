"""Drawn pictures for telling film and screens from pages: sheets, photographs, scans, screens."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from huizhen.core.samples.phantom import ct_slice, lumbar_t2_slice
from huizhen.core.samples.scan import lit, photographed

Chance = np.random.Generator
Grey = npt.NDArray[np.uint8]
_LINES = (
    "Patient: Muster, Erika    born 11.02.1968",
    "Findings: the liver shows a lesion of 8.2 cm in segments V and VIII.",
    "Haemoglobin 12.4 g/dL (12.0-15.5)   Creatinine 0.9 mg/dL",
    "Impression: no sign of distant metastasis. Follow-up in 3 months.",
    "Дата исследования 12.03.2026   Заключение: без динамики",
)


@cache
def slices() -> tuple[Grey, ...]:
    """Slices of drawn bodies, CT and MR."""
    ct = [
        np.clip((np.asarray(ct_slice("arterial", z, 160, 2.3)) + 160) / 400 * 255, 0, 255)
        for z in (-40.0, -10.0, 20.0, 50.0)
    ]
    mr = [np.clip(np.asarray(lumbar_t2_slice(x, 160, 1.7)) / 3, 0, 255) for x in (-8.0, 0.0, 8.0)]
    return tuple(one.astype(np.uint8) for one in (*ct, *mr))


def font(size: int) -> Any:
    """The drawing library's own font."""
    return ImageFont.load_default(size=size)


def sheet(chance: Chance, pictures: tuple[Grey, ...] | None = None) -> Image.Image:
    """A film sheet: one to twenty pictures on black, with corner texts."""
    columns, rows = [(1, 1), (2, 2), (3, 4), (4, 5), (3, 3), (2, 3)][chance.integers(6)]
    tile = 900 // max(columns, rows)
    made = Image.new("L", (columns * tile + 40, rows * tile + 70), int(chance.integers(0, 25)))
    draw = ImageDraw.Draw(made)
    kind = pictures or slices()
    for place in range(columns * rows):
        own = Image.fromarray(kind[int(chance.integers(len(kind)))]).resize((tile - 8, tile - 8))
        left, top = 20 + place % columns * tile, 50 + place // columns * tile
        made.paste(own, (left, top))
        draw.text((left + 4, top + 4), f"Im {place + 1}", fill=190, font=font(max(9, tile // 24)))
    draw.text((24, 12), "MUSTER ERIKA  CT ABDOMEN  12-Mar-2026", fill=210, font=font(18))
    return made


def page(chance: Chance, *, paper: int = 250, ink: int = 20, lines: int = 46) -> Image.Image:
    """A printed page."""
    made = Image.new("L", (850, 1100), paper)
    draw = ImageDraw.Draw(made)
    for line in range(lines):
        text = _LINES[int(chance.integers(len(_LINES)))][: int(chance.integers(20, 66))]
        draw.text((70, 60 + line * 22), text, fill=ink, font=font(15))
    if chance.random() < 0.4:
        top = int(chance.integers(100, 700))
        draw.rectangle((60, top, 790, top + 220), outline=ink, width=2)
        for row in range(1, 8):
            draw.line((60, top + row * 27, 790, top + row * 27), fill=ink)
    return made


def _corners(chance: Chance, inset: float) -> list[tuple[float, float]]:
    def near(x: float, y: float) -> tuple[float, float]:
        dx, dy = chance.uniform(0, inset, 2)
        return (x + dx if x < 0.5 else x - dx, y + dy if y < 0.5 else y - dy)

    return [near(0.02, 0.02), near(0.98, 0.02), near(0.98, 0.98), near(0.02, 0.98)]


def photograph(
    flat: Image.Image, chance: Chance, *, around: int, inset: float = 0.12
) -> Image.Image:
    """A telephone's photograph of something flat: perspective, uneven light, noise, glare, tint."""
    size = (1000, 1300) if flat.height > flat.width else (1300, 1000)
    shot = photographed(flat, _corners(chance, inset), size, around)
    pixels = lit(shot, float(chance.uniform(0.2, 0.6)), float(chance.uniform(2, 7)), chance)
    picture = Image.fromarray(np.clip(np.asarray(pixels), 0, 255).astype(np.uint8))
    if chance.random() < 0.4:
        picture = _glare(picture, chance)
    if chance.random() < 0.5:
        picture = picture.filter(ImageFilter.GaussianBlur(float(chance.uniform(0.5, 1.6))))
    return _tinted(picture, chance)


def _glare(picture: Image.Image, chance: Chance) -> Image.Image:
    grey = np.asarray(picture.convert("L"), dtype=np.float32)
    y, x = np.mgrid[: grey.shape[0], : grey.shape[1]]
    cy, cx = chance.uniform(0.2, 0.8, 2) * grey.shape
    spot = np.exp(-(((y - cy) ** 2 + (x - cx) ** 2) / (2 * (0.12 * grey.shape[1]) ** 2)))
    return Image.fromarray(np.clip(grey + 190 * spot, 0, 255).astype(np.uint8))


def _tinted(picture: Image.Image, chance: Chance) -> Image.Image:
    grey = np.asarray(picture.convert("L"), dtype=np.float32)
    tint = 1 + chance.uniform(-0.09, 0.09, 3)
    rgb = np.clip(grey[..., None] * tint, 0, 255)
    return Image.fromarray(rgb.astype(np.uint8))


def film_on_window(chance: Chance) -> Image.Image:
    """A film held against bright light."""
    return photograph(sheet(chance), chance, around=int(chance.integers(170, 245)), inset=0.16)


def film_on_table(chance: Chance) -> Image.Image:
    """A film photographed in the dark or filling the picture."""
    return photograph(sheet(chance), chance, around=int(chance.integers(5, 60)), inset=0.06)


def film_scanned(chance: Chance) -> Image.Image:
    """A film laid on a scanner."""
    made = sheet(chance)
    noise = chance.normal(0, 3, (made.height, made.width))
    return Image.fromarray(np.clip(np.asarray(made) + noise, 0, 255).astype(np.uint8))


def viewer(chance: Chance) -> Image.Image:
    """The window of a viewer: bars, a list, one to four pictures on black."""
    made = Image.new("RGB", (1280, 800), (24, 26, 30))
    draw = ImageDraw.Draw(made)
    bar = tuple(int(v) for v in chance.integers(40, 110, 3))
    draw.rectangle((0, 0, 1280, 44), fill=bar)
    for place in range(14):
        draw.rectangle((10 + place * 52, 8, 50 + place * 52, 36), fill=(90, 95, 105))
    draw.rectangle((0, 44, 190, 800), fill=(36, 38, 44))
    for row in range(9):
        draw.text((12, 60 + row * 78), f"Series {row + 1}", fill=(200, 200, 205), font=font(13))
    across = int(chance.integers(1, 3))
    side_x, side_y = 1090 // across, 750 // across
    for place in range(across * across):
        own = Image.fromarray(slices()[int(chance.integers(len(slices())))])
        side = min(side_x, side_y) - 10
        left, top = 195 + place % across * side_x, 48 + place // across * side_y
        made.paste(own.resize((side, side)), (left + (side_x - side) // 2, top))
        draw.text((left + 8, top + 8), "MUSTER ERIKA", fill=(220, 220, 120), font=font(13))
    return made


def screen_photographed(chance: Chance) -> Image.Image:
    """A monitor with a viewer, photographed: waves of the pixel grid over it."""
    shot = photograph(viewer(chance).convert("L"), chance, around=int(chance.integers(10, 120)))
    grey = np.asarray(shot, dtype=np.float32)
    y, x = np.mgrid[: grey.shape[0], : grey.shape[1]]
    wave = 4 * np.sin(x / 3.1 + y / 47.0) + 3 * np.sin(y / 2.7)
    return Image.fromarray(np.clip(grey + wave[..., None], 0, 255).astype(np.uint8))


def page_scanned(chance: Chance) -> Image.Image:
    """A scan of a page, at times with the dark border of an open lid."""
    made = page(chance, paper=int(chance.integers(215, 256)))
    if chance.random() < 0.4:
        framed = Image.new("L", (made.width + 160, made.height + 120), 15)
        framed.paste(made, (40, 30))
        made = framed
    noise = chance.normal(0, 3, (made.height, made.width))
    return Image.fromarray(np.clip(np.asarray(made) + noise, 0, 255).astype(np.uint8))


def page_photographed(chance: Chance) -> Image.Image:
    """A photograph of a page on a table, dark or bright, at times in poor light."""
    made = page(chance, paper=int(chance.integers(190, 256)))
    return photograph(made, chance, around=int(chance.integers(20, 200)), inset=0.2)


def page_at_night(chance: Chance) -> Image.Image:
    """A page photographed in poor light: all of it is grey."""
    made = np.asarray(page_photographed(chance), dtype=np.float32)
    return Image.fromarray((made * chance.uniform(0.25, 0.45)).astype(np.uint8))


def dark_screen(chance: Chance) -> Image.Image:
    """A telephone's screenshot in dark mode: bright text on black."""
    return page(
        chance, paper=int(chance.integers(0, 30)), ink=225, lines=int(chance.integers(8, 40))
    )


def report_with_pictures(chance: Chance) -> Image.Image:
    """A page of a report with two small key images."""
    made = page(chance)
    for place in range(2):
        own = Image.fromarray(slices()[int(chance.integers(len(slices())))]).resize((230, 230))
        made.paste(own, (150 + place * 290, 500))
    return made


def scenery(chance: Chance) -> Image.Image:
    """A coloured photograph of things: smooth shades of many hues."""
    small = chance.uniform(0, 255, (9, 12, 3)).astype(np.uint8)
    made = Image.fromarray(small).resize((1200, 900), Image.Resampling.BICUBIC)
    dimmed = np.asarray(made, dtype=np.float32) * chance.uniform(0.4, 1.0)
    return Image.fromarray(
        (dimmed + chance.uniform(0, 6, dimmed.shape)).clip(0, 255).astype(np.uint8)
    )


def grey_scenery(chance: Chance) -> Image.Image:
    """The same without colour, as old photographs are."""
    return scenery(chance).convert("L")


def page_far_away(chance: Chance) -> Image.Image:
    """A small sheet on a large dark table."""
    return photograph(page(chance), chance, around=int(chance.integers(8, 50)), inset=0.34)


def tissue(chance: Chance) -> Image.Image:
    """A stained section: violet and pink on white."""
    grains = chance.uniform(0, 1, (60, 80))
    big = Image.fromarray((grains * 255).astype(np.uint8)).resize(
        (1200, 900), Image.Resampling.BICUBIC
    )
    share = np.asarray(big, dtype=np.float32)[..., None] / 255
    stained = share * np.array([225, 170, 205]) + (1 - share) * np.array([110, 60, 140])
    return Image.fromarray(stained.astype(np.uint8))


def electrocardiogram(chance: Chance) -> Image.Image:
    """Curves on pink squared paper."""
    made = Image.new("RGB", (1200, 850), (252, 236, 234))
    draw = ImageDraw.Draw(made)
    for x in range(0, 1200, 12):
        draw.line((x, 0, x, 850), fill=(240, 190, 185))
    for y in range(0, 850, 12):
        draw.line((0, y, 1200, y), fill=(240, 190, 185))
    for row in range(6):
        points = [
            (x, 90 + row * 125 + int(chance.normal(0, 6) - (60 if x % 150 < 8 else 0)))
            for x in range(0, 1200, 4)
        ]
        draw.line(points, fill=(20, 20, 20), width=2)
    return made


def empty_dark(chance: Chance) -> Image.Image:
    """Nothing but a dark surface with noise."""
    return Image.fromarray(np.clip(chance.normal(18, 5, (900, 1200)), 0, 255).astype(np.uint8))


Maker = Callable[[Chance], Image.Image]
FILMS: dict[str, Maker] = {
    "film on window": film_on_window,
    "film on table": film_on_table,
    "film scanned": film_scanned,
    "viewer screenshot": viewer,
    "screen photographed": screen_photographed,
}
OTHERS: dict[str, Maker] = {
    "page scanned": page_scanned,
    "page photographed": page_photographed,
    "page at night": page_at_night,
    "dark screen": dark_screen,
    "page far away": page_far_away,
    "scenery": scenery,
    "grey scenery": grey_scenery,
    "tissue": tissue,
    "electrocardiogram": electrocardiogram,
    "empty dark": empty_dark,
}
BETWEEN: dict[str, Maker] = {"report with pictures": report_with_pictures}
"""Neither one nor the other: a person may be asked."""
