"""Lymph nodes: how many of how many, which stations, which regions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from huizhen.core.language.checks import ranks
from huizhen.core.language.checks.axes import AxisWords, are_read, axis_words, swaps, valued
from huizhen.core.language.checks.checker import Check, Packs
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.mention import Mention
from huizhen.core.language.checks.node_counts import fractions, stations
from huizhen.core.language.checks.pair import Pair, Side


def build(packs: Packs) -> Check:
    """The check of lymph nodes."""
    return partial(_compared, axis_words(packs, "node_words.tsv"))


def _compared(words: AxisWords, pair: Pair) -> Iterator[Difference]:
    if not are_read(pair):
        return
    yield from valued(
        "nodes.count",
        fractions(pair.source),
        fractions(pair.target),
        partial(_has_both, side=pair.target),
        partial(_has_both, side=pair.source),
    )
    yield from valued(
        "nodes.station",
        stations(pair.source),
        stations(pair.target),
        lambda one: ranks.is_written(one.sense, pair.target),
        lambda one: ranks.is_written(one.sense, pair.source),
    )
    yield from swaps("nodes", *words.compared(pair))


def _has_both(mention: Mention, side: Side) -> bool:
    """Whether both numbers stand on that side, in whatever words."""
    return all(
        ranks.is_written(number, side) or re.search(rf"(?<!\d){number}(?!\d)", side.folded)
        for number in mention.sense.split("/")
    )
