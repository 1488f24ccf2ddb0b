"""The index of any heap of files: grouped by patient, every contradiction named."""

from __future__ import annotations

import random

import pytest
from slice_headers import MR, PET, changed, even, header, index_findings, placed, words

from huizhen.core.imaging.findings import ImagingFinding
from huizhen.core.imaging.index import PlacedDirectory, index_of
from huizhen.core.imaging.series import PlacedInstance
from huizhen.core.records.dates import parse_partial_date
from huizhen.core.records.identity import Identity, PatientIdentifier, PersonName
from huizhen.core.records.reading import DicomDirectory, DicomInstance, ReferencedFile


def person(name: str, patient_id: str, birth: str) -> Identity:
    return Identity(
        names=(PersonName(text=name, family=name, given="A"),),
        birth_date=parse_partial_date(birth),
        identifiers=(PatientIdentifier(value=patient_id),),
    )


ANNA, BORIS = person("Probe", "A17", "19680211"), person("Muster", "B99", "19410730")


def of(patient: Identity, members: list[DicomInstance]) -> list[DicomInstance]:
    return [changed(one, patient=patient) for one in members]


def other_series(members: list[DicomInstance], **fields: str) -> list[DicomInstance]:
    """The same slices as another series of the study."""
    return [
        changed(one, series_instance_uid="2.25.33", series_number="2",
                sop_instance_uid=f"2.25.77{at}", **fields)
        for at, one in enumerate(members)
    ]  # fmt: skip


def test_one_whole_study_has_no_finding() -> None:
    members = [*of(ANNA, even(6)), *of(ANNA, other_series(even(6)))]
    index = index_of(placed(members))
    assert index.findings == ()
    (study,) = index.studies
    assert (study.date, study.patient, len(study.series)) == ("20260428", ANNA, 2)
    assert len(index.series) == 2


def test_the_same_files_in_any_order_give_the_same_index() -> None:
    files = placed([*of(ANNA, even(9)), *of(BORIS, other_series(even(7)))])
    shuffled = list(files)
    random.Random(3).shuffle(shuffled)
    assert index_of(files) == index_of(shuffled)


def test_instances_stand_in_order_of_place() -> None:
    members = [changed(one, instance_number=str(30 - at)) for at, one in enumerate(even(9))]
    (series,) = index_of(placed(members)).series
    assert [one.instance.instance_number for one in series.instances][:2] == ["30", "29"]


def test_patients_are_kept_apart_even_under_one_uid() -> None:
    files = [*placed(of(ANNA, even(5)), "a"), *placed(of(BORIS, even(5)), "b")]
    index = index_of(files)
    assert len(index.studies) == 2
    codes = {one.code for one in index.findings}
    assert codes >= {"patients_mixed", "study_uid_shared"}
    mixed = next(one for one in index.findings if one.code == "patients_mixed")
    assert (mixed.tag, mixed.value, mixed.scope) == ("PatientID", "2", "case")


def test_nobody_is_named_in_what_is_found() -> None:
    files = [*placed(of(ANNA, even(5)), "a"), *placed(of(BORIS, even(5)), "b")]
    told = " ".join(one.model_dump_json() for one in index_of(files).findings)
    assert not any(text in told for text in ("Probe", "Muster", "A17", "B99", "1968"))


def test_one_person_written_in_two_ways_is_one() -> None:
    again = person("PROBE", "A17", "19680211")
    married = person("Neumann", "A17", "19680211")
    for same in (again, married, Identity()):
        files = placed([*of(ANNA, even(5)), *of(same, other_series(even(5)))])
        assert "patients_mixed" not in {one.code for one in index_of(files).findings}


@pytest.mark.parametrize("field", ["study_instance_uid", "series_instance_uid", "sop_instance_uid"])
def test_missing_uids_are_found(field: str) -> None:
    found = index_findings([changed(one, **{field: ""}) for one in even(5)])
    assert set(found) == {"uid_missing"}
    assert found["uid_missing"].tag.casefold() == field.replace("_", "")
    assert found["uid_missing"].value == ""


def test_an_instance_uid_with_other_content_is_found_and_both_stay() -> None:
    members = even(5)
    other = changed(members[2], slice_thickness="4")
    found = index_findings(members, [other])
    assert found["sop_uid_reused"].value == f"1: {other.sop_instance_uid}"
    assert len(found["sop_uid_reused"].source_ids) == 2


def test_the_same_file_twice_counts_once() -> None:
    files = placed(even(5))
    (series,) = index_of([*files, *(one.replaced(folder="b", path="b/1") for one in files)]).series
    assert len(series.instances) == 5


def test_a_series_uid_of_two_series_keeps_them_apart() -> None:
    scout = [
        changed(one, series_number="9", series_description="Coronal", rows="256", columns="256",
                image_orientation_patient="1\\0\\0\\0\\0\\-1", sop_instance_uid=f"2.25.88{at}")
        for at, one in enumerate(even(4))
    ]  # fmt: skip
    index = index_of(placed([*even(6), *scout]))
    assert [len(series.instances) for series in index.series] == [6, 4]
    assert {one.code for one in index.findings} == {"series_uid_reused"}
    in_two_studies = [changed(one, study_instance_uid="2.25.5") for one in even(6)]
    assert "series_uid_reused" in index_findings(even(6), in_two_studies)


def test_two_descriptions_of_one_geometry_stay_one_series() -> None:
    phases = [
        changed(one, series_description="portal", sop_instance_uid=f"2.25.88{at}")
        for at, one in enumerate(even(6))
    ]
    assert len(index_of(placed([*even(6), *phases])).series) == 1


@pytest.mark.parametrize("text", ["", "2026", "20261345", "today"])
def test_a_study_without_a_day_is_found(text: str) -> None:
    found = index_findings(even(4, study_date=text))
    assert set(found) == {"study_date_missing"}
    assert (found["study_date_missing"].tag, found["study_date_missing"].value) == (
        "StudyDate",
        text,
    )


def test_days_that_differ_within_a_study_are_found() -> None:
    members = even(6)
    members[4:] = [changed(one, study_date="20260501") for one in members[4:]]
    found = index_findings(members)
    assert found["study_date_differs"].value == "20260428 (4), 20260501 (2)"


@pytest.mark.parametrize(
    ("day", "is_found"),
    [("20260428", False), ("20260429", False), ("20260427", False), ("20260430", True),
     ("20250428", True), ("", False), ("2026.04.28", False)],
)  # fmt: skip
def test_an_acquisition_on_another_day_is_found(day: str, is_found: bool) -> None:
    found = index_findings(even(4, acquisition_date=day))
    assert ("acquisition_date_conflicts" in found) == is_found


@pytest.mark.parametrize(("day", "is_found"), [("20260506", False), ("20260520", True)])
def test_radionuclides_are_imaged_for_days(day: str, is_found: bool) -> None:
    pet = even(4, acquisition_date=day, modality="PT", sop_class_uid=PET)
    assert ("acquisition_date_conflicts" in index_findings(pet)) == is_found


def test_images_without_a_day_are_found_beside_a_report_that_has_one() -> None:
    report = header(0, 50, sop_class_uid="1.2.840.10008.5.1.4.1.1.88.11", modality="SR",
                    series_instance_uid="2.25.55")  # fmt: skip
    found = index_findings([*even(4, study_date=""), report])
    assert found["study_date_missing"].value == "4/5"
    assert len(found["study_date_missing"].source_ids) == 4


def test_a_birth_after_the_examination_is_found_and_no_second_patient() -> None:
    unborn = person("Probe", "A17", "20280102")
    report = changed(
        header(0, 50, sop_class_uid="1.2.840.10008.5.1.4.1.1.88.11", modality="SR",
               series_instance_uid="2.25.55"),
        patient=ANNA,
    )  # fmt: skip
    found = index_findings(of(unborn, even(4)), [report])
    assert set(found) == {"birth_after_study"}
    assert found["birth_after_study"].tag == "PatientBirthDate"
    assert "2028" not in found["birth_after_study"].model_dump_json()
    newborn = person("Probe", "A17", "20260428")
    assert index_findings(of(newborn, even(4))) == {}


def test_a_modality_that_its_class_belies_is_found() -> None:
    found = index_findings(even(4, sop_class_uid=MR))
    assert set(found) == {"modality_contradicts"}
    assert found["modality_contradicts"].value.startswith("CT (SOPClassUID 1.2.840")


def test_files_that_lie_there_twice_are_told() -> None:
    files = placed(even(5))
    again = [one.replaced(folder="b", path="b/1") for one in files[:2]]
    found = {one.code: one for one in index_of([*files, *again]).findings}
    assert set(found) == {"file_repeated"}
    assert (found["file_repeated"].tag, found["file_repeated"].value) == ("SOPInstanceUID", "2")


def test_files_cut_short_are_found_whatever_they_are() -> None:
    members = [changed(one, are_pixels_cut=one.instance_number == "2") for one in even(4)]
    found = index_findings([changed(one, modality="US") for one in members])
    assert (found["pixels_cut"].tag, found["pixels_cut"].value) == ("PixelData", "1/4")
    bare = [changed(one, are_pixels_missing=one.instance_number == "3") for one in even(4)]
    assert index_findings(bare)["pixels_missing"].value == "1/4"


def directory(*paths: str, folder: str = "disc", uids: tuple[str, ...] = ()) -> PlacedDirectory:
    files = [
        ReferencedFile(path=path, sop_instance_uid=uid)
        for path, uid in zip(paths, uids or ("",) * len(paths), strict=True)
    ]
    return PlacedDirectory(
        source_id="d" * 64, folder=folder, directory=DicomDirectory(files=tuple(files))
    )


def disc_findings(
    files: list[PlacedInstance], *directories: PlacedDirectory
) -> dict[str, ImagingFinding]:
    return {one.code: one for one in index_of(files, directories).findings}


def test_a_disc_is_held_against_its_index() -> None:
    files = placed(even(4))
    names = [one.path.removeprefix("disc/") for one in files]
    assert disc_findings(files, directory(*names)) == {}
    assert disc_findings(files, directory(*names[:2], "IMG/9"))["dicomdir_file_missing"].value == (
        "1/3: IMG/9"
    )
    unnamed = disc_findings(files, directory(*names[:2]))
    assert set(unnamed) == {"dicomdir_file_unnamed"}
    assert unnamed["dicomdir_file_unnamed"].value == "2: 0002, 0003"
    outside = [*files, *placed([header(99, 99)], "elsewhere")]
    assert disc_findings(outside, directory(*names)) == {}


def test_a_disc_that_was_unpacked_is_whole() -> None:
    files = placed(even(4))
    flat = directory(*(f"A/B/{one.path[-4:]}" for one in files))
    assert disc_findings(files, flat) == {}
    uids = tuple(one.instance.sop_instance_uid for one in files)
    assert disc_findings(files, directory("X/1", "X/2", "X/3", "X/4", uids=uids)) == {}


def test_every_code_of_the_index_has_its_words() -> None:
    for code in ("patients_mixed", "study_uid_shared", "file_broken", "uid_missing"):
        assert words()[code].zh
