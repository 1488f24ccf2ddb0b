"""Negations of both sides: one dropped, one added, one turned.

What plainly negates ('not', 'denies', 未见) must be answered by a negation of the other side.
What negates by its making or by the way ('unstable', 'rarely', 不稳定, 避免) need not be answered,
yet may answer; such words are paired with their like first, so that they do not hide a loss.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from huizhen.core.content import Pack
from huizhen.core.language.checks.anchors import findings, names
from huizhen.core.language.checks.checker import Packs
from huizhen.core.language.checks.cues import (
    PLAIN,
    Cue,
    CueWords,
    Term,
    paired_alike,
    required,
    unpaired,
    unpaired_in_sentences,
)
from huizhen.core.language.checks.difference import Difference, Effect
from huizhen.core.language.checks.made_negations import MadeNegations
from huizhen.core.language.checks.pair import Pair, Side
from huizhen.core.language.checks.phrases import Token, tokens
from huizhen.core.language.checks.polarity import denied_items, is_denial, said
from huizhen.core.language.checks.sentences import stretches

_SENTENCE_END = re.compile(r"[。；;？?!\n]|\.(?!\d)")
_BOUNDS = frozenset(("exceed", "more", "less", "fewer", "longer", "later", "greater", "higher"))
_UNTIL = frozenset(("until", "till"))
_UN = re.compile(
    r"un(?!der|i(?!n|mp|mm|dent)|til|to|an|less|cles?$|esco|aids|hcr|cin|cus|cal|cov|cif|dul"
    r"|gu|veil|fold|ravel)[a-z]{4,}$"
)
"""Not 'unilateral', 'uncinate', 'undulating', 'UNESCO', 'unveiled'."""
_LESS = re.compile(r"less(?:ly|ness)?$")
_NON = re.compile(r"non[a-z]{4,}$")
_MAYBE = re.compile(r"[不未无没非否阴阳缺]|no[nt]?\b|non|\bun|\bin|with|less|free|tive\b|abs")
_OF_SEVERAL = re.compile("[与或及、]")
"""A name of several things: that 过敏与不耐受 has a denial makes none of 'allergies'."""
_RESULTS = frozenset(("positive", "negative"))
_SHORT = 90
_PROSE = 100
"""Characters beyond which an English text is running prose rather than a line of a record."""
_FAR, _NEAR = 40, 4


class CueReader:
    """Reads the negations of a side by `negation_words.tsv` and by how words are made."""

    def __init__(self, checks: Pack, terms: Iterable[Term] = ()) -> None:
        self._words = CueWords(checks, "negation_words.tsv", terms)

    def __call__(self, side: Side) -> list[Cue]:
        """The cues of the side in its order."""
        found: list[Cue] | None = side.kept.get("negation cues")
        if found is None:
            found = list(self._words(side))
            if not side.is_chinese:
                found = [cue for cue in found if not _is_number_sign(side, cue)]
                ends = {cue.end for cue in found}
                made = (cue for cue in self._made(side) if cue.end not in ends)
                found = sorted([*_bound(side, found), *made], key=lambda c: c.start)
            side.kept["negation cues"] = found
        return found

    def _made(self, side: Side) -> Iterator[Cue]:
        """Words that negate by their first letters or by '-free', known or not."""
        known, before = self._words.english_forms, ""
        for token in tokens(side):
            word, last = token[0], before
            before = word
            if word[:2] in ("un", "no"):
                if word not in known and _UN.match(word):
                    yield Cue(token.start, token.end, frozenset(("un", PLAIN)), False, True)
                elif word not in known and _NON.match(word):
                    yield Cue(token.start, token.end, frozenset(("non", PLAIN)), True)
            elif (word == "free" and last == "-") or (
                "less" in word and _LESS.search(word) and word not in known
            ):
                yield Cue(token.start, token.end, frozenset(("un", PLAIN)), False)


def _is_number_sign(side: Side, cue: Cue) -> bool:
    """Whether this is the 'No.' of 'No. 5'."""
    return side.folded[cue.start : cue.end] == "no" and bool(
        re.match(r"\.\s?\d", side.folded[cue.end : cue.end + 3])
    )


def _bound(side: Side, cues: list[Cue]) -> Iterator[Cue]:
    """The cues, with the senses that words after them lend: 'not ... until', 'not more than'."""
    words = tokens(side)
    marks = [token for token in words if token.word in _BOUNDS or token.word in _UNTIL]
    if not marks:
        yield from cues
        return
    order = {token.start: at for at, token in enumerate(words)}
    for cue in cues:
        lent = {_lent(order, cue, mark) for mark in marks} if cue.is_required else set()
        yield replace(cue, senses=cue.senses | lent - {""}) if lent - {""} else cue


def _lent(order: dict[int, int], cue: Cue, mark: Token) -> str:
    distance = order[mark.start] - order.get(cue.start, 0)
    if mark.word in _UNTIL:
        return "until" if -_FAR < distance < _FAR else ""
    return "limit" if 0 < distance <= _NEAR + 1 else ""


def _unlike(packs: Packs) -> Iterator[Term]:
    """Terms of the lexicon of which one name negates and the other does not.

    肺不张 is atelectasis, 平扫 is 'without contrast': neither is a negation lost. Where another
    name negates as the Chinese does (NSCLC, 非小细胞肺癌), only the one that does not gives way.
    """
    read = CueReader(packs.checks)
    alike: set[str] = set()
    unlike: list[tuple[str, str, list[Cue], list[Cue]]] = []
    for english, chinese in names(packs.terms):
        if not _MAYBE.search(chinese) and not _MAYBE.search(english.lower()):
            continue
        if _OF_SEVERAL.search(chinese):
            continue
        source, target = read(Side(english, "en")), read(Side(chinese, "zh"))
        if any(map(required, unpaired(source, target))):
            unlike.append((english, chinese, source, target))
        elif target:
            alike.add(chinese)
    for english, chinese, source, target in unlike:
        own: frozenset[str] = frozenset() if chinese in alike else frozenset((chinese,))
        yield "en", english, own.union(*(cue.senses for cue in (*source, *target)))
        if own:
            yield "zh", chinese, own.union(*(cue.senses for cue in target))


class Negation:
    """The check of plain negations, by their number and by the findings they deny."""

    def __init__(self, packs: Packs) -> None:
        self._read = CueReader(packs.checks, _unlike(packs))
        self._findings = findings(packs.terms, packs.checks)
        self._made = MadeNegations(packs.checks)

    def __call__(self, pair: Pair) -> Iterator[Difference]:
        """Negations lost and added, findings denied on one side and stated on the other."""
        if {pair.source.language, pair.target.language} != {"en", "zh"}:
            return
        source, target = self._read(pair.source), self._read(pair.target)
        left, right = paired_alike(pair, source, target)
        lost, new = required(left), required(right)
        if lost or new:
            lost = without_repeats(pair.source, source, lost, pair.target, target)
            new = without_repeats(pair.target, target, new, pair.source, source)
        elif left or right:
            lost = list(self._made(pair.source, left, pair.target, right))
            new = list(self._made(pair.target, right, pair.source, left))
        for cue in lost:
            span = pair.source.span(cue.start, cue.end)
            effect = _effect(pair.source, cue)
            yield Difference(code="negation.missing", effect=effect, source=span, meant="negated")
        for cue in new:
            span = pair.target.span(cue.start, cue.end)
            effect = _effect(pair.target, cue)
            yield Difference(code="negation.added", effect=effect, target=span, says="negated")
        if lost or new:
            return
        told = list(_moved(pair, source, target)) or list(_results_exchanged(pair, source, target))
        if not told and any(map(is_denial, (*source, *target))):
            told = list(self._turned(pair, source, target))
        yield from told

    def _turned(self, pair: Pair, source: list[Cue], target: list[Cue]) -> Iterator[Difference]:
        here, there = self._findings(pair.source), self._findings(pair.target)
        shared = {one.concept for one in here} & {one.concept for one in there}
        if not shared:
            return
        in_source = said(pair.source, source, here)
        in_target = said(pair.target, target, there)
        for one in here:
            meant, says = in_source.get(one.concept), in_target.get(one.concept)
            if meant is None or says is None or meant == says:
                continue
            other = next(anchor for anchor in there if anchor.concept == one.concept)
            yield _differs(
                pair, (one.start, one.end), (other.start, other.end),
                "present" if meant else "absent", "present" if says else "absent",
            )  # fmt: skip


def _effect(side: Side, cue: Cue) -> Effect:
    """Whether a word that denies by its making and that nothing answers holds a text back.

    In running prose people say such words in too many ways ('unexpectedly', 'unveiled'); in the
    short lines of a record they stand for a finding.
    """
    return "advise" if cue.is_made and len(side.text) > _PROSE else "block"


def _moved(pair: Pair, source: list[Cue], target: list[Cue]) -> Iterator[Difference]:
    """A denial that left its short sentence for another."""
    if len(stretches(pair)) < 2:
        return
    here, there = unpaired_in_sentences(pair, source, target)
    gone = [cue for cue in here if cue.is_required and is_denial(cue)]
    come = [cue for cue in there if cue.is_required and is_denial(cue)]
    if gone and come and _are_short(pair):
        yield _differs(pair, gone[0].place, come[0].place, "absent", "present")


def _are_short(pair: Pair) -> bool:
    return all(one.end - one.start < _SHORT for one in stretches(pair))


def _results_exchanged(pair: Pair, source: list[Cue], target: list[Cue]) -> Iterator[Difference]:
    """Positive and negative results as often on both sides, yet in another order."""
    for start, end, target_start, target_end in stretches(pair):
        here = [cue for cue in source if start <= cue.start < end and _result(cue)]
        there = [cue for cue in target if target_start <= cue.start < target_end and _result(cue)]
        if Counter(map(_result, here)) != Counter(map(_result, there)):
            continue
        for one, other in zip(here, there, strict=True):
            if _result(one) != _result(other):
                yield _differs(pair, one.place, other.place, _result(one), _result(other))
                break


def _result(cue: Cue) -> str:
    kinds = cue.senses & _RESULTS if cue.is_required else frozenset()
    return min(kinds, default="")


def _differs(
    pair: Pair, here: tuple[int, int], there: tuple[int, int], meant: str, says: str
) -> Difference:
    return Difference(
        code="negation.differs", effect="block", meant=meant, says=says,
        source=pair.source.span(*here), target=pair.target.span(*there),
    )  # fmt: skip


def without_repeats(
    side: Side, cues: list[Cue], extra: list[Cue], other: Side, others: list[Cue]
) -> list[Cue]:
    """The extra cues but those that only repeat a denial which the other side says once.

    'No fever, chills or cough' is 无发热、无寒战、无咳嗽 as well: the lists are of one length.
    """
    repeats = [cue for cue in extra if _repeats(side, cues, cue)]
    if not repeats or not any(is_denial(c) for c in others):
        return extra
    if denied_items(side, cues) != denied_items(other, others):
        return extra
    return [cue for cue in extra if cue not in repeats]


def _repeats(side: Side, cues: list[Cue], cue: Cue) -> bool:
    """Whether it denies and the cue before it in the same sentence does too."""
    before = [one for one in cues if one.end <= cue.start and one.is_required]
    if not before or not is_denial(cue):
        return False
    last = before[-1]
    if {"never", "从未", "从不"} & {side.folded[one.start : one.end] for one in (last, cue)}:
        return False
    between = side.folded[last.end : cue.start]
    return is_denial(last) and not _SENTENCE_END.search(between)


def build(packs: Packs) -> Negation:
    """The check over the negation words of the pack."""
    return Negation(packs)
