"""Signs of results that negation need not compare: markers, genes and nodes do it by their sense.

'Positive for CK7' and CK7(+), '3 of 19 nodes were positive' and 淋巴结转移3/19, 'ALK fusion' and
ALK融合阳性 have other words and one sense. Only the signs of results are taken out, and only where
both sides have the same of what they belong to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from huizhen.core.language.checks.checker import Build, Packs, Sift, sifted
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.marker_results import MarkerReader, Results
from huizhen.core.language.checks.mention import Mention, unmatched
from huizhen.core.language.checks.node_counts import fractions
from huizhen.core.language.checks.pair import Pair, Side, Span

_POSITIVE = re.compile(r"\(?\+{1,3}\)?|[1-3]\s?\+|positiv\w*(?: for)?|阳性")
_SIGN = re.compile(
    r"\(?[+-]{1,3}\)?|[0-3]\s?\+|(?:positiv|negativ)\w*(?: for)?|阳性|阴性|none|no"
    r"|均?未见(?:转移)?"
)
_NEAR_COUNT = 34
_BEFORE_NAMES = re.compile(
    r"(?:positive|negative|阳性|阴性)\s?(?:staining\s)?(?:for|in|的有|[:：])?\s?$"
)
_LONGEST_HEAD = 24
_ALTERED = re.compile(
    r"fusion|rearrange|mutat|amplif|transloc|\bt\(|融合|重排|突变|扩增|易位|[a-z]\d{2,4}[a-z]\b"
)
_INVOLVED = re.compile(r"involv|positiv|metasta|tumou?r|受累|转移|阳性|浸润")
_STOP = re.compile(r"[。；;.!?！？]")


def beside_results(build: Build) -> Build:
    """The same check without signs of results that other checks compare and find equal."""
    return sifted(build, _sift_of)


def _sift_of(packs: Packs) -> Sift:
    reader = MarkerReader.of(packs)

    def left(pair: Pair, told: list[Difference]) -> Iterator[Difference]:
        of_source, of_target = _equal_places(reader, pair.source, pair.target)
        for one in told:
            sides = ((one.source, pair.source, of_source), (one.target, pair.target, of_target))
            given = [(span, side, places) for span, side, places in sides if span is not None]
            if not all(_is_compared(span, side, places) for span, side, places in given):
                yield one

    return left


def _is_compared(span: Span, side: Side, places: Sequence[Place]) -> bool:
    sign = side.folded[span.start : span.end]
    if not _SIGN.fullmatch(sign):
        return False
    if any(
        one.start <= span.start and span.end <= one.end and one.signs.fullmatch(sign)
        for one in places
    ):
        return True
    # an altered gene is positive, said or not; never one that is denied
    return bool(_POSITIVE.fullmatch(sign)) and bool(_ALTERED.search(_around(side, span)))


def _around(side: Side, span: Span) -> str:
    before = _STOP.split(side.folded[max(0, span.start - 30) : span.start])[-1]
    return before + _STOP.split(side.folded[span.end : span.end + 20])[0]


class Place(NamedTuple):
    """Where a side says what the other says too, and which signs are settled there."""

    start: int
    end: int
    signs: re.Pattern[str] = _SIGN


Places = list[Place]


def _equal_places(reader: MarkerReader, source: Side, target: Side) -> tuple[Places, Places]:
    """Where each side says of markers and nodes what the other says too."""
    mine, theirs = (reader.read(side, reader.named(side)) for side in (source, target))
    of_source, of_target = _of_markers(source, mine, theirs), _of_markers(target, theirs, mine)
    here, there = fractions(source), fractions(target)
    if here and there and not any(unmatched(here, there)):
        of_source += _of_counts(source, here, target)
        of_target += _of_counts(target, there, source)
    return of_source, of_target


def _of_markers(side: Side, mine: Results, theirs: Results) -> Places:
    equal = [
        mention
        for kind, mentions in mine.items()
        if kind in theirs and not any(unmatched(mentions, theirs[kind]))
        for mention in mentions
    ]
    return [_widened(side, mention) for mention in equal]


def _widened(side: Side, mention: Mention) -> Place:
    """With 'positive for' before the names, and the bracket behind the sign."""
    start, end = mention.span.start, mention.span.end
    first = max(0, start - _LONGEST_HEAD)
    head = _BEFORE_NAMES.search(side.folded[first:start])
    return Place(first + head.start() if head else start, min(len(side.folded), end + 2))


def _of_counts(side: Side, counts: Sequence[Mention], other: Side) -> Places:
    """'Positive' goes without saying of some nodes, 'none' of 0/15 where nothing says involved."""
    found = []
    for one in counts:
        before = side.folded[max(0, one.span.start - _NEAR_COUNT) : one.span.start]
        behind = side.folded[one.span.end : one.span.end + _NEAR_COUNT]
        start = one.span.start - len(_STOP.split(before)[-1])
        end = one.span.end + len(_STOP.split(behind)[0])
        if not one.sense.startswith("0/"):
            found.append(Place(start, end, _POSITIVE))
        elif not _INVOLVED.search(other.folded):
            found.append(Place(start, end))
    return found
