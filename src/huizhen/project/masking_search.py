"""Looking for text in the pixels of images, by children with limits: for the masking queue."""

from __future__ import annotations

import base64
import binascii
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from huizhen.core.ports import Outcome, Work
from huizhen.ground.imaging.looking import PictureToSearch, SearchedPicture
from huizhen.ground.imaging.masking_queries import ProposedBox
from huizhen.project.config import Settings
from huizhen.project.wiring import workshop

_NOT_SEARCHED: Final = "pictures_not_searched"
_NEAR: Final = 4
"""Boxes whose edges lie so near are the same text in several frames."""


def search_pictures(
    pictures: Mapping[str, PictureToSearch], tell: Callable[[str], None]
) -> Mapping[str, SearchedPicture]:
    """Each object's text boxes in its first, middle and last frame, and its middle frame drawn."""
    works = [work for key, one in pictures.items() for work in _works(key, one)]
    outcomes: dict[str, Outcome] = {}
    bench = workshop(Settings())
    with tempfile.TemporaryDirectory() as spool:
        start = bench.start_recognisers or bench.start_readers
        workers = start(Path(spool))
        try:
            for outcome in workers.perform(works):
                tell("search_pictures")
                outcomes[outcome.key] = outcome
        finally:
            workers.close()
    return {key: _found(key, one, outcomes) for key, one in pictures.items()}


def _works(key: str, one: PictureToSearch) -> Iterable[Work]:
    yield Work(
        key=f"{key}/picture",
        kind="dicom_render",
        input={"path": str(one.path), "frame": one.frames // 2, "format": "PNG", "quality": 90},
    )
    for frame in _frames(one.frames):
        yield Work(
            key=f"{key}/{frame}",
            kind="find_burned_in",
            input={"path": str(one.path), "frame": frame},
        )


def _frames(count: int) -> list[int]:
    """First, middle and last."""
    return sorted({0, count // 2, max(count - 1, 0)})


def _found(key: str, one: PictureToSearch, outcomes: Mapping[str, Outcome]) -> SearchedPicture:
    boxes: list[ProposedBox] = []
    code = ""
    for frame in _frames(one.frames):
        outcome = outcomes.get(f"{key}/{frame}")
        if outcome is None or outcome.data is None:
            code = _NOT_SEARCHED
            continue
        told = outcome.data.get("boxes")
        for box in _boxes(told if isinstance(told, list) else []):
            if not any(_is_same(box, other) for other in boxes):
                boxes.append(box)
    return SearchedPicture(
        boxes=tuple(boxes), picture=_picture(outcomes.get(f"{key}/picture")), code=code
    )


def _boxes(told: Iterable[Mapping[str, object]]) -> Iterable[ProposedBox]:
    for one in told:
        left, top, width, height = (float(str(one[name])) for name in ("x", "y", "width", "height"))
        sure = one.get("confidence")
        yield ProposedBox(
            box=(left, top, left + width, top + height),
            text=str(one.get("text", "")),
            confidence=float(str(sure)) if sure is not None else None,
        )


def _is_same(one: ProposedBox, other: ProposedBox) -> bool:
    return all(abs(a - b) <= _NEAR for a, b in zip(one.box, other.box, strict=True))


def _picture(outcome: Outcome | None) -> bytes:
    told = outcome.data.get("data") if outcome is not None and outcome.data else None
    try:
        return base64.b64decode(str(told)) if told else b""
    except binascii.Error:
        return b""
