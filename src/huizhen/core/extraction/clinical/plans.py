"""What the home team plans or advises, and who says so."""

from __future__ import annotations

import re
from collections.abc import Iterable

from huizhen.core.extraction.clinical.vocabulary import Words
from huizhen.core.extraction.finder import found
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.phrases import phrases_pattern
from huizhen.core.extraction.prose import Prose, Span
from huizhen.core.records.fact import Fact

_SECTIONS = frozenset(("plan", "assessment", "impression"))
_LEAST = 12
_LEAST_WORDS = 3
_SPACED = frozenset(("en", "de", "es", "fr", "ru"))
_SPEAKER = re.compile(
    r"\s*(?P<name>(?:Prof\.?\s*)?(?:Drs?|Dra|PD|Prof|Mr|Mrs|Ms|Miss|Herr|Frau|Д-р|д-р|Д\.м\.н\.?)\.?\s[^:：\n]{2,90}?)"
    r"(?:,\s*(?:\d{1,2}[ .]|[A-Za-zА-я]{3,9} \d)[^:：\n]{3,20})?[:：]\s"
)
"""'Dr. Autre (thoracic oncology, another hospital), 14 May 2026: recommends ...'."""
_FURNITURE = re.compile(
    r"(?:\b(?:page|seite|página|стр\.?)\s*\d+\s*(?:/|of|von|de|из)\s*\d+)|"
    r"\b(?:SYNTHETIC|SYNTHETISCHES|СИНТЕТИЧЕСКИЙ)\b|,\s*(?:MD|M\.D\.|FRCS|PhD)\s*$|"
    r"^\s*(?:Fach|Stations|Ober|Chef|Assistenz)(?:arzt|ärztin)\b[^.]*$|^\s*Заведующ\w+\b[^.]*?"
    r"(?:\s(?:[дк]\.\s?м\.\s?н\.\s*)?[А-ЯЁ][а-яё-]+\s+[А-ЯЁ]\.\s?[А-ЯЁ]\.)?\s*$|"
    r"^\s*[А-ЯЁ][а-яё-]+\s+[А-ЯЁ]\.\s?[А-ЯЁ]\.\s*$",
    re.IGNORECASE,
)
"""Footers, signatures and titles below a plan."""
_SIGNED = re.compile(
    r"\s*(?:(?:Prof|Drs?|Dra|PD|Mr|Mrs|Ms|Miss|Herr|Frau)\.?\s(?:med\.\s)?)+"
    r"(?:[A-ZÀ-Ž]\.[ -]?)*[A-ZÀ-Ž][\w'’-]+(?:\s[A-ZÀ-Ž][\w'’-]+){0,3}(?:,\s[^.:：;]{3,70})?\.?\s*$"
)
"""A name alone below a plan: 'Mr. J. Specimen, consultant spinal surgeon'."""
_HEAD = re.compile(r"[^,:：\n]{3,60}")
_BULLET = re.compile(r"[\s\-–—•*▪◦●►✓·]*(?:\(?\d{1,2}[.)]\s*)?")


class PlanFinder:
    """Finds CarePlan facts: each sentence that plans or advises."""

    name = "plan"
    version = 6

    def __init__(self, knowledge: Knowledge) -> None:
        words = Words(knowledge)
        self._cues = words.by_language("plan_cues")
        self._by = phrases_pattern(words.data["opinion_by"])
        self._sections = frozenset(words.data["plan_sections"])
        self._status = phrases_pattern(words.data["plan_status"])
        self._entry = re.compile(words.data["plan_entry"], re.IGNORECASE)
        self._not_plan = phrases_pattern(words.data["not_plan"])

    def find(self, prose: Prose) -> Iterable[Fact]:
        """Sentences of plan sections, and advising sentences of assessments."""
        cues = self._cues.get(prose.language, self._cues["en"])
        for sentence in prose.sentences:
            kind = prose.section_kind(sentence.start)
            author = self._author(prose, sentence)
            is_headed = prose.is_advice(sentence.start)
            is_advice = is_headed or bool(cues.search(prose.text, sentence.start, sentence.end))
            if kind in self._sections or (is_advice and (kind in _SECTIONS or author or is_headed)):
                span = _body(prose, sentence)
                if span.end - span.start >= _LEAST and self._is_plan(prose, span, is_advice):
                    yield self._fact(prose, span, author)

    def _author(self, prose: Prose, sentence: Span) -> str:
        """The board or the physician whose advice it is, '' where nobody is named."""
        speaker = _SPEAKER.match(prose.text, sentence.start, sentence.end)
        if speaker:
            return speaker["name"].strip(" ,")
        board = self._by.search(prose.text, sentence.start, sentence.end)
        if board is None and prose.is_advice(sentence.start):
            board = _HEAD.match(prose.text, sentence.start, sentence.end)
        if board is None:
            board = self._by.search(*_heading(prose, sentence.start))
        return board[0].strip() if board else ""

    def _is_plan(self, prose: Prose, span: Span, is_advice: bool) -> bool:
        """A sentence of a plan that neither signs, nor names a problem, nor tells how things are
        or which drug is taken."""
        if _FURNITURE.search(prose.text[span.start : span.end]):
            return False
        is_signature = self._not_plan.match(prose.text, span.start)
        if is_signature and not (is_advice and _SPEAKER.match(prose.text, span.start)):
            return False
        if is_advice:
            return True
        if _SIGNED.match(prose.text[span.start : span.end]):
            return False
        words = prose.text[span.start : span.end].split()
        if len(words) < _LEAST_WORDS and prose.language in _SPACED:
            return False
        return not (
            self._status.match(prose.text, span.start)
            or self._entry.match(prose.text, span.start, span.end)
        )

    def _fact(self, prose: Prose, span: Span, author: str) -> Fact:
        dates = list(prose.dates_in(span.start, span.end))
        date = dates[0].value if author and len(dates) == 1 else None
        heading = prose.heading_date(span.start)
        if not dates and heading is not None and self._by.search(*_heading(prose, span.start)):
            date = heading.value  # 'Decision of the tumour board of 24 March: ...'
        return found(
            prose,
            "CarePlan",
            span.start,
            span.end,
            (span.start, span.end),
            category="opinion" if author else "plan",
            performer=author,
            certainty="hypothetical",
            date=date,
        )


def _heading(prose: Prose, offset: int) -> tuple[str, int, int]:
    """The text, and the part of it that heads the section that holds an offset."""
    section = prose.section_at(offset)
    return (prose.text, section.title_start, section.start) if section else (prose.text, 0, 0)


def _body(prose: Prose, sentence: Span) -> Span:
    """The sentence without its bullet and without the heading before it."""
    section = prose.section_at(sentence.start)
    start = max(sentence.start, section.start if section else 0)
    lead = _BULLET.match(prose.text, start, sentence.end)
    start = lead.end() if lead else start
    end = sentence.end
    while end > start and prose.text[end - 1].isspace():
        end -= 1
    return Span(start, end)
