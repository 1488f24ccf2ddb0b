"""Requirements on the case as a whole: its question, its treatments, its pictures and reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from huizhen.core.imaging.paper_images import FILM
from huizhen.core.language.terms import normalised
from huizhen.core.preparation.requirements.case import (
    CaseFact,
    CaseFacts,
    Document,
    QuestionVerdict,
)
from huizhen.core.preparation.requirements.definition import (
    Cause,
    Effect,
    Item,
    StudyRule,
    Text,
)
from huizhen.core.preparation.requirements.matching import says
from huizhen.core.preparation.requirements.originals import doubts_of_studies
from huizhen.core.preparation.requirements.outcome import Outcome, worst
from huizhen.core.preparation.requirements.staleness import PastEvent, first_day, last_day
from huizhen.core.preparation.requirements.studies import (
    Studies,
    paper_date,
)
from huizhen.core.preparation.requirements.wording import Wording, listed
from huizhen.core.records.dates import PartialDate

_SYSTEMIC = "systemic_line"
_TREATMENTS = ("surgery", "local_treatment", "radiotherapy", _SYSTEMIC)
_WHOLE_BODY_PICTURES = ("CT", "MR", "PET")


class CaseChecks:
    """The checks that items name."""

    def __init__(
        self,
        case: CaseFacts,
        studies: Studies,
        events: Sequence[PastEvent],
        wording: Wording,
        question: QuestionVerdict | None,
        since: PartialDate | None,
    ) -> None:
        self._case, self._studies = case, studies
        self._events = events
        self._say = wording.say
        self._verdict, self._since = question, since
        self._checks: Mapping[str, Callable[[Item], Outcome]] = {
            "question": self._question,
            "treatment_gaps": self._treatment_gaps,
            "dicom_only": self._dicom_only,
            "reports_match": self._reports_match,
        }

    def outcome(self, item: Item) -> Outcome:
        """What the item's check finds."""
        return self._checks[item.check](item)

    def _question(self, _: Item) -> Outcome:
        if not self._case.question.strip():
            return _found("missing", self._say("question_missing"))
        if self._verdict is None:
            unchecked: dict[Cause, Effect] = {"unclear": "warn"}
            return _found("unclear", self._say("question_unchecked"), effects=unchecked)
        if self._verdict.verdict == "pass":
            return Outcome(cause="met")
        return _found("unclear", self._say(f"question_{self._verdict.verdict}"))

    def _treatment_gaps(self, item: Item) -> Outcome:
        treatments = [
            event
            for event in self._events
            if event.key in _TREATMENTS
            and (self._since is None or last_day(event.date) >= first_day(self._since))
        ]
        if not treatments:
            return _found("unclear", self._say("no_treatment"))
        facts = [event.known for event in treatments]
        found = [
            *self._gaps(treatments, item.gap_days or 0),
            *self._unfinished(event for event in treatments if event.key == _SYSTEMIC),
        ]
        if not found:
            return Outcome(cause="met", facts=tuple(facts))
        return _found("unclear", *found, facts=facts)

    def _gaps(self, treatments: Sequence[PastEvent], most: int) -> Iterable[Text]:
        ordered = sorted(treatments, key=lambda event: first_day(_start(event)))
        previous = ordered[0]
        for event in ordered[1:]:
            gap = (first_day(_start(event)) - last_day(_end(previous))).days
            if gap > most and not _is_explained(previous.known):
                yield self._say(
                    "gap", days=gap, before=previous.known.fact.text, after=event.known.fact.text
                )
            if last_day(_end(event)) >= last_day(_end(previous)):
                previous = event

    def _unfinished(self, lines: Iterable[PastEvent]) -> Iterable[Text]:
        for line in lines:
            fact = line.known.fact
            if not _is_explained(line.known):
                yield self._say("no_response", label=fact.text)
            if fact.end_date is None and fact.clinical_status in ("stopped", "completed"):
                yield self._say("no_stop", label=fact.text)

    def _dicom_only(self, _: Item) -> Outcome:
        series = self._studies.series
        paper = self._studies.on_paper(StudyRule(modality=_WHOLE_BODY_PICTURES))
        films = [document.path for document in self._case.documents if document.code == FILM]
        shown = (self._say("film_pictures", files=", ".join(films)),) if films else ()
        has_pictures = films or any(one.kind == "image" for one in self._case.documents)
        if not series:
            if paper or has_pictures:
                return _found("wrong_format", self._say("no_dicom"), *shown, facts=paper)
            return _found("missing", self._say("no_pictures"))
        originals = [known for known in series if not self._studies.pictures.is_copy(known)]
        if not originals:
            return _found("wrong_format", self._say("only_copies"), *shown, facts=series)
        newest_day = max(str(known.fact.date or "") for known in originals)
        later = [known for known in paper if str(paper_date(known) or "") > newest_day]
        if later:
            labels = listed(_labelled(known) for known in later)
            missed = self._say("later_without_dicom", labels=labels)
            return _found("wrong_format", missed, *shown, facts=later)
        doubts = doubts_of_studies(originals, self._studies, self._say)
        if shown:
            # whether the film shows a study that came as DICOM too, nobody can tell
            noted: dict[Cause, Effect] = {"unclear": "note"}
            doubts.append(_found("unclear", *shown, effects=noted))
        return worst([Outcome(cause="met", facts=tuple(originals)), *doubts])

    def _reports_match(self, _: Item) -> Outcome:
        series = self._studies.series
        if not series:
            return _found("unclear", self._say("nothing_to_match"))
        studies: dict[tuple[str, str], CaseFact] = {}
        for known in series:
            code = known.fact.code.code if known.fact.code else ""
            studies.setdefault((str(known.fact.date or ""), code), known)
        alone = self._reports_alone(set(studies))
        return worst([*(self._matched(known) for known in studies.values()), *alone])

    def _reports_alone(self, studies: set[tuple[str, str]]) -> Iterable[Outcome]:
        """Reports of which no images came: often of earlier examinations, so that it is a note."""
        noted: dict[Cause, Effect] = {"unclear": "note"}
        for known in self._studies.on_paper(StudyRule(modality=_WHOLE_BODY_PICTURES)):
            day, codes = str(paper_date(known) or ""), self._studies.codes_told(known)
            is_report = known.fact.type == "DiagnosticReport" and known.fact.category == "imaging"
            if is_report and day and not any((day, code) in studies for code in codes):
                sentence = self._say("report_alone", label=_labelled(known))
                yield _found("unclear", sentence, facts=[known], effects=noted)

    def _matched(self, series: CaseFact) -> Outcome:
        words = self._studies.modality_words(series.fact.code.code if series.fact.code else "")
        day, label = str(series.fact.date or ""), _labelled(series)
        reports = self._studies.reports_of(series)
        if reports:
            return Outcome(cause="met", facts=(series, *reports))
        for document in self._case.documents:
            if day and _looks_like_report(document, day, words):
                sentence = self._say("report_perhaps", label=label, file=document.path)
                return _found("unclear", sentence, facts=[series])
        return _found("missing", self._say("report_missing", label=label), facts=[series])


def _found(
    cause: Cause,
    *sentences: Text,
    facts: Iterable[CaseFact] = (),
    effects: Mapping[Cause, Effect] | None = None,
) -> Outcome:
    return Outcome(
        cause=cause, facts=tuple(facts), sentences=sentences, effects=dict(effects or {})
    )


def _looks_like_report(document: Document, day: str, words: tuple[str, ...]) -> bool:
    if document.kind in ("image", "dicom"):
        return False
    if str(document.date or "") != day and day not in document.path:
        return False
    return says(normalised(f"{document.path} | {document.title}".replace("_", " ")), words)


def _labelled(known: CaseFact) -> Text:
    day = str(paper_date(known) or known.fact.date or "?")
    return Text(en=f"{known.fact.text} ({day})", zh=f"{known.fact.text}({day})")


def _start(event: PastEvent) -> PartialDate:
    return event.known.fact.date or event.date


def _end(event: PastEvent) -> PartialDate:
    return event.known.fact.end_date or event.known.fact.date or event.date


def _is_explained(known: CaseFact) -> bool:
    fact = known.fact
    return bool(fact.response or fact.reason or "outcome" in normalised(fact.note))
