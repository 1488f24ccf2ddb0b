"""Studies and series of any heap of files, apart by patient, with or without a DICOMDIR."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from huizhen.core.imaging.findings import ImagingFinding
from huizhen.core.imaging.series import PlacedInstance, Series, series_of
from huizhen.core.records.identity import Identity
from huizhen.core.records.reading import DicomDirectory
from huizhen.core.records.value import Value


class Study(Value):
    """What was imaged of one patient under one study UID."""

    study_instance_uid: str
    date: str
    """StudyDate as it stands; '' where no instance has one."""
    description: str
    patient: Identity
    series: tuple[Series, ...]


class PlacedDirectory(Value):
    """A DICOMDIR and the folder that it stands in."""

    source_id: str
    folder: str
    directory: DicomDirectory


class ImagingIndex(Value):
    """All studies of a heap of files, and what is wrong with how they hang together."""

    studies: tuple[Study, ...] = ()
    findings: tuple[ImagingFinding, ...] = ()

    @property
    def series(self) -> tuple[Series, ...]:
        """The series of all studies."""
        return tuple(series for study in self.studies for series in study.series)


def index_of(
    placed: Iterable[PlacedInstance], directories: Sequence[PlacedDirectory] = ()
) -> ImagingIndex:
    """Studies by day, then series by number; the same files in any order give the same index."""
    del directories
    groups: dict[tuple[str, ...], list[Series]] = {}
    for series in series_of(placed):
        first = series.first
        key = (first.study_instance_uid or series.key[1], first.patient.model_dump_json())
        groups.setdefault(key, []).append(series)
    studies = [_study(members) for members in groups.values()]
    return ImagingIndex(studies=tuple(sorted(studies, key=lambda study: study.date)))


def _study(members: Sequence[Series]) -> Study:
    first = members[0].first
    return Study(
        study_instance_uid=first.study_instance_uid,
        date=first.study_date,
        description=first.study_description,
        patient=first.patient,
        series=tuple(members),
    )
