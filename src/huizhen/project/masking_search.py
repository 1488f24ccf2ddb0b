"""Looking for text in the pixels of images, by children with limits: for the masking queue."""

from __future__ import annotations

import base64
import binascii
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from huizhen.core.content import load_pack
from huizhen.core.imaging.findings import PACK
from huizhen.core.imaging.side_markers import marker_words
from huizhen.core.ports import Outcome, Work
from huizhen.ground.imaging.looking import PictureToSearch, SearchedPicture
from huizhen.ground.imaging.masking_queries import ProposedBox
from huizhen.project.config import Settings
from huizhen.project.wiring import workshop

_NOT_SEARCHED: Final = "pictures_not_searched"
_UNITS: Final = 4
"""How many times as long as reading a file it may take: three frames in several views."""


def search_pictures(
    pictures: Mapping[str, PictureToSearch], tell: Callable[[str], None]
) -> Mapping[str, SearchedPicture]:
    """Text boxes of each object, of a clip at several times, and its middle frame drawn."""
    bench = workshop(Settings())
    markers = marker_words(load_pack(PACK, bench.terms_roots)) if bench.start_recognisers else None
    works = [work for key, one in pictures.items() for work in _works(key, one, markers)]
    outcomes: dict[str, Outcome] = {}
    with tempfile.TemporaryDirectory() as spool:
        start = bench.start_recognisers or bench.start_readers
        workers = start(Path(spool))
        try:
            for outcome in workers.perform(works):
                tell("search_pictures")
                outcomes[outcome.key] = outcome
        finally:
            workers.close()
    return {key: _found(key, outcomes) for key in pictures}


def _works(key: str, one: PictureToSearch, markers: Sequence[str] | None) -> Iterable[Work]:
    yield Work(
        key=f"{key}/picture",
        kind="dicom_render",
        input={"path": str(one.path), "frame": one.frames // 2, "format": "PNG", "quality": 90},
    )
    if markers is not None:
        yield Work(
            key=f"{key}/text",
            kind="find_burned_in",
            input={"path": str(one.path), "units": _UNITS, "markers": list(markers)},
        )


def _found(key: str, outcomes: Mapping[str, Outcome]) -> SearchedPicture:
    text = outcomes.get(f"{key}/text")
    picture = _picture(outcomes.get(f"{key}/picture"))
    if text is None or text.data is None:
        return SearchedPicture(picture=picture, code=_NOT_SEARCHED)
    told = text.data.get("boxes")
    boxes = tuple(_boxes(told if isinstance(told, list) else []))
    return SearchedPicture(boxes=boxes, picture=picture)


def _boxes(told: Iterable[Mapping[str, object]]) -> Iterable[ProposedBox]:
    for one in told:
        left, top, width, height = (float(str(one[name])) for name in ("x", "y", "width", "height"))
        sure = one.get("confidence")
        yield ProposedBox(
            box=(left, top, left + width, top + height),
            text=str(one.get("text", "")),
            confidence=float(str(sure)) if sure is not None else None,
        )


def _picture(outcome: Outcome | None) -> bytes:
    told = outcome.data.get("data") if outcome is not None and outcome.data else None
    try:
        return base64.b64decode(str(told)) if told else b""
    except binascii.Error:
        return b""
