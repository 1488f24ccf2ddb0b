"""Text on the frames of a DICOM file, found by the OCR that reads pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pydicom.dataset import Dataset

from huizhen.adapters.ocr_rapidocr import RapidOcr
from huizhen.core.errors import TooLargeRecord
from huizhen.core.imaging.burned_in import (
    BurnedInText,
    FoundText,
    View,
    as_grey,
    is_text,
    merged,
    on_frame,
    views,
)
from huizhen.core.imaging.pixels import frame_count, opened, whole_range
from huizhen.core.imaging.seen_tiles import SeenTiles
from huizhen.core.imaging.side_markers import is_side_marker
from huizhen.core.imaging.standing_still import Still, still_of, times_of
from huizhen.core.reading.limits import Limits

_LEAST_SIDE: Final = 32
"""Tiles are enlarged already, the detector need not do so."""


def perform(given: dict[str, Any], limits: Limits) -> dict[str, object]:
    """Boxes of text in pixels of the frame.

    given: path and frame (from 0); without a frame the whole clip is looked at, by what stands
    still in it at several times; of a short one the first, middle and last frame too. markers:
    words that are left where they stand.
    """
    dataset = opened(Path(given["path"]))
    pixels = int(dataset.get("Rows") or 0) * int(dataset.get("Columns") or 0)
    if pixels > limits.max_image_pixels:
        raise TooLargeRecord(
            "image_too_large",
            "The frame has more pixels than the limit.",
            "Look at it in a viewer, or raise the setting max_image_pixels.",
        )
    told = given.get("frame")
    times = times_of(frame_count(dataset), pixels) if told is None else ((int(told),),)
    markers = frozenset(given.get("markers", ()))
    boxes = [
        box
        for box in found_at(_stills(dataset, times))
        if not is_side_marker(box.text, box.confidence, markers)
    ]
    frames = sorted({index for time in times for index in time})
    return {"boxes": [box.model_dump() for box in boxes], "frames": frames}


def _stills(dataset: Dataset, times: Sequence[Sequence[int]]) -> Iterator[Still]:
    for time in times:
        frames = [as_grey(whole_range(dataset, index)) for index in time]
        yield still_of(frames, is_last=time is times[-1])


def found_at(stills: Iterable[Still]) -> tuple[BurnedInText, ...]:
    """Text on any of the pictures, which are of one object; tiles that look like others that were
    read before are not read again."""
    texts: list[BurnedInText] = []
    rows = columns = 0
    for still in stills:
        rows, columns = still.picture.shape
        for view in views(still.picture, still.active):
            texts.extend(on_frame(view, found) for found in _read(view))
    return merged(texts, columns, rows)


def _read(view: View) -> tuple[FoundText, ...]:
    known = _seen().recall(view)
    if known is not None:
        return known
    lines = _engine().recognise(view.picture, "")
    told = (FoundText(line.box, line.text, line.confidence) for line in lines)
    found = tuple(one for one in told if is_text(one, view.name))
    _seen().keep(view, found)
    return found


@lru_cache(maxsize=1)
def _seen() -> SeenTiles:
    return SeenTiles()


@lru_cache(maxsize=1)
def _engine() -> RapidOcr:
    return RapidOcr(_LEAST_SIDE)
