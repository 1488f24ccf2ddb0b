"""The side of the body: dropped, added, changed, or two sides exchanged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from huizhen.core.language.checks.anchors import Anchor, parts
from huizhen.core.language.checks.checker import Packs
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.mention import Mention
from huizhen.core.language.checks.pair import Pair, Side
from huizhen.core.language.checks.sides import SideReader

Sided = dict[str, list[Mention]]
"""By part of the body: the sides it has."""
_BOTH = ("both", "双", "两")
_SIDES = ("left", "right", "both")
_SINGLE = ("left", "right")
_PAIRS = frozenset("双两雙兩")
_ENDS_OF_A_PART = frozenset("前后上下内外中半")
_HARD_STOP = re.compile(r"[,.;:，。；：、?!？！()（）]|\band\b|\bor\b|\bwith\b|\bbut\b|及|和|或|伴")
_HINTS = {
    True: re.compile(r"[左右双两侧边单]|\b[oa][dsu]\b|\b[lr]"),
    False: re.compile(r"\b(?:bi|b/l|[lr](?:t?\b|[ulmvab])|[oa]\.?[dsu]\b)"),
}
_WORDS = ("left", "right", "side", "both", "lateral", "bilat", "dextr", "sinist", "levo")
_LISTED = re.compile(r"[^，,。.；;：:]{0,2}[、及和与]")
_JOINED = re.compile(r"\s*(?:、|及|和|与|/|,?\s*(?:and|or)(?: the)?)\s*")
_NEAR = {True: 10, False: 45}


class Laterality:
    """The check of sides."""

    def __init__(self, packs: Packs) -> None:
        self._read = SideReader(packs.checks)
        self._parts = parts(packs.terms, packs.checks)

    def __call__(self, pair: Pair) -> Iterator[Difference]:
        """Sides that one text has and the other has not, and sides that changed places."""
        if {pair.source.language, pair.target.language} != {"en", "zh"}:
            return
        if not _may_name_one(pair.source) and not _may_name_one(pair.target):
            return
        source = _once(pair.source, self._sure(pair.source))
        target = _once(pair.target, self._sure(pair.target))
        if not any(one.is_required for one in (*source, *target)):
            return
        twins = self._twins(pair.source, source), self._twins(pair.target, target)
        lost, new = _lost(source, target, len(twins[1])), _lost(target, source, len(twins[0]))
        if not lost and not new:
            lost, new = _loose(source, target), _loose(target, source)
        if lost and not new:
            lost = self._but_whole_parts(pair.source, source, lost, pair.target, target)
        elif new and not lost:
            new = self._but_whole_parts(pair.target, target, new, pair.source, source)
        if lost and not new:
            new = twins[1][: len(lost)]
        elif new and not lost:
            lost = twins[0][: len(new)]
        yield from _told(lost, new)
        if not lost and not new:
            yield from self._exchanged(pair, source, target)

    def _sure(self, side: Side) -> list[Mention]:
        """The sides named; 'a right', which may be a claim, is a side right before a part."""
        found = self._read(side)
        if side.is_chinese or all(one.is_required for one in found):
            return found
        starts = {anchor.start for anchor in self._parts(side)}
        return [
            replace(one, is_required=True)
            if one.sense in _SINGLE and one.span.end + 1 in starts
            else one
            for one in found
        ]

    def _twins(self, side: Side, mentions: list[Mention]) -> list[Mention]:
        """'双' and '两' right before a part, of which they may say 'both'.

        Alone they need no answer (双乳头 is 'nipples'), yet beside a part they can stand where a
        single side was.
        """
        loose = [one for one in mentions if not one.is_required and one.span.text in _PAIRS]
        if not loose:
            return []
        anchors = self._parts(side)
        return [
            one
            for one in loose
            if side.folded[one.span.end : one.span.end + 1] in _ENDS_OF_A_PART
            or any(one.span.end <= anchor.start <= one.span.end + 1 for anchor in anchors)
        ]

    def _but_whole_parts(
        self, side: Side, mentions: list[Mention], extra: list[Mention], other: Side,
        others: list[Mention],
    ) -> list[Mention]:  # fmt: skip
        """The extra ones but 'both' at a part that the other text names with no side.

        'The lungs' is 双肺, however often that text repeats the side of something else. Where it
        gives that part one side more often than this text does, 'both' may stand for that one.
        """
        if not any(one.sense == "both" for one in extra):
            return extra
        anchors, there = self._parts(side), self._parts(other)
        single = _by_part(side, _plain(mentions), anchors)
        other_single = _by_part(other, _plain(others), there)
        whole = {
            part
            for part in {_unpaired(anchor.concept) for anchor in there}
            if len(other_single.get(part, ())) <= len(single.get(part, ()))
        }
        said = sum(one.sense == "both" for one in others)
        kept = []
        for one in extra:
            is_whole = one.sense == "both" and said and not whole.isdisjoint(_of(one, anchors))
            if not is_whole:
                kept.append(one)
        return kept

    def _exchanged(
        self, pair: Pair, source: list[Mention], target: list[Mention]
    ) -> Iterator[Difference]:
        """Sides that stand at another part of the body than they did."""
        here, there = _plain(source), _plain(target)
        if not here or not there:
            return
        in_source = _by_part(pair.source, here, self._parts(pair.source))
        in_target = _by_part(pair.target, there, self._parts(pair.target))
        agreeing = False
        for part, sides in in_source.items():
            others = in_target.get(part, [])
            names, other_names = {one.sense for one in sides}, {one.sense for one in others}
            if others and names.isdisjoint(other_names):
                yield _differs(sides[0], others[0])
                return
            agreeing = agreeing or (names == other_names and len(names) == 1)
        lost, new = (
            _rarer(source, target, in_source, in_target),
            _rarer(target, source, in_target, in_source),
        )
        yield from _told(lost, new)
        joined = _are_joined(pair.source, here) or _are_joined(pair.target, there)
        if not (lost or new or agreeing or joined):
            yield from _in_another_order(here, there)


def _once(side: Side, mentions: list[Mention]) -> list[Mention]:
    """The sides, of which one that only repeats the last in a list need not be answered.

    'The left knee and hip' is 左膝、左髋.
    """
    if not side.is_chinese:
        return mentions
    found: list[Mention] = []
    for one in mentions:
        last = found[-1] if found else None
        if last and last.sense == one.sense and one.sense in _SINGLE:
            between = side.folded[last.span.end : one.span.start]
            if _LISTED.fullmatch(between):
                found.append(replace(one, is_required=False))
                continue
        found.append(one)
    return found


def _rarer(
    here: Sequence[Mention], others: Sequence[Mention], mine: Sided, theirs: Sided
) -> list[Mention]:
    """Sides named less often on the other text, but where it only does not repeat itself.

    'The left kidney ... the left kidney' may be 左肾 once: every part that has the side here has
    it there as well.
    """
    counts = Counter(one.sense for one in others)
    spare = max(0, _both(others) - _both(here))
    counts["left"] += spare
    counts["right"] += spare
    lost = []
    for sense in _SINGLE:
        these = [one for one in _plain(here) if one.sense == sense]
        if len(these) <= counts[sense]:
            continue
        parts_here = [part for part, sides in mine.items() if sides[0].sense == sense]
        said = [part for part in parts_here if sense in {s.sense for s in theirs.get(part, [])}]
        placed = {id(one) for part in said for one in mine[part]}
        lost.extend([one for one in these if id(one) not in placed][: len(these) - counts[sense]])
    return lost


def _both(mentions: Sequence[Mention]) -> int:
    """How often both sides are named in one word."""
    return sum(
        one.sense == "both" and (one.is_required or one.span.text.lower() in _BOTH)
        for one in mentions
    )


def _may_name_one(side: Side) -> bool:
    """Whether the side has anything that could name a side; most have not."""
    text = side.folded
    if not side.is_chinese and any(word in text for word in _WORDS):
        return True
    return _HINTS[side.is_chinese].search(text) is not None


def _plain(mentions: Sequence[Mention]) -> list[Mention]:
    return [one for one in mentions if one.is_required and one.sense in ("left", "right")]


def _lost(these: Sequence[Mention], those: Sequence[Mention], twins: int = 0) -> list[Mention]:
    """The required ones whose side the other text has nowhere, or too rarely while another grew.

    `twins` are the words of the other text that may say 'both' without being required.
    """
    counts, others = Counter(one.sense for one in these), Counter(one.sense for one in those)
    needed = Counter(one.sense for one in those if one.is_required)
    needed["both"] += twins
    missing = {one.sense for one in these if one.is_required and not others[one.sense]}
    excused: set[object] = {"both"} if _each(those) else set()
    if _both(those) > _both(these) and all(counts[side] > others[side] for side in _SINGLE):
        excused |= set(_SINGLE)
    missing -= excused
    grown = any(needed[side] > counts[side] for side in _SIDES)
    lost: list[Mention] = []
    for side in dict.fromkeys(one.sense for one in these):
        required = [one for one in these if one.sense == side and one.is_required]
        if side in missing:
            lost.extend(required)
        elif grown and side in _SIDES and side not in excused:
            lost.extend(required[(needed if side == "both" else others)[side] :])
    return lost


def _each(mentions: Sequence[Mention]) -> bool:
    """Whether both sides are named one by one."""
    return {one.sense for one in mentions if one.is_required} >= set(_SINGLE)


def _loose(these: Sequence[Mention], those: Sequence[Mention]) -> list[Mention]:
    """A side that need not be answered ('right in 2018'), where the other text has another twice.

    Only where that one is named more often there than here.
    """
    counts, others = Counter(one.sense for one in these), Counter(one.sense for one in those)
    for sense, opposite in (_SINGLE, _SINGLE[::-1]):
        if counts[sense] > others[sense] + others["both"] and others[opposite] > counts[opposite]:
            return [one for one in these if one.sense == sense][:1]
    return []


def _told(lost: list[Mention], new: list[Mention]) -> Iterator[Difference]:
    for one, other in zip(lost, new, strict=False):
        yield _differs(one, other)
    for one in lost[len(new) :]:
        yield Difference(
            code="laterality.missing", effect="block", source=one.span, meant=one.sense
        )
    for other in new[len(lost) :]:
        yield Difference(
            code="laterality.added", effect="block", target=other.span, says=other.sense
        )


def _differs(one: Mention, other: Mention) -> Difference:
    return Difference(
        code="laterality.differs", effect="block",
        source=one.span, target=other.span, meant=one.sense, says=other.sense,
    )  # fmt: skip


def _by_part(side: Side, mentions: Sequence[Mention], anchors: Sequence[Anchor]) -> Sided:
    """By part of the body: the sides that stand right before it, or it right before them."""
    found: dict[str, list[Mention]] = {}
    starts = [one.span.start for one in mentions] + [len(side.text)]
    for one, following in zip(mentions, starts[1:], strict=True):
        for anchor in _beside(side, one, following, anchors):
            found.setdefault(anchor.concept, []).append(one)
    return found


def _of(one: Mention, anchors: Sequence[Anchor]) -> set[str]:
    """The parts that the words of a side name themselves (双肺) or have right behind them."""
    start, end = one.span.start, one.span.end
    return {
        _unpaired(anchor.concept)
        for anchor in anchors
        if anchor.end > start and anchor.start <= end + 1
    }


def _unpaired(part: str) -> str:
    """The part of which a name is the pair: 双侧肾上腺 are 肾上腺."""
    return part.removeprefix("双侧").removeprefix("双") or part


def _beside(
    side: Side, one: Mention, following: int, anchors: Sequence[Anchor]
) -> Iterator[Anchor]:
    start, end = one.span.start, one.span.end
    last = min(end + _NEAR[side.is_chinese], following)
    is_before = True
    for anchor in anchors:
        if not end <= anchor.start < last:
            continue
        if _HARD_STOP.search(side.folded, end, anchor.start):
            break
        is_before = False
        yield anchor
    before = [anchor for anchor in anchors if start - 2 <= anchor.end <= start]
    if is_before and side.is_chinese and before:
        yield before[-1]


def _are_joined(side: Side, mentions: Sequence[Mention]) -> bool:
    """Whether two are named in one breath ('right and left', 左、右): their order is nothing."""
    return any(
        _JOINED.fullmatch(side.folded, one.span.end, other.span.start) is not None
        for one, other in pairwise(mentions)
    )


def _in_another_order(here: list[Mention], there: list[Mention]) -> Iterator[Difference]:
    """Both sides are named as often on each text, yet in another order."""
    if len(here) != len(there) or Counter(m.sense for m in here) != Counter(m.sense for m in there):
        return
    for one, other in zip(here, there, strict=True):
        if one.sense != other.sense:
            yield _differs(one, other)
            return


def build(packs: Packs) -> Laterality:
    """The check over the words and parts of the packs."""
    return Laterality(packs)
