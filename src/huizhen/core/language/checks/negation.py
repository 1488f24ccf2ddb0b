"""Negations of both sides: one dropped, one added, one turned.

What plainly negates ('not', 'denies', 未见) must be answered by a negation of the other side.
What negates by its making or by the way ('unstable', 'rarely', 不稳定, 避免) need not be answered,
yet may answer; such words are paired with their like first, so that they do not hide a loss.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from huizhen.core.content import Pack
from huizhen.core.language.checks.anchors import findings
from huizhen.core.language.checks.checker import Packs
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.pair import Pair, Side
from huizhen.core.language.checks.phrases import PhraseFinder, Token, tokens
from huizhen.core.language.checks.polarity import denied_items, is_denial, said
from huizhen.core.language.checks.words import WordFinder

_PLAIN = "no"
_BOUNDS = frozenset(("exceed", "more", "less", "fewer", "longer", "later", "greater", "higher"))
_SENTENCE_END = re.compile(r"[。；;？?!\n]|\.(?!\d)")
_UN = re.compile(r"un(?!der|it|iq|iv|if|io|til|to|an|less|cles?$)[a-z]{4,}$")
_NON = re.compile(r"non[a-z]{4,}$")


@dataclass(frozen=True)
class Cue:
    """A word that negates, or may."""

    start: int
    end: int
    senses: frozenset[str]
    is_required: bool

    @property
    def kinds(self) -> frozenset[str]:
        """Its senses apart from the plain one."""
        return self.senses - {_PLAIN}


@dataclass(frozen=True)
class _Listed:
    senses: frozenset[str]
    role: str


class CueReader:
    """Reads the cues of an English or Chinese side from `negation_words.tsv`."""

    def __init__(self, checks: Pack) -> None:
        forms: dict[str, list[tuple[str, _Listed]]] = {"en": [], "zh": []}
        for row in checks.rows("negation_words.tsv"):
            value = _Listed(frozenset(row["sense"].split()), row["role"])
            forms[row["language"]].append((row["form"], value))
        self._english = PhraseFinder(forms["en"])
        self._known = {form for form, _ in forms["en"]}
        self._chinese = WordFinder(forms["zh"])

    def __call__(self, side: Side) -> list[Cue]:
        """The cues of the side in its order."""
        found: list[Cue] | None = side.kept.get("negation cues")
        if found is None:
            found = sorted(self._read(side), key=lambda cue: cue.start)
            side.kept["negation cues"] = found
        return found

    def _read(self, side: Side) -> Iterator[Cue]:
        if side.is_chinese:
            for hit in self._chinese.hits(side):
                if hit.value.role != "hide":
                    is_required = hit.value.role == "must"
                    yield Cue(hit.start, hit.end, hit.value.senses, is_required)
            return
        yield from self._english_cues(side)
        yield from self._made(side)

    def _english_cues(self, side: Side) -> Iterator[Cue]:
        words = tokens(side)
        untils = [at for at, token in enumerate(words) if token.word in ("until", "till")]
        for at, size, value in self._english.places(words):
            if value.role == "hide" or _is_number_sign(words, at):
                continue
            senses, is_required = value.senses, value.role == "must"
            if is_required and any(at < until < at + 40 for until in untils):
                senses |= {"until"}
            if is_required and any(t.word in _BOUNDS for t in words[at + size : at + size + 4]):
                senses |= {"limit"}
            yield Cue(words[at].start, words[at + size - 1].end, senses, is_required)

    def _made(self, side: Side) -> Iterator[Cue]:
        """Words that negate by their first letters, known or not."""
        before = ""
        for token in tokens(side):
            if token.word == "free" and before == "-":
                yield Cue(token.start, token.end, frozenset(("un", _PLAIN)), False)
            before = token.word
            if token.word[:2] not in ("un", "no") or token.word in self._known:
                continue
            if _UN.match(token.word):
                yield Cue(token.start, token.end, frozenset(("un", _PLAIN)), False)
            elif _NON.match(token.word):
                yield Cue(token.start, token.end, frozenset(("non", _PLAIN)), True)


def _is_number_sign(words: list[Token], at: int) -> bool:
    """Whether this is the 'No.' of 'No. 5'."""
    if words[at].word != "no":
        return False
    after = [token.word for token in words[at + 1 : at + 3]]
    return after[:1] == ["."] and after[1:2] != [] and after[1].isdigit()


def _paired_off(
    source: list[Cue], target: list[Cue], *, required: tuple[bool, bool], by_kind: bool
) -> None:
    """Takes out of both lists, in order, what answers each other."""
    for one in [cue for cue in source if cue.is_required == required[0]]:
        for other in target:
            if other.is_required != required[1]:
                continue
            shared = one.senses & other.senses
            if (shared - {_PLAIN}) if by_kind else (_PLAIN in shared):
                source.remove(one)
                target.remove(other)
                break


def unanswered(source: Iterable[Cue], target: Iterable[Cue]) -> tuple[list[Cue], list[Cue]]:
    """The required cues of each side that nothing on the other answers."""
    here, there = list(source), list(target)
    for required, by_kind in (
        ((True, True), True),
        ((False, False), True),
        ((True, True), False),
        ((True, False), True),
        ((False, True), True),
        ((True, False), False),
        ((False, True), False),
    ):
        _paired_off(here, there, required=required, by_kind=by_kind)
    return ([c for c in here if c.is_required], [c for c in there if c.is_required])


class Negation:
    """The check of plain negations, by their number and by the findings they deny."""

    def __init__(self, packs: Packs) -> None:
        self._read = CueReader(packs.checks)
        self._findings = findings(packs.terms)

    def __call__(self, pair: Pair) -> Iterator[Difference]:
        """Negations lost and added, findings denied on one side and stated on the other."""
        if {pair.source.language, pair.target.language} != {"en", "zh"}:
            return
        source, target = self._read(pair.source), self._read(pair.target)
        lost, new = unanswered(source, target)
        if lost or new:
            lost = without_repeats(pair.source, source, lost, pair.target, target)
            new = without_repeats(pair.target, target, new, pair.source, source)
        for cue in lost:
            span = pair.source.span(cue.start, cue.end)
            yield Difference(code="negation.missing", effect="block", source=span, meant="negated")
        for cue in new:
            span = pair.target.span(cue.start, cue.end)
            yield Difference(code="negation.added", effect="block", target=span, says="negated")
        if not lost and not new and (source or target):
            yield from self._turned(pair, source, target)

    def _turned(self, pair: Pair, source: list[Cue], target: list[Cue]) -> Iterator[Difference]:
        here, there = self._findings(pair.source), self._findings(pair.target)
        shared = {one.concept for one in here} & {one.concept for one in there}
        if not shared:
            return
        in_source = said(pair.source, _places(source), here)
        in_target = said(pair.target, _places(target), there)
        for one in here:
            meant, says = in_source.get(one.concept), in_target.get(one.concept)
            if meant is None or says is None or meant == says:
                continue
            other = next(anchor for anchor in there if anchor.concept == one.concept)
            yield Difference(
                code="negation.differs", effect="block",
                source=pair.source.span(one.start, one.end),
                target=pair.target.span(other.start, other.end),
                meant="present" if meant else "absent", says="present" if says else "absent",
            )  # fmt: skip


def without_repeats(
    side: Side, cues: list[Cue], extra: list[Cue], other: Side, others: list[Cue]
) -> list[Cue]:
    """The extra cues but those that only repeat a denial which the other side says once.

    'No fever, chills or cough' is 无发热、无寒战、无咳嗽 as well: the lists are of one length.
    """
    repeats = [cue for cue in extra if _repeats(side, cues, cue)]
    if not repeats or not any(is_denial(other, (c.start, c.end)) for c in others):
        return extra
    if denied_items(side, _places(cues)) != denied_items(other, _places(others)):
        return extra
    return [cue for cue in extra if cue not in repeats]


def _repeats(side: Side, cues: list[Cue], cue: Cue) -> bool:
    """Whether it denies and the cue before it in the same sentence does too."""
    before = [one for one in cues if one.end <= cue.start and one.is_required]
    if not before or not is_denial(side, (cue.start, cue.end)):
        return False
    last = before[-1]
    between = side.folded[last.end : cue.start]
    return is_denial(side, (last.start, last.end)) and not _SENTENCE_END.search(between)


def _places(cues: list[Cue]) -> list[tuple[int, int]]:
    return [(cue.start, cue.end) for cue in cues]


def build(packs: Packs) -> Negation:
    """The check over the negation words of the pack."""
    return Negation(packs)
