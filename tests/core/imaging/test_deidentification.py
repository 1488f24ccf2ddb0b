"""De-identification of DICOM objects by PS3.15 Annex E."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pydicom
import pytest
from deid_objects import KNOWN, NAME, VALUES, as_file, every_attribute, unchanged
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from huizhen.core.imaging.deidentification import (
    Profile,
    UidKeys,
    deidentify,
    residual_of_file,
)
from huizhen.core.imaging.deidentification.table import confidentiality_table
from huizhen.core.imaging.deidentification.tolerant import as_it_stands

KEYS = UidKeys(b"0123456789abcdef0123456789abcdef")
STRICT = Profile(
    pseudonym="HZ-2026-0001",
    known=KNOWN,
    dates="remove",
    keep_patient_characteristics=False,
    clean_descriptors=False,
    clean_graphics=False,
    clean_structured_content=False,
)
USUAL = Profile(pseudonym="HZ-2026-0001", known=KNOWN)


@pytest.fixture(autouse=True)
def _unjudged() -> Iterator[None]:
    with as_it_stands():
        yield


def _read_again(dataset: Dataset) -> Dataset:
    buffer = io.BytesIO()
    dataset.save_as(buffer)
    buffer.seek(0)
    return pydicom.dcmread(buffer)


def test_no_row_of_the_table_is_left_unchanged_by_the_basic_profile() -> None:
    before = every_attribute()
    done = deidentify(every_attribute(), STRICT, KEYS)
    assert unchanged(before, _read_again(done.dataset)) == []
    assert done.kept == ()


def test_what_options_keep_is_listed_and_nothing_else_is_unchanged() -> None:
    before = every_attribute()
    profile = USUAL.replaced(keep_device=True)
    done = deidentify(every_attribute(), profile, KEYS)
    kept = {line.path for line in done.kept}
    assert kept
    assert set(unchanged(before, _read_again(done.dataset))) <= kept


def test_a_row_that_is_not_applied_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    table = confidentiality_table()
    rows = {tag: row for tag, row in table.rows.items() if row.keyword != "StudyDate"}
    monkeypatch.setattr(
        "huizhen.core.imaging.deidentification.annex_e.confidentiality_table",
        lambda: table.replaced(rows=rows),
    )
    profile = STRICT.replaced(dates="keep")
    done = deidentify(every_attribute(), profile, KEYS)
    kept = {line.path for line in done.kept}
    left = [path for path in unchanged(every_attribute(), done.dataset) if path not in kept]
    assert {path.rsplit(".")[-1] for path in left} == {"StudyDate"}


@pytest.mark.parametrize("profile", [STRICT, USUAL], ids=["strict", "usual"])
def test_nothing_known_is_found_in_the_written_file(profile: Profile, tmp_path: Path) -> None:
    path = tmp_path / "one.dcm"
    every_attribute().save_as(path)
    assert {line.path for line in residual_of_file(path, KNOWN)} >= {"preamble", "PatientName"}
    deidentify(pydicom.dcmread(path), profile, KEYS).dataset.save_as(path)
    assert residual_of_file(path, KNOWN) == ()
    assert path.read_bytes()[:132] == bytes(128) + b"DICM"
    assert b"interhalder" not in path.read_bytes().replace(b"WINTER", b"winter")


def test_the_object_says_what_was_done() -> None:
    profile = USUAL.replaced(dates="shift", shift_days=-17, keep_device=True)
    made = deidentify(every_attribute(), profile, KEYS).dataset
    assert made.PatientName == made.PatientID == "HZ-2026-0001"
    assert made.PatientIdentityRemoved == "YES"
    assert made.LongitudinalTemporalInformationModified == "MODIFIED"
    assert [item.CodeValue for item in made.DeidentificationMethodCodeSequence] == [
        "113100", "113103", "113104", "113105", "113107", "113108", "113109",
    ]  # fmt: skip
    assert "SourceApplicationEntityTitle" not in made.file_meta
    assert made.file_meta.MediaStorageSOPInstanceUID == made.SOPInstanceUID != VALUES["UI"]


def test_intervals_stay_and_what_is_no_whole_date_is_emptied_and_listed() -> None:
    source = Dataset()
    source.StudyDate, source.SeriesDate = "20240228", "20240305"
    source.AcquisitionDateTime = "20240305235959.5+0100"
    source.AcquisitionDate, source.ContentDate = "202403", "20240230"
    source.StudyDescription = "Verlauf nach OP vom 28.02.2024, Prior 2024-01-31; 03/04/2024"
    profile = USUAL.replaced(dates="shift", shift_days=-60)
    done = deidentify(as_file(source), profile, KEYS)
    made = done.dataset
    assert (made.StudyDate, made.SeriesDate) == ("20231230", "20240105")
    assert made.AcquisitionDateTime == "20240105235959.5+0100"
    assert made.AcquisitionDate == made.ContentDate == ""
    assert made.StudyDescription == "Verlauf nach OP vom 30.12.2023, Prior 2023-12-02; [date]"
    listed = {line.path for line in done.changes if line.note == "date_not_whole"}
    assert listed == {"AcquisitionDate", "ContentDate"}


def test_uids_are_the_same_in_every_reference_and_in_two_runs() -> None:
    source = Dataset()
    source.StudyInstanceUID = source.FrameOfReferenceUID = "1.2.3.4"
    item = Dataset()
    item.ReferencedSOPInstanceUID = "1.2.3.4"
    item.ReferencedSOPClassUID = "1.3.12.2.1107.5.9.1"
    source.ReferencedInstanceSequence = Sequence([item])
    source.SynchronizationFrameOfReferenceUID = "1.2.840.10008.1.4.1.1"
    made = [deidentify(as_file(source), USUAL, KEYS).dataset for _ in range(2)]
    assert (
        made[0].StudyInstanceUID == made[1].ReferencedInstanceSequence[0].ReferencedSOPInstanceUID
    )
    assert made[0].StudyInstanceUID == UidKeys(b"0123456789abcdef0123456789abcdef").uid("1.2.3.4")
    assert made[0].StudyInstanceUID != UidKeys(b"another secret of a case").uid("1.2.3.4")
    assert made[0].StudyInstanceUID.startswith("2.25.")
    assert made[0].ReferencedInstanceSequence[0].ReferencedSOPClassUID == "1.3.12.2.1107.5.9.1"
    assert made[0].SynchronizationFrameOfReferenceUID == "1.2.840.10008.1.4.1.1"


def test_unlisted_names_numbers_and_private_elements_go_too() -> None:
    source = Dataset()
    source.add_new(0x00081197, "LO", NAME)
    source.add_new(0x0008FFF1, "LO", NAME)
    source.ImageType = ["ORIGINAL", "KN-4471902"]
    source.Manufacturer = "Winterhalder Medical"
    source.ConvolutionKernel = "Hr40"
    made = deidentify(as_file(source), USUAL, KEYS).dataset
    assert list(made.ImageType) == ["ORIGINAL", "REMOVED"]
    assert made.Manufacturer == "[name] Medical"
    assert made.ConvolutionKernel == "Hr40"
    assert 0x0008FFF1 not in made


def test_safe_private_numbers_stay_by_option_only() -> None:
    source = Dataset()
    block = source.private_block(0x0019, "SIEMENS MR HEADER", create=True)
    block.add_new(0x0C, "IS", "800")
    block.add_new(0x0F, "SH", "Winterhalder")
    assert 0x0019100C not in deidentify(as_file(source), USUAL, KEYS).dataset
    made = deidentify(as_file(source), USUAL.replaced(keep_safe_private=True), KEYS).dataset
    assert made[0x0019, 0x100C].value == 800
    assert made[0x0019, 0x0010].value == "SIEMENS MR HEADER"
    assert 0x0019100F not in made
