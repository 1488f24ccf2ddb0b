"""Procedures, imaging and endoscopy in prose: done, planned, or not done."""

from __future__ import annotations

import re
from collections.abc import Iterable

from huizhen.core.extraction.clinical.courses import Course, course_behind
from huizhen.core.extraction.clinical.vocabulary import (
    Named,
    Words,
    extraction_rows,
    index_of,
    lexicon_rows,
)
from huizhen.core.extraction.dating import date_of
from huizhen.core.extraction.finder import found
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.phrases import alternatives, phrases_pattern
from huizhen.core.extraction.prose import Prose, Span
from huizhen.core.language.term_index import Match
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.fact import Certainty, Fact

_WITH_COURSE = frozenset(
    ("Radiotherapy", "Physical therapy", "Physiotherapy", "Epidural steroid injection",
     "Nerve root injection", "Rehabilitation")
)  # fmt: skip
_FILES = {"procedures.tsv": "procedure", "general_procedures.tsv": "procedure"}
_CATEGORIES = {"procedure": "procedure", "imaging_modality": "imaging"}
_IMAGING = re.compile(
    r"\b(?:CT|MRI|MRT|X-ray|ultraso|sonogra|PET|tomogra|radiogra|echocardio|mammogra|scintigra)",
    re.IGNORECASE,
)
_PLAN_SECTIONS = frozenset(("plan",))
_SILENT_SECTIONS = frozenset(("allergies", "education", "technique"))
_TOLD_SECTIONS = frozenset(("procedures", "surgical_history", "past_history", "results", "imaging"))
_WORDS = re.compile(r"[^\W\d_]{2}")
_MONTH = len("2026-01")
_FEW_DATES = 2
_REACH = 90
_LEAD = 32
_TO_DO_SECTIONS = frozenset(("assessment",))
_ITEM = re.compile(r"\s*(?:[-–—•*▪◦●►✓·]|\(?\d{1,2}[.)])\s*(?:(?:urgent|repeat|new)\s+)?")
_DONE = re.compile(
    r"\b(?:showed|shows|demonstrat\w+|reveal\w+|was|were|done|performed|completed|normal|negative|"
    r"zeigte|ergab|erfolgte|unauffällig|mostró|montre|выявлено|проведен\w*)\b|示|未见",
    re.IGNORECASE,
)
_COLON = re.compile(r"[^\n:;(]{4,32}:\s")
_CLAUSE_END = re.compile(r"[,;]|[.](?!\d)")
_NEUTRAL = re.compile(r"no|kein|keine|keinen|sin|aucun|aucune|pas de|denies|denied|无|否认", re.I)
"""Denials that speak of what follows them: 'after surgery no fever'."""


class ProcedureFinder:
    """Finds Procedure facts."""

    name = "procedure"
    version = 8

    def __init__(self, knowledge: Knowledge) -> None:
        self._words = Words(knowledge)
        rows = [
            *extraction_rows(knowledge.words, "clinical_procedures.tsv"),
            *lexicon_rows(knowledge.terms, _FILES, _CATEGORIES),
        ]
        self._index = index_of(rows, self._words.data["unwanted_procedures"])
        self._planned = self._words.by_language("planned")
        self._not_done = self._words.by_language("not_done")
        self._never = self._words.by_language("never_meant")
        self._not_after = phrases_pattern(self._words.data["not_procedure_after"])
        self._not_before = phrases_pattern(self._words.data["not_procedure_before"])
        period = self._words.data["periods"]
        self._period = re.compile(
            rf"[^;.\n]{{0,20}}(?<!\w)(?:{alternatives(period['from'])})\s[^;.\n]{{1,24}}?\s"
            rf"(?:{alternatives(period['to'])})\s",
            re.IGNORECASE,
        )
        self._only_before = frozenset(self._words.data["planned_only_before"])

    def find(self, prose: Prose) -> Iterable[Fact]:
        """Every mention that is no heading of a section."""
        for match in self._index.matches(prose.text):
            section = prose.section_at(match.start)
            if section is not None and (
                section.kind in _SILENT_SECTIONS or match.start < section.start
            ):
                continue
            gap = re.compile(r"[ -]").match(prose.text, match.end)
            if gap and self._not_after.match(prose.text, gap.end()):
                continue
            if self._is_department(prose, match):
                continue
            if prose.context(match.start, match.end).family:
                continue
            certainty = self._certainty(prose, match)
            date = self._date(prose, match) if certainty == "affirmed" else None
            if date is not None and self._is_to_come(prose, match, date):
                certainty = "hypothetical"
            course = self._course(prose, match, certainty)
            yield found(
                prose,
                "Procedure",
                match.start,
                max(match.end, course.end),
                (match.start, match.end),
                category=_category(match.payload),
                concept=match.payload.concept,
                certainty=certainty,
                clinical_status="completed" if certainty == "affirmed" else "",
                side=self._words.side(prose, match.start, match.end),
                date=course.start_date or date,
                end_date=course.end_date,
                value=course.value,
                unit=course.unit,
                count=course.fractions,
                note=course.note,
                response=course.response,
            )

    @staticmethod
    def _course(prose: Prose, match: Match[Named], certainty: Certainty) -> Course:
        """Of a treatment that was given, what stands behind its name."""
        is_treatment = match.payload.concept in _WITH_COURSE
        if is_treatment and certainty == "affirmed":
            return course_behind(prose, match.end)
        return Course(match.end)

    def _is_department(self, prose: Prose, match: Match[Named]) -> bool:
        """'Orthopaedic Spine Surgery': the name of who treats, not of what was done."""
        lead = prose.text[max(0, match.start - _LEAD) : match.start].rstrip(" ")
        return any(one.end() == len(lead) for one in self._not_before.finditer(lead))

    def _date(self, prose: Prose, match: Match[Named]) -> PartialDate | None:
        """The date of the sentence, unless it is only where a period ends: 'from August 15 to
        October 25, 2018'."""
        date = date_of(prose, match.start, match.end)
        line = prose.text[match.end : match.end + _REACH]
        period = self._period.match(line)
        if date is None or period is None:
            return date
        end = match.end + period.end()
        return None if any(one.start == end for one in prose.dates) else date

    def _certainty(self, prose: Prose, match: Match[Named]) -> Certainty:
        """Done unless the words around it in the sentence plan, advise, deny or doubt it."""
        sentence = prose.sentence_at(match.start)
        before = prose.text[max(sentence.start, match.start - _REACH) : match.start]
        after = prose.text[match.end : min(sentence.end, match.end + _REACH)]
        language = prose.language if prose.language in self._planned else "en"
        context = prose.context(match.start, match.end)
        if self._never[language].search(before):
            return "negated"
        if self._heads_result(prose, match):
            return "affirmed"
        if prose.denies(match.start, match.end):
            return "negated"
        clause = _CLAUSE_END.split(after)[0]
        refusal = self._not_done[language].search(clause)
        if refusal and not _NEUTRAL.fullmatch(refusal[0]):
            return "negated"
        if (
            context.hypothetical
            or prose.is_order(match.start)
            or self._is_planned(language, before, clause)
        ):
            return "hypothetical"
        if context.negated or self._not_done[language].search(before.rsplit(";", 1)[-1][-40:]):
            return "negated"
        if prose.section_kind(match.start) in _PLAN_SECTIONS and not _past_dates(
            prose, sentence, match.start
        ):
            return "hypothetical"
        return "hypothetical" if self._is_item_to_do(prose, match) else "affirmed"

    @staticmethod
    def _heads_result(prose: Prose, match: Match[Named]) -> bool:
        """Whether it opens its sentence with its day before a colon: what is denied after it is
        its result, 'Biopsy 22.04.2026: no infiltration'. A day to come is no day of a result."""
        colon = _COLON.match(prose.text, match.end)
        lead = prose.text[prose.sentence_at(match.start).start : match.start]
        if (
            colon is None
            or any(sign.isalpha() for sign in lead)
            or prose.context(match.start, match.end).hypothetical
        ):
            return False
        between = prose.dates_in(match.end, colon.end())
        return len(between) == 1 and not prose.is_order(match.start)

    def _is_item_to_do(self, prose: Prose, match: Match[Named]) -> bool:
        """Whether an item of an assessment begins with a procedure: '• Colonoscopy', '- CT chest
        and bone scan'; what was done has its date or its result in the item."""
        if prose.section_kind(match.start) not in _TO_DO_SECTIONS:
            return False
        line = prose.line_at(match.start)
        item = _ITEM.match(prose.text, line.start)
        if item is None or item.end() > match.start:
            return False
        first = next(self._index.matches(prose.text, item.end(), match.end), match)
        is_first = first.start == item.end()
        rest = prose.text[first.end : line.end]
        return is_first and not _DONE.search(rest) and not any(prose.dates_in(first.end, line.end))

    @staticmethod
    def _is_to_come(prose: Prose, match: Match[Named], date: PartialDate) -> bool:
        """Whether a date lies after that of the document: 'Suture removal on 03/02/2026'. In an
        undated one nothing tells that a look inside was done whose name stands alone with the
        last day of all."""
        if prose.document_date is not None:
            return _is_after(date, prose.document_date)
        sentence = prose.sentence_at(match.start)
        rest = prose.text[sentence.start : match.start] + prose.text[match.end : sentence.end]
        is_bare = not _WORDS.search(rest)
        is_look = _category(match.payload) in ("imaging", "endoscopy")
        is_headed = prose.section_kind(match.start) in _TOLD_SECTIONS
        has_others = len({str(one.value) for one in prose.dates if one.value}) > _FEW_DATES
        return is_bare and is_look and not is_headed and has_others and _is_last_day(prose, date)

    def _is_planned(self, language: str, before: str, clause: str) -> bool:
        """'MRI is recommended', 'CT geplant': the plan stands before, or follows in the clause."""
        if self._planned[language].search(before):
            return True
        follows = self._planned[language].search(clause)
        return follows is not None and follows[0].casefold() not in self._only_before


def _past_dates(prose: Prose, sentence: Span, start: int) -> list[PartialDate]:
    """The days of a plan's sentence that are over: those of its own part, not after the document
    ('MRI at 4 weeks' has no day of what stands before its comma)."""
    section = prose.section_at(start)
    begin = max(sentence.start, section.start if section else 0)
    dates = [date.value for date in prose.dates_in(begin, sentence.end) if date.value]
    return [] if any(_is_after(date, _own_date(prose)) for date in dates) else dates


def _own_date(prose: Prose) -> PartialDate | None:
    """The document's date; where it has none, the last day that stands outside of its plans."""
    if prose.document_date is not None:
        return prose.document_date
    told = [
        date.value
        for date in prose.dates
        if date.value and prose.section_kind(date.start) not in _PLAN_SECTIONS
    ]
    return max(told, key=str, default=None)


def _is_after(date: PartialDate, own: PartialDate | None) -> bool:
    """Whether a date lies after another, as far as both are written."""
    if own is None:
        return False
    written, known = str(date), str(own)
    shared = min(len(written), len(known))
    return written[:shared] > known[:shared]


def _is_last_day(prose: Prose, date: PartialDate) -> bool:
    """Whether a whole day stands once, and after every other day of an undated document."""
    written = [str(one.value) for one in prose.dates if one.value]
    latest = str(date)
    return len(latest) > _MONTH and max(written) == latest and written.count(latest) == 1


def _category(named: Named) -> str:
    if named.kind in ("imaging", "endoscopy"):
        return named.kind
    if named.concept.casefold().endswith("scopy"):
        return "endoscopy"
    return "imaging" if _IMAGING.search(named.concept) else ""
