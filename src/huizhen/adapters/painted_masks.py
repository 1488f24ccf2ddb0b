"""Opaque boxes on a picture, codes that machines read among them, and the picture as new bytes."""

from __future__ import annotations

import importlib
import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
from PIL import Image, ImageDraw

PixelBox = tuple[int, int, int, int]

_MARGIN_PX: Final = 1
_CODE_MARGIN: Final = 0.08
_LONGEST_FOR_CODES: Final = 2_400
_FORMATS: Final = {".webp": "WEBP", ".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}


def painted(picture: Image.Image, boxes: Iterable[Sequence[float]]) -> Image.Image:
    """The picture with black boxes; nothing of what was under them is in the result."""
    shown = picture if picture.mode in ("L", "RGB") else picture.convert("RGB")
    shown = shown.copy()
    draw = ImageDraw.Draw(shown)
    for box in boxes:
        left, top, right, bottom = box
        draw.rectangle(
            (
                int(left) - _MARGIN_PX,
                int(top) - _MARGIN_PX,
                int(np.ceil(right)) + _MARGIN_PX,
                int(np.ceil(bottom)) + _MARGIN_PX,
            ),
            fill=0 if shown.mode == "L" else (0, 0, 0),
        )
    return shown


def code_boxes(picture: Image.Image) -> list[PixelBox]:
    """Bar codes and QR codes, which repeat a patient's number; none where OpenCV is missing."""
    try:
        cv2: Any = importlib.import_module("cv2")
    except ImportError:
        return []
    scale = min(1.0, _LONGEST_FOR_CODES / max(picture.size))
    small = picture.convert("L")
    if scale < 1.0:
        small = small.resize((round(small.width * scale), round(small.height * scale)))
    grey = np.asarray(small)
    found: list[PixelBox] = []
    for detector in (cv2.QRCodeDetector(), cv2.barcode.BarcodeDetector()):
        try:
            is_found, corners = (
                detector.detectMulti(grey)
                if hasattr(detector, "detectMulti")
                else detector.detect(grey)
            )
        except cv2.error:
            continue
        if is_found and corners is not None:
            found += [_around(points, scale, picture.size) for points in corners]
    return found


def _around(points: Any, scale: float, size: tuple[int, int]) -> PixelBox:
    low, high = points.reshape(-1, 2).min(axis=0), points.reshape(-1, 2).max(axis=0)
    margin = (high - low).max() * _CODE_MARGIN
    left, top = (low - margin) / scale
    right, bottom = (high + margin) / scale
    return (
        max(0, int(left)),
        max(0, int(top)),
        min(size[0], int(right) + 1),
        min(size[1], int(bottom) + 1),
    )


def picture_bytes(picture: Image.Image, suffix: str) -> bytes:
    """The picture in the format of a file name's ending (JPEG by default), its pixels alone: no
    EXIF, XMP, colour profile, comment or thumbnail."""
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    stream = io.BytesIO()
    kind = _FORMATS.get(suffix.lower(), "JPEG")
    if kind == "PNG":
        bare.save(stream, "PNG", optimize=True)
    else:
        bare.save(stream, kind, quality=82)
    return stream.getvalue()
