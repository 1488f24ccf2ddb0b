"""Diagnoses, symptoms and family history in prose, each with how the text means it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from huizhen.core.extraction.clinical.endings import Endings
from huizhen.core.extraction.clinical.vocabulary import (
    Named,
    Words,
    extraction_rows,
    index_of,
    lexicon_rows,
)
from huizhen.core.extraction.context import Context
from huizhen.core.extraction.dating import date_of
from huizhen.core.extraction.finder import found
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.phrases import alternatives, phrases_pattern
from huizhen.core.extraction.prose import Prose
from huizhen.core.language.term_index import Match, TermIndex
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.fact import Fact

_FILES = {"diagnoses.tsv": "diagnosis", "general_conditions.tsv": "diagnosis"}
_CATEGORIES = {
    "disease_heme": "diagnosis",
    "disease_other": "diagnosis",
    "comorbidity": "diagnosis",
    "symptom": "symptom",
}
_SILENT_SECTIONS = frozenset(("allergies", "technique", "comparison", "education"))
_SHOWN_SECTIONS = frozenset(("findings", "imaging", "results"))
_MOST_QUALIFIERS = 3
_NEAR = 60
_HISTORY = re.compile(r"\b(?:PMHx?|past history|medical history)\b[^.;]*$")
_YEAR = re.compile(r"(?:\s?\([LRlr]\))?[ ,]{1,2}(?:\(|in )?(?:19|20)\d\d\b")
_TEST_OF_IT = re.compile(
    r"[\s-]?(?:virus\s)?(?:surface|core|e)?\s?(?:antigen|antibod|Antigen|Antikörper|serolog|DNA|"
    r"RNA|Ab\b|Ag\b|PCR|viral load|vaccin|immunis|immuniz|Impf|marker|screening|test\b|vacuna|"
    r"表面抗原|抗体|核心抗体|DNA定量)",
)
"""'Hepatitis B surface antigen' names a test, 'cancer antigen' a marker, not a disease."""


class ConditionFinder:
    """Finds Condition and FamilyMemberHistory facts."""

    name = "condition"
    version = 5

    def __init__(self, knowledge: Knowledge) -> None:
        self._words = Words(knowledge)
        data = self._words.data
        rows = [
            *extraction_rows(knowledge.words, "clinical_conditions.tsv"),
            *lexicon_rows(knowledge.terms, _FILES, _CATEGORIES),
            *_site_symptoms(data["sites"], data["site_symptoms"]),
        ]
        self._index = index_of(rows, data["unwanted_conditions"])
        self._endings = Endings(data["endings"], data["not_grown"])
        self._not_after = phrases_pattern(data["not_condition_after"])
        imaging = knowledge.words.parsed("imaging.json")
        self._modality = phrases_pattern(
            name for names in imaging["modalities"].values() for name in names
        )
        self._sided = _sided(data["sided_results"])
        self._shown: TermIndex[str] = TermIndex(
            (name, finding) for finding, names in imaging["findings"].items() for name in names
        )
        self._qualifiers = phrases_pattern(data["qualifiers"])
        self._resolved = phrases_pattern(data["resolved"])
        self._events = phrases_pattern(data["past_events"])
        self._relations: TermIndex[str] = TermIndex(
            (name, relation) for relation, names in data["relations"].items() for name in names
        )

    def find(self, prose: Prose) -> Iterable[Fact]:
        """Every mention, also the denied, suspected and past ones."""
        named = list(self._index.matches(prose.text))
        for match in [*named, *self._endings.matches(prose, named)]:
            is_silent = prose.section_kind(match.start) in _SILENT_SECTIONS
            if is_silent or _is_heading(prose, match) or self._is_shown(prose, match):
                continue
            if _TEST_OF_IT.match(prose.text, match.end) or self._is_of_another(prose, match):
                continue
            sided = list(self._by_side(prose, match))
            yield from sided or [self._fact(prose, match)]

    def _is_of_another(self, prose: Prose, match: Match[Named]) -> bool:
        """'aortic aneurysm repair', 'Cancer Network': the words name something else."""
        gap = re.compile(r"[ -]").match(prose.text, match.end)
        return gap is not None and self._not_after.match(prose.text, gap.end()) is not None

    def _is_shown(self, prose: Prose, match: Match[Named]) -> bool:
        """Whether the words tell what an image shows: that is a finding of the image, with its
        size and place, no diagnosis of its own."""
        if not self._is_of_image(prose, match):
            return False
        shown = next(self._shown.matches(prose.text, match.start, match.end), None)
        if shown is None or shown.end != match.end:
            return False
        certainty = prose.context(match.start, match.end).certainty
        return certainty in ("affirmed", "negated", "suspected")

    def _is_of_image(self, prose: Prose, match: Match[Named]) -> bool:
        kind = prose.section_kind(match.start)
        if kind:
            return kind in _SHOWN_SECTIONS
        sentence = prose.sentence_at(match.start)
        return self._modality.search(prose.text, sentence.start, match.start) is not None

    def _by_side(self, prose: Prose, match: Match[Named]) -> Iterator[Fact]:
        """'Straight-leg raise: left positive at 60°, right negative': one fact for each side."""
        told = self._sided.match(prose.text, match.end)
        if told is None:
            return
        for number in ("1", "2"):
            side = "left" if told[f"left{number}"] else "right"
            end = told.end(f"whole{number}")
            yield found(
                prose,
                "Condition",
                match.start,
                end,
                (match.start, match.end),
                category=match.payload.kind,
                concept=match.payload.concept,
                certainty="affirmed" if told[f"positive{number}"] else "negated",
                side=side,
            )

    def _fact(self, prose: Prose, match: Match[Named]) -> Fact:
        context = prose.context(match.start, match.end)
        if context.family:
            relation = self._relation(prose, match)
            if relation:
                return self._of_family(prose, match, context, relation)
        start = self._with_qualifiers(prose, match.start)
        return found(
            prose,
            "Condition",
            start,
            match.end,
            (start, match.end),
            category=match.payload.kind,
            concept=match.payload.concept,
            certainty=self._certainty(prose, match, context),
            clinical_status="resolved" if self._is_resolved(prose, match) else "",
            side=self._words.side(prose, start, match.end),
            date=self._date(prose, match),
        )

    def _certainty(self, prose: Prose, match: Match[Named], context: Context) -> str:
        certainty = context.certainty
        if prose.text[max(0, match.start - 4) : match.start].casefold() == "non-":
            return "negated"
        if certainty != "affirmed":
            return certainty
        is_past = self._is_past(prose, match)
        return "historical" if is_past or self._is_resolved(prose, match) else certainty

    def _is_past(self, prose: Prose, match: Match[Named]) -> bool:
        """Whether an earlier history names an event, or a disease with nothing but its year."""
        in_history = prose.section_kind(match.start) == "past_history"
        if in_history and self._events.match(prose.text, match.start, match.end):
            return True
        sentence = prose.sentence_at(match.start)
        lead = prose.text[max(sentence.start, match.start - _NEAR) : match.start]
        return bool(_HISTORY.search(lead) and _YEAR.match(prose.text, match.end))

    def _of_family(
        self, prose: Prose, match: Match[Named], context: Context, relation: str
    ) -> Fact:
        return found(
            prose,
            "FamilyMemberHistory",
            match.start,
            match.end,
            (match.start, match.end),
            concept=match.payload.concept,
            relation=relation,
            certainty="negated" if context.negated else "family",
        )

    def _relation(self, prose: Prose, match: Match[Named]) -> str:
        """The relative of the same clause: the one named last before the disease, else the first
        after it; 'family' when none is named. A semicolon begins another relative's clause."""
        sentence = prose.sentence_at(match.start)
        start, end = sentence.start, max(sentence.end, match.end)
        for stop in re.finditer(r"[;；]", prose.text[start:end]):
            place = sentence.start + stop.start()
            if place < match.start:
                start = place + 1
            else:
                end = place
                break
        before = list(self._relations.matches(prose.text, start, match.start))
        near = (
            before[-1]
            if before
            else next(self._relations.matches(prose.text, match.end, end), None)
        )
        return prose.text[near.start : near.end] if near is not None else "family"

    def _with_qualifiers(self, prose: Prose, start: int) -> int:
        """The start of the label with the adjectives that belong to it: 'acute', 'metastatic'."""
        for _ in range(_MOST_QUALIFIERS):
            before = re.search(r"(\S+)[ \n]$", prose.text[max(0, start - 40) : start])
            if before is None or not self._qualifiers.fullmatch(before[1]):
                break
            start -= len(before[0])
        return start

    def _is_resolved(self, prose: Prose, match: Match[Named]) -> bool:
        window = prose.text[max(0, match.start - 12) : match.end + 24].split("\n")[0]
        sentence = prose.sentence_at(match.start)
        window = prose.text[
            max(sentence.start, match.start - 12) : min(sentence.end, match.end + 24)
        ]
        return bool(self._resolved.search(window))

    def _date(self, prose: Prose, match: Match[Named]) -> PartialDate | None:
        return date_of(prose, match.start, match.end)


def _sided(words: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """Two sides with what was found on each, after a colon or a blank."""
    left, right = alternatives(words["left"]), alternatives(words["right"])
    positive, negative = alternatives(words["positive"]), alternatives(words["negative"])
    one, two = (
        rf"(?P<whole{n}>(?:(?P<left{n}>{left})|(?:{right}))\s?"
        rf"(?:(?P<positive{n}>{positive})|(?:{negative}))[^,;.\w]{{0,3}}(?:at\s+\d+\s?°?)?)"
        for n in (1, 2)
    )
    return re.compile(rf"\s?[:：]?\s?{one}[,;，；]\s?{two}", re.IGNORECASE)


def _is_heading(prose: Prose, match: Match[Named]) -> bool:
    """Whether the words are the heading of a section: 'PAIN:' or 'Depression.' alone in a line
    are problems of their own and count."""
    section = prose.section_at(match.start)
    return section is not None and match.start < section.start


def _site_symptoms(sites: Iterable[str], symptoms: Iterable[str]) -> Iterator[tuple[str, Named]]:
    """'knee pain', 'ankle swelling' ...: a place of the body and a complaint."""
    complaints = list(symptoms)
    for site in sites:
        for symptom in complaints:
            label = f"{site} {symptom}"
            yield label, Named(label.capitalize(), "symptom")
            yield f"{symptom} in the {site}", Named(label.capitalize(), "symptom")
            yield f"{symptom} of the {site}", Named(label.capitalize(), "symptom")
