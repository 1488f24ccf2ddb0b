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
from huizhen.ground.imaging.dates import shown_date
from huizhen.ground.imaging.queries import StudyShown

WIDTH: Final = 1000
HEIGHT: Final = 210
_LEFT, _RIGHT = 40, 960
_IMAGES, _TREATMENTS = 92, 160
_NEAR: Final = 21
"""Marks nearer than this stand above each other."""
_STEP: Final = 20
_MOST_STEPS: Final = 3
_MONTHS_UP_TO: Final = 1100
"""Days up to which quarters are marked, not years."""
_BEFORE_IMAGES: Final = timedelta(days=400)
"""What happened longer before the first images is in the list alone: it would leave no room."""


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
    ticks: tuple[tuple[str, float], ...]
    """Years, or months where there are few of them."""
    earlier: tuple[int, ...] = ()
    """Numbers of what happened before the drawing begins."""


def moments_of(studies: Sequence[StudyShown], course: ImagingCourse | None) -> list[Moment]:
    """Everything dated in the order of time, what has no day at the end."""
    found = [_of_study(one) for one in studies]
    if course is not None:
        found += [_of_paper(one) for one in course.without_images]
        found += _together(_of_treatment(one) for one in course.treatments)
    found.sort(key=lambda one: (one.first is None, one.first or date.max, one.kind, one.what))
    numbered = [replace(one, number=at) for at, one in enumerate(found, start=1)]
    return [_with_neighbours(one, numbered) for one in numbered]


def drawing_of(moments: Iterable[Moment]) -> Drawing | None:
    """The drawing; None where less than two days of it are known."""
    dated = [(one, one.first) for one in moments if one.first is not None]
    images = [day for one, day in dated if one.kind != "treatment"]
    floor = min(images) - _BEFORE_IMAGES if images else date.min
    shown = [(one, day) for one, day in dated if day >= floor]
    days = [day for one, first in shown for day in (first, one.last or first)]
    if len(set(days)) < 2:
        return None
    begin, end = min(days), max(days)
    scale = (_RIGHT - _LEFT) / (end - begin).days

    def place(day: date) -> float:
        return round(_LEFT + (day - begin).days * scale, 1)

    marks: list[Mark] = []
    for one, day in shown:
        is_treatment = one.kind == "treatment"
        x = place(day)
        y = _free(_TREATMENTS if is_treatment else _IMAGES, x, marks)
        width = max(place(one.last or day) - x, 0) if is_treatment else 0
        marks.append(Mark(one.number, one.kind, f"{one.day} {one.what}", x, y, width))
    return Drawing(
        tuple(marks),
        tuple((name, place(day)) for name, day in _ticks(begin, end)),
        tuple(one.number for one, day in dated if day < floor),
    )


def _ticks(begin: date, end: date) -> list[tuple[str, date]]:
    years = [date(year, 1, 1) for year in range(begin.year, end.year + 2)]
    if (end - begin).days > _MONTHS_UP_TO:
        return [(str(day.year), day) for day in years if begin <= day <= end]
    quarters = [date(day.year, month, 1) for day in years for month in (1, 4, 7, 10)]
    return [(f"{day:%Y-%m}", day) for day in quarters if begin <= day <= end]


def _free(lane: int, x: float, marks: Sequence[Mark]) -> float:
    """The lane's height, or as many steps above it as marks stand there."""
    taken = {mark.y for mark in marks if abs(mark.x - x) < _NEAR}
    steps = [float(lane - _STEP * step) for step in range(_MOST_STEPS + 1)]
    return next((y for y in steps if y not in taken), steps[-1])


def _of_study(one: StudyShown) -> Moment:
    day = shown_date(one.date)
    try:
        first: date | None = date.fromisoformat(day)
    except ValueError:
        first = None
    what = " / ".join(one.modalities)
    says_so = one.description.upper().startswith(what.upper())
    detail = one.description.removeprefix(what).strip() if says_so else one.description
    return Moment(0, "study", day, "", what, detail, first, first, study=one)


def _of_paper(one: PaperExamination) -> Moment:
    first, last = _span(one.date, None)
    return Moment(0, "paper", str(one.date or ""), "", one.modality, one.fact.text, first, last)


def _together(treatments: Iterable[Moment]) -> list[Moment]:
    """Treatments of one kind and day as one: several sources speak of it in their own words."""
    found: dict[tuple[str, str], Moment] = {}
    for one in treatments:
        known = found.get((one.what, one.day))
        if known is None:
            found[one.what, one.day] = one
            continue
        words = known.detail.split("; ")
        if one.detail.casefold() not in [each.casefold() for each in words]:
            words.append(one.detail)
        longest = max((known, one), key=lambda each: each.last or date.min)
        found[one.what, one.day] = replace(
            known, detail="; ".join(words), until=longest.until, last=longest.last
        )
    return list(found.values())


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
