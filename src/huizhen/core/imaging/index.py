"""Studies and series of any heap of files, apart by patient, with or without a DICOMDIR."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from huizhen.core.imaging.findings import ImagingFinding
from huizhen.core.imaging.geometry import in_order
from huizhen.core.imaging.index_findings import index_findings, repeated_files
from huizhen.core.imaging.media import PlacedDirectory, directory_findings
from huizhen.core.imaging.series import (
    PlacedInstance,
    Series,
    of_one_person,
    series_of,
    whole_number,
)
from huizhen.core.imaging.study import Study
from huizhen.core.records.identity import Identity
from huizhen.core.records.value import Value

__all__ = ["ImagingIndex", "PlacedDirectory", "Study", "index_of"]


class ImagingIndex(Value):
    """All studies of a heap of files, and what is wrong with how they hang together."""

    studies: tuple[Study, ...] = ()
    findings: tuple[ImagingFinding, ...] = ()
    """Of studies and of the whole; those of a series come from its geometry and judgement."""

    @property
    def series(self) -> tuple[Series, ...]:
        """The series of all studies."""
        return tuple(series for study in self.studies for series in study.series)


def index_of(
    placed: Iterable[PlacedInstance], directories: Sequence[PlacedDirectory] = ()
) -> ImagingIndex:
    """Studies by day, their series by number, the instances of each in order of place.

    The same files in any order give the same index. An instance that is there twice, byte by byte,
    counts once.
    """
    instances = sorted(placed, key=lambda one: (one.path, one.source_id))
    groups: dict[tuple[str, ...], dict[Identity, list[Series]]] = {}
    for series in series_of(instances):
        patients = groups.setdefault(_study_key(series), {})
        patients.setdefault(series.instances[0].instance.patient, []).append(_ordered(series))
    studies = sorted(
        (
            _study(patient, [series for held in members for series in held])
            for patients in groups.values()
            for patient, members in of_one_person(patients).items()
        ),
        key=_study_order,
    )
    findings = (
        *index_findings(studies),
        *repeated_files(instances),
        *directory_findings(instances, directories),
    )
    return ImagingIndex(studies=tuple(studies), findings=findings)


def _study_key(series: Series) -> tuple[str, ...]:
    """What a study is but for its patient: its UID; without one, the folder and the day."""
    first = series.instances[0]
    header = first.instance
    if header.study_instance_uid:
        return (header.study_instance_uid,)
    return ("", first.folder, header.study_date, header.study_description)


def _ordered(series: Series) -> Series:
    return series.model_copy(update={"instances": in_order(series)})


def _study(patient: Identity, members: Sequence[Series]) -> Study:
    headers = [series.first for series in members]
    return Study(
        study_instance_uid=headers[0].study_instance_uid,
        date=next((header.study_date for header in headers if header.study_date), ""),
        description=next((h.study_description for h in headers if h.study_description), ""),
        patient=patient,
        series=tuple(sorted(members, key=_series_order)),
    )


def _series_order(series: Series) -> tuple[float, tuple[str, ...]]:
    return (whole_number(series.first.series_number), series.key)


def _study_order(study: Study) -> tuple[str, str, tuple[str, ...]]:
    return (study.date, study.study_instance_uid, study.series[0].key)
