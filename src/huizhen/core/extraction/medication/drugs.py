"""Drugs in prose, lists and tables, with how they are given and whether they are taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from huizhen.core.extraction.context import phrases_pattern
from huizhen.core.extraction.finder import found
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.medication.elements import ElementReader
from huizhen.core.extraction.medication.mentions import Mention
from huizhen.core.extraction.medication.periods import PeriodReader
from huizhen.core.extraction.medication.posology import Limits, PosologyReader
from huizhen.core.extraction.medication.regimens import RegimenReader
from huizhen.core.extraction.medication.status import StatusReader
from huizhen.core.extraction.medication.vocabulary import Drug, DrugNames
from huizhen.core.extraction.prose import Prose, Span
from huizhen.core.language.term_index import Match
from huizhen.core.records.fact import Fact

_COMBINED = re.compile(r"\s?[/+]\s?|-")
_NEXT_LINE = 90


class MedicationReader:
    """Reads every drug of a page, with how it is given and whether it is taken."""

    def __init__(self, knowledge: Knowledge) -> None:
        words: dict[str, Any] = knowledge.words.parsed("dosing.json")
        self.names = DrugNames(knowledge, words)
        self._elements = ElementReader(words, knowledge.words.parsed("frequencies.json"))
        self._posology = PosologyReader(words, self._elements)
        self.status = StatusReader(words)
        self.periods = PeriodReader(words["words"])
        self._not_after = phrases_pattern(words["not_after"])
        self._not_before = phrases_pattern(words["not_before"])
        self._silent = frozenset(words["silent_sections"])
        self._listing = frozenset(words["listing_sections"])

    def mentions(self, prose: Prose) -> list[Mention]:
        """The drugs that the text says something about, in their order."""
        names = self._joined(prose, list(self.names.matches(prose.text)))
        spans = [Span(name.start, name.end) for name in names]
        mentions: list[Mention] = []
        left = 0
        for index, name in enumerate(names):
            following = names[index + 1].start if index + 1 < len(names) else None
            limits = self._limits(prose, name, left, following)
            if not self._is_drug_use(prose, name):
                continue
            posology = self._posology.read(prose, name.start, name.end, limits)
            stop = max(posology.end, name.end)
            status = self.status.read(prose, name.start, name.end, stop, spans)
            period = self.periods.read(prose, posology.start, stop, following)
            mention = Mention(name.start, name.end, name.payload, posology, status, period)
            left = stop
            if self._is_told(prose, mention):
                mentions.append(mention)
        return mentions

    def _limits(
        self, prose: Prose, name: Match[Drug], left: int, following: int | None
    ) -> Limits:
        sentence = prose.sentence_at(name.start)
        right = max(sentence.end, name.end)
        if not prose.text[name.end : right].strip(" \t,:-"):
            right = self._over_line(prose, right)
        is_next = following is not None and following <= right
        begin = max(left, sentence.start)
        return Limits(begin, following if is_next and following is not None else right, is_next)

    def _over_line(self, prose: Prose, right: int) -> int:
        """The end of the next line, where it starts with the amount of a name that stands alone."""
        match = re.match(r"[ \t]*\n[ \t]*", prose.text[right : right + 40])
        if match is None:
            return right
        begin = right + match.end()
        line = prose.line_at(begin)
        parts = self._elements.elements(prose, begin, min(line.end, begin + _NEXT_LINE))
        return line.end if parts and parts[0].start == begin else right

    def _joined(self, prose: Prose, names: Sequence[Match[Drug]]) -> list[Match[Drug]]:
        """Names with those of one product made one: 'amlodipine/benazepril 5/10 mg'."""
        joined: list[Match[Drug]] = []
        for name in names:
            last = joined[-1] if joined else None
            if last and self._is_one_product(prose, last, name):
                concept = self._product(last.payload.concept, name.payload.concept)
                drug = Drug(concept, False, last.payload.is_cancer, False)
                joined[-1] = Match(last.start, name.end, drug)
            else:
                joined.append(name)
        return joined

    def _is_one_product(self, prose: Prose, last: Match[Drug], name: Match[Drug]) -> bool:
        gap = prose.text[last.end : name.start]
        if not _COMBINED.fullmatch(gap) or last.payload.is_class or name.payload.is_class:
            return False
        if last.payload.is_cancer and name.payload.is_cancer:
            return False
        return last.payload.concept != name.payload.concept

    def _product(self, first: str, second: str) -> str:
        for label in (f"{first} and {second}", f"{second} and {first}"):
            if label.casefold() in self.names.concepts:
                return self.names.concepts[label.casefold()]
        return f"{first} and {second}"

    def _is_drug_use(self, prose: Prose, name: Match[Drug]) -> bool:
        """Whether the words around a name let it be a drug that somebody takes."""
        if prose.section_kind(name.start) in self._silent:
            return False
        section = prose.section_at(name.start)
        if section is not None and name.end <= section.start and name.payload.is_class:
            return False
        after = re.match(r"[\s-]{0,2}([^\W\d_][\w-]*(?:\s\w+)?|[\u3400-\u9fff]{1,4})", prose.text[name.end : name.end + 40])  # fmt: skip
        if after and self._not_after.match(after[1]):
            return False
        before = prose.text[max(0, name.start - 24) : name.start].rstrip(" \n-")
        return not any(m.end() == len(before) for m in self._not_before.finditer(before))

    def _is_told(self, prose: Prose, mention: Mention) -> bool:
        """Whether a doubtful name or a class is really said to be a drug that is taken."""
        drug, posology, status = mention.drug, mention.posology, mention.status
        is_listed = prose.section_kind(mention.start) in self._listing
        if drug.is_class:
            is_taken = status.is_said and status.clinical_status == "active"
            return is_taken or is_listed and _stands_alone(prose, mention)
        if not drug.needs_evidence:
            return True
        if posology.has_dose or is_listed:
            return True
        return bool(status.is_said and status.clinical_status and posology.dosage)


def _stands_alone(prose: Prose, mention: Mention) -> bool:
    line = prose.line_at(mention.start)
    rest = prose.text[line.start : mention.start] + prose.text[mention.end : line.end]
    return len(re.findall(r"\w+", rest)) <= 6


class MedicationFinder:
    """Finds MedicationStatement facts: drugs, and lines of systemic cancer treatment."""

    name = "medication"
    version = 1

    def __init__(self, knowledge: Knowledge) -> None:
        self._reader = MedicationReader(knowledge)
        self._regimens = RegimenReader(knowledge, self._reader.status, self._reader.periods)

    def find(self, prose: Prose) -> Iterable[Fact]:
        """Every drug and treatment that is said to be taken, planned, stopped or not taken."""
        mentions = self._reader.mentions(prose)
        lines, parts = self._regimens.find(prose, mentions)
        yield from lines
        for mention in mentions:
            if mention.start not in parts:
                yield _drug_fact(prose, mention)


def _drug_fact(prose: Prose, mention: Mention) -> Fact:
    posology, status, period = mention.posology, mention.status, mention.period
    clinical_status = status.clinical_status
    if clinical_status == "active" and period.end is not None and period.is_stopped:
        clinical_status = "stopped"
    return found(
        prose,
        "MedicationStatement",
        min(posology.start, mention.start),
        max(posology.end, mention.end),
        (mention.start, mention.end),
        concept=mention.drug.concept,
        certainty=status.certainty,
        clinical_status=clinical_status,
        dosage=posology.dosage,
        date=period.start,
        end_date=period.end,
        doubts=(*posology.doubts, *period.doubts),
    )
