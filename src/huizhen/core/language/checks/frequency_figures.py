"""Figures inside frequencies are compared by the check of frequencies alone."""

from __future__ import annotations

from collections.abc import Iterator

from huizhen.core.language.checks.checker import Build, Check, Packs
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.frequencies import ONCE_A_DAY, FrequencyReader
from huizhen.core.language.checks.pair import Pair, Side, Span


def beside_frequencies(build: Build) -> Build:
    """The same check without what it says of figures inside frequencies.

    'Every 24 hours' and 每24小时1次, 'daily' and 每日1次, 1-0-1 and 每日2次 have other figures
    and one sense: whether they agree is told once, by their sense.
    """

    def built(packs: Packs) -> Check:
        check = build(packs)
        reader = FrequencyReader(packs)

        def beside(pair: Pair) -> Iterator[Difference]:
            for one in check(pair):
                spans = ((one.source, pair.source), (one.target, pair.target))
                if not all(span is None or _is_inside(span, side, reader) for span, side in spans):
                    yield one

        return beside

    return built


def _is_inside(span: Span, side: Side, reader: FrequencyReader) -> bool:
    """Whether the figure stands in a frequency that is compared: one that must be answered, or
    the 'once a day' beside a time of day."""
    return any(
        one.mention.span.start <= span.start and span.end <= one.mention.span.end
        for one in reader.read(side)
        if one.mention.is_required or ONCE_A_DAY in one.mention.senses
    )
