"""Words with an opposite (positive and negative, stable and unstable, acute and chronic).

Told is only that one end of such an axis is rarer on the other side while its opposite is
commoner there: a word that translators leave out or put another way is nothing. An end with '?'
is one that a word may say ('other' for 不同): it answers, and is never told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from huizhen.core.language.checks.checker import Packs
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.pair import Pair, Side
from huizhen.core.language.checks.phrases import PhraseFinder
from huizhen.core.language.checks.sentences import stretches
from huizhen.core.language.checks.words import Hit, WordFinder

End = tuple[str, str]
"""An axis and which of its ends."""
_CONTRARY = "~"
"""Ends the name of an axis of which one end is the other negated: 'not stable' is 不稳定."""
_BEFORE = {True: 4, False: 24}
_NEGATES = {
    True: re.compile(r"(?:不|无|未|非|没有?|未见|欠|无明显|并不|否认|缺乏)$"),
    False: re.compile(
        r"(?:\b(?:not|no|without|never|non|nor|neither|cannot|lack of|absence of|denies)|n't)"
        r"(?:[ -](?:be|been|yet|significantly|evidence of|a|an|any|fully|entirely))?[ -]$"
    ),
}
_NONE_IS = re.compile(
    r"\b(?:no|none|neither|nor)\b[^,;:.!?]{1,40}\b(?:is|are|was|were|be|been|being) ?(?:\w+ly )?$"
)
"""'No lymph node was palpable'."""
_OTHER = {"a": "b", "b": "a"}
_MAY = "?"


class _Read(NamedTuple):
    plain: dict[End, list[Hit[tuple[End, ...]]]]
    """Words that say one end."""
    open: Counter[End]
    """Negated words, which may stand for either end, and words that may say one: they answer."""

    def count(self, end: End) -> int:
        """How many words may say this end."""
        return len(self.plain.get(end, ())) + self.open[end]


class Antonyms:
    """The check of words with an opposite."""

    def __init__(self, packs: Packs) -> None:
        ends: dict[tuple[str, str], tuple[End, ...]] = {}
        for row in packs.checks.rows("antonyms.tsv"):
            key = row["language"], row["form"]
            here = () if row["end"] == "-" else ((row["axis"], row["end"]),)
            ends[key] = (*ends.get(key, ()), *here) if here else ()
        english = [(form, value) for (language, form), value in ends.items() if language == "en"]
        chinese = [(form, value) for (language, form), value in ends.items() if language == "zh"]
        self._english, self._chinese = PhraseFinder(english), WordFinder(chinese)

    def __call__(self, pair: Pair) -> Iterator[Difference]:
        """Words that became their opposite."""
        if {pair.source.language, pair.target.language} != {"en", "zh"}:
            return
        here, there = self._hits(pair.source), self._hits(pair.target)
        if not here or not there:
            return
        for start, end, target_start, target_end in stretches(pair):
            source = _read(pair.source, here, start, end)
            target = _read(pair.target, there, target_start, target_end)
            yield from _exchanged(pair, source, target)

    def _hits(self, side: Side) -> list[Hit[tuple[End, ...]]]:
        hits = (self._chinese if side.is_chinese else self._english).hits(side)
        return [hit for hit in hits if hit.value]


def _exchanged(pair: Pair, source: _Read, target: _Read) -> Iterator[Difference]:
    for end, here in source.plain.items():
        opposite = end[0], _OTHER[end[1]]
        there = target.plain.get(opposite)
        if not there or len(here) <= target.count(end):
            continue
        if len(there) > source.count(opposite):
            yield _told(pair, here[-1], there[-1])


def _read(side: Side, hits: list[Hit[tuple[End, ...]]], start: int, end: int) -> _Read:
    """What the words of a stretch say."""
    found = _Read({}, Counter())
    for hit in hits:
        if not start <= hit.start < end:
            continue
        is_negated = _is_negated(side, hit.start)
        for axis, pole in hit.value:
            if pole.endswith(_MAY):
                found.open[axis, pole[:-1]] += 1
            elif not is_negated:
                found.plain.setdefault((axis, pole), []).append(hit)
            elif axis.endswith(_CONTRARY):
                found.open.update(((axis, "a"), (axis, "b")))
    return found


def _is_negated(side: Side, start: int) -> bool:
    """Whether a negation stands right before."""
    before = side.folded[max(0, start - _BEFORE[side.is_chinese]) : start]
    if _NEGATES[side.is_chinese].search(before):
        return True
    return not side.is_chinese and _NONE_IS.search(side.folded, 0, start) is not None


def _told(pair: Pair, one: Hit[tuple[End, ...]], other: Hit[tuple[End, ...]]) -> Difference:
    here, there = pair.source.span(one.start, one.end), pair.target.span(other.start, other.end)
    return Difference(
        code="polarity.differs", effect="block",
        source=here, target=there, meant=here.text, says=there.text,
    )  # fmt: skip


def build(packs: Packs) -> Antonyms:
    """The check over the opposites of the pack."""
    return Antonyms(packs)
