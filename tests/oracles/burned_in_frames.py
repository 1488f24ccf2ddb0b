"""Frames with text burned into their pixels, and frames without, with the truth beside them.

Every person in them is invented. Sizes, scripts, colours, grounds and places are dealt out evenly,
so that recall can be told by each of them. Boxes are the inked pixels, in the frame's own pixels.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from random import Random
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filewriter import dcmwrite
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

Box = tuple[int, int, int, int]
SIZES = (8, 10, 12, 16, 20, 24, 32)
GROUNDS = ("black", "noise", "bone", "gradient", "sector")
SCRIPTS = ("latin", "chinese", "cyrillic")
COLOURS = {"white": 255, "black": 0, "gray": 150, "yellow": 225}
_FONTS = (
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
    Path("/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf"),
)
_OURS = Path(__file__).resolve().parents[2] / "src" / "huizhen" / "content" / "fonts"
_CHINESE = _OURS / "NotoSansSC-Regular.ttf"

# kind, then what may stand there
_TEXTS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "latin": (
        ("name", ("MARROWIND TESSALY", "Öbersteig, Valentin", "Quillfeather^Ambrose",
                  "Mrs O. Dufresnoy", "HARTLEBURN J.")),
        ("birth_date", ("DOB 14.07.1961", "1955-03-02", "*02/03/1955", "Geb. 21.09.1970")),
        ("id", ("ID HX004711", "MRN 90-118-223", "Pat.-Nr. 5512087", "Acc A0031415")),
        ("institution", ("ST. ALDWYN HOSPITAL", "Klinikum Nordwaldau")),
    ),
    "chinese": (
        ("name", ("慕容听澜", "姓名:欧阳若水", "端木向晚 女")),
        ("birth_date", ("出生 1961年07月14日", "1955-03-02 生")),
        ("id", ("病历号 0047112", "住院号:Z900017", "检查号 20260312008")),
        ("institution", ("云溪市第九人民医院",)),
    ),
    "cyrillic": (
        ("name", ("Голубцовский А. М.", "ВЕРЕСКОВА ИНГА", "Пациент: Жемчугов П.")),
        ("birth_date", ("д.р. 11.05.1968", "02.03.1955 г.р.")),
        ("id", ("ИБ № 40512", "Карта 118-223")),
        ("institution", ("ГКБ № 93 Заозёрска",)),
    ),
}  # fmt: skip
_HARMLESS = ("MI 1.2", "TIs 0.4", "R", "L", "5 cm", "FR 42Hz", "Gn 50")


@dataclass(frozen=True)
class Burned:
    """One line of burned-in text."""

    text: str
    kind: str
    box: Box
    size: int
    colour: str
    is_vertical: bool = False

    @property
    def is_identifying(self) -> bool:
        """Whether it has to be masked."""
        return self.kind != "harmless"


@dataclass(frozen=True)
class TextFrame:
    """A picture of one or several frames and the text that stands on it."""

    name: str
    modality: str
    pixels: np.ndarray
    lines: tuple[Burned, ...]
    on_frames: tuple[int, ...]
    ground: str
    script: str
    half: Literal["dev", "test"]
    is_inverted: bool = False

    @property
    def is_clean(self) -> bool:
        """Whether no text stands on it."""
        return not self.lines


@cache
def _font(script: str, size: int) -> ImageFont.FreeTypeFont:
    if script == "chinese":
        return ImageFont.truetype(str(_CHINESE), size)
    path = next((one for one in _FONTS if one.is_file()), _OURS / "NotoSans-Regular.ttf")
    return ImageFont.truetype(str(path), size)


def ground(kind: str, width: int, height: int, seed: int) -> np.ndarray:
    """A picture without text, 8 bits deep."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width].astype(float)
    x, y = x / width, y / height
    if kind == "black":
        picture = np.zeros((height, width))
        picture[(x - 0.5) ** 2 + (y - 0.55) ** 2 < 0.07] = 90
    elif kind == "noise":
        picture = rng.gamma(2.0, 22.0, (height, width))
    elif kind == "bone":
        picture = 205 + 30 * np.sin(9 * x + 3 * y) + rng.normal(0, 6, (height, width))
    elif kind == "gradient":
        picture = 240 * x + rng.normal(0, 4, (height, width))
    else:
        angle = np.arctan2(x - 0.5, y + 0.05)
        inside = (np.abs(angle) < 0.7) & (np.hypot(x - 0.5, y + 0.05) < 0.95)
        picture = np.where(inside, rng.gamma(3.0, 20.0, (height, width)), 0)
    return np.clip(picture, 0, 255).astype("u1")


def _place(rng: Random, width: int, height: int, corner: int, ink: tuple[int, int]) -> Box | None:
    wide, high = ink
    if wide + 8 > width or high + 8 > height:
        return None
    left, top = 4 + rng.randrange(6), 4 + rng.randrange(6)
    right, low = width - wide - left, height - high - top
    spots = ((left, top), (right, top), (left, low), (right, low),
             ((width - wide) // 2, top), ((width - wide) // 2, (height - high) // 2))  # fmt: skip
    x, y = spots[corner % len(spots)]
    return max(0, x), max(0, y), wide, high


def _legible(picture: np.ndarray, box: Box, wanted: str) -> str:
    """The wanted colour, or one a person could read there."""
    x, y, wide, high = box
    behind = float(picture[y : y + high, x : x + wide].mean())
    for colour in (wanted, "white", "black", "yellow"):
        if abs(COLOURS[colour] - behind) > 85:
            return colour
    return "black"


def _ink(text: str, script: str, size: int, is_vertical: bool) -> np.ndarray:
    """The text as a picture of its own, cropped to its ink, 0 to 255."""
    font = _font(script, size)
    left, top, right, low = font.getbbox(text)
    canvas = Image.new("L", (int(right - left) + 4, int(low - top) + 4), 0)
    ImageDraw.Draw(canvas).text((2 - left, 2 - top), text, fill=255, font=font)
    bounds = canvas.getbbox() or (0, 0, 1, 1)
    ink = canvas.crop(bounds)
    return np.asarray(ink.transpose(Image.Transpose.ROTATE_90) if is_vertical else ink)


def burn(
    picture: np.ndarray, rng: Random, text: str, kind: str, script: str, size: int, corner: int,
    colour: str, is_vertical: bool,
) -> tuple[np.ndarray, Burned] | None:  # fmt: skip
    """The picture with a text on it, and where; None when it does not fit."""
    ink = _ink(text, script, size, is_vertical)
    height, width = picture.shape
    box = _place(rng, width, height, corner, (ink.shape[1], ink.shape[0]))
    if box is None:
        return None
    x, y, wide, high = box
    told = _legible(picture, box, colour)
    cover = ink.astype(float) / 255
    burned = picture.astype(float)
    part = burned[y : y + high, x : x + wide]
    burned[y : y + high, x : x + wide] = part * (1 - cover) + COLOURS[told] * cover
    return burned.astype("u1"), Burned(text, kind, box, size, told, is_vertical)


def _one(number: int, size: int, ground_kind: str, script: str, seed: int) -> TextFrame:
    rng = Random(f"{seed}|{number}|{size}|{ground_kind}|{script}")
    width, height = rng.choice(((480, 360), (640, 480), (512, 512)))
    picture = ground(ground_kind, width, height, seed * 1000 + number)
    kinds = list(_TEXTS[script])
    rng.shuffle(kinds)
    corners = rng.sample(range(4), 4)
    lines: list[Burned] = []
    wanted = [(kind, rng.choice(texts)) for kind, texts in kinds[: 1 + number % 3]]
    if number % 4 == 0:
        wanted.append(("harmless", rng.choice(_HARMLESS)))
    for corner, (kind, text) in zip(corners, wanted, strict=False):
        colour = rng.choice(tuple(COLOURS))
        is_vertical = number % 17 == 0 and kind == "id"
        burned = burn(picture, rng, text, kind, script, size, corner, colour, is_vertical)
        if burned is not None and not any(_overlap(burned[1].box, one.box) for one in lines):
            picture = burned[0]
            lines.append(burned[1])
    modality = ("US", "SC", "XA", "CR")[number % 4]
    count = 3 if modality in ("US", "XA") and number % 3 == 0 else 1
    clean = ground(ground_kind, width, height, seed * 1000 + number)
    # Text on the last frame alone is what looking at the first frame misses.
    on = (count - 1,) if number % 5 == 0 else tuple(range(count))
    pixels = np.stack([picture if frame in on else clean for frame in range(count)])
    return TextFrame(
        f"{number:04d}-{modality}-{script}-{size}-{ground_kind}", modality, pixels, tuple(lines),
        on, ground_kind, script, "dev" if number % 2 == 0 else "test",
        modality == "CR" and number % 8 == 3,
    )  # fmt: skip


def _overlap(a: Box, b: Box) -> bool:
    return not (
        a[0] + a[2] + 3 < b[0] or b[0] + b[2] + 3 < a[0]
        or a[1] + a[3] + 3 < b[1] or b[1] + b[3] + 3 < a[1]
    )  # fmt: skip


def frames(rounds: int = 1, seed: int = 20260520) -> tuple[TextFrame, ...]:
    """Pictures with text: every size on every ground in every script, `rounds` times."""
    made: list[TextFrame] = []
    for turn in range(rounds):
        for size, ground_kind, script in product(SIZES, GROUNDS, SCRIPTS):
            frame = _one(len(made), size, ground_kind, script, seed + turn)
            made.append(frame)
    return tuple(frame for frame in made if frame.lines)


def empty_frames(count: int = 30, seed: int = 20260520) -> tuple[TextFrame, ...]:
    """Pictures on which nothing is written."""
    made = []
    for number in range(count):
        kind = GROUNDS[number % len(GROUNDS)]
        picture = ground(kind, 512, 384, seed + number)
        modality = ("US", "SC", "XA", "CR")[number % 4]
        made.append(
            TextFrame(f"{number:04d}-{modality}-empty-{kind}", modality, picture[None], (), (),
                      kind, "", "dev" if number % 2 == 0 else "test")
        )  # fmt: skip
    return tuple(made)


_CLASSES = {
    "US": "1.2.840.10008.5.1.4.1.1.3.1",
    "SC": "1.2.840.10008.5.1.4.1.1.7",
    "XA": "1.2.840.10008.5.1.4.1.1.12.1",
    "CR": "1.2.840.10008.5.1.4.1.1.1",
}


def dicom_of(frame: TextFrame) -> Dataset:
    """The picture as a DICOM object: US and SC in colour or gray, XA in 8, CR in 12 bits."""
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.SOPClassUID = _CLASSES[frame.modality]
    dataset.SOPInstanceUID = generate_uid(entropy_srcs=[frame.name, "object"])
    dataset.StudyInstanceUID = generate_uid(entropy_srcs=[frame.name, "study"])
    dataset.SeriesInstanceUID = generate_uid(entropy_srcs=[frame.name, "series"])
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dataset.Modality = "OT" if frame.modality == "SC" else frame.modality
    dataset.ImageType = ["DERIVED" if frame.modality == "SC" else "ORIGINAL", "PRIMARY"]
    dataset.PatientName, dataset.PatientID = "Nobody^Nowhere", "0"
    dataset.StudyDate = dataset.ContentDate = "20260312"
    if frame.modality == "SC":
        dataset.ConversionType = "WSD"
    dataset.InstanceNumber = 1
    count, rows, columns = frame.pixels.shape
    if count > 1:
        dataset.NumberOfFrames = count
    dataset.Rows, dataset.Columns, dataset.PixelRepresentation = rows, columns, 0
    _put(dataset, frame)
    return dataset


def _put(dataset: Dataset, frame: TextFrame) -> None:
    pixels = frame.pixels
    if frame.modality == "CR":
        dataset.SamplesPerPixel = 1
        dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, 12, 11
        deep = pixels.astype("<u2") * 16
        dataset.PhotometricInterpretation = "MONOCHROME1" if frame.is_inverted else "MONOCHROME2"
        dataset.PixelData = (4080 - deep if frame.is_inverted else deep).astype("<u2").tobytes()
        dataset["PixelData"].VR = "OW"
        return
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 8, 8, 7
    is_colour = frame.modality in ("US", "SC") and any(o.colour == "yellow" for o in frame.lines)
    if is_colour:
        dataset.SamplesPerPixel, dataset.PlanarConfiguration = 3, 0
        dataset.PhotometricInterpretation = "RGB"
        colour = np.stack([pixels] * 3, -1)
        for line in (one for one in frame.lines if one.colour == "yellow"):
            x, y, wide, high = line.box
            for index in frame.on_frames:
                part = colour[index, y : y + high, x : x + wide]
                part[..., 2] = np.where(part[..., 2] > 170, 40, part[..., 2])
        pixels = colour
    else:
        dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    data = pixels.tobytes()
    dataset.PixelData = data + b"\x00" * (len(data) % 2)
    dataset["PixelData"].VR = "OB"


def write(frame: TextFrame, path: Path) -> None:
    """Writes the picture as a DICOM file."""
    stream = io.BytesIO()
    dcmwrite(stream, dicom_of(frame), enforce_file_format=True)
    path.write_bytes(stream.getvalue())


def covered_share(line: Burned, boxes: Iterable[Sequence[float]]) -> float:
    """The share of a line's box that lies under the given boxes (x, y, width, height)."""
    x, y, wide, high = line.box
    under = np.zeros((high, wide), bool)
    for left, top, width, height in boxes:
        x0, y0 = round(left) - x, round(top) - y
        x1, y1 = round(left + width) - x, round(top + height) - y
        under[max(0, y0) : max(0, y1), max(0, x0) : max(0, x1)] = True
    return float(under.mean())


def is_found(line: Burned, boxes: Iterable[Sequence[float]]) -> bool:
    """Whether nine tenths of a line's box are covered: too little would leave letters legible."""
    return covered_share(line, list(boxes)) >= 0.9


def masked_away(line: Burned, before: np.ndarray, after: np.ndarray) -> bool:
    """Whether nothing of a line's ink is left: its box has one flat value, or none of the ink."""
    x, y, wide, high = line.box
    old = before[y : y + high, x : x + wide].astype(float)
    new = after[y : y + high, x : x + wide].astype(float)
    if float(new.std()) < 1:
        return True
    together = np.corrcoef(old.ravel(), new.ravel())[0, 1]
    return bool(np.isnan(together) or abs(together) < 0.2)
