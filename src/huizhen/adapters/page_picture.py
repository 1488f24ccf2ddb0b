"""Draws one page of a PDF or picture for the screen, in a worker child."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image

from huizhen.core.preparation.page_pictures import PICTURE_DPI
from huizhen.core.reading.image import load_picture
from huizhen.core.reading.limits import Limits
from huizhen.core.reading.pdf import open_pdf, render_page

_LONGEST_SIDE_PX: Final = 1_600
_QUALITY: Final = 68
_COLOURED: Final = 24


def perform(given: dict[str, Any], limits: Limits) -> dict[str, object]:
    """The result of one work of kind 'picture': `given` has path, ordinal and kind."""
    path, ordinal = Path(given["path"]), int(given["ordinal"])
    if given["kind"] == "pdf":
        picture = render_page(path, ordinal, PICTURE_DPI, limits)
        with open_pdf(path) as document:
            width, height = document[ordinal - 1].get_size()
    else:
        picture = load_picture(path, ordinal, limits)
        width, height = picture.size
    return {
        "width": float(width),
        "height": float(height),
        "data": base64.b64encode(_webp(picture)).decode("ascii"),
    }


def _webp(picture: Image.Image) -> bytes:
    shown = picture.convert("RGB")
    shown.thumbnail((_LONGEST_SIDE_PX, _LONGEST_SIDE_PX), Image.Resampling.LANCZOS)
    if _is_grey(shown):
        shown = shown.convert("L").convert("RGB")  # noise of colour would cost a third of the size
    stream = io.BytesIO()
    shown.save(stream, "WEBP", quality=_QUALITY, method=4)
    return stream.getvalue()


def _is_grey(picture: Image.Image) -> bool:
    colours = np.asarray(picture.resize((160, 160)), dtype=np.int16)
    return int((colours.max(axis=2) - colours.min(axis=2)).max()) <= _COLOURED
