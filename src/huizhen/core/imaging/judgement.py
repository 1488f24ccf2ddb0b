"""What each series of an index is worth: its kind, body part, sequence, contrast and phase, and
what each study lacks for its purpose. The same index and tables give the same judgement."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from huizhen.core.imaging.body_parts import body_parts_of, contradiction, study_contradiction
from huizhen.core.imaging.contrast import ContrastShown, contrast_of
from huizhen.core.imaging.faces import face_findings
from huizhen.core.imaging.findings import ImagingFinding
from huizhen.core.imaging.geometry import Geometry, JudgedGeometry, judged_geometry
from huizhen.core.imaging.header_values import Shown, described, finding, usual
from huizhen.core.imaging.index import ImagingIndex, Study
from huizhen.core.imaging.judged import JudgedSeries, JudgedStudy, Judgement
from huizhen.core.imaging.kernels import kernel_of
from huizhen.core.imaging.kinds import KindShown, kind_of
from huizhen.core.imaging.phases import (
    TimedSeries,
    contradicted_by_injection,
    out_of_order,
    phase_by_injection,
    phase_said,
    phases_by_order,
    start_of,
    through_midnight,
)
from huizhen.core.imaging.purpose import purposes_of, study_of
from huizhen.core.imaging.quality import (
    lossy_instances,
    measuring_of,
    quality_findings,
    slice_mm_of,
)
from huizhen.core.imaging.sequences import sequences_of
from huizhen.core.imaging.series import Series
from huizhen.core.imaging.sufficiency import is_prior_of, purpose_findings, study_findings
from huizhen.core.imaging.tables import JudgementTables

__all__ = ["JudgedSeries", "JudgedStudy", "Judgement", "judge"]

_TRUNK = frozenset(("chest", "abdomen", "pelvis", "whole_body"))
_AGENT_TAGS = ("ContrastBolusAgent", "ContrastBolusStartTime", "ContrastBolusVolume")
_LONGEST_S = 7_200
"""Longer after a phase, a native series is of another examination."""
_COPIES = ("secondary_capture", "screenshot", "film")
_NOWHERE = JudgedGeometry(geometry=Geometry(), findings=())
_PICTURES = ("image", "derived", "localizer", *_COPIES)


@dataclass(frozen=True)
class _Look:
    """What is seen of one series before its study is looked at."""

    number: int
    series: Series
    kind: KindShown
    bodies: tuple[Shown, ...]
    said: Shown | None
    """The phase that its words name."""
    contrast: ContrastShown

    @property
    def modality(self) -> str:
        return usual(self.series, "Modality").upper()

    @property
    def is_picture(self) -> bool:
        return self.kind.kind in ("image", "derived")


def judge(
    index: ImagingIndex, tables: JudgementTables, as_of: datetime.date | None = None
) -> Judgement:
    """The judgement of an index; with a day also which studies are old."""
    series: list[JudgedSeries] = []
    studies: list[JudgedStudy] = []
    findings = list(index.findings)
    judged = [(study, _judged(study, tables)) for study in index.studies]
    for study, members in judged:
        is_prior = any(is_prior_of(study, members, *other) for other in judged)
        findings.extend(found for one in members for found in one.findings)
        findings.extend(found for one in members for found in face_findings(one, tables))
        findings.extend(study_findings(study, members, as_of, tables.old_days, is_prior=is_prior))
        purposes: dict[int, str] = {}
        for purpose, counting in purposes_of(members, tables):
            whole = study_of(purpose, counting, tables)
            studies.append(whole)
            findings.extend(purpose_findings(purpose, whole, counting, tables))
            for one in counting:
                purposes.setdefault(id(one), purpose.key)
        series.extend(one.replaced(purpose=purposes.get(id(one), "")) for one in members)
    return Judgement(series=tuple(series), studies=tuple(studies), findings=tuple(findings))


def _judged(study: Study, tables: JudgementTables) -> list[JudgedSeries]:
    """The series of a study; their phases are seen together."""
    looks = [_look(number, series, tables) for number, series in enumerate(study.series)]
    looks = _before_the_agent(looks)
    with_agent = [_timed(o) for o in looks if o.kind.kind == "image" and o.contrast.is_with]
    timed = {one.number: one for one in through_midnight(with_agent)}
    phases = _phases(list(timed.values()), tables)
    against = _phase_findings(timed, tables)
    against.update(_after_the_agent(looks, timed, tables))
    return [_one(look, phases, against.get(look.number, ()), tables) for look in looks]


def _before_the_agent(looks: Sequence[_Look]) -> list[_Look]:
    """Series of a CT that name no agent and began before all that name one: without, likely."""
    tagged = [
        start[0] for look in looks
        if look.modality == "CT" and look.contrast.is_with and look.contrast.shown
        and look.contrast.shown.tag in _AGENT_TAGS and (start := start_of(look.series))
    ]  # fmt: skip
    if not tagged:
        return list(looks)
    return [
        replace(look, contrast=ContrastShown(contrast="without", shown=_earlier(start)))
        if look.modality == "CT" and look.kind.kind == "image"
        and look.contrast.contrast == "unknown"
        and (start := start_of(look.series)) and start[0] < min(tagged)
        else look
        for look in looks
    ]  # fmt: skip


def _earlier(start: tuple[Decimal, str, str]) -> Shown:
    return Shown(name="without", tag=start[1], value=start[2], is_sure=False)


def _after_the_agent(
    looks: Sequence[_Look], timed: Mapping[int, TimedSeries], tables: JudgementTables
) -> dict[int, tuple[ImagingFinding, ...]]:
    """Series that call themselves native and were taken after a phase of the same trunk and
    machine; what is native only by calculation is no original."""
    found: dict[int, tuple[ImagingFinding, ...]] = {}
    for look in looks:
        native = look.contrast.shown if look.contrast.contrast == "without" else None
        start = start_of(look.series) if look.kind.kind == "image" else None
        if native is None or native.tag != "SeriesDescription" or start is None:
            continue
        if described(look.series, tables.contrast.calculated) is not None:
            continue
        bodies = frozenset(one.name for one in look.bodies)
        before = [
            one for one in timed.values()
            if one.said is not None and one.modality == look.modality and one.bodies & bodies
            and one.starts_s is not None and 0 < start[0] - one.starts_s <= _LONGEST_S
        ]  # fmt: skip
        if before:
            first = start_of(before[0].series)
            value = f"{native.value} {start[2]}; {before[0].said.value if before[0].said else ''}"
            value += f" {first[2]}" if first else ""
            shown = finding(
                "phase_contradicted", "AcquisitionTime", value, look.series.instances[:1]
            )
            found[look.number] = (shown,)
    return found


def _look(number: int, series: Series, tables: JudgementTables) -> _Look:
    kind = kind_of(series, tables.kinds)
    is_picture = kind.kind in ("image", "derived")
    said = phase_said(series, tables.phases) if is_picture else None
    bodies = body_parts_of(series, tables.bodies, tables.not_bodies)
    regions = {tables.bodies[one.name].group or one.name for one in bodies}
    return _Look(
        number=number,
        series=series,
        kind=kind,
        bodies=bodies,
        # what is venous in the head or arterial in a leg is no phase of the trunk
        said=said if not regions or regions & _TRUNK else None,
        contrast=contrast_of(series, said, tables.contrast) if is_picture else ContrastShown(),
    )


def _timed(look: _Look) -> TimedSeries:
    start = start_of(look.series)
    return TimedSeries(
        number=look.number,
        series=look.series,
        modality=look.modality,
        bodies=frozenset(one.name for one in look.bodies),
        said=look.said,
        starts_s=start[0] if start else None,
    )


def _phases(timed: Sequence[TimedSeries], tables: JudgementTables) -> dict[int, Shown]:
    """By words, else by the injection, else by the order of the series."""
    found: dict[int, Shown] = {}
    for one in timed:
        shown = one.said or phase_by_injection(one, tables.phases)
        if shown is not None:
            found[one.number] = shown
    for number, shown in phases_by_order(timed, tables.phases).items():
        found.setdefault(number, shown)
    return found


def _phase_findings(
    timed: Mapping[int, TimedSeries], tables: JudgementTables
) -> dict[int, tuple[ImagingFinding, ...]]:
    """Series whose words name another phase than their times."""
    told = list(out_of_order(list(timed.values()), tables.phases))
    found: dict[int, tuple[ImagingFinding, ...]] = {}
    for number, one in timed.items():
        seconds = contradicted_by_injection(one, tables.phases)
        values = [("ContrastBolusStartTime", seconds)] if seconds else []
        values += [("AcquisitionTime", value) for place, value in told if place == number]
        found[number] = tuple(
            finding("phase_contradicted", tag, value, one.series.instances[:1])
            for tag, value in values
        )
    return found


def _one(
    look: _Look,
    phases: Mapping[int, Shown],
    against: Sequence[ImagingFinding],
    tables: JudgementTables,
) -> JudgedSeries:
    series, kind = look.series, look.kind
    phase = phases.get(look.number) or (look.said if look.contrast.is_with else None)
    kernel = kernel_of(series, tables) if look.modality == "CT" else None
    lying = judged_geometry(series) if look.is_picture else _NOWHERE
    geometry, spacing = lying.geometry, lying.geometry.spacing_mm
    return JudgedSeries(
        series=series,
        kind=kind.kind,
        kind_shown=Shown(name=kind.kind, tag=kind.tag, value=kind.value),
        detail=kind.detail,
        body_parts=tuple(one.name for one in look.bodies),
        phase=phase.name if phase else "",
        phase_shown=phase,
        sequences=sequences_of(series, tables) if look.is_picture else (),
        plane=geometry.plane,
        passes=geometry.passes,
        is_lossy=bool(lossy_instances(series, tables.kinds)),
        slice_mm=slice_mm_of(series),
        spacing_mm=Decimal(str(round(spacing, 3))) if spacing is not None else None,
        measuring=measuring_of(series),
        kernel=kernel.name if kernel else "",
        kernel_shown=kernel,
        contrast=look.contrast.contrast,
        contrast_shown=look.contrast.shown,
        findings=(
            *_findings(look, tables),
            *(lying.findings if kind.kind == "image" else ()),
            *against,
        ),
    )


def _findings(look: _Look, tables: JudgementTables) -> Iterator[ImagingFinding]:
    series, kind = look.series, look.kind
    if kind.kind in _COPIES:
        yield finding(kind.kind, kind.tag, kind.value, series.instances)
    if kind.kind in _PICTURES:
        yield from quality_findings(series, tables.kinds, is_image=kind.kind == "image")
    if look.is_picture:
        yield from _told_otherwise(look, tables)


def _told_otherwise(look: _Look, tables: JudgementTables) -> Iterator[ImagingFinding]:
    """Where the words of a description and a tag do not agree."""
    said = contradiction(look.bodies, tables.bodies, tables.apart) or study_contradiction(
        look.series, look.bodies, tables.bodies, tables.apart, tables.not_bodies
    )
    if said is not None:
        code = usual(look.series, "BodyPartExamined")
        yield finding(
            "body_part_contradicted", "BodyPartExamined", f"{code}; {said.value}",
            look.series.instances,
        )  # fmt: skip
    against, shown = look.contrast.against, look.contrast.shown
    if against is not None and shown is not None:
        yield finding(
            "contrast_contradicted", against.tag, f"{against.value}; {shown.value}",
            look.series.instances,
        )  # fmt: skip
