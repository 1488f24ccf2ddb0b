"""Dates, durations and ages (clinical content 1.3, 1.7.1, GR-10)."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huizhen.core.language.notation.dates import (
    age_zh,
    duration_zh,
    has_duration,
    needs_figure,
    prose_date,
    prose_period,
    table_date,
)
from huizhen.core.records.dates import PartialDate


def day(text: str) -> PartialDate:
    return PartialDate.model_validate(text)


@pytest.mark.parametrize(
    ("date", "prose", "table"),
    [
        ("2026-05-03", "2026年5月3日", "2026-05-03"),
        ("2025-11", "2025年11月", "2025-11"),
        ("2019", "2019年", "2019"),
    ],
)
def test_a_date_keeps_its_precision(date: str, prose: str, table: str) -> None:
    assert (prose_date(day(date)), table_date(day(date))) == (prose, table)


def test_a_period_names_one_date_once() -> None:
    assert prose_period(day("2025-09"), day("2025-12")) == "2025年9月至2025年12月"
    assert prose_period(day("2025"), day("2025")) == "2025年"


@pytest.mark.parametrize(
    ("date", "as_of", "expected"),
    [
        ("2026-05-01", "2026-05-14", "13天"),
        ("2026-05-01", "2026-05-15", "2周"),
        ("2026-05-01", "2026-06-25", "7周"),
        ("2026-05-01", "2026-06-26", "1月"),
        ("2025-09-13", "2026-05-13", "8月"),
        ("2024-05-14", "2026-05-13", "23月"),
        ("2024-05-13", "2026-05-13", "2年"),
        ("2025-09", "2026-05-13", "8月"),
        ("2023-04", "2026-05", "3年"),
        ("2019", "2026-05-13", "7年"),
        ("2026", "2026-05-13", ""),
        ("2026-05", "2026-05-13", ""),
        ("2026-05-13", "2026-05-13", ""),
        ("2026-06-01", "2026-05-13", ""),
    ],
)
def test_a_duration_is_in_the_unit_of_its_length(date: str, as_of: str, expected: str) -> None:
    assert duration_zh(day(date), day(as_of)) == expected


@given(st.dates(datetime.date(1990, 1, 1), datetime.date(2026, 12, 31)), st.integers(1, 15_000))
def test_a_duration_never_exceeds_what_has_passed(start: datetime.date, days: int) -> None:
    end = start + datetime.timedelta(days=days)
    said = duration_zh(day(start.isoformat()), day(end.isoformat()))
    unit = {"天": 1, "周": 7, "月": 28, "年": 365}[said[-1]]
    assert int(said[:-1]) * unit <= days
    assert has_duration(said)


@pytest.mark.parametrize(
    "text",
    ["腰痛2月", "上腹胀1个半月", "2个多月", "2+月", "头痛两周", "昏迷30分钟", "半年", "数天"],
)
def test_durations_are_found(text: str) -> None:
    assert has_duration(text)


@pytest.mark.parametrize("text", ["2024年确诊", "2026年3月5日行手术", "不适一段时间", "肝癌"])
def test_calendar_dates_are_no_durations(text: str) -> None:
    assert not has_duration(text)


def test_several_asks_for_the_figure() -> None:
    assert needs_figure("头痛数月")
    assert not needs_figure("头痛3月")


@pytest.mark.parametrize(
    ("birth", "on", "expected"),
    [
        ("1974-02-11", "2026-02-10", "51岁"),
        ("1974-02-11", "2026-02-11", "52岁"),
        ("2025-07-01", "2026-05-13", "10月"),
        ("2026-04-20", "2026-05-13", "23天"),
        ("2026-04-13", "2026-05-13", "1月"),
        ("1974", "2026-05-13", "约52岁"),
        ("1974-02", "2026-05-13", "约52岁"),
        ("2027-01-01", "2026-05-13", ""),
    ],
)
def test_an_age_is_in_completed_years_months_or_days(birth: str, on: str, expected: str) -> None:
    assert age_zh(day(birth), day(on)) == expected
