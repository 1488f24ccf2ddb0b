"""Text on the frames of a DICOM file, found by the OCR that reads pages."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from huizhen.adapters.ocr_rapidocr import RapidOcr
from huizhen.core.errors import TooLargeRecord
from huizhen.core.imaging.burned_in import (
    BurnedInText,
    FoundText,
    Samples,
    as_picture,
    is_text,
    looked_at_frames,
    merged,
    on_frame,
    views,
)
from huizhen.core.imaging.pixels import frame_count, opened, shown
from huizhen.core.reading.limits import Limits


def perform(given: dict[str, Any], limits: Limits) -> dict[str, object]:
    """Boxes of text in pixels of the frame.

    given: path and frame (from 0); without a frame the first, middle and last are looked at, and
    what stands still in all of them.
    """
    dataset = opened(Path(given["path"]))
    if int(dataset.get("Rows") or 0) * int(dataset.get("Columns") or 0) > limits.max_image_pixels:
        raise TooLargeRecord(
            "image_too_large",
            "The frame has more pixels than the limit.",
            "Look at it in a viewer, or raise the setting max_image_pixels.",
        )
    told = given.get("frame")
    frames = looked_at_frames(frame_count(dataset)) if told is None else (int(told),)
    pictures = [as_picture(shown(dataset, index)) for index in frames]
    boxes = found_on(pictures)
    return {"boxes": [box.model_dump() for box in boxes], "frames": list(frames)}


def found_on(pictures: list[Samples]) -> tuple[BurnedInText, ...]:
    """Text on any of the pictures, which are frames of one object."""
    texts: list[BurnedInText] = []
    for number, picture in enumerate(pictures):
        others = pictures if number == 0 else ()
        for view in views(picture, others):
            for line in _engine().recognise(view.picture, ""):
                found = FoundText(line.box, line.text, line.confidence)
                if is_text(found, view.name):
                    texts.append(on_frame(view, found))
    if not pictures:
        return ()
    rows, columns = pictures[0].shape[:2]
    return merged(texts, columns, rows)


@lru_cache(maxsize=1)
def _engine() -> RapidOcr:
    return RapidOcr()
