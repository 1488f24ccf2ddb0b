"""Text burned into frames: processor seconds an object, as the worker's child spends them.

    python benchmarks/burned_in_speed.py [--clips 6] [--write NAME]

A series of ultrasound clips of one layout (moving speckle, a header that stands still, a clock, a
mark that shows for some frames), clips that hardly move, a still, a screen and a printed page; one
child looks at all, as it does at work. What was written has to be found, or the seconds say
nothing.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from huizhen.adapters.sandbox_tasks import performer
from huizhen.core.reading.limits import Limits
from huizhen.project.config import CONTENT
from measured import SEED, write_proof

Samples = NDArray[np.uint8]
Place = tuple[int, int, int, int]
_FONT = str(CONTENT / "fonts" / "NotoSansSC-Regular.ttf")
_US, _SC = "1.2.840.10008.5.1.4.1.1.3.1", "1.2.840.10008.5.1.4.1.1.7"
_FRAMES = 40
_ROWS, _COLUMNS = 600, 800


class Written(NamedTuple):
    """An object and where its lines stand."""

    name: str
    frames: list[Samples]
    lines: list[Place]
    sop_class: str = _US
    modality: str = "US"


class _Pen:
    """Writes on a frame and remembers where."""

    def __init__(self, frame: Samples) -> None:
        self.picture = Image.fromarray(frame)
        self._draw = ImageDraw.Draw(self.picture)
        self.lines: list[Place] = []

    def write(self, at: tuple[int, int], text: str, size: int, ink: int, *, counts: bool) -> None:
        """One line of text; those that count have to be found."""
        font = ImageFont.truetype(_FONT, size)
        self._draw.text(at, text, fill=ink, font=font)
        left, top, right, bottom = (int(side) for side in self._draw.textbbox(at, text, font=font))
        if counts:
            self.lines.append((left, top, right, bottom))


def _sector(random: np.random.Generator) -> Samples:
    """Speckle in a sector on black."""
    across, down = np.meshgrid(np.arange(_COLUMNS) - _COLUMNS / 2, np.arange(_ROWS) - 40.0)
    angle, depth = np.abs(np.arctan2(across, down)), np.hypot(across, down)
    inside = (angle < 0.7) & (depth > 60) & (depth < _ROWS - 100)
    grain = np.clip(random.gamma(2, 25, (_ROWS // 2, _COLUMNS // 2)), 0, 255).astype(np.uint8)
    speckle = np.asarray(Image.fromarray(grain).resize((_COLUMNS, _ROWS), Image.Resampling.BICUBIC))
    return np.where(inside, speckle, 0).astype(np.uint8)


def _clip(number: int, random: np.random.Generator, length: int = _FRAMES) -> Written:
    frames, lines = [], set[Place]()
    for index in range(length):
        pen = _Pen(_sector(random))
        pen.write((10, 8), "WINTERHALDER, MARTHA  KN-4471902", 12, 255, counts=True)
        pen.write((10, 26), "*1957-03-14  St. Anna", 10, 220, counts=True)
        pen.write((600, 8), f"2026-05-01 10:{number:02d}:{index // 20:02d}", 12, 200, counts=False)
        for depth in range(12):
            pen.write((740, 100 + 30 * depth), f"{depth} cm", 10, 180, counts=False)
        pen.write((12, 560), "MI 1.2  TIS 0.4  FR 23 Hz", 10, 220, counts=False)
        if number % 2:
            pen.write((360, 300), "Winterhalder li", 12, 255, counts=True)
        if number % 3 == 2 and index >= length // 2:
            pen.write((60, 470), "Dr. Okonjo-Feld", 12, 255, counts=True)
        frames.append(np.asarray(pen.picture))
        lines.update(pen.lines)
    return Written(f"clip {number}", frames, sorted(lines))


def _breathing(name: str, random: np.random.Generator, sway: int) -> Written:
    """Tissue that sways by so many pixels, with a little noise: what moves least costs most."""
    grain = np.clip(random.gamma(2, 25, (_ROWS + 100, _COLUMNS + 100)), 0, 255).astype(np.uint8)
    tissue = np.asarray(Image.fromarray(grain).filter(ImageFilter.GaussianBlur(1.2)), np.float64)
    inside = _sector(random) > 0
    frames, lines = [], list[Place]()
    for index in range(_FRAMES):
        down = 50 + round(sway * np.sin(index / _FRAMES * 8))
        part = tissue[down : down + _ROWS, 50 : 50 + _COLUMNS]
        noisy = np.clip(part + random.normal(0, 3, part.shape), 0, 255)
        pen = _Pen(np.where(inside, noisy, 0).astype(np.uint8))
        pen.write((10, 8), "WINTERHALDER, MARTHA  KN-4471902", 12, 255, counts=True)
        pen.write((360, 300), "Winterhalder li", 10, 255, counts=True)
        frames.append(np.asarray(pen.picture))
        lines = pen.lines
    return Written(name, frames, lines)


def _page(name: str, ground: int, ink: int, size: int) -> Written:
    pen = _Pen(np.full((768, 1024), ground, np.uint8))
    for row in range(20):
        text = f"Winterhalder, Martha {row}" if row % 5 == 0 else f"Volumen {row}: 12,{row} ml"
        pen.write((40 + 20 * (row % 3), 30 + 36 * row), text, size, ink, counts=row % 5 == 0)
    return Written(name, [np.asarray(pen.picture)], pen.lines, _SC, "OT")


def objects(clips: int) -> Iterator[Written]:
    """The series first, then single objects."""
    random = np.random.default_rng(SEED)
    for number in range(clips):
        yield _clip(number, random)
    yield _breathing("frozen", random, 0)
    yield _breathing("breathing", random, 4)
    still = _clip(clips + 1, random, length=1)
    yield still._replace(name="still")
    yield _page("screen", 0, 230, 14)
    yield _page("white page", 250, 20, 16)


def write_object(one: Written, path: Path) -> None:
    """The object as a DICOM file."""
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = UID(one.sop_class), UID("1.2.3")
    made = FileDataset("", Dataset(), preamble=bytes(128), file_meta=meta)
    made.SOPClassUID, made.SOPInstanceUID = UID(one.sop_class), UID("1.2.3")
    made.Modality, made.NumberOfFrames = one.modality, len(one.frames)
    made.Rows, made.Columns = one.frames[0].shape
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.BitsAllocated = made.BitsStored = 8
    made.HighBit, made.PixelRepresentation = 7, 0
    made.WindowCenter, made.WindowWidth = 127.5, 255
    made.PixelData = b"".join(frame.tobytes() for frame in one.frames)
    made.save_as(path)


def is_covered(line: Place, boxes: list[dict[str, Any]]) -> bool:
    """Whether nine tenths of a line lie in boxes."""
    left, top, right, bottom = line
    covered = np.zeros((bottom - top, right - left), bool)
    for box in boxes:
        across = slice(max(0, box["x"] - left), max(0, box["x"] + box["width"] - left))
        down = slice(max(0, box["y"] - top), max(0, box["y"] + box["height"] - top))
        covered[down, across] = True
    return bool(covered.mean() >= 0.9)


def measured(clips: int) -> dict[str, dict[str, Any]]:
    """Seconds and lines found, by object, after an object that loads the models."""
    told: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as room:
        path = Path(room) / "object.dcm"
        perform = performer(Path(room), Limits())
        write_object(_page("models", 120, 20, 16), path)
        perform({"kind": "find_burned_in", "input": {"path": str(path)}})
        for one in objects(clips):
            write_object(one, path)
            started = time.process_time()
            answer: Any = perform({"kind": "find_burned_in", "input": {"path": str(path)}})
            spent = time.process_time() - started
            found = sum(is_covered(line, answer["boxes"]) for line in one.lines)
            told[one.name] = {
                "processor_seconds": round(spent, 2),
                "found": found,
                "of": len(one.lines),
                "boxes": len(answer["boxes"]),
            }
            print(one.name, told[one.name], flush=True)
    return told


def main() -> int:
    """Looks at every object in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=int, default=6)
    parser.add_argument("--write", metavar="NAME", help="write docs/proof/NAME.json")
    options = parser.parse_args()
    started = time.time()
    warnings.simplefilter("ignore")
    told = measured(options.clips)
    clips = [one["processor_seconds"] for name, one in told.items() if name.startswith("clip")]
    figures: dict[str, Any] = {
        "objects": told,
        "first_clip": clips[0],
        "further_clips_mean": round(sum(clips[1:]) / max(1, len(clips) - 1), 2),
        "found": sum(one["found"] for one in told.values()),
        "of": sum(one["of"] for one in told.values()),
    }
    if options.write:
        write_proof(options.write, figures, started)
    else:
        print(figures)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
