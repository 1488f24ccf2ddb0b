"""Opening hours of a centre as instants: right on days on which the clocks change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import model_validator

from huizhen.core.errors import WrongCall
from huizhen.core.records.value import Value

Interval = tuple[datetime, datetime]
"""Half-open, in UTC."""
_TIME: Final = re.compile(r"^([01]\d|2[0-4]):([0-5]\d)$")
_DAY_MINUTES: Final = 24 * 60
_MARGIN: Final = timedelta(hours=15)
"""No zone lies further from UTC."""
_SECOND: Final = timedelta(seconds=1)


class OpeningHours(Value):
    """The stretches of a counted day in which the clock runs, as 'HH:MM', 24:00 allowed."""

    spans: tuple[tuple[str, str], ...]

    @model_validator(mode="after")
    def _is_a_day(self) -> Self:
        end = -1
        for opens, closes in self.minutes():
            if opens < end or closes <= opens or closes > _DAY_MINUTES:
                raise _wrong_hours(self.spans)
            end = closes
        if end < 0:
            raise _wrong_hours(self.spans)
        return self

    def minutes(self) -> tuple[tuple[int, int], ...]:
        """The stretches as minutes since local midnight."""
        return tuple((self._minute(opens), self._minute(closes)) for opens, closes in self.spans)

    def _minute(self, text: str) -> int:
        found = _TIME.match(text)
        if not found:
            raise _wrong_hours(self.spans)
        return int(found[1]) * 60 + int(found[2])


def _wrong_hours(spans: object) -> WrongCall:
    return WrongCall(
        "hours_malformed",
        f"These are not opening hours of one day: {spans}.",
        "Give stretches in order that do not overlap, such as 08:00 to 17:30.",
    )


def zone_named(key: str) -> ZoneInfo:
    """The time zone of an IANA key; WrongCall when there is none."""
    try:
        return ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise WrongCall(
            "zone_unknown",
            f"There is no time zone {key!r}.",
            "Choose an IANA name, such as Asia/Shanghai or Europe/Berlin.",
        ) from error


def in_utc(instant: datetime) -> datetime:
    """The same instant in UTC; WrongCall when the time does not say in which zone it is."""
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise WrongCall(
            "time_without_zone",
            f"The time {instant.isoformat()} does not say in which zone it is.",
            "Give the instant with its offset, such as 2026-12-09T09:30:00Z.",
        )
    return instant.astimezone(UTC)


@lru_cache(maxsize=8192)
def open_intervals(day: date, zone_key: str, hours: OpeningHours) -> tuple[Interval, ...]:
    """When a centre is open on one local date, in order; empty when no such time exists.

    A time of day that is skipped when clocks go forward is not there; one that comes twice
    counts twice.
    """
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    found: list[Interval] = []
    for begin, end, offset in _pieces(midnight, zone_named(zone_key)):
        for opens, closes in hours.minutes():
            start = max(begin, midnight + timedelta(minutes=opens) - offset)
            stop = min(end, midnight + timedelta(minutes=closes) - offset)
            if start < stop:
                found.append((start, stop))
    return tuple(joined(found))


def _pieces(midnight: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """Stretches of one offset around a date; clocks change at most once in so short a time."""
    begin, end = midnight - _MARGIN, midnight + timedelta(days=1) + _MARGIN
    first, last = _offset(begin, zone), _offset(end, zone)
    if first == last:
        yield begin, end, first
        return
    before, after = begin, end
    while after - before > _SECOND:
        middle = before + timedelta(seconds=(after - before) // _SECOND // 2)
        if _offset(middle, zone) == first:
            before = middle
        else:
            after = middle
    yield begin, after, first
    yield after, end, last


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def joined(intervals: list[Interval]) -> list[Interval]:
    """The intervals in order, those that overlap or touch made one."""
    found: list[Interval] = []
    for start, end in sorted(intervals):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def without(intervals: tuple[Interval, ...], holes: list[Interval]) -> Iterator[Interval]:
    """What is left of the intervals outside the holes; both in order and joined."""
    for start, end in intervals:
        left = start
        for hole_start, hole_end in holes:
            if hole_end <= left or hole_start >= end:
                continue
            if hole_start > left:
                yield left, hole_start
            left = max(left, hole_end)
        if left < end:
            yield left, end
