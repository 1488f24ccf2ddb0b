"""Units of amounts: the same number with another unit, a unit lost, a wrong conversion."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from huizhen.core.language.checks.amounts import WORDS_ARE_READ, Amount, AmountReader
from huizhen.core.language.checks.checker import Packs
from huizhen.core.language.checks.conversions import Conversions
from huizhen.core.language.checks.difference import Difference, Effect
from huizhen.core.language.checks.figures_beside import SOME, Value
from huizhen.core.language.checks.measures import NOWHERE, Apart, Measures
from huizhen.core.language.checks.mention import Mention, unmatched
from huizhen.core.language.checks.pair import Pair, Side, Span
from huizhen.core.language.checks.portions import portions

_STRONG = frozenset({
    "mass", "volume", "amount", "equivalent", "osmol", "length", "area", "temperature", "degC",
    "degF", "pressure", "U", "IU", "dose", "sievert", "radioactivity", "energy", "part", "time",
})  # fmt: skip
"""Kinds that a figure never goes without."""
_PHYSICAL = _STRONG | {"current", "voltage", "power", "frequency", "field", "sound", "sequence"}
_MANY = 100
"""So many amounts that are not simply equal are compared with one another."""
_APART_EN = re.compile(
    r"\b(?:per|each|every|a|an)\s(\w+)|\b(hour|minute)ly\b|\b24[\s-]?h(?:ours?)?\b"
)
_APART_ZH = re.compile(r"每\s?(?:1|一)?\s?(?=\S)|24\s?(?:小时|h)")


def build(packs: Packs) -> Units:
    """The check of units."""
    reader = AmountReader(packs.checks)
    return Units(reader, Measures(reader.forms.sizes), Conversions(packs.terms))


class Units:
    """Compares the amounts of both sides by number and unit."""

    def __init__(self, reader: AmountReader, measures: Measures, table: Conversions) -> None:
        self._read = reader
        self._measures = measures
        self._table = table

    def __call__(self, pair: Pair) -> Iterable[Difference]:
        """Amounts whose unit differs, is missing or was added."""
        source, target = self._read(pair.source), self._read(pair.target)
        ours = [one for one in source if one.names]
        theirs = [one for one in target if one.names]
        if not ours and not theirs:
            return
        ours, theirs = _without_equal(ours, theirs)
        if all(one.is_optional for one in (*ours, *theirs)):
            return
        apart = self._said_apart(pair.source), self._said_apart(pair.target)
        lost: list[Amount] = []
        new: list[Amount] = []
        for some, others in portions(ours, theirs, _MANY):
            yield from self._compared(pair, some, others, apart, (lost, new))
        if {pair.source.language, pair.target.language} - WORDS_ARE_READ:
            return
        yield from self._bare(pair.source, lost, source, target, is_source=True)
        yield from self._bare(pair.target, new, target, source, is_source=False)

    def _compared(
        self, pair: Pair, ours: list[Amount], theirs: list[Amount], apart: Apart,
        rest: tuple[list[Amount], list[Amount]],
    ) -> Iterator[Difference]:  # fmt: skip
        """What differs; what no amount of the other side explains is added to the rest."""
        lost, new = self._left(ours, theirs, apart)
        if not lost and not new:
            return
        yield from self._differing(pair, lost, new)
        yield from self._converted(pair, lost, new)
        yield from self._against_optional(pair, lost, new, ours, theirs)
        rest[0].extend(lost)
        rest[1].extend(new)

    def _left(
        self, ours: list[Amount], theirs: list[Amount], apart: Apart,
        *, is_every: bool = False,
    ) -> tuple[list[Amount], list[Amount]]:  # fmt: skip
        """Amounts that are nowhere on the other side, in any unit; `is_every` counts those too
        that need not be there."""
        left = [_mention(at, one, is_every) for at, one in enumerate(ours)]
        right = [_mention(at, one, is_every) for at, one in enumerate(theirs)]

        def agree(one: Mention, other: Mention) -> bool:
            return self._measures.agree(ours[_place(one)], theirs[_place(other)], apart)

        lost, new = unmatched(left, right, agree)
        return [ours[_place(one)] for one in lost], [theirs[_place(one)] for one in new]

    def _differing(self, pair: Pair, lost: list[Amount], new: list[Amount]) -> Iterator[Difference]:
        """The same number with a unit that means something else; both leave the lists."""
        for one in list(lost):
            other = self._same_number(one, new)
            if other is None:
                continue
            lost.remove(one)
            new.remove(other)
            if not self._table.agree(pair, one, other):
                yield self._difference("unit.differs", "block", pair, one, other)

    def _against_optional(
        self, pair: Pair, lost: list[Amount], new: list[Amount], ours: list[Amount],
        theirs: list[Amount],
    ) -> Iterator[Difference]:  # fmt: skip
        """The same number where the other side need not have said a unit, but said another."""
        if not lost and not new:
            return
        ours_free, theirs_free = self._left(ours, theirs, NOWHERE, is_every=True)
        ours_free = [one for one in ours_free if one.is_optional]
        theirs_free = [one for one in theirs_free if one.is_optional]
        for one in list(lost):
            other = self._same_number(one, theirs_free)
            if other is not None:
                lost.remove(one)
                yield self._difference("unit.differs", "block", pair, one, other)
        for other in list(new):
            found = self._same_number(other, ours_free)
            if found is not None:
                new.remove(other)
                yield self._difference("unit.differs", "block", pair, found, other)

    def _same_number(self, one: Amount, others: list[Amount]) -> Amount | None:
        """The amount with the same number, of the same kind if there is one; 'a day' stands
        against another time only."""
        found = None
        for other in others:
            if one.values.isdisjoint(other.values):
                continue
            if self._measures.same_kind(one, other):
                return other
            kinds = self._measures.kinds(one) | self._measures.kinds(other)
            is_loose = one.is_loose or other.is_loose
            if found is None and not (is_loose and kinds & {"time", "count"}):
                found = other
        return found

    def _converted(self, pair: Pair, lost: list[Amount], new: list[Amount]) -> Iterator[Difference]:
        """Another number with another unit: right by the table, or wrong."""
        for one in list(lost):
            for other in list(new):
                verdict = self._verdict(pair, one, other)
                if verdict is None:
                    continue
                lost.remove(one)
                new.remove(other)
                if not verdict:
                    yield self._difference("unit.conversion", "block", pair, one, other)
                break

    def _verdict(self, pair: Pair, one: Amount, other: Amount) -> bool | None:
        """Whether one converts to the other; None where they are not to be compared."""
        known = self._table.agree(pair, one, other)
        if known is not None:
            return known
        if SOME in one.values | other.values:
            return None
        if one.names == other.names:
            return False if _is_scaled(one, other) else None
        is_physical = self._measures.kinds(one) <= _PHYSICAL
        if is_physical and self._measures.same_kind(one, other):
            return False
        return None

    def _bare(
        self, side: Side, left: list[Amount], own: list[Amount], others: list[Amount],
        *, is_source: bool,
    ) -> Iterator[Difference]:  # fmt: skip
        """Amounts whose number stands on the other side without any unit."""
        if not left:
            return
        free = Counter(v for one in others if not one.names for v in one.values)
        free.subtract(v for one in own if not one.names for v in one.values)
        for one in left:
            if one.is_loose or not any(free[v] > 0 for v in one.values):
                continue
            if not self._needs_unit(one):
                continue
            span = side.span(one.start, one.end)
            if is_source:
                yield Difference(
                    code="unit.missing", effect="block", source=span, meant=_notation(one)
                )
            else:
                yield Difference(
                    code="unit.added", effect="block", target=span, says=_notation(one)
                )

    def _needs_unit(self, one: Amount) -> bool:
        """Whether a figure may not go without: ages may ('over 65')."""
        return self._measures.kinds(one) <= _STRONG and one.names != ("age",)

    def _said_apart(self, side: Side) -> frozenset[str]:
        """Kinds that the text names after 'per' or 每 anywhere."""
        pattern = _APART_ZH if side.is_chinese else _APART_EN
        kinds: set[str] = set()
        for match in pattern.finditer(side.folded):
            place = match.end() if side.is_chinese else match.start(1) if match[1] else -1
            found = self._read.forms.at(side, place) if place >= 0 else None
            if match[0].endswith("ly") or match[0].startswith("24"):
                kinds.add("time")
            for name in found[1].names if found else ():
                size = self._read.forms.sizes.get(name)
                kinds |= size.kinds if size else frozenset()
        return frozenset(kinds)

    def _difference(
        self, code: str, effect: Effect, pair: Pair, one: Amount, other: Amount
    ) -> Difference:
        return Difference(
            code=code, effect=effect,
            source=pair.source.span(one.start, one.end),
            target=pair.target.span(other.start, other.end),
            meant=_notation(one), says=_notation(other),
        )  # fmt: skip


def _without_equal(ours: list[Amount], theirs: list[Amount]) -> tuple[list[Amount], list[Amount]]:
    """Both sides without what is the same in number and unit, so that only the rest is compared
    through conversions; those that must be there are paired first."""
    by_key: dict[_Key, list[int]] = {}
    for at, other in sorted(enumerate(theirs), key=_required_last):
        for key in _keys(other):
            by_key.setdefault(key, []).append(at)
    taken: set[int] = set()
    rest: list[int] = []
    for at, one in sorted(enumerate(ours), key=_required_first):
        equal = _untaken(by_key, _keys(one), taken)
        if equal is None:
            rest.append(at)
        else:
            taken.add(equal)
    free = [other for at, other in enumerate(theirs) if at not in taken]
    return [ours[at] for at in sorted(rest)], free


_Key = tuple[Value, str, tuple[tuple[str, Decimal], ...]]


def _keys(one: Amount) -> Iterator[_Key]:
    return ((value, name, one.below) for value in one.values for name in one.names)


def _untaken(by_key: dict[_Key, list[int]], keys: Iterable[_Key], taken: set[int]) -> int | None:
    """The first place under any of the keys that is not taken: the last of its list."""
    for key in keys:
        places = by_key.get(key, [])
        while places and places[-1] in taken:
            places.pop()
        if places:
            return places[-1]
    return None


def _required_first(placed: tuple[int, Amount]) -> tuple[bool, int]:
    return placed[1].is_optional, placed[0]


def _required_last(placed: tuple[int, Amount]) -> tuple[bool, int]:
    return not placed[1].is_optional, -placed[0]


def _is_scaled(one: Amount, other: Amount) -> bool:
    """Whether only the power of ten or 万 of the unit differs: ×10⁹/L and ×10¹²/L."""
    return any(
        (x / y).normalize().as_tuple().digits == (1,) and not Decimal("0.001") < abs(x / y) < 1000
        for x in one.values
        for y in other.values
        if isinstance(x, Decimal) and isinstance(y, Decimal) and x and y
    )


_ANYWHERE = Span(start=0, end=0, text="")
"""Matching goes by the place in the list; a span for each would cost more than the matching."""


def _mention(at: int, one: Amount, is_every: bool) -> Mention:
    return Mention(_ANYWHERE, frozenset({at}), is_every or not one.is_optional)


def _place(one: Mention) -> int:
    return next(at for at in one.senses if isinstance(at, int))


def _notation(one: Amount) -> str:
    value = min(map(str, one.values), default="")
    below = "".join(f"/{name}" for name, _ in one.below)
    return f"{value} {'|'.join(one.names)}{below}"
