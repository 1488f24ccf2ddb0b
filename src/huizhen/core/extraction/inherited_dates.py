"""Findings without a date of their own: which of them the document's date is the date of.

A result in a report of a collected specimen was true on the day of collection; a statement about
an image, on the day of the examination; a blood pressure, on the day of the visit. Conditions,
drugs and history never begin on the day somebody writes of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from huizhen.core.extraction.document_date import ChosenDate, DocumentDates, choose
from huizhen.core.extraction.document_labels import DateCandidate
from huizhen.core.extraction.document_words import DateWords
from huizhen.core.extraction.prose import Prose
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import OF_DOCUMENT, Fact, make_fact
from huizhen.core.records.value import Value

_NOT_OF_NOW = ("historical", "family", "hypothetical")
_APART = re.compile(
    r"[,;(]\s?(?:\w+\s)?(?=previous|prior|before|vor|zuvor|antes|previo|auparavant|ранее)"
)
_BLOCKS = ("collected", "tested")


class InheritedDate(Value):
    """The date that one fact of a page takes from its document, and by which kind of label."""

    fact: int
    """Index into the page's facts."""
    value: PartialDate
    kind: str


class Inheritance:
    """Finds which facts of a page take the document's date."""

    def __init__(self, words: DateWords) -> None:
        self._words = words

    def of(
        self, prose: Prose, facts: Sequence[Fact], dates: DocumentDates
    ) -> tuple[InheritedDate, ...]:
        """One for each fact that takes one, in the order of the facts."""
        if not dates.candidates:
            return ()
        return tuple(
            InheritedDate(fact=index, value=chosen.value, kind=chosen.kind)
            for index, fact in enumerate(facts)
            if (chosen := self._date_of(fact, prose, facts, dates)).value is not None
        )

    def _date_of(
        self, fact: Fact, prose: Prose, facts: Sequence[Fact], dates: DocumentDates
    ) -> ChosenDate:
        place = fact.evidence[0]
        if not isinstance(place, PageSpan) or not self._is_open(fact):
            return ChosenDate()
        for rule in self._words.inherit:
            if not _applies(rule, fact, dates.about) or not self._is_here(rule, prose, place):
                continue
            chosen = self._chosen(rule, prose, facts, dates, place)
            if fact.note == "prior":
                return ChosenDate()
            is_measure = fact.category == "imaging" and fact.value is not None
            if chosen.kind and not self._is_elsewhen(prose, place, chosen, is_measure=is_measure):
                return chosen
        return ChosenDate()

    def _is_open(self, fact: Fact) -> bool:
        if fact.type == "Procedure" and fact.certainty != "affirmed":
            return False
        return (
            fact.date is None
            and fact.certainty not in _NOT_OF_NOW
            and "ambiguous_date" not in fact.doubts
        )

    def _is_here(self, rule: Mapping[str, Any], prose: Prose, place: PageSpan) -> bool:
        """Whether the fact stands where the document speaks of its own findings."""
        kind = prose.section_kind(place.start)
        if rule.get("only_heading"):
            return kind in ("", "technique")
        return kind not in self._words.not_in_sections

    def _is_elsewhen(
        self, prose: Prose, place: PageSpan, chosen: ChosenDate, *, is_measure: bool
    ) -> bool:
        """Whether the fact's own words name another time, decided or not: what follows behind a
        comma ('31 x 26 mm, previously 22 x 18 mm') is of the other measure."""
        sentence, line = prose.sentence_at(place.start), prose.line_at(place.start)
        start = max(sentence.start, line.start)
        end = max(min(sentence.end, line.end), place.end)
        apart = _APART.search(prose.text, place.end, end) if is_measure else None
        end = apart.start() if apart else end
        if self._words.of_another_time.search(prose.text, start, end):
            return True
        start = min(sentence.start, place.start)
        end = end if apart else max(sentence.end, place.end)
        return any(
            date.value != chosen.value and not _is_one_of(date.start, chosen, prose)
            for date in prose.dates_in(start, end)
        )

    def _chosen(
        self,
        rule: Mapping[str, Any],
        prose: Prose,
        facts: Sequence[Fact],
        dates: DocumentDates,
        place: PageSpan,
    ) -> ChosenDate:
        chosen = dates.chosen(rule["from"])
        if chosen.value is not None or chosen.kind not in _BLOCKS:
            return chosen
        return _of_block(prose, facts, dates.candidates, chosen.kind, place.start)


def _is_one_of(start: int, chosen: ChosenDate, prose: Prose) -> bool:
    at = chosen.at
    return at is not None and at.page_id == prose.page.page_id and at.start == start


def _applies(rule: Mapping[str, Any], fact: Fact, about: str) -> bool:
    if (rule["type"], rule["category"]) != (fact.type, fact.category):
        return False
    if about in rule.get("not_about", ()):
        return False
    return "about" not in rule or about in rule["about"]


def _of_block(
    prose: Prose,
    facts: Sequence[Fact],
    candidates: Iterable[DateCandidate],
    kind: str,
    offset: int,
) -> ChosenDate:
    """The date of the block that a label opens, where one page has blocks of several days; labels
    that follow each other without results between them open none that could be told apart."""
    page = prose.page.page_id
    above = [c for c in candidates if (c.kind, c.page_id) == (kind, page) and c.start < offset]
    if not above:
        return ChosenDate(kind=kind)
    above.sort(key=lambda candidate: candidate.start)
    block = [above[-1]]
    for candidate in reversed(above[:-1]):
        if _has_result(facts, candidate.end, block[0].start):
            break
        block.insert(0, candidate)
    return choose(block, [kind])


def _has_result(facts: Sequence[Fact], start: int, end: int) -> bool:
    places = (fact.evidence[0] for fact in facts if fact.category == "laboratory")
    return any(isinstance(p, PageSpan) and start <= p.start < end for p in places)


def dated_by_document(facts: Sequence[Fact], dates: Iterable[InheritedDate]) -> tuple[Fact, ...]:
    """The facts with the dates that they inherit, each with its key anew and marked."""
    by_fact = {inherited.fact: inherited.value for inherited in dates}
    return tuple(
        dated(fact, by_fact[index], OF_DOCUMENT) if index in by_fact else fact
        for index, fact in enumerate(facts)
    )


def dated(fact: Fact, date: PartialDate, *doubts: str) -> Fact:
    """The fact with another date, its key anew, and these doubts about the date alone."""
    fields = {name: getattr(fact, name) for name in type(fact).model_fields}
    del fields["fact_key"]
    kept = (doubt for doubt in fact.doubts if doubt != OF_DOCUMENT)
    changed = {**fields, "date": date, "doubts": (*kept, *doubts)}
    return make_fact(changed.pop("type"), **changed)
