"""What `imaging check` prints for machines: a line a series, with all that is found of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from os.path import commonpath

from huizhen.cli.imaging_run import ImagingRun, folder_of
from huizhen.core.imaging.findings import Effect, FindingTable, ImagingFinding
from huizhen.core.imaging.geometry import geometry_of
from huizhen.core.imaging.judged import JudgedSeries
from huizhen.core.imaging.series import PlacedInstance
from huizhen.core.records.value import Value


class CheckedFinding(Value):
    """One finding as `imaging check` prints it."""

    code: str
    tag: str
    """DICOM keyword, or a dotted path of keywords."""
    value: str
    effect: Effect
    scope: str


class ImagingCheckLine(Value):
    """One series as `imaging check` prints it.

    What is found of the whole folder, or of a file that belongs to no series, has '' for the
    series.
    """

    path: str
    """The folder that holds all of the series, '' for the given one; of a single file, the file."""
    series: str
    """SeriesInstanceUID."""
    study: str = ""
    """StudyInstanceUID."""
    modality: str = ""
    date: str = ""
    description: str = ""
    kind: str = ""
    body_parts: tuple[str, ...] = ()
    purpose: str = ""
    phase: str = ""
    contrast: str = ""
    plane: str = ""
    kernel: str = ""
    is_lossy: bool = False
    images: int = 0
    """Instances: files, not frames."""
    slices: int = 0
    """Different places along the normal."""
    thickness_mm: float | None = None
    spacing_mm: float | None = None
    """The regular distance of neighbouring slices along their normal."""
    findings: tuple[CheckedFinding, ...] = ()


def lines_of(run: ImagingRun) -> Iterator[ImagingCheckLine]:
    """A line for each series with all that is found of it and of its study, then one for what is
    found of the whole folder, then one for each file without series."""
    told: set[ImagingFinding] = set()
    for judged in run.judgement.series:
        own = [found for found in run.findings if _concerns(found, judged)]
        told.update(own)
        yield _line(judged, own, run.words)
    rest = [found for found in run.findings if found not in told]
    if rest:
        yield ImagingCheckLine(path="", series="", findings=_checked(rest, run.words))
    for lone in run.lone:
        findings = _checked([lone.finding], run.words)
        yield ImagingCheckLine(path=lone.path, series="", findings=findings)


def _concerns(found: ImagingFinding, judged: JudgedSeries) -> bool:
    """Whether a finding is about this series: by its UID and files, or by a file alone."""
    if found.scope == "case":
        return False
    series = judged.series.first.series_instance_uid
    if found.scope != "study" and found.series_instance_uid != series:
        return False
    if found in judged.findings:
        return True
    if found.source_ids:
        return not set(found.source_ids).isdisjoint(judged.source_ids)
    return found.series_instance_uid == series


def _line(
    judged: JudgedSeries, findings: list[ImagingFinding], words: FindingTable
) -> ImagingCheckLine:
    first = judged.series.first
    geometry = geometry_of(judged.series)
    return ImagingCheckLine(
        path=_place_of(judged.series.instances),
        series=first.series_instance_uid,
        study=first.study_instance_uid,
        modality=first.modality,
        date=first.study_date,
        description=first.series_description,
        kind=judged.kind,
        body_parts=judged.body_parts,
        purpose=judged.purpose,
        phase=judged.phase,
        contrast=judged.contrast,
        plane=judged.plane,
        kernel=judged.kernel,
        is_lossy=judged.is_lossy,
        images=len(judged.series.instances),
        slices=geometry.slices,
        thickness_mm=geometry.thickness_mm,
        spacing_mm=geometry.spacing_mm,
        findings=_checked(findings, words),
    )


def _checked(findings: list[ImagingFinding], words: FindingTable) -> tuple[CheckedFinding, ...]:
    return tuple(
        CheckedFinding(
            code=found.code,
            tag=found.tag,
            value=found.value,
            effect=words[found.code].effect,
            scope=found.scope,
        )
        for found in words.worst_first(findings)
    )


def _place_of(placed: Sequence[PlacedInstance]) -> str:
    if len(placed) == 1:
        return placed[0].path
    folders = {folder_of(one.path) for one in placed}
    return commonpath(folders) if "" not in folders else ""
