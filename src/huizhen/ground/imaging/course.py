"""The images of a case among its treatments, its reports and what its specialty asks."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final
from uuid import UUID

from huizhen.core.errors import ContentError
from huizhen.core.language.loaded import lexicon_of
from huizhen.core.language.units import UnitTable
from huizhen.core.preparation.imaging_course import ImagingCourse, imaging_course, imaging_items
from huizhen.core.preparation.requirements.case import case_facts
from huizhen.core.preparation.requirements.definition import RequirementSet
from huizhen.core.preparation.requirements.findings import Finding
from huizhen.core.preparation.requirements.packs import requirement_set
from huizhen.core.records.dates import PartialDate
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.held import HeldCase
from huizhen.ground.cases.models import Case
from huizhen.ground.content import pack
from huizhen.ground.records.models import PackageVersion
from huizhen.ground.records.queries import facts_of, findings_of

_WORST_FIRST: Final = ("block", "warn", "note", "none")


def course_of(case: Case, version: PackageVersion | None) -> ImagingCourse | None:
    """Treatments and reports by the rules of the case's specialty; None before there is one."""
    if version is None or not case.specialty:
        return None
    return _course(HeldCase(case), version.pk, case.specialty)


def requirement_rows(case: Case, version: PackageVersion | None) -> list[Finding]:
    """What the specialty asks of images, the gravest first."""
    rules = rules_of(case.specialty) if case.specialty else None
    if version is None or rules is None:
        return []
    asked = imaging_items(rules)
    found = [one for one in findings_of(case, version) if one.requirement in asked]
    return sorted(found, key=lambda one: _WORST_FIRST.index(one.effect))


@lru_cache(maxsize=16)
def rules_of(specialty: str) -> RequirementSet | None:
    """The requirements of a specialty; None where the site has no such pack."""
    try:
        return requirement_set(pack(specialty, "specialties"), pack("common", "specialties"))
    except ContentError:
        return None


@lru_cache(maxsize=16)
def _course(held: HeldCase, version_id: UUID, specialty: str) -> ImagingCourse | None:
    """A version never changes: its course is worked out once a process."""
    rules = rules_of(specialty)
    if rules is None:
        return None
    version = case_rows(held.case, PackageVersion).get(pk=version_id)
    terms = pack("terms")
    known = case_facts(facts_of(held.case, version), lexicon_of(terms), UnitTable(terms))
    return imaging_course(known, rules, _day(version.made_at.date()))


def _day(day: date) -> PartialDate:
    return PartialDate(year=day.year, month=day.month, day=day.day)
