"""Scores of scales, severity, differentiation, response to treatment and other graded words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from huizhen.core.language.checks import ranks
from huizhen.core.language.checks.axes import AxisWords, are_read, axis_words, swaps, valued
from huizhen.core.language.checks.checker import Check, Packs
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.mention import Mention
from huizhen.core.language.checks.pair import Pair, Side
from huizhen.core.language.checks.scales import ScaleReader

_CLOSED = frozenset(("severity", "differentiation", "risk", "level", "nature"))


def build(packs: Packs) -> Check:
    """The check of grades and scores."""
    return partial(_compared, axis_words(packs, "grade_words.tsv"), ScaleReader.of(packs))


def _compared(words: AxisWords, scales: ScaleReader, pair: Pair) -> Iterator[Difference]:
    if not are_read(pair):
        return
    source, target = scales.read(pair.source), scales.read(pair.target)
    if source or target:
        yield from _scored(source, target, pair)
    yield from swaps("grade", *words.compared(pair), _CLOSED)


def _scored(
    source: Mapping[str, Sequence[Mention]], target: Mapping[str, Sequence[Mention]], pair: Pair
) -> Iterator[Difference]:
    for scale in dict.fromkeys((*source, *target)):
        yield from valued(
            "score",
            source.get(scale, ()),
            target.get(scale, ()),
            partial(_is_written, side=pair.target),
            partial(_is_written, side=pair.source),
        )


def _is_written(mention: Mention, side: Side) -> bool:
    value = str(min(map(str, mention.senses)))
    if "+" in value[:-1]:
        return value in side.narrow.replace(" ", "")
    return ranks.is_written(value.lower(), side)
