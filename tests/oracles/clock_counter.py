"""The consultation clock counted tick by tick: slow, plain, and made from the rules alone.

The rules, in words:
- A date of the clock's zone counts when the rule says so (every date, or working days only).
- A tick is open when the date of its local time counts and its local time lies in the hours.
- The period is N dates. The date on which it starts is not one of them; dates without an open
  tick are none of them. Without stops it ends with the last open tick of the N-th date.
- Its allowance is the open time from the start to that end.
- With stops, open ticks inside a stop do not run; the period ends with the tick that uses up
  the allowance, or is unknown when a stop without an end comes first.

With a step of 15 minutes the count is exact when starts, stops and hours lie on quarters of an
hour, for all offsets and changes of the last decades are multiples of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

Stop = tuple[datetime, datetime | None]


class TickCounter:
    """Counts open and running ticks of one clock."""

    def __init__(
        self,
        zone: str,
        counts: Callable[[date], bool],
        hours: Sequence[tuple[int, int]],
        step_minutes: int = 15,
    ) -> None:
        self.zone = ZoneInfo(zone)
        self.counts = counts
        self.hours = hours
        self.step = timedelta(minutes=step_minutes)

    def is_open(self, tick: datetime) -> bool:
        """Whether the centre is open in the tick that begins at that instant."""
        local = tick.astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        if not any(opens <= minute < closes for opens, closes in self.hours):
            return False
        return self.counts(local.date())

    def _ticks(self, start: datetime) -> Iterator[datetime]:
        tick = start
        while True:
            yield tick
            tick = tick + self.step

    def end_without_stops(self, start: datetime, days: int) -> datetime:
        """The end of the last open tick of the N-th date after the date of the start."""
        first = start.astimezone(self.zone).date()
        seen: set[date] = set()
        end = start
        for tick in self._ticks(start):
            local = tick.astimezone(self.zone).date()
            if local <= first or not self.is_open(tick):
                continue
            seen.add(local)
            if len(seen) > days:
                return end
            end = tick + self.step
        raise AssertionError

    def allowance(self, start: datetime, days: int) -> timedelta:
        """Open time that the period grants."""
        end = self.end_without_stops(start, days)
        return self.elapsed(start, end, ())

    def elapsed(self, start: datetime, now: datetime, stops: Sequence[Stop]) -> timedelta:
        """Running time from the start to an instant."""
        total = timedelta()
        for tick in self._ticks(start):
            if tick >= now:
                return total
            if self.is_open(tick) and not _is_stopped(tick, stops):
                total += self.step
        raise AssertionError

    def deadline(self, start: datetime, days: int, stops: Sequence[Stop]) -> datetime | None:
        """The instant at which the allowance is used up; None when a stop without end forbids."""
        left = self.allowance(start, days)
        never = [begin for begin, end in stops if end is None]
        for tick in self._ticks(start):
            if any(tick >= begin for begin in never):
                return None
            if self.is_open(tick) and not _is_stopped(tick, stops):
                left -= self.step
                if not left:
                    return tick + self.step
        raise AssertionError


def _is_stopped(tick: datetime, stops: Sequence[Stop]) -> bool:
    return any(begin <= tick and (end is None or tick < end) for begin, end in stops)
