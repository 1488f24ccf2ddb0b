"""Series from instance headers, each one ImagingStudy fact with its tags as evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from huizhen.core.records.dates import parse_partial_date
from huizhen.core.records.evidence import DicomTag
from huizhen.core.records.fact import Coding, Fact, make_fact
from huizhen.core.records.firewall import do_agree
from huizhen.core.records.identity import Identity
from huizhen.core.records.page import page_id
from huizhen.core.records.reading import DicomInstance
from huizhen.core.records.value import Value

DCM = "http://dicom.nema.org/resources/ontology/DCM"
_TAGS = (
    ("modality", "Modality"),
    ("study_date", "StudyDate"),
    ("series_description", "SeriesDescription"),
    ("body_part_examined", "BodyPartExamined"),
    ("slice_thickness", "SliceThickness"),
    ("institution_name", "InstitutionName"),
)


_LOSSY_SYNTAXES = frozenset(
    f"1.2.840.10008.1.2.4.{last}"
    for last in (50, 51, 81, 91, 93, 100, 101, 102, 103, 104, 105, 106, 107, 108, 203)
)
"""Transfer syntaxes that may lose detail (PS3.5 annex A): JPEG, JPEG-LS, JPEG 2000, MPEG, HTJ2K."""
_MAY_BE_LOSSLESS = frozenset(("1.2.840.10008.1.2.4.91", "1.2.840.10008.1.2.4.203"))


class PlacedInstance(Value):
    """An instance header and the source and folder that it comes from."""

    source_id: str
    folder: str
    instance: DicomInstance
    path: str = ""
    """Where the file was received, as the inventory names it."""


class Series(Value):
    """Instances that belong together, in instance-number order of their files."""

    key: tuple[str, ...]
    instances: tuple[PlacedInstance, ...]

    @property
    def first(self) -> DicomInstance:
        """The header that speaks for the series."""
        return self.instances[0].instance


def series_of(placed: Iterable[PlacedInstance]) -> list[Series]:
    """Series by study and series UID with the patient; where UIDs are empty, by folder and
    geometry; where one UID serves for different series, apart: never by a UID alone."""
    groups: dict[tuple[str, ...], dict[Identity, dict[str, PlacedInstance]]] = {}
    for one in placed:
        patients = groups.setdefault(_key(one), {})
        patients.setdefault(one.instance.patient, {}).setdefault(one.source_id, one)
    return [
        Series(key=(*key, patient_key(patient), *part), instances=_in_order(members))
        for key, patients in groups.items()
        for patient, group in of_one_person(patients).items()
        for part, members in _parts([one for held in group for one in held.values()])
    ]


def _key(one: PlacedInstance) -> tuple[str, ...]:
    """What a series is but for its patient."""
    header = one.instance
    if header.study_instance_uid and header.series_instance_uid:
        return (header.study_instance_uid, header.series_instance_uid)
    geometry = (header.image_orientation_patient, header.pixel_spacing, header.rows)
    described = (header.modality, header.study_date, header.series_description)
    return ("", one.folder, *described, *geometry)


@lru_cache(maxsize=256)
def patient_key(patient: Identity) -> str:
    """What keeps patients apart: all that the header says of one."""
    return patient.model_dump_json()


_Held = TypeVar("_Held")


def of_one_person(held: Mapping[Identity, _Held]) -> dict[Identity, list[_Held]]:
    """What is held of each patient, under the first of the identities that are one person: these
    share a strong field and contradict each other in none, as a name in capitals does not."""
    people: dict[Identity, list[_Held]] = {}
    for patient, one in held.items():
        known = next((other for other in people if _is_one_person(other, patient)), patient)
        people.setdefault(known, []).append(one)
    return people


def _is_one_person(one: Identity, other: Identity) -> bool:
    return one == other or do_agree(one, other, may_be_misread=False)


_Part = tuple[tuple[str, ...], list[PlacedInstance]]


def _parts(members: list[PlacedInstance]) -> list[_Part]:
    """The instances of one series UID: together, or apart where they are series of different
    modality, or of different label or frame of reference with nothing of their geometry shared."""
    for of, needs_geometry in ((_modality, False), (_label, True), (_frame, True)):
        parts: dict[tuple[str, ...], list[PlacedInstance]] = {}
        for one in members:
            parts.setdefault(of(one.instance), []).append(one)
        if len(parts) > 1 and not (needs_geometry and _share_geometry(parts.values())):
            return list(parts.items())
    return [((), members)]


def _modality(header: DicomInstance) -> tuple[str, ...]:
    return (header.modality,)


def _label(header: DicomInstance) -> tuple[str, ...]:
    return (header.series_number, header.series_description)


def _frame(header: DicomInstance) -> tuple[str, ...]:
    return (header.frame_of_reference_uid,)


def _share_geometry(parts: Iterable[Sequence[PlacedInstance]]) -> bool:
    """Whether any two parts have images of the same orientation, matrix and pixel spacing."""
    seen: set[tuple[str, ...]] = set()
    for members in parts:
        own = {_geometry(one.instance) for one in members}
        if not seen.isdisjoint(own):
            return True
        seen |= own
    return False


def _geometry(header: DicomInstance) -> tuple[str, ...]:
    return (
        header.image_orientation_patient, header.pixel_spacing, header.rows, header.columns,
    )  # fmt: skip


def _in_order(members: Iterable[PlacedInstance]) -> tuple[PlacedInstance, ...]:
    return tuple(sorted(members, key=_order))


def _order(one: PlacedInstance) -> tuple[float, str]:
    return (whole_number(one.instance.instance_number), one.source_id)


def whole_number(text: str) -> float:
    """The figure of an integer string (PS3.5 6.2, up to twelve characters); 0 where it is none."""
    figures = text.strip()
    is_number = len(figures) <= 12 and figures.isascii() and figures.removeprefix("-").isdigit()
    return float(figures) if is_number else 0.0


def imaging_fact(series: Series) -> Fact:
    """The ImagingStudy fact of one series: what, when, where, how many instances, how thick."""
    header = series.first
    text = " ".join(
        part for part in (header.modality, header.series_description or header.study_description)
        if part
    )  # fmt: skip
    return make_fact(
        "ImagingStudy",
        text=text,
        code=Coding(system=DCM, code=header.modality) if header.modality else None,
        category="imaging",
        value=str(len(series.instances)),
        unit="{instances}",
        body_site=header.body_part_examined,
        date=parse_partial_date(header.study_date) if header.study_date else None,
        time=header.acquisition_time.split(".")[0],
        document_date=parse_partial_date(header.study_date) if header.study_date else None,
        performer=header.institution_name,
        note=f"SliceThickness {header.slice_thickness} mm" if header.slice_thickness else "",
        extractor="dicom/1",
        evidence=(*_evidence(series.instances[:1]), *_quality(series)),
    )


def _evidence(instances: Sequence[PlacedInstance]) -> Iterable[DicomTag]:
    for one in instances:
        stated = [(tag, getattr(one.instance, field)) for field, tag in _TAGS]
        # an instance that says nothing of itself still stands somewhere
        for tag, value in [pair for pair in stated if pair[1]] or [("Rows", one.instance.rows)]:
            yield DicomTag(
                page_id=page_id(one.source_id, 1),
                series_instance_uid=one.instance.series_instance_uid,
                tag=tag,
                value=value,
            )


def _quality(series: Series) -> Iterable[DicomTag]:
    """Tags of what the pictures are: one original speaks for the series, and so does one that
    was compressed with loss."""
    members = series.instances
    original = next((m for m in members if m.instance.image_type.startswith("ORIGINAL")), None)
    lossy = next((m for m in members if _is_lossy(m.instance)), None)
    several = next((m for m in members if m.instance.number_of_frames not in ("", "1")), None)
    agent = next((m for m in members if m.instance.contrast_bolus_agent), None)
    for one, field, tag in (
        (original or members[0], "image_type", "ImageType"),
        (agent, "contrast_bolus_agent", "ContrastBolusAgent"),
        (several, "number_of_frames", "NumberOfFrames"),
        (lossy, "lossy_image_compression", "LossyImageCompression"),
        (lossy, "transfer_syntax_uid", "TransferSyntaxUID"),
    ):
        if one is not None and (value := getattr(one.instance, field)):
            yield DicomTag(
                page_id=page_id(one.source_id, 1),
                series_instance_uid=one.instance.series_instance_uid,
                tag=tag,
                value=value,
            )


def _is_lossy(header: DicomInstance) -> bool:
    """By its own word; a syntax decides alone only where it cannot be without loss."""
    if header.lossy_image_compression:
        return header.lossy_image_compression == "01"
    return header.transfer_syntax_uid in _LOSSY_SYNTAXES - _MAY_BE_LOSSLESS
