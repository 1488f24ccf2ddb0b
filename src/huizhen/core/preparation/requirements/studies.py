"""Imaging studies as DICOM headers tell of them, and examinations known from paper alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from huizhen.core.imaging.header_values import Shown
from huizhen.core.imaging.series import DCM
from huizhen.core.preparation.requirements.case import CaseFact, SeenImages
from huizhen.core.preparation.requirements.definition import (
    ImagingTables,
    Region,
    StudyRule,
)
from huizhen.core.preparation.requirements.headers import has_contrast_agent
from huizhen.core.preparation.requirements.matching import says
from huizhen.core.preparation.requirements.pictures import Pictures
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


@dataclass(frozen=True)
class PhasesFound:
    """Which phases, sequences, planes and kernels of a rule a study shows."""

    sure: tuple[tuple[str, CaseFact, Shown | None], ...] = ()
    likely: tuple[tuple[str, CaseFact, Shown], ...] = ()
    """Told by times alone."""
    absent: tuple[str, ...] = ()
    """No series is it, and every series tells what it is."""
    unknown: tuple[str, ...] = ()


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

    def __init__(
        self,
        facts: Sequence[CaseFact],
        tables: ImagingTables,
        imaging: SeenImages | None = None,
    ) -> None:
        self._facts = facts
        self._tables = tables
        self.pictures = Pictures(imaging)
        self.series = tuple(k for k in facts if is_series(k) and self.pictures.is_picture(k))
        """The received series of pictures."""

    def fitting(self, rule: StudyRule) -> list[Study]:
        """Studies of that kind and region, newest first, undated last."""
        days: dict[str, list[tuple[CaseFact, bool]]] = {}
        for known in self.series:
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

    def phases_of(self, study: Study, rule: StudyRule) -> PhasesFound:
        """What the study shows of the rule's phases: by words, and by what was judged."""
        sure, likely = [], []
        absent, unknown = [], []
        for phase in rule.phases:
            found = [(known, self._shown(known, phase)) for known in study.series]
            named = next(((k, s) for k, s in found if s is True or (s and s.is_sure)), None)
            timed = next(((k, s) for k, s in found if isinstance(s, Shown)), None)
            if named is not None:
                known, shown = named
                sure.append((phase, known, shown if isinstance(shown, Shown) else None))
            elif timed is not None:
                likely.append((phase, *timed))
            elif self.pictures.may_hide(study.series, phase):
                unknown.append(phase)
            else:
                absent.append(phase)
        return PhasesFound(tuple(sure), tuple(likely), tuple(absent), tuple(unknown))

    def thinnest_mm(self, study: Study, rule: StudyRule) -> tuple[Decimal, CaseFact] | None:
        """The smallest slice thickness that a header states, with its series: of series with the
        rule's words, and of what the rule measures where a series shows it."""
        counting = [k for k in study.series if not rule.words or says(k.label, rule.words)]
        if rule.measured:
            shown = [k for k in counting if self._shown(k, rule.measured)]
            counting = shown or counting
        originals = [k for k in counting if self.pictures.is_original(k)]
        stated = [(mm, k) for k in originals or counting if (mm := self._slice_mm(k)) is not None]
        return min(stated, key=lambda pair: pair[0], default=None)

    def _slice_mm(self, known: CaseFact) -> Decimal | None:
        if self.pictures.series(known):
            return self.pictures.slice_mm(known)
        match = _THICKNESS.search(known.fact.note)
        return Decimal(match.group(1)) if match else None

    def _shown(self, known: CaseFact, phase: str) -> Shown | bool | None:
        """What was judged decides where it knows the name; else the words of the tables."""
        if self.pictures.knows(known, phase):
            return self.pictures.shown(known, phase)
        return self._shows(known, phase)

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

    def codes_told(self, known: CaseFact) -> set[str]:
        """DICOM modality codes of what a report says it is of."""
        return {
            code
            for modality in self._tables.modalities.values()
            if says(known.label, modality.words)
            for code in modality.codes
        }

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
        region = self._tables.regions[rule.region]
        parts = self.pictures.body_parts(known)
        if parts & set(region.parts):
            return True
        found = _in_region(known, region)
        if found is not None:
            return found
        says_nothing = not known.fact.body_site and not parts and not self.regions_of(known)
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
