"""Whether what a part needs is there: facts, studies, all of several, any of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from huizhen.core.preparation.medication import current_medication
from huizhen.core.preparation.requirements.case import CaseFact, CaseFacts
from huizhen.core.preparation.requirements.courses import (
    Course,
    Gap,
    courses_of,
    gaps_of,
    treatment_before,
)
from huizhen.core.preparation.requirements.dating import Dating, Yardstick
from huizhen.core.preparation.requirements.definition import (
    Cause,
    DatedBy,
    FactRule,
    Need,
    StudyRule,
    Text,
    Timing,
)
from huizhen.core.preparation.requirements.matching import counts, facts_that_fit
from huizhen.core.preparation.requirements.outcome import Outcome, best, worst
from huizhen.core.preparation.requirements.staleness import first_day
from huizhen.core.preparation.requirements.studies import (
    Studies,
    Study,
    newest,
    paper_date,
)
from huizhen.core.preparation.requirements.technique import technique
from huizhen.core.preparation.requirements.wording import Said, Wording, listed
from huizhen.core.records.dates import PartialDate


class Needs:
    """Tests the needs of one case."""

    def __init__(
        self,
        case: CaseFacts,
        studies: Studies,
        dating: Dating,
        wording: Wording,
        as_of: PartialDate,
    ) -> None:
        self._case, self._facts = case, case.facts
        self._studies = studies
        self._dating = dating
        self._wording = wording
        self._say, self._of = wording.say, wording.of
        self._today = first_day(as_of)

    def outcome(self, need: Need, yard: Yardstick, by: DatedBy) -> Outcome:
        """The best that the case has of it."""
        if need.events is not None:
            yard = replace(yard, events=need.events)
        if need.any:
            return best(self.outcome(one, yard, by) for one in need.any) or self._missing(yard)
        if need.all:
            return worst(self.outcome(one, yard, by) for one in need.all)
        if need.study is not None and need.study.around:
            return self._around(need.study, yard)
        if need.study is not None:
            return self._study(need.study, need.points, yard)
        if need.fact is not None:
            return self._fact(need.fact, need, yard, by)
        if need.remark is not None:
            return self._open(yard, (), need.remark)
        is_there = (
            getattr(self._case.patient, need.identity) not in (None, "unknown")
            if need.identity
            else any(document.kind in need.document for document in self._case.documents)
        )
        return self._as("met", yard, (), None) if is_there else self._missing(yard)

    def _fact(self, rule: FactRule, need: Need, yard: Yardstick, by: DatedBy) -> Outcome:
        about = facts_that_fit(self._facts, rule)
        found = [known for known in about if counts(known, rule) and self._is_past(known.day(by))]
        if not found:
            return self._none_counts(about, yard)
        if rule.is_dosed:
            return self._dosed(found, yard, by)
        dates = {str(day) for known in found if (day := known.day(by)) is not None}
        counted = len(_sources(found)) if need.counted == "sources" else len(dates)
        if counted < need.points and (need.points > 1 or need.counted == "sources"):
            sentence = self._of("too_few", yard.name, found=counted, wanted=need.points)
            return self._open(yard, found, sentence)
        latest = max(dates, default="")
        newest_facts = [known for known in found if str(known.day(by) or "") == latest]
        return self._dating.dated(
            yard, newest_facts if need.points == 1 else found, newest_facts[0].day(by)
        )

    def _none_counts(self, about: Sequence[CaseFact], yard: Yardstick) -> Outcome:
        doubtful = [k for k in about if k.fact.certainty in ("suspected", "to_exclude")]
        if doubtful:
            return self._open(yard, doubtful, self._of("doubtful", yard.name))
        return self._missing(yard)

    def _dosed(self, found: Sequence[CaseFact], yard: Yardstick, by: DatedBy) -> Outcome:
        listed_now = set(current_medication(known.fact for known in found).current)
        current = [known for known in found if known.fact in listed_now]
        lacking = [known for known in current if not _is_dosed(known)]
        date = max((d for k in current or found if (d := k.day(by))), default=None, key=str)
        dated = self._dating.dated(yard, current or found, date)
        if not lacking:
            return dated
        names = listed([Text(en=k.fact.text, zh=k.fact.text) for k in lacking])
        return worst([dated, self._open(yard, lacking, self._say("dose_incomplete", drugs=names))])

    def _study(self, rule: StudyRule, points: int, yard: Yardstick) -> Outcome:
        studies = [s for s in self._studies.fitting(rule) if self._is_past(s.date)]
        if studies and len(studies) < points:
            series = [known for study in studies for known in study.series]
            sentence = self._of("too_few", yard.name, found=len(studies), wanted=points)
            return self._open(yard, series, sentence)
        outcome = best(self._one_study(study, rule, yard) for study in studies)
        paper = newest(k for k in self._studies.on_paper(rule) if self._is_past(paper_date(k)))
        if rule.is_report_enough and paper is not None:
            reported = self._dating.dated(yard, [paper], paper_date(paper))
            return best([*([outcome] if outcome else ()), reported]) or reported
        if outcome is None:
            return self._only_on_paper(rule, yard, paper)
        if paper is None:
            bare = self._studies.on_paper(rule, is_region_told=False)
            paper = newest(k for k in bare if self._is_past(paper_date(k)))
        if paper is not None and self._is_replaced(outcome, paper, yard):
            return self._newer_on_paper(outcome, yard, paper)
        return outcome

    def _one_study(self, study: Study, rule: StudyRule, yard: Yardstick) -> Outcome:
        dated = self._dating.dated(yard, study.series, study.date)
        timed = [self._timed(study, one, yard) for one in rule.timing]
        return worst([dated, *filter(None, timed), *self._technique(study, rule, yard)])

    def _timed(self, study: Study, timing: Timing, yard: Yardstick) -> Outcome | None:
        """What the study is where it was made too early or late after a treatment."""
        if study.date is None:
            return None
        found = treatment_before(study.date, self._dating.events, timing, self._studies)
        if found is None or timing.from_days <= found[1] <= timing.to_days:
            return None
        course, days = found
        is_late = days > timing.to_days
        name = "after_its_time" if is_late else "too_early"
        cause: Cause = "aging" if is_late else timing.early
        label, wanted = course.known.fact.text, f"{timing.from_days}-{timing.to_days}"
        sentence = self._of(
            name, yard.name, date=str(study.date), label=label, days=days, wanted=wanted
        )
        return self._as(cause, yard, (*study.series, course.known), sentence)

    def _around(self, rule: StudyRule, yard: Yardstick) -> Outcome:
        """Whether there is a study before, between and after the treatments."""
        regions = (rule.region,) if rule.region else ()
        courses = courses_of(self._dating.events, rule.around, regions, self._studies)
        if not courses:
            return self._open(yard, (), self._of("treatment_undated", yard.name))
        return worst(self._in_gap(gap, rule, yard) for gap in gaps_of(courses))

    def _in_gap(self, gap: Gap, rule: StudyRule, yard: Yardstick) -> Outcome:
        studies = [s for s in self._studies.fitting(rule) if s.date and self._is_past(s.date)]
        fitting = [(s, gap.holds(s.date)) for s in studies if s.date]
        sure = next((study for study, holds in fitting if holds), None)
        if sure is not None:
            return self._as("met", yard, sure.series, None)
        labels = {"before": _told(gap.before), "after": _told(gap.after)}
        name = "between" if gap.before and gap.after else "before" if gap.before else "after"
        named = {key: label for key, label in labels.items() if label is not None}
        perhaps = next((study for study, holds in fitting if holds is None), None)
        if perhaps is not None:
            sentence = self._of(f"image_{name}_open", yard.name, **named)
            return self._open(yard, perhaps.series, sentence)
        paper = next((k for k in self._studies.on_paper(rule) if _holds(gap, k)), None)
        sentence = self._of(f"image_{name}", yard.name, **named)
        known = [course.known for course in (gap.after, gap.before) if course]
        if paper is not None:
            return self._as("wrong_format", yard, [paper, *known], sentence)
        return self._as("missing", yard, known, sentence)

    def _technique(self, study: Study, rule: StudyRule, yard: Yardstick) -> list[Outcome]:
        return technique(study, rule, yard, self._studies, self._wording)

    def _only_on_paper(self, rule: StudyRule, yard: Yardstick, paper: CaseFact | None) -> Outcome:
        undated = paper or next(iter(self._studies.on_paper(rule)), None)
        if undated is None:
            return self._without_region(rule, yard)
        day = str(paper_date(undated) or "?")
        sentence = self._of("paper_only", yard.name, date=day, label=undated.fact.text)
        return self._as("wrong_format", yard, [undated], sentence)

    def _without_region(self, rule: StudyRule, yard: Yardstick) -> Outcome:
        """Missing; an examination whose region nobody tells is named, for it may be this one."""
        missing = self._missing(yard)
        bare = self._studies.on_paper(rule, is_region_told=False)
        if not bare:
            return missing
        day, label = str(paper_date(bare[0]) or "?"), bare[0].fact.text
        hint = self._of("paper_region_open", yard.name, date=day, label=label)
        return replace(missing, facts=(bare[0],), sentences=(*missing.sentences, hint))

    def _is_replaced(self, outcome: Outcome, paper: CaseFact, yard: Yardstick) -> bool:
        """Whether paper tells of a newer examination that would not be out of date."""
        date = paper_date(paper)
        if outcome.state != "outdated" or date is None or outcome.date is None:
            return False
        if str(date) <= str(outcome.date):
            return False
        return self._dating.dated(yard, [paper], date).weight < outcome.weight

    def _newer_on_paper(self, outcome: Outcome, yard: Yardstick, paper: CaseFact) -> Outcome:
        sentence = self._of(
            "newer_on_paper", yard.name, date=str(paper_date(paper)), label=paper.fact.text
        )
        found = self._as("wrong_format", yard, [paper, *outcome.facts], sentence)
        return replace(found, sentences=(sentence, *outcome.sentences), days=outcome.days)

    def _is_past(self, date: PartialDate | None) -> bool:
        return date is None or first_day(date) <= self._today

    def _missing(self, yard: Yardstick) -> Outcome:
        return self._as("missing", yard, (), self._of("missing", yard.name))

    def _open(self, yard: Yardstick, facts: Sequence[CaseFact], sentence: Text | Said) -> Outcome:
        return self._as("unclear", yard, facts, sentence)

    def _as(
        self, cause: Cause, yard: Yardstick, facts: Sequence[CaseFact], sentence: Text | Said | None
    ) -> Outcome:
        return Outcome(
            cause=cause,
            facts=tuple(facts),
            sentences=(sentence,) if sentence else (),
            parts=(yard.name,) if sentence else (),
            level=yard.level,
            effects=yard.effects,
        )


def _told(course: Course | None) -> Text | None:
    if course is None:
        return None
    fact = course.known.fact
    return Text(en=f"{fact.text}, {course.start}", zh=f"{fact.text}，{course.start}")


def _holds(gap: Gap, paper: CaseFact) -> bool:
    date = paper_date(paper)
    return date is not None and gap.holds(date) is True


def _sources(found: Sequence[CaseFact]) -> set[str]:
    return {
        getattr(place, "page_id", place.kind).split(":", 1)[0]
        for known in found
        for place in known.fact.evidence
    }


def _is_dosed(known: CaseFact) -> bool:
    """A dosage in the source's own words counts as it stands; what it lacks a person sees."""
    dosage = known.fact.dosage
    if dosage is None:
        return False
    if dosage.text and any(character.isdigit() for character in dosage.text):
        return True
    return bool((dosage.dose or dosage.dose_value) and dosage.route and dosage.frequency)
