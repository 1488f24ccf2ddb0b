"""Pixels of pydicom's own files through our path, and derivatives that equal them."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom import dcmread
from pydicom.pixels.utils import pixel_array

from huizhen.core.errors import BrokenRecord
from huizhen.core.imaging.pixels import Window, frame_count, frames_of, opened, picture, shown
from huizhen.core.imaging.transcoding import DONE, HTJ2K_LOSSLESS, codestream, transcode

FOLDER = Path(pydicom.__file__).parent / "data" / "test_files"
_NOT_THESE = (".py", ".txt", ".json", ".md", ".xml", ".dump", ".icc", ".gz")
FILES = sorted(
    path for path in FOLDER.rglob("*") if path.is_file() and path.suffix not in _NOT_THESE
)


def reference(path: Path) -> Any:
    """What pydicom itself decodes; None where it cannot."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return pixel_array(path)
        except Exception:  # noqa: BLE001 - whatever it says, there is no reference
            return None


def ours(path: Path) -> Any:
    dataset = opened(path)
    made = [frame.samples for frame in frames_of(dataset, as_rgb=True)]
    return made[0] if len(made) == 1 else np.stack(made)


COMPARED = {path.name: path for path in FILES if reference(path) is not None}


def test_there_is_something_of_most_syntaxes_to_compare() -> None:
    syntaxes = {str(opened(path).file_meta.TransferSyntaxUID) for path in COMPARED.values()}
    wanted = ["", ".1", ".2", ".5"] + [f".4.{last}" for last in (50, 57, 70, 80, 81, 90, 91)]
    assert {f"1.2.840.10008.1.2{end}" for end in wanted} - syntaxes <= {"1.2.840.10008.1.2.4.57"}


@pytest.mark.parametrize("name", sorted(COMPARED))
def test_pixels_equal_those_of_pydicom(name: str) -> None:
    before = reference(COMPARED[name])
    after = ours(COMPARED[name])
    assert before.dtype.kind == after.dtype.kind
    assert np.array_equal(before, after)
    made = shown(opened(COMPARED[name]))
    assert made.dtype == np.uint8
    assert picture(made, "PNG").startswith(b"\x89PNG")


def test_twelve_bit_jpeg_and_htj2k_are_decoded_by_imagecodecs_first() -> None:
    from pydicom.uid import HTJ2KLossless, JPEGExtended12Bit

    from huizhen.core.imaging.jpeg_decoding import is_available

    assert is_available(JPEGExtended12Bit)
    assert is_available(HTJ2KLossless)
    twelve = COMPARED.get("JPEG-lossy.dcm") or FOLDER / "JPEG-lossy.dcm"
    if not twelve.is_file():
        pytest.skip("the file is not in the wheel")
    [frame] = frames_of(opened(twelve))
    assert frame.samples.max() > 255


@pytest.mark.parametrize("name", sorted(COMPARED))
def test_derivatives_equal_their_originals_or_are_not_made(name: str, tmp_path: Path) -> None:
    source, target = COMPARED[name], tmp_path / "made.dcm"
    told = transcode(source, target)
    if told.code != DONE:
        assert not target.exists()
        assert told.code in {
            "lossy", "bit_depth", "big_endian", "colour", "already", "header_not_rewritten",
            "not_encoded", "overlay_in_pixels", "behind_pixels",
        }  # fmt: skip
        return
    before = [frame.samples for frame in frames_of(opened(source))]
    after = [frame.samples for frame in frames_of(opened(target))]
    assert len(before) == len(after) == len(told.frames) == frame_count(opened(target))
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
    header = dcmread(target)
    assert header.file_meta.TransferSyntaxUID == HTJ2K_LOSSLESS
    data = target.read_bytes()
    places = [list(place) for place in told.frames]
    assert all(codestream(data, places, n)[:2] == b"\xff\x4f" for n in range(len(places)))


def test_some_of_each_kind_have_derivatives(tmp_path: Path) -> None:
    done = [path for path in COMPARED.values() if transcode(path, tmp_path / "x").code == DONE]
    frames = [next(frames_of(opened(path))).samples for path in done]
    assert {"i", "u"} <= {samples.dtype.kind for samples in frames}
    assert {1, 2} <= {samples.dtype.itemsize for samples in frames}
    assert {2, 3} <= {samples.ndim for samples in frames}
    assert any(frame_count(opened(path)) > 1 for path in done)


def test_a_derivative_that_differs_is_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import imagecodecs

    source = FOLDER / "CT_small.dcm"
    assert transcode(source, tmp_path / "good").code == DONE
    whole = imagecodecs.htj2k_encode

    def wrong(data: Any, **more: Any) -> bytes:
        changed = data.copy()
        changed[0, 0] ^= 1
        return bytes(whole(changed, **more))

    monkeypatch.setattr(imagecodecs, "htj2k_encode", wrong)
    assert transcode(source, tmp_path / "bad").code == "not_equal"
    assert not (tmp_path / "bad").exists()


def test_windows_are_those_of_the_standard() -> None:
    dataset = opened(FOLDER / "CT_small.dcm")
    plain = shown(dataset)
    everything = shown(dataset, window=Window(0, 100_000))
    assert plain.std() > everything.std()
    exact = shown(dataset, window=Window(100, 1, "LINEAR_EXACT"))
    assert set(np.unique(exact)) <= set(range(256))
    assert exact.max() == 255
    curved = shown(dataset, window=Window(100, 400, "SIGMOID"))
    assert not np.array_equal(curved, shown(dataset, window=Window(100, 400)))


def test_what_is_damaged_says_so() -> None:
    with pytest.raises(BrokenRecord) as caught:
        list(frames_of(opened(FOLDER / "MR_truncated.dcm")))
    assert caught.value.code == "pixels_not_decoded"
    with pytest.raises(BrokenRecord) as caught:
        list(frames_of(opened(FOLDER / "CT_small.dcm"), [1]))
    assert caught.value.code == "dicom_without_pixels"
    with pytest.raises(BrokenRecord):
        list(frames_of(opened(FOLDER / "rtplan.dcm")))
