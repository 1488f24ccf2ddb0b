"""How strongly a text advises: must, should, may, or not at all, taken for one another.

These words are everywhere and translators mix the neighbours; what is told is that a degree is
rarer on the other side, where another is commoner than on this one.
"""

from __future__ import annotations

from collections.abc import Iterator

from huizhen.core.language.checks.checker import Packs
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.pair import Pair, Side
from huizhen.core.language.checks.phrases import PhraseFinder
from huizhen.core.language.checks.sentences import stretches
from huizhen.core.language.checks.words import Hit, WordFinder

_DEGREES = ("must", "should", "may", "bar")
_SURE = "!"
"""Marks the sense that a form plainly has; its other senses only answer."""

Found = dict[str, list[Hit[str]]]


class Advice:
    """The check of the strength of advice."""

    def __init__(self, packs: Packs) -> None:
        forms: dict[str, list[tuple[str, str]]] = {"en": [], "zh": []}
        for row in packs.checks.rows("advice_words.tsv"):
            forms[row["language"]].append((row["form"], row["sense"]))
        self._english, self._chinese = PhraseFinder(forms["en"]), WordFinder(forms["zh"])

    def __call__(self, pair: Pair) -> Iterator[Difference]:
        """Degrees of advice that were exchanged."""
        if {pair.source.language, pair.target.language} != {"en", "zh"}:
            return
        source, target = self._read(pair.source), self._read(pair.target)
        if not source or not target:
            return
        for start, end, target_start, target_end in stretches(pair):
            here = _within(source, start, end)
            yield from _exchanged(pair, here, _within(target, target_start, target_end))

    def _read(self, side: Side) -> list[Hit[str]]:
        hits = (self._chinese if side.is_chinese else self._english).hits(side)
        return [hit for hit in hits if hit.value != "-"]


def _within(hits: list[Hit[str]], start: int, end: int) -> Found:
    """The words of a stretch by sense; a plain word stands under its plain sense too."""
    found: Found = {}
    for hit in hits:
        if start <= hit.start < end:
            for sense in hit.value.split():
                found.setdefault(sense, []).append(hit)
                if sense.startswith(_SURE):
                    found.setdefault(sense[1:], []).append(hit)
    return found


def _exchanged(pair: Pair, source: Found, target: Found) -> Iterator[Difference]:
    for meant in _DEGREES:
        here = source.get(_SURE + meant, [])
        if len(here) <= len(target.get(meant, [])):
            continue
        for says in _DEGREES:
            there = target.get(_SURE + says, [])
            if says != meant and len(there) > len(source.get(says, [])):
                yield _told(pair, here[-1], there[-1], meant, says)
                return


def _told(pair: Pair, one: Hit[str], other: Hit[str], meant: str, says: str) -> Difference:
    return Difference(
        code="advice.differs", effect="block", meant=meant, says=says,
        source=pair.source.span(one.start, one.end),
        target=pair.target.span(other.start, other.end),
    )  # fmt: skip


def build(packs: Packs) -> Advice:
    """The check over the words of the pack."""
    return Advice(packs)
