"""rapidocr with the models of its wheel: Latin, Chinese and Japanese; nothing is downloaded."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import logging
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from huizhen.core.reading.ocr import Engine, FoundLine

_LONGEST_SIDE_PX = 2_000
_LEAST_SIDE_PX = 736
_THREADS = 2


class RapidOcr:
    """One engine a process: its models take some 0.5 GB."""

    def __init__(self, least_side: int = _LEAST_SIDE_PX) -> None:
        """Pictures with a side that is shorter are enlarged before lines are looked for."""
        self._least_side = least_side
        self.info = Engine(name="rapidocr", version=importlib.metadata.version("rapidocr"))

    def recognise(self, picture: Image.Image, language: str) -> list[FoundLine]:  # noqa: ARG002
        """Pieces of lines (cells of a table apart), uncertain ones included.

        Lines are not turned one by one: on print the classifier turns upright lines upside down,
        and a page stands in one direction.
        """
        scaled, factor = _scaled(picture)
        pixels = np.ascontiguousarray(np.asarray(scaled.convert("RGB"))[:, :, ::-1])
        result = _engine(self._least_side)(pixels, use_cls=False)
        if result.boxes is None or result.txts is None:
            return []
        found = []
        for corners, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
            xs, ys = corners[:, 0] * factor, corners[:, 1] * factor
            box = (float(xs.min()), float(ys.min()), float(xs.max()), float(ys.max()))
            found.append(FoundLine(" ".join(str(text).split()), box, float(score), _slope(xs, ys)))
        return found


def rapidocr_is_present() -> bool:
    """Whether the package and its models are installed."""
    found = importlib.util.find_spec("rapidocr")
    if found is None or found.origin is None:
        return False
    return len(list((Path(found.origin).parent / "models").glob("*.onnx"))) >= 2


def _scaled(picture: Image.Image) -> tuple[Image.Image, float]:
    factor = max(picture.size) / _LONGEST_SIDE_PX
    if factor <= 1.0:
        return picture, 1.0
    size = (max(1, round(picture.width / factor)), max(1, round(picture.height / factor)))
    return picture.resize(size, Image.Resampling.LANCZOS), factor


@cache
def _engine(least_side: int) -> Any:
    # the logger would write of every page to stderr
    logging.getLogger("RapidOCR").disabled = True
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.text_score": 0.0,
            "Global.max_side_len": _LONGEST_SIDE_PX,
            "Global.use_cls": False,
            "Det.limit_side_len": least_side,
            "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _slope(xs: Any, ys: Any) -> float:
    """How far the quadrilateral's upper and lower edge fall from left to right, on average."""
    run = float(xs[1] - xs[0] + xs[2] - xs[3])
    return float(ys[1] - ys[0] + ys[2] - ys[3]) / run if run > 0 else 0.0
