"""Lines of systemic cancer treatment as facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from huizhen.core.extraction.finder import found
from huizhen.core.extraction.knowledge import Knowledge
from huizhen.core.extraction.medication.mentions import Mention
from huizhen.core.extraction.medication.periods import Period, PeriodReader
from huizhen.core.extraction.medication.regimen_names import RegimenNames, Treatment
from huizhen.core.extraction.medication.status import Status, StatusReader
from huizhen.core.extraction.medication.surroundings import overlapping, sentence_near
from huizhen.core.extraction.medication.treatment_details import DetailReader, Details
from huizhen.core.extraction.prose import Prose, Span
from huizhen.core.records.fact import Fact

_BESIDE = 30
_SHORTHAND = re.compile(r"\w\s?[/+-]\s?\w")
_SILENT = frozenset(("technique", "comparison", "education", "family_history"))


class RegimenReader:
    """Turns named treatments and what is said of them into facts."""

    def __init__(self, knowledge: Knowledge, status: StatusReader, periods: PeriodReader) -> None:
        words = knowledge.words.parsed("treatment.json")
        self._names = RegimenNames(knowledge.words, words)
        self._details = DetailReader(words)
        self._status = status
        self._periods = periods

    def find(self, prose: Prose, mentions: Sequence[Mention]) -> tuple[list[Fact], frozenset[int]]:
        """The facts, and where the drugs start that are only names of parts of a treatment."""
        treatments = list(self._meant(prose, self._names.treatments(prose, mentions)))
        spans = [Span(one.start, one.end) for one in treatments]
        facts: list[Fact] = []
        parts: set[int] = set()
        for index, treatment in enumerate(treatments):
            if prose.section_kind(treatment.start) in _SILENT:
                continue
            scope, after = _scopes(prose, spans, index)
            details = self._details.read(prose, treatment.start, treatment.end, scope, after)
            status = self._status.read(prose, treatment.start, treatment.end, treatment.end, spans)
            if not self._is_line(prose, treatment, details, status):
                continue
            following = spans[index + 1].start if index + 1 < len(spans) else None
            facts.append(self._fact(prose, treatment, details, status, following))
            parts.update(_only_parts(prose, treatment))
        return facts, frozenset(parts)

    def _meant(self, prose: Prose, treatments: Sequence[Treatment]) -> Iterator[Treatment]:
        """The treatments without single drugs that a sentence names beside a regimen."""
        named = [one for one in treatments if one.is_named]
        for treatment in treatments:
            sentence = sentence_near(prose, treatment.start, treatment.end)
            if (
                treatment.is_named
                or not overlapping(named, sentence.start, sentence.end)
                or self._details.is_counted(prose, treatment.start, treatment.end)
            ):
                yield treatment

    def _is_line(
        self, prose: Prose, treatment: Treatment, details: Details, status: Status
    ) -> bool:
        if status.certainty == "family":
            return False
        if not treatment.concept:
            return bool(details.cycles) and status.certainty != "negated"
        if not treatment.mentions or len(treatment.mentions) < 2:
            return treatment.is_named or details.is_any
        return details.is_any or self._names.is_strong(prose, treatment) or _is_regimen(treatment)

    def _fact(
        self,
        prose: Prose,
        treatment: Treatment,
        details: Details,
        status: Status,
        following: int | None,
    ) -> Fact:
        start, end = treatment.start, treatment.end
        label = (start, end)
        if (
            details.count_span
            and min(abs(details.count_span[0] - end), abs(start - details.count_span[1])) <= _BESIDE
        ):
            start, end = min(start, details.count_span[0]), max(end, details.count_span[1])
        period = self._periods.read(prose, start, end, following)
        if details.is_told_by_progression:
            period = Period()
        return found(
            prose,
            "MedicationStatement",
            start,
            end,
            label,
            text=_label(prose, treatment),
            category="regimen",
            concept=treatment.concept,
            certainty=status.certainty,
            clinical_status=_clinical_status(status, details, period),
            count=details.cycles,
            response=details.response if status.certainty == "affirmed" else "",
            reason=details.reason if status.certainty == "affirmed" else "",
            note=details.line,
            date=period.start,
            end_date=period.end,
            doubts=period.doubts,
        )


def _only_parts(prose: Prose, treatment: Treatment) -> Iterator[int]:
    """Where drugs start that are told by the treatment alone: one without an amount, or several
    in the shorthand 'cisplatin/gemcitabine'; names written out are drugs as well."""
    whole = prose.text[treatment.start : treatment.end]
    is_short = len(treatment.mentions) < 2 or bool(_SHORTHAND.search(whole))
    yield from (m.start for m in treatment.mentions if is_short and not m.posology.has_dose)


def _label(prose: Prose, treatment: Treatment) -> str:
    """The name as written, without the amounts that stand between drugs."""
    text = ""
    position = treatment.start
    for mention in treatment.mentions:
        if mention.posology.has_dose and mention.posology.end < treatment.end:
            text += prose.text[position : mention.end]
            position = max(mention.end, mention.posology.end)
    return " ".join((text + prose.text[position : treatment.end]).split())


def _scopes(prose: Prose, spans: Sequence[Span], index: int) -> tuple[Span, Span]:
    """The part of the sentence that belongs to a treatment, and how far its story goes on."""
    own = spans[index]
    sentence = sentence_near(prose, own.start, own.end)
    left = max(sentence.start, spans[index - 1].end) if index else sentence.start
    following = spans[index + 1].start if index + 1 < len(spans) else len(prose.text)
    right = min(max(sentence.end, own.end), following)
    end = right
    if right == max(sentence.end, own.end) and right < len(prose.text):
        onward = prose.sentence_at(min(right + 2, len(prose.text) - 1))
        gap = prose.text[right : onward.start]
        if gap.count("\n") <= 1 and onward.start >= right and onward.end <= following:
            end = onward.end
    return Span(left, right), Span(own.end, end)


def _is_regimen(treatment: Treatment) -> bool:
    """Whether a combination is one that has a name, written without amounts: 'cisplatin and
    gemcitabine'; drugs with amounts are told one by one."""
    is_dosed = any(mention.posology.has_dose for mention in treatment.mentions)
    return " + " not in treatment.concept and not is_dosed


def _clinical_status(status: Status, details: Details, period: Period) -> str:
    if status.certainty != "affirmed":
        return status.clinical_status
    if details.reason or details.is_stopped:
        return "stopped"
    if status.clinical_status in ("", "completed") and (period.end is not None or details.cycles):
        return "completed"
    return status.clinical_status
