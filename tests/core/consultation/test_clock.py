"""The clock equals a tick counter over random years, holidays, zones and stops."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from clock_counter import Stop, TickCounter
from hypothesis import given, settings
from hypothesis import strategies as st

from huizhen.core.consultation.calendars import HospitalCalendar, YearOrder, load_calendar
from huizhen.core.consultation.clock import (
    ClockRule,
    ClockStop,
    deadline,
    elapsed,
    ended,
    read_clock,
    remaining,
)
from huizhen.core.consultation.hours import OpeningHours
from huizhen.core.content import PackStamp, load_pack
from huizhen.core.errors import WrongCall
from huizhen.project.config import CONTENT
from sizes import count

QUARTER = timedelta(minutes=15)
EXAMPLES = count(60, 600, 4_000)
ZONES = (
    "Asia/Shanghai", "Europe/Berlin", "America/New_York", "America/St_Johns", "Asia/Kathmandu",
    "Australia/Lord_Howe", "Pacific/Chatham", "America/Havana", "Asia/Beirut", "America/Santiago",
    "Africa/Casablanca", "Pacific/Kiritimati", "Africa/Cairo", "Asia/Tehran",
)  # fmt: skip
HOURS = (
    (("08:00", "17:30"),),
    (("08:00", "12:00"), ("14:00", "17:30")),
    (("00:00", "24:00"),),
    (("00:15", "03:30"), ("22:45", "24:00")),
    (("02:15", "02:45"),),
)
CALENDAR = load_calendar(load_pack("calendars", [CONTENT]), "CN")
CHINA = OpeningHours(spans=HOURS[0])


@st.composite
def calendars(draw: st.DrawFn, year: int) -> HospitalCalendar:
    """A made-up year: any weekend, random days off and worked weekend days, in two years."""
    weekend = frozenset(draw(st.sets(st.integers(0, 6), max_size=3)))
    orders = []
    for one in (year, year + 1):
        days = st.dates(date(one, 1, 1), date(one, 12, 31))
        runs = draw(st.lists(st.tuples(days, st.integers(1, 9)), max_size=8))
        off = {day + timedelta(days=n) for day, length in runs for n in range(length)}
        picked = draw(st.sets(days, max_size=12))
        worked = {day for day in picked if day.weekday() in weekend} - off
        orders.append(
            YearOrder(
                year=one, document="", issued_on=date(one, 1, 1), source="", off=(),
                worked=frozenset(worked), dates_off=frozenset(off),
            )
        )  # fmt: skip
    return HospitalCalendar(
        country="CN", weekend=weekend, orders=tuple(orders), next_notice_may_move_from=(12, 26),
        stamp=PackStamp(id="made-up", version="2026.1", sha256="0" * 64),
    )  # fmt: skip


@st.composite
def cases(
    draw: st.DrawFn, *, is_official: bool = False
) -> tuple[datetime, ClockRule, HospitalCalendar, tuple[ClockStop, ...], datetime]:
    """A start, a rule, a calendar, stops that overlap, nest or stay open, and a moment."""
    year = draw(st.integers(2024, 2026) if is_official else st.integers(2013, 2036))
    quarters = draw(st.integers(0, 365 * 96 - 1))
    start = datetime(year, 1, 1, tzinfo=UTC) + quarters * QUARTER
    rule = ClockRule(
        zone="Asia/Shanghai" if is_official else draw(st.sampled_from(ZONES)),
        unit=draw(st.sampled_from(("working_days", "calendar_days"))),
        length=draw(st.integers(1, 12)),
        hours=OpeningHours(spans=draw(st.sampled_from(HOURS))),
    )
    stops = []
    for _ in range(draw(st.integers(0, 4))):
        begin = start + draw(st.integers(-96 * 3, 96 * 15)) * QUARTER
        length = draw(st.integers(0, 96 * 6))
        is_open = draw(st.integers(0, 9)) == 0
        end = None if is_open else begin + length * QUARTER
        stops.append(ClockStop(start=begin, end=end, reason="MR", owner="home team"))
    now = start + draw(st.integers(-96, 96 * 30)) * QUARTER
    calendar = CALENDAR if is_official else draw(calendars(year))
    return start, rule, calendar, tuple(stops), now


Case = tuple[datetime, ClockRule, HospitalCalendar, tuple[ClockStop, ...], datetime]


def counter(rule: ClockRule, calendar: HospitalCalendar, step: int = 15) -> TickCounter:
    def counts(day: date) -> bool:
        if rule.unit == "calendar_days":
            return True
        for order in calendar.orders:
            if day in order.worked:
                return True
            if day in order.dates_off:
                return False
        return day.weekday() not in calendar.weekend

    return TickCounter(rule.zone, counts, [_minutes(one) for one in rule.hours.spans], step)


def _minutes(span: tuple[str, str]) -> tuple[int, int]:
    opens, closes = (int(text[:2]) * 60 + int(text[3:]) for text in span)
    return opens, closes


def pairs(stops: tuple[ClockStop, ...]) -> list[Stop]:
    return [(stop.start, stop.end) for stop in stops]


@pytest.mark.sized
@settings(max_examples=EXAMPLES)
@given(cases())
def test_deadline_elapsed_and_remaining_equal_the_tick_counter(case: Case) -> None:
    start, rule, calendar, stops, now = case
    ticks = counter(rule, calendar)
    due = deadline(start, rule, calendar, stops)
    used = ticks.elapsed(start, now, pairs(stops))
    allowance = ticks.allowance(start, rule.length)
    assert due.without_stops == ticks.end_without_stops(start, rule.length)
    assert due.allowance == allowance
    assert due.at == ticks.deadline(start, rule.length, pairs(stops))
    assert elapsed(start, now, rule, calendar, stops) == used
    assert remaining(start, now, rule, calendar, stops) == max(timedelta(), allowance - used)


@pytest.mark.sized
@settings(max_examples=count(12, 100, 600))
@given(cases(), st.integers(0, 14), st.integers(0, 14))
def test_it_is_exact_to_the_minute(case: Case, later: int, longer: int) -> None:
    start, rule, calendar, stops, now = case
    start, now = start + timedelta(minutes=later), now + timedelta(minutes=longer)
    rule = rule.replaced(length=1 + rule.length % 3)
    ticks = counter(rule, calendar, step=1)
    due = deadline(start, rule, calendar, stops)
    assert due.at == ticks.deadline(start, rule.length, pairs(stops))
    used = ticks.elapsed(start, now, pairs(stops))
    assert elapsed(start, now, rule, calendar, stops) == used


@pytest.mark.sized
@settings(max_examples=count(30, 300, 2_000))
@given(cases(is_official=True))
def test_the_official_calendar_counts_like_the_library(case: Case) -> None:
    start, rule, calendar, stops, _ = case
    library = holidays.country_holidays("CN", years=range(2023, 2029))

    def counts(day: date) -> bool:
        if rule.unit == "calendar_days" or day in library.weekend_workdays:
            return True
        return day.weekday() < 5 and day not in library

    ticks = TickCounter(rule.zone, counts, rule.hours.minutes())
    due = deadline(start, rule, calendar, stops)
    assert due.at == ticks.deadline(start, rule.length, pairs(stops))


@pytest.mark.sized
@settings(max_examples=EXAMPLES)
@given(cases())
def test_a_reading_agrees_with_itself(case: Case) -> None:
    start, rule, calendar, stops, now = case
    shown = read_clock(start, now, rule, calendar, stops)
    assert shown.remaining == timedelta() or shown.overdue == timedelta()
    assert shown.elapsed + shown.remaining - shown.overdue == shown.deadline.allowance
    if shown.deadline.at is not None:
        at = shown.deadline.at
        assert at >= shown.deadline.without_stops
        assert remaining(start, at, rule, calendar, stops) == timedelta()
        before = at - timedelta(seconds=1)
        assert remaining(start, before, rule, calendar, stops) == timedelta(seconds=1)
        assert shown.is_overdue == (now > at)
        assert shown.days_left == counted_after(now, at, rule, calendar)
    else:
        assert any(stop.end is None for stop in stops)
        assert not shown.is_overdue
        assert deadline(start, rule, calendar, ended(stops, now)).at is not None


def counted_after(now: datetime, at: datetime, rule: ClockRule, calendar: HospitalCalendar) -> int:
    ticks = counter(rule, calendar)
    last = (at - timedelta(seconds=1)).astimezone(ticks.zone).date()
    day, found = now.astimezone(ticks.zone).date() + timedelta(days=1), 0
    while day <= last:
        found += ticks.counts(day)
        day += timedelta(days=1)
    return found


@pytest.mark.sized
@settings(max_examples=EXAMPLES)
@given(cases())
def test_the_order_and_the_pieces_of_stops_do_not_matter(case: Case) -> None:
    start, rule, calendar, stops, _ = case
    pieces = []
    for stop in stops:
        if stop.end is None or stop.end == stop.start:
            pieces.append(stop)
            continue
        middle = stop.start + (stop.end - stop.start) / 3
        pieces += [stop.replaced(start=middle), stop.replaced(end=middle), stop]
    other = tuple(reversed(pieces))
    assert deadline(start, rule, calendar, stops) == deadline(start, rule, calendar, other)


@pytest.mark.sized
@settings(max_examples=EXAMPLES)
@given(cases())
def test_one_more_stop_never_brings_the_deadline_nearer(case: Case) -> None:
    start, rule, calendar, stops, _ = case
    if not stops:
        return
    fewer = deadline(start, rule, calendar, stops[1:]).at
    more = deadline(start, rule, calendar, stops).at
    assert more is None or (fewer is not None and more >= fewer)


def china(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


def ten_days() -> ClockRule:
    return ClockRule(zone="Asia/Shanghai", unit="working_days", length=10, hours=CHINA)


def test_the_day_of_the_start_is_not_counted_and_the_last_day_ends_at_closing() -> None:
    due = deadline(china("2026-11-25T10:00"), ten_days(), CALENDAR)
    assert due.at == china("2026-12-09T17:30")
    assert not due.is_provisional


def test_national_day_of_2026_with_its_worked_weekends() -> None:
    # 29 and 30 September, 8 and 9 October, and the worked Saturday 10 October
    rule = ten_days().replaced(length=5)
    assert deadline(china("2026-09-28T09:00"), rule, CALENDAR).at == china("2026-10-10T17:30")


def test_a_stop_for_a_new_examination_shifts_the_end_by_its_opening_time() -> None:
    stop = ClockStop(
        start=china("2026-11-26T16:30"), end=china("2026-11-27T09:00"), reason="MR", owner="x"
    )
    due = deadline(china("2026-11-25T10:00"), ten_days(), CALENDAR, [stop])
    assert due.at == china("2026-12-10T10:00")


def test_while_a_stop_is_open_the_end_is_unknown_and_what_remains_stands_still() -> None:
    stop = ClockStop(start=china("2026-11-26T08:00"), reason="MR", owner="home team")
    start = china("2026-11-25T08:00")
    for now in ("2026-11-26T12:00", "2026-12-30T12:00"):
        shown = read_clock(start, china(now), ten_days(), CALENDAR, [stop])
        assert shown.deadline.at is None
        assert shown.is_stopped
        assert shown.days_left is None
        assert shown.remaining == 10 * timedelta(hours=9, minutes=30)
    again = ended([stop], china("2026-11-27T08:00"))
    assert deadline(start, ten_days(), CALENDAR, again).at == china("2026-12-10T17:30")


def test_a_period_that_reaches_a_year_without_notice_says_so() -> None:
    due = deadline(china("2026-12-22T09:00"), ten_days(), CALENDAR)
    assert due.missing_orders == (2027,)
    calendar_days = ten_days().replaced(unit="calendar_days")
    assert not deadline(china("2026-12-22T09:00"), calendar_days).is_provisional


def test_wrong_times_zones_and_stops_are_named() -> None:
    naive = datetime(2026, 11, 25, 9)  # noqa: DTZ001 - what is tested
    for call in (
        lambda: deadline(naive, ten_days(), CALENDAR),
        lambda: elapsed(china("2026-11-25T09:00"), naive, ten_days(), CALENDAR),
        lambda: ClockStop(start=naive, reason="MR", owner="x"),
    ):
        with pytest.raises(WrongCall) as caught:
            call()
        assert caught.value.code == "time_without_zone"
    with pytest.raises(WrongCall, match="no time zone"):
        ten_days().replaced(zone="Asia/Chengdu")
    with pytest.raises(WrongCall) as caught:
        ClockStop(
            start=china("2026-11-25T09:00"), end=china("2026-11-25T08:00"), reason="MR", owner="x"
        )
    assert caught.value.code == "stop_ends_before_start"
    with pytest.raises(WrongCall) as caught:
        deadline(china("2026-11-25T09:00"), ten_days())
    assert caught.value.code == "calendar_missing"


@pytest.mark.parametrize(
    "spans",
    [(), (("17:30", "08:00"),), (("08:00", "12:00"), ("11:00", "17:00")), (("8", "17:00"),),
     (("08:00", "24:30"),)],
)  # fmt: skip
def test_hours_that_are_none_are_refused(spans: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(WrongCall) as caught:
        OpeningHours(spans=spans)
    assert caught.value.code == "hours_malformed"


def test_a_stop_holds_from_its_start_until_its_end() -> None:
    start, end = china("2026-11-26T08:00"), china("2026-11-26T09:00")
    stop = ClockStop(start=start, end=end, reason="MR", owner="x")
    assert stop.holds(start)
    assert not stop.holds(end)
    assert not stop.holds(start - timedelta(seconds=1))
    assert stop.replaced(end=None).holds(end)
