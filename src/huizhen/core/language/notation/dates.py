"""Dates, durations and ages as a Chinese record writes them (clinical content 1.3, 1.7.1)."""

from __future__ import annotations

import datetime
import re

from huizhen.core.records.dates import PartialDate

_DURATION = re.compile(
    r"(?<![\d年月])(\d{1,3}(\.\d+)?\+?|半|数|[一二两三四五六七八九十]+)\s*(余|多)?\s*"
    r"(个半|个多|个余|个)?\s*(分钟|小时|天|日|周|月|年)(余|半)?(?!\d)"
)
_MOST_DAYS = 14
_MOST_WEEKS_DAYS = 56
_MOST_MONTHS = 24
_NEWBORN_MONTHS = 1
_INFANT_MONTHS = 12


def prose_date(date: PartialDate) -> str:
    """'2026年5月3日', '2025年11月' or '2025年'."""
    parts = [f"{date.year}年"]
    if date.month is not None:
        parts.append(f"{date.month}月")
    if date.day is not None:
        parts.append(f"{date.day}日")
    return "".join(parts)


def table_date(date: PartialDate) -> str:
    """'2026-05-03', '2025-11' or '2025'."""
    return str(date)


def prose_period(start: PartialDate, end: PartialDate) -> str:
    """'2025年9月至2025年12月'; one date where both are the same."""
    if start == end:
        return prose_date(start)
    return f"{prose_date(start)}至{prose_date(end)}"


def duration_zh(date: PartialDate, as_of: PartialDate) -> str:
    """How long before `as_of` the date lies: days below two weeks, weeks below eight, months below
    two years, else years; never finer than the date itself is known. '' for a later date, and
    where both lie in one month or year and nothing finer is known."""
    if as_of < date and not date.contains(as_of):
        return ""
    if date.day is None or as_of.day is None:
        return _coarse(date, as_of)
    days = (_day(as_of) - _day(date)).days
    if days < 1:
        return ""
    if days < _MOST_DAYS:
        return f"{days}天"
    if days < _MOST_WEEKS_DAYS:
        return f"{days // 7}周"
    return _months_or_years(completed_months(date, as_of))


def has_duration(text: str) -> bool:
    """Whether the text has a duration ('2月', '1个半月', '两周'); a calendar date is none."""
    return _DURATION.search(text) is not None


def needs_figure(text: str) -> bool:
    """Whether a duration is only '数…': the exact figure has to be asked for."""
    return any(match[1] == "数" for match in _DURATION.finditer(text))


def age_zh(birth: PartialDate, on: PartialDate) -> str:
    """Age in completed years ('52岁'); below one year in months, below one month in days. A birth
    date known to the month or year gives '约'; '' where it cannot be told."""
    if on < birth and not birth.contains(on):
        return ""
    if birth.month is None or on.month is None:
        years = on.year - birth.year
        return f"约{years}岁" if years >= 1 else ""
    if birth.day is None or on.day is None:
        months = (on.year - birth.year) * 12 + on.month - birth.month
        return f"约{_age_of_months(months)}" if months >= 1 else ""
    months = completed_months(birth, on)
    if months < _NEWBORN_MONTHS:
        return f"{(_day(on) - _day(birth)).days}天"
    return _age_of_months(months)


def completed_months(start: PartialDate, end: PartialDate) -> int:
    """Whole months between two full dates."""
    months = (end.year - start.year) * 12 + (end.month or 1) - (start.month or 1)
    is_last = end.day == _last_day(end)
    if (end.day or 1) < (start.day or 1) and not is_last:
        months -= 1
    return months


def _age_of_months(months: int) -> str:
    return f"{months}月" if months < _INFANT_MONTHS else f"{months // 12}岁"


def _coarse(date: PartialDate, as_of: PartialDate) -> str:
    if date.month is None or as_of.month is None:
        years = as_of.year - date.year
        return f"{years}年" if years >= 1 else ""
    months = (as_of.year - date.year) * 12 + as_of.month - date.month
    return _months_or_years(months)


def _months_or_years(months: int) -> str:
    if months < 1:
        return ""
    return f"{months}月" if months < _MOST_MONTHS else f"{months // 12}年"


def _day(date: PartialDate) -> datetime.date:
    return datetime.date(date.year, date.month or 1, date.day or 1)


def _last_day(date: PartialDate) -> int:
    following = datetime.date(date.year + (date.month == 12), (date.month or 1) % 12 + 1, 1)
    return (following - datetime.timedelta(days=1)).day
