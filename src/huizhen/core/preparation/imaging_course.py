"""What was imaged before and after which treatment, and which report belongs to which images."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Final

from pydantic import Field

from huizhen.core.preparation.requirements.case import CaseFact, CaseFacts
from huizhen.core.preparation.requirements.definition import (
    Item,
    Need,
    RequirementSet,
    StudyRule,
    Text,
)
from huizhen.core.preparation.requirements.staleness import past_events
from huizhen.core.preparation.requirements.studies import Studies, is_series, paper_date
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.evidence import DicomTag
from huizhen.core.records.fact import Fact
from huizhen.core.records.value import Value

_CHECKS: Final = ("dicom_only", "reports_match")
"""Checks of requirements that look at images as a whole."""
_SLIDES: Final = "SM"


class Treatment(Value):
    """What makes older images tell another story: an operation, a line of drugs, progression."""

    kind: str
    """Key of the requirement pack's events: surgery, systemic_line ..."""
    name: Text
    fact: Fact
    start: PartialDate
    end: PartialDate | None = None


class PaperExamination(Value):
    """An examination that a report or list speaks of, of which no images are there."""

    modality: str
    """Key of the pack's modalities: CT, MR, PET ..."""
    date: PartialDate | None
    fact: Fact


class ImagingCourse(Value):
    """Treatments by day, reports of each series, and examinations without images."""

    treatments: tuple[Treatment, ...] = ()
    reports: dict[str, tuple[Fact, ...]] = Field(default_factory=dict)
    """Series UID -> reports of the same day, kind and region."""
    without_images: tuple[PaperExamination, ...] = ()


def imaging_course(case: CaseFacts, rules: RequirementSet, as_of: PartialDate) -> ImagingCourse:
    """The course of a case by the rules of its specialty, up to the day of the request."""
    studies = Studies(case.facts, rules.imaging)
    series = [known for known in case.facts if is_series(known)]
    return ImagingCourse(
        treatments=tuple(_treatments(case, rules, as_of)),
        reports={
            uid: tuple(report.fact for report in studies.reports_of(known))
            for known in series
            for uid in series_uids(known.fact)
        },
        without_images=tuple(_without_images(series, studies, rules)),
    )


def imaging_items(rules: RequirementSet) -> frozenset[str]:
    """The requirements that images or their reports answer."""
    return frozenset(item.id for item in rules.items if _is_of_images(item))


def series_uids(fact: Fact) -> tuple[str, ...]:
    """The series that an imaging fact stands on."""
    found = [one.series_instance_uid for one in fact.evidence if isinstance(one, DicomTag)]
    return tuple(dict.fromkeys(uid for uid in found if uid))


def _treatments(case: CaseFacts, rules: RequirementSet, as_of: PartialDate) -> Iterable[Treatment]:
    told: set[tuple[str, str, str]] = set()
    for event in past_events(case.facts, rules.events, as_of):
        fact = event.known.fact
        start = fact.date or event.date
        key = (event.key, str(start), fact.text.casefold())
        if key not in told:
            told.add(key)
            yield Treatment(
                kind=event.key, name=event.name, fact=fact, start=start, end=fact.end_date
            )


def _without_images(
    series: Sequence[CaseFact], studies: Studies, rules: RequirementSet
) -> Iterable[PaperExamination]:
    """Each day and kind once: the first of a report and of the lists that speak of it."""
    told: set[tuple[str, str]] = set()
    for name, modality in rules.imaging.modalities.items():
        if name == _SLIDES:
            continue
        days = {
            str(known.fact.date or "")
            for known in series
            if known.fact.code and known.fact.code.code in modality.codes
        }
        for known in studies.on_paper(StudyRule(modality=(name,))):
            day = paper_date(known)
            is_told = (name, str(day or "")) in told
            if known.fact.certainty == "negated" or str(day or "") in days or is_told:
                continue
            told.add((name, str(day or "")))
            yield PaperExamination(modality=name, date=day, fact=known.fact)


def _is_of_images(item: Item) -> bool:
    return item.check in _CHECKS or any(_asks_for_study(part.need) for part in item.parts)


def _asks_for_study(need: Need) -> bool:
    if need.study is not None:
        return True
    return any(_asks_for_study(one) for one in itertools.chain(need.all, need.any))
