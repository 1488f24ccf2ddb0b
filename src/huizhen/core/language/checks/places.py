"""Countries, cities and institutions of both sides: another one in the place of the first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from huizhen.core.language.checks.difference import Difference, Effect
from huizhen.core.language.checks.mention import Mention, gaps, unmatched
from huizhen.core.language.checks.pair import Pair, Side, Span
from huizhen.core.language.checks.words import WordFinder

_KINDS: dict[str, Effect] = {"country": "block", "city": "block", "institution": "block"}

_UNDERSTOOD = frozenset(
    {"China", "United States", "United Kingdom", "Europe", "Asia", "Africa", "Oceania"}
)
_NATION = re.compile(r"\b(?:nations?|national|nationwide|country|country's|countries|government)\b")
"""What stands for a country that the other language names."""

_SHORTEST_SMALL = 3
"""A longer name written small may answer one, never ask for one."""

_Entry = tuple[str, str, str, bool]
"""Kind, place, form as the list writes it, whether the other side must have it."""


class Places:
    """Reads and compares the places of English and Chinese."""

    def __init__(self, rows: Iterable[dict[str, str]]) -> None:
        words: dict[str, dict[str, _Entry]] = {"en": {}, "zh": {}}
        for row in rows:
            entry = (row["kind"], row["place"], row["form"], row["need"] != "optional")
            words[row["language"]][row["form"]] = entry
        self._finders = {language: WordFinder(mine) for language, mine in words.items()}

    def __call__(self, pair: Pair) -> Iterator[Difference]:
        """Places that became others, or that one side leaves out."""
        source, target = self.read(pair.source), self.read(pair.target)
        if source or target:
            english = pair.target if pair.source.is_chinese else pair.source
            source = _written_out(pair.source, source, pair.target)
            target = _written_out(pair.target, target, pair.source)
            for kind, effect in _KINDS.items():
                ours, theirs = source.get(kind, []), target.get(kind, [])
                names = theirs if pair.source.is_chinese else ours
                is_open = kind == "country" and not names and _NATION.search(english.folded)
                told = [
                    one.model_copy(update={"effect": "advise"})
                    if is_open and None in (one.source, one.target)
                    else one
                    for one in _compared(kind, ours, theirs, effect)
                ]
                if all(one.effect != "block" for one in told):
                    told = _out_of_line(ours, theirs) or _out_of_count(ours, theirs) or told
                yield from told

    def spans(self, pair: Pair) -> Iterator[Span]:
        """Where the English side names places."""
        side = pair.target if pair.source.is_chinese else pair.source
        return (one.span for many in self.read(side).values() for one in many)

    def chinese_spans(self, pair: Pair) -> Iterator[Span]:
        """Where the Chinese side names places: what stands before 总统 may be a country."""
        side = pair.source if pair.source.is_chinese else pair.target
        return (one.span for many in self.read(side).values() for one in many)

    def read(self, side: Side) -> dict[str, list[Mention]]:
        """The places of a side by kind."""
        kept = side.kept.get(Places)
        if kept is not None:
            known: dict[str, list[Mention]] = kept
            return known
        found: dict[str, list[Mention]] = {}
        side.kept[Places] = found
        for hit in self._finders[side.language].hits(side):
            kind, place, form, is_required = hit.value
            is_name = side.is_chinese or _is_written_so(side, hit.start, form)
            is_required = is_required and is_name
            if kind in _KINDS and (is_name or len(form) > _SHORTEST_SMALL):
                mention = Mention(side.span(hit.start, hit.end), frozenset({place}), is_required)
                found.setdefault(kind, []).append(mention)
        return found


def _written_out(
    side: Side, found: dict[str, list[Mention]], other: Side
) -> dict[str, list[Mention]]:
    """The places; one that the Chinese leaves in English need not be named in Chinese."""
    if side.is_chinese or not re.search("[A-Za-z]{4}", other.narrow):
        return found
    return {
        kind: [
            replace(one, is_required=False) if one.span.text in other.narrow else one
            for one in mentions
        ]
        for kind, mentions in found.items()
    }


def _is_written_so(side: Side, start: int, form: str) -> bool:
    """'US' and 'Turkey' are places, 'us' and 'turkey' are not."""
    written = side.narrow[start : start + len(form)]
    return written == form if form.isupper() else written[:1] == form[:1]


def _compared(
    kind: str, source: list[Mention], target: list[Mention], effect: Effect
) -> Iterator[Difference]:
    """Pairs of places without an answer, at least one of which needs one; then those left over."""
    strict = [[replace(one, is_required=True) for one in side] for side in (source, target)]
    lost, new = unmatched(strict[0], strict[1])
    needed = {one.span for side in unmatched(source, target) for one in side}
    lost, new = _nowhere_in(target, lost), _nowhere_in(source, new)
    for one, other in zip(lost, new, strict=False):
        if one.span in needed or other.span in needed:
            yield _differs(one, other).model_copy(update={"effect": effect})
    for one in lost[len(new) :]:
        if one.span in needed:
            yield Difference(
                code="name.missing", effect=_alone(kind, one), source=one.span, meant=one.sense
            )
    for other in new[len(lost) :]:
        if other.span in needed:
            yield Difference(
                code="name.added", effect=_alone(kind, other), target=other.span, says=other.sense
            )


def _out_of_line(source: list[Mention], target: list[Mention]) -> list[Difference]:
    """A place between the same two others as on the other side, and another one.

    Both may be named elsewhere, so that none is missing.
    """
    for ours, theirs in gaps(source, target):
        lost, new = _nowhere_in(list(theirs), list(ours)), _nowhere_in(list(ours), list(theirs))
        if len(lost) == len(new) == 1 and (lost[0].is_required or new[0].is_required):
            return [_differs(lost[0], new[0])]
    return []


def _out_of_count(source: list[Mention], target: list[Mention]) -> list[Difference]:
    """A place that one side alone names, where another is named there less often than here."""
    for other in _nowhere_in(source, [one for one in target if one.is_required]):
        rarer = _rarer(source, target)
        if len(rarer) == 1:
            return [_differs(rarer[0], other)]
    for one in _nowhere_in(target, [one for one in source if one.is_required]):
        rarer = _rarer(target, source)
        if len(rarer) == 1:
            return [_differs(one, rarer[0])]
    return []


def _rarer(here: list[Mention], there: list[Mention]) -> list[Mention]:
    """One of each place that `there` names, and less often than `here`."""
    numbers = [Counter(sense for one in side for sense in one.senses) for side in (here, there)]
    first = {one.sense: one for one in here if one.is_required}
    return [one for sense, one in first.items() if numbers[0][sense] > numbers[1][sense] > 0]


def _differs(one: Mention, other: Mention) -> Difference:
    return Difference(
        code="name.differs", effect="block", source=one.span, target=other.span,
        meant=one.sense, says=other.sense,
    )  # fmt: skip


def _nowhere_in(others: list[Mention], mine: list[Mention]) -> list[Mention]:
    """Those that the others never name, each place once."""
    places = {sense for one in others for sense in one.senses}
    first = {one.senses: one for one in reversed(mine) if one.senses.isdisjoint(places)}
    return sorted(first.values(), key=lambda one: one.span.start)


def _alone(kind: str, one: Mention) -> Effect:
    """A place that is only unsaid: cities are never understood, countries often are."""
    is_understood = kind != "city" and one.sense in _UNDERSTOOD
    return "advise" if is_understood or kind == "institution" else "block"
