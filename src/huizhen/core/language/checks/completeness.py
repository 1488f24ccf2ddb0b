"""Parts left out of a translation, or put into it from nowhere.

A part is a run of words that the other side does not answer (`correspondence.py`), weighed with
whether the lengths of both sides agree better without it. The weight of a run is the sum of its
words; a run that does not begin and end where parts of a sentence do pays for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from math import log
from typing import Literal, NamedTuple

from huizhen.core.language.checks.checker import Check, Packs
from huizhen.core.language.checks.correspondence import Correspondence, Word, latin
from huizhen.core.language.checks.difference import Difference, Effect
from huizhen.core.language.checks.pair import Pair, Side, Span
from huizhen.core.language.checks.whole_sentences import whole_sentence
from huizhen.core.records.value import Value

_ABBREVIATION = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z]?[A-Z]{1,5}(?![a-z])")
_SIGNS = re.compile("[㐀-鿿]+")
_HOLE = re.compile(r"[,;，；、]\s*(?:[.。]\s*$|[,;，；、](?!\s*$))|[,，、]\s*$")
"""Where a part of a sentence is gone: a comma before the end, two marks with nothing between."""
_BEHEADED, _MANY_PARTS = 1.2, 4.5
"""What it adds that the English begins in small where the Chinese has more before it: a line of a
record may, a whole sentence of which the Chinese has several parts hardly does."""
_FIRST_SIGNS = 2
_PART = {
    True: re.compile(r"[，,；;。！？：:!?]|(?<!\d)\.(?!\d)"),
    False: re.compile(r"[,;!?:]|\.(?!\d)"),
}
_TOO_MANY, _INSIDE = 0.3, -0.5
_FEWEST: dict[Literal["en", "zh"], int] = {"en": 18, "zh": 4}
_NOT_TOO_MANY: dict[Literal["en", "zh"], float] = {"en": -0.3, "zh": -0.8}
_BEFORE_GLOSS = re.compile(r"([A-Za-z][A-Za-z0-9-]+)\s?\($")
_AFTER_GLOSS = re.compile(r"\s?\(([A-Za-z][A-Za-z0-9-]+)\)")
_REACH = 0.1
"""How far (as a share of the text) a part may have moved."""
_LATIN_IN_CHINESE = 0.45
"""A Latin letter in a Chinese text counts as this many signs."""


class LengthModel(Value):
    """How long Chinese is for English: log(signs / letters) about mean + slope * log(letters)."""

    mean: float
    slope: float
    spreads: tuple[tuple[int, float], ...]
    """(up to that many letters, spread), the last one for all longer ones."""

    def likelihood(self, letters: float, signs: float) -> float:
        """The log-likelihood (t, 4 degrees of freedom) of the two lengths, up to a constant."""
        return -2.5 * log(1 + self.surprise(letters, signs) ** 2 / 4)

    def surprise(self, letters: float, signs: float) -> float:
        """How many spreads the Chinese is longer than it should be; negative when shorter."""
        letters, signs = max(letters, 0.0), max(signs, 0.0)
        spread = next((s for up_to, s in self.spreads if letters < up_to), self.spreads[-1][1])
        expected = self.mean + self.slope * log(max(letters, 10.0))
        return (log((signs + 1) / (letters + 2.7)) - expected) / spread


class CompletenessModel(Value):
    """What is fitted: lengths, the cost of a ragged edge, and from which weight on one tells."""

    source: str
    lengths: LengthModel
    edge: float
    instead: float
    """The share of what is unanswered in its place that is taken off."""
    whole: float
    """What it adds that a run begins where a clause does."""
    abbreviation: float
    """What an abbreviation takes off that the other side may write in full."""
    least: dict[Literal["en", "zh"], float]
    """Letters (or signs) below which a run is no part of its own."""
    block: dict[Literal["en", "zh"], float]
    advise: dict[Literal["en", "zh"], float]


class Run(NamedTuple):
    """The heaviest run of unanswered words."""

    start: int
    end: int
    weight: float


def heaviest(words: Iterable[Word], edge: float, whole: float = 0.0) -> Run | None:
    """The run with the greatest sum, where one is above nothing."""
    best: Run | None = None
    listed = list(words)
    total, start = 0.0, 0
    most = 0.0
    for at, (place, end, said, inside) in enumerate(listed, start=1):
        entry = -edge * inside if inside else whole
        if total <= entry or at == 1:
            total, start = entry, place
        total += said
        ragged = listed[at][3] if at < len(listed) else 0.0
        weight = total - edge * ragged if ragged else total + whole
        if weight > most:
            most, best = weight, Run(start, end, weight)
    return best


class Completeness:
    """Reads a pair of English and Chinese for runs that stand on one side alone."""

    def __init__(self, words: Correspondence, model: CompletenessModel) -> None:
        self._words = words
        self._model = model

    def __call__(self, pair: Pair) -> Iterator[Difference]:
        """At most one part left out and one put in."""
        if not pair.source.text.strip() or not pair.target.text.strip():
            yield from _one_side_empty(pair)
        elif {pair.source.language, pair.target.language} == {"en", "zh"}:
            en, zh = (
                (pair.target, pair.source) if pair.source.is_chinese else (pair.source, pair.target)
            )
            read = list(self._words.english(en, zh)), list(self._words.chinese(zh, en))
            alone = whole_sentence(en, zh, *read)
            for side in (en, zh):
                run = self.run(side, en, zh, *read)
                told = list(self._told(run, side, side is pair.source)) if run else []
                if alone and alone[0] is side and all(one.effect != "block" for one in told):
                    told = [_as_told(alone[1], side is pair.source, "block")]
                yield from told
            yield from _holes(pair)

    def run(
        self, side: Side, en: Side, zh: Side, english: list[Word], chinese: list[Word]
    ) -> Run | None:
        """The heaviest run of a side, weighed with lengths and what stands in its place."""
        mine, theirs = (chinese, english) if side is zh else (english, chinese)
        run = heaviest(mine, self._model.edge, self._model.whole)
        if run is None:
            return None
        letters, signs = _sizes(en, zh)
        taken = _size_within(run, side, zh if side is en else en)
        lengths = self._model.lengths
        without = (letters - taken, signs) if side is en else (letters, signs - taken)
        gain = lengths.likelihood(*without) - lengths.likelihood(letters, signs)
        if taken < self._model.least[_language(side)] or _is_abbreviated(run, side, zh):
            return None
        if side is zh and _is_gloss(run, zh, en):
            return None
        short = _abbreviations_alone(zh if side is en else en, side)
        if side is zh and short and short == len(latin(en).counts):
            return None
        other = zh if side is en else en
        instead = self._model.instead * _unanswered(theirs, run, len(side.text), len(other.text))
        less = self._model.abbreviation * short + min(instead, run.weight)
        beheaded = _beheaded(en, zh) if side is zh and run.start < _FIRST_SIGNS else 0.0
        more = gain + beheaded + _as_part(run, mine, side, other)
        return run._replace(weight=run.weight + more - less)

    def _told(self, run: Run, side: Side, is_source: bool) -> Iterator[Difference]:
        language = _language(side)
        effect: Effect = "block" if run.weight > self._model.block[language] else "advise"
        if run.weight <= self._model.advise[language]:
            return
        yield _as_told(side.span(run.start, run.end), is_source, effect)


def _beheaded(en: Side, zh: Side) -> float:
    if not en.text.lstrip()[:1].islower():
        return 0.0
    return _MANY_PARTS if en.text.rstrip().endswith(".") and _parts(zh) > 1 else _BEHEADED


def _as_part(run: Run, words: list[Word], side: Side, other: Side) -> float:
    """What it adds or takes off that the run is a whole part of a sentence, and one too many.

    What is left out or put in mostly goes from mark to mark, and the other side has fewer parts;
    a few unanswered words inside a part are mostly said in another way.
    """
    first = next(inside for start, _, _, inside in words if start == run.start)
    last = next((inside for start, _, _, inside in words if start >= run.end), 0.0)
    if first or last:
        return _INSIDE
    if _parts(side) > _parts(other):
        return _TOO_MANY if run.end - run.start >= _FEWEST[_language(side)] else 0.0
    return _NOT_TOO_MANY[_language(side)]


def _parts(side: Side) -> int:
    """How many parts of sentences the marks of a side make."""
    found = _PART[side.is_chinese].split(side.narrow)
    return sum(1 for part in found if any(map(str.isalnum, part)))


def _holes(pair: Pair) -> Iterator[Difference]:
    """The first place of the target at which its marks show that words are gone."""
    hole = _HOLE.search(pair.target.narrow)
    if hole and not _HOLE.search(pair.source.narrow):
        span = pair.target.span(*hole.span())
        yield Difference(code="omission.missing", effect="block", target=span, says=span.text)


def _as_told(span: Span, is_source: bool, effect: Effect) -> Difference:
    if is_source:
        return Difference(code="omission.missing", effect=effect, source=span, meant=span.text)
    return Difference(code="addition.added", effect=effect, target=span, says=span.text)


def _language(side: Side) -> Literal["en", "zh"]:
    return "zh" if side.is_chinese else "en"


def _abbreviations_alone(side: Side, other: Side) -> int:
    """How many abbreviations the other side does not repeat: it may have them in full."""
    theirs = latin(other).counts
    found = {match.group() for match in _ABBREVIATION.finditer(side.narrow)}
    return sum(latin_word not in theirs for latin_word in map(str.lower, found))


def _unanswered(words: list[Word], run: Run, length: int, other_length: int) -> float:
    """What is unanswered in the place of the other side where the run would stand.

    A part that was put in other words leaves some; one that was left out leaves none.
    """
    scale = other_length / length
    first, last = (run.start - _REACH * length) * scale, (run.end + _REACH * length) * scale
    return sum(said for start, end, said, _ in words if said > 0 and start < last and end > first)


def _is_abbreviated(run: Run, side: Side, zh: Side) -> bool:
    """Whether the first letters of an English run are a word of the Chinese ('WHO')."""
    initials = re.findall(r"(?<![A-Za-z])[A-Z]", side.narrow[run.start : run.end])
    return side is not zh and len(initials) > 1 and "".join(initials).lower() in latin(zh).counts


def _is_gloss(run: Run, zh: Side, en: Side) -> bool:
    """Whether the Chinese only explains an abbreviation that both have: WHO（世界卫生组织）."""
    before = _BEFORE_GLOSS.search(zh.narrow, max(0, run.start - 16), run.start)
    after = _AFTER_GLOSS.match(zh.narrow, run.end) if not before else None
    found = before or after
    return found is not None and found[1] in en.narrow


def _one_side_empty(pair: Pair) -> Iterator[Difference]:
    source, target = pair.source.text.strip(), pair.target.text.strip()
    if source:
        yield Difference(code="omission.missing", effect="block", source=_whole(pair.source))
    elif target:
        yield Difference(code="addition.added", effect="block", target=_whole(pair.target))


def _whole(side: Side) -> Span:
    return side.span(0, len(side.text))


def _sizes(en: Side, zh: Side) -> tuple[float, float]:
    """Letters and signs of both sides, words that stand on both left out."""
    own, theirs = latin(en).counts, latin(zh).counts
    shared = own & theirs
    letters = sum(len(word) * (n - shared[word]) for word, n in own.items())
    rest = sum(len(word) * (n - shared[word]) for word, n in theirs.items())
    return letters, _chinese_signs(zh.folded) + _LATIN_IN_CHINESE * rest


def _chinese_signs(text: str) -> int:
    return sum(map(len, _SIGNS.findall(text)))


def _size_within(run: Run, side: Side, other: Side) -> float:
    theirs = latin(other).counts
    words = (w for a, b, w in latin(side).words if a >= run.start and b <= run.end)
    letters = sum(len(word) for word in words if word not in theirs)
    if not side.is_chinese:
        return letters
    return _chinese_signs(side.folded[run.start : run.end]) + _LATIN_IN_CHINESE * letters


def build(packs: Packs) -> Check:
    """The check of the product."""
    model = CompletenessModel.model_validate(packs.checks.parsed("completeness.json"))
    return Completeness(Correspondence(packs.checks), model)
