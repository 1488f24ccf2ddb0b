"""Masks on pixels, and the whole way of a file through the de-identifying task."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from deid_objects import KNOWN, NAME
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.encaps import encapsulate, generate_frames
from pydicom.uid import UID, ExplicitVRLittleEndian

from huizhen.adapters.dicom_deidentify import perform
from huizhen.core.errors import BrokenRecord, UnsupportedRecord
from huizhen.core.imaging.deidentification import Profile
from huizhen.core.imaging.deidentification.tolerant import as_it_stands
from huizhen.core.imaging.pixel_masks import MaskBox, paint
from huizhen.core.imaging.pixels import frame_count, frames_of, opened

BOX = {"x": 3, "y": 2, "width": 20, "height": 9}
PROFILE = Profile(pseudonym="HZ-2026-0001", known=KNOWN, pixels_looked_at=True)
FILES = (
    "CT_small.dcm", "MR_small_bigendian.dcm", "MR_small_RLE.dcm", "JPEG2000.dcm",
    "SC_rgb_rle_2frame.dcm", "SC_rgb_jpeg_dcmtk.dcm", "SC_ybr_full_422_uncompressed.dcm",
    "examples_palette.dcm", "examples_ybr_color.dcm", "MR_small_jpeg_ls_lossless.dcm",
    "image_dfl.dcm", "liver_1frame.dcm", "SC_rgb_small_odd.dcm",
)  # fmt: skip


_TINY = ("liver_1frame.dcm", "SC_rgb_small_odd.dcm")
"""Bitmaps, and three by three pixels."""


def _given(source: Path, target: Path, masks: list[dict[str, int]]) -> dict[str, object]:
    return {
        "path": str(source),
        "target": str(target),
        "profile": PROFILE.model_dump(mode="json"),
        "secret": "00" * 32,
        "masks": masks,
    }


def _local(name: str) -> Path:
    found = get_testdata_file(name, download=False)
    if found is None:
        pytest.skip("pydicom's test file is not installed")
    return Path(str(found))


@pytest.mark.parametrize("name", [name for name in FILES if name not in _TINY])
def test_boxes_are_black_on_every_frame_and_all_else_is_equal(name: str, tmp_path: Path) -> None:
    source, target = _local(name), tmp_path / "out.dcm"
    done = perform(_given(source, target, [BOX]))
    assert done["residual"] == []
    before, after = opened(source), opened(target)
    assert frame_count(before) == frame_count(after)
    for old, new in zip(frames_of(before), frames_of(after), strict=True):
        differs = np.abs(old.samples.astype(np.int64) - new.samples)
        same = differs.reshape(*old.samples.shape[:2], -1).sum(axis=2) == 0
        inside = np.zeros(same.shape, dtype=bool)
        inside[2:11, 3:23] = True
        assert same[~inside].all()
        assert (
            len(np.unique(new.samples[2:11, 3:23].reshape(inside[2:11, 3:23].size, -1), axis=0))
            == 1
        )
    assert after.BurnedInAnnotation == "NO"
    assert "113101" in [item.CodeValue for item in after.DeidentificationMethodCodeSequence]


@pytest.mark.parametrize("name", FILES)
def test_without_masks_pixels_are_the_same_bytes(name: str, tmp_path: Path) -> None:
    source, target = _local(name), tmp_path / "out.dcm"
    perform(_given(source, target, []))
    before, after = opened(source), opened(target)
    assert before.PixelData == after.PixelData
    assert before.file_meta.TransferSyntaxUID == after.file_meta.TransferSyntaxUID


def test_large_compressed_objects_are_compressed_again_without_loss(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("huizhen.core.imaging.pixel_masks._MOST_NATIVE", 1000)
    source, target = _local("SC_rgb_rle_2frame.dcm"), tmp_path / "out.dcm"
    perform(_given(source, target, [BOX]))
    after = opened(target)
    assert after.file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.4.80"
    old, new = (np.stack([f.samples for f in frames_of(opened(p))]) for p in (source, target))
    assert (old[:, 20:] == new[:, 20:]).all()
    assert not new[:, 2:11, 3:23].any()


def test_only_pictures_that_may_show_text_are_called_cleaned(tmp_path: Path) -> None:
    target = tmp_path / "out.dcm"
    perform(_given(_local("CT_small.dcm"), target, []))
    assert "BurnedInAnnotation" not in dcmread(target)
    perform(_given(_local("SC_rgb_rle_2frame.dcm"), target, []))
    assert dcmread(target).BurnedInAnnotation == "NO"


def test_boxes_may_be_given_by_their_corners(tmp_path: Path) -> None:
    source = _local("CT_small.dcm")
    for name, box in (("a", BOX), ("b", [3.2, 2.0, 23, 10.5])):
        perform({**_given(source, tmp_path / name, []), "masks": [box]})
    assert opened(tmp_path / "a").PixelData == opened(tmp_path / "b").PixelData


def test_a_file_that_still_names_the_patient_does_not_stay(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(
        "huizhen.core.imaging.deidentification.walk.cleaned",
        lambda text, *_, **__: type("Clean", (), {"text": text, "cut": ()})(),
    )
    source, target = tmp_path / "in.dcm", tmp_path / "out.dcm"
    dataset = dcmread(_local("CT_small.dcm"))
    dataset.SeriesDescription = f"Thorax {NAME}"
    dataset.save_as(source)
    done = perform(_given(source, target, []))
    assert [one["path"] for one in done["residual"]] == ["SeriesDescription"]  # type: ignore[attr-defined]
    assert not target.exists()


def test_overlays_in_unused_bits_are_cleared(tmp_path: Path) -> None:
    source, target = tmp_path / "in.dcm", tmp_path / "out.dcm"
    dataset = dcmread(_local("MR_small.dcm"))
    dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 12, 11, 0
    words = np.frombuffer(dataset.PixelData, "<u2") & 0x0FFF
    dataset.PixelData = (words | 0x8000).astype("<u2").tobytes()
    dataset.add_new(0x60000040, "CS", "G")
    dataset.add_new(0x60000102, "US", 15)
    dataset.save_as(source)
    done = perform(_given(source, target, []))
    assert done["warnings"] == ["overlay_in_pixels_cleared"]
    after = dcmread(target)
    assert 0x60000102 not in after
    assert after.PixelData == words.astype("<u2").tobytes()


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("1.2.840.10008.1.3.10", "dicomdir_not_sent"),
        ("1.2.840.10008.5.1.4.1.1.104.1", "document_in_dicom"),
        ("1.2.840.10008.5.1.4.1.1.9.4.1", "voice_not_sent"),
    ],
)
def test_what_cannot_be_cleaned_is_refused(kind: str, code: str, tmp_path: Path) -> None:
    source = tmp_path / "in.dcm"
    dataset = dcmread(_local("CT_small.dcm"))
    dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = UID(kind)
    dataset.save_as(source)
    with pytest.raises(UnsupportedRecord) as raised:
        perform(_given(source, tmp_path / "out.dcm", []))
    assert raised.value.code == code


def test_a_label_of_a_slide_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "in.dcm"
    dataset = dcmread(_local("CT_small.dcm"))
    kind = "1.2.840.10008.5.1.4.1.1.77.1.6"
    dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = UID(kind)
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "LABEL", "NONE"]
    dataset.save_as(source)
    with pytest.raises(UnsupportedRecord):
        perform(_given(source, tmp_path / "out.dcm", []))


def test_files_that_do_not_say_what_they_are_or_hold_no_pixels_are_refused(tmp_path: Path) -> None:
    with as_it_stands(), pytest.raises(BrokenRecord):
        perform(_given(_local("no_meta.dcm"), tmp_path / "out.dcm", []))
    dataset = dcmread(_local("CT_small.dcm"))
    del dataset.PixelData
    with pytest.raises(UnsupportedRecord):
        paint(dataset, [MaskBox(x=0, y=0, width=2, height=2)])
    assert dataset.file_meta.TransferSyntaxUID == ExplicitVRLittleEndian


def test_a_compressor_s_comment_with_a_name_is_found(tmp_path: Path) -> None:
    source, target = tmp_path / "in.dcm", tmp_path / "out.dcm"
    dataset = dcmread(_local("SC_rgb_jpeg_dcmtk.dcm"))
    (frame,) = generate_frames(dataset.PixelData, number_of_frames=1)
    comment = b"\xff\xfe\x00\x18Winterhalder Roswitha "
    dataset.PixelData = encapsulate([frame[:2] + comment + frame[2:]])
    dataset.save_as(source)
    done = perform(_given(source, target, []))
    assert {one["path"] for one in done["residual"]} == {"PixelData"}  # type: ignore[attr-defined]
    assert not target.exists()


def test_large_pixels_are_not_read_again_whole(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("huizhen.core.imaging.deidentification.residual._DEFERRED", 1_000)
    for name in ("SC_rgb_jpeg_dcmtk.dcm", "CT_small.dcm", "image_dfl.dcm"):
        assert perform(_given(_local(name), tmp_path / name, []))["residual"] == []
