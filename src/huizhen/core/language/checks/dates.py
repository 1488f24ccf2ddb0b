"""Dates: a year, month, day, weekday or time of day that is another, or lost, or added."""

from __future__ import annotations

from collections.abc import Iterator

from huizhen.core.language.checks.checker import Check, Packs
from huizhen.core.language.checks.date_order import date_order
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.figure_matching import figure_differences
from huizhen.core.language.checks.figure_reading import FigureReader
from huizhen.core.language.checks.pair import Pair
from huizhen.core.language.checks.time_directions import time_directions


def build(packs: Packs) -> Check:
    """The check of dates with the lists of a site."""
    reader = FigureReader(packs)

    def check(pair: Pair) -> Iterator[Difference]:
        told = [
            each.difference for each in figure_differences(reader, pair) if each.family == "dates"
        ]
        yield from told
        source, target = reader.read(pair.source), reader.read(pair.target)
        if source.dates and target.dates and not told:
            yield from date_order(pair, source.dates, target.dates)
        if source.found and target.found:
            yield from time_directions(pair, source.found, target.found)

    return check
