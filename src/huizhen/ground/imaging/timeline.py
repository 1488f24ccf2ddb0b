"""Images and treatments on one line of time: a list for everybody, and a drawing of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from huizhen.core.preparation.imaging_course import ImagingCourse, PaperExamination, Treatment
from huizhen.core.preparation.requirements.staleness import first_day, last_day
from huizhen.core.records.dates import PartialDate
from huizhen.ground.imaging.queries import StudyShown
from huizhen.ground.imaging.showing import shown_date

WIDTH: Final = 1000
HEIGHT: Final = 150
_LEFT, _RIGHT = 30, 970
_IMAGES, _TREATMENTS, _AXIS = 45, 95, 122
_NEAR: Final = 22
"""Marks nearer than this stand above each other."""
_STEP: Final = 13


@dataclass(frozen=True)
class Moment:
    """A study, an examination without images, or a treatment."""

    number: int
    kind: str
    """study | paper | treatment"""
    day: str
    """As precisely as it is known."""
    until: str
    what: str
    detail: str
    first: date | None
    last: date | None
    study: StudyShown | None = None
    before: str = ""
    after: str = ""
    """Of a treatment: the nearest images before and after it."""


@dataclass(frozen=True)
class Mark:
    """Where a moment stands in the drawing."""

    number: int
    kind: str
    label: str
    x: float
    y: float
    width: float = 0

    @property
    def text_y(self) -> float:
        """Where its number stands."""
        return self.y + 4


@dataclass(frozen=True)
class Drawing:
    """The line of time."""

    marks: tuple[Mark, ...]
    years: tuple[tuple[int, float], ...]


def moments_of(studies: Sequence[StudyShown], course: ImagingCourse | None) -> list[Moment]:
    """Everything dated in the order of time, what has no day at the end."""
    found = [_of_study(one) for one in studies]
    if course is not None:
        found += [_of_paper(one) for one in course.without_images]
        found += [_of_treatment(one) for one in course.treatments]
    found.sort(key=lambda one: (one.first is None, one.first or date.max, one.kind, one.what))
    numbered = [replace(one, number=at) for at, one in enumerate(found, start=1)]
    return [_with_neighbours(one, numbered) for one in numbered]


def drawing_of(moments: Iterable[Moment]) -> Drawing | None:
    """The drawing; None where less than two days are known."""
    dated = [one for one in moments if one.first is not None]
    days = [day for one in dated for day in (one.first, one.last) if day is not None]
    if len(set(days)) < 2:
        return None
    begin, end = min(days), max(days)
    scale = (_RIGHT - _LEFT) / max((end - begin).days, 1)

    def place(day: date) -> float:
        return round(_LEFT + (day - begin).days * scale, 1)

    marks: list[Mark] = []
    for one in dated:
        if one.first is None:
            continue
        x = place(one.first)
        lane = _TREATMENTS if one.kind == "treatment" else _IMAGES
        width = max(place(one.last or one.first) - x, 0) if one.kind == "treatment" else 0
        y = _free(lane, x, marks)
        marks.append(Mark(one.number, one.kind, f"{one.day} {one.what}", x, y, width))
    years = tuple(
        (year, place(date(year, 1, 1)))
        for year in range(begin.year, end.year + 1)
        if begin <= date(year, 1, 1) <= end
    )
    return Drawing(tuple(marks), years)


def _free(lane: int, x: float, marks: Sequence[Mark]) -> float:
    """The lane's height, or a step above it where another mark stands."""
    y = float(lane)
    taken = {mark.y for mark in marks if abs(mark.x - x) < _NEAR}
    while y in taken and y > lane - 3 * _STEP:
        y -= _STEP
    return y


def _of_study(one: StudyShown) -> Moment:
    day = shown_date(one.date)
    try:
        first: date | None = date.fromisoformat(day)
    except ValueError:
        first = None
    what = " / ".join(one.modalities)
    return Moment(0, "study", day, "", what, one.description, first, first, study=one)


def _of_paper(one: PaperExamination) -> Moment:
    first, last = _span(one.date, None)
    return Moment(0, "paper", str(one.date or ""), "", one.modality, one.fact.text, first, last)


def _of_treatment(one: Treatment) -> Moment:
    first, last = _span(one.start, one.end)
    is_chinese = (get_language() or "").startswith("zh")
    name = one.name.zh if is_chinese else one.name.en
    until = str(one.end) if one.end is not None and one.end != one.start else ""
    return Moment(0, "treatment", str(one.start), until, name, one.fact.text, first, last)


def _span(start: PartialDate | None, end: PartialDate | None) -> tuple[date | None, date | None]:
    if start is None:
        return None, None
    return first_day(start), last_day(end) if end is not None else first_day(start)


def _with_neighbours(one: Moment, moments: Sequence[Moment]) -> Moment:
    if one.kind != "treatment" or one.first is None:
        return one
    begin, end = one.first, one.last or one.first
    images = [each for each in moments if each.kind == "study" and each.first is not None]
    before = [each for each in images if each.first is not None and each.first < begin]
    after = [each for each in images if each.first is not None and each.first > end]
    return replace(
        one,
        before=_told(before[-1], begin) if before else "",
        after=_told(after[0], end) if after else "",
    )


def _told(image: Moment, day: date) -> str:
    """The images, and how many days lie between."""
    between: timedelta = abs((image.first or day) - day)
    return _("%(what)s %(day)s (%(days)d days)") % {
        "what": image.what,
        "day": image.day,
        "days": between.days,
    }
