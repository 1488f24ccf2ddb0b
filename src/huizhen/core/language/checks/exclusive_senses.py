"""Words of which each plainly says one thing and may say others, some of which exclude each other.

Such words are everywhere and translators mix the neighbours; what is told is that a sense is
rarer on the other side, where one that excludes it is commoner than on this one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from sys import maxsize

from huizhen.core.language.checks.checker import Packs
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.pair import Pair, Side
from huizhen.core.language.checks.phrases import PhraseFinder
from huizhen.core.language.checks.sentences import stretches
from huizhen.core.language.checks.words import Hit, WordFinder

_PLAIN = "!"
"""Marks the sense that a form plainly has; its other senses only answer."""
_MUST = "!!"
"""Marks a plain sense that the other side has to say in some way."""

Found = dict[str, list[Hit[str]]]


class ExclusiveSenses:
    """The check of one list: columns language, form, sense; '-' only hides a shorter form."""

    def __init__(
        self, packs: Packs, code: str, file: str, excludes: Mapping[str, Sequence[str]]
    ) -> None:
        """`excludes` says of each sense which others cannot stand in its place."""
        forms: dict[str, list[tuple[str, str]]] = {"en": [], "zh": []}
        for row in packs.checks.rows(file):
            forms[row["language"]].append((row["form"], row["sense"]))
        self._code, self._excludes = code, excludes
        self._english, self._chinese = PhraseFinder(forms["en"]), WordFinder(forms["zh"])

    def __call__(self, pair: Pair) -> Iterator[Difference]:
        """Senses that were exchanged, at most one in a sentence."""
        if {pair.source.language, pair.target.language} != {"en", "zh"}:
            return
        source, target = self._read(pair.source), self._read(pair.target)
        if not source and not target:
            return
        told = False
        for start, end, target_start, target_end in stretches(pair):
            here = _within(source, start, end)
            for one in self._exchanged(pair, here, _within(target, target_start, target_end)):
                told = True
                yield one
        if not told:
            whole = _within(source), _within(target)
            yield from self._alone(pair.source, *whole, is_source=True)
            yield from self._alone(pair.target, *reversed(whole), is_source=False)

    def _read(self, side: Side) -> list[Hit[str]]:
        hits = (self._chinese if side.is_chinese else self._english).hits(side)
        return [hit for hit in hits if hit.value != "-"]

    def _alone(
        self, side: Side, found: Found, others: Found, *, is_source: bool
    ) -> Iterator[Difference]:
        """What one side must have answered and the other says in no way."""
        for sense in self._excludes:
            here = found.get(_MUST + sense)
            if here and sense not in others:
                span = side.span(here[0].start, here[0].end)
                yield Difference(
                    code=f"{self._code}.{'missing' if is_source else 'added'}", effect="block",
                    source=span if is_source else None, target=None if is_source else span,
                    meant=sense if is_source else "", says="" if is_source else sense,
                )  # fmt: skip

    def _exchanged(self, pair: Pair, source: Found, target: Found) -> Iterator[Difference]:
        for meant, others in self._excludes.items():
            here = source.get(_PLAIN + meant, [])
            if len(here) <= len(target.get(meant, [])):
                continue
            for says in others:
                there = target.get(_PLAIN + says, [])
                if len(there) > len(source.get(says, [])):
                    one, other = here[-1], there[-1]
                    yield Difference(
                        code=f"{self._code}.differs", effect="block", meant=meant, says=says,
                        source=pair.source.span(one.start, one.end),
                        target=pair.target.span(other.start, other.end),
                    )  # fmt: skip
                    return


def _within(hits: list[Hit[str]], start: int = 0, end: int = maxsize) -> Found:
    """The words of a stretch by sense; a plain word stands under its plain sense too."""
    found: Found = {}
    for hit in hits:
        if start <= hit.start < end:
            for sense in hit.value.split():
                plain = sense.lstrip(_PLAIN)
                for at in range(len(sense) - len(plain) + 1):
                    found.setdefault(sense[at:], []).append(hit)
    return found
