"""Signs of an emergency as people and doctors write them, with the context of each place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from huizhen.core.extraction.context import Context
from huizhen.core.extraction.prose import Prose
from huizhen.core.language.term_index import TermIndex

_EXCLUDED = ("negated", "family", "hypothetical", "historical")


class SignPlace(NamedTuple):
    """Where a sign stands in a text."""

    sign: str
    start: int
    end: int


class SignBook:
    """The phrases of the signs; one index each, so that no phrase hides another's."""

    def __init__(self, signs: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        self._indexes = {
            sign: TermIndex([(phrase, sign) for phrases in by_language.values()
                             for phrase in phrases], plural=True)
            for sign, by_language in signs.items()
        }  # fmt: skip

    def says(self, text: str, sign: str) -> bool:
        """Whether a label names the sign."""
        return next(self._indexes[sign].matches(text), None) is not None

    def places(
        self, prose: Prose, signs: Iterable[str], counts: Collection[str] = ()
    ) -> dict[str, list[SignPlace]]:
        """Where the text asserts each sign: denied, past, hypothetical and kin's are none, unless
        that context `counts`."""
        return {
            sign: [
                SignPlace(sign, match.start, match.end)
                for match in self._indexes[sign].matches(prose.text)
                if not _is_excluded(prose.context(match.start, match.end), counts)
            ]
            for sign in dict.fromkeys(signs)
        }


def _is_excluded(context: Context, counts: Collection[str]) -> bool:
    return any(getattr(context, kind) for kind in _EXCLUDED if kind not in counts)


def groups_said(
    groups: Iterable[Sequence[str]], places: Mapping[str, Sequence[SignPlace]], reach: int | None
) -> Iterator[tuple[SignPlace, ...]]:
    """For each place of a group's first sign, the nearest places of its others, where each lies
    within `reach` characters: all of them, because the first may be old and a later one new."""
    for first, *others in groups:
        for anchor in places[first]:
            nearest = [_nearest(anchor, places[sign]) for sign in others]
            found = [place for place in nearest if place is not None]
            is_near = reach is None or all(_gap(anchor, place) <= reach for place in found)
            if len(found) == len(others) and is_near:
                yield (anchor, *found)


def _nearest(anchor: SignPlace, places: Sequence[SignPlace]) -> SignPlace | None:
    return min(places, key=lambda place: (_gap(anchor, place), place.start), default=None)


def _gap(one: SignPlace, other: SignPlace) -> int:
    """The characters between two places; 0 where they touch or lie in each other."""
    return max(one.start - other.end, other.start - one.end, 0)
