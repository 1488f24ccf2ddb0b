"""Words of a list that turn what is said, and how those of two sides answer each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from huizhen.core.content import Pack
from huizhen.core.language.checks.pair import Pair, Side
from huizhen.core.language.checks.phrases import PhraseFinder, tokens
from huizhen.core.language.checks.sentences import stretches
from huizhen.core.language.checks.words import WordFinder

TERM = "="
"""Begins a sense that is a term of its own ('=await'): it is answered before any other."""
PLAIN = "no"
"""The sense that every plain negation shares: it answers only when nothing nearer does."""


@dataclass(frozen=True)
class Cue:
    """A word that turns what is said, or may."""

    start: int
    end: int
    senses: frozenset[str]
    is_required: bool
    """Whether the other side must answer it; one that need not be may still answer."""
    is_made: bool = False
    """A word that plainly denies by its making ('unverified'): something has to answer it."""

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands."""
        return self.start, self.end


@dataclass(frozen=True)
class Listed:
    """A row of a word list."""

    senses: frozenset[str]
    role: str
    """`must`: the other side has to answer; `some`: something of it has to, in whatever words;
    `may`: it can answer; `hide`: it is nothing."""

    def cue(self, start: int, end: int) -> Cue:
        """The cue of this row at a place."""
        return Cue(start, end, self.senses, self.role == "must", self.role == "some")


Term = tuple[str, str, frozenset[str]]
"""Language, name, and senses of a name that answers its own translation."""


class CueWords:
    """The words of a file of the checks' pack: columns language, form, sense, role."""

    def __init__(self, checks: Pack, file: str, terms: Iterable[Term] = ()) -> None:
        """`terms` come before the rows of the file."""
        forms: dict[str, list[tuple[str, Listed]]] = {"en": [], "zh": []}
        for language, form, senses in terms:
            forms[language].append((form, Listed(senses, "may")))
        for row in checks.rows(file):
            value = Listed(frozenset(row["sense"].split()), row["role"])
            forms[row["language"]].append((row["form"], value))
        self._english, self._chinese = PhraseFinder(forms["en"]), WordFinder(forms["zh"])
        self.english_forms = frozenset(form for form, _ in forms["en"])

    def __call__(self, side: Side) -> Iterator[Cue]:
        """The cues of the side in its order."""
        if not side.is_chinese:
            words = tokens(side)
            for at, size, value in self._english.places(side):
                if value.role != "hide":
                    start, end = words[at].start, words[at + size - 1].end
                    yield value.cue(start, end)
            return
        for hit in self._chinese.hits(side):
            if hit.value.role != "hide":
                yield hit.value.cue(hit.start, hit.end)


Pass = tuple[tuple[bool, bool], frozenset[str]]
"""Which cues are paired (required in source, in target), and the senses that do not count yet."""


def passes(common: frozenset[str]) -> tuple[Pass, ...]:
    """Cues are paired by a sense of their own first, then by what many unlike words share.

    Words that need no answer are paired with their like early, so that none is left over to
    answer for a word that was lost.
    """
    every = frozenset[str]()
    return (
        ((True, True), common),
        ((False, False), common),
        ((True, True), every),
        ((True, False), common),
        ((False, True), common),
        ((True, False), every),
        ((False, True), every),
    )


_PLAIN = frozenset((PLAIN,))
_VAGUE = frozenset((PLAIN, "un", "few", "until", "limit", "instead"))
_PLAINLY: tuple[Pass, ...] = (
    ((True, True), _VAGUE),
    ((False, False), _VAGUE),
    ((True, False), _VAGUE),
    ((False, True), _VAGUE),
    ((True, True), _PLAIN),
    ((False, False), _PLAIN),
    ((True, True), frozenset()),
    ((True, False), _PLAIN),
    ((False, True), _PLAIN),
    ((True, False), frozenset()),
    ((False, True), frozenset()),
)
"""How negations are paired: what a word says more than that it negates counts first, so that
'avoid' is 避免 and no 'not' is answered by it while 不 is there."""
_ANY = ((True, True), (True, False), (False, True), (False, False))


def unpaired(
    source: Sequence[Cue], target: Sequence[Cue], order: Sequence[Pass] = _PLAINLY
) -> tuple[list[Cue], list[Cue]]:
    """The cues of each side that nothing on the other answers, required or not."""
    here, there = list(source), list(target)
    if not here or not there:
        return here, there
    for needs in _ANY:
        _pair_off(here, there, needs, _terms)
    for needs, aside in order:
        _pair_off(here, there, needs, partial(_but, aside))
    return here, there


def paired_alike(
    pair: Pair,
    source: Sequence[Cue],
    target: Sequence[Cue],
    order: Sequence[Pass] = _PLAINLY,
) -> tuple[list[Cue], list[Cue]]:
    """The unpaired cues of source and target, the same whichever of the two is the Chinese.

    Where both texts have as many sentences, cues answer within their sentence first, so that a
    word left over in one does not stand for a word lost in another.
    """
    here, there = unpaired_in_sentences(pair, source, target, order)
    lost, new = unpaired(required(here), required(there), order)
    return (
        [*lost, *(cue for cue in here if not cue.is_required)],
        [*new, *(cue for cue in there if not cue.is_required)],
    )


def unpaired_in_sentences(
    pair: Pair,
    source: Sequence[Cue],
    target: Sequence[Cue],
    order: Sequence[Pass] = _PLAINLY,
) -> tuple[list[Cue], list[Cue]]:
    """The cues that nothing in the sentence over against theirs answers."""
    here: list[Cue] = []
    there: list[Cue] = []
    for start, end, target_start, target_end in stretches(pair):
        some = [cue for cue in source if start <= cue.start < end]
        others = [cue for cue in target if target_start <= cue.start < target_end]
        if pair.source.is_chinese:
            right, left = unpaired(others, some, order)
        else:
            left, right = unpaired(some, others, order)
        here.extend(left)
        there.extend(right)
    return here, there


def required(cues: Sequence[Cue]) -> list[Cue]:
    """Those of the cues that the other side has to answer."""
    return [cue for cue in cues if cue.is_required]


def _terms(senses: frozenset[str]) -> frozenset[str]:
    return frozenset(sense for sense in senses if sense[0] == TERM)


def _but(aside: frozenset[str], senses: frozenset[str]) -> frozenset[str]:
    return senses - aside


def _pair_off(
    source: list[Cue],
    target: list[Cue],
    needs: tuple[bool, bool],
    counting: Callable[[frozenset[str]], frozenset[str]],
) -> None:
    """Takes out of both lists, in order, what shares a sense that counts."""
    for one in [cue for cue in source if cue.is_required == needs[0]]:
        fit = [
            other
            for other in target
            if other.is_required == needs[1] and counting(one.senses & other.senses)
        ]
        if fit:
            source.remove(one)
            target.remove(max(fit, key=lambda other: _likeness(one, other)))


def _likeness(one: Cue, other: Cue) -> float:
    return len(one.senses & other.senses) / len(one.senses | other.senses)
