"""Enhanced images and discs' indexes: what is kept of their sequences."""

from __future__ import annotations

from typing import Any

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from reading_bench import KeptFiles, MemorySource
from test_dicom import instance

from huizhen.core.imaging.geometry import geometry_of, judged_geometry
from huizhen.core.imaging.series import PlacedInstance, series_of
from huizhen.core.reading.dicom import DicomReader, functional_groups
from huizhen.core.reading.dicom.reader import needs_whole_reading
from huizhen.core.records.reading import DicomInstance, Reading

ENHANCED_CT, ENHANCED_MR = "1.2.840.10008.5.1.4.1.1.2.1", "1.2.840.10008.5.1.4.1.1.4.1"


def item(**values: Any) -> Dataset:
    data = Dataset()
    for keyword, value in values.items():
        setattr(data, keyword, value)
    return data


def one(**values: Any) -> Sequence:
    return Sequence([item(**values)])


def shared(**more: Any) -> Sequence:
    return one(
        PixelMeasuresSequence=one(PixelSpacing=[0.5, 0.5], SliceThickness=3),
        PlaneOrientationSequence=one(ImageOrientationPatient=[1, 0, 0, 0, 1, 0]),
        **more,
    )


def frame(at: float, index: list[int], **more: Any) -> Dataset:
    return item(
        PlanePositionSequence=one(ImagePositionPatient=[-100, -100, at]),
        FrameContentSequence=one(DimensionIndexValues=index),
        **more,
    )


def dimensions(*keywords: str) -> Sequence:
    tags = {"InStackPositionNumber": 0x00209057, "TemporalPositionIndex": 0x00209128}
    return Sequence([item(DimensionIndexPointer=tags[keyword]) for keyword in keywords])


def enhanced(frames: list[Dataset], sop_class: str = ENHANCED_CT, **more: Any) -> DicomInstance:
    values = {
        "Rows": 512, "Columns": 512, "NumberOfFrames": len(frames),
        "ImageType": ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"],
        "PerFrameFunctionalGroupsSequence": Sequence(frames),
        "SharedFunctionalGroupsSequence": shared(), **more,
    }  # fmt: skip
    found = reading(instance(sop_class, **values)).instance
    assert found is not None
    return found


def reading(data: bytes) -> Reading:
    return DicomReader().read(MemorySource(data), KeptFiles())


def judged(header: DicomInstance) -> set[str]:
    (series,) = series_of([PlacedInstance(source_id="a" * 64, folder="", instance=header)])
    return {found.code for found in judged_geometry(series).findings}


def test_an_enhanced_image_tells_its_planes() -> None:
    header = enhanced([frame(at * 3, [1, at + 1]) for at in range(8)])
    assert header.pixel_spacing == "0.5\\0.5"
    assert header.image_orientation_patient == "1.0\\0.0\\0.0\\0.0\\1.0\\0.0"
    assert header.image_position_patient == "-100.0\\-100.0\\0.0"
    assert header.frames[1].image_position_patient == "-100.0\\-100.0\\3.0"
    assert {one.pixel_spacing for one in header.frames} == {""}
    assert judged(header) == set()
    assert judged(enhanced([frame(at * 3, [1]) for at in (0, 1, 2, 3, 5, 6, 7, 8)])) == {
        "slices_missing"
    }


def test_frames_that_differ_in_time_are_no_duplicates() -> None:
    frames = [frame(at * 3, [at + 1, time]) for time in (1, 2) for at in range(6)]
    organised = dimensions("InStackPositionNumber", "TemporalPositionIndex")
    header = enhanced(frames, ENHANCED_MR, DimensionIndexSequence=organised)
    assert judged(header) == set()
    (series,) = series_of([PlacedInstance(source_id="a" * 64, folder="", instance=header)])
    assert (geometry_of(series).slices, geometry_of(series).passes) == (6, 2)
    # the index of the place itself tells no two frames of one place apart
    placed = dimensions("InStackPositionNumber")
    twice = [frame(at * 3, [number]) for number, at in enumerate((0, 1, 2, 3, 3, 4), start=1)]
    assert judged(enhanced(twice, DimensionIndexSequence=placed)) == {"slices_duplicate"}


@pytest.mark.parametrize(
    "group",
    [
        {"MRDiffusionSequence": ("DiffusionBValue", (0.0, 800.0))},
        {"MREchoSequence": ("EffectiveEchoTime", (2.3, 4.6))},
        {"MRImageFrameTypeSequence": ("FrameType", (["ORIGINAL", "M"], ["ORIGINAL", "P"]))},
    ],
)
def test_frames_that_differ_in_a_group_are_no_duplicates(group: dict[str, Any]) -> None:
    (sequence, (keyword, values)) = next(iter(group.items()))
    frames = [
        frame(at * 3, [1], **{sequence: one(**{keyword: value})})
        for value in values
        for at in range(6)
    ]
    assert judged(enhanced(frames, ENHANCED_MR)) == set()


def test_what_all_frames_share_stands_in_the_header() -> None:
    groups = shared(
        CTReconstructionSequence=one(ConvolutionKernel="B30f", ReconstructionDiameter=256),
        CTAcquisitionDetailsSequence=one(GantryDetectorTilt=12.0, DataCollectionDiameter=500),
        FrameAnatomySequence=one(AnatomicRegionSequence=one(CodeMeaning="Abdomen")),
    )
    agents = one(CodeMeaning="Iohexol")
    header = enhanced(
        [frame(at * 3, [1]) for at in range(4)],
        SharedFunctionalGroupsSequence=groups,
        ContrastBolusAgentSequence=agents,
    )
    assert header.convolution_kernel == "B30f"
    assert (header.gantry_detector_tilt, header.data_collection_diameter) == ("12.0", "500.0")
    assert (header.body_part_examined, header.contrast_bolus_agent) == ("Abdomen", "Iohexol")


def test_a_frame_keeps_what_is_its_own() -> None:
    frames = [frame(at * 3, [1]) for at in range(4)]
    frames[2].PixelMeasuresSequence = one(PixelSpacing=[0.7, 0.7], SliceThickness=3)
    header = enhanced(frames, SharedFunctionalGroupsSequence=one(
        PlaneOrientationSequence=one(ImageOrientationPatient=[1, 0, 0, 0, 1, 0])))  # fmt: skip
    assert [one.pixel_spacing for one in header.frames][2] == "0.7\\0.7"


def test_frames_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(functional_groups, "MOST_FRAMES", 5)
    header = enhanced([frame(at * 3, [1]) for at in range(9)])
    assert (len(header.frames), header.number_of_frames) == (5, "9")


def test_groups_that_are_none_cost_no_header() -> None:
    header = enhanced([Dataset(), item(PlanePositionSequence=Sequence([]))])
    assert [one.image_position_patient for one in header.frames] == ["", ""]
    assert needs_whole_reading(ENHANCED_CT)


def test_a_disc_index_tells_its_files() -> None:
    records = Sequence([
        item(DirectoryRecordType="PATIENT"),
        item(DirectoryRecordType="IMAGE", ReferencedFileID=["IMG", "A1"],
             ReferencedSOPInstanceUIDInFile="2.25.8"),
        item(DirectoryRecordType="IMAGE", ReferencedFileID="README"),
    ])  # fmt: skip
    found = reading(instance("1.2.840.10008.1.3.10", DirectoryRecordSequence=records))
    assert found.code == "dicom_directory"
    assert found.directory is not None
    assert [(one.path, one.sop_instance_uid) for one in found.directory.files] == [
        ("IMG/A1", "2.25.8"),
        ("README", ""),
    ]
