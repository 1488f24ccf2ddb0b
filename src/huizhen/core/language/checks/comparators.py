"""Comparators of numbers turned round or lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from huizhen.core.language.checks.amounts import WORDS_ARE_READ, AmountReader
from huizhen.core.language.checks.checker import Packs
from huizhen.core.language.checks.comparator_reading import ComparatorReader, Compared
from huizhen.core.language.checks.difference import Difference, Effect
from huizhen.core.language.checks.figures_beside import SOME, Value
from huizhen.core.language.checks.measures import Measures
from huizhen.core.language.checks.mention import Mention, unmatched
from huizhen.core.language.checks.pair import Pair, Side, Span
from huizhen.core.language.checks.portions import portions

_UP, _DOWN = frozenset({"gt", "ge"}), frozenset({"lt", "le"})
_MANY = 300
"""So many figures are compared with one another."""
_SIGNS = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤", "about": "~", "eq": "="}


def build(packs: Packs) -> Comparators:
    """The check of comparators."""
    amounts = AmountReader(packs.checks)
    return Comparators(ComparatorReader(packs.checks, amounts), Measures(amounts.forms.sizes))


class Comparators:
    """Compares what both sides say of each number."""

    def __init__(self, read: ComparatorReader, measures: Measures) -> None:
        self._read = read
        self._measures = measures

    def __call__(self, pair: Pair) -> Iterable[Difference]:
        """Numbers whose comparator differs, is missing or was added."""
        ours, theirs = self._read(pair.source), self._read(pair.target)
        if not any(one.senses for one in ours) and not any(one.senses for one in theirs):
            return
        if {pair.source.language, pair.target.language} - WORDS_ARE_READ:
            ours, theirs = _signs_only(ours), _signs_only(theirs)
        told = False
        for some, others in portions(ours, theirs, _MANY):
            for one in self._compared(pair, some, others):
                told = True
                yield one
        if not told:
            yield from self._exchanged(pair, ours, theirs)

    def _exchanged(
        self, pair: Pair, ours: list[Compared], theirs: list[Compared]
    ) -> Iterator[Difference]:
        """P<0.05 and P>0.05 that changed places: all are there, in another order."""
        left, right = _directed(ours), _directed(theirs)
        for values, some in left.items():
            others = right.get(values, [])
            said, heard = [_direction(o) for o in some], [_direction(o) for o in others]
            if said != heard and sorted(said) == sorted(heard):
                at = next(n for n, (x, y) in enumerate(zip(said, heard, strict=True)) if x != y)
                yield self._differing(pair, some[at], others[at])

    def _compared(
        self, pair: Pair, ours: list[Compared], theirs: list[Compared]
    ) -> Iterator[Difference]:
        lost, new = self._left(ours, theirs)
        for one in lost:
            other = next((o for o in new if self._same_number(one, o)), None)
            if other is not None:
                new.remove(other)
                yield self._differing(pair, one, other)
            else:
                yield from self._alone(pair, one, theirs, ours, is_source=True)
        for other in new:
            yield from self._alone(pair, other, ours, theirs, is_source=False)

    def _left(
        self, ours: list[Compared], theirs: list[Compared]
    ) -> tuple[list[Compared], list[Compared]]:
        ours = [one for one in ours if one.senses]
        theirs = [one for one in theirs if one.senses]

        def agree(one: Mention, other: Mention) -> bool:
            a, b = ours[_place(one)], theirs[_place(other)]
            return _say_the_same(a, b) and self._same_number(a, b)

        lost, new = unmatched(_mentions(ours), _mentions(theirs), agree)
        return [ours[_place(one)] for one in lost], [theirs[_place(one)] for one in new]

    def _same_number(self, one: Compared, other: Compared) -> bool:
        if not (one.amount.values & other.amount.values) - {SOME}:
            return self._measures.agree(one.amount, other.amount)
        if one.amount.names and other.amount.names:
            return self._measures.same_kind(one.amount, other.amount)
        return True

    def _alone(
        self, pair: Pair, one: Compared, others: list[Compared], own: list[Compared],
        *, is_source: bool,
    ) -> Iterator[Difference]:  # fmt: skip
        """A comparator that no figure of the other side has: turned round, or lost."""
        same = [other for other in others if self._same_number(one, other)]
        turned = [other for other in same if other.senses and not _say_the_same(one, other)]
        plain = [other for other in same if _is_plain(other)]
        spare = len(plain) > sum(_is_plain(o) and self._same_number(one, o) for o in own)
        side, there = (pair.source, pair.target) if is_source else (pair.target, pair.source)
        is_lost = bool(plain) and spare
        if one.is_sign and not same and _is_glued(side, one, there):
            is_lost = True
        if turned and not any(_say_the_same(one, other) for other in same):
            pairs = (one, turned[0]) if is_source else (turned[0], one)
            yield self._differing(pair, *pairs)
        elif is_lost:
            effect: Effect = "block" if one.is_sign or _is_certain(one) else "advise"
            span, says = _span(side, one), _notation(one)
            if is_source:
                yield Difference(code="comparator.missing", effect=effect, source=span, meant=says)
            else:
                yield Difference(code="comparator.added", effect=effect, target=span, says=says)

    def _differing(self, pair: Pair, one: Compared, other: Compared) -> Difference:
        return Difference(
            code="comparator.differs", effect=_effect(one, other),
            source=_span(pair.source, one), target=_span(pair.target, other),
            meant=_notation(one), says=_notation(other),
        )  # fmt: skip


def _directed(compared: list[Compared]) -> dict[frozenset[Value], list[Compared]]:
    """Figures with '<' or '>' and their like, by the figure."""
    found: dict[frozenset[Value], list[Compared]] = {}
    for one in compared:
        if one.is_sign and one.senses & (_UP | _DOWN):
            found.setdefault(one.amount.values, []).append(one)
    return found


def _is_glued(side: Side, one: Compared, there: Side) -> bool:
    """Whether the other side has the figure, but behind letters, where none is read: 'eGFR30'."""
    figure = re.escape(side.folded[one.amount.figure.start : one.amount.figure.end])
    return re.search(rf"(?<=[a-z]){figure}(?![\d.]\d|\d|[a-z])", there.folded) is not None


def _signs_only(compared: list[Compared]) -> list[Compared]:
    """Beside a language whose words are not read, words need no answer."""
    return [replace(one, is_required=one.is_required and one.is_sign) for one in compared]


def _say_the_same(one: Compared, other: Compared) -> bool:
    return not one.senses.isdisjoint(other.senses)


def _is_certain(one: Compared) -> bool:
    """Whether the figure is one for sure: in digits, or a word with a unit."""
    figure = one.amount.figure
    return not figure.is_word or (figure.is_exact and bool(one.amount.names))


def _is_plain(one: Compared) -> bool:
    return not one.senses and (bool(one.amount.names) or not one.amount.figure.is_word)


def _effect(one: Compared, other: Compared) -> Effect:
    """Blocks what is turned round, and what two signs say differently."""
    if one.is_sign and other.is_sign:
        return "block"
    return "block" if _direction(one) != _direction(other) else "advise"


def _direction(one: Compared) -> str:
    is_up, is_down = bool(one.senses & _UP), bool(one.senses & _DOWN)
    if is_up == is_down:
        return "equal" if "eq" in one.senses else "about"
    return "up" if is_up else "down"


_ANYWHERE = Span(start=0, end=0, text="")
"""Matching goes by the place in the list; a span for each would cost more than the matching."""


def _mentions(compared: list[Compared]) -> list[Mention]:
    return [Mention(_ANYWHERE, frozenset({at}), one.is_required) for at, one in enumerate(compared)]


def _place(one: Mention) -> int:
    return next(at for at in one.senses if isinstance(at, int))


def _span(side: Side, one: Compared) -> Span:
    start = min(one.start, one.amount.start) if one.senses else one.amount.start
    return side.span(start, max(one.end, one.amount.end))


def _notation(one: Compared) -> str:
    signs = "".join(sign for sense, sign in _SIGNS.items() if sense in one.senses)
    return f"{signs}{min(map(str, one.amount.values), default='')}"
