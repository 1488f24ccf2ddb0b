"""Drugs in prose, lists and tables, with how they are given and whether they are taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from huizhen.core.extraction.finder import found
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.medication.allergies import AllergyFinder
from huizhen.core.extraction.medication.elements import ElementReader
from huizhen.core.extraction.medication.mentions import Mention, Name
from huizhen.core.extraction.medication.periods import Period, PeriodReader
from huizhen.core.extraction.medication.posology import Limits, PosologyReader
from huizhen.core.extraction.medication.regimens import RegimenReader
from huizhen.core.extraction.medication.status import StatusReader
from huizhen.core.extraction.medication.surroundings import overlapping
from huizhen.core.extraction.medication.vocabulary import Drug, drug_names
from huizhen.core.extraction.phrases import phrases_pattern
from huizhen.core.extraction.prose import Prose, Span
from huizhen.core.records.fact import Fact

_COMBINED = re.compile(r"\s?[/+]\s?|-")
_BRACKET = re.compile(r"\s?[(\[（]\s?(?:aka |=|generic |brand )?|\s?[/=]\s?")
_NEXT_WORDS = re.compile(r"[\s-]{0,2}([^\W\d_][\w-]{0,30}(?:\s\w{1,30})?|[\u3400-\u9fff]{1,4})")
_NEXT_LINE = 90
_EACH = 6
_JOINED = re.compile(
    r"\s?(?:,|/|\+|、|和|及|&|\s(?:and|und|y|e|et|и|plus|sowie)\s)\s?", re.IGNORECASE
)
"""What stands between two drugs of one amount."""


_CONCENTRATION = re.compile(r"(?:(?:n|p|н|п)(?:g|г)\s?/\s?\w{1,2}|[nmpµμu]?mol/m?[lL]|mg/d[lL])")
"""The unit of a result, not of a dose: 'vitamin D 17 ng/mL'."""


class MedicationReader:
    """Reads every drug of a page, with how it is given and whether it is taken."""

    def __init__(self, knowledge: Knowledge) -> None:
        words: dict[str, Any] = knowledge.words.parsed("dosing.json")
        self.names = drug_names(knowledge)
        self._elements = ElementReader(words, knowledge.words.parsed("frequencies.json"))
        self._posology = PosologyReader(words, self._elements)
        self.status = StatusReader(words)
        self.periods = PeriodReader(words["words"])
        self._not_after = phrases_pattern(words["not_after"])
        self._not_before = phrases_pattern(words["not_before"])
        self._silent = frozenset(words["silent_sections"])
        self._dosed_only = frozenset(words["dosed_only_sections"])
        self._said = frozenset(words["said_sections"])
        self._each = phrases_pattern(words["shared_dose"])
        self._listing = frozenset(words["listing_sections"])

    def mentions(self, prose: Prose) -> list[Mention]:
        """The drugs that the text says something about, in their order."""
        names = self._joined(prose)
        spans = [Span(name.start, name.stop) for name in names]
        mentions: list[Mention] = []
        left = 0
        for index, name in enumerate(names):
            if not self._is_drug_use(prose, name):
                continue
            following = names[index + 1].start if index + 1 < len(names) else None
            limits = self._limits(prose, name, left, following)
            posology = self._posology.read(prose, name.start, name.stop, limits)
            left = max(posology.end, name.stop)
            status = self.status.read(prose, name.start, name.stop, left, spans)
            period = self.periods.read(prose, posology.start, left, following)
            mention = Mention(name.start, name.end, name.drug, posology, status, period)
            if self._is_told(prose, mention):
                mentions.append(mention)
        return self._with_shared_doses(prose, mentions)

    def _with_shared_doses(self, prose: Prose, mentions: Sequence[Mention]) -> list[Mention]:
        """'Lisinopril and amlodipine 5 mg each': the amount is that of both."""
        made: list[Mention] = []
        for mention in reversed(mentions):
            following = made[-1] if made else None
            is_shared = following is not None and self._shares(prose, mention, following)
            whole = following.posology if following and is_shared else mention.posology
            made.append(mention._replace(posology=whole))
        return made[::-1]

    def _shares(self, prose: Prose, mention: Mention, following: Mention) -> bool:
        if mention.posology.dosage is not None or not following.posology.has_dose:
            return False
        gap = prose.text[mention.end : following.start]
        told = prose.text[following.end : following.posology.end + _EACH]
        told = told.split(";")[0].split(". ")[0]
        return bool(_JOINED.fullmatch(gap) and self._each.search(told))

    def _limits(self, prose: Prose, name: Name, left: int, following: int | None) -> Limits:
        sentence = prose.sentence_at(name.start)
        # the stop of 'Vit. D 1000 IE' may end a sentence inside the name
        right = max(sentence.end, prose.sentence_at(name.stop - 1).end, name.stop)
        if not prose.text[name.stop : right].strip(" \t,:-"):
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

    def _joined(self, prose: Prose) -> list[Name]:
        """Names with those of one product made one: 'amlodipine/benazepril 5/10 mg', and with the
        same drug named again in brackets: 'atorvastatin (Lipitor)'."""
        joined: list[Name] = []
        for match in self.names.matches(prose.text):
            name = Name(match.start, match.end, match.payload, match.end)
            last = joined[-1] if joined else None
            if last and self._is_named_again(prose, last, name):
                closing = re.match(r"\s?[)\]）]", prose.text[name.end : name.end + 2])
                joined[-1] = last._replace(stop=name.end + (closing.end() if closing else 0))
            elif last and self._is_one_product(prose, last, name):
                concept = self._product(last.drug.concept, name.drug.concept)
                drug = Drug(concept, False, last.drug.is_cancer, False)
                joined[-1] = Name(last.start, name.end, drug, name.end)
            else:
                joined.append(name)
        return joined

    def _is_named_again(self, prose: Prose, last: Name, name: Name) -> bool:
        gap = prose.text[last.stop : name.start]
        is_same = last.drug.concept == name.drug.concept and not name.drug.is_class
        return is_same and bool(_BRACKET.fullmatch(gap))

    def _is_one_product(self, prose: Prose, last: Name, name: Name) -> bool:
        gap = prose.text[last.end : name.start]
        if not _COMBINED.fullmatch(gap) or last.drug.is_class or name.drug.is_class:
            return False
        if last.drug.is_cancer and name.drug.is_cancer:
            return False
        return last.drug.concept != name.drug.concept

    def _product(self, first: str, second: str) -> str:
        for label in (f"{first} and {second}", f"{second} and {first}"):
            if label.casefold() in self.names.concepts:
                return self.names.concepts[label.casefold()]
        return f"{first} and {second}"

    def _is_drug_use(self, prose: Prose, name: Name) -> bool:
        """Whether the words around a name let it be a drug that somebody takes."""
        if prose.section_kind(name.start) in self._silent:
            return False
        section = prose.section_at(name.start)
        if section is not None and name.end <= section.start and name.drug.is_class:
            return False
        after = _NEXT_WORDS.match(prose.text, name.stop)
        if after and self._not_after.match(after[1]):
            return False
        before = prose.text[max(0, name.start - 24) : name.start].rstrip(" \n-")
        return not any(m.end() == len(before) for m in self._not_before.finditer(before))

    def _is_told(self, prose: Prose, mention: Mention) -> bool:
        """Whether a doubtful name or a class is really said to be a drug that is taken."""
        drug, posology, status = mention.drug, mention.posology, mention.status
        if not status.is_use and not posology.has_dose:
            return False
        if posology.dosage is not None and _CONCENTRATION.fullmatch(posology.dosage.dose_unit):
            return False
        kind = prose.section_kind(mention.start)
        if kind in self._dosed_only and not posology.has_amount:
            return False
        if kind in self._said and not status.is_said:
            return False
        is_listed = kind in self._listing
        if drug.is_class:
            is_taken = status.is_said and status.clinical_status == "active"
            return is_taken or (is_listed and _stands_alone(prose, mention))
        if not drug.needs_evidence:
            return True
        is_bare = posology.dosage is not None and not posology.dosage.dose_unit
        if posology.has_amount or is_listed or (posology.has_dose and is_bare):
            return True
        return bool(status.is_said and status.clinical_status and posology.dosage)


def _stands_alone(prose: Prose, mention: Mention) -> bool:
    line = prose.line_at(mention.start)
    rest = prose.text[line.start : mention.start] + prose.text[mention.end : line.end]
    return len(re.findall(r"\w+", rest)) <= 6


class MedicationFinder:
    """Finds MedicationStatement facts: drugs, and lines of systemic cancer treatment."""

    name = "medication"
    version = 8

    def __init__(self, knowledge: Knowledge) -> None:
        self._reader = MedicationReader(knowledge)
        self._allergies = AllergyFinder(knowledge, self._reader.names)
        self._regimens = RegimenReader(knowledge, self._reader.status, self._reader.periods)

    def find(self, prose: Prose) -> Iterable[Fact]:
        """Every drug and treatment that is said to be taken, planned, stopped or not taken."""
        allergens = sorted(
            (span for _, span in self._allergies.found(prose)), key=lambda span: span.start
        )
        mentions = [
            mention
            for mention in self._reader.mentions(prose)
            if not overlapping(allergens, mention.start, mention.end)
        ]
        lines, parts = self._regimens.find(prose, mentions)
        yield from lines
        for mention in mentions:
            if mention.start not in parts:
                yield _drug_fact(prose, mention)


def _is_over(prose: Prose, period: Period) -> bool:
    """Whether a drug ended before the document was written, whatever heading it stands under."""
    written = prose.document_date
    if period.start is None or period.end is None or written is None:
        return False
    return period.end < written and not period.end.contains(written)


def _drug_fact(prose: Prose, mention: Mention) -> Fact:
    posology, status, period = mention.posology, mention.status, mention.period
    clinical_status = status.clinical_status
    if clinical_status == "active" and (period.is_stopped or _is_over(prose, period)):
        clinical_status = "stopped" if period.end is not None else clinical_status
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
