"""HTJ2K lossless derivatives (PS3.5 A.4.17): the same pixels, quick to load; originals stay.

A derivative counts only when every pixel of it, decoded again from what was written, equals the
original's. What cannot be transcoded is left as it is, with a code that says why.
"""

from __future__ import annotations

import struct
import warnings
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

import numpy as np
from pydicom import dcmread, dcmwrite
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRBigEndian, HTJ2KLossless

from huizhen.core.errors import BrokenRecord, HuizhenError
from huizhen.core.imaging.pixels import Frame, Samples, frame_count, frames_of, opened

HTJ2K_LOSSLESS: Final = str(HTJ2KLossless)
DONE: Final = "done"
_PREFIX = "1.2.840.10008.1.2.4."
_ALREADY = frozenset(f"{_PREFIX}{last}" for last in (201, 202))
_LOSSY = frozenset(f"{_PREFIX}{last}" for last in (50, 51, 81))
_MAY_BE_LOSSY = frozenset(f"{_PREFIX}{last}" for last in (91, 203))
_VIDEO = frozenset(f"{_PREFIX}{last}" for last in (100, 101, 102, 103, 104, 105, 106, 107, 108))
_GREY = frozenset(("MONOCHROME1", "MONOCHROME2", "PALETTE COLOR"))
_SIXTEEN_BITS, _EIGHT_BITS = 16, 8
_ITEM, _DELIMITER = b"\xfe\xff\x00\xe0", b"\xfe\xff\xdd\xe0"
_PIXELS_HEAD = b"\xe0\x7f\x10\x00OB\x00\x00\xff\xff\xff\xff"
_PIXELS_TAG, _PADDING_TAG = 0x7FE00010, 0xFFFCFFFC


class Transcoded(NamedTuple):
    """What became of it: the code, and where each frame lies in the derivative."""

    code: str
    frames: tuple[tuple[int, int], ...] = ()
    """Offset and length of each codestream in the written file."""
    pixel_bytes: int = 0
    """Uncompressed."""


class _Left(Exception):
    """It is left as it is."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def transcode(source: Path, target: Path) -> Transcoded:
    """Write the derivative of an instance, and compare it; without `done` there is no target."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # deviations in values are normal in real files
            return _transcoded(source, target)
    except _Left as left:
        code = left.code
    except BrokenRecord as error:
        code = error.code
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a damaged header stops no other instance
        code = "not_decoded"
    target.unlink(missing_ok=True)
    return Transcoded(code)


def _transcoded(source: Path, target: Path) -> Transcoded:
    dataset = opened(source)
    _refuse(dataset)
    header = _header(source, dataset)
    places: list[tuple[int, int]] = []
    size = 0
    with target.open("w+b") as stream:
        _write_header(header, stream)
        stream.write(_PIXELS_HEAD + _ITEM + bytes(4))
        for frame in frames_of(dataset):
            data = _encoded(dataset, frame)
            size += frame.samples.nbytes
            stream.write(_ITEM + struct.pack("<I", len(data)))
            places.append((stream.tell(), len(data)))
            stream.write(data)
            _compare(frame.samples, stream, places[-1])
        stream.write(_DELIMITER + bytes(4))
    _compare_headers(dataset, target)
    return Transcoded(DONE, tuple(places), size)


def _refuse(dataset: Dataset) -> None:
    """Passes for what can be transcoded without loss and without changing its meaning."""
    syntax = str(dataset.file_meta.TransferSyntaxUID)
    reasons = {
        "no_pixels": not frame_count(dataset) or "PixelData" not in dataset,
        "already": syntax in _ALREADY,
        "video": syntax in _VIDEO,
        "lossy": syntax in _LOSSY
        or (syntax in _MAY_BE_LOSSY and dataset.get("LossyImageCompression") == "01"),
        "big_endian": syntax == str(ExplicitVRBigEndian),
        "bit_depth": dataset.get("BitsAllocated") not in (_EIGHT_BITS, _SIXTEEN_BITS),
        "overlay_in_pixels": any(
            element.tag.element == 0x0102 and element.tag.group >> 8 == 0x60 and element.value
            for element in dataset.group_dataset(0x6000)
        ),
        "behind_pixels": any(
            _PIXELS_TAG < int(tag) < _PADDING_TAG
            for tag in dataset.keys()  # noqa: SIM118
        ),
    }
    for code, is_so in reasons.items():
        if is_so:
            raise _Left(code)


def _header(source: Path, dataset: Dataset) -> Dataset:
    """The original's header, saying how the derivative's pixels are kept."""
    header = dcmread(source, stop_before_pixels=True, force=True)
    for word in ("ExtendedOffsetTable", "ExtendedOffsetTableLengths"):
        if word in header:
            del header[word]
    bits = int(dataset.BitsAllocated)
    # the codestream holds whole containers: the header says the same, so that nobody shifts
    header.BitsStored, header.HighBit = bits, bits - 1
    if header.get("SamplesPerPixel") == 3:
        header.PlanarConfiguration, header.PhotometricInterpretation = 0, "YBR_RCT"
    meta = FileMetaDataset()
    for element in dataset.file_meta:
        if element.keyword.startswith("MediaStorage"):
            meta[element.tag] = element
    meta.TransferSyntaxUID = HTJ2KLossless
    meta.MediaStorageSOPClassUID = dataset.get("SOPClassUID") or meta.MediaStorageSOPClassUID
    meta.MediaStorageSOPInstanceUID = (
        dataset.get("SOPInstanceUID") or meta.MediaStorageSOPInstanceUID
    )
    header.file_meta = meta
    header.preamble = bytes(128)
    return header


def _write_header(header: Dataset, stream: BinaryIO) -> None:
    try:
        dcmwrite(stream, header, enforce_file_format=True)
    except Exception as error:
        raise _Left("header_not_rewritten") from error


def _encoded(dataset: Dataset, frame: Frame) -> bytes:
    """The codestream of one frame, of even length (PS3.5 A.4)."""
    import imagecodecs

    samples, interpretation = frame
    is_colour = samples.ndim == 3
    if interpretation not in (("RGB",) if is_colour else _GREY):
        raise _Left("colour")
    if samples.dtype.kind not in "iu" or samples.dtype.itemsize * 8 != dataset.BitsAllocated:
        raise _Left("bit_depth")
    native = np.ascontiguousarray(samples.astype(samples.dtype.newbyteorder("="), copy=False))
    try:
        more: dict[str, Any] = {"rgb": True} if is_colour else {}
        data = bytes(imagecodecs.htj2k_encode(native, reversible=True, **more))
    except Exception as error:
        raise _Left("not_encoded") from error
    return data + bytes(len(data) % 2)


def _compare(before: Samples, stream: BinaryIO, place: tuple[int, int]) -> None:
    """Passes when the frame that was written last is read again with every pixel as it was."""
    import imagecodecs

    stream.seek(place[0])
    try:
        after = imagecodecs.htj2k_decode(stream.read(place[1]))
    except Exception as error:
        raise _Left("not_equal") from error
    is_same_kind = before.dtype.kind == after.dtype.kind
    if not is_same_kind or before.shape != after.shape or not np.array_equal(before, after):
        raise _Left("not_equal")


def _compare_headers(dataset: Dataset, target: Path) -> None:
    """Passes when what was written says the same of its pixels."""
    written = dcmread(target, stop_before_pixels=True)
    words = ("Rows", "Columns", "SamplesPerPixel", "NumberOfFrames", "PixelRepresentation")
    if any(written.get(word) != dataset.get(word) for word in words):
        raise _Left("not_equal")


def codestream(data: bytes, places: list[list[int]], index: int) -> bytes:
    """One frame of a derivative's bytes; HuizhenError when it has no such frame."""
    if not 0 <= index < len(places):
        raise HuizhenError("no_such_frame", "There is no such frame.", "Ask for another frame.")
    offset, length = places[index]
    return data[offset : offset + length]
