"""Ages, limits and events. A partial date counts from its first day: the worst case."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from huizhen.core.preparation.requirements.case import CaseFact
from huizhen.core.preparation.requirements.conditions import Judge
from huizhen.core.preparation.requirements.definition import Cause, Event, Limits, Text
from huizhen.core.preparation.requirements.matching import counts, fits
from huizhen.core.records.dates import PartialDate


def first_day(date: PartialDate) -> datetime.date:
    """The first day of the known period."""
    return datetime.date(date.year, date.month or 1, date.day or 1)


def last_day(date: PartialDate) -> datetime.date:
    """The last day of the known period."""
    month = date.month or 12
    return datetime.date(date.year, month, date.day or calendar.monthrange(date.year, month)[1])


def age_in_days(date: PartialDate, as_of: PartialDate) -> int:
    """Days from the first day of the known period to the day of the request."""
    return (first_day(as_of) - first_day(date)).days


def cause_of_age(days: int, limits: Limits) -> Cause:
    """Which limit an age has passed; the day of the limit itself still passes."""
    if limits.block is not None and days > limits.block:
        return "too_old"
    if limits.flag is not None and days > limits.flag:
        return "flagged"
    if limits.ideal is not None and days > limits.ideal:
        return "aging"
    return "met"


@dataclass(frozen=True)
class LimitChoice:
    """The limits that may hold: one, or several with what would decide between them."""

    possible: tuple[Limits, ...] = ()
    asks: tuple[Text, ...] = ()


def choose_limits(limits: Sequence[Limits], judge: Judge) -> LimitChoice:
    """The first limits whose condition holds, with those before it that nothing decides."""
    possible: list[Limits] = []
    asks: list[Text] = []
    for one in limits:
        answer = judge.answer(one.when)
        if answer.is_true is None:
            possible.append(one)
            asks.extend(answer.asks)
        elif answer.is_true:
            possible.append(one)
            break
    return LimitChoice(tuple(possible), tuple(asks))


@dataclass(frozen=True)
class PastEvent:
    """An event that happened: studies before it are historical."""

    key: str
    name: Text
    known: CaseFact
    date: PartialDate


def past_events(
    facts: Iterable[CaseFact], events: Mapping[str, Event], as_of: PartialDate
) -> list[PastEvent]:
    """Dated events up to the day of the request, newest last."""
    found = [
        PastEvent(key, Text(en=event.en, zh=event.zh), known, date)
        for known in facts
        for key, event in events.items()
        if fits(known, event.fact) and counts(known, event.fact)
        for date in [_date_of(known, event)]
        if date is not None and first_day(date) <= first_day(as_of)
    ]
    return sorted(found, key=lambda event: (last_day(event.date), event.key))


def _date_of(known: CaseFact, event: Event) -> PartialDate | None:
    if event.is_over_at_end and known.fact.end_date is not None:
        return known.fact.end_date
    return known.fact.date


def latest_after(
    date: PartialDate, events: Sequence[PastEvent], kinds: Sequence[str]
) -> tuple[PastEvent | None, bool]:
    """The newest event of these kinds that a study of `date` comes before, and whether that is
    sure; with partial dates the order may be open."""
    unsure: PastEvent | None = None
    for event in reversed(events):
        if event.key not in kinds:
            continue
        if last_day(date) < first_day(event.date):
            return event, True
        if unsure is None and first_day(date) < last_day(event.date):
            unsure = event
    return unsure, False
