"""Whether both sides name the same drugs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from huizhen.core.language.checks.checker import Check, Packs
from huizhen.core.language.checks.difference import Difference, Effect
from huizhen.core.language.checks.drug_aliases import Aliases
from huizhen.core.language.checks.drug_names import drug_names
from huizhen.core.language.checks.drug_sounds import Sounds
from huizhen.core.language.checks.drug_stems import Stemmed, Stems
from huizhen.core.language.checks.pair import Pair, Side

_CODE = "drug"
_OPENS = re.compile(r"(?:-?[a-z])?\s?\(")
_SAME = 0.05
"""From here the rest of two names of one class is one name."""
_OTHER = -0.2
"""Below this it is surely another name; between the two nobody knows."""


@dataclass(frozen=True)
class Part:
    """One substance that a side names, at its first place."""

    side: Side
    start: int
    end: int
    senses: frozenset[str]
    name: str
    is_weak: bool


class DrugCheck:
    """Compares the drugs of two sides as sets: a translation may name one again or say 'it'."""

    def __init__(self, packs: Packs) -> None:
        self._names = drug_names(packs)
        sounds = Sounds(packs.checks.rows("drug_sounds.tsv"))
        self._stems = Stems(packs.checks.rows("drug_stems.tsv"), sounds)
        self._aliases = Aliases(self._names, self._stems, sounds)

    def __call__(self, pair: Pair) -> Iterator[Difference]:
        """Drugs of one side that the other does not name."""
        if {pair.source.language, pair.target.language} != {"en", "zh"}:
            return
        source, target = self._parts(pair.source), self._parts(pair.target)
        told = list(self._listed(pair, source, target))
        yield from told or _wrongly_bracketed(source, target)
        yield from self._unlisted(pair)

    def _parts(self, side: Side) -> list[Part]:
        return [
            Part(
                side, named.start, named.end, senses, named.substance.head(at),
                named.substance.is_weak,
            )
            for named in self._names.named(side)
            for at, senses in enumerate(named.substance.parts)
        ]  # fmt: skip

    def _listed(
        self, pair: Pair, source: Sequence[Part], target: Sequence[Part]
    ) -> Iterator[Difference]:
        lost, new = _unanswered(source, target), _unanswered(target, source)
        lost_known = [(part, self._aliases.effect(part, pair.target)) for part in lost]
        new_known = [(part, self._aliases.effect(part, pair.source)) for part in new]
        told = [(part, how) for part, how in lost_known if how]
        gained = [(part, how) for part, how in new_known if how]
        if not told and not gained:
            yield from _exchanged(source, target)
            yield from self._weak_exchanged(pair, source, target)
        for one, other in zip_longest(told, gained):
            yield _difference(one, other)

    def _weak_exchanged(
        self, pair: Pair, source: Sequence[Part], target: Sequence[Part]
    ) -> Iterator[Difference]:
        """Names that need not be said each, one for the other: an interferon, an interleukin."""
        lost = [part for part in _unsaid(source, target) if self._aliases.effect(part, pair.target)]
        new = [part for part in _unsaid(target, source) if self._aliases.effect(part, pair.source)]
        less = lost or (new and _less_often(source, target))
        more = new or (lost and _less_often(target, source))
        if less and more:
            yield _difference((less[0], "block"), (more[0], "block"))

    def _unlisted(self, pair: Pair) -> Iterator[Difference]:
        """Words that look like drugs, of either side, that the other side does not say."""
        latin, chinese = pair.source, pair.target
        if latin.is_chinese:
            latin, chinese = chinese, latin
        words = self._free(latin, self._stems.latin(latin))
        kept = {word.word for word in self._stems.latin(chinese)}
        words = [word for word in words if word.word not in kept]
        signs = self._free(chinese, self._stems.chinese(chinese))
        used: set[Stemmed | None] = set()
        for word in words:
            found = self._word_against(word, signs, chinese)
            if found:
                effect, sign = found
                used.add(sign)
                yield _told_of(pair, word, sign, effect)
        for sign in signs:
            if sign not in used and sign.rest and not self._aliases.is_written(sign, latin):
                yield _told_of(pair, None, sign, "block")

    def _free(self, side: Side, words: Iterable[Stemmed]) -> list[Stemmed]:
        """Words that no listed name covers, each once."""
        named = [(one.start, one.end) for one in self._names.covered(side)]
        free: dict[str, Stemmed] = {}
        for word in words:
            if not any(start < word.end and word.end - 1 < end for start, end in named):
                free.setdefault(word.word, word)
        return list(free.values())

    def _word_against(
        self, word: Stemmed, signs: Sequence[Stemmed], side: Side
    ) -> tuple[Effect, Stemmed | None] | None:
        """What to tell of a Latin word that has a stem; nothing when the other side says it."""
        alike = [sign for sign in signs if not word.classes.isdisjoint(sign.classes)]
        best = max(alike, key=lambda sign: self._stems.likeness(word, sign), default=None)
        score = self._stems.likeness(word, best) if best else -1.0
        if score >= _SAME or self._aliases.is_heard(word.word, side):
            return None
        effect: Effect = "block" if score < _OTHER else "advise"
        return effect, best or (signs[0] if len(signs) == 1 else None)


def _unanswered(parts: Sequence[Part], other: Sequence[Part]) -> list[Part]:
    """The first place of every substance that must be on the other side and is not."""
    lost: list[Part] = []
    for part in parts:
        if part.is_weak or any(not part.senses.isdisjoint(one.senses) for one in other):
            continue
        if not any(part.name == one.name for one in lost):
            lost.append(part)
    return lost


def _unsaid(parts: Sequence[Part], other: Sequence[Part]) -> list[Part]:
    """Parts of which the other side has no sense, whether it must say them or not."""
    said = {sense for part in other for sense in part.senses}
    return [part for part in parts if part.senses.isdisjoint(said)]


def _less_often(parts: Sequence[Part], other: Sequence[Part]) -> list[Part]:
    """Parts that the other side names, and fewer times."""
    had, has = (Counter(part.name for part in some) for some in (parts, other))
    return [part for part in parts if 0 < has[part.name] < had[part.name]]


def _exchanged(source: Sequence[Part], target: Sequence[Part]) -> Iterator[Difference]:
    """One drug named less often and another one more: one stands in the place of the other."""
    had, has = (Counter(part.name for part in parts) for parts in (source, target))
    less, more = list((had - has).elements()), list((has - had).elements())
    if less and more and less[0] in has and more[0] in had:
        one = next(part for part in source if part.name == less[0])
        other = next(part for part in reversed(target) if part.name == more[0])
        yield _difference((one, "block"), (other, "block"))


def _wrongly_bracketed(source: Sequence[Part], target: Sequence[Part]) -> Iterator[Difference]:
    """A name with another drug in its brackets, as 'mitomycin (5-FU)', on one side only."""
    here, there = _bracketed_others(source), _bracketed_others(target)
    if there and not here:
        yield _difference(None, (there[0], "block"))
    elif here and not there:
        yield _difference((here[0], "block"), None)


def _bracketed_others(parts: Sequence[Part]) -> list[Part]:
    found = []
    for one, other in pairwise(sorted(parts, key=lambda part: part.start)):
        text = one.side.folded
        closes = text[other.end : other.end + 1] == ")"
        is_in_brackets = closes and _OPENS.fullmatch(text, one.end, other.start)
        if is_in_brackets and one.senses.isdisjoint(other.senses):
            found.append(other)
    return found


def _difference(one: tuple[Part, Effect] | None, other: tuple[Part, Effect] | None) -> Difference:
    kind = "differs" if one and other else "missing" if one else "added"
    effects = {told[1] for told in (one, other) if told}
    return Difference(
        code=f"{_CODE}.{kind}",
        effect="block" if "block" in effects else "advise",
        source=one[0].side.span(one[0].start, one[0].end) if one else None,
        target=other[0].side.span(other[0].start, other[0].end) if other else None,
        meant=one[0].name if one else "",
        says=other[0].name if other else "",
    )


def _told_of(pair: Pair, word: Stemmed | None, sign: Stemmed | None, effect: Effect) -> Difference:
    source, target = (sign, word) if pair.source.is_chinese else (word, sign)
    kind = "differs" if source and target else "missing" if source else "added"
    return Difference(
        code=f"{_CODE}.{kind}",
        effect=effect,
        source=pair.source.span(source.start, source.end) if source else None,
        target=pair.target.span(target.start, target.end) if target else None,
        meant=source.word if source else "",
        says=target.word if target else "",
    )


def build(packs: Packs) -> Check:
    """The check of drug names."""
    return DrugCheck(packs)
