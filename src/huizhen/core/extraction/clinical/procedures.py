"""Procedures, imaging and endoscopy in prose: done, planned, or not done."""

from __future__ import annotations

import re
from collections.abc import Iterable

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
from huizhen.core.extraction.prose import Prose
from huizhen.core.language.term_index import Match
from huizhen.core.records.fact import Certainty, Fact

_FILES = {"procedures.tsv": "procedure", "general_procedures.tsv": "procedure"}
_CATEGORIES = {"procedure": "procedure", "imaging_modality": "imaging"}
_IMAGING = re.compile(
    r"\b(?:CT|MRI|MRT|X-ray|ultraso|sonogra|PET|tomogra|radiogra|echocardio|mammogra|scintigra)",
    re.IGNORECASE,
)
_PLAN_SECTIONS = frozenset(("plan",))
_SILENT_SECTIONS = frozenset(("allergies", "education", "technique"))
_REACH = 90
_NEUTRAL = re.compile(
    r"\b(?:no|kein|keine|keinen|sin|aucun|aucune|pas de|denies|denied)\b|无|否认", re.I
)
"""Denials that speak of what follows them: 'after surgery no fever'."""


class ProcedureFinder:
    """Finds Procedure facts."""

    name = "procedure"
    version = 1

    def __init__(self, knowledge: Knowledge) -> None:
        self._words = Words(knowledge)
        rows = [
            *extraction_rows(knowledge.words, "clinical_procedures.tsv"),
            *lexicon_rows(knowledge.terms, _FILES, _CATEGORIES),
        ]
        self._index = index_of(rows, self._words.data["unwanted_procedures"])
        self._planned = self._words.by_language("planned")
        self._not_done = self._words.by_language("not_done")

    def find(self, prose: Prose) -> Iterable[Fact]:
        """Every mention that is no heading of a section."""
        for match in self._index.matches(prose.text):
            section = prose.section_at(match.start)
            if section is not None and (
                section.kind in _SILENT_SECTIONS or match.start < section.start
            ):
                continue
            context = prose.context(match.start, match.end)
            if context.family:
                continue
            certainty = self._certainty(prose, match)
            yield found(
                prose,
                "Procedure",
                match.start,
                match.end,
                (match.start, match.end),
                category=_category(match.payload),
                concept=match.payload.concept,
                certainty=certainty,
                clinical_status="completed" if certainty == "affirmed" else "",
                side=self._words.side(prose, match.start, match.end),
                date=date_of(prose, match.start, match.end) if certainty == "affirmed" else None,
            )

    def _certainty(self, prose: Prose, match: Match[Named]) -> Certainty:
        """Done unless the words before it in the sentence plan, advise or deny it."""
        sentence = prose.sentence_at(match.start)
        before = prose.text[max(sentence.start, match.start - _REACH) : match.start]
        after = prose.text[match.end : min(sentence.end, match.end + 40)]
        language = prose.language if prose.language in self._planned else "en"
        if prose.valued_certainty(match.start, match.end) == "negated":
            return "negated"
        if self._planned[language].search(before) or self._is_planned_after(language, after):
            return "hypothetical"
        clause = re.split(r"[,;.]", after)[0]
        if self._not_done[language].search(clause) and not _NEUTRAL.search(clause):
            return "negated"
        context = prose.context(match.start, match.end)
        if context.negated or self._not_done[language].search(before.rsplit(";", 1)[-1][-40:]):
            return "negated"
        if prose.section_kind(match.start) in _PLAN_SECTIONS and not prose.dates_in(
            sentence.start, sentence.end
        ):
            return "hypothetical"
        return "affirmed"

    def _is_planned_after(self, language: str, after: str) -> bool:
        """'MRI is recommended', 'CT geplant': the plan follows in the same clause."""
        clause = re.split(r"[,;.]", after)[0]
        found_there = self._planned[language].search(clause)
        return found_there is not None and found_there[0].casefold() not in _ONLY_BEFORE


_ONLY_BEFORE = frozenset(
    ("before", "prior to", "to have", "possible", "potential", "next",
     "followed by", "evaluate for", "möglich", "soll", "контроль", "с целью", "repeat",
     "order", "follow up", "follow-up", "obtain", "待", "评估")
)  # fmt: skip


def _category(named: Named) -> str:
    if named.kind in ("imaging", "endoscopy"):
        return named.kind
    if named.concept.casefold().endswith("scopy"):
        return "endoscopy"
    return "imaging" if _IMAGING.search(named.concept) else ""
