"""How old something is, when its date is known in part only: surely, possibly, or not recent."""

from __future__ import annotations

import calendar
import datetime
from typing import Literal

from huizhen.core.records.dates import PartialDate
from huizhen.core.records.fact import Fact

Recency = Literal["recent", "perhaps", "old", "undated"]

_AHEAD = datetime.timedelta(days=1)
"""Time zones: a result of tomorrow may be of today."""


def bounds(date: PartialDate) -> tuple[datetime.date, datetime.date]:
    """The first and the last day that a partial date can mean."""
    first = datetime.date(date.year, date.month or 1, date.day or 1)
    if date.day is not None:
        return first, first
    month = date.month or 12
    return first, datetime.date(date.year, month, calendar.monthrange(date.year, month)[1])


def recency(date: PartialDate | None, as_of: datetime.date, days: int) -> Recency:
    """Whether a date lies within so many days before `as_of`; one in the future is no date."""
    if date is None:
        return "undated"
    first, last = bounds(date)
    if first > as_of + _AHEAD:
        return "undated"
    if as_of - first <= datetime.timedelta(days=days):
        return "recent"
    return "perhaps" if as_of - last <= datetime.timedelta(days=days) else "old"


def moment_of(fact: Fact) -> PartialDate | None:
    """The clinical date of a fact, else the date of its document."""
    return fact.date or fact.document_date


def is_later(one: Fact, other: Fact) -> bool:
    """Whether a fact is surely later than another: by day, or by time of the same day."""
    mine, its = moment_of(one), moment_of(other)
    if mine is None or its is None:
        return False
    if bounds(mine)[0] > bounds(its)[1]:
        return True
    return mine == its and bool(one.time and other.time) and one.time > other.time
