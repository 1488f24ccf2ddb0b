"""Facts from the prose of a page: every finder in turn, then what one says of another's words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from huizhen.core.content import PackStamp
from huizhen.core.extraction.document_date import DocumentDateFinder, DocumentDates
from huizhen.core.extraction.document_words import DateWords
from huizhen.core.extraction.finder import Finder
from huizhen.core.extraction.finders import BUILTIN, builtin_finders
from huizhen.core.extraction.inherited_dates import Inheritance, InheritedDate
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.page_groups import page_groups
from huizhen.core.extraction.prose import Prose
from huizhen.core.extraction.relation_quotes import with_clause
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import Fact
from huizhen.core.records.page import Page
from huizhen.core.records.value import Value, content_hash

VERSION = 12
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
    document: DocumentDates = DocumentDates()
    """The dates of the document that the page belongs to, with their kinds and places."""
    inherited: tuple[InheritedDate, ...] = ()
    """Which facts without a date of their own are of the document's date."""


class Extractor:
    """All finders, made once."""

    def __init__(self, knowledge: Knowledge, finders: Sequence[Finder] | None = None) -> None:
        self._knowledge = knowledge
        self._finders = builtin_finders(knowledge) if finders is None else finders
        words = DateWords(knowledge.words.parsed("document_dates.json"))
        told = knowledge.words.parsed("clinical.json")["diagnosis_when_shown"]
        self._told = re.compile("|".join(map(re.escape, told)), re.IGNORECASE)
        vessels = knowledge.words.parsed("imaging.json")["vessel_words"]
        self._vessels = re.compile("|".join(map(re.escape, vessels)), re.IGNORECASE)
        self._document_dates, self._inheritance = DocumentDateFinder(words), Inheritance(words)

    def page(self, page: Page, document_date: PartialDate | None = None) -> Extraction:
        """Facts, dates and open questions of one page, taken as a document of its own."""
        return self.pages([page], document_date)[0]

    def pages(
        self, pages: Sequence[Page], document_date: PartialDate | None = None, kind: str = ""
    ) -> list[Extraction]:
        """What is on each page of a file of that kind; pages that go on share their dates. A
        document date that the reader of the file knows wins over what the pages say."""
        made: list[Extraction] = []
        for group in page_groups(pages, kind):
            proses = [self._knowledge.prose(pages[index]) for index in group]
            dates = self._document_dates.of(proses)
            own = document_date or dates.own.value
            made.extend(self._page(replace(prose, document_date=own), dates) for prose in proses)
        return made

    def _page(self, prose: Prose, dates: DocumentDates) -> Extraction:
        if not prose.text.strip() or self._knowledge.is_for_the_patient(prose.page):
            return Extraction()
        facts = [
            fact.model_copy(update={"extractor": f"{finder.name}/{finder.version}"})
            for finder in self._finders
            for fact in finder.find(prose)
        ]
        settled = _settled(prose, facts, self._told)
        settled = (with_clause(prose, fact, self._vessels) for fact in settled)
        kept = tuple(sorted(settled, key=_span))
        return Extraction(
            facts=kept,
            dates=tuple(_dates(prose)),
            questions=tuple(_questions(prose, kept, dates)),
            document=dates,
            inherited=self._inheritance.of(prose, kept, dates),
        )


def extractor_key(knowledge: Knowledge) -> str:
    """The address of what the built-in finders make of a page, told without making them."""
    return key_of_stamps(knowledge.stamps)


def key_of_stamps(stamps: Sequence[PackStamp]) -> str:
    """As `extractor_key`, for packs that nobody has compiled."""
    versions = [(finder.name, finder.version) for finder in BUILTIN]
    return content_hash([VERSION, versions, [stamp.sha256 for stamp in stamps]])


def _span(fact: Fact) -> tuple[int, int]:
    place = fact.evidence[0]
    return (place.start, place.end) if isinstance(place, PageSpan) else (0, 0)


_WHOLE_PHRASE = ("MedicationStatement", "AllergyIntolerance", "FamilyMemberHistory")


_SEEN = ("imaging", "pathology")
_SAID_SECTIONS = frozenset(("impression", "diagnosis", "assessment", "past_history"))
"""Where a disease is a diagnosis, also when an image or a specimen shows it."""


def _settled(prose: Prose, facts: Sequence[Fact], told: re.Pattern[str]) -> Iterable[Fact]:
    """The facts without those that read a part of another's words as a thing of its own: the
    'heart failure' of a family member, the 'effusion' that an image shows, the drug that a
    measured substance would be."""
    whole = [(fact, *_span(fact)) for fact in facts if fact.type in _WHOLE_PHRASE]
    shown = [_span(fact) for fact in facts if fact.category == "imaging" and fact.value is None]
    graded = [_span(f) for f in facts if f.category == "exam" and (f.value or "")[:1].isdigit()]
    seen_there = [_span(fact) for fact in facts if fact.category in _SEEN]
    measured = {_span(fact)[0] for fact in facts if fact.category == "laboratory" and fact.value}
    seen: set[tuple[object, ...]] = set()
    for fact in facts:
        start, end = _span(fact)
        key = (fact.type, fact.category, start, end, fact.text, fact.value)
        if key in seen:
            continue
        seen.add(key)
        is_dosed = fact.dosage is not None and "unit_missing" not in fact.doubts
        if fact.type == "MedicationStatement" and start in measured and not is_dosed:
            continue
        if fact.type == "Condition" and any(
            other is not fact and s <= start and end <= e for other, s, e in whole
        ):
            continue
        is_said = prose.section_kind(start) in _SAID_SECTIONS or told.search(fact.text)
        is_diagnosis = fact.type == "Condition" and fact.category == "diagnosis"
        if is_diagnosis and not is_said and any(s <= start and end <= e for s, e in seen_there):
            continue
        if fact.category == "symptom" and any(
            s <= start and end <= e for s, e in (*shown, *graded)
        ):
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


def _questions(
    prose: Prose, facts: Iterable[Fact], document: DocumentDates
) -> Iterable[OpenQuestion]:
    at = document.own.at
    if document.own.reason and at is not None and at.page_id == prose.page.page_id:
        code = document.own.reason
        yield OpenQuestion(code=code, start=at.start, end=at.end, quote=at.quote)
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
