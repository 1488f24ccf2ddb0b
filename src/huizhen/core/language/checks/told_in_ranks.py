"""What other checks say of words inside grades, levels and markers that both sides have alike.

'Power 4/5' and 肌力4级, 'CN VII palsy' and 面神经麻痹, 'visual analogue scale 7' and VAS 7分 have
other figures and words and one sense; the checks of these things compare that sense themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from huizhen.core.language.checks import liver_segments, ranks, spinal_levels
from huizhen.core.language.checks.axes import axis_words
from huizhen.core.language.checks.checker import Build, Packs, Sift, sifted
from huizhen.core.language.checks.counted import counted
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.marker_results import MarkerReader
from huizhen.core.language.checks.mention import Mention, unmatched
from huizhen.core.language.checks.node_counts import fractions
from huizhen.core.language.checks.pair import Pair, Side, Span
from huizhen.core.language.checks.scales import ScaleReader
from huizhen.core.language.checks.tnm import classes
from huizhen.core.language.checks.variants import variants

Kinds = dict[tuple[str, str], list[Mention]]
"""What a side says, by the reader and what that calls it."""
Places = Callable[[Pair], tuple[list[Span], list[Span]]]

_LONG = 40
"""A longer mention has words between its name and its value that are not compared."""
_SMALL = re.compile(r"\b(?:for|of|the|and|to|in|as|a|an|is|are|was|were|by|at|on|with)\b")
_LISTS = tuple(f"{name}_words.tsv" for name in ("grade", "marker", "spine", "stage", "segment"))


def figures_beside_ranks(build: Build) -> Build:
    """The same check without what it says of places inside mentions that agree."""
    return _without(build, _is_inside)


def words_beside_ranks(build: Build) -> Build:
    """The same check of runs of words without those that are half mentions that agree."""
    return _without(build, _is_half_covered)


def _without(build: Build, explains: Callable[[Span, Side, Sequence[Span]], bool]) -> Build:
    def sift_of(packs: Packs) -> Sift:
        agreeing = packs.made(_agreeing, _agreeing)

        def left(pair: Pair, told: list[Difference]) -> Iterator[Difference]:
            of_source, of_target = agreeing(pair)
            for one in told:
                sides = ((one.source, pair.source, of_source), (one.target, pair.target, of_target))
                if not all(span is None or explains(span, side, of) for span, side, of in sides):
                    yield one

        return left

    return sifted(build, sift_of)


def _agreeing(packs: Packs) -> Places:
    """Finds where both sides say the same of what these checks read."""
    scales, markers = ScaleReader.of(packs), MarkerReader.of(packs)
    lists = [axis_words(packs, name) for name in _LISTS]

    def read(side: Side) -> Kinds:
        known: Kinds | None = side.kept.get(read)
        if known is not None:
            return known
        found: Kinds = {}
        side.kept[read] = found
        named = markers.named(side)
        _put(found, "scale", scales.read(side))
        _put(found, "counted", counted(side))
        _put(found, "variant", variants(side))
        for words in lists:
            _put(found, "words", words.read(side))
        for (marker, dimension), mentions in markers.read(side, named).items():
            _put(found, f"marker {marker}", {dimension: mentions})
        for hit in named:
            mention = Mention(side.span(hit.start, hit.end), frozenset((hit.value,)))
            _put(found, "symbol", {"": [mention]})
        singles = (
            ranks.ranks, classes, spinal_levels.levels, fractions, liver_segments.segments,
        )  # fmt: skip
        for name, reader in enumerate(singles):
            _put(found, str(name), {"": reader(side)})
        return found

    def places(pair: Pair) -> tuple[list[Span], list[Span]]:
        source, target = read(pair.source), read(pair.target)
        return _answered(source, target), _answered(target, source)

    return places


def _put(found: Kinds, reader: str, mentions: Mapping[str, Sequence[Mention]]) -> None:
    for name, listed in mentions.items():
        found.setdefault((reader, name), []).extend(listed)


def _answered(mine: Kinds, theirs: Kinds) -> list[Span]:
    """Mentions of the kinds that agree throughout; where one differs, all of it is told."""
    spans: list[Span] = []
    for kind, mentions in mine.items():
        if any(unmatched(mentions, theirs.get(kind, ()))):
            continue
        senses = {sense for other in theirs.get(kind, ()) for sense in other.senses}
        spans.extend(one.span for one in mentions if not senses.isdisjoint(one.senses))
    return [span for span in spans if span.end - span.start <= _LONG]


def _is_inside(span: Span, side: Side, places: Sequence[Span]) -> bool:
    del side
    return any(one.start <= span.start and span.end <= one.end for one in places)


def _is_half_covered(span: Span, side: Side, places: Sequence[Span]) -> bool:
    covered = {at for one in places for at in range(one.start, one.end)}
    small = {at for it in _SMALL.finditer(side.folded) for at in range(*it.span())}
    signs = [
        at for at in range(span.start, span.end) if side.text[at].isalnum() and at not in small
    ]
    return bool(signs) and 2 * sum(at in covered for at in signs) >= len(signs)
