"""Diagnoses, symptoms and family history in prose, each with how the text means it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from huizhen.core.extraction.clinical.amounts import (
    Amount,
    count_before,
    lost_kilograms,
    weight_change,
)
from huizhen.core.extraction.clinical.beginnings import is_where_a_period_begins, since
from huizhen.core.extraction.clinical.disease_places import DiseasePlaces, has_come_back
from huizhen.core.extraction.clinical.earlier_tumours import EarlierTumours
from huizhen.core.extraction.clinical.endings import Endings
from huizhen.core.extraction.clinical.sided_rows import SidedRow, SidedTables
from huizhen.core.extraction.clinical.told_otherwise import ToldOtherwise
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
from huizhen.core.extraction.prose import Prose, Span
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
_DISEASE = "diagnosis"
_WEIGHT = ("Weight loss", "Weight gain")
_EVENTS = ("Progression", "Relapse", "Recurrence")
_ATTACKS = ("Seizure", "Focal seizure", "Syncope")
_SILENT_SECTIONS = frozenset(("allergies", "technique", "comparison", "education"))
_SHOWN_SECTIONS = frozenset(("findings", "imaging", "results"))
_REPORT_SECTIONS = frozenset(("findings", "technique"))
_PAST_SECTIONS = frozenset(("past_history", "surgical_history", "family_history"))
_MOST_QUALIFIERS = 3
_NEAR = 60
_LEAD = 24
_MOST_SENTENCE = 600
"""What is looked at on either side of a mention; longer 'sentences' are lists or broken text."""
_HISTORY = re.compile(r"\b(?:PMHx?|past history|medical history)\b[^.;]*$")
_FULL_STRENGTH = re.compile(r"[^.;,\n]{0,12}?(?<![\d/])5\s?/\s?5(?!\d)")
"""'great toe extension 5/5' is a movement of full strength, no weakness."""
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
    version = 11

    def __init__(self, knowledge: Knowledge) -> None:
        self._words = Words(knowledge)
        self._places = DiseasePlaces(knowledge)
        data = self._words.data
        rows = [
            *extraction_rows(knowledge.words, "clinical_conditions.tsv"),
            *lexicon_rows(knowledge.terms, _FILES, _CATEGORIES),
            *_site_symptoms(data["sites"], data["site_symptoms"]),
        ]
        self._index = index_of(rows, data["unwanted_conditions"])
        self._endings = Endings(data["endings"], data["not_grown"])
        self._not_after = phrases_pattern(data["not_condition_after"])
        self._not_before = phrases_pattern(data["not_condition_before"])
        self._endoscopies = phrases_pattern(
            phrase
            for phrase, named in extraction_rows(knowledge.words, "clinical_procedures.tsv")
            if named.kind == "endoscopy"
        )
        imaging = knowledge.words.parsed("imaging.json")
        self._modality = phrases_pattern(
            name for names in imaging["modalities"].values() for name in names
        )
        self._sided = _sided(data["sided_results"])
        self._shown: TermIndex[str] = TermIndex(
            (name, finding) for finding, names in imaging["findings"].items() for name in names
        )
        self._seen_only = phrases_pattern(data["seen_only"])
        self._seen_denied = phrases_pattern((*data["seen_only"], *data["seen_only_if_denied"]))
        self._qualifiers = phrases_pattern(data["qualifiers"])
        self._resolved = phrases_pattern(data["resolved"])
        self._events = phrases_pattern(data["past_events"])
        self._relations: TermIndex[str] = TermIndex(
            (name, relation) for relation, names in data["relations"].items() for name in names
        )
        self._otherwise = ToldOtherwise(data)
        self._treated = EarlierTumours(data["earlier_tumours"])
        sided = data["sided_results"]
        self._tables = SidedTables(sided["left"], sided["right"], data["column_results"])
        self._felt_rows = phrases_pattern(data["sensation"])
        self._results = [
            (concept, phrases_pattern(phrases))
            for concept, phrases in data["family_results"].items()
        ]

    def find(self, prose: Prose) -> Iterable[Fact]:
        """Every mention, also the denied, suspected and past ones."""
        named = list(self._index.matches(prose.text))
        rows = list(self._tables.rows(prose))
        yield from self._of_rows(prose, rows, named)
        for match in [*named, *self._endings.matches(prose, named)]:
            if _is_in(rows, match) or _FULL_STRENGTH.match(prose.text, match.end):
                continue
            is_silent = prose.section_kind(match.start) in _SILENT_SECTIONS
            if is_silent or _is_heading(prose, match) or self._is_shown(prose, match):
                continue
            if _TEST_OF_IT.match(prose.text, match.end) or self._is_of_another(prose, match):
                continue
            sided = list(self._by_side(prose, match))
            yield from sided or [self._fact(prose, match)]
        yield from self._otherwise.facts(prose)
        yield from self._lost_weight(prose, named)
        yield from self._results_of_family(prose)

    def _lost_weight(self, prose: Prose, named: Sequence[Match[Named]]) -> Iterator[Fact]:
        """'Pérdida de 7 kg en 4 meses': kilograms lost, whatever the loss is called."""
        for start, end, amount in lost_kilograms(prose.text):
            if not any(m.start < amount.end and start < m.end for m in named):
                yield found(
                    prose,
                    "Condition",
                    start,
                    amount.end,
                    (start, end),
                    category="symptom",
                    concept=_WEIGHT[0],
                    value=amount.value,
                    unit=amount.unit,
                    note=amount.note,
                    date=date_of(prose, start, amount.end),
                )

    def _is_of_another(self, prose: Prose, match: Match[Named]) -> bool:
        """'aortic aneurysm repair', 'markers of infection': the words name something else, or
        are a part of a longer name, as the effusions of 'facet effusions'."""
        gap = re.compile(r"[ -]").match(prose.text, match.end)
        if gap is not None and self._not_after.match(prose.text, gap.end()) is not None:
            return True
        lead = prose.text[max(0, match.start - _LEAD) : match.start].rstrip()
        if any(one.end() == len(lead) for one in self._not_before.finditer(lead)):
            return True
        sentence = _near(prose, match)
        return match.payload.kind == "symptom" and any(
            longer.start < match.start and longer.end >= match.end
            for longer in self._shown.matches(prose.text, sentence.start, sentence.end)
        )

    def _is_shown(self, prose: Prose, match: Match[Named]) -> bool:
        """Whether the words tell what an image shows: that is a finding of the image, with its
        size and place, no diagnosis of its own."""
        if not self._is_of_image(prose, match):
            return False
        shown = next(self._shown.matches(prose.text, match.start, match.end), None)
        if shown is None or shown.end != match.end:
            return False
        certainty = prose.context(match.start, match.end).certainty
        if prose.section_kind(match.start) == "impression":
            words = self._seen_denied if certainty == "negated" else self._seen_only
            name = prose.text[match.start : match.end]
            return any(one.end() == len(name) for one in words.finditer(name))
        return certainty in ("affirmed", "negated", "suspected")

    def _is_of_image(self, prose: Prose, match: Match[Named]) -> bool:
        kind = prose.section_kind(match.start)
        sentence = _near(prose, match)
        if self._endoscopies.search(prose.text, sentence.start, match.start):
            return False  # what an endoscopist sees is a diagnosis
        if kind == "impression":
            return any(section.kind in _REPORT_SECTIONS for section in prose.sections)
        if kind:
            return kind in _SHOWN_SECTIONS
        return self._modality.search(prose.text, sentence.start, match.start) is not None

    def _of_rows(
        self, prose: Prose, rows: Sequence[SidedRow], named: Sequence[Match[Named]]
    ) -> Iterator[Fact]:
        """What a table with a column for each side tells: a movement is weak, a feeling changed
        only where the column of that side says so."""
        for row in rows:
            inside = [m for m in named if row.label.start <= m.start < row.label.end]
            is_felt = self._felt_rows.match(prose.text, row.label.start, row.label.end)
            if not inside and not is_felt:
                continue
            concept = inside[0].payload.concept if inside else ""
            for side, span in row.results:
                result = prose.text[span.start : span.end]
                if not self._tables.is_normal(result):
                    yield found(
                        prose,
                        "Condition",
                        row.label.start,
                        span.end,
                        (row.label.start, row.label.end),
                        category="symptom",
                        concept=concept,
                        value=result,
                        side=side,
                        certainty="affirmed",
                    )

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
        named = match.payload
        amount = weight_change(prose.text, match.end) if named.concept in _WEIGHT else Amount()
        counted = count_before(prose.text, start) if named.concept in _ATTACKS else ("", start)
        return found(
            prose,
            "Condition",
            counted[1],
            max(match.end, amount.end),
            (start, match.end),
            category=named.kind,
            concept=named.concept,
            value=amount.value or None,
            unit=amount.unit or None,
            note=amount.note,
            count=counted[0],
            certainty=self._certainty(prose, match, context),
            clinical_status=self._status(prose, match, start),
            side=self._words.side(prose, start, match.end),
            body_site=self._places.of(prose, start, match.end) if named.kind == _DISEASE else "",
            date=self._date(prose, match),
        )

    def _status(self, prose: Prose, match: Match[Named], start: int) -> str:
        if self._is_resolved(prose, match):
            return "resolved"
        return "recurrence" if has_come_back(prose.text, start, match.end) else ""

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
        if in_history and self._treated.is_tumour(prose, match.start, match.end):
            is_over = self._treated.is_over(prose, match.start, match.end)
            return is_over and not self._is_named_elsewhere(prose, match)
        sentence = prose.sentence_at(match.start)
        lead = prose.text[max(sentence.start, match.start - _NEAR) : match.start]
        return bool(_HISTORY.search(lead) and _YEAR.match(prose.text, match.end))

    def _is_named_elsewhere(self, prose: Prose, match: Match[Named]) -> bool:
        """Whether the document speaks of the disease outside of earlier history too: then it may
        be what the patient has now."""
        return any(
            other.payload.concept == match.payload.concept
            and prose.section_kind(other.start) not in _PAST_SECTIONS
            and prose.context(other.start, other.end).certainty == "affirmed"
            for other in self._index.matches(prose.text)
        )

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
            note=_age_after(prose, match.end),
        )

    def _results_of_family(self, prose: Prose) -> Iterator[Fact]:
        """'The brother is HBsAg-positive': a relative's result tells the disease."""
        for concept, pattern in self._results:
            for match in pattern.finditer(prose.text):
                named = Match(match.start(), match.end(), Named(concept, "diagnosis"))
                relation = self._relation(prose, named)
                context = prose.context(match.start(), match.end())
                if context.family and relation != "family" and not context.negated:
                    yield self._of_family(prose, named, context, relation)

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
        date = since(prose, match.start, match.end) or date_of(prose, match.start, match.end)
        is_event = match.payload.concept in _EVENTS
        if date and is_event and is_where_a_period_begins(prose, date, match.start):
            return None
        return date


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


def _is_in(rows: Iterable[SidedRow], match: Match[Named]) -> bool:
    """Whether the words are the label of a table's row, whose columns say what is amiss."""
    return any(row.label.start <= match.start < row.label.end for row in rows)


def _near(prose: Prose, match: Match[Named]) -> Span:
    """The sentence of a mention, cut on both sides where it is too long for one."""
    sentence = prose.sentence_at(match.start)
    return Span(
        max(sentence.start, match.start - _MOST_SENTENCE),
        min(sentence.end, match.end + _MOST_SENTENCE),
    )


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
            for side in ("left", "right"):
                for joint in ("in", "of"):
                    phrase = f"{symptom} {joint} the {side} {site}"
                    yield phrase, Named(label.capitalize(), "symptom")


_AGE = re.compile(
    r"[\s,(]{1,2}(?:(?:diagnosed|erkrankt|diagnosticado|diagnosticada|diagnostiqué)\s)?"
    r"(?:at(?: the)?(?: age)?(?: of)?|aged|mit|im Alter von|a los|à l'âge de|à|в возрасте|в)\s"
    r"(?P<age>\d{1,2})(?=\s?(?:years?|y|yo|Jahren?|años|ans|лет|год\w*)?\s?[.,;)\n]|$|\s(?:Jahren|años|ans|лет))",
    re.IGNORECASE,
)


def _age_after(prose: Prose, end: int) -> str:
    """'age 58' where the words right after a relative's disease say at which age it came."""
    match = _AGE.match(prose.text, end, end + 60)
    return f"age {match['age']}" if match else ""
