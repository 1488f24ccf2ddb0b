"""The sentence around a name, cut short where broken text makes it endless."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Protocol, TypeVar

from huizhen.core.extraction.prose import Prose, Span

_MOST = 1_500
_LEFT = 700
_RIGHT = 500


class Placed(Protocol):
    """Anything with a place in the text."""

    @property
    def start(self) -> int:
        """Where it starts."""

    @property
    def end(self) -> int:
        """Where it ends."""


P = TypeVar("P", bound=Placed)


def sentence_near(prose: Prose, start: int, end: int) -> Span:
    """The sentence of a span; of an endless one the part around the span."""
    sentence = prose.sentence_at(start)
    stop = max(sentence.end, end)
    if stop - sentence.start <= _MOST:
        return Span(sentence.start, stop)
    return Span(max(sentence.start, start - _LEFT), min(stop, end + _RIGHT))


def overlapping(places: Sequence[P], start: int, end: int) -> bool:
    """Whether one of some places, in order and apart from each other, overlaps a span."""
    index = bisect_left(places, end, key=lambda place: place.start) - 1
    return index >= 0 and places[index].end > start
