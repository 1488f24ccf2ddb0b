"""What is wrong with how files hang together: patients, UIDs, dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from huizhen.core.imaging.figures import counted, finding, listed, share
from huizhen.core.imaging.findings import ImagingFinding
from huizhen.core.imaging.planes import is_sliced
from huizhen.core.imaging.series import PlacedInstance, Series, patient_key
from huizhen.core.imaging.study import Study
from huizhen.core.imaging.tolerances import DAYS_BETWEEN, LATE_DAYS, LATE_MODALITIES
from huizhen.core.records.firewall import judge
from huizhen.core.records.identity import Identity
from huizhen.core.records.page import SourceId
from huizhen.core.records.reading import DicomInstance

_SOURCES_OF_A_SERIES = 20


def index_findings(studies: Sequence[Study]) -> Iterator[ImagingFinding]:
    """Findings over all studies, then of each."""
    yield from _patients(studies)
    yield from _shared_study_uids(studies)
    yield from _reused_series_uids(studies)
    yield from _reused_instance_uids(studies)
    for study in studies:
        yield from _uids(study)
        yield from _cut_pixels(study)
        yield from _modalities(study)
        yield from _dates(study)


def _patients(studies: Sequence[Study]) -> Iterator[ImagingFinding]:
    """Identities that contradict each other; how many, never who."""
    different: list[Identity] = []
    named = [_possible(study) for study in studies]
    for patient in {patient_key(patient): patient for patient in named}.values():
        if not patient.is_empty and all(_are_two(known, patient) for known in different):
            different.append(patient)
    if len(different) > 1:
        yield ImagingFinding(
            code="patients_mixed", tag="PatientID", value=str(len(different)), scope="case"
        )


def _possible(study: Study) -> Identity:
    """The patient; without a birth date that lies behind the examination, for it is wrong."""
    patient = study.patient
    is_wrong = any(_before_birth(study, [study.date]))
    return patient.replaced(birth_date=None) if is_wrong else patient


def _are_two(one: Identity, other: Identity) -> bool:
    """Whether identities contradict each other: a name alone does where nothing else is equal,
    for people marry and are spelled anew."""
    judgement = judge(one, other, may_be_misread=False)
    compared = judgement.comparison
    is_other_name = compared.name == "conflict" and "same" not in (
        compared.birth_date,
        compared.identifier,
    )
    return judgement.verdict == "quarantined" or is_other_name


def _shared_study_uids(studies: Sequence[Study]) -> Iterator[ImagingFinding]:
    by_uid: dict[str, list[Study]] = {}
    for study in studies:
        by_uid.setdefault(study.study_instance_uid, []).append(study)
    for uid, sharing in by_uid.items():
        possible = map(_possible, sharing)
        named = [patient for patient in possible if not patient.is_empty]
        if uid and len(named) > 1 and any(_are_two(named[0], other) for other in named[1:]):
            placed = [one for study in sharing for one in _instances(study)]
            yield _of_study(sharing[0], "study_uid_shared", "StudyInstanceUID", uid, placed)


def _reused_series_uids(studies: Sequence[Study]) -> Iterator[ImagingFinding]:
    by_uid: dict[str, list[Series]] = {}
    for study in studies:
        for series in study.series:
            by_uid.setdefault(series.first.series_instance_uid, []).append(series)
    for uid, sharing in by_uid.items():
        if uid and len(sharing) > 1:
            yield ImagingFinding(
                code="series_uid_reused",
                tag="SeriesInstanceUID",
                value=f"{len(sharing)} × {uid}",
                source_ids=_sources(one for series in sharing for one in series.instances),
                series_instance_uid=uid,
            )


def _reused_instance_uids(studies: Sequence[Study]) -> Iterator[ImagingFinding]:
    by_uid: dict[str, list[PlacedInstance]] = {}
    for study in studies:
        for one in _instances(study):
            by_uid.setdefault(one.instance.sop_instance_uid, []).append(one)
    reused: dict[str, list[list[PlacedInstance]]] = {}
    for uid, sharing in by_uid.items():
        if uid and len(sharing) > 1:
            reused.setdefault(sharing[0].instance.series_instance_uid, []).append(sharing)
    for series_uid, groups in reused.items():
        uids = listed([group[0].instance.sop_instance_uid for group in groups])
        yield ImagingFinding(
            code="sop_uid_reused",
            tag="SOPInstanceUID",
            value=f"{len(groups)}: {uids}",
            scope="instance",
            source_ids=_sources(one for group in groups for one in group),
            series_instance_uid=series_uid,
        )


def repeated_files(placed: Iterable[PlacedInstance]) -> Iterator[ImagingFinding]:
    """Files that lie there more than once, byte by byte, by series; each counts once."""
    by_source: dict[str, list[PlacedInstance]] = {}
    for one in placed:
        by_source.setdefault(one.source_id, []).append(one)
    series: dict[str, list[PlacedInstance]] = {}
    for copies in by_source.values():
        if len(copies) > 1:
            series.setdefault(copies[0].instance.series_instance_uid, []).append(copies[0])
    for uid, repeated in series.items():
        yield ImagingFinding(
            code="file_repeated",
            tag="SOPInstanceUID",
            value=str(len(repeated)),
            scope="instance",
            source_ids=_sources(repeated),
            series_instance_uid=uid,
        )


def _uids(study: Study) -> Iterator[ImagingFinding]:
    instances = list(_instances(study))
    for tag, field in (
        ("StudyInstanceUID", "study_instance_uid"),
        ("SeriesInstanceUID", "series_instance_uid"),
        ("SOPInstanceUID", "sop_instance_uid"),
    ):
        without = [one for one in instances if not getattr(one.instance, field)]
        if without:
            value = share(len(without), len(instances))
            yield _of_study(study, "uid_missing", tag, value, without)


def _cut_pixels(study: Study) -> Iterator[ImagingFinding]:
    """Images whose pixels are not all there, of whatever kind."""
    for series in study.series:
        for code, field in _PIXELS:
            wrong = [one for one in series.instances if getattr(one.instance, field)]
            if wrong:
                value = f"{len(wrong)}/{len(series.instances)}"
                yield finding(series, code, "PixelData", value, wrong, "instance")


def _modalities(study: Study) -> Iterator[ImagingFinding]:
    """Instances whose Modality is not the one that their SOP class has."""
    for series in study.series:
        wrong = [one for one in series.instances if _is_other_modality(one.instance)]
        if wrong:
            header = wrong[0].instance
            value = f"{header.modality} (SOPClassUID {header.sop_class_uid})"
            yield finding(series, "modality_contradicts", "Modality", value, wrong)


def _is_other_modality(header: DicomInstance) -> bool:
    modality = _MODALITIES.get(header.sop_class_uid, "")
    return bool(modality and header.modality and header.modality.upper() != modality)


_MODALITIES = {
    f"1.2.840.10008.5.1.4.1.1.{last}": modality
    for modality, classes in (
        ("CT", ("2", "2.1", "2.2")),
        ("MR", ("4", "4.1", "4.3", "4.4")),
        ("PT", ("128", "130", "128.1")),
        ("NM", ("20",)),
        ("SR", ("88.11", "88.22", "88.33", "88.34", "88.67")),
        ("KO", ("88.59",)),
        ("PR", ("11.1", "11.2", "11.3", "11.4")),
        ("SEG", ("66.4",)),
    )
    for last in classes
}
"""Modality that an object of the class has to state (PS3.3 C.8.2.1, C.8.3.1, C.8.9.1, C.8.4.1,
C.17.1, C.17.6.1, C.11.9.1, C.8.20.1); others leave a choice."""

_PIXELS = (("pixels_cut", "are_pixels_cut"), ("pixels_missing", "are_pixels_missing"))


def _dates(study: Study) -> Iterator[ImagingFinding]:
    instances = list(_instances(study))
    without = [one for one in instances if not day_of(one.instance.study_date)]
    if without:
        texts = sorted({one.instance.study_date for one in without} - {""})
        value = " ".join(part for part in (share(len(without), len(instances)), *texts) if part)
        yield _of_study(study, "study_date_missing", "StudyDate", value, without)
    known = {one.instance.study_date for one in instances} - {
        one.instance.study_date for one in without
    }
    yield from _before_birth(study, known)
    if not known:
        return
    if len(known) > 1:
        value = counted(one.instance.study_date for one in instances)
        yield _of_study(study, "study_date_differs", "StudyDate", value, instances)
        return
    (text,) = known
    other = [one for one in instances if _is_other_day(one, text)]
    if other:
        value = f"{counted(acquired_on(one) for one in other)}; StudyDate {text}"
        yield _of_study(study, "acquisition_date_conflicts", "AcquisitionDate", value, other)


def _before_birth(study: Study, known: Iterable[str]) -> Iterator[ImagingFinding]:
    """A birth after the examination; the day itself is not said: it is the patient's."""
    born = study.patient.birth_date
    days = [day.isoformat() for text in known if (day := day_of(text))]
    if born is not None and days and max(days)[: len(str(born))] < str(born):
        yield _of_study(
            study, "birth_after_study", "PatientBirthDate", "> StudyDate", _instances(study)
        )


def _is_other_day(one: PlacedInstance, study_date: str) -> bool:
    header = one.instance
    acquired, studied = day_of(acquired_on(one)), day_of(study_date)
    if acquired is None or studied is None:
        return False
    if not is_sliced(header) and header.image_type.startswith("DERIVED"):
        return False
    allowed = LATE_DAYS if header.modality in LATE_MODALITIES else DAYS_BETWEEN
    return abs((acquired - studied).days) > allowed


def acquired_on(one: PlacedInstance) -> str:
    """AcquisitionDate, or the day of AcquisitionDateTime."""
    return one.instance.acquisition_date or one.instance.acquisition_date_time[:8]


def day_of(text: str) -> date | None:
    """The day of a DA value (PS3.5 6.2), in the old form with points too; None where it is none."""
    figures = text.replace(".", "")
    if len(figures) != 8 or not (figures.isascii() and figures.isdigit()):
        return None
    try:
        return date(int(figures[:4]), int(figures[4:6]), int(figures[6:]))
    except ValueError:
        return None


def _of_study(
    study: Study, code: str, tag: str, value: str, placed: Iterable[PlacedInstance]
) -> ImagingFinding:
    series = study.series[0].first.series_instance_uid if len(study.series) == 1 else ""
    return ImagingFinding(
        code=code,
        tag=tag,
        value=value,
        scope="study",
        source_ids=_sources(placed),
        series_instance_uid=series,
    )


def _instances(study: Study) -> Iterator[PlacedInstance]:
    return (one for series in study.series for one in series.instances)


def _sources(placed: Iterable[PlacedInstance]) -> tuple[SourceId, ...]:
    """The sources, of each series the first ones only: every series that it concerns is named."""
    named: Counter[str] = Counter()
    found: dict[SourceId, None] = {}
    for one in placed:
        series = one.instance.series_instance_uid or one.folder
        named[series] += 1
        if named[series] <= _SOURCES_OF_A_SERIES:
            found.setdefault(SourceId(one.source_id))
    return tuple(found)
