"""Upper and lower, proximal and distal, front and back, inner and outer: one taken for its other.

The words are too common to be counted one by one; what is told is that one end of an axis is
gone while its other end is new, or that both ends stand in another order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from huizhen.core.language.checks.checker import Packs
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.pair import Pair, Side
from huizhen.core.language.checks.phrases import PhraseFinder
from huizhen.core.language.checks.words import Hit, WordFinder

_ENDS = {"up": "down", "down": "up", "near": "far", "far": "near"} | {
    "front": "back", "back": "front", "in": "out", "out": "in", "arm": "leg", "leg": "arm",
}  # fmt: skip
_SHOWN = {
    "v:up": "upper", "v:down": "lower", "p:near": "proximal", "p:far": "distal",
    "a:front": "anterior", "a:back": "posterior", "m:in": "medial", "m:out": "lateral",
    "l:arm": "arm", "l:leg": "leg",
}  # fmt: skip

_SAME_WAY = ({"p:far", "v:down"}, {"p:near", "v:up"})
"""Of a duct that runs down, the distal part is the lower one."""

Found = dict[str, list[Hit[str]]]


class Directions:
    """The check of directions of anatomy."""

    def __init__(self, packs: Packs) -> None:
        forms: dict[str, list[tuple[str, str]]] = {"en": [], "zh": []}
        for row in packs.checks.rows("direction_words.tsv"):
            forms[row["language"]].append((row["form"], row["sense"]))
        self._english, self._chinese = PhraseFinder(forms["en"]), WordFinder(forms["zh"])

    def __call__(self, pair: Pair) -> Iterator[Difference]:
        """Ends of an axis that were exchanged."""
        if {pair.source.language, pair.target.language} != {"en", "zh"}:
            return
        source, target = self._read(pair.source), self._read(pair.target)
        if not source or not target:
            return
        for sense, here in source.items():
            axis, _, end = sense.partition(":")
            opposite = f"{axis}:{_ENDS[end]}"
            there = target.get(opposite, [])
            fewer = len(target.get(sense, [])) < len(here)
            more = len(there) > len(source.get(opposite, []))
            if fewer and more:
                yield _told(pair, here[-1], there[-1], sense, opposite)
            elif not fewer and not more and end in ("up", "near", "front", "in", "arm"):
                yield from _order(pair, source, target, (sense, opposite))

        yield from _another_axis(pair, source, target)

    def _read(self, side: Side) -> Found:
        found: Found = {}
        for hit in (self._chinese if side.is_chinese else self._english).hits(side):
            if hit.value != "-":
                for sense in hit.value.split():
                    found.setdefault(sense, []).append(hit)
        return found


def _another_axis(pair: Pair, source: Found, target: Found) -> Iterator[Difference]:
    """A direction that is nowhere on the other side, while one of another axis is new there."""
    gone = [sense for sense in source if sense not in target]
    new = [sense for sense in target if sense not in source]
    for sense, said in zip(gone, new, strict=False):
        if sense[0] != said[0] and {sense, said} not in _SAME_WAY:
            yield _told(pair, source[sense][0], target[said][0], sense, said)


def _order(pair: Pair, source: Found, target: Found, ends: tuple[str, str]) -> Iterator[Difference]:
    """Both ends are named as often on each side, yet in another order."""
    here, there = _in_order(source, ends), _in_order(target, ends)
    if len(here) < 2 or Counter(s for s, _ in here) != Counter(s for s, _ in there):
        return
    for (sense, one), (other_sense, other) in zip(here, there, strict=True):
        if sense != other_sense:
            yield _told(pair, one, other, sense, other_sense)
            return


def _in_order(found: Found, ends: tuple[str, str]) -> list[tuple[str, Hit[str]]]:
    named = [(end, hit) for end in ends for hit in found.get(end, [])]
    return sorted(named, key=lambda one: one[1].start)


def _told(pair: Pair, one: Hit[str], other: Hit[str], sense: str, said: str) -> Difference:
    return Difference(
        code="direction.differs", effect="block",
        source=pair.source.span(one.start, one.end),
        target=pair.target.span(other.start, other.end),
        meant=_SHOWN[sense], says=_SHOWN[said],
    )  # fmt: skip


def build(packs: Packs) -> Directions:
    """The check over the direction words of the pack."""
    return Directions(packs)
