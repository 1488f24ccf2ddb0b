"""Settled terms: one changed into another of its kind, and renderings known to be wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from huizhen.core.language.checks.anchors import names
from huizhen.core.language.checks.axes import AxisWords
from huizhen.core.language.checks.checker import Check, Packs
from huizhen.core.language.checks.difference import Difference, Effect
from huizhen.core.language.checks.mention import Mention, unmatched
from huizhen.core.language.checks.pair import Pair, Side
from huizhen.core.language.checks.words import WordFinder

_ALWAYS_SAID = frozenset({"tumour", "disease", "symptom", "pressure", "hepatitis"})
"""Kinds whose terms a translation never leaves to be understood."""


_OFTEN_UNDERSTOOD = frozenset(
    {"organ", "treatment", "analyte", "change", "origin", "immune", "germ", "remedy"}
).union(("gland", "ion", "area"))
"""Kinds of which only a change from one to another is told."""


@dataclass(frozen=True)
class _Rendering:
    """A term of one language with right and wrong forms of the other."""

    right: tuple[str, ...]
    wrong: WordFinder[str]


class Glossary:
    """Compares the settled terms of English and Chinese."""

    def __init__(self, terms: list[dict[str, str]], traps: list[dict[str, str]]) -> None:
        self._axes = AxisWords(terms)
        self._traps = {
            "en": WordFinder(_renderings(traps, "en", "zh", "zh_wrong")),
            "zh": WordFinder(_renderings(traps, "zh", "en", "en_wrong")),
        }

    def __call__(self, pair: Pair) -> Iterator[Difference]:
        """Terms that became others, and known wrong renderings."""
        if {pair.source.language, pair.target.language} != {"en", "zh"}:
            return
        source, target = self._axes.read(pair.source), self._axes.read(pair.target)
        short = _has_own_abbreviation(pair)
        for axis in dict.fromkeys((*source, *target)):
            for one in _compared(axis, source.get(axis, ()), target.get(axis, ())):
                is_written_out = (one.target is None and pair.source.is_chinese) or (
                    one.source is None and pair.target.is_chinese
                )
                is_mild = short and is_written_out
                yield one.model_copy(update={"effect": "advise"}) if is_mild else one
        yield from self._known_wrong(pair, pair.source, pair.target)
        yield from self._known_wrong(pair, pair.target, pair.source)

    def _known_wrong(self, pair: Pair, side: Side, other: Side) -> Iterator[Difference]:
        for hit in self._traps[side.language].hits(side):
            for rendering in hit.value:
                if any(form in other.folded for form in rendering.right):
                    continue
                for wrong in rendering.wrong.hits(other):
                    spans = [side.span(hit.start, hit.end), other.span(wrong.start, wrong.end)]
                    meant, says = " / ".join(rendering.right), spans[1].text
                    is_forward = side is pair.source
                    source, target = spans if is_forward else reversed(spans)
                    yield Difference(
                        code="glossary.differs", effect="block", source=source, target=target,
                        meant=meant if is_forward else says, says=says if is_forward else meant,
                    )  # fmt: skip


_ABBREVIATION = re.compile(r"(?<![A-Za-z])[A-Z]{2,6}(?![A-Za-z])")


def _has_own_abbreviation(pair: Pair) -> bool:
    """Whether the English has an abbreviation that the Chinese may have written out."""
    en, zh = (pair.target, pair.source) if pair.source.is_chinese else (pair.source, pair.target)
    return any(one not in zh.narrow for one in _ABBREVIATION.findall(en.narrow))


def _compared(
    axis: str, source: Sequence[Mention], target: Sequence[Mention]
) -> Iterator[Difference]:
    """A term nowhere on the other side: another of its kind stands there unanswered, or none."""
    lost, new = unmatched(source, target)
    here, there = _senses(source), _senses(target)
    changed = min(len(lost), len(new))
    for one, other in zip(lost, new, strict=False):
        if one.senses.isdisjoint(there) or other.senses.isdisjoint(here):
            yield Difference(
                code="glossary.differs", effect="block", source=one.span, target=other.span,
                meant=one.sense, says=other.sense,
            )  # fmt: skip
    effect: Effect = "block" if axis in _ALWAYS_SAID else "advise"
    if axis in _OFTEN_UNDERSTOOD:
        return
    for one in lost[changed:]:
        if one.senses.isdisjoint(there):
            yield Difference(
                code="glossary.missing", effect=effect, source=one.span, meant=one.sense
            )
    for other in new[changed:]:
        if other.senses.isdisjoint(here):
            yield Difference(
                code="glossary.added", effect=effect, target=other.span, says=other.sense
            )


def _senses(mentions: Sequence[Mention]) -> frozenset[object]:
    return frozenset(sense for one in mentions for sense in one.senses)


def _renderings(
    rows: list[dict[str, str]], term: str, right: str, wrong: str
) -> dict[str, tuple[_Rendering, ...]]:
    found: dict[str, tuple[_Rendering, ...]] = {}
    for row in rows:
        bad = [form for form in row[wrong].split(";") if form]
        if bad:
            good = tuple(form for form in row[right].split(";") if form)
            one = _Rendering(good, WordFinder((form, form) for form in (*bad,)))
            for form in row[term].split(";"):
                found[form] = (*found.get(form, ()), one)
    return found


def _names_of_others(
    words: AxisWords, named: Iterable[tuple[str, str]]
) -> Iterator[dict[str, str]]:
    """Rows of names that hold a term which the other language's name has not.

    结节病 is sarcoidosis, no nodule: a term inside such a name may answer and needs no answer.
    """
    for english, chinese in named:
        told, says = _senses_by_axis(words, english, "en"), _senses_by_axis(words, chinese, "zh")
        for axis, sense in told - says:
            yield {"axis": axis, "sense": sense, "en": f"?{english}", "zh": ""}
        for axis, sense in says - told:
            yield {"axis": axis, "sense": sense, "en": "", "zh": f"?{chinese}"}


def _senses_by_axis(words: AxisWords, name: str, language: str) -> set[tuple[str, str]]:
    """What terms a name holds that are not the whole of it."""
    return {
        (axis, one.sense)
        for axis, mentions in words.read(Side(name, language)).items()
        if axis in _ALWAYS_SAID
        for one in mentions
        if one.is_required and one.span.end - one.span.start < len(name)
    }


def build(packs: Packs) -> Check:
    """The check of the product."""
    terms = packs.checks.rows("settled_terms.tsv")
    hiding = list(_names_of_others(AxisWords(terms), names(packs.terms)))
    return Glossary([*terms, *hiding], packs.checks.rows("false_friends.tsv"))
