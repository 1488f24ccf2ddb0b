"""Paints over what identifies somebody on one picture, in a worker child."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from huizhen.adapters.painted_masks import code_boxes, painted, picture_bytes
from huizhen.core.reading.image import load_picture
from huizhen.core.reading.limits import Limits


def perform(given: dict[str, Any], limits: Limits) -> dict[str, object]:
    """The result of one work of kind 'mask_picture'.

    `given`: path, target (its ending is the format: .webp, .png, .jpg), boxes in the pixels of
    `frame` (the page's width and height; without it, of the picture), ordinal of a page of a TIFF,
    `codes` false to leave bar codes. The answer has the size, the number of boxes, and the boxes of
    codes in the picture's pixels.
    """
    picture = load_picture(Path(given["path"]), int(given.get("ordinal") or 1), limits)
    boxes = scaled(given["boxes"], given.get("frame"), picture)
    codes = code_boxes(picture) if given.get("codes", True) else []
    target = Path(given["target"])
    masked = painted(picture, [*boxes, *codes])
    data = picture_bytes(masked, target.suffix)
    target.write_bytes(data)
    return {
        "bytes": len(data),
        "width": picture.width,
        "height": picture.height,
        "boxes": len(boxes),
        "codes": [list(box) for box in codes],
    }


def scaled(
    boxes: Sequence[Sequence[float]], frame: Sequence[float] | None, picture: Image.Image
) -> list[tuple[float, float, float, float]]:
    """Boxes of a frame in the picture's pixels."""
    across = picture.width / frame[0] if frame else 1.0
    down = picture.height / frame[1] if frame else 1.0
    return [
        (left * across, top * down, right * across, bottom * down)
        for left, top, right, bottom in boxes
    ]
