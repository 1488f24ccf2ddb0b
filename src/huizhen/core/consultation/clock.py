"""The consultation clock: a deadline in days, opening hours, and stops that hold it.

The day on which a period starts is not counted, and the last day ends when business ends: the
law's way of counting days (民法典 art. 201 and 203). Unlike art. 203, a period of calendar days
does not move off a holiday: those here are reminders. A stop takes the opening time that it
covers out of the count, to the second; overlapping and nested stops count once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal, Self

from pydantic import Field, field_validator, model_validator

from huizhen.core.consultation.calendars import HospitalCalendar
from huizhen.core.consultation.hours import (
    Interval,
    OpeningHours,
    in_utc,
    joined,
    open_intervals,
    without,
    zone_named,
)
from huizhen.core.errors import WrongCall
from huizhen.core.records.value import Value

Unit = Literal["working_days", "calendar_days"]
_NEVER: Final = datetime.max.replace(tzinfo=UTC)
_ONE_DAY: Final = timedelta(days=1)
_NONE: Final = timedelta()
_LONGEST: Final = 3660


class ClockRule(Value):
    """How long a period is and when it runs: in whose zone, on which days, at which hours."""

    id: str = ""
    zone: str
    unit: Unit
    length: int = Field(ge=1, le=_LONGEST)
    hours: OpeningHours

    @field_validator("zone")
    @classmethod
    def _is_known(cls, zone: str) -> str:
        zone_named(zone)
        return zone


class ClockStop(Value):
    """A time in which the clock does not run; without an end it holds until someone ends it."""

    start: datetime
    end: datetime | None = None
    reason: str = Field(min_length=1)
    owner: str = Field(min_length=1)
    """Who is waited for."""

    @field_validator("start", "end")
    @classmethod
    def _in_utc(cls, instant: datetime | None) -> datetime | None:
        return None if instant is None else in_utc(instant)

    @model_validator(mode="after")
    def _ends_later(self) -> Self:
        if self.end is not None and self.end < self.start:
            raise WrongCall(
                "stop_ends_before_start",
                "The clock stop ends before it starts.",
                "Correct the times of the stop.",
            )
        return self

    def holds(self, instant: datetime) -> bool:
        """Whether the clock stands still at that instant because of it."""
        return self.start <= instant and (self.end is None or instant < self.end)


class Deadline(Value):
    """When a period ends, as far as it is known."""

    at: datetime | None
    """In UTC; None while a stop without an end comes before it."""
    without_stops: datetime
    allowance: timedelta
    """Opening time that the period grants."""
    missing_orders: tuple[int, ...] = ()
    """Years whose official days off are not known and could move it."""

    @property
    def is_provisional(self) -> bool:
        """Whether an official notice to come could move it."""
        return bool(self.missing_orders)


class ClockReading(Value):
    """What the clock shows at one instant."""

    now: datetime
    deadline: Deadline
    elapsed: timedelta
    remaining: timedelta
    overdue: timedelta
    """Opening time since the deadline; nothing is added while the centre is closed."""
    is_overdue: bool
    days_left: int | None
    """Counted days after today until the deadline; None when it is not known."""
    stopped_by: tuple[ClockStop, ...] = ()

    @property
    def is_stopped(self) -> bool:
        """Whether the clock stands still."""
        return bool(self.stopped_by)


def deadline(
    start: datetime,
    rule: ClockRule,
    calendar: HospitalCalendar | None = None,
    stops: Sequence[ClockStop] = (),
) -> Deadline:
    """When a period that starts at that instant ends.

    A rule of calendar days needs no calendar. WrongCall for a time without a zone.
    """
    begin = in_utc(start)
    plain_end, allowance = _granted(begin, rule, calendar)
    at = _used_up(begin, allowance, rule, calendar, stops)
    last = max(plain_end, at or plain_end)
    return Deadline(
        at=at,
        without_stops=plain_end,
        allowance=allowance,
        missing_orders=_missing_orders(begin, last, rule, calendar),
    )


def elapsed(
    start: datetime,
    now: datetime,
    rule: ClockRule,
    calendar: HospitalCalendar | None = None,
    stops: Sequence[ClockStop] = (),
) -> timedelta:
    """Opening time outside stops from the start to an instant; it goes on after the deadline."""
    begin, end = in_utc(start), in_utc(now)
    total = _NONE
    for _, opened, closed in _running(begin, rule, calendar, _held(stops), end):
        total += max(_NONE, min(closed, end) - opened)
    return total


def remaining(
    start: datetime,
    now: datetime,
    rule: ClockRule,
    calendar: HospitalCalendar | None = None,
    stops: Sequence[ClockStop] = (),
) -> timedelta:
    """Opening time that is left at an instant, never below nothing."""
    _, allowance = _granted(in_utc(start), rule, calendar)
    return max(_NONE, allowance - elapsed(start, now, rule, calendar, stops))


def read_clock(
    start: datetime,
    now: datetime,
    rule: ClockRule,
    calendar: HospitalCalendar | None = None,
    stops: Sequence[ClockStop] = (),
) -> ClockReading:
    """Everything that the clock shows at an instant."""
    instant = in_utc(now)
    due = deadline(start, rule, calendar, stops)
    used = elapsed(start, instant, rule, calendar, stops)
    return ClockReading(
        now=instant,
        deadline=due,
        elapsed=used,
        remaining=max(_NONE, due.allowance - used),
        overdue=max(_NONE, used - due.allowance),
        is_overdue=due.at is not None and instant > due.at,
        days_left=None if due.at is None else _days_left(instant, due.at, rule, calendar),
        stopped_by=tuple(stop for stop in stops if stop.holds(instant)),
    )


def ended(stops: Sequence[ClockStop], now: datetime) -> tuple[ClockStop, ...]:
    """The stops as if those that are open ended now: for 'at the earliest by'."""
    instant = in_utc(now)
    return tuple(
        stop.replaced(end=max(stop.start, instant)) if stop.end is None else stop for stop in stops
    )


def _granted(
    begin: datetime, rule: ClockRule, calendar: HospitalCalendar | None
) -> tuple[datetime, timedelta]:
    """The end without stops, and the opening time until then."""
    first = _local_date(begin, rule)
    allowance, counted, current, end = _NONE, 0, first, begin
    for day, opened, closed in _running(begin, rule, calendar, []):
        if day != current:
            if counted == rule.length:
                break
            current, counted = day, counted + 1
        allowance += closed - opened
        end = closed
    return end, allowance


def _used_up(
    begin: datetime,
    allowance: timedelta,
    rule: ClockRule,
    calendar: HospitalCalendar | None,
    stops: Sequence[ClockStop],
) -> datetime | None:
    held = _held(stops)
    never = next((start for start, end in held if end == _NEVER), None)
    left = allowance
    for _, opened, closed in _running(begin, rule, calendar, held, never):
        if closed - opened >= left:
            return opened + left
        left -= closed - opened
    return None


def _running(
    begin: datetime,
    rule: ClockRule,
    calendar: HospitalCalendar | None,
    held: list[Interval],
    until: datetime | None = None,
) -> Iterator[tuple[date, datetime, datetime]]:
    """Stretches in which the clock runs from an instant on, each with its local date.

    Without `until` the caller stops asking; a stop without an end needs one.
    """
    day = _local_date(begin, rule)
    last = date.max if until is None else _local_date(until, rule)
    while day <= last:
        if _counts(day, rule, calendar):
            for opened, closed in without(open_intervals(day, rule.zone, rule.hours), held):
                if closed > begin:
                    yield day, max(opened, begin), closed
        day += _ONE_DAY


def _counts(day: date, rule: ClockRule, calendar: HospitalCalendar | None) -> bool:
    if rule.unit == "calendar_days":
        return True
    if calendar is None:
        raise WrongCall(
            "calendar_missing",
            "Working days cannot be counted without the hospital's calendar.",
            "Give the calendar of the hospital's country.",
        )
    return calendar.is_working_day(day)


def _held(stops: Sequence[ClockStop]) -> list[Interval]:
    return joined([(stop.start, stop.end or _NEVER) for stop in stops if stop.start != stop.end])


def _local_date(instant: datetime, rule: ClockRule) -> date:
    return instant.astimezone(zone_named(rule.zone)).date()


def _dates(first: date, last: date) -> Iterator[date]:
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)


def _missing_orders(
    begin: datetime, end: datetime, rule: ClockRule, calendar: HospitalCalendar | None
) -> tuple[int, ...]:
    if calendar is None or rule.unit == "calendar_days":
        return ()
    days = _dates(_local_date(begin, rule), _local_date(end, rule))
    return tuple(sorted({year for day in days if (year := calendar.missing_order(day))}))


def _days_left(
    now: datetime, end: datetime, rule: ClockRule, calendar: HospitalCalendar | None
) -> int:
    days = _dates(_local_date(now, rule) + _ONE_DAY, _last_date(end, rule))
    return sum(1 for day in days if _counts(day, rule, calendar))


def _last_date(end: datetime, rule: ClockRule) -> date:
    """The date that a period ends with: one that ends at midnight ends with the day before."""
    return _local_date(end - timedelta(microseconds=1), rule)
