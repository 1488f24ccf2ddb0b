"""Text burned into pixels: which objects are looked at, how their frames are prepared for OCR, and
what the findings of several views come to.

It is an aid: a person looks before a mask is painted, and at objects where nothing was found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

import numpy as np
from PIL import Image, ImageFilter

from huizhen.core.imaging.strokes import opened
from huizhen.core.imaging.text_tiles import (
    Grid,
    Mask,
    Rect,
    Samples,
    active_blocks,
    noisy_blocks,
    parts,
)
from huizhen.core.records.value import Value

LOOKED_AT: Final = frozenset((
    "US", "XA", "RF", "OT", "ES", "XC", "GM", "SM", "IVUS", "OP", "SC",
    "CR", "DX", "MG", "RG", "IO", "PX",
))  # fmt: skip
"""Modalities whose machines write on the picture, those of photographs and captures, and
radiographs, on which somebody may have written."""
_CAPTURES: Final = "1.2.840.10008.5.1.4.1.1.7"
_SCREENS: Final = frozenset(("SCREEN SAVE", "SCREENSAVE", "SCREENSHOT", "CAPTURE", "DISPLAY"))
_LARGE: Final = 1_400
"""Screens that are larger write in larger letters."""
_FLAT: Final = 12
_BLOCK: Final = 16
_DIM: Final = 32
_BRIGHT: Final = 150
_BRIGHT_SHARE: Final = 0.02


class BurnedInText(Value):
    """One place of text on a frame, in its pixels, and what an engine made of it."""

    x: int
    y: int
    width: int
    height: int
    text: str = ""
    confidence: float = 0.0


class View(NamedTuple):
    """A part of a frame made easier to read, and how to get back to the frame's pixels."""

    name: str
    tile: Samples
    """As it is on the frame."""
    scale: float
    left: int
    top: int

    @property
    def picture(self) -> Image.Image:
        """What is shown to an engine."""
        made = _PREPARED[self.name](self.tile)
        size = (round(made.shape[1] * self.scale), round(made.shape[0] * self.scale))
        return Image.fromarray(made).resize(size, Image.Resampling.BICUBIC)


class FoundText(NamedTuple):
    """What an engine found on a view: left, top, right, bottom in the view's pixels."""

    box: tuple[float, float, float, float]
    text: str
    confidence: float


def reason_to_look(
    sop_class_uid: str,
    modality: str,
    image_type: str,
    burned_in_annotation: str,
    photometric_interpretation: str,
) -> str:
    """Why the frames of an object are looked at for text: a DICOM keyword; '' where they are not.

    Colour is a reason for any kind: scanners make it on screens alone.
    """
    if burned_in_annotation.strip().upper() == "YES":
        return "BurnedInAnnotation"
    if sop_class_uid == _CAPTURES or sop_class_uid.startswith(f"{_CAPTURES}."):
        return "SOPClassUID"
    if modality.strip().upper() in LOOKED_AT:
        return "Modality"
    parts = {part.strip().upper() for part in image_type.split("\\")}
    if parts & _SCREENS or {"DERIVED", "SECONDARY", "OTHER"} <= parts:
        return "ImageType"
    if photometric_interpretation.startswith(("RGB", "YBR", "PALETTE")):
        return "PhotometricInterpretation"
    return ""


def views(grey: Samples, active: Mask | None = None) -> Iterator[View]:
    """The frame in tiles, enlarged so that letters of eight pixels can be read: as it is, and with
    strokes alone, which is how a detector sees small letters in a large noisy picture; white
    strokes too where the frame is bright, dark ones where it is not black.

    `active` are the blocks in which letters may stand; those that are not of one grey otherwise.
    """
    blocks = active_blocks(grey) if active is None else active
    noise = noisy_blocks(grey)
    near, wide, clean = _grids(max(grey.shape))
    for part in parts(blocks, grey.shape):
        if not part.blocks_of(noise & blocks).any():
            yield from (_view("plain", grey, one, clean) for one in clean.tiles(part, blocks))
            continue
        yield from (_view("plain", grey, one, near) for one in near.tiles(part, blocks))
        for one in wide.tiles(part, blocks):
            if _has_ground_above(one.of(grey), _DIM):
                yield _view("dark", grey, one, wide)
            if _has_ground_above(one.of(grey), _BRIGHT):
                yield _view("bright", grey, one, wide)


def _view(name: str, grey: Samples, place: Rect, grid: Grid) -> View:
    return View(name, place.of(grey), grid.scale, place.left, place.top)


def _grids(longest: int) -> tuple[Grid, Grid, Grid]:
    """For noisy parts as they are and by strokes, and for clean ones. On a larger picture letters
    are larger: it is not enlarged as much, so that no picture costs more than one of its size."""
    if longest <= _LARGE:
        return _NEAR, _WIDE, _CLEAN
    less = _LARGE / longest
    return _NEAR_OF_LARGE.scaled(less), _WIDE.scaled(less), _CLEAN.scaled(less)


_NEAR: Final = Grid(256, 64, 3.0)
_NEAR_OF_LARGE: Final = Grid(384, 80, 2.0)
_WIDE: Final = Grid(640, 96, 2.0)
_CLEAN: Final = Grid(512, 96, 2.0)


def _calmed(tile: Samples) -> Samples:
    return np.asarray(Image.fromarray(tile).filter(ImageFilter.GaussianBlur(0.7)), np.uint8)


def _stretched(tile: Samples) -> Samples:
    """The whole range of grey, so that dim letters are seen too."""
    low, high = (float(value) for value in np.percentile(tile, (0.1, 99.9)))
    high = max(high, low + _FLAT)
    return np.asarray(np.clip((tile - low) * (255.0 / (high - low)), 0, 255), np.uint8)


def _has_ground_above(tile: Samples, least: int) -> bool:
    """Whether the ground is somewhere as bright as that: tissue on which dark letters may stand,
    bone, contrast or paper on which white ones are lost."""
    rows, columns = (side // _BLOCK * _BLOCK for side in tile.shape)
    if not rows or not columns:
        return True
    blocks = tile[:rows, :columns].reshape(rows // _BLOCK, _BLOCK, columns // _BLOCK, _BLOCK)
    return bool((blocks.mean(axis=(1, 3)) > least).mean() > _BRIGHT_SHARE)


def on_frame(view: View, found: FoundText) -> BurnedInText:
    """A finding of a view in pixels of the frame."""
    left, top, right, bottom = (side / view.scale for side in found.box)
    return BurnedInText(
        x=int(left) + view.left,
        y=int(top) + view.top,
        width=max(1, round(right - left)),
        height=max(1, round(bottom - top)),
        text=found.text,
        confidence=round(found.confidence, 3),
    )


def is_text(found: FoundText, view_name: str) -> bool:
    """Whether a finding is believed: texture is taken for letters too, with little confidence.

    A script that the engine does not know is read as marks or as nonsense, but in a box that is as
    long as a line of text. Too much is found rather than too little: a person looks at it.
    """
    left, top, right, bottom = found.box
    length = (right - left) / max(1.0, bottom - top)
    letters = sum(sign.isalnum() for sign in found.text)
    least = 0.35 if view_name == "plain" else 0.4
    if letters < 3:
        return (length >= 3 and found.confidence >= 0.45) or (
            letters > 0 and found.confidence >= 0.8
        )
    return found.confidence >= (least if length >= 2 else least + 0.15)


def merged(texts: Iterable[BurnedInText], columns: int, rows: int) -> tuple[BurnedInText, ...]:
    """Findings of all views as boxes apart from each other, a little larger than the letters."""
    kept: list[BurnedInText] = []
    for one in sorted(texts, key=lambda text: -text.confidence):
        for place, other in enumerate(kept):
            if _share(one, other) > 0.4:
                kept[place] = _united(other, one)
                break
        else:
            kept.append(one)
    grown = [_grown(one, columns, rows) for one in kept]
    return tuple(sorted(grown, key=lambda text: (text.y, text.x)))


def _share(one: BurnedInText, other: BurnedInText) -> float:
    """How much of the smaller box lies in the other."""
    width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    if width <= 0 or height <= 0:
        return 0.0
    return width * height / min(one.width * one.height, other.width * other.height)


def _united(first: BurnedInText, second: BurnedInText) -> BurnedInText:
    """Both boxes; the text of the longer one among those that are nearly as sure."""
    left, top = min(first.x, second.x), min(first.y, second.y)
    right = max(first.x + first.width, second.x + second.width)
    bottom = max(first.y + first.height, second.y + second.height)
    said = first
    if len(second.text) > len(first.text) and second.confidence > first.confidence - 0.15:
        said = second
    return BurnedInText(
        x=left, y=top, width=right - left, height=bottom - top,
        text=said.text, confidence=max(first.confidence, second.confidence),
    )  # fmt: skip


def _grown(one: BurnedInText, columns: int, rows: int) -> BurnedInText:
    margin = max(2, round(one.height * 0.2))
    left, top = max(0, one.x - margin), max(0, one.y - margin)
    right = min(columns, one.x + one.width + margin)
    bottom = min(rows, one.y + one.height + margin)
    return one.replaced(x=left, y=top, width=max(1, right - left), height=max(1, bottom - top))


def as_grey(shown: Any) -> Samples:
    """Brightness; for colours the brightest channel, so that coloured letters stay letters."""
    samples = np.ascontiguousarray(shown, dtype=np.uint8)
    return samples if samples.ndim == 2 else np.asarray(samples[..., :3].max(axis=2), np.uint8)


def _strokes(grey: Samples) -> Samples:
    """What is thinner than a letter is wide and brighter than around it, evenly stretched.

    The grey opening of a picture loses thin bright strokes; the difference is the strokes alone,
    however bright the bone below them is.
    """
    difference = grey - opened(grey)
    top = max(24.0, float(np.percentile(difference, 99.7)))
    floor = float(np.percentile(difference, 80.0))
    stretched = (difference - floor) * (255.0 / max(top - floor, 12.0))
    return np.asarray(np.clip(stretched, 0, 255), np.uint8)


def _dark_strokes(tile: Samples) -> Samples:
    return _strokes(_calmed(np.asarray(255 - tile, np.uint8)))


_PREPARED: Final = {"plain": _stretched, "dark": _dark_strokes, "bright": _strokes}
"""How a tile is made easier to read, by the name of the view."""
