"""Signs of an examination with their results: strength, reflexes, tests, nodes, pulses, scars."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from huizhen.core.extraction.clinical.vocabulary import Words
from huizhen.core.extraction.dating import date_or_heading
from huizhen.core.extraction.finder import found
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.oncology.imaging_places import Places
from huizhen.core.extraction.phrases import phrases_pattern
from huizhen.core.extraction.prose import Prose, Span
from huizhen.core.language.term_index import Match, TermIndex
from huizhen.core.records.fact import Fact, Side

_SECTIONS = frozenset(("exam", "vital_signs", "history", "assessment", "chief_complaint", ""))
_EXAM = frozenset(("exam", "vital_signs"))
_PARTS = re.compile(r"[,;，；]")
_STOP = re.compile(r"\.\s|\n")
_GRADE = re.compile(r"(?<![\d/])(?P<value>[0-5][+-]?\s?/\s?5)(?![\d/])")
_UNITS: Mapping[str, re.Pattern[str]] = {
    "range": re.compile(
        r"(?P<value>\d{1,3})\s?(?P<unit>°|degrees?|Grad|grados|degrés|градус\w*)(?!\w)", re.I
    ),
    "sized": re.compile(r"(?<![\d.,])(?P<value>\d{1,2}(?:[.,]\d)?)\s?(?P<unit>cm|mm|см|мм)(?!\w)"),
    "distance": re.compile(
        r"(?<![\d.,])(?P<value>\d{1,5}(?:[.,]\d)?)\s?(?P<unit>m|km|meters|metres|м|км)(?!\w)"
    ),
}
_PLAIN_UNITS = {"см": "cm", "мм": "mm", "м": "m", "км": "km", "meters": "m", "metres": "m"}
_PLACED = ("muscle strength", "scar")
"""Signs that are of a limb or a part of the body."""
_PLACE_REGIONS = frozenset(("limb", "joint"))


class _Sign(NamedTuple):
    concept: str
    kind: str


class ExaminationFinder:
    """Finds Observation facts of category exam."""

    name = "examination"
    version = 2

    def __init__(self, knowledge: Knowledge) -> None:
        rows = knowledge.terms.rows("exam_words.tsv")
        self._words = Words(knowledge)
        self._index: TermIndex[_Sign] = TermIndex(
            (name, _Sign(row["en"], row["kind"]))
            for row in rows
            if row["kind"] != "result"
            for name in (row["en"], *row["words"].split(";"))
            if name
        )
        self._results = phrases_pattern(
            name
            for row in rows
            if row["kind"] == "result"
            for name in (row["en"], *row["words"].split(";"))
            if name
        )
        self._places = Places(
            name
            for row in knowledge.terms.rows("body_sites.tsv")
            if row["region"] in _PLACE_REGIONS
            for name in (row["en"], *row["words"].split(";"))
        )

    def find(self, prose: Prose) -> Iterable[Fact]:
        """Each sign that has a result, or that is a finding itself."""
        matches = [m for m in self._index.matches(prose.text) if self._is_open(prose, m)]
        for index, match in enumerate(matches):
            sentence = prose.sentence_at(match.start)
            before = [m.end for m in matches[:index] if m.start >= sentence.start]
            after = [m.start for m in matches[index + 1 :] if m.start < sentence.end]
            lead = Span(max([sentence.start, *before]), match.start)
            rest = Span(match.end, min([max(sentence.end, match.end), *after]))
            yield from self._of_sign(prose, match, lead, rest)

    def _is_open(self, prose: Prose, match: Match[_Sign]) -> bool:
        section = prose.section_at(match.start)
        if section is not None and match.end <= section.start:
            return False
        kind = prose.section_kind(match.start)
        needs_exam = match.payload.kind in ("finding", "state", "sized")
        return kind in (_EXAM if needs_exam else _SECTIONS)

    def _of_sign(self, prose: Prose, match: Match[_Sign], lead: Span, rest: Span) -> Iterator[Fact]:
        kind = match.payload.kind
        context = prose.context(match.start, match.end)
        if context.hypothetical or context.family or context.historical:
            return
        if kind == "graded":
            yield from self._graded(prose, match, lead, rest)
        elif kind in _UNITS:
            yield from self._measured(prose, match, lead, rest)
        elif kind == "finding":
            certainty = "negated" if context.negated else "affirmed"
            side = self._side(prose, _part_of(prose, lead, match.start), rest)
            if context.certainty in ("affirmed", "negated"):
                yield self._fact(prose, match, match.end, side=side, certainty=certainty)
        else:
            yield from self._worded(prose, match, lead, rest)

    def _graded(self, prose: Prose, match: Match[_Sign], lead: Span, rest: Span) -> Iterator[Fact]:
        """'Power right arm 4/5, left arm 5/5': each grade with the side and limb of its part."""
        own_lead = _part_of(prose, lead, match.start)
        for part in _parts(prose, rest):
            grade = _GRADE.search(prose.text, part.start, part.end)
            if grade is None:
                continue
            side = self._side(prose, part, own_lead)
            site = next(iter(self._places.named(prose, part.start, part.end)), None)
            yield self._fact(
                prose,
                match,
                part.end,
                side=side,
                value=re.sub(r"\s", "", grade["value"]),
                body_site=site.text if site and match.payload.concept in _PLACED else "",
            )

    def _measured(
        self, prose: Prose, match: Match[_Sign], lead: Span, rest: Span
    ) -> Iterator[Fact]:
        figure = _UNITS[match.payload.kind].search(prose.text, rest.start, rest.end)
        if figure is None:
            return
        unit = figure["unit"]
        is_angle = match.payload.kind == "range"
        site = next(iter(self._places.named(prose, rest.start, figure.start())), None)
        own_lead = _part_of(prose, lead, match.start)
        yield self._fact(
            prose,
            match,
            figure.end(),
            side=self._side(prose, Span(rest.start, figure.start()), own_lead),
            value=prose.number(figure["value"]).value,
            unit="°" if is_angle else _PLAIN_UNITS.get(unit.casefold(), unit),
            body_site=site.text if site and match.payload.concept in _PLACED else "",
        )

    def _worded(self, prose: Prose, match: Match[_Sign], lead: Span, rest: Span) -> Iterator[Fact]:
        """'Hoffmann sign positive on the left', 'diminished breath sounds on the right'."""
        parts = list(_parts(prose, rest))
        own_lead = _part_of(prose, lead, match.start)
        results = [
            (hit, part)
            for part in parts
            if (hit := self._results.search(prose.text, part.start, part.end))
        ]
        if not results:
            hit = self._results.search(prose.text, own_lead.start, own_lead.end)
            first = parts[0] if parts else Span(match.end, match.end)
            if hit is None or prose.denies(*hit.span()):
                return
            side = self._side(prose, first, own_lead)
            yield self._fact(prose, match, match.end, side=side, value=hit[0], start=hit.start())
            return
        for hit, part in results[: 1 if match.payload.kind == "state" else 2]:
            if prose.denies(*hit.span()):
                continue
            side = self._side(prose, part, own_lead)
            yield self._fact(prose, match, _end_of(prose, hit, part), side=side, value=hit[0])

    def _side(self, prose: Prose, first: Span, second: Span) -> Side | None:
        """The one side that a part names, else the one before the sign."""
        for span in (first, second):
            text = prose.text[span.start : span.end]
            sides = {name for name, pattern in self._words.sides if pattern.search(text)}
            if sides:
                return sides.pop() if len(sides) == 1 else None
        return None

    def _fact(
        self,
        prose: Prose,
        match: Match[_Sign],
        end: int,
        *,
        side: Side | None,
        value: str | None = None,
        unit: str | None = None,
        body_site: str = "",
        certainty: str = "affirmed",
        start: int | None = None,
    ) -> Fact:
        begin = match.start if start is None else min(start, match.start)
        stop = max(match.end, begin + len(prose.text[begin:end].rstrip(" .,;\n")))
        return found(
            prose,
            "Observation",
            begin,
            stop,
            (match.start, match.end),
            category="function" if match.payload.kind == "distance" else "exam",
            concept=match.payload.concept,
            value=" ".join(value.split()) if value else None,
            unit=unit,
            side=side,
            body_site=body_site,
            certainty=certainty,
            date=date_or_heading(prose, match.start, stop),
        )


def _end_of(prose: Prose, hit: re.Match[str], part: Span) -> int:
    """The end of a result with the side behind it."""
    stop = _STOP.search(prose.text, hit.end(), part.end)
    return stop.start() if stop else max(part.end, hit.end())


def _parts(prose: Prose, span: Span) -> Iterator[Span]:
    """The parts of a span between commas and semicolons."""
    start = span.start
    for cut in _PARTS.finditer(prose.text, span.start, span.end):
        yield Span(start, cut.start())
        start = cut.end()
    yield Span(start, span.end)


def _part_of(prose: Prose, lead: Span, end: int) -> Span:
    """The last part of what stands before a sign."""
    cuts: Sequence[re.Match[str]] = list(_PARTS.finditer(prose.text, lead.start, end))
    return Span(cuts[-1].end() if cuts else lead.start, end)
