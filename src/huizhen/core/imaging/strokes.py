"""Pictures without what is thinner than a letter is wide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.uint8]
_REACH: Final = 4
"""Pixels to each side: nine together."""


def opened(grey: Samples) -> Samples:
    """The grey opening: thin bright strokes are gone."""
    return _over(np.maximum, _over(np.minimum, grey))


def closed(grey: Samples) -> Samples:
    """The grey closing: thin dark strokes are gone."""
    return _over(np.minimum, _over(np.maximum, grey))


def _over(extreme: Callable[[Any, Any], Any], grey: Samples) -> Samples:
    """The least or greatest of nine by nine pixels: by steps of one, two, four and one, each a
    comparison of the whole picture with itself."""
    made = np.pad(grey, _REACH, mode="edge")
    for step in (1, 2, 4, 1):
        made = extreme(made[step:], made[:-step])
    for step in (1, 2, 4, 1):
        made = extreme(made[:, step:], made[:, :-step])
    return np.asarray(made, np.uint8)
