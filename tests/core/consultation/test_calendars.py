"""The calendar says what the State Council ordered, and where no notice is known yet."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest

from huizhen.core.consultation.calendars import HospitalCalendar, load_calendar
from huizhen.core.content import load_pack
from huizhen.core.errors import ContentError
from huizhen.project.config import CONTENT


def china() -> HospitalCalendar:
    return load_calendar(load_pack("calendars", [CONTENT]), "CN")


def every_day(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


def test_every_ordered_year_agrees_with_the_library_day_by_day() -> None:
    calendar = china()
    assert [order.year for order in calendar.orders] == [2024, 2025, 2026]
    for order in calendar.orders:
        library = holidays.country_holidays("CN", years=order.year)
        for day in every_day(order.year):
            expected = day in library.weekend_workdays or (day.weekday() < 5 and day not in library)
            assert calendar.is_working_day(day) is expected, day


def test_every_notice_names_document_date_and_address() -> None:
    for order in china().orders:
        assert order.document.startswith("国办发明电〔")
        assert order.issued_on.year == order.year - 1
        assert order.source.startswith("https://www.gov.cn/")


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [("2026-02-14", True), ("2026-02-15", False), ("2026-02-24", True), ("2026-09-20", True),
     ("2026-10-05", False), ("2026-10-10", True), ("2026-10-11", False), ("2025-10-08", False)],
)  # fmt: skip
def test_days_of_the_notices(day: str, is_worked: bool) -> None:
    assert china().is_working_day(date.fromisoformat(day)) is is_worked


def test_years_without_notice_are_provisional_and_so_is_the_end_of_the_last_one() -> None:
    calendar = china()
    assert not calendar.is_provisional(date(2026, 12, 25))
    assert calendar.missing_order(date(2026, 12, 28)) == 2027
    assert calendar.missing_order(date(2025, 12, 28)) is None
    assert calendar.missing_order(date(2027, 3, 1)) == 2027
    assert calendar.is_working_day(date(2027, 3, 1))
    assert not calendar.is_working_day(date(2027, 10, 1))
    assert not calendar.is_working_day(date(2027, 2, 6))


def changed(folder: Path, **changes: object) -> HospitalCalendar:
    """A site's copy of the calendar with other values."""
    data = json.loads((CONTENT / "calendars" / "cn.json").read_text(encoding="utf-8"))
    (folder / "calendars").mkdir()
    text = json.dumps({**data, **changes})
    (folder / "calendars" / "cn.json").write_text(text, encoding="utf-8")
    return load_calendar(load_pack("calendars", [CONTENT, folder]), "cn")


def notice(year: int, start: str, end: str, worked: list[str]) -> dict[str, object]:
    off = {"name_zh": "元旦", "name_en": "New Year", "start": start, "end": end}
    return {
        "year": year, "document": "国办发明电", "issued_on": f"{year - 1}-11-05",
        "source": "", "off": [off], "worked": worked,
    }  # fmt: skip


def test_a_site_adds_the_next_notice_and_its_days_are_certain(tmp_path: Path) -> None:
    calendar = changed(tmp_path, orders=[notice(2027, "2026-12-31", "2027-01-03", ["2027-01-09"])])
    assert not calendar.is_working_day(date(2026, 12, 31))
    assert not calendar.is_provisional(date(2027, 1, 9))
    assert calendar.is_working_day(date(2027, 1, 9))


@pytest.mark.parametrize(
    "changes",
    [
        {"orders": [notice(2027, "2027-01-01", "2027-01-03", ["2027-01-02"])]},
        {"orders": [notice(2027, "2027-01-01", "2027-01-03", ["2027-01-06"])]},
        {"orders": [notice(2027, "2027-01-03", "2027-01-01", [])]},
        {"orders": [notice(2027, "2027-01-01", "2027-01-03", [])] * 2},
        {"orders": [{"year": 2027}]},
        {"weekend": ["caturday"]},
        {"weekend": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]},
        {"next_notice_may_move_from": "soon"},
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    with pytest.raises(ContentError) as caught:
        changed(tmp_path, **changes)
    assert caught.value.code == "content_malformed"
    assert "notice" in caught.value.remedy
