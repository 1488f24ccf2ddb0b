"""Facts from the prose of a page: every finder in turn, then what one says of another's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from huizhen.core.extraction.finder import Finder
from huizhen.core.extraction.finders import BUILTIN, builtin_finders
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.prose import Prose
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import Fact
from huizhen.core.records.page import Page
from huizhen.core.records.value import Value, content_hash

VERSION = 4
"""Raised when the same page gives other facts: stored extractions are then made anew."""


class DateFound(Value):
    """A calendar date of the text; `value` is '' when it is ambiguous."""

    start: int
    end: int
    quote: str
    value: str = ""
    doubt: str = ""


class OpenQuestion(Value):
    """Something that a person has to settle, at its place."""

    code: str
    start: int
    end: int
    quote: str


class Extraction(Value):
    """What was found on one page."""

    facts: tuple[Fact, ...] = ()
    dates: tuple[DateFound, ...] = ()
    questions: tuple[OpenQuestion, ...] = ()


class Extractor:
    """All finders, made once."""

    def __init__(self, knowledge: Knowledge, finders: Sequence[Finder] | None = None) -> None:
        self._knowledge = knowledge
        self._finders = builtin_finders(knowledge) if finders is None else finders

    def page(self, page: Page, document_date: PartialDate | None = None) -> Extraction:
        """Facts, dates and open questions of one page."""
        if not page.text.strip():
            return Extraction()
        prose = self._knowledge.prose(page, document_date)
        facts = [
            fact.model_copy(update={"extractor": f"{finder.name}/{finder.version}"})
            for finder in self._finders
            for fact in finder.find(prose)
        ]
        kept = tuple(sorted(_settled(facts), key=_span))
        return Extraction(
            facts=kept, dates=tuple(_dates(prose)), questions=tuple(_questions(prose, kept))
        )


def extractor_key(knowledge: Knowledge) -> str:
    """The address of what the built-in finders make of a page, told without making them."""
    versions = [(finder.name, finder.version) for finder in BUILTIN]
    return content_hash([VERSION, versions, [stamp.sha256 for stamp in knowledge.stamps]])


def _span(fact: Fact) -> tuple[int, int]:
    place = fact.evidence[0]
    return (place.start, place.end) if isinstance(place, PageSpan) else (0, 0)


_WHOLE_PHRASE = ("MedicationStatement", "AllergyIntolerance", "FamilyMemberHistory")


def _settled(facts: Sequence[Fact]) -> Iterable[Fact]:
    """The facts without those that read a part of another's words as a thing of its own: the
    'heart failure' of a family member, the 'effusion' that an image shows."""
    whole = [(fact, *_span(fact)) for fact in facts if fact.type in _WHOLE_PHRASE]
    shown = [_span(fact) for fact in facts if fact.category == "imaging" and fact.value is None]
    seen: set[tuple[object, ...]] = set()
    for fact in facts:
        start, end = _span(fact)
        key = (fact.type, fact.category, start, end, fact.text, fact.value)
        if key in seen:
            continue
        seen.add(key)
        if fact.type == "Condition" and any(
            other is not fact and s <= start and end <= e for other, s, e in whole
        ):
            continue
        if fact.category == "symptom" and any(s <= start and end <= e for s, e in shown):
            continue
        yield fact


def _dates(prose: Prose) -> Iterable[DateFound]:
    for date in prose.dates:
        yield DateFound(
            start=date.start,
            end=date.end,
            quote=prose.text[date.start : date.end],
            value=str(date.value or ""),
            doubt=date.doubt,
        )


def _questions(prose: Prose, facts: Iterable[Fact]) -> Iterable[OpenQuestion]:
    for date in prose.dates:
        if date.doubt:
            quote = prose.text[date.start : date.end]
            yield OpenQuestion(code=date.doubt, start=date.start, end=date.end, quote=quote)
    for fact in facts:
        for doubt in fact.doubts:
            if doubt != "ambiguous_date":
                start, end = _span(fact)
                quote = prose.text[start:end]
                yield OpenQuestion(code=doubt, start=start, end=end, quote=quote)
