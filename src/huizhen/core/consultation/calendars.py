"""Working days of a hospital's country: what the authorities ordered, and what is only expected.

A year with an official notice in the pack is certain. Any other year is computed by the library
`holidays` and provisional: the notice may move days off and make weekends worked.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

import holidays
from pydantic import ValidationError

from huizhen.core.content import Pack, PackStamp
from huizhen.core.errors import ContentError
from huizhen.core.records.value import Value

_WEEKDAYS: Final = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip


class DaysOff(Value):
    """One holiday with all its days off, weekends included."""

    name_zh: str
    name_en: str
    start: date
    end: date

    def days(self) -> tuple[date, ...]:
        """Every date of it."""
        length = (self.end - self.start).days + 1
        return tuple(self.start + timedelta(days=n) for n in range(length))


class YearOrder(Value):
    """The official notice of one year; it may also name days at the end of the year before."""

    year: int
    document: str
    issued_on: date
    source: str
    off: tuple[DaysOff, ...]
    worked: frozenset[date]
    """Weekend days that are worked (调休上班)."""
    dates_off: frozenset[date]
    """All dates of `off`."""


class HospitalCalendar(Value):
    """Which dates are working days, and which of these answers may still change."""

    country: str
    weekend: frozenset[int]
    """Monday is 0."""
    orders: tuple[YearOrder, ...]
    next_notice_may_move_from: tuple[int, int]
    """Month and day after which the next year's notice has moved days in the past."""
    stamp: PackStamp

    def is_working_day(self, day: date) -> bool:
        """Whether the hospital works on that date."""
        for order in self.orders:
            if day in order.worked:
                return True
            if day in order.dates_off:
                return False
        if not self._has_order(day.year):
            off, worked = expected_days(self.country, day.year)
            if day in worked or day in off:
                return day in worked
        return day.weekday() not in self.weekend

    def missing_order(self, day: date) -> int | None:
        """The year whose notice could still change that date; None when the date is certain."""
        if not self._has_order(day.year):
            return day.year
        if any(day in order.worked or day in order.dates_off for order in self.orders):
            return None
        is_late = (day.month, day.day) >= self.next_notice_may_move_from
        return day.year + 1 if is_late and not self._has_order(day.year + 1) else None

    def is_provisional(self, day: date) -> bool:
        """Whether a notice that the pack does not hold could change that date."""
        return self.missing_order(day) is not None

    def _has_order(self, year: int) -> bool:
        return any(order.year == year for order in self.orders)


@lru_cache(maxsize=256)
def expected_days(country: str, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Days off and worked weekend days that the library expects of a year."""
    found = holidays.country_holidays(country, years=year)
    worked = frozenset(day for day in found.weekend_workdays if day.year == year)
    return frozenset(day for day in found if day.year == year), worked


def load_calendar(pack: Pack, country: str) -> HospitalCalendar:
    """The calendar of a country from `<country>.json` of the pack.

    Raises ContentError when it is malformed or contradicts itself.
    """
    file = f"{country.casefold()}.json"
    data = pack.parsed(file)
    try:
        month, day = map(int, data["next_notice_may_move_from"].split("-"))
        calendar = HospitalCalendar(
            country=data["country"],
            weekend=frozenset(_WEEKDAYS.index(name) for name in data["weekend"]),
            orders=tuple(_order(one) for one in data["orders"]),
            next_notice_may_move_from=(month, day),
            stamp=pack.stamp,
        )
    except (KeyError, TypeError, ValueError, ValidationError) as error:
        raise _malformed(pack, file, "It does not have the fields of a calendar.") from error
    for problem in _contradictions(calendar):
        raise _malformed(pack, file, problem)
    return calendar


def _order(data: Mapping[str, Any]) -> YearOrder:
    off = tuple(DaysOff.model_validate(one) for one in data["off"])
    dates = frozenset(day for one in off for day in one.days())
    return YearOrder.model_validate({**data, "off": off, "dates_off": dates})


def _contradictions(calendar: HospitalCalendar) -> list[str]:
    found = [] if len(calendar.weekend) < len(_WEEKDAYS) else ["No day of the week is worked."]
    for order in calendar.orders:
        both = order.worked & order.dates_off
        found += [f"{day} is both worked and off." for day in sorted(both)]
        weekdays = [day for day in order.worked if day.weekday() not in calendar.weekend]
        found += [f"{day} is worked anyway." for day in sorted(weekdays)]
        spans = [one for one in order.off if not one.days()]
        found += [f"{one.name_en} {order.year} ends before it starts." for one in spans]
    years = [order.year for order in calendar.orders]
    found += [f"The year {year} has two notices." for year in years if years.count(year) > 1]
    return found


def _malformed(pack: Pack, file: str, problem: str) -> ContentError:
    return ContentError(
        "content_malformed",
        f"The calendar {pack.stamp.id}/{file} is wrong. {problem}",
        "Compare it with the official notice that it names, and correct it.",
    )
