"""How sure a text is: a hedge dropped or added, a suspicion confirmed or ruled out.

Senses are steps of one scale (out, unlikely, possible, probable, sure) and two that translators
confuse (`toexclude`: yet to be ruled out; `notout`: not ruled out). A form that translators take
for both neighbours bears both steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from huizhen.core.content import Pack
from huizhen.core.language.checks.checker import Packs
from huizhen.core.language.checks.cues import Cue, CueWords, paired_alike, passes, required
from huizhen.core.language.checks.difference import Difference, Effect
from huizhen.core.language.checks.pair import Pair, Side
from huizhen.core.language.checks.sentences import stretches

_SHOWN = ("out", "toexclude", "notout", "unlikely", "possible", "probable", "proved", "sure")
_PLAIN = frozenset(("possible", "probable"))
_COMMON = _PLAIN | {"soft"}
_SOFT = frozenset(("suggest", "consistent", "believe", "consider", "speculate", "appear"))
_ABSOLUTE = frozenset(("absolute", "proved"))
_SURE = frozenset(("absolute", "proved", "sure"))
_OUTRIGHT, _FIRM = frozenset(("absolute",)), frozenset(("absolute", "proved", "firm"))
"""What is said without any doubt, and what may answer it: 'cases' may be 确诊病例, never 必定."""
_SUSPECTED, _PROVED = frozenset(("susp",)), frozenset(("proved",))
_STRICT = _ABSOLUTE | {"oblige"}
_LOOSE = frozenset(("possible", "probable", "soft", "modal"))
_PROSE = {True: 36, False: 100}
"""Characters beyond which a text is running prose rather than a line of a record."""
_HARD = frozenset(("proved", "out"))
_CONTRARY = ((_SOFT, _HARD), (frozenset(("possible", "probable", "susp")), frozenset(("proved",))))
"""What hedges, and what cannot stand where it stood."""
_NEAR = {True: 10, False: 20}
"""Characters within which a second hedge says nothing new."""
_DOUBLED = frozenset(("may", "might", "possi", "可能"))
_OPENING, _FRAME = ("考虑", "怀疑", "不除", "疑似"), 26
_ASKS = re.compile("[吗呢么]|是否|什么|谁|哪|何|几|多少|怎")
_MONTH_AFTER = frozenset("0123456789")


class CertaintyReader:
    """Reads the cues of `certainty_words.tsv`."""

    def __init__(self, checks: Pack) -> None:
        self._words = CueWords(checks, "certainty_words.tsv")

    def __call__(self, side: Side) -> list[Cue]:
        """The cues of the side in its order."""
        found: list[Cue] | None = side.kept.get("certainty cues")
        if found is None:
            words = [_queried(side, cue) for cue in self._words(side)]
            found = list(_without_echoes(side, words))
            side.kept["certainty cues"] = found
        return found


def _queried(side: Side, cue: Cue) -> Cue:
    """The cue, but for the sign of '?PE': it says 'possible', where 'PE?' may only ask."""
    text = side.folded
    if text[cue.start : cue.end] != "?":
        return cue
    if side.is_chinese and text[cue.start - 1 : cue.start] > "㐀" and not _ASKS.search(text):
        return replace(cue, senses=_COMMON | {"susp"}, is_required=False)
    if not text[cue.end : cue.end + 1].isalpha():
        return cue
    return replace(cue, senses=_COMMON, is_required=not text[: cue.start].rstrip()[-1:].isalpha())


def _without_echoes(side: Side, cues: Iterable[Cue]) -> Iterator[Cue]:
    """The cues but months; a hedge that only repeats one just before need not be answered."""
    end, word = -_NEAR[False], ""
    listed = list(cues)
    for at, plain in enumerate(listed):
        is_open = at + 1 < len(listed) and _only_opens(side, plain, listed[at + 1])
        cue = replace(plain, is_required=False) if is_open else plain
        if _is_month(side, cue):
            continue
        this = side.folded[cue.start : cue.end]
        near = cue.is_required and cue.start - end < _NEAR[side.is_chinese]
        if near and {_stem(this), _stem(word)} <= _DOUBLED:
            yield replace(cue, is_required=False)
            continue
        if cue.is_required:
            end, word = cue.end, this
        yield cue


def _only_opens(side: Side, cue: Cue, following: Cue) -> bool:
    """Whether a hedge is told again at the end of what it is of: 考虑外伤后改变可能."""
    text = side.folded
    if not side.is_chinese or text[cue.start : cue.start + 2] not in _OPENING:
        return False
    between = text[cue.end : following.start]
    return (
        text[following.start : following.end].startswith("可能")
        and len(between) < _FRAME
        and (not any(stop in between for stop in "，,。；;"))
    )


def _stem(word: str) -> str:
    return word.split(maxsplit=1)[0][:5] if word.isascii() and word else word[:2]


def _is_month(side: Side, cue: Cue) -> bool:
    """Whether this 'May' is the month: written large inside a sentence, or by a number."""
    if side.is_chinese or side.folded[cue.start : cue.end] != "may":
        return False
    if side.text[cue.start] != "M":
        return False
    before = side.text[: cue.start].rstrip()
    return (bool(before) and before[-1] not in ".!?:;") or (
        side.text[cue.end : cue.end + 2].strip()[:1] in _MONTH_AFTER
    )


class Certainty:
    """The check of certainty."""

    def __init__(self, packs: Packs) -> None:
        self._read = CertaintyReader(packs.checks)

    def __call__(self, pair: Pair) -> Iterator[Difference]:
        """Steps of certainty that the other side does not share."""
        if {pair.source.language, pair.target.language} != {"en", "zh"}:
            return
        source, target = self._read(pair.source), self._read(pair.target)
        left, right = paired_alike(pair, source, target, passes(_COMMON))
        lost, new = required(left), required(right)
        if not lost and not new:
            lost, new = _proved(left, right)
        if not lost and not new:
            for start, end, target_start, target_end in stretches(pair):
                here = [cue for cue in source if start <= cue.start < end]
                there = [cue for cue in target if target_start <= cue.start < target_end]
                more, others = _raised(here, there)
                lost.extend(more)
                new.extend(others)
        for one, other in zip(lost, new, strict=False):
            yield _told("certainty.differs", pair, one, other)
        for one in lost[len(new) :]:
            effect = _effect(pair.source, one, [*target, *_firm(right)])
            yield _told("certainty.missing", pair, one, None, effect)
        for other in new[len(lost) :]:
            effect = _effect(pair.target, other, [*source, *_firm(left)])
            yield _told("certainty.added", pair, None, other, effect)


def _proved(left: list[Cue], right: list[Cue]) -> tuple[list[Cue], list[Cue]]:
    """What is only suggested on one side and proved on the other, where nothing answers either.

    So is what is ruled out on one side and held for likely or proved on the other.
    """
    for these, those, is_left in ((left, right, True), (right, left, False)):
        for soft_senses, hard_senses in _CONTRARY:
            soft = [cue for cue in these if cue.senses & soft_senses and not cue.senses & _HARD]
            hard = [cue for cue in those if cue.senses & hard_senses]
            if soft and hard:
                return (soft[:1], hard[:1]) if is_left else (hard[:1], soft[:1])
        proved = [cue for cue in these if "proved" in cue.senses]
        out = [cue for cue in those if "out" in cue.senses]
        if proved and out:
            return (proved[:1], out[:1]) if is_left else (out[:1], proved[:1])
    return [], []


def _raised(source: list[Cue], target: list[Cue]) -> tuple[list[Cue], list[Cue]]:
    """A hedge that became a certainty, or the other way: one is rarer there, the other commoner."""
    for these, those, is_left in ((source, target, True), (target, source, False)):
        hedges, sure = _outdone(these, those)
        if hedges and sure:
            return (hedges[:1], sure[:1]) if is_left else (sure[:1], hedges[:1])
    return [], []


def _outdone(these: list[Cue], those: list[Cue]) -> tuple[list[Cue], list[Cue]]:
    """The hedges of one side that are fewer on the other, and what is surer there."""
    if _more(these, those, _SUSPECTED) and _more(those, these, _PROVED):
        return _of(these, _SUSPECTED), _of(those, _PROVED)
    hedges, outright = _of(these, _COMMON), _of(those, _OUTRIGHT)
    if len(outright) > len(_of(these, _FIRM)):
        is_rarer = _more(these, those, _PLAIN) or _more(these, those, _COMMON)
        return (hedges, outright) if is_rarer else ([], [])
    sure = _of(those, _ABSOLUTE)
    is_rarer = _more(these, those, _COMMON) and len(sure) > len(_of(these, _SURE))
    return (hedges, sure) if is_rarer else ([], [])


def _more(these: list[Cue], those: list[Cue], senses: frozenset[str]) -> bool:
    return len(_of(these, senses)) > len(_of(those, senses))


def _of(cues: list[Cue], senses: frozenset[str]) -> list[Cue]:
    return [cue for cue in cues if cue.senses & senses]


def _firm(cues: list[Cue]) -> list[Cue]:
    """What is sure on the other side and nothing answers, as strict as if it said so outright."""
    return [replace(cue, senses=_ABSOLUTE) for cue in cues if cue.senses & _SURE]


def _effect(side: Side, cue: Cue, others: list[Cue]) -> Effect:
    """Whether a hedge that nothing answers holds a text back.

    In running prose people leave out 'may' and add 可能 with nothing else changed; in the short
    sentences of a record every hedge counts, and wherever the other text is certain of something.
    """
    if any(other.senses & _STRICT for other in others):
        return "block"
    is_loose = "soft" in cue.senses and cue.senses <= _LOOSE
    return "advise" if is_loose and len(side.text) > _PROSE[side.is_chinese] else "block"


def _told(
    code: str, pair: Pair, one: Cue | None, other: Cue | None, effect: Effect = "block"
) -> Difference:
    return Difference(
        code=code,
        effect=effect,
        source=pair.source.span(one.start, one.end) if one else None,
        target=pair.target.span(other.start, other.end) if other else None,
        meant=_shown(one),
        says=_shown(other),
    )


def _shown(cue: Cue | None) -> str:
    return next((step for step in _SHOWN if cue and step in cue.senses), "")


def build(packs: Packs) -> Certainty:
    """The check over the certainty words of the pack."""
    return Certainty(packs)
