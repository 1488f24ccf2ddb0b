"""What the clock shows, in words: a deadline in the hospital's time and in the reader's."""

from __future__ import annotations

from datetime import datetime, timedelta

from huizhen.core.consultation.clock import ClockReading, ClockRule, Deadline
from huizhen.core.consultation.hours import in_utc, zone_named
from huizhen.core.content import Pack
from huizhen.core.preparation.frames import Frames
from huizhen.core.records.value import Value


class Place(Value):
    """A zone with the name of a city, for a time has to say whose time it is."""

    zone: str
    name_en: str
    name_zh: str


class ClockWords:
    """Fixed words of one language (en or zh) from the pack `calendars`."""

    def __init__(self, pack: Pack, language: str) -> None:
        self._is_chinese = language.casefold().startswith("zh")
        self._frames = Frames(pack, "zh.json" if self._is_chinese else "en.json")
        self._zones: dict[str, dict[str, str]] = pack.parsed("zones.json")

    def place(self, zone: str, city_en: str = "", city_zh: str = "") -> Place:
        """A place in a zone: the city given, else the city that the pack names the zone by."""
        known = self._zones.get(zone, {})
        plain = zone_named(zone).key.rsplit("/", 1)[-1].replace("_", " ")
        english = city_en or known.get("en", plain)
        return Place(zone=zone, name_en=english, name_zh=city_zh or known.get("zh", english))

    def instant(self, at: datetime, first: Place, second: Place | None = None) -> str:
        """'2026-12-09 17:30 Chengdu (10:30 Berlin)'; the second date only where it differs."""
        date, time = _clock_face(at, first)
        said = self._frames.fill("instant", date=date, time=time, place=self._name(first))
        if second is None or _is_same_time(at, first, second):
            return said
        other_date, other_time = _clock_face(at, second)
        frame = "elsewhere" if other_date == date else "elsewhere_other_day"
        slots = {"date": other_date, "time": other_time, "place": self._name(second)}
        other = self._frames.fill(frame, **slots)
        return self._frames.fill("both", first=said, second=other)

    def promise(
        self, due: Deadline, rule: ClockRule, first: Place, second: Place | None = None
    ) -> str:
        """'within 10 working days, by ...': the rule's length and when it ends.

        While a stop without an end holds the clock, the end without it is named.
        """
        when = self.instant(due.at or due.without_stops, first, second)
        return self._sure(self._within(rule.length, rule, when), due)

    def state(
        self, shown: ClockReading, rule: ClockRule, first: Place, second: Place | None = None
    ) -> str:
        """What is left, who is waited for, or since when it is overdue."""
        if shown.stopped_by:
            stop = min(shown.stopped_by, key=lambda one: one.start)
            when = self.instant(stop.start, first, second)
            return self._frames.fill("stopped", when=when, owner=stop.owner, reason=stop.reason)
        if shown.deadline.at is None or shown.days_left is None:
            # only a stop that begins later hides the end: the rule's own end is what is known
            return self.promise(shown.deadline, rule, first, second)
        when = self.instant(shown.deadline.at, first, second)
        if shown.is_overdue:
            return self._sure(self._frames.fill("overdue", when=when), shown.deadline)
        return self._sure(self._within(shown.days_left, rule, when), shown.deadline)

    def _within(self, days: int, rule: ClockRule, when: str) -> str:
        if days == 0:
            return self._frames.fill("within.today", when=when)
        frame = rule.unit.removesuffix("s") if days == 1 else rule.unit
        return self._frames.fill(f"within.{frame}", days=str(days), when=when)

    def _sure(self, text: str, due: Deadline) -> str:
        if not due.is_provisional:
            return text
        years = self._frames.text("years").join(map(str, due.missing_orders))
        return self._frames.fill("provisional", text=text, years=years)

    def _name(self, place: Place) -> str:
        return place.name_zh if self._is_chinese else place.name_en


def _clock_face(at: datetime, place: Place) -> tuple[str, str]:
    """Date and time of day on a place's clock; seconds are cut, midnight ends the day before."""
    local = in_utc(at).astimezone(zone_named(place.zone))
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return (local.date() - timedelta(days=1)).isoformat(), "24:00"
    return local.date().isoformat(), local.strftime("%H:%M")


def _is_same_time(at: datetime, first: Place, second: Place) -> bool:
    here, there = (at.astimezone(zone_named(place.zone)) for place in (first, second))
    return here.utcoffset() == there.utcoffset() and first.name_en == second.name_en
