"""What was read on tiles that look the same: clips of one series share their margin."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final, NamedTuple

import numpy as np

from huizhen.core.imaging.burned_in import FoundText, View

_SAME: Final = 14
"""Greys by which noise and lossy copies make one picture differ; letters stand out by more."""
_MOST_BYTES: Final = 48 << 20


class _Kind(NamedTuple):
    name: str
    shape: tuple[int, ...]
    scale: float


class SeenTiles:
    """Findings by the pixels they were found on, the oldest forgotten first."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[int, tuple[View, tuple[FoundText, ...]]] = OrderedDict()
        self._of_kind: dict[_Kind, list[int]] = {}
        self._next = 0

    def recall(self, view: View) -> tuple[FoundText, ...] | None:
        """What was found on the same pixels; None when they were not seen."""
        for key in self._of_kind.get(_kind(view), ()):
            seen, found = self._kept[key]
            if _is_same(seen, view):
                self._kept.move_to_end(key)
                return found
        return None

    def keep(self, view: View, found: tuple[FoundText, ...]) -> None:
        """Remember what was found on a tile."""
        # a part of a frame would keep the whole of it
        view = view._replace(tile=view.tile.copy())
        self._kept[self._next] = (view, found)
        self._of_kind.setdefault(_kind(view), []).append(self._next)
        self._next += 1
        self._bytes += view.tile.nbytes
        while self._bytes > self._most and len(self._kept) > 1:
            key, (old, _found) = self._kept.popitem(last=False)
            self._of_kind[_kind(old)].remove(key)
            self._bytes -= old.tile.nbytes


def _kind(view: View) -> _Kind:
    return _Kind(view.name, view.tile.shape, view.scale)


def _is_same(one: View, other: View) -> bool:
    first, second = one.tile, other.tile
    # a look at one row spares the whole comparison mostly
    middle = first.shape[0] // 2
    if _distance(first[middle], second[middle]) > _SAME:
        return False
    return _distance(first, second) <= _SAME


def _distance(first: object, second: object) -> int:
    one, other = np.asarray(first, np.uint8), np.asarray(second, np.uint8)
    return int((np.maximum(one, other) - np.minimum(one, other)).max())
