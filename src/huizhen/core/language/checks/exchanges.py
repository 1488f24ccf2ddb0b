"""Numbers exchanged between two things: both are there, each where the other belongs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from huizhen.core.language.checks.anchors import Anchor, Anchors
from huizhen.core.language.checks.checker import Packs
from huizhen.core.language.checks.converted_amounts import ConvertedAmounts
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.figure import Figure, Figures, agree, has_sense_of
from huizhen.core.language.checks.pair import Pair, Side, Span

Match = tuple[Figure, Figure]
_UNIT = (
    r"(?:\s?(?:[μmkcdn]?(?:g|l|m|mol|iu|u|gy|pa)(?:/[a-zμ]{1,4})?|%|‰|mmhg|岁|年|天|日|周|个月|小时"
    r"|例|分|years?|months?|weeks?|days?|hours?|points?|cases|patients|次|℃|°c?))?"
)
_NEXT = re.compile(
    _UNIT + r"\s?(?:-|~|to|and|or|vs\.?|versus|,|/|\+|±|x|×|\*|至|到|和|与|及|或|、|比|对|→|->"
    r"|(?:下?降|上?升|增|减|增加|减少|升高|降低|变|下降)(?:高|低|加|少|长)?(?:至|到|为|成)"
    r"|compared (?:with|to)|against)\s?(?:大?约|为|the|of)?\s?"
)
_TOKEN = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Za-z0-9]*-?[A-Z0-9][A-Za-z0-9-]*")
_CLAUSE = re.compile(r"[,;:。、!?\n(]|\.\s|\band\b|\bwhile\b|\bversus\b|\bvs\b|和|而|及")
_OF_WHOLE = re.compile(r"\b(?:of|per|in|among|from|over|out|across|within|using|during|for)\b|/")
_OF = re.compile(r"\b(?:of|among)\b|/")
_JOINED = re.compile(
    r"(?<![\d./:+~a-z-])(?P<first>\d+(?:\.\d+)?)\s?(?P<sign>[/:+~-]|至|到|to\b)\s?"
    r"(?P<second>\d+(?:\.\d+)?)(?![\d./:+~-]|\s?[年月])"
)
_REACH = 24


def measured_terms(packs: Packs) -> Anchors:
    """What a number can be of: laboratory values, drugs, sexes, sides, groups."""
    rows = [
        ([row["en"], *_cells(row["abbr"])], [row["zh"], *_cells(row["alt"])])
        for row in packs.terms.rows("labs.tsv")
    ]
    rows += [
        ([row["inn"]], [row["zh"], *_cells(row["alt"])])
        for row in packs.terms.rows("drugs.tsv")
        if row["zh"]
    ]
    rows += [
        (_cells(row["en"]), _cells(row["zh"])) for row in packs.checks.rows("exchange_words.tsv")
    ]
    return Anchors("measured", rows)


def _cells(cell: str) -> list[str]:
    return [one.strip() for one in cell.split(";") if one.strip()]


class Exchanges:
    """Finds two numbers that changed places, in a row or between two things of both sides."""

    def __init__(self, packs: Packs, amounts: ConvertedAmounts) -> None:
        self._terms = measured_terms(packs)
        self._amounts = amounts

    def __call__(self, pair: Pair, source: Figures, target: Figures) -> Iterator[Difference]:
        """The first two that changed places.

        Good translations hardly ever turn round two amounts of one unit (once in 650 pairs of
        three public sets), other numbers sometimes (16 in 3,500 texts).
        """
        if len(source.found) > 1 and len(target.found) > 1:
            yield from _turned_pairs(pair)
        matches = _matches(source.found, target.found)
        if len(matches) < 2:
            return
        is_any_turned = any(b[1].span.start < a[1].span.start for a, b in pairwise(matches))
        found = _in_rows(pair, source.found, target.found, matches) if is_any_turned else None
        owned = _owned(pair, matches, self._terms)
        found = found or _between_things(owned)
        in_place = {id(match) for match, own, their in owned if own & their}
        doubtful = [match for match in matches if id(match) not in in_place]
        turned = found
        if any(b[1].span.start < a[1].span.start for a, b in combinations(doubtful, 2)):
            found = found or self._turned(pair, doubtful, is_united=True)
            turned = found or self._turned(pair, doubtful, is_united=False)
        if turned:
            yield _told(*turned, is_sure=found is not None)

    def _turned(
        self, pair: Pair, matches: Sequence[Match], *, is_united: bool
    ) -> tuple[Match, Match] | None:
        """Two of one unit, one behind the other, that stand the other way round."""
        by_unit: dict[str, list[Match]] = {}
        for match in matches:
            if not match[0].is_word and not match[1].is_word:
                unit = self._amounts.unit(pair.source, match[0])
                if bool(unit) is is_united:
                    by_unit.setdefault(unit, []).append(match)
        for of_unit in by_unit.values():
            for one, other in pairwise(of_unit):
                if other[1].span.start > one[1].span.start:
                    continue
                if not _is_part_of_whole(pair, one, other, _OF if is_united else _OF_WHOLE):
                    return one, other
        return None


def _turned_pairs(pair: Pair) -> Iterator[Difference]:
    """Ratios, scores and ranges of which the target has only the reverse (3+4 and 4+3)."""
    ours, theirs = _joined(pair.source), _joined(pair.target)
    for key, one in ours.items():
        first, sign, second = key
        other = theirs.get((second, sign, first))
        if first == second or other is None or key in theirs or (second, sign, first) in ours:
            continue
        yield Difference(
            code="numbers.exchanged", effect="block", source=one, target=other,
            meant=one.text, says=other.text,
        )  # fmt: skip


def _joined(side: Side) -> dict[tuple[str, str, str], Span]:
    """Two numbers with one sign between them, where no third is joined to them."""
    joined = {}
    for found in _JOINED.finditer(side.folded):
        sign = "-" if found["sign"] in ("-", "~", "至", "到", "to") else found["sign"]
        joined[found["first"], sign, found["second"]] = side.span(*found.span())
    return joined


def _is_part_of_whole(pair: Pair, one: Match, other: Match, words: re.Pattern[str]) -> bool:
    """Whether English says 'three of fifteen', where Chinese says the whole first."""
    at = 1 if pair.target.language == "en" else 0
    side = (pair.source, pair.target)[at]
    start, end = sorted((one[at].span.start, other[at].span.start))
    return bool(words.search(side.folded, start, end))


def _told(first: Match, second: Match, *, is_sure: bool) -> Difference:
    (one, _), (other, place) = first, second
    return Difference(
        code="numbers.exchanged", effect="block" if is_sure else "advise",
        source=one.span, target=place.span,
        meant=f"{one.sense} … {other.sense}", says=f"{other.sense} … {one.sense}",
    )  # fmt: skip


def _matches(source: Sequence[Figure], target: Sequence[Figure]) -> list[Match]:
    """Numbers that stand once on each side and mean the same."""
    made = []
    for one in source:
        if one.role or not one.is_required or has_sense_of(one, "clock"):
            continue
        others = [other for other in target if agree(one, other)]
        if len(others) != 1 or others[0].role or not others[0].is_required:
            continue
        if sum(agree(each, others[0]) for each in source) == 1:
            made.append((one, others[0]))
    return made


def _in_rows(
    pair: Pair, source: Sequence[Figure], target: Sequence[Figure], matches: Sequence[Match]
) -> tuple[Match, Match] | None:
    """Neighbours of a row of numbers that are neighbours the other way round."""
    ours, theirs = _neighbours(pair.source, source), _neighbours(pair.target, target)
    for (one, place), (other, there) in combinations(matches, 2):
        if (one.span.start, other.span.start) in ours and (
            (there.span.start, place.span.start) in theirs
        ):
            return (one, place), (other, there)
    return None


def _neighbours(side: Side, found: Sequence[Figure]) -> set[tuple[int, int]]:
    text = side.folded
    return {
        (one.span.start, other.span.start)
        for one, other in pairwise(found)
        if other.span.start - one.span.end < 20
        and _NEXT.fullmatch(text, one.span.end, other.span.start)
    }


def _owned(
    pair: Pair, matches: Sequence[Match], terms: Anchors
) -> list[tuple[Match, frozenset[str], frozenset[str]]]:
    """The matches with what each number is of, in the source and in the target."""
    ours = _owners(pair.source, [one for one, _ in matches], terms, pair.target)
    theirs = _owners(pair.target, [other for _, other in matches], terms, pair.source)
    return list(zip(matches, ours, theirs, strict=True))


def _between_things(
    owned: Sequence[tuple[Match, frozenset[str], frozenset[str]]],
) -> tuple[Match, Match] | None:
    """Two numbers of which each stands at what the other is of."""
    for (one, own, their), (other, its, there) in combinations(owned, 2):
        if own.isdisjoint(its) and own & there and their & its and their.isdisjoint(there):
            return one, other
    return None


def _owners(
    side: Side, found: Sequence[Figure], terms: Anchors, other: Side
) -> list[frozenset[str]]:
    """What each number is of: the nearest thing before it in its clause, else behind it."""
    anchors = [*terms(side)]
    anchors += [
        Anchor(token.start(), token.end(), token.group().upper().replace("-", ""))
        for token in _TOKEN.finditer(side.narrow)
        if token.group() in other.narrow
    ]
    return [_owner(side.folded, one, anchors) for one in found]


def _owner(text: str, one: Figure, anchors: Sequence[Anchor]) -> frozenset[str]:
    start, end = one.span.start, one.span.end
    before = [
        anchor for anchor in anchors
        if start - _REACH < anchor.end <= start and not _CLAUSE.search(text, anchor.end, start)
    ]  # fmt: skip
    if before:
        last = max(anchor.end for anchor in before)
        return frozenset(anchor.concept for anchor in before if anchor.end == last)
    after = [
        anchor for anchor in anchors
        if end <= anchor.start < end + _REACH and not _CLAUSE.search(text, end, anchor.start)
    ]  # fmt: skip
    first = min((anchor.start for anchor in after), default=None)
    return frozenset(anchor.concept for anchor in after if anchor.start == first)
