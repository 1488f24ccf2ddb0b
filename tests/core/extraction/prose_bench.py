"""Prose and facts from a text and its language; the knowledge is built once for all tests."""

from __future__ import annotations

from functools import lru_cache

from huizhen.core.extraction.extract import Extraction, Extractor
from huizhen.core.extraction.knowledge import Knowledge, load_knowledge
from huizhen.core.extraction.prose import Prose
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import Fact
from huizhen.core.records.page import Page, page_id
from huizhen.project.config import CONTENT


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    """The product's own terms and words."""
    return load_knowledge([CONTENT])


@lru_cache(maxsize=1)
def extractor() -> Extractor:
    """All built-in finders."""
    return Extractor(knowledge())


def page(text: str, language: str = "en") -> Page:
    """One page that holds a text."""
    return Page(page_id=page_id("0" * 64, 1), ordinal=1, text=text, language=language)


def prose(text: str, language: str = "en") -> Prose:
    """The text, prepared for the finders."""
    return knowledge().prose(page(text, language))


def extraction(text: str, language: str = "en") -> Extraction:
    """All that is found in a text."""
    return extractor().page(page(text, language))


def facts(
    text: str, language: str = "en", category: str | None = None, type_: str | None = None
) -> list[Fact]:
    """The facts of a text in their order, of one category or type where asked."""
    return [
        fact
        for fact in extraction(text, language).facts
        if category in (None, fact.category) and type_ in (None, fact.type)
    ]


def span(fact: Fact) -> tuple[int, int]:
    """The half-open span where a fact stands."""
    place = fact.evidence[0]
    assert isinstance(place, PageSpan)
    return place.start, place.end


def quote(fact: Fact) -> str:
    """The words of the text that a fact quotes."""
    place = fact.evidence[0]
    assert isinstance(place, PageSpan)
    return place.quote


def measured(fact: Fact) -> str:
    """A measurement in short: 'TBIL <1.2 mg/dL [H] @2025-03-04 ?unit_missing'."""
    parts = [
        fact.concept or fact.text,
        f"{fact.comparator or ''}{fact.value}",
        fact.unit or "",
        f"[{fact.flag}]" if fact.flag else "",
        f"@{fact.date}" if fact.date else "",
        *(f"?{doubt}" for doubt in fact.doubts),
    ]
    return " ".join(part for part in parts if part)


def assessed(fact: Fact) -> str:
    """A label with how the text means it: 'negated ascites'; affirmed is not said."""
    certainty = "" if fact.certainty == "affirmed" else f"{fact.certainty} "
    return certainty + fact.text
