"""Names that a site has settled, against a text that says them otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.pair import Pair, Side, folded
from huizhen.core.language.checks.phrases import PhraseFinder
from huizhen.core.language.checks.words import WordFinder


class SettledNames:
    """Advises where a settled name stands on one side and its settled form not on the other."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """Pairs of an original name, in any language that writes words apart, and its Chinese."""
        listed = [(original, zh) for original, zh in names if original.strip() and zh.strip()]
        chinese: dict[str, tuple[str, ...]] = {}
        for original, zh in listed:
            chinese[zh] = (*chinese.get(zh, ()), original)
        self._originals = PhraseFinder(listed)
        self._chinese = WordFinder(chinese.items())

    def __call__(self, pair: Pair) -> Iterator[Difference]:
        """What is said in other words than the settled ones; a site may have its reasons."""
        if pair.target.is_chinese and not pair.source.is_chinese:
            for one in self._originals.hits(pair.source):
                if folded(one.value) not in pair.target.folded:
                    yield _advice(pair.source, one.start, one.end, one.value)
        elif pair.source.is_chinese and not pair.target.is_chinese:
            for each in self._chinese.hits(pair.source):
                if not any(folded(form) in pair.target.folded for form in each.value):
                    yield _advice(pair.source, each.start, each.end, each.value[0])


def _advice(side: Side, start: int, end: int, settled: str) -> Difference:
    return Difference(
        code="glossary.settled", effect="advise", source=side.span(start, end), meant=settled
    )
