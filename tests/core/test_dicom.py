"""DICOM headers: one by one and many at once say the same; nobody is invented."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pydicom.data
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)
from reading_bench import KeptFiles, MemorySource

from huizhen.core.errors import BrokenRecord
from huizhen.core.imaging.series import PlacedInstance, imaging_fact, series_of
from huizhen.core.imaging.viewer_metadata import indexed_dataset
from huizhen.core.reading.dicom import DicomReader, headers, scan_headers
from huizhen.core.reading.dicom.reader import reading_of_instance
from huizhen.core.reading.dicom.regular_header import regular_header
from huizhen.core.reading.registry import Probe
from sizes import shared_data

CT = "1.2.840.10008.5.1.4.1.1.2"


def instance(
    sop_class: str = CT,
    preamble: bool = True,
    syntax: UID = ExplicitVRLittleEndian,
    **values: Any,
) -> bytes:
    """The bytes of a synthetic instance."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID(sop_class)
    meta.MediaStorageSOPInstanceUID = UID("2.25.1")
    meta.TransferSyntaxUID = syntax
    data = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    defaults = {
        "SOPClassUID": sop_class, "SOPInstanceUID": "2.25.1", "StudyInstanceUID": "2.25.2",
        "SeriesInstanceUID": "2.25.3", "Modality": "CT", "StudyDate": "20260428",
    }  # fmt: skip
    for keyword, value in {**defaults, **values}.items():
        setattr(data, keyword, value)
    if syntax.is_compressed and "PixelData" in data:
        data["PixelData"].is_undefined_length = True
    stream = io.BytesIO()
    if preamble:
        data.save_as(stream, enforce_file_format=True)
    else:
        del data.file_meta
        data.save_as(stream, implicit_vr=True, little_endian=True)
    return stream.getvalue()


def read(data: bytes) -> Any:
    return DicomReader().read(MemorySource(data), KeptFiles())


@pytest.mark.parametrize(
    ("charset", "name"),
    [
        ("ISO_IR 192", "王^小明"),
        ("GB18030", "王^小明"),
        ("ISO_IR 144", "Иванов^Иван"),
        ("ISO_IR 100", "Müller^Jörg"),
    ],
)
def test_names_in_any_character_set_are_the_same_both_ways(
    tmp_path: Path, charset: str, name: str
) -> None:
    data = instance(SpecificCharacterSet=charset, PatientName=name)
    path = tmp_path / "one.dcm"
    path.write_bytes(data)
    alone = read(data).instance
    assert alone.patient.names[0].family == name.split("^", maxsplit=1)[0]
    assert scan_headers([path])[path] == alone


def test_placeholders_of_deidentification_name_nobody() -> None:
    reading = read(instance(PatientName="ANONYMIZED", PatientID="0000"))
    assert reading.patients == ()


def test_a_file_without_preamble_is_recognised() -> None:
    data = instance(preamble=False, PatientName="Probe^Anna")
    probe = Probe(name="x", size_bytes=len(data), head=data[:65536])
    assert DicomReader().score(probe) > 0.5
    assert read(data).instance.modality == "CT"


def test_a_tiff_preamble_is_still_dicom() -> None:
    data = b"II*\0" + instance()[4:]
    assert DicomReader().score(Probe(name="x.tif", size_bytes=len(data), head=data)) == 1.0


def test_an_encapsulated_document_comes_out_as_a_file() -> None:
    pdf = b"%PDF-1.4 synthetic"
    data = instance("1.2.840.10008.5.1.4.1.1.104.1", EncapsulatedDocument=pdf, Modality="DOC")
    kept = KeptFiles()
    reading = DicomReader().read(MemorySource(data), kept)
    assert reading.members[0].name == "document.pdf"


def test_measurements_of_a_report_become_facts_with_their_path() -> None:
    name, unit, item, measured = Dataset(), Dataset(), Dataset(), Dataset()
    name.CodeValue, name.CodingSchemeDesignator, name.CodeMeaning = "81827009", "SCT", "Diameter"
    unit.CodeValue, unit.CodingSchemeDesignator, unit.CodeMeaning = "mm", "UCUM", "millimeter"
    measured.NumericValue, measured.MeasurementUnitsCodeSequence = "82", [unit]
    item.ValueType, item.ConceptNameCodeSequence = "NUM", [name]
    item.MeasuredValueSequence = [measured]
    data = instance("1.2.840.10008.5.1.4.1.1.88.33", ContentSequence=[item], Modality="SR")
    reading = read(data)
    fact = reading.facts[0]
    assert (fact.text, fact.value, fact.unit) == ("Diameter", "82", "mm")
    assert fact.evidence[0].path == "ContentSequence[1]"
    assert reading.pages[0].text == "Diameter: 82 mm"


def test_the_disc_index_is_ignored_and_says_so() -> None:
    data = instance("1.2.840.10008.1.3.10", DirectoryRecordSequence=[])
    assert read(data).code == "dicom_directory"


def test_a_file_that_says_nothing_is_broken() -> None:
    with pytest.raises(BrokenRecord):
        read(b"\0" * 128 + b"DICM")


def test_an_unknown_value_representation_is_broken() -> None:
    with pytest.raises(BrokenRecord):
        read(instance(StudyDate="20260428").replace(b"\x08\x00\x20\x00DA", b"\x08\x00\x20\x00QQ"))


def test_series_with_blank_uids_are_kept_apart_by_folder() -> None:
    def placed(folder: str, number: str, uid: str = "") -> PlacedInstance:
        from huizhen.core.records.reading import DicomInstance

        header = DicomInstance(
            modality="CT", instance_number=number, series_instance_uid=uid, study_instance_uid=uid
        )
        return PlacedInstance(source_id=f"{folder}{number}", folder=folder, instance=header)

    blank = series_of([placed("a", "2"), placed("a", "1"), placed("b", "1")])
    assert [len(series.instances) for series in blank] == [2, 1]
    assert imaging_fact(blank[0]).value == "2"
    assert len(series_of([placed("a", "1", "2.25.9"), placed("b", "2", "2.25.9")])) == 1


def test_a_series_that_says_nothing_of_itself_still_has_a_place() -> None:
    from huizhen.core.records.reading import DicomInstance

    silent = PlacedInstance(source_id="a" * 64, folder="a", instance=DicomInstance(rows="512"))
    assert imaging_fact(series_of([silent])[0]).evidence


@pytest.mark.skipif(not (shared_data() / "dicom").exists(), reason="needs the shared records")
def test_public_series_read_the_same_alone_and_together() -> None:
    folder = shared_data() / "dicom"
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    scanned = scan_headers(paths)
    assert len(scanned) == 76
    for path in list(scanned)[::5]:
        assert read(path.read_bytes()).instance == scanned[path]
    body = [one for path, one in scanned.items() if path.parent.name == "ct_body"]
    assert len(body) == 20
    assert all(one.patient.is_empty for one in body)


def _as_scanned(paths: list[Path], monkeypatch: pytest.MonkeyPatch) -> dict[Path, Any]:
    """The headers with every file left to gdcm."""
    with monkeypatch.context() as patch:
        patch.setattr(headers, "regular_header", lambda *_: None)
        return scan_headers(paths)


def test_headers_read_directly_say_what_gdcm_says(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(pydicom.data.__file__).parent / "test_files"
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    if (shared_data() / "dicom").exists():
        paths += [path for path in (shared_data() / "dicom").rglob("*") if path.is_file()]
    direct = [path for path in paths if headers._regular(path) is not None]
    assert len(direct) > 40
    told = _as_scanned(direct, monkeypatch)
    both = {path: header for path, header in scan_headers(direct).items() if path in told}
    assert both == told
    # gdcm passes over some damaged files, which are then read alone: with the same header
    for path, header in scan_headers([path for path in direct if path not in told]).items():
        assert header == read(path.read_bytes()).instance


def test_a_damaged_tag_does_not_end_the_header() -> None:
    data = instance(PatientName="Probe^Anna", SeriesDescription="Liver", Rows=512)
    place = data.index(b"\x10\x00\x10\x00PN")
    data = data[:place] + b"\x10\xa0" + data[place + 2 :]
    assert regular_header(data, headers._WANTED, len(data)) is None


def _nested(depth: int) -> Dataset:
    item = Dataset()
    item.ReferencedSOPInstanceUID = "2.25.7"
    if depth:
        inner = Sequence([_nested(depth - 1), Dataset()])
        item.ReferencedSeriesSequence = inner
        item["ReferencedSeriesSequence"].is_undefined_length = depth % 2 == 0
        item.is_undefined_length_sequence_item = True
    return item


def test_sequences_of_either_length_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "one.dcm"
    path.write_bytes(instance(ReferencedStudySequence=[_nested(4), _nested(1)], PatientName="A^B"))
    values = headers._regular(path)
    assert values is not None
    assert values["PatientName"] == b"A^B "
    assert values["SOPInstanceUID"] == b"2.25.1"


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, DeflatedExplicitVRLittleEndian])
def test_other_encodings_are_left_to_gdcm(tmp_path: Path, syntax: UID) -> None:
    path = tmp_path / "one.dcm"
    path.write_bytes(instance(syntax=syntax, PatientName="Probe^Anna", Rows=512))
    assert headers._regular(path) is None
    header = scan_headers([path])[path]
    assert (header.rows, header.patient.names[0].family) == ("512", "Probe")


def test_a_damaged_header_is_never_read_directly_past_its_damage() -> None:
    data = instance(
        ReferencedStudySequence=[_nested(3)], PatientName="Probe^Anna", SeriesDescription="Liver"
    )
    wanted, whole = headers._WANTED, regular_header(data, headers._WANTED, len(data))
    assert whole is not None
    for cut in range(132, len(data), 3):
        assert regular_header(data[:cut], wanted, len(data)) is None
        torn = regular_header(data[:cut], wanted, cut)
        assert torn is None or torn.items() <= whole.items()
    for place in range(132, len(data), 7):
        regular_header(data[:place] + b"\xff" + data[place + 1 :], wanted, len(data))


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
@pytest.mark.parametrize("lost", [1, 40, 5000])
def test_a_file_that_ends_before_its_pixels_is_read_in_part(
    tmp_path: Path, syntax: UID, lost: int
) -> None:
    size: dict[str, Any] = {"Rows": 64, "Columns": 64, "BitsAllocated": 16}
    whole = instance(syntax=syntax, Modality="CT", PixelData=b"\0" * 8192, **size)
    for data, status in ((whole, "read"), (whole[:-lost], "part")):
        path = tmp_path / "one.dcm"
        path.write_bytes(data)
        header = scan_headers([path]).get(path)  # gdcm passes over some damaged files
        assert header is None or reading_of_instance(header).status == status
        assert read(data).status == status


def _placed(tmp_path: Path, data: bytes) -> Any:
    path = tmp_path / "one.dcm"
    path.write_bytes(data)
    return scan_headers([path])[path]


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
def test_pixels_that_are_fewer_than_wanted_or_none_are_seen(tmp_path: Path, syntax: UID) -> None:
    size: dict[str, Any] = {"Rows": 64, "Columns": 64, "BitsAllocated": 16, "syntax": syntax}
    for pixels, is_cut, is_missing in (
        (b"\0" * 8192, False, False), (b"\0" * 2730, True, False), (None, False, True),
    ):  # fmt: skip
        held: dict[str, Any] = {} if pixels is None else {"PixelData": pixels}
        data = instance(**size, **held)
        for header in (_placed(tmp_path, data), read(data).instance):
            assert (header.are_pixels_cut, header.are_pixels_missing) == (is_cut, is_missing)
    assert not read(instance(syntax=syntax)).instance.are_pixels_missing


def test_pixels_behind_long_private_groups_are_seen(tmp_path: Path) -> None:
    size: dict[str, Any] = {"Rows": 64, "Columns": 64, "BitsAllocated": 16}
    data = instance(**size, ICCProfile=b"\0" * 200_000, PixelData=b"\0" * 8192)
    assert not _placed(tmp_path, data).are_pixels_cut
    assert _placed(tmp_path, data[:-3000]).are_pixels_cut


def test_subsampled_chrominance_is_not_cut(tmp_path: Path) -> None:
    data = instance(
        Rows=10, Columns=10, BitsAllocated=8, SamplesPerPixel=3,
        PhotometricInterpretation="YBR_FULL_422", PixelData=b"\0" * 200,
    )  # fmt: skip
    assert not _placed(tmp_path, data).are_pixels_cut


def test_compressed_pixels_that_break_off_are_cut(tmp_path: Path) -> None:
    size: dict[str, Any] = {"Rows": 64, "Columns": 64, "BitsAllocated": 16}
    data = instance(
        syntax=UID("1.2.840.10008.1.2.4.80"),
        **size,
        PixelData=encapsulate([b"\1" * 900, b"\2" * 800], has_bot=True),
    )
    padded = data + b"\xfc\xff\xfc\xffOB\0\0\x04\0\0\0\0\0\0\0"
    for whole in (data, padded):
        assert not _placed(tmp_path, whole).are_pixels_cut
        assert not read(whole).instance.are_pixels_cut
    for lost in (1, 8, 400, 1700):
        assert _placed(tmp_path, data[:-lost]).are_pixels_cut
        assert read(data[:-lost]).instance.are_pixels_cut


def _tracer(**values: Any) -> Sequence:
    item = Dataset()
    item.Radiopharmaceutical = "FDG"
    item.RadionuclideCodeSequence = Sequence([Dataset()])
    for keyword, value in values.items():
        setattr(item, keyword, value)
    return Sequence([item])


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
@pytest.mark.parametrize(
    ("values", "is_missing"),
    [
        ({}, True),
        ({"RadiopharmaceuticalInformationSequence": _tracer()}, True),
        ({"RadiopharmaceuticalInformationSequence": _tracer(
            RadiopharmaceuticalStartTime="091500")}, False),
        ({"RadiopharmaceuticalInformationSequence": _tracer(
            RadiopharmaceuticalStartDateTime="20260428091500")}, False),
        ({"RadiopharmaceuticalInformationSequence": Sequence([])}, True),
    ],
)  # fmt: skip
def test_pet_says_when_its_tracer_was_given(
    tmp_path: Path, syntax: UID, values: dict[str, Any], is_missing: bool
) -> None:
    data = instance("1.2.840.10008.5.1.4.1.1.128", syntax=syntax, **{"Modality": "PT", **values})
    assert _placed(tmp_path, data).is_tracer_time_missing == is_missing
    assert read(data).instance.is_tracer_time_missing == is_missing
    indexed = indexed_dataset(dcmread(io.BytesIO(data), force=True), 0)
    assert indexed is not None
    assert indexed.instance.is_tracer_time_missing == is_missing
    assert not read(instance(syntax=syntax)).instance.is_tracer_time_missing


def _regions(*steps: float) -> Sequence:
    items = []
    for step in steps:
        item = Dataset()
        item.RegionLocationMinX0 = 4
        if step >= 0:
            item.PhysicalDeltaX = item.PhysicalDeltaY = step
        items.append(item)
    return Sequence(items)


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ImplicitVRLittleEndian])
@pytest.mark.parametrize(
    ("steps", "is_missing"),
    [(None, True), ((), True), ((0.0,), True), ((-1.0,), True), ((0.021,), False),
     ((0.0, 0.021), False)],
)  # fmt: skip
@pytest.mark.parametrize("is_open", [False, True])
def test_ultrasound_says_how_large_its_pixels_are(
    tmp_path: Path, syntax: UID, steps: tuple[float, ...] | None, is_missing: bool, is_open: bool
) -> None:
    values: dict[str, Any] = {"Modality": "US"}
    if steps is not None:
        regions = _regions(*steps)
        regions.is_undefined_length = is_open
        for item in regions:
            item.is_undefined_length_sequence_item = is_open
        values["SequenceOfUltrasoundRegions"] = regions
    data = instance("1.2.840.10008.5.1.4.1.1.6.1", syntax=syntax, **values)
    assert _placed(tmp_path, data).is_region_step_missing == is_missing
    assert read(data).instance.is_region_step_missing == is_missing
    indexed = indexed_dataset(dcmread(io.BytesIO(data), force=True), 0)
    assert indexed is not None
    assert indexed.instance.is_region_step_missing == is_missing
    assert not read(instance(syntax=syntax)).instance.is_region_step_missing
