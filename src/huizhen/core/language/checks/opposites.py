"""Words of an axis of which one side has another end: higher for lower, single for multiple."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from huizhen.core.language.checks.axes import AxisMentions, AxisWords
from huizhen.core.language.checks.difference import Difference, Effect
from huizhen.core.language.checks.mention import Mention, unmatched
from huizhen.core.language.checks.pair import Pair, Side

_LONG = 160
_FAR, _REACH, _CLOSE = 0.4, 0.3, 0.1
"""In a long text two things this far apart, as a share of its length, are not the same one: the
first for a contradiction, the second for an answer, the third for one that others answer too."""
_LOOSE = frozenset(("trend.comparison", "trend.duration", "lesion.course"))
"""Axes of everyday words ('highest', 'longer', 'persistent'): in running prose two that are left
over are seldom said of the same thing, so that somebody should look and nothing is held back."""


Reads = Callable[[Side], AxisMentions]
"""Reads what a list of words cannot say ('two nodules')."""


class Opposites:
    """Compares both sides on every axis of a list of words.

    A word that must be answered is told when the other side has, left over and at about the same
    place, a word of the same axis with another sense; that one may be a word that need not be
    answered ('?'). So is a word whose sense the other side has nowhere while it says the opposite
    close by. What is only missing or only added tells nothing: people say a thing twice or once.
    """

    def __init__(
        self, code: str, rows: Sequence[Mapping[str, str]], also: Reads | None = None
    ) -> None:
        self._code = code
        self._words = AxisWords(rows)
        self._also = also

    def __call__(self, pair: Pair) -> Iterator[Difference]:
        """Ends of an axis that were exchanged."""
        if {pair.source.language, pair.target.language} != {"en", "zh"}:
            return
        source = self._read(pair.source)
        target = self._read(pair.target) if source else {}
        for axis, ours in source.items():
            if axis in target:
                yield from self._exchanged(pair, axis, ours, target[axis])

    def _read(self, side: Side) -> AxisMentions:
        found = self._words.read(side)
        more = self._also(side) if self._also else {}
        if not more:
            return found
        return found | {axis: [*found.get(axis, ()), *mentions] for axis, mentions in more.items()}

    def _exchanged(
        self, pair: Pair, axis: str, ours: list[Mention], theirs: list[Mention]
    ) -> Iterator[Difference]:
        if len(ours) == len(theirs) == 1 and ours[0].is_required and theirs[0].is_required:
            if ours[0].senses.isdisjoint(theirs[0].senses):
                yield self._told(axis, ours[0], theirs[0])
            return
        agrees = partial(_agree_nearby, pair)
        lost, new = unmatched(ours, theirs, agrees)
        if not lost and not new:
            return
        every_lost, every_new = unmatched(_every(ours), _every(theirs), agrees)
        found = list(_pairs(pair, (lost, new), (every_lost, every_new)))
        if not found:
            found = list(_unheard(pair, lost, theirs)) + [
                (other, one) for one, other in _unheard(pair, new, ours)
            ]
        effect: Effect = (
            "advise" if f"{self._code}.{axis}" in _LOOSE and _is_long(pair) else "block"
        )
        for one, other in found:
            yield self._told(axis, one, other, effect)

    def _told(
        self, axis: str, one: Mention, other: Mention, effect: Effect = "block"
    ) -> Difference:
        return Difference(
            code=f"{self._code}.{axis.replace(' ', '-')}.differs", effect=effect,
            source=one.span, target=other.span, meant=one.sense, says=other.sense,
        )  # fmt: skip


def _agree_nearby(pair: Pair, one: Mention, other: Mention) -> bool:
    return not one.senses.isdisjoint(other.senses) and _are_near(pair, one, other, _REACH)


def _every(mentions: Sequence[Mention]) -> list[Mention]:
    return [replace(one, is_required=True) for one in mentions]


def _pairs(
    pair: Pair,
    required: tuple[list[Mention], list[Mention]],
    every: tuple[list[Mention], list[Mention]],
) -> Iterator[tuple[Mention, Mention]]:
    """Those left over on both sides that stand at about the same place, required ones first."""
    lost, new = required
    free_lost, free_new = _others(every[0], lost), _others(every[1], new)
    for one in lost:
        other = _near(pair, one, [*new, *free_new])
        if other is None:
            continue
        (new if other in new else free_new).remove(other)
        yield one, other
    for other in new:
        found = next((it for it in free_lost if _near(pair, it, [other])), None)
        if found is not None:
            free_lost.remove(found)
            yield found, other


def _unheard(
    pair: Pair, required: list[Mention], there: list[Mention]
) -> Iterator[tuple[Mention, Mention]]:
    """Words whose sense the other side has nowhere, while it says the opposite close by."""
    for one in required:
        if any(not one.senses.isdisjoint(other.senses) for other in there):
            continue
        other = next((it for it in there if _are_near(pair, one, it, _CLOSE)), None)
        if other is not None:
            yield one, other


def _others(every: list[Mention], required: list[Mention]) -> list[Mention]:
    taken = {one.span for one in required}
    return [one for one in every if one.span not in taken]


def _near(pair: Pair, one: Mention, others: list[Mention]) -> Mention | None:
    for other in others:
        if one.senses.isdisjoint(other.senses) and _are_near(pair, one, other, _FAR):
            return other
    return None


def _are_near(pair: Pair, one: Mention, other: Mention, reach: float) -> bool:
    if not _is_long(pair):
        return True
    sizes = len(pair.source.text), len(pair.target.text)
    return abs(one.span.start / sizes[0] - other.span.start / sizes[1]) <= reach


def _is_long(pair: Pair) -> bool:
    return max(len(pair.source.text), len(pair.target.text)) >= _LONG
