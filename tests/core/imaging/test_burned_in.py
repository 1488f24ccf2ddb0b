"""Text burned into pixels: which objects are looked at, and what is found on frames."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from pydicom import dcmread
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from huizhen.adapters.burned_in_text import perform
from huizhen.adapters.ocr_rapidocr import RapidOcr
from huizhen.core.content import load_pack
from huizhen.core.imaging.burned_in import (
    BurnedInText,
    FoundText,
    is_text,
    merged,
    on_frame,
    reason_to_look,
    views,
)
from huizhen.core.imaging.pixels import opened, shown
from huizhen.core.imaging.side_markers import is_side_marker, marker_words
from huizhen.core.reading.limits import Limits
from huizhen.project.config import CONTENT

FONT = CONTENT / "fonts" / "NotoSansSC-Regular.ttf"
CT, SC, US = (f"1.2.840.10008.5.1.4.1.1.{last}" for last in ("2", "7", "6.1"))


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ((CT, "CT", "ORIGINAL\\PRIMARY\\AXIAL", "", "MONOCHROME2"), ""),
        ((CT, "CT", "ORIGINAL\\PRIMARY\\AXIAL", "YES", "MONOCHROME2"), "BurnedInAnnotation"),
        ((CT, "CT", "DERIVED\\SECONDARY\\SCREEN SAVE", "", "MONOCHROME2"), "ImageType"),
        ((CT, "MR", "DERIVED\\PRIMARY", "", "RGB"), "PhotometricInterpretation"),
        ((SC, "CT", "", "NO", "MONOCHROME2"), "SOPClassUID"),
        ((US, "US", "", "", "MONOCHROME2"), "Modality"),
        ((CT, "XA", "", "", "MONOCHROME2"), "Modality"),
        ((CT, "DX", "ORIGINAL\\PRIMARY", "NO", "MONOCHROME1"), "Modality"),
        ((CT, "CR", "", "", "MONOCHROME2"), "Modality"),
        ((CT, "MG", "", "", "MONOCHROME2"), "Modality"),
        ((CT, "MR", "ORIGINAL\\PRIMARY", "NO", "MONOCHROME2"), ""),
    ],
)
def test_objects_are_looked_at_for_a_reason(
    header: tuple[str, str, str, str, str], reason: str
) -> None:
    assert reason_to_look(*header) == reason


def test_tiles_cover_the_frame_and_lead_back_to_it() -> None:
    random = np.random.default_rng(3)
    frame = random.integers(0, 120, (900, 1500), dtype=np.uint8)
    covered = {name: np.zeros(frame.shape, dtype=bool) for name in ("plain", "dark")}
    for view in views(frame):
        whole = FoundText((0, 0, *view.picture.size), "x", 1.0)
        box = on_frame(view, whole)
        covered[view.name][box.y : box.y + box.height, box.x : box.x + box.width] = True
        assert view.picture.size == pytest.approx(
            (box.width * view.scale, box.height * view.scale), abs=1
        )
    assert all(part.all() for part in covered.values())


def test_one_grey_is_not_looked_at_and_letters_on_it_in_a_small_tile() -> None:
    page = _written(np.zeros((600, 800), np.uint8), "KN-4471902", (300, 290), 255)
    [view] = list(views(page))
    assert view.tile.shape < (80, 160)
    assert (view.left, view.top) <= (300, 290)
    assert list(views(np.zeros((600, 800), np.uint8))) == []


def test_a_large_picture_costs_no_more_than_a_middling_one() -> None:
    def enlarged(side: int) -> float:
        frame = np.random.default_rng(3).integers(0, 120, (side, side), dtype=np.uint8)
        return sum(view.tile.size * view.scale**2 for view in views(frame) if view.name == "plain")

    assert enlarged(3_000) < 1.4 * enlarged(1_500)


@pytest.mark.parametrize(
    ("text", "confidence", "is_marker"),
    [
        ("R", 0.99, True), ("L MLO", 0.97, True), ("左 正位", 0.9, True), ("AP-SUPINE", 0.9, True),
        ("R", 0.5, False), ("R Winterhalder", 0.99, False), ("R 12", 0.99, False),
        ("--", 0.9, False),
    ],
)  # fmt: skip
def test_markers_of_side_stay(text: str, confidence: float, is_marker: bool) -> None:
    words = marker_words(load_pack("imaging", [CONTENT]))
    assert is_side_marker(text, confidence, words) == is_marker


def test_findings_of_several_views_become_one_box() -> None:
    one = BurnedInText(x=100, y=50, width=80, height=12, text="WINTERHALDER", confidence=0.9)
    part = BurnedInText(x=98, y=51, width=40, height=11, text="WINTER", confidence=0.95)
    other = BurnedInText(x=10, y=200, width=30, height=12, text="ID", confidence=0.99)
    first, second = merged([other, part, one], 300, 220)
    assert (first.x, first.y, first.text) == (96, 48, "WINTERHALDER")
    assert first.x + first.width >= 182
    assert second.y + second.height <= 220


@pytest.mark.parametrize(
    ("text", "confidence", "length", "view", "is_believed"),
    [
        ("KN-4471902", 0.8, 8, "plain", True),
        ("KN-4471902", 0.45, 8, "plain", True),
        ("KN-4471902", 0.45, 1, "plain", False),
        ("KN-4471902", 0.3, 8, "plain", False),
        ("PAETST", 0.5, 6, "dark", True),
        ("1", 0.7, 1, "plain", False),
        (". .", 0.74, 9, "plain", True),
        (".", 0.68, 8, "dark", True),
        ("z", 0.43, 2, "plain", False),
        ("1334", 0.49, 2, "dark", True),
        ("--- .", 0.9, 1, "plain", False),
    ],
)
def test_texture_is_no_text(
    text: str, confidence: float, length: int, view: str, is_believed: bool
) -> None:
    box = (0.0, 0.0, 20.0 * length, 20.0)
    assert is_text(FoundText(box, text, confidence), view) == is_believed


def _frame(seed: int, mean: float, spread: float) -> NDArray[np.uint8]:
    noise = np.random.default_rng(seed).normal(mean, spread, (320, 420))
    return np.clip(noise, 0, 255).astype(np.uint8)


def _written(
    frame: NDArray[np.uint8], text: str, at: tuple[int, int], ink: int
) -> NDArray[np.uint8]:
    picture = Image.fromarray(frame)
    font = ImageFont.truetype(str(FONT), 12)
    ImageDraw.Draw(picture).text(at, text, fill=ink, font=font)
    return np.asarray(picture)


def _object(frames: list[NDArray[np.uint8]], path: Path) -> Path:
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = UID(US), UID("1.2.3")
    made = FileDataset("", Dataset(), preamble=bytes(128), file_meta=meta)
    made.SOPClassUID, made.SOPInstanceUID, made.Modality = UID(US), UID("1.2.3"), "US"
    made.Rows, made.Columns = frames[0].shape
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.BitsAllocated = made.BitsStored = 8
    made.HighBit, made.PixelRepresentation, made.NumberOfFrames = 7, 0, len(frames)
    made.WindowCenter, made.WindowWidth = 127.5, 255
    made.PixelData = b"".join(frame.tobytes() for frame in frames)
    made.save_as(path)
    return path


def _covers(boxes: object, x: int, y: int, width: int, height: int) -> bool:
    assert isinstance(boxes, list)
    return any(
        box["x"] <= x
        and box["y"] <= y
        and box["x"] + box["width"] >= x + width
        and box["y"] + box["height"] >= y + height
        for box in boxes
    )


def test_small_text_is_found_on_speckle_and_on_bright_bone(tmp_path: Path) -> None:
    dark = _written(_frame(1, 50, 25), "Winterhalder 王小明", (40, 30), 255)
    bright = _written(_frame(2, 215, 12), "KN-4471902", (200, 250), 255)
    path = _object([dark, _frame(3, 60, 25), bright], tmp_path / "us.dcm")
    found = perform({"path": str(path)}, Limits())
    assert found["frames"] == [0, 1, 2]
    assert _covers(found["boxes"], 42, 34, 110, 9)
    assert _covers(found["boxes"], 202, 255, 66, 8)
    alone = perform({"path": str(path), "frame": 1}, Limits())
    assert alone == {"boxes": [], "frames": [1]}


def test_clips_of_one_layout_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def clip(seed: int) -> Path:
        frames = []
        for number in range(12):
            frame = np.zeros((320, 420), np.uint8)
            frame[100:300, 100:350] = _frame(seed + number, 60, 25)[100:300, 100:350]
            frames.append(_written(frame, "Winterhalder 王小明", (10, 20), 255))
        return _object(frames, tmp_path / f"{seed}.dcm")

    first = perform({"path": str(clip(100))}, Limits())
    assert _covers(first["boxes"], 12, 24, 110, 9)
    monkeypatch.setattr(RapidOcr, "recognise", lambda *_: [])
    assert _covers(perform({"path": str(clip(200))}, Limits())["boxes"], 12, 24, 110, 9)


@pytest.mark.parametrize("interpretation", ["MONOCHROME1", "MONOCHROME2"])
def test_letters_that_the_window_hides_are_found(tmp_path: Path, interpretation: str) -> None:
    grey = _written(_frame(5, 90, 6), "KN-4471902", (100, 150), 255)
    path = _object([grey], tmp_path / "dx.dcm")
    made = dcmread(path)
    values = (grey.astype(np.uint16) * 16).clip(0, 4095)
    made.PixelData, made.BitsAllocated, made.BitsStored, made.HighBit = (
        values.tobytes(), 16, 12, 11,
    )  # fmt: skip
    made["PixelData"].VR = "OW"
    made.Modality, made.PhotometricInterpretation = "DX", interpretation
    made.WindowCenter, made.WindowWidth = 400, 200
    made.save_as(path)
    assert shown(opened(path)).std() < 2
    assert _covers(perform({"path": str(path)}, Limits())["boxes"], 102, 155, 66, 8)
