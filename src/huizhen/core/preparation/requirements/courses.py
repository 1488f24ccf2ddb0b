"""Studies by the treatments of a case: one before and after each, and one in its time after."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from huizhen.core.preparation.requirements.case import CaseFact
from huizhen.core.preparation.requirements.definition import Timing
from huizhen.core.preparation.requirements.staleness import PastEvent, first_day, last_day
from huizhen.core.preparation.requirements.studies import Studies
from huizhen.core.records.dates import PartialDate


@dataclass(frozen=True)
class Course:
    """A treatment from its first to its last day; with partial dates both ends are open."""

    known: CaseFact
    start: PartialDate
    end: PartialDate


@dataclass(frozen=True)
class Gap:
    """The time between two treatments; None where it has no beginning or no end."""

    after: Course | None
    before: Course | None

    def holds(self, date: PartialDate) -> bool | None:
        """Whether a study of that day lies in it; None where partial dates leave it open."""
        is_after, is_before = _is_after(date, self.after), _is_before(date, self.before)
        if is_after is False or is_before is False:
            return False
        return None if is_after is None or is_before is None else True


def _is_after(date: PartialDate, course: Course | None) -> bool | None:
    if course is None or first_day(date) > last_day(course.end):
        return True
    return False if last_day(date) <= first_day(course.end) else None


def _is_before(date: PartialDate, course: Course | None) -> bool | None:
    if course is None or last_day(date) < first_day(course.start):
        return True
    return False if first_day(date) >= last_day(course.start) else None


def courses_of(
    events: Iterable[PastEvent], kinds: Sequence[str], regions: Sequence[str], studies: Studies
) -> list[Course]:
    """Treatments of these kinds, oldest first, each day once; those of another region never."""
    found: dict[datetime.date, Course] = {}
    for event in events:
        told = studies.regions_of(event.known)
        if event.key not in kinds or (regions and told and not told & set(regions)):
            continue
        fact = event.known.fact
        course = Course(event.known, fact.date or event.date, fact.end_date or event.date)
        found.setdefault(first_day(course.start), course)
    return [found[day] for day in sorted(found)]


def gaps_of(courses: Sequence[Course]) -> list[Gap]:
    """The times before, between and after the treatments."""
    ends: list[Course | None] = [None, *courses, None]
    return [Gap(after, before) for after, before in itertools.pairwise(ends)]


def treatment_before(
    date: PartialDate, events: Sequence[PastEvent], timing: Timing, studies: Studies
) -> tuple[Course, int] | None:
    """The newest treatment that the rule times from, with the days since its end; None where
    there is none before that day, or another kind of treatment came after it."""
    courses = courses_of(events, [timing.event], timing.regions, studies)
    past = [course for course in courses if last_day(course.end) <= first_day(date)]
    if not past:
        return None
    last = max(past, key=lambda course: last_day(course.end))
    others = courses_of(events, timing.unless_after, (), studies)
    if any(last_day(last.end) < first_day(o.start) <= first_day(date) for o in others):
        return None
    return last, (first_day(date) - last_day(last.end)).days
