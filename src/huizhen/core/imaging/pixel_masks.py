"""Boxes painted over on every frame of an object, and nothing else of its pixels changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate, encapsulate_extended
from pydicom.pixels.encoders.base import get_encoder
from pydicom.uid import UID, ExplicitVRBigEndian, ExplicitVRLittleEndian, JPEGLSLossless

from huizhen.core.errors import UnsupportedRecord
from huizhen.core.imaging.pixels import Frame, frame_count, frames_of
from huizhen.core.records.value import Value

Samples = NDArray[Any]
_MOST_NATIVE: Final = 96_000_000
"""Compressed objects that are larger than this unpacked are compressed again, without loss."""
_LARGEST_TABLE: Final = 0xFFFFFFFF
_SUBSAMPLED: Final = frozenset(("YBR_FULL_422", "YBR_PARTIAL_422", "YBR_PARTIAL_420"))
_STALE: Final = (
    0x7FE00001, 0x7FE00002, 0x7FE00003,  # offsets and lengths of the frames as they were
    0x00280006,
)  # fmt: skip


class MaskBox(Value):
    """A rectangle in pixels of the frame, from its upper left corner."""

    x: int
    y: int
    width: int
    height: int


def paint(dataset: Dataset, boxes: Sequence[MaskBox]) -> None:
    """Blackens the boxes on every frame, in place.

    What was uncompressed stays so in its own transfer syntax; what was compressed is written
    uncompressed, or as lossless JPEG-LS where that would be large: nothing loses detail twice.
    UnsupportedRecord where pixels are not painted over (bitmaps, floating point, video).
    """
    if not boxes:
        return
    _check(dataset)
    syntax = UID(str(dataset.file_meta.TransferSyntaxUID))
    frames = _painted(dataset, boxes)
    first = next(frames)
    described = _Described(first)
    is_large = described.frame_bytes * frame_count(dataset) > _MOST_NATIVE
    if syntax.is_compressed and syntax.is_encapsulated and is_large:
        _encapsulated(dataset, described, first, frames)
        return
    is_big = syntax == ExplicitVRBigEndian
    pixels = b"".join(_bytes(frame.samples, is_big) for frame in (first, *frames))
    described.write(dataset)
    if syntax.is_encapsulated:
        dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.PixelData = pixels + bytes(len(pixels) % 2)
    _settle(dataset, is_undefined_length=False)


def painted_rightly(dataset: Dataset, boxes: Sequence[MaskBox], index: int) -> bool:
    """Whether each box of a written frame holds one value alone."""
    samples = next(frames_of(dataset, [index])).samples
    parts = (samples[_slices(box, samples)] for box in boxes)
    return all(part.size == 0 or not (part - part.reshape(-1, *part.shape[2:])[0]).any()
               for part in parts)  # fmt: skip


def _check(dataset: Dataset) -> None:
    if "PixelData" not in dataset or int(dataset.get("BitsAllocated") or 0) not in (8, 16, 32):
        raise UnsupportedRecord(
            "pixels_not_masked",
            "The pixels of this kind of object cannot be painted over.",
            "Leave the object out of the package, or ask for it without burned-in text.",
        )


def _painted(dataset: Dataset, boxes: Sequence[MaskBox]) -> Iterator[Frame]:
    for frame in frames_of(dataset):
        samples = np.array(frame.samples)
        fill = _black(dataset, frame.photometric_interpretation, samples)
        for box in boxes:
            samples[_slices(box, samples)] = fill
        yield Frame(samples, frame.photometric_interpretation)


def _slices(box: MaskBox, samples: Samples) -> tuple[slice, slice]:
    rows, columns = samples.shape[:2]
    top, left = max(0, box.y), max(0, box.x)
    return (
        slice(min(rows, top), max(0, min(rows, box.y + box.height))),
        slice(min(columns, left), max(0, min(columns, box.x + box.width))),
    )


def _black(dataset: Dataset, interpretation: str, samples: Samples) -> Any:
    """What looks black and is no new extreme, so that windows by value stay as they were."""
    if interpretation.startswith("YBR"):
        middle = 1 << (int(dataset.BitsStored) - 1)
        return np.array([0, middle, middle], dtype=samples.dtype)
    if samples.ndim == 3:
        return 0
    if interpretation == "MONOCHROME1":
        return samples.max()
    if interpretation == "PALETTE COLOR":
        return _darkest(dataset)
    return samples.min()


def _darkest(dataset: Dataset) -> int:
    """The index of the palette's darkest colour."""
    tables = []
    for colour in ("Red", "Green", "Blue"):
        entries, first, bits = dataset[f"{colour}PaletteColorLookupTableDescriptor"].value
        data = dataset.get(f"{colour}PaletteColorLookupTableData", b"")
        kind = np.uint8 if bits == 8 and len(data) <= (entries or 65_536) + 1 else np.uint16
        tables.append(np.frombuffer(data, kind)[: entries or 65_536].astype(np.int64))
    total = tables[0] + tables[1] + tables[2]
    return int(first) + int(total.argmin())


class _Described:
    """How the painted frames are described (PS3.3 C.7.6.3.1)."""

    def __init__(self, frame: Frame) -> None:
        samples = frame.samples
        self.interpretation = frame.photometric_interpretation
        if self.interpretation in _SUBSAMPLED:
            self.interpretation = "YBR_FULL"
        self.frame_bytes = samples.nbytes
        self.bits_allocated = samples.dtype.itemsize * 8
        self.samples_per_pixel = samples.shape[2] if samples.ndim == 3 else 1

    def write(self, dataset: Dataset) -> None:
        """The description of the frames as they are now."""
        dataset.PhotometricInterpretation = self.interpretation
        dataset.SamplesPerPixel = self.samples_per_pixel
        dataset.BitsAllocated = self.bits_allocated
        for stale in _STALE:
            if stale in dataset:
                del dataset[stale]
        if self.samples_per_pixel > 1:
            dataset.PlanarConfiguration = 0


def _bytes(samples: Samples, is_big: bool) -> bytes:
    kind = samples.dtype.newbyteorder(">" if is_big else "<")
    return np.ascontiguousarray(samples, kind).tobytes()


def _encapsulated(
    dataset: Dataset, described: _Described, first: Frame, rest: Iterator[Frame]
) -> None:
    described.write(dataset)
    encoder = get_encoder(JPEGLSLossless)
    options: dict[str, Any] = {
        "rows": dataset.Rows,
        "columns": dataset.Columns,
        "samples_per_pixel": described.samples_per_pixel,
        "bits_allocated": described.bits_allocated,
        "bits_stored": dataset.BitsStored,
        "pixel_representation": dataset.PixelRepresentation,
        "photometric_interpretation": described.interpretation,
        "number_of_frames": 1,
    }
    if described.samples_per_pixel > 1:
        options["planar_configuration"] = 0
    made = [encoder.encode(_bytes(one.samples, False), **options) for one in (first, *rest)]
    dataset.file_meta.TransferSyntaxUID = JPEGLSLossless
    if sum(map(len, made)) < _LARGEST_TABLE:
        dataset.PixelData = encapsulate(made)
    else:
        packed, offsets, lengths = encapsulate_extended(made)
        dataset.PixelData = packed
        dataset.ExtendedOffsetTable, dataset.ExtendedOffsetTableLengths = offsets, lengths
    _settle(dataset, is_undefined_length=True)


def _settle(dataset: Dataset, *, is_undefined_length: bool) -> None:
    element = dataset["PixelData"]
    is_wide = int(dataset.BitsAllocated) > 8 and not is_undefined_length
    is_implicit = UID(str(dataset.file_meta.TransferSyntaxUID)).is_implicit_VR
    element.VR = "OW" if is_wide or is_implicit else "OB"
    element.is_undefined_length = is_undefined_length


def clear_unused_bits(dataset: Dataset) -> bool:
    """Clears the bits above and below the stored ones, where overlays used to lie; whether it was
    done: pixels that are compressed have none."""
    syntax = UID(str(dataset.file_meta.TransferSyntaxUID))
    allocated, stored = int(dataset.get("BitsAllocated", 0)), int(dataset.get("BitsStored", 0))
    if syntax.is_encapsulated or allocated != 16 or stored >= 16 or "PixelData" not in dataset:
        return False
    low = int(dataset.get("HighBit", stored - 1)) - stored + 1
    order = ">" if syntax == ExplicitVRBigEndian else "<"
    words = np.frombuffer(dataset.PixelData, f"{order}u2")
    mask = ((1 << stored) - 1) << max(0, low)
    if int(dataset.get("PixelRepresentation", 0)):
        signed = (words >> max(0, low) & ((1 << stored) - 1)).astype(np.int32)
        signed = np.where(signed >> (stored - 1), signed - (1 << stored), signed) << max(0, low)
        cleared = (signed & 0xFFFF).astype(f"{order}u2")
    else:
        cleared = (words & mask).astype(f"{order}u2")
    dataset.PixelData = cleared.tobytes()
    return True
