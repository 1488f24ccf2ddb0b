"""Imaging studies as DICOM headers tell of them, and examinations known from paper alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from huizhen.core.imaging.series import DCM
from huizhen.core.preparation.requirements.case import CaseFact
from huizhen.core.preparation.requirements.definition import (
    ImagingTables,
    Region,
    StudyRule,
)
from huizhen.core.preparation.requirements.headers import has_contrast_agent
from huizhen.core.preparation.requirements.matching import says
from huizhen.core.records.dates import PartialDate

_THICKNESS = re.compile(r"SliceThickness (\d+(?:\.\d+)?) mm")
_REPORTS = ("DiagnosticReport", "Observation")
_NO_PICTURES = frozenset(("SR", "KO", "PR", "SEG", "RTSTRUCT", "RTPLAN", "RTDOSE", "REG", "DOC"))


@dataclass(frozen=True)
class Study:
    """Series of one day that fit a rule, and what their headers leave open."""

    series: tuple[CaseFact, ...]
    date: PartialDate | None
    is_region_sure: bool

    def thinnest_mm(self, words: Sequence[str] = ()) -> Decimal | None:
        """The smallest slice thickness that a header states, of series with these words."""
        stated = [
            Decimal(match.group(1))
            for known in self.series
            if not words or says(known.label, words)
            if (match := _THICKNESS.search(known.fact.note))
        ]
        return min(stated, default=None)


def is_series(known: CaseFact) -> bool:
    """Whether the fact is a series of pictures that was received."""
    code = known.fact.code
    return (
        known.fact.type == "ImagingStudy"
        and code is not None
        and code.system == DCM
        and code.code not in _NO_PICTURES
    )


class Studies:
    """Finds studies and paper by the names of the imaging tables."""

    def __init__(self, facts: Sequence[CaseFact], tables: ImagingTables) -> None:
        self._facts = facts
        self._tables = tables

    def fitting(self, rule: StudyRule) -> list[Study]:
        """Studies of that kind and region, newest first, undated last."""
        days: dict[str, list[tuple[CaseFact, bool]]] = {}
        for known in filter(is_series, self._facts):
            region = self._region(known, rule)
            if region is not None and self._is_modality(known, rule):
                days.setdefault(str(known.fact.date or ""), []).append((known, region))
        return [
            Study(
                series=tuple(known for known, _ in members),
                date=members[0][0].fact.date,
                is_region_sure=any(is_sure for _, is_sure in members),
            )
            for _, members in sorted(days.items(), reverse=True)
            if not rule.words or any(says(known.label, rule.words) for known, _ in members)
        ]

    def missing_phases(self, study: Study, rule: StudyRule) -> list[str]:
        """Phases that no description of the study's series names."""
        return [
            phase
            for phase in rule.phases
            if not any(self._shows(known, phase) for known in study.series)
        ]

    def _shows(self, known: CaseFact, phase: str) -> bool:
        """By its description; for a phase with contrast a plain series never, and one whose
        header names the agent also without a word of it."""
        by_agent = self._tables.by_agent.get(phase)
        if by_agent is not None and self._is_plain(known):
            return False
        if says(known.label, self._tables.phases[phase]):
            return True
        if by_agent is None or not has_contrast_agent(known):
            return False
        return not by_agent or says(known.label, by_agent)

    def _is_plain(self, known: CaseFact) -> bool:
        tables = self._tables
        return says(known.label, tables.plain) and not says(known.label, tables.plain_and_contrast)

    @property
    def series_words(self) -> tuple[str, ...]:
        """What reports call a series."""
        return self._tables.series_words

    def phases_told(self, text: str) -> int:
        """How many contrast phases a report's text names."""
        tables = self._tables
        return sum(says(text, tables.phases[phase]) for phase in tables.series_each)

    def reports_of(self, series: CaseFact) -> list[CaseFact]:
        """Reports on paper of the same day and kind, of no other region."""
        words = self.modality_words(series.fact.code.code if series.fact.code else "")
        return [known for known in self._facts if self._is_report(known, series, words)]

    def _is_report(self, known: CaseFact, series: CaseFact, words: tuple[str, ...]) -> bool:
        fact = known.fact
        if fact.type not in _REPORTS or fact.category != "imaging":
            return False
        if str(paper_date(known) or "") != str(series.fact.date or "-"):
            return False
        told, shown = self.regions_of(known), self.regions_of(series)
        return says(known.label, words) and (not told or not shown or bool(told & shown))

    def on_paper(self, rule: StudyRule, *, is_region_told: bool = True) -> list[CaseFact]:
        """Examinations that reports or lists speak of, newest first; those of another region
        never, those whose region nobody tells only where that is wanted."""
        words = tuple(w for name in rule.modality for w in self._tables.modalities[name].words)
        found = [
            known
            for known in self._facts
            if _is_examination(known)
            and not says(known.label, self._tables.not_examinations)
            and known.fact.certainty in ("affirmed", "historical", "suspected", "negated")
            and says(known.label, words)
            and self._is_region(known, rule) is is_region_told
            and (not rule.words or says(known.label, rule.words))
            and not (known.fact.type == "Procedure" and known.fact.certainty == "negated")
        ]
        return sorted(found, key=lambda known: str(paper_date(known) or ""), reverse=True)

    def modality_words(self, code: str) -> tuple[str, ...]:
        """Words of reports for a DICOM modality code."""
        return tuple(
            word
            for modality in self._tables.modalities.values()
            if code in modality.codes
            for word in modality.words
        )

    def regions_of(self, known: CaseFact) -> set[str]:
        """Names of all regions that a series or report is of, perhaps included."""
        return {
            name
            for name, region in self._tables.regions.items()
            if _in_region(known, region) is not None
        }

    def _is_modality(self, known: CaseFact, rule: StudyRule) -> bool:
        code = known.fact.code.code if known.fact.code else ""
        return any(code in self._tables.modalities[name].codes for name in rule.modality)

    def _region(self, known: CaseFact, rule: StudyRule) -> bool | None:
        """True where it is of the region, False where the header does not tell, None else."""
        if not rule.region:
            return True
        found = _in_region(known, self._tables.regions[rule.region])
        if found is not None:
            return found
        says_nothing = not known.fact.body_site and not self.regions_of(known)
        return False if says_nothing else None

    def _is_region(self, known: CaseFact, rule: StudyRule) -> bool | None:
        """True where paper tells the region, False where it tells none, None for another."""
        if not rule.region or _in_region(known, self._tables.regions[rule.region]) is not None:
            return True
        return None if self.regions_of(known) else False


def _is_examination(known: CaseFact) -> bool:
    """A list or report of it; a single finding does not tell which region was examined."""
    if known.fact.type == "DiagnosticReport":
        return known.fact.category != "laboratory"
    return known.fact.type == "Procedure"


def paper_date(known: CaseFact) -> PartialDate | None:
    """The day of an examination on paper: its own, for a report else the document's."""
    if known.fact.type == "Procedure":
        return known.fact.date
    return known.fact.date or known.fact.document_date


def _in_region(known: CaseFact, region: Region) -> bool | None:
    body_part = known.fact.body_site.upper().replace(" ", "").replace("_", "")
    if says(known.label_with_site, region.words) or body_part in region.body_parts:
        return True
    return False if body_part in region.perhaps else None


def newest(known: Iterable[CaseFact]) -> CaseFact | None:
    """The newest dated examination on paper."""
    dated = [one for one in known if paper_date(one) is not None]
    return max(dated, key=lambda one: str(paper_date(one)), default=None)
