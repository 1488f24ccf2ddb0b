"""Studies, findings and the timeline as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from huizhen.core.imaging.findings import Effect
from huizhen.core.preparation.imaging_course import ImagingCourse
from huizhen.core.records.evidence import DicomTag
from huizhen.core.records.fact import Fact
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.imaging.dates import shown_date
from huizhen.ground.imaging.models import ImagingInstanceRow
from huizhen.ground.imaging.queries import FindingShown, SeriesShown, StudyShown
from huizhen.ground.imaging.words import (
    BADGE,
    CONTRAST,
    EFFECT,
    KERNEL,
    KIND,
    PLANE,
    content_word,
    finding_words,
    said,
    word,
)

_WORST_FIRST: Final[tuple[Effect, ...]] = ("block", "warn", "note", "none")
_PICTURED: Final = frozenset(("image", "derived", "secondary_capture", "screenshot", "film", ""))
_MOST_PLACES: Final = 6


@dataclass(frozen=True)
class SeriesLine:
    """One series of a study's table."""

    series: SeriesShown
    title: str
    kind: str
    phase: str
    """Contrast phase, or sequence of an MR."""
    phase_tag: str
    """The keyword that shows it."""
    plane: str
    contrast: str
    slice_mm: str
    spacing_mm: str
    kernel: str
    kernel_value: str
    """As the header has it."""
    is_lossy: bool
    worst: str = ""
    """The gravest effect of its findings; '' without any."""
    keys: tuple[UUID, ...] = ()
    """Instances at equal parts of the series, to be looked at beside those of another."""

    @property
    def is_of_pictures(self) -> bool:
        """Whether it shows the patient, and is no localizer or page of text."""
        return self.series.kind in _PICTURED

    @property
    def badge(self) -> str:
        """Colour of its gravest finding."""
        return BADGE.get(self.worst, "")


@dataclass(frozen=True)
class Place:
    """Where a finding shows: the series, the keyword and what stands there."""

    series: str
    tag: str
    value: str


@dataclass(frozen=True)
class FindingLine:
    """One code of findings with every place that shows it."""

    code: str
    effect: Effect
    effect_word: str
    badge: str
    sentence: str
    remedy: str
    places: tuple[Place, ...]

    @property
    def first_places(self) -> tuple[Place, ...]:
        """As many as are read at a glance."""
        return self.places[:_MOST_PLACES]

    @property
    def more(self) -> int:
        """How many further places there are."""
        return max(len(self.places) - _MOST_PLACES, 0)


@dataclass(frozen=True)
class StudyCard:
    """One study with its series, findings and reports."""

    study: StudyShown
    date: str
    modality: str
    parts: str
    lines: tuple[SeriesLine, ...]
    findings: tuple[FindingLine, ...] = ()
    reports: tuple[str, ...] = ()
    """Names of the files in which they stand."""
    is_matched: bool = False
    """Whether reports were looked for: there is a version of a decided specialty."""
    title: str = ""
    sources: frozenset[str] = field(default_factory=frozenset)

    @property
    def worst(self) -> str:
        """The gravest effect."""
        return self.findings[0].effect if self.findings else ""


def study_cards(
    case: Case,
    studies: Sequence[StudyShown],
    findings: Sequence[FindingShown],
    course: ImagingCourse | None,
    paths: Mapping[str, str],
) -> list[StudyCard]:
    """The studies as they were given, each with what concerns it; `paths` are names of files by
    source id."""
    homes = _Homes(case, studies, findings)
    return [_card(study, homes, course, paths) for study in studies]


def case_findings(
    case: Case, studies: Sequence[StudyShown], findings: Sequence[FindingShown]
) -> list[FindingLine]:
    """Findings that are of no single study, the gravest first."""
    homes = _Homes(case, studies, findings)
    return list(_lines(homes.of_no_study()))


class _Homes:
    """Which study and series a finding is of: by the series' UID, else by its files."""

    def __init__(
        self, case: Case, studies: Sequence[StudyShown], findings: Sequence[FindingShown]
    ) -> None:
        self._findings = findings
        self._studies = {one.id: study for study in studies for one in study.series}
        self._series = {one.id: one for study in studies for one in study.series}
        by_uid: dict[str, set[UUID]] = {}
        for one in self._series.values():
            by_uid.setdefault(one.series_instance_uid, set()).add(one.id)
        self._by_uid = by_uid
        self._by_source = _series_of_sources(case, findings)

    def of_study(self, study: StudyShown) -> list[tuple[FindingShown, SeriesShown | None]]:
        """Its findings, each with the series where it is of one."""
        own = {one.id for one in study.series}
        found: list[tuple[FindingShown, SeriesShown | None]] = []
        for one in self._findings:
            homes = self._homes(one)
            if one.scope == "case" or not homes & own:
                continue
            here = homes & own
            is_of_one = len(here) == 1 and one.scope != "study"
            found.append((one, self._series[next(iter(here))] if is_of_one else None))
        return found

    def of_no_study(self) -> list[tuple[FindingShown, SeriesShown | None]]:
        """Findings of the case as a whole, and those whose study nobody knows."""
        return [
            (one, None)
            for one in self._findings
            if one.scope == "case" or not self._homes(one) & set(self._series)
        ]

    def _homes(self, one: FindingShown) -> set[UUID]:
        named = self._by_uid.get(one.series_instance_uid, set()) if one.series_instance_uid else ()
        by_file = {self._by_source[key] for key in one.source_ids if key in self._by_source}
        # a UID that two series share is settled by the files
        return (set(named) & by_file) or set(named) or by_file


def _series_of_sources(case: Case, findings: Iterable[FindingShown]) -> dict[str, UUID]:
    wanted = {key for one in findings for key in one.source_ids}
    rows = case_rows(case, ImagingInstanceRow).values_list("sha256", "series_id")
    return {sha256: series for sha256, series in rows if sha256 in wanted} if wanted else {}


def _card(
    study: StudyShown, homes: _Homes, course: ImagingCourse | None, paths: Mapping[str, str]
) -> StudyCard:
    own = homes.of_study(study)
    worst: dict[UUID, str] = {}
    for one, series in own:
        if series is not None:
            effect = finding_words(one.code).effect
            worst[series.id] = min((effect, worst.get(series.id, "none")), key=_rank)
    lines = tuple(series_line(one, worst.get(one.id, "")) for one in study.series)
    reports: list[str] = []
    for one_series in study.series:
        for fact in course.reports.get(one_series.series_instance_uid, ()) if course else ():
            reports += files_of(fact, paths)
    return StudyCard(
        study=study,
        date=shown_date(study.date),
        modality=" / ".join(study.modalities),
        parts=_parts(study),
        lines=lines,
        findings=tuple(_lines(own)),
        reports=tuple(dict.fromkeys(reports)),
        is_matched=course is not None,
        title=study_title(study),
    )


def files_of(fact: Fact, paths: Mapping[str, str]) -> list[str]:
    """Names of the files in which a fact stands; of DICOM files none."""
    found = []
    for one in fact.evidence:
        if not isinstance(one, DicomTag) and (page := getattr(one, "page_id", "")):
            source = str(page).rpartition(":")[0].partition("!")[0]
            found.append(paths.get(source, ""))
    return list(dict.fromkeys(name for name in found if name))


def study_title(study: StudyShown) -> str:
    """Day, modality and description in one line."""
    parts = (shown_date(study.date), " / ".join(study.modalities), study.description)
    return " · ".join(part for part in parts if part)


def series_line(one: SeriesShown, worst: str = "") -> SeriesLine:
    """A series with the words of what was judged of it."""
    judged = one.judged
    return SeriesLine(
        series=one,
        title=one.description or _("without description"),
        kind=word(KIND, one.kind) if one.kind else "",
        phase=", ".join(_named(each) for each in _phases(judged)),
        phase_tag=", ".join(dict.fromkeys(str(each.get("tag", "")) for each in _phases(judged))),
        plane=word(PLANE, str(judged.get("plane") or "")),
        contrast=word(CONTRAST, str(judged.get("contrast") or "")),
        slice_mm=_figure(judged.get("slice_mm")),
        spacing_mm=_figure(judged.get("spacing_mm")),
        kernel=word(KERNEL, str(judged.get("kernel") or "")),
        kernel_value=str((judged.get("kernel_shown") or {}).get("value", "")),
        is_lossy=bool(judged.get("is_lossy")),
        worst=worst,
    )


def parts_of(study: StudyShown) -> frozenset[str]:
    """Codes of the parts of the body that a study shows, as far as they are known."""
    judged = {str(part) for one in study.series for part in one.judged.get("body_parts") or ()}
    named = {one.body_part_examined.casefold() for one in study.series if one.body_part_examined}
    return frozenset(judged or named)


def _parts(study: StudyShown) -> str:
    return ", ".join(content_word(part) for part in sorted(parts_of(study)))


def _figure(told: Any) -> str:
    text = "" if told in (None, "") else str(told)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _phases(judged: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Phase and sequences, each with the keyword that shows it and whether that is sure."""
    phase = judged.get("phase_shown") or (
        {"name": judged["phase"], "is_sure": True} if judged.get("phase") else None
    )
    return [one for one in (phase, *(judged.get("sequences") or ())) if one]


def _named(told: Mapping[str, Any]) -> str:
    name = content_word(str(told.get("name", "")))
    return name if told.get("is_sure", True) else _("%(name)s (likely)") % {"name": name}


def _rank(effect: str) -> int:
    return _WORST_FIRST.index(effect) if effect in _WORST_FIRST else len(_WORST_FIRST)


def _lines(found: Iterable[tuple[FindingShown, SeriesShown | None]]) -> list[FindingLine]:
    grouped: dict[str, list[Place]] = {}
    for one, series in found:
        place = Place(series.description if series else "", one.tag, one.value)
        places = grouped.setdefault(one.code, [])
        if place not in places:
            places.append(place)
    lines = []
    for code, places in grouped.items():
        words = finding_words(code)
        sentence, remedy = said(words)
        lines.append(
            FindingLine(
                code=code,
                effect=words.effect,
                effect_word=word(EFFECT, words.effect),
                badge=BADGE.get(words.effect, "bg-secondary-lt"),
                sentence=sentence,
                remedy=remedy,
                places=tuple(places),
            )
        )
    return sorted(lines, key=lambda line: _rank(line.effect))
