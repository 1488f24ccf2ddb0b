"""Numbers: changed, lost, added, exchanged; in digits, words, Chinese signs and inside names."""

from __future__ import annotations

from collections.abc import Iterator

from huizhen.core.language.checks.checker import Check, Packs
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.exchanges import Exchanges
from huizhen.core.language.checks.figure_matching import figure_differences
from huizhen.core.language.checks.figure_reading import FigureReader
from huizhen.core.language.checks.pair import Pair


def build(packs: Packs) -> Check:
    """The check of numbers with the lists of a site."""
    reader = FigureReader(packs)
    exchanges = Exchanges(packs, reader.converted)

    def check(pair: Pair) -> Iterator[Difference]:
        told = figure_differences(reader, pair)
        yield from (each.difference for each in told if each.family == "numbers")
        if not told:
            source, target = reader.read(pair.source), reader.read(pair.target)
            yield from exchanges(pair, source, target)

    return check
