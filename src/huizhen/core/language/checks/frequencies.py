"""How often and when a drug is taken: rate, time of day, meals, as needed, cycles and breaks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from huizhen.core.language.checks.checker import Check, Packs
from huizhen.core.language.checks.contradictions import contradictions
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.drug_names import DrugNames, drug_names
from huizhen.core.language.checks.drug_places import drug_places, is_near
from huizhen.core.language.checks.frequency_phrases import Phrase, phrases
from huizhen.core.language.checks.latin_words import LatinWords
from huizhen.core.language.checks.mention import Mention
from huizhen.core.language.checks.pair import Pair, Side, Span, folded
from huizhen.core.language.checks.words import WordFinder

_CODE = "frequency"
ONCE_A_DAY = "1/1d"
_ALIKE = [{"night", "hs"}, {"ac", "empty"}]
"""Times that a translation takes for one another: someone should look."""
_PORTIONS = "day "
_BESIDE = 8


@dataclass(frozen=True)
class Word:
    """A listed form."""

    family: str
    senses: frozenset[str]
    need: str


@dataclass(frozen=True)
class Reading:
    """A mention with the family of senses to which it belongs."""

    family: str
    mention: Mention
    is_ambiguous: bool = False


class FrequencyReader:
    """Reads the frequencies of a side, in English or Chinese."""

    def __init__(self, packs: Packs) -> None:
        self._names: DrugNames = drug_names(packs)
        words: dict[str, dict[str, Word]] = {"mul": {}, "en": {}, "zh": {}}
        for row in packs.checks.rows("frequencies.tsv"):
            senses = frozenset(row["sense"].split("|")) if row["sense"] else frozenset()
            word = Word(row["family"], senses, row["need"])
            words[row["language"]].setdefault(folded(row["form"]), word)
        self._english = LatinWords({**words["mul"], **words["en"]})
        self._latin = LatinWords({**words["mul"], **_of_letters(words["zh"])})
        self._signs = WordFinder(
            {k: v for k, v in words["zh"].items() if k[0] > "⺀" or k[0] == "/"}
        )
        self._slashes = WordFinder({k: v for k, v in words["en"].items() if k[0] == "/"})
        self._key = ("frequencies", packs.checks.stamp.sha256)

    def read(self, side: Side) -> list[Reading]:
        """Every frequency in order; read once."""
        kept: list[Reading] | None = side.kept.get(self._key)
        if kept is None:
            kept = side.kept[self._key] = list(self._readings(side))
        return kept

    def _readings(self, side: Side) -> Iterator[Reading]:
        found = _apart([*phrases(side), *self._words(side)])
        if not found:
            return
        places = drug_places(side, self._names)
        inside = [(one.start, one.end) for one in self._names.named(side)]
        times = [(one.start, one.end) for one in found if one.family == "tod"]
        for one in found:
            if one.family == "hidden" or is_near(one.start, one.end, inside):
                continue
            near = is_near(one.start, one.end, places)
            if one.need == "lower" and not (near and side.narrow[one.start : one.end].islower()):
                continue
            must = one.need in ("must", "lower", "ask") or (one.need == "near" and near)
            if ONCE_A_DAY in one.senses and _is_beside(one, times):
                must = False
            span = side.span(one.start, one.end)
            senses = frozenset(sense for sense in one.senses if sense[0] != "+")
            says = min((sense for sense in senses if sense[0] != "~"), default="")
            yield Reading(one.family, Mention(span, senses, must, says), one.need == "ask")
            for sense in sorted(one.senses - senses):
                yield Reading("tod", Mention(span, frozenset({sense[1:]}), False, sense[1:]))
        both = _morning_and_evening(side, found)
        if both:
            yield Reading("rate", Mention(both, frozenset({"2/1d"}), False, "2/1d"))

    def _words(self, side: Side) -> Iterator[Phrase]:
        if side.is_chinese:
            hits = [*self._latin.hits(side), *self._signs.hits(side)]
        else:
            hits = list(self._english.hits(side))
            if "/" in side.folded:
                hits += self._slashes.hits(side)
        for hit in hits:
            word = hit.value
            yield Phrase(hit.start, hit.end, word.family, word.senses, word.need)


class FrequencyCheck:
    """Compares the frequencies of two sides, family by family."""

    def __init__(self, packs: Packs) -> None:
        self._reader = FrequencyReader(packs)

    def __call__(self, pair: Pair) -> Iterator[Difference]:
        """Frequencies that differ, are missing or were added."""
        if {pair.source.language, pair.target.language} != {"en", "zh"}:
            return
        source, target = self._reader.read(pair.source), self._reader.read(pair.target)
        for family in sorted({one.family for one in (*source, *target)}):
            yield from contradictions(
                f"{_CODE}.{family}" if family != "rate" else _CODE,
                [one.mention for one in source if one.family == family],
                [one.mention for one in target if one.family == family],
                agrees=_agree,
                mild=_is_mild,
            )
        yield from _guesses(source, target)


def _guesses(source: Sequence[Reading], target: Sequence[Reading]) -> Iterator[Difference]:
    """Words of two senses, on whichever side they stand."""
    for side, is_source in ((source, True), (target, False)):
        for one in side:
            if one.is_ambiguous:
                yield _ambiguous(one.mention, is_source=is_source)


def _of_letters(words: dict[str, Word]) -> dict[str, Word]:
    return {form: word for form, word in words.items() if form[0].isascii() and form[0] != "/"}


def _apart(found: Sequence[Phrase]) -> list[Phrase]:
    """The longest of those that lie over one another, in order."""
    kept: list[Phrase] = []
    for one in sorted(found, key=lambda one: one.start - one.end):
        if not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _is_beside(one: Phrase, times: Sequence[tuple[int, int]]) -> bool:
    """Whether a time of day stands beside it: 'once daily in the morning', 每日晨起."""
    return any(one.start - _BESIDE < end and start < one.end + _BESIDE for start, end in times)


def _morning_and_evening(side: Side, found: Sequence[Phrase]) -> Span | None:
    """Where a side tells a morning and, soon after, an evening: that is twice a day."""
    times = [one for one in found if one.family == "tod"]
    for one, other in pairwise(times):
        if "am" in one.senses and "night" in other.senses and other.start - one.end < _BESIDE * 5:
            return side.span(one.start, other.end)
    return None


def _agree(one: Mention, other: Mention) -> bool:
    """Whether both say the same; where both tell portions of the day, the portions decide."""
    portions = [{s for s in m.senses if str(s).startswith(_PORTIONS)} for m in (one, other)]
    if all(portions):
        return portions[0] == portions[1]
    exact = {sense for sense in one.senses if str(sense)[0] != "~"}
    return not exact.isdisjoint(other.senses)


def _is_mild(one: Mention, other: Mention) -> bool:
    """Twice a day for every 12 hours, at night for at bedtime."""
    if any({a, b} <= group for group in _ALIKE for a in one.senses for b in other.senses):
        return True
    return any(str(sense).startswith("~") for sense in one.senses & other.senses) or any(
        f"~{sense}" in m.senses for m, o in ((one, other), (other, one)) for sense in o.senses
    )


def _ambiguous(mention: Mention, *, is_source: bool) -> Difference:
    """'Biweekly' is twice a week or every two weeks: only the author knows, so that a person asks
    before anything leaves."""
    senses = " / ".join(sorted(map(str, mention.senses)))
    return Difference(
        code=f"{_CODE}.ambiguous",
        effect="block",
        source=mention.span if is_source else None,
        target=None if is_source else mention.span,
        meant=senses if is_source else "",
        says="" if is_source else senses,
    )


def build(packs: Packs) -> Check:
    """The check of frequencies."""
    return FrequencyCheck(packs)
