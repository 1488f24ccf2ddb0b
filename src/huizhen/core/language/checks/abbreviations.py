"""Abbreviations of several senses: the sense that the text around them tells, and no other.

An abbreviation is read in capitals, as a word of its own. Where it is kept as it is, nothing can
be wrong; where it is written out, what stands around it on its own side has to allow the sense
(traps of the clinical content, section 6.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from huizhen.core.language.checks.checker import Check, Packs, Sift
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.pair import Pair, Side, Span
from huizhen.core.language.checks.words import WordFinder

_LETTERS = {"en", "zh"}
_ANY_CASE = frozenset(("CR",))
"""Written 'Cr' as well: the case tells the sense, as far as people keep to it."""


@dataclass(frozen=True)
class _Meant:
    """An abbreviation where it stands, and its senses as far as the words around it tell."""

    start: int
    end: int
    name: str
    senses: frozenset[str]
    """Those that the context points to; all of them where it points to none."""
    is_told: bool


class Abbreviations:
    """Finds abbreviations of several senses and the words by which each sense is written out."""

    def __init__(self, rows: Iterable[Mapping[str, str]]) -> None:
        self._senses: dict[str, dict[str, tuple[str, ...]]] = {}
        forms: dict[str, set[tuple[str, str]]] = {}
        contexts: dict[str, set[tuple[str, str]]] = {}
        for row in rows:
            name, sense = row["abbreviation"], row["sense"]
            listed = tuple(row["forms"].split(";"))
            self._senses.setdefault(name, {})[sense] = listed
            for words, found in ((listed, forms), (row["context"].split(";"), contexts)):
                for word in words:
                    found.setdefault(word, set()).add((name, sense))
        self._forms = WordFinder((word, frozenset(of)) for word, of in forms.items())
        self._contexts = WordFinder((word, frozenset(of)) for word, of in contexts.items())
        names = "|".join(sorted(self._senses, key=len, reverse=True))
        self._pattern = re.compile(
            rf"(?<![A-Za-z0-9\-/+.])(?:{names}|Cr)(?![A-Za-z0-9/+]|[ -]?\d+-\d|-[A-Z0-9])"
        )

    def in_side(self, side: Side) -> list[_Meant]:
        """The abbreviations of a side with what the words around them tell."""
        found: list[_Meant] | None = side.kept.get(_Meant)
        if found is None:
            found = side.kept[_Meant] = list(self._read(side))
        return found

    def _read(self, side: Side) -> Iterator[_Meant]:
        places = list(self._pattern.finditer(side.narrow))
        if not places:
            return
        told = {pair for hit in self._contexts.hits(side) for pair in hit.value}
        told |= self.written_out(side)
        for place in places:
            name = place.group().upper()
            if name in self._senses and (name not in _ANY_CASE or place.group() in ("CR", "Cr")):
                yield self._meant(place, name, told)

    def _meant(self, place: re.Match[str], name: str, told: set[tuple[str, str]]) -> _Meant:
        senses = frozenset(sense for of, sense in told if of == name)
        if place.group() == "Cr":
            senses = frozenset(("creatinine",))
        every = frozenset(self._senses[name])
        return _Meant(place.start(), place.end(), name, senses or every, bool(senses))

    def written_out(self, side: Side) -> set[tuple[str, str]]:
        """Abbreviation and sense of every form of a sense in the side."""
        return {pair for hit in self._forms.hits(side) for pair in hit.value}

    def forms_in(self, side: Side, name: str, sense: str) -> list[Span]:
        """Where the side writes a sense out."""
        hits = self._forms.hits(side)
        return [side.span(hit.start, hit.end) for hit in hits if (name, sense) in hit.value]

    def __call__(self, pair: Pair) -> Iterator[Difference]:
        """Abbreviations that are written out in a sense which the text around them excludes."""
        if not {pair.source.language, pair.target.language} <= _LETTERS:
            return
        yield from self._against(pair, pair.source, pair.target)
        yield from self._against(pair, pair.target, pair.source)

    def _against(self, pair: Pair, side: Side, other: Side) -> Iterator[Difference]:
        meant = self.in_side(side)
        if not meant:
            return
        kept = {one.name for one in self.in_side(other)}
        out, own = self.written_out(other), self.written_out(side)
        for one in meant:
            there = {sense for name, sense in out if name == one.name}
            here = {sense for name, sense in own if name == one.name}
            if one.name in kept or there <= here or there & one.senses or not one.is_told:
                continue
            for sense in sorted(there - here):
                yield _difference(pair, side, one, self.forms_in(other, one.name, sense)[0], sense)


def _difference(pair: Pair, side: Side, one: _Meant, said: Span, sense: str) -> Difference:
    span, meant = side.span(one.start, one.end), " / ".join(sorted(one.senses))
    is_forward = side is pair.source
    return Difference(
        code="abbreviation.sense",
        effect="block",
        source=span if is_forward else said,
        target=said if is_forward else span,
        meant=meant if is_forward else sense,
        says=sense if is_forward else meant,
    )


def build(packs: Packs) -> Check:
    """The check of the product."""
    return Abbreviations(packs.checks.rows("abbreviations.tsv"))


def beside_abbreviations(packs: Packs) -> Sift:
    """Takes out what only says that a term is written out here and abbreviated there."""
    known = Abbreviations(packs.checks.rows("abbreviations.tsv"))

    def sift(pair: Pair, told: list[Difference]) -> Iterator[Difference]:
        explained = [
            *_explained(known, pair.source, pair.target),
            *_explained(known, pair.target, pair.source),
        ]
        for one in told:
            alone = one.source if one.target is None else one.target if one.source is None else None
            if alone is None or not any(_overlap(alone, span) for span in explained):
                yield one

    return sift


def _explained(known: Abbreviations, side: Side, other: Side) -> Iterator[Span]:
    for one in known.in_side(side):
        for sense in one.senses:
            yield from known.forms_in(other, one.name, sense)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
