"""Matches the figures of two sides and tells what is left, by senses and not by forms."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.figure import DATED, SOFT, Figure, Figures, agree, is_again, plain
from huizhen.core.language.checks.figure_reading import FigureReader
from huizhen.core.language.checks.mention import Mention, unmatched
from huizhen.core.language.checks.named_figures import Named
from huizhen.core.language.checks.pair import Pair, Side

_SAYS_ONE = {
    True: re.compile(r"(?<!\d)1(?![\d.])|一[个处枚例名组种项只支片]|单[个侧只]"),
    False: re.compile(r"\b(?:one|single|1)\b(?![.,]\d)"),
}


_SHARE = re.compile(r"\(\s?(\d{1,4})\s?/\s?(\d{1,4})(?![\d/])")
_SIGNED = re.compile(r"[0-9０-９a-z一-鿿]")
_TELEPHONE = re.compile(r"\b(?:tel|phone|telephone|fax|hotline|mobile)\b|电话|手机|热线|传真|致电")


@dataclass(frozen=True)
class Told:
    """A difference with the family of checks that tells it."""

    family: str
    difference: Difference


def figure_differences(reader: FigureReader, pair: Pair) -> list[Told]:
    """Every difference of figures of a pair; read once for numbers and dates."""
    key = ("figure differences", pair.target.text, pair.target.language)
    told = pair.source.kept.get(key)
    if told is None:
        told = pair.source.kept[key] = list(_Matching(reader, pair).told())
    return told


class _Matching:
    """The figures of a pair being matched."""

    def __init__(self, reader: FigureReader, pair: Pair) -> None:
        self.pair, self.reader = pair, reader
        self.source, self.target = reader.read(pair.source), reader.read(pair.target)

    def told(self) -> Iterator[Told]:
        """Names first; the figures of names that are only translated answer numbers."""
        lost_names, new_names = _names_apart(self.source.names, self.target.names)
        yield from self._bare_names(lost_names)
        yield from self._changed_names(lost_names, new_names)
        source = self.source.found + self._loose(self.pair.source, lost_names)
        target = self.target.found + self._loose(self.pair.target, new_names)
        yield from self._left(*_unmatched(source, target), source, target)

    def _left(
        self, lost: list[Figure], new: list[Figure], source: list[Figure], target: list[Figure]
    ) -> Iterator[Told]:
        """What is left without a partner and without an excuse."""
        lost, new = _without_parts(lost, new)
        new, lost = _without_parts(new, lost)
        if lost and new and self._is_telephone() and _is_regrouped(lost, new):
            lost = new = []
        lost, new = self._by_language(lost, new)
        lost, new = self.reader.converted.apart(self.pair, lost, new)
        if not new:
            lost = [one for one in lost if not self._is_excused(one, self.pair.target)]
        if not lost:
            new = [one for one in new if not self._is_excused(one, self.pair.source)]
        twice_lost = _said_again(lost, target, _shares(self.pair.source))
        twice_new = _said_again(new, source, _shares(self.pair.target))
        lost = [one for one in lost if one not in twice_lost]
        new = [one for one in new if one not in twice_new]
        yield from _paired(self.pair, lost, new, twice_lost, twice_new)

    def _is_excused(self, one: Figure, other: Side) -> bool:
        """Whether the other side may say it in a name, in another unit, or by no number."""
        if not one.is_amount and not one.role:
            figures = self.target if other is self.pair.target else self.source
            named = {value for name in figures.names for value in self._figures_of(name)}
            if any(plain(value) in one.senses for value in named):
                return True
            if plain(Decimal(1)) in one.senses:
                return self.reader.words.may_say("one", other)
        if self.reader.converted.is_said(self.pair, one, is_source=other is self.pair.target):
            return True
        return plain(Decimal(0)) in one.senses and self.reader.words.may_say("none", other)

    def _figures_of(self, name: Named) -> tuple[Decimal, ...]:
        return (*name.figures, *self.reader.words.other_figures.get(name.key, ()))

    def _loose(self, side: Side, names: Sequence[Named]) -> list[Figure]:
        """The figures of names without a partner: they may answer, none must answer them."""
        return [
            Figure(side.span(one.start, one.end), frozenset({plain(value)}), is_required=False)
            for one in names
            for value in self._figures_of(one)
        ]

    def _is_telephone(self) -> bool:
        return bool(_TELEPHONE.search(self.pair.source.folded))

    def _by_language(
        self, lost: list[Figure], new: list[Figure]
    ) -> tuple[list[Figure], list[Figure]]:
        """Beside a language whose words are not read, only figures in digits are known."""
        if self.pair.source.language not in ("en", "zh"):
            new = [one for one in new if not one.is_word and not _is_small(one)]
        if self.pair.target.language not in ("en", "zh"):
            lost = [one for one in lost if not one.is_word and not _is_small(one)]
        return lost, new

    def _bare_names(self, lost: list[Named]) -> Iterator[Told]:
        """Names of which the target has the letters without their figures."""
        for one in lost:
            letters = one.letters.rstrip("#")
            if "#" in letters or len(letters) < 2 or one.letters == letters:
                continue
            bare = re.compile(rf"(?<![a-z]){re.escape(letters)}(?!\s?-?\s?\d|-?[a-z])")
            found = bare.search(self.pair.target.folded)
            if found and not bare.search(self.pair.source.folded):
                span = self.pair.target.span(*found.span())
                source = self.pair.source.span(one.start, one.end)
                yield Told("numbers", Difference(
                    code="numbers.missing", effect="block", source=source, target=span,
                    meant=source.text, says=span.text,
                ))  # fmt: skip

    def _changed_names(self, lost: list[Named], new: list[Named]) -> Iterator[Told]:
        """Names of the same letters with other figures."""
        for one in new:
            others = [name for name in self.source.names if _is_like(name, one)]
            gone = [name for name in lost if _is_like(name, one)]
            gone = [name for name in gone if not _is_listed(self.target, name, one)]
            if any(name.key == one.key for name in others):
                others = [
                    name for name in gone if all(t.key != name.key for t in self.target.names)
                ]
            others = [name for name in others if name.key != one.key]
            if others and not _is_listed(self.source, one, others[0]):
                yield _told_name(self.pair, (gone or others)[0], one)


def _unmatched(
    source: Sequence[Figure], target: Sequence[Figure]
) -> tuple[list[Figure], list[Figure]]:
    """Those without a partner: parts of dates look for their like first, numbers for numbers."""
    lost, new = unmatched(source, target, _agree_in_role)
    if lost or new:
        lost, new = unmatched(
            [*lost, *(one for one in source if not one.is_required)],
            [*new, *(one for one in target if not one.is_required)],
            agree,
        )
    return [one for one in lost if isinstance(one, Figure)], [
        one for one in new if isinstance(one, Figure)
    ]


def _agree_in_role(one: Mention, other: Mention) -> bool:
    is_like = isinstance(one, Figure) and isinstance(other, Figure) and one.role == other.role
    return is_like and agree(one, other)


def _is_like(one: Named, other: Named) -> bool:
    """Whether two names are told apart by their figures only (CA19-9, CA9; but CA199 is one)."""
    if one.letters == other.letters:
        return True
    bare = (one.letters.rstrip("#-"), other.letters.rstrip("#-"))
    digits = ["".join(map(str, each.figures)) for each in (one, other)]
    return bare[0] == bare[1] and len(bare[0]) > 1 and digits[0] != digits[1]


def _is_listed(figures: Figures, name: Named, other: Named) -> bool:
    """Whether a side says a name by its figures only, behind one like it ('IL-6 and 8')."""
    ends = [one.end for one in figures.names if _is_like(one, name)]
    near = [one for one in figures.found if any(0 <= one.span.start - end < 15 for end in ends)]
    own = [value for value in name.figures if value not in other.figures]
    if not own:
        return False
    return all(any(plain(value) in one.senses for one in near) for value in own)


def _said_again(
    left: Sequence[Figure], others: Sequence[Figure], shares: frozenset[Hashable]
) -> list[Figure]:
    """Those that the other side says too, though not as often, and that may be said so."""
    return [
        one
        for one in left
        if (_may_go(one) or not shares.isdisjoint(one.senses))
        and any(is_again(one, other) for other in others)
    ]


def _shares(side: Side) -> frozenset[Hashable]:
    """Numbers that a share in brackets says once more: '3枚阳性(3/20)'."""
    if "/" not in side.folded:
        return frozenset()
    shares = _SHARE.finditer(side.folded)
    return frozenset(plain(Decimal(one)) for share in shares for one in share.groups())


def _may_go(one: Figure) -> bool:
    """Whether a translation may say it once less or more: dates, Roman numerals, one and two."""
    is_small = any(plain(Decimal(value)) in one.senses for value in (1, 2))
    return bool(one.role) or (one.is_word and is_small) or not _SIGNED.search(one.span.text)


def _is_small(one: Figure) -> bool:
    return one.role == "month" or any(plain(Decimal(at)) in one.senses for at in range(13))


def _told_name(pair: Pair, before: Named, one: Named) -> Told:
    source, target = (
        pair.source.span(before.start, before.end),
        pair.target.span(one.start, one.end),
    )
    return Told("numbers", Difference(
        code="numbers.differs", effect="block", source=source, target=target,
        meant=source.text, says=target.text,
    ))  # fmt: skip


def _names_apart(
    source: Sequence[Named], target: Sequence[Named]
) -> tuple[list[Named], list[Named]]:
    """The names of each side that the other has not as often."""
    left = [one.key for one in target]
    lost = []
    for one in source:
        if one.key in left:
            left.remove(one.key)
        else:
            lost.append(one)
    new = []
    for one in reversed(target):
        if one.key in left:
            left.remove(one.key)
            new.append(one)
    return lost, new[::-1]


def _is_regrouped(lost: Sequence[Figure], new: Sequence[Figure]) -> bool:
    """Whether what is left are the same digits in other groups, as telephone numbers are."""
    ours, theirs = (re.sub(r"\D", "", "".join(o.span.text for o in left)) for left in (lost, new))
    return ours == theirs and len(ours) > 6


def _without_parts(
    wholes: Sequence[Figure], others: Sequence[Figure]
) -> tuple[list[Figure], list[Figure]]:
    """Both lists without what one says whole and the other in parts ('1/2' and 'one of two')."""
    left, free = [], list(others)
    for one in wholes:
        used: list[Figure] = []
        for part in one.parts:
            match = next((o for o in free if o not in used and plain(part) in o.senses), None)
            if match is not None:
                used.append(match)
        if one.parts and len(used) == len(one.parts):
            free = [other for other in free if other not in used]
        else:
            left.append(one)
    return left, free


def _paired(
    pair: Pair, lost: list[Figure], new: list[Figure],
    twice_lost: list[Figure], twice_new: list[Figure],
) -> Iterator[Told]:  # fmt: skip
    """Changed ones, each with the other side's of the same role where there is one."""
    new, twice_new = list(new), list(twice_new)
    for one in [*lost, *twice_lost]:
        is_twice = one in twice_lost
        other = _partner(one, new) or (None if is_twice else _partner(one, twice_new))
        if other is None and (is_twice or one.role in SOFT):
            continue
        if other is not None:
            (new if other in new else twice_new).remove(other)
        yield _told(one, other, is_light=other is None and _is_light(one, pair.target))
    for other in new:
        if other.role not in SOFT:
            yield _told(None, other, is_light=_is_light(other, pair.source))


def _partner(one: Figure, others: Sequence[Figure]) -> Figure | None:
    same = [other for other in others if other.role == one.role]
    if same or one.role in SOFT:
        return same[0] if same else None
    return next((other for other in others if other.role not in SOFT), None)


def _is_light(one: Figure, beside: Side) -> bool:
    return one.is_light and not _SAYS_ONE[beside.is_chinese].search(beside.folded)


def _told(one: Figure | None, other: Figure | None, *, is_light: bool = False) -> Told:
    roles = {each.role for each in (one, other) if each}
    family = "dates" if roles & DATED else "numbers"
    what = "differs" if one and other else "missing" if one else "added"
    return Told(family, Difference(
        code=f"{family}.{what}", effect="advise" if is_light else "block",
        source=one.span if one else None, target=other.span if other else None,
        meant=one.sense if one else "", says=other.sense if other else "",
    ))  # fmt: skip
