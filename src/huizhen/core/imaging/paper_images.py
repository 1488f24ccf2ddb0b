"""Whether a picture shows film or a screen with medical images instead of a page: the wrong format.

Film and the panels of a viewer are shades of one hue on black; a page is ink on something bright;
bright text on black has edges but no shades. Everything is measured on a copy of at most 480 px.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

from huizhen.core.imaging.findings import ImagingFinding
from huizhen.core.reading.ink import gain_of, reduced
from huizhen.core.reading.paper import find_paper
from huizhen.core.records.page import SourceId
from huizhen.core.records.value import Value

Grey = npt.NDArray[np.float32]
Colours = npt.NDArray[np.float32]
Shows = Literal["film", "perhaps", "other"]
FILM, PERHAPS_FILM = "film_photograph", "perhaps_film"
"""Notes of a page whose picture shows film, or may."""
_SURELY, _PERHAPS = 0.5, 0.12
_LONGEST_PX = 480
_BLACK, _BRIGHT = 0.17, 0.8
_SCREEN_FLAT = 0.06
"""From this share of evenly coloured area on, it is a drawn screen and not film."""


class PaperImage(Value):
    """What a picture shows, with the measures that say so."""

    shows: Shows
    is_screen: bool = False
    """Drawn by a machine: evenly coloured bars and no noise."""
    score: float = 0.0
    black: float = 0.0
    """Share that is as black as film."""
    shades: float = 0.0
    """Share of smooth shades between black and white."""
    letters: float = 0.0
    """Share where light and dark change as in text."""
    sheet: float = 0.0
    """Share that is as bright as the brightest near it: paper between its letters."""
    hue: float = 0.0
    """How far colours depart from shades of one hue."""

    @property
    def measures(self) -> str:
        """The figures for people who look."""
        return (
            f"black {self.black:.2f}, shades {self.shades:.2f}, sheet {self.sheet:.2f}, "
            f"letters {self.letters:.2f}, hue {self.hue:.2f}"
        )


def look_at(picture: Image.Image) -> PaperImage:
    """What a picture of any size and mode shows."""
    small = reduced(picture, _LONGEST_PX)[0].convert("RGB")
    colours: Colours = np.asarray(small, dtype=np.float32) / np.float32(255)
    if min(colours.shape[:2]) < 24:
        return PaperImage(shows="other")
    sheet = _sheet_share(small)
    inside = colours[_dark_part(colours.mean(axis=2))]
    if min(inside.shape[:2]) < 24:
        inside = colours
    return _judged(inside, sheet, is_screen=_flat_share(colours) > _SCREEN_FLAT)


def film_notes(score: float) -> tuple[str, ...]:
    """The notes of a page by the score of its picture."""
    return (FILM,) if score >= _SURELY else (PERHAPS_FILM,) if score >= _PERHAPS else ()


def _judged(colours: Colours, sheet: float, *, is_screen: bool) -> PaperImage:
    grey = _levelled(colours.mean(axis=2))
    mean, spread = _local(grey)
    is_letters = spread > 0.2
    is_shade = (mean > _BLACK) & (mean < _BRIGHT) & (spread < 0.16) & (spread > 0.004)
    black = float((grey < _BLACK).mean())
    shades = float((is_shade & ~is_letters).mean())
    hue = _hue(colours)
    letters = float(is_letters.mean())
    score = (
        _ramp(black, 0.12, 0.3)
        * _ramp(shades, 0.015, 0.12)
        * (1 - _ramp(sheet, 0.68, 0.76))
        * (1 - _ramp(hue, 0.05, 0.12))
        * (1 - _ramp(letters, 0.35, 0.6))
    )
    shows: Shows = "film" if score >= _SURELY else "perhaps" if score >= _PERHAPS else "other"
    return PaperImage(
        shows=shows, is_screen=is_screen, score=round(score, 3),
        black=round(black, 3), shades=round(shades, 3), letters=round(letters, 3),
        sheet=round(sheet, 3), hue=round(hue, 3),
    )  # fmt: skip


def _ramp(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))


def _levelled(grey: Grey) -> Grey:
    """From the darkest to the brightest that is there; a bright picture gets no black."""
    low, high = np.percentile(grey, (1, 99.5))
    if high - low < 0.15:
        return grey
    low = min(low, 0.35 * high)
    found: Grey = np.clip((grey - low) / (high - low), 0, 1).astype(np.float32)
    return found


def _local(grey: Grey) -> tuple[Grey, Grey]:
    """Mean and spread of the neighbourhood of every pixel."""
    mean = _box(grey, 7)
    square = _box(grey * grey, 7)
    return mean, np.sqrt(np.maximum(square - mean * mean, 0))


def _box(values: Grey, side: int) -> Grey:
    """Means over squares, by sums along both axes; the border repeats."""
    half = side // 2
    padded = np.pad(values.astype(np.float64), half + 1, mode="edge")
    sums = padded.cumsum(axis=0).cumsum(axis=1)
    height, width = values.shape
    top, left = slice(0, height), slice(0, width)
    bottom, right = slice(side, side + height), slice(side, side + width)
    whole = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
    found: Grey = (whole / side**2).astype(np.float32)
    return found


def _dark_part(grey: Grey) -> tuple[slice, slice]:
    """The rows and columns in which much is dark: a film against a window is part of a picture."""
    low, high = np.percentile(grey, (1, 99.5))
    is_dark = _box(grey, 9) < low + 0.5 * (high - low)
    rows = np.flatnonzero(is_dark.mean(axis=1) > 0.25)
    columns = np.flatnonzero(is_dark.mean(axis=0) > 0.25)
    if rows.size == 0 or columns.size == 0:
        return slice(None), slice(None)
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def _sheet_share(small: Image.Image) -> float:
    """Of the sheet in a photograph, else of the whole picture, what is as bright as the brightest
    near it: even light and shadow leave paper so, shades of grey do not."""
    flat = small.convert("L")
    grey = np.asarray(flat, dtype=np.float32)
    paper = find_paper(grey * gain_of(grey))
    around = flat.filter(ImageFilter.MaxFilter(15)).filter(ImageFilter.BoxBlur(7))
    level = np.asarray(around, dtype=np.float32)
    is_paper = (grey > 0.82 * level) & (level > 0.4 * np.percentile(grey, 99))
    if not paper.corners:
        return float(is_paper.mean())
    inside = Image.new("1", flat.size, 0)
    ImageDraw.Draw(inside).polygon(paper.corners, fill=1)
    within = is_paper[np.asarray(inside)]
    return float(within.mean()) if within.size else 0.0


def _hue(colours: Colours) -> float:
    """What remains of the colours when each is made of the brightness alone: film has one tint."""
    grey = colours.mean(axis=2).ravel()
    terms = np.stack([np.ones_like(grey), grey, grey * grey], axis=1)
    left = []
    for channel in range(3):
        values = colours[..., channel].ravel()
        weights, *_ = np.linalg.lstsq(terms, values, rcond=None)
        left.append(float(np.sqrt(np.mean((values - terms @ weights) ** 2))))
    return max(left)


def _flat_share(colours: Colours) -> float:
    """Share of areas without any change that are neither black nor white: bars and lists."""
    grey = colours.mean(axis=2)
    mean, spread = _local(grey)
    return float(((spread < 0.002) & (mean > 0.05) & (mean < 0.9)).mean())


def paper_findings(source_id: SourceId, ordinal: int, seen: PaperImage) -> Iterator[ImagingFinding]:
    """The finding that a page's picture makes; none for a page."""
    if seen.shows == "other":
        return
    code = "picture_unclear"
    if seen.shows == "film":
        code = "screen_photograph" if seen.is_screen else FILM
    yield ImagingFinding(
        code=code, tag="PixelData", value=f"p. {ordinal}: {seen.measures}", scope="case",
        source_ids=(source_id,),
    )  # fmt: skip
