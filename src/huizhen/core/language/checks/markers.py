"""Results of markers and genes: stains, shares, statuses, variants and chromosomes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from huizhen.core.language.checks.axes import (
    AxisMentions,
    AxisWords,
    are_read,
    axis_words,
    swapped,
    swaps,
    valued,
)
from huizhen.core.language.checks.checker import Check, Packs
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.marker_results import MarkerReader
from huizhen.core.language.checks.mention import Mention
from huizhen.core.language.checks.pair import Pair, Side
from huizhen.core.language.checks.variants import variants
from huizhen.core.language.checks.words import Hit

_CLOSED = frozenset(
    ("alteration", "msi", "mmr", "methylation", "zygosity", "inheritance", "light chain",
     "clonality", "intensity", "immunoglobulin", "correlation")
)  # fmt: skip


def build(packs: Packs) -> Check:
    """The check of markers and genes."""
    return partial(_compared, axis_words(packs, "marker_words.tsv"), MarkerReader.of(packs))


def _compared(words: AxisWords, reader: MarkerReader, pair: Pair) -> Iterator[Difference]:
    if not are_read(pair):
        return
    named = reader.named(pair.source), reader.named(pair.target)
    yield from swapped("marker", *map(_symbols, (pair.source, pair.target), named))
    source, target = map(reader.read, (pair.source, pair.target), named)
    for (marker, dimension), told in source.items():
        code = f"marker.{marker.replace(' ', '-')}"
        yield from swapped(code, told, target.get((marker, dimension), ()))
    yield from _varied(pair)
    yield from swaps("marker", _worded(words, pair.source), _worded(words, pair.target), _CLOSED)


def _symbols(side: Side, hits: Sequence[Hit[str]]) -> list[Mention]:
    """Which markers are named, each once: CD20 is no CD30."""
    first = {hit.value: hit for hit in reversed(hits)}
    return [
        Mention(side.span(hit.start, hit.end), frozenset((hit.value,)))
        for hit in reversed(first.values())
    ]


_EXPRESSED = re.compile(
    r"(?<![a-z])(?:(?P<high>high|higher|strong|increased|elevated)|(?P<low>low|lower|weak|reduced"
    r"|decreased))\s(?:(?:levels?\sof\s)?[a-z0-9/.-]+\s){1,2}(?:protein\s|mrna\s)?expression"
)


def _worded(words: AxisWords, side: Side) -> AxisMentions:
    """What the lists say, and 'high CD30 expression', which no list can have."""
    found = words.read(side)
    if side.language != "en" or "expression" not in side.folded:
        return found
    more = [
        Mention(side.span(*hit.span()), frozenset(("high" if hit["high"] else "low",)))
        for hit in _EXPRESSED.finditer(side.folded)
    ]
    return found | {"expression": [*found.get("expression", ()), *more]}


_MAY_BE_LEFT_OUT = ("bands", "change")


def _varied(pair: Pair) -> Iterator[Difference]:
    source, target = variants(pair.source), variants(pair.target)
    if not (source or target):
        return
    for kind in _MAY_BE_LEFT_OUT:
        yield from swapped(f"gene.{kind}", source.get(kind, ()), target.get(kind, ()))
    for kind in dict.fromkeys((*source, *target)):
        if kind in _MAY_BE_LEFT_OUT:
            continue
        yield from valued(
            f"gene.{kind}",
            source.get(kind, ()),
            target.get(kind, ()),
            partial(_is_written, side=pair.target),
            partial(_is_written, side=pair.source),
        )


def _is_written(mention: Mention, side: Side) -> bool:
    """Whether the side has the variant in any case, or has not even its number (Down syndrome)."""
    sense = mention.sense
    text = side.folded.replace(" ", "")
    if sense[0] in "+-":
        return sense in text or sense[1:] not in text
    return sense in text
