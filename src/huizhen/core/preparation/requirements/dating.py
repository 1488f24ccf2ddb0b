"""How old what was found is: age against limits, and events that make it historical."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from huizhen.core.preparation.requirements.case import CaseFact
from huizhen.core.preparation.requirements.conditions import Judge
from huizhen.core.preparation.requirements.definition import (
    Cause,
    Effect,
    Level,
    Limits,
    Text,
)
from huizhen.core.preparation.requirements.outcome import Outcome, best
from huizhen.core.preparation.requirements.staleness import (
    PastEvent,
    age_in_days,
    cause_of_age,
    choose_limits,
    latest_after,
)
from huizhen.core.preparation.requirements.wording import Said, Wording
from huizhen.core.records.dates import PartialDate


@dataclass(frozen=True)
class Yardstick:
    """By what one part is dated."""

    name: Text
    limits: Sequence[Limits]
    events: Sequence[str]
    level: Level
    effects: Mapping[Cause, Effect]


class Dating:
    """Ages of one case."""

    def __init__(self, judge: Judge, events: Sequence[PastEvent], wording: Wording) -> None:
        self._judge = judge
        self.events = events
        self._say, self._of = wording.say, wording.of

    def dated(
        self, yard: Yardstick, facts: Sequence[CaseFact], date: PartialDate | None
    ) -> Outcome:
        """The outcome of what was found on that day."""
        found = Outcome(
            cause="met", facts=tuple(facts), date=date, level=yard.level, effects=yard.effects
        )
        if not (yard.limits or yard.events):
            return found
        if date is None:
            return _with(found, "unclear", yard, self._of("undated", yard.name))
        days = age_in_days(date, self._judge.as_of)
        aged = self._aged(found, yard, date, days)
        event, is_sure = latest_after(date, self.events, yard.events)
        if event is None:
            return aged
        by_event = self._by_event(aged, yard, event, is_sure)
        return by_event if by_event.weight >= aged.weight else aged

    def _aged(self, found: Outcome, yard: Yardstick, date: PartialDate, days: int) -> Outcome:
        choice = choose_limits(yard.limits, self._judge)
        outcomes = [self._against(found, yard, date, days, one) for one in choice.possible]
        if not outcomes:
            return _with(found, "met", yard, None, days)
        usual = outcomes[-1]
        if all(outcome.cause == usual.cause for outcome in outcomes):
            return usual
        sentence = self._of("limit_open", yard.name, date=str(date), days=days)
        lightest = best(outcomes) or usual
        if lightest.state == "outdated":
            said = (*lightest.sentences, sentence, *choice.asks)
            return replace(lightest, sentences=said)
        return _with(found, "unclear", yard, sentence, days, choice.asks)

    def _against(
        self, found: Outcome, yard: Yardstick, date: PartialDate, days: int, limits: Limits
    ) -> Outcome:
        cause = cause_of_age(days, limits)
        passed = {"aging": limits.ideal, "flagged": limits.flag, "too_old": limits.block}
        sentence = None
        if cause != "met":
            sentence = self._of(
                cause, yard.name, date=str(date), days=days, limit=str(passed[cause])
            )
        outcome = _with(found, cause, yard, sentence, days)
        return replace(outcome, limits=limits)

    def _by_event(self, aged: Outcome, yard: Yardstick, event: PastEvent, is_sure: bool) -> Outcome:
        sentence = self._of(
            "by_event" if is_sure else "order_open",
            yard.name,
            date=str(aged.date),
            event=event.name,
            label=event.known.fact.text,
            event_date=str(event.date),
        )
        cause: Cause = "by_event" if is_sure else "unclear"
        outcome = _with(aged, cause, yard, sentence, aged.days)
        return replace(outcome, facts=(*outcome.facts, event.known))


def _with(
    found: Outcome,
    cause: Cause,
    yard: Yardstick,
    sentence: Text | Said | None,
    days: int | None = None,
    asks: Sequence[Text] = (),
) -> Outcome:
    return Outcome(
        cause=cause,
        facts=found.facts,
        sentences=(*((sentence,) if sentence else ()), *asks),
        date=found.date,
        days=days,
        limits=found.limits,
        parts=() if cause == "met" else (yard.name,),
        level=yard.level,
        effects=yard.effects,
    )
