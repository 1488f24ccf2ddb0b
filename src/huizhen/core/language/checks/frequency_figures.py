"""What other checks say of the words of treatment, which its own checks compare by sense."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from huizhen.core.language.checks.checker import Build, Packs, Sift, sifted
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.drug_names import drug_names
from huizhen.core.language.checks.frequencies import ONCE_A_DAY, FrequencyReader
from huizhen.core.language.checks.pair import Pair, Side, Span
from huizhen.core.language.checks.routes import RouteReader

_DAYS = "days"
_SMALL = re.compile(r"\b(?:for|of|the|and|to|in|as|a|an|is|was|by|at|on)\b")
Explains = Callable[[Difference, Pair], bool]


def beside_frequencies(build: Build) -> Build:
    """The same check of figures without what it says of those inside frequencies.

    'Every 24 hours' and 每24小时1次, 'daily' and 每日1次, 1-0-1 and 每日2次 have other figures
    and one sense: whether they agree is told once, by their sense.
    """
    return _without(build, _figures_explained)


def beside_treatment(build: Build) -> Build:
    """The same check of words lost or added without what lies in the words of treatment.

    'As needed' and prn, 'subcutaneously once every two weeks' and ih q2w are as complete as each
    other, and what of them is lost the checks of treatment tell.
    """
    return _without(build, _words_explained)


def _without(build: Build, explained: Callable[[Packs], Explains]) -> Build:
    def sift_of(packs: Packs) -> Sift:
        explains = explained(packs)
        return lambda pair, told: (one for one in told if not explains(one, pair))

    return sifted(build, sift_of)


def _figures_explained(packs: Packs) -> Explains:
    reader = FrequencyReader(packs)

    def explains(one: Difference, pair: Pair) -> bool:
        spans = ((one.source, pair.source), (one.target, pair.target))
        told = [(span, side) for span, side in spans if span]
        if all(_is_inside(span, side, reader) or _is_in_days(span, side) for span, side in told):
            return True
        return len(told) == 1 and _is_said_inside(*told[0], reader)

    def _is_in_days(span: Span, side: Side) -> bool:
        days = (it.mention.span for it in reader.read(side) if it.family == _DAYS)
        return any(one.start <= span.start and span.end <= one.end for one in days)

    return explains


def _compared(side: Side, reader: FrequencyReader) -> Iterator[Span]:
    """Frequencies that are compared: those that must be answered, or 'once a day' in the
    morning. The days of a cycle ('days 1-3') are figures on both sides: none of them may stand
    for one elsewhere."""
    for one in reader.read(side):
        if one.family == _DAYS:
            continue
        if one.mention.is_required or ONCE_A_DAY in one.mention.senses:
            yield one.mention.span


def _is_inside(span: Span, side: Side, reader: FrequencyReader) -> bool:
    return any(one.start <= span.start and span.end <= one.end for one in _compared(side, reader))


def _is_said_inside(span: Span, side: Side, reader: FrequencyReader) -> bool:
    """Whether a lone figure is also one of a frequency of its side, and so may stand for it."""
    figure = re.compile(rf"(?<![\d.]){re.escape(span.text)}(?![\d.])")
    return any(figure.search(one.text) for one in _compared(side, reader))


def _words_explained(packs: Packs) -> Explains:
    frequencies, routes, names = FrequencyReader(packs), RouteReader(packs), drug_names(packs)

    def explains(one: Difference, pair: Pair) -> bool:
        side = pair.source if one.source else pair.target
        span = one.source or one.target
        if span is None or (one.source and one.target):
            return False
        known = [it.mention.span for it in frequencies.read(side)]
        known += [it.span for it in routes.read(side) if it.is_told]
        places = [(it.start, it.end) for it in known]
        places += [(it.start, it.end) for it in names.named(side)]
        covered = {at for start, end in places for at in range(start, end)}
        small = {at for it in _SMALL.finditer(side.folded) for at in range(*it.span())}
        signs = [
            at for at in range(span.start, span.end) if side.text[at].isalnum() and at not in small
        ]
        return bool(signs) and 2 * sum(at in covered for at in signs) >= len(signs)

    return explains
