"""Markers of side, view and position on a picture: they identify nobody and have to stay."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from huizhen.core.content import Pack
from huizhen.core.errors import ContentError

_FILE: Final = "side_markers.json"
_WORD: Final = re.compile(r"[^\W_]+")
_SURE: Final = 0.8
"""An engine that is less sure may have read the rest of a name."""


def marker_words(pack: Pack) -> tuple[str, ...]:
    """The words of the content pack `imaging`, upper case."""
    try:
        return tuple(str(word).upper() for word in pack.parsed(_FILE)["words"])
    except (KeyError, TypeError) as error:
        raise ContentError(
            "content_malformed",
            f"{_FILE} of {pack.stamp.id} has no list of words.",
            "Compare it with the product's own pack in content/imaging.",
        ) from error


def is_side_marker(text: str, confidence: float, words: Collection[str]) -> bool:
    """Whether a text that was surely read consists of such words alone."""
    said = _WORD.findall(text.upper())
    return confidence >= _SURE and bool(said) and all(word in words for word in said)
