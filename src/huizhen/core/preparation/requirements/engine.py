"""Tests every requirement of a specialty against a case."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace

from huizhen.core.preparation.requirements.case import CaseFact, CaseFacts, QuestionVerdict
from huizhen.core.preparation.requirements.checks import CaseChecks
from huizhen.core.preparation.requirements.conditions import Answer, Judge
from huizhen.core.preparation.requirements.dating import Dating, Yardstick
from huizhen.core.preparation.requirements.definition import (
    Item,
    Level,
    Part,
    RequirementSet,
    Text,
)
from huizhen.core.preparation.requirements.findings import Finding, Requirements, finding_of
from huizhen.core.preparation.requirements.matching import counts, fits
from huizhen.core.preparation.requirements.needs import Needs
from huizhen.core.preparation.requirements.outcome import Outcome, worst
from huizhen.core.preparation.requirements.staleness import first_day, past_events
from huizhen.core.preparation.requirements.studies import Studies
from huizhen.core.preparation.requirements.wording import Wording
from huizhen.core.records.dates import PartialDate


def assess(
    case: CaseFacts,
    rules: RequirementSet,
    as_of: PartialDate,
    question: QuestionVerdict | None = None,
) -> Requirements:
    """What the case lacks on that day. The same case, rules and day give the same findings.

    `question` is the result of the question's check, where one was made.
    """
    return _Assessment(case, rules, as_of, question).requirements()


class _Assessment:
    def __init__(
        self,
        case: CaseFacts,
        rules: RequirementSet,
        as_of: PartialDate,
        question: QuestionVerdict | None,
    ) -> None:
        self._case, self._rules, self._as_of = case, rules, as_of
        self._wording = Wording(rules.wording)
        self._judge = Judge(
            case=case,
            diseases=rules.diseases,
            as_of=as_of,
            verdict=question.verdict if question else "",
            undecided=self._wording.say("undecided"),
        )
        events = past_events(case.facts, rules.events, as_of)
        self._dating = Dating(self._judge, events, self._wording)
        self._studies = Studies(case.facts, rules.imaging, case.imaging)
        self._needs = self._needs_of(case)
        self._checks = CaseChecks(
            case, self._studies, events, self._wording, question, self._diagnosed()
        )

    def _diagnosed(self) -> PartialDate | None:
        """When the disease of the case was first diagnosed: its treatments begin then."""
        dates = [
            known.fact.date
            for known in self._case.facts
            for disease in self._rules.diseases.values()
            if known.fact.date and fits(known, disease.fact) and counts(known, disease.fact)
        ]
        return min(dates, key=first_day, default=None)

    def requirements(self) -> Requirements:
        findings: list[Finding] = []
        skipped: list[str] = []
        for item in self._rules.items:
            finding = self._finding(item)
            if finding is None:
                skipped.append(item.id)
            else:
                findings.append(finding)
        return Requirements(
            specialty=self._rules.specialty,
            as_of=self._as_of,
            findings=tuple(findings),
            not_applicable=tuple(skipped),
            packs=self._rules.packs,
        )

    def _finding(self, item: Item) -> Finding | None:
        when = self._judge.answer(item.when)
        if when.is_true is False:
            return None
        level, asks, decisive = self._level(item)
        if level is None:
            return None
        why = (*when.facts, *decisive)
        asks = (*(when.asks if when.is_true is None else ()), *asks)
        outcome = self._outcome(item, level)
        if outcome is None:
            return None
        if asks and outcome.effect not in ("none", "note"):
            outcome = self._left_open(item, level, outcome, asks)
        if outcome.effect != "none":
            outcome = replace(outcome, facts=tuple(dict.fromkeys((*outcome.facts, *why))))
        return finding_of(item, outcome, self._wording)

    def _level(self, item: Item) -> tuple[Level | None, tuple[Text, ...], tuple[CaseFact, ...]]:
        """The level that holds, what would decide whether a higher one does, and the facts that
        decide."""
        asks: list[Text] = []
        highest: Level | None = None
        for rule in item.levels:
            answer: Answer = self._judge.answer(rule.when)
            if answer.is_true:
                return (highest or rule.level), tuple(asks), answer.facts
            if answer.is_true is None:
                highest = highest or rule.level
                asks.extend(answer.asks)
        return highest, tuple(asks), ()

    def _left_open(
        self, item: Item, level: Level, outcome: Outcome, asks: tuple[Text, ...]
    ) -> Outcome:
        """Not met, and nothing decides whether it has to be: the question goes to a person."""
        return Outcome(
            cause="unclear",
            facts=outcome.facts,
            sentences=(*outcome.sentences, *asks),
            date=outcome.date,
            days=outcome.days,
            parts=outcome.parts,
            tags=outcome.tags,
            level=level,
            effects={k: v for k, v in item.effects.items() if k == "unclear"},
        )

    def _outcome(self, item: Item, level: Level) -> Outcome | None:
        if item.check:
            outcome = self._checks.outcome(item)
            return replace(outcome, level=level, effects={**item.effects, **outcome.effects})
        plain = list(self._parts(item, level, self._needs))
        if not plain:
            return None
        if item.window_days is None:
            return worst(plain)
        return self._in_one_window(item, level, plain)

    def _parts(self, item: Item, level: Level, needs: Needs) -> Iterator[Outcome]:
        for part in item.parts:
            when = self._judge.answer(part.when)
            if when.is_true is False:
                continue
            own: Level = "R" if level == "R" else part.level or level
            outcome = needs.outcome(part.need, self._yardstick(item, part, own), item.dated_by)
            if when.is_true is None and outcome.effect not in ("none", "note"):
                yield self._left_open(item, own, outcome, when.asks)
            else:
                yield outcome

    def _yardstick(self, item: Item, part: Part, level: Level) -> Yardstick:
        return Yardstick(
            name=part.name,
            limits=item.staleness if part.staleness is None else part.staleness,
            events=item.events if part.events is None else part.events,
            level=level,
            effects={**item.effects, **part.effects},
        )

    def _needs_of(self, case: CaseFacts) -> Needs:
        return Needs(case, self._studies, self._dating, self._wording, self._as_of)

    def _in_one_window(self, item: Item, level: Level, plain: list[Outcome]) -> Outcome:
        """The outcome of the newest days that hold all parts, or of mixed days, which is said."""
        window = self._newest_window(item)
        if window is None:
            dated = [outcome for outcome in plain if outcome.date is not None]
            if len(dated) < 2:
                return worst(plain)
            sentence = self._wording.say("mixed_dates", days=item.window_days or 0)
            mixed = replace(
                worst(dated), cause="mixed_dates", sentences=(sentence,), parts=(), level=level
            )
            return worst([*plain, mixed])
        start, end = window
        within = [
            known
            for known in self._case.facts
            if known.fact.date is not None and start <= first_day(known.fact.date) <= end
        ]
        inside = self._needs_of(self._case.replaced(facts=tuple(within)))
        return worst(self._parts(item, level, inside))

    def _newest_window(self, item: Item) -> tuple[datetime.date, datetime.date] | None:
        """The newest days within the item's window on which every part that exists is there."""
        days = [days for part in item.parts if (days := self._days_of(item, part))]
        span = datetime.timedelta(days=item.window_days or 0)
        for end in sorted({day for one in days for day in one}, reverse=True):
            if all(any(end - span <= day <= end for day in one) for one in days):
                return end - span, end
        return None

    def _days_of(self, item: Item, part: Part) -> set[datetime.date]:
        rules = [need.fact for need in (part.need, *part.need.any) if need.fact is not None]
        return {
            first_day(date)
            for known in self._case.facts
            for rule in rules
            if fits(known, rule) and counts(known, rule)
            for date in [known.day(item.dated_by)]
            if date is not None and first_day(date) <= first_day(self._as_of)
        }
