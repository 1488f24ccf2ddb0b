"""Time limits are data, and people read them in both zones and both languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from huizhen.core.consultation.calendars import load_calendar
from huizhen.core.consultation.clock import ClockStop, deadline, read_clock
from huizhen.core.consultation.deadlines import DeadlineBook
from huizhen.core.consultation.hours import OpeningHours
from huizhen.core.consultation.wording import ClockWords
from huizhen.core.content import load_pack
from huizhen.core.errors import ContentError
from huizhen.project.config import CONTENT

PACK = load_pack("calendars", [CONTENT])
CALENDAR = load_calendar(PACK, "CN")
BOOK = DeadlineBook(PACK)
ENGLISH, CHINESE = ClockWords(PACK, "en"), ClockWords(PACK, "zh-hans")
CHENGDU = ENGLISH.place("Asia/Shanghai", "Chengdu", "成都")
BERLIN = ENGLISH.place("Europe/Berlin")
OPINION = BOOK.rule("opinion_written", "Asia/Shanghai")
START = datetime(2026, 11, 25, 2, tzinfo=UTC)


def test_every_limit_names_its_source_and_makes_a_rule() -> None:
    assert set(BOOK.ids()) == {
        "invitation_answer", "opinion_written", "opinion_expedited", "home_team_request",
        "handover_unread", "outcome_30", "outcome_90", "outcome_180",
    }  # fmt: skip
    waited_for = load_pack("states", [CONTENT]).parsed("waiting.json")["deadlines"]
    for limit_id in BOOK.ids():
        limit = BOOK.limit(limit_id)
        assert limit.kind in waited_for
        assert limit.source
        assert limit.title.text("en") != limit.title.text("zh-CN")
        rule = BOOK.rule(limit_id, "Europe/Berlin")
        assert (rule.id, rule.length, rule.unit) == (limit_id, limit.days, limit.unit)


def test_a_centre_may_have_its_own_hours() -> None:
    own = OpeningHours(spans=(("08:00", "12:00"), ("14:00", "18:00")))
    rule = BOOK.rule("invitation_answer", "Asia/Shanghai", own)
    due = deadline(START, rule, CALENDAR)
    assert due.at == datetime(2026, 11, 30, 10, tzinfo=UTC)
    assert due.allowance == timedelta(hours=6 + 3 * 8)


def test_three_days_unread_run_through_the_weekend_and_the_change_of_clocks() -> None:
    rule = BOOK.rule("handover_unread", "Europe/Berlin")
    due = deadline(datetime(2026, 10, 23, 20, tzinfo=UTC), rule)
    assert due.at == datetime(2026, 10, 26, 16, 30, tzinfo=UTC)


def test_unknown_and_broken_limits_are_named(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        BOOK.limit("tea_break")
    assert caught.value.code == "content_missing"
    folder = tmp_path / "calendars"
    folder.mkdir()
    for text in ('{"hours": {}, "deadlines": []}', '{"hours": [], "deadlines": [1]}', "{}"):
        (folder / "deadlines.json").write_text(text)
        if text.startswith('{"hours": {}'):
            assert DeadlineBook(load_pack("calendars", [CONTENT, tmp_path])).ids() == ()
            continue
        with pytest.raises(ContentError) as caught:
            DeadlineBook(load_pack("calendars", [CONTENT, tmp_path]))
        assert caught.value.code == "content_malformed"


def test_a_deadline_is_said_in_both_zones_and_languages() -> None:
    due = deadline(START, OPINION, CALENDAR)
    assert ENGLISH.promise(due, OPINION, CHENGDU, BERLIN) == (
        "within 10 working days, by 2026-12-09 17:30 Chengdu (10:30 Berlin)"
    )
    assert CHINESE.promise(due, OPINION, CHENGDU, BERLIN) == (
        "10个工作日内，截止成都时间2026-12-09 17:30（柏林时间10:30）"
    )


def test_another_date_elsewhere_is_written_out_and_the_same_place_is_said_once() -> None:
    at = datetime(2026, 12, 9, 0, 30, tzinfo=UTC)
    new_york = ENGLISH.place("America/New_York")
    assert ENGLISH.instant(at, CHENGDU, new_york) == (
        "2026-12-09 08:30 Chengdu (2026-12-08 19:30 New York)"
    )
    assert ENGLISH.instant(at, CHENGDU, CHENGDU) == "2026-12-09 08:30 Chengdu"
    midnight = datetime(2026, 12, 9, 16, tzinfo=UTC)
    assert ENGLISH.instant(midnight, CHENGDU) == "2026-12-09 24:00 Chengdu"
    assert ENGLISH.place("America/Port_of_Spain").name_zh == "Port of Spain"


def test_what_is_left_counts_down_to_today_and_overdue() -> None:
    said = []
    for text in (
        "2026-12-07T03:00Z",
        "2026-12-08T03:00Z",
        "2026-12-09T03:00Z",
        "2026-12-10T03:00Z",
    ):
        shown = read_clock(START, datetime.fromisoformat(text), OPINION, CALENDAR)
        said.append(ENGLISH.state(shown, OPINION, CHENGDU))
    assert said == [
        "within 2 working days, by 2026-12-09 17:30 Chengdu",
        "within 1 working day, by 2026-12-09 17:30 Chengdu",
        "today, by 2026-12-09 17:30 Chengdu",
        "overdue since 2026-12-09 17:30 Chengdu",
    ]


def test_a_stopped_clock_says_since_when_and_who_is_waited_for() -> None:
    begin = datetime(2026, 11, 27, 1, tzinfo=UTC)
    stop = ClockStop(start=begin, reason="new MR", owner="the home team")
    shown = read_clock(START, begin + timedelta(hours=5), OPINION, CALENDAR, [stop])
    assert ENGLISH.state(shown, OPINION, CHENGDU, BERLIN) == (
        "the clock has stood still since 2026-11-27 09:00 Chengdu (02:00 Berlin), "
        "waiting for the home team: new MR"
    )
    second = ClockStop(start=begin + timedelta(hours=1), reason="slides", owner="the laboratory")
    both = read_clock(START, begin + timedelta(hours=5), OPINION, CALENDAR, [second, stop])
    assert "waiting for the home team" in ENGLISH.state(both, OPINION, CHENGDU)
    before = read_clock(START, begin - timedelta(hours=5), OPINION, CALENDAR, [stop])
    assert ENGLISH.state(before, OPINION, CHENGDU).startswith("within 10 working days")


def test_a_provisional_deadline_says_so() -> None:
    due = deadline(datetime(2026, 12, 24, 1, tzinfo=UTC), OPINION, CALENDAR)
    said = ENGLISH.promise(due, OPINION, CHENGDU)
    assert said.endswith("; provisional, because the official days off of 2027 are not yet known")
    assert CHINESE.promise(due, OPINION, CHENGDU).endswith("（暂定：2027年官方放假安排尚未纳入）")
