"""Thousands of damaged DICOM files that are made from a seed alone.

Beside blind damage (bits, cuts, noise) the structure is hit on purpose: lengths, representations,
nesting, syntaxes, fragments, sizes. The same seed and number give the same bytes. No file is larger
than three mebibytes, though some claim, or unpack to, very much more.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.filewriter import dcmwrite
from pydicom.uid import (
    UID,
    CTImageStorage,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGLSLossless,
    RLELossless,
)

LARGEST = 3 << 20
_LONG = (b"OB", b"OW", b"OF", b"OD", b"OL", b"SQ", b"UT", b"UN", b"UC", b"UR")
_VRS = (b"AE", b"AS", b"AT", b"CS", b"DA", b"DS", b"DT", b"FD", b"FL", b"IS", b"LO", b"LT", b"OB",
        b"OW", b"PN", b"SH", b"SL", b"SQ", b"SS", b"ST", b"TM", b"UI", b"UL", b"UN", b"US", b"UT",
        b"??", b"\x00\x00")  # fmt: skip
_UNDEFINED = 0xFFFFFFFF
_ITEM = struct.pack("<HHI", 0xFFFE, 0xE000, _UNDEFINED)
_ITEM_END = struct.pack("<HHI", 0xFFFE, 0xE00D, 0)
_END = struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
_DEFLATED = "1.2.840.10008.1.2.1.99"
_SYNTAXES = (
    ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian, _DEFLATED,
    JPEGBaseline8Bit, JPEG2000Lossless, JPEGLSLossless, RLELossless, "1.2.840.10008.1.2.4.201",
    "1.2.840.10008.1.2.4.100", "1.2.840.10008.1.2.4.94", "1.2.3.4", "",
)  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One damaged file."""

    name: str
    way: str
    data: bytes


@dataclass(frozen=True)
class Place:
    """Where an element of an explicit little-endian file stands."""

    at: int
    length_at: int
    width: int
    value_at: int
    length: int


def sample(side: int = 32, frames: int = 1, with_pixels: bool = True) -> Dataset:
    """A small sound instance, all invented."""
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.SOPClassUID, dataset.SOPInstanceUID = CTImageStorage, "2.25.999771"
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = "2.25.999772", "2.25.999773"
    dataset.PatientName, dataset.PatientID = "Mutabilis^Dorothea=慕容^听澜", "MU0001"
    dataset.PatientBirthDate, dataset.StudyDate, dataset.StudyTime = "19610714", "20260312", "1000"
    dataset.Modality, dataset.ImageType = "CT", ["ORIGINAL", "PRIMARY", "AXIAL"]
    dataset.ImagePositionPatient = ["-1", "-2", "3.5"]
    dataset.ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
    dataset.PixelSpacing, dataset.SliceThickness = ["0.7", "0.7"], "1.5"
    dataset.InstanceNumber, dataset.SeriesNumber, dataset.RescaleSlope = 1, 2, "1"
    dataset.RescaleIntercept, dataset.FrameOfReferenceUID = "-1024", "2.25.999774"
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = "1", "99X", "word"
    inner = Dataset()
    inner.AnatomicRegionSequence = [item]
    dataset.AnatomicRegionSequence = [inner]
    if with_pixels:
        rng = np.random.default_rng(side)
        dataset.Rows = dataset.Columns = side
        dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
        dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, 12, 11
        dataset.PixelRepresentation = 0
        if frames > 1:
            dataset.NumberOfFrames = frames
        values = rng.integers(0, 4096, (frames, side, side)).astype("<u2")
        dataset.PixelData = values.tobytes()
        dataset["PixelData"].VR = "OW"
    return dataset


def written(dataset: Dataset, syntax: str = ExplicitVRLittleEndian) -> bytes:
    """The bytes of a dataset in a syntax; compressed pixels must already be there."""
    dataset.file_meta.TransferSyntaxUID = UID(syntax)
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    stream = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dcmwrite(stream, dataset, enforce_file_format=True)
    return stream.getvalue()


@cache
def _plain() -> bytes:
    return written(sample())


@cache
def _compressed(syntax: str) -> bytes:
    dataset = sample(frames=2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset.compress(syntax, generate_instance_uid=False)
    return written(dataset, syntax)


@cache
def _places() -> tuple[Place, ...]:
    """The top elements of the plain sample, the file's head included."""
    data, at, found = _plain(), 132, []
    while at + 8 <= len(data):
        kind = data[at + 4 : at + 6]
        if kind in _LONG:
            length = struct.unpack_from("<I", data, at + 8)[0]
            place = Place(at, at + 8, 4, at + 12, length)
        else:
            length = struct.unpack_from("<H", data, at + 6)[0]
            place = Place(at, at + 6, 2, at + 8, length)
        found.append(place)
        if length == _UNDEFINED:
            break
        at = place.value_at + length
    return tuple(found)


def _spliced(data: bytes, at: int, end: int, new: bytes) -> bytes:
    return data[:at] + new + data[end:]


def _element(tag: int, kind: bytes, value: bytes, length: int | None = None) -> bytes:
    length = len(value) if length is None else length
    head = struct.pack("<HH", tag >> 16, tag & 0xFFFF) + kind
    if kind in _LONG:
        return head + b"\x00\x00" + struct.pack("<I", length) + value
    return head + struct.pack("<H", length & 0xFFFF) + value


def _before_pixels(extra: bytes) -> bytes:
    """The sample with something put in before its pixels."""
    pixels = _places()[-1].at
    return _spliced(_plain(), pixels, pixels, extra)


def _any_source(rng: Random, sources: Sequence[bytes]) -> bytes:
    ours = [
        _plain(),
        *(_compressed(one) for one in (JPEGLSLossless, JPEG2000Lossless, RLELossless)),
    ]
    return rng.choice([*ours, *sources]) if sources else rng.choice(ours)


def _bits(rng: Random, sources: Sequence[bytes]) -> bytes:
    data = bytearray(_any_source(rng, sources))
    for _ in range(rng.choice((1, 1, 2, 8, 64))):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def _head_bits(rng: Random, sources: Sequence[bytes]) -> bytes:
    data = bytearray(_any_source(rng, sources))
    for _ in range(rng.choice((1, 2, 4))):
        data[rng.randrange(128, min(len(data), 900))] ^= 1 << rng.randrange(8)
    return bytes(data)


def _cut(rng: Random, sources: Sequence[bytes]) -> bytes:
    data = _any_source(rng, sources)
    return data[: rng.choice((rng.randrange(140), rng.randrange(len(data)), len(data) - 1))]


def _removed(rng: Random, sources: Sequence[bytes]) -> bytes:
    data = _any_source(rng, sources)
    start = rng.randrange(132, len(data) - 1)
    return _spliced(data, start, start + rng.choice((1, 2, 7, 300)), b"")


def _noise(rng: Random, sources: Sequence[bytes]) -> bytes:
    data = _any_source(rng, sources)
    start = rng.randrange(132, len(data))
    return _spliced(data, start, start, rng.randbytes(rng.choice((1, 2, 8, 1024))))


def _twice(rng: Random, sources: Sequence[bytes]) -> bytes:
    data = _any_source(rng, sources)
    start = rng.randrange(132, len(data) - 10)
    piece = data[start : start + rng.choice((8, 40, 400))]
    return _spliced(data, start, start, piece * rng.choice((1, 3, 50)))


def _length(rng: Random, _: Sequence[bytes]) -> bytes:
    place = rng.choice(_places())
    form = "<I" if place.width == 4 else "<H"
    top = (1 << 8 * place.width) - 1
    new = rng.choice((0, 1, place.length + 1, place.length + 2, place.length * 2, top, top - 1,
                      top >> 1, rng.randrange(top)))  # fmt: skip
    return _spliced(_plain(), place.length_at, place.value_at, struct.pack(form, new & top))


def _representation(rng: Random, _: Sequence[bytes]) -> bytes:
    place = rng.choice(_places())
    return _spliced(_plain(), place.at + 4, place.at + 6, rng.choice(_VRS))


def _tag(rng: Random, _: Sequence[bytes]) -> bytes:
    place = rng.choice(_places())
    tags = ((0x7FE0, 0x0010), (0xFFFE, 0xE000), (0xFFFE, 0xE0DD), (0, 0), (0xFFFF, 0xFFFF),
            (0x0008, 0x0005), (0x0002, 0x0010), (0x5200, 0x9230), (0x0009, 0x0010))  # fmt: skip
    return _spliced(_plain(), place.at, place.at + 4, struct.pack("<HH", *rng.choice(tags)))


def _values(rng: Random, _: Sequence[bytes]) -> bytes:
    places = [one for one in _places() if one.width == 2 and one.length]
    place = rng.choice(places)
    new = rng.choice((b"\xff" * place.length, b"\x00" * place.length, b"\\" * place.length,
                      b"9" * place.length, b"NaN ", b"-1e308 ", b"1e9999", b"../../../x ",
                      b"\x1b$)A\xff\xff", b"=^=^=^", b"<script>", b"%s%n%d  "))  # fmt: skip
    new += b" " * (len(new) % 2)
    length = struct.pack("<H", len(new))
    return _spliced(_plain(), place.length_at, place.value_at + place.length, length + new)


def _nested(rng: Random, _: Sequence[bytes]) -> bytes:
    depth = rng.choice((10, 100, 990, 1010, 5_000, 40_000))
    opening = _element(0x00081140, b"SQ", b"", _UNDEFINED) + _ITEM
    closing = (_ITEM_END + _END) * rng.choice((0, depth // 2, depth))
    return _before_pixels(opening * depth + closing)


def _nested_unknown(rng: Random, _: Sequence[bytes]) -> bytes:
    depth = rng.choice((10, 500, 3_000))
    opening = _element(0x00091010, b"UN", b"", _UNDEFINED) + _ITEM
    return _before_pixels(opening * depth + (_ITEM_END + _END) * depth)


def _items(rng: Random, _: Sequence[bytes]) -> bytes:
    length = rng.choice((0, 1, 0x7FFFFFFF, _UNDEFINED - 1, 8))
    item = struct.pack("<HHI", 0xFFFE, 0xE000, length) + _element(0x00080100, b"SH", b"1 ")
    return _before_pixels(_element(0x00081140, b"SQ", item * rng.choice((1, 3, 20_000))))


def _undefined(rng: Random, _: Sequence[bytes]) -> bytes:
    kind = rng.choice((b"UT", b"OB", b"UN", b"OW", b"UC"))
    return _before_pixels(_element(0x00204000, kind, rng.randbytes(40), _UNDEFINED))


def _absurd(rng: Random, _: Sequence[bytes]) -> bytes:
    dataset = sample()
    what = rng.randrange(7)
    if what == 0:
        dataset.Rows, dataset.Columns = 65535, 65535
    elif what == 1:
        dataset.NumberOfFrames = rng.choice((0, -1, 2**31 - 1, 10**9))
    elif what == 2:
        dataset.BitsAllocated = rng.choice((0, 1, 7, 33, 64, 65535))
    elif what == 3:
        dataset.Rows = 0
    elif what == 4:
        dataset.SamplesPerPixel = rng.choice((0, 2, 3, 4, 65535))
    elif what == 5:
        dataset.HighBit = 3
        dataset.BitsStored = rng.choice((0, 99, 17))
    else:
        dataset.PhotometricInterpretation = rng.choice(
            ("PALETTE COLOR", "YBR_FULL_422", "RGB", "X")
        )
    return written(dataset)


def _geometry(rng: Random, _: Sequence[bytes]) -> bytes:
    dataset = sample()
    odd = rng.choice((["0"] * 6, ["1", "0", "0", "1", "0", "0"], ["1e38"] * 6, ["1"], []))
    what = rng.randrange(4)
    if what == 0:
        dataset.ImageOrientationPatient = odd
    elif what == 1:
        dataset.ImagePositionPatient = rng.choice((["1e308"] * 3, ["0"], ["0"] * 9))
    elif what == 2:
        dataset.PixelSpacing = rng.choice((["0", "0"], ["-1", "1"], ["1e-300"] * 2, ["5"]))
    else:
        dataset.SliceThickness = rng.choice(("0", "-5", "1e300"))
    return written(dataset)


def _syntax(rng: Random, sources: Sequence[bytes]) -> bytes:
    """The head names another syntax than the data has."""
    data = _any_source(rng, sources)
    at = data.find(struct.pack("<HH", 2, 0x10) + b"UI")
    if at < 0:
        return data + b"\x00"
    length = struct.unpack_from("<H", data, at + 6)[0]
    name = str(rng.choice(_SYNTAXES)).encode()
    name = name[:length].ljust(length, b"\x00")
    return _spliced(data, at + 8, at + 8 + length, name)


def _fragments(rng: Random, _: Sequence[bytes]) -> bytes:
    """Compressed pixels whose table, items or ends are wrong."""
    syntax = rng.choice((JPEGLSLossless, JPEG2000Lossless, RLELossless))
    data = bytearray(_compressed(syntax))
    start = data.rfind(struct.pack("<HH", 0x7FE0, 0x0010))
    what = rng.randrange(4)
    if what == 0:
        place = start + 12 + rng.choice((4, 8, 12, 16, 20))
        struct.pack_into("<I", data, place, rng.choice((0, 1, _UNDEFINED, 0x7FFFFFF0, 13)))
    elif what == 1:
        del data[-8:]
    elif what == 2:
        del data[rng.randrange(start + 12, len(data)) :]
    else:
        for _turn in range(20):
            data[rng.randrange(start + 30, len(data))] = rng.randrange(256)
    return bytes(data)


def _hollow_frames(rng: Random, _: Sequence[bytes]) -> bytes:
    """Frames that are no pictures, or whose own head claims another size."""
    dataset = sample(frames=2)
    huge = b"\xff\x4f\xff\x51\x00\x29\x00\x00" + struct.pack(
        ">8I", *(2**31 - 1,) * 2, 0, 0, 1, 1, 0, 0
    )
    frame = rng.choice((b"", b"\xff\xd8\xff\xd9", rng.randbytes(64), huge, b"\x00" * 1000))
    dataset.PixelData = encapsulate([frame or b"\x00\x00"] * 2)
    dataset["PixelData"].VR = "OB"
    dataset["PixelData"].is_undefined_length = True
    syntax = rng.choice((JPEGBaseline8Bit, JPEG2000Lossless, JPEGLSLossless, RLELossless))
    return written(dataset, syntax)


def _bomb(rng: Random, _: Sequence[bytes]) -> bytes:
    """A deflated data set that unpacks to very much, or breaks off."""
    packed = _deflated(rng.choice((1 << 20, 64 << 20, 512 << 20)))
    return _deflated_head() + packed[: rng.choice((len(packed), len(packed) // 2))]


def _first_of_body() -> int:
    data = _plain()
    return next(one.at for one in _places() if data[one.at : one.at + 2] != b"\x02\x00")


@cache
def _deflated(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(_plain()[_first_of_body() : _places()[-1].at])
    packed += packer.compress(_element(0x00204000, b"UT", b"", size))
    block = b" " * (1 << 20)
    for _ in range(size >> 20):
        packed += packer.compress(block)
    return packed + packer.flush()


@cache
def _deflated_head() -> bytes:
    data = _plain()
    at = data.find(struct.pack("<HH", 2, 0x10) + b"UI")
    length = struct.unpack_from("<H", data, at + 6)[0]
    name = _DEFLATED.encode()
    new = struct.pack("<H", len(name)) + name
    grown = _spliced(data, at + 6, at + 8 + length, new)
    body = _first_of_body() + len(name) - length
    group = struct.unpack_from("<I", grown, 140)[0] + len(name) - length
    return _spliced(grown[:body], 140, 144, struct.pack("<I", group))


def _disorder(rng: Random, _: Sequence[bytes]) -> bytes:
    """The elements in another order, or some of them several times."""
    data, places = _plain(), list(_places())
    pieces = [data[one.at : one.value_at + one.length] for one in places]
    meta = [piece for piece in pieces if piece[:2] == b"\x02\x00"]
    rest = [piece for piece in pieces if piece[:2] != b"\x02\x00"]
    rng.shuffle(rest)
    return data[:132] + b"".join(meta) + b"".join(rest) + rng.choice(rest) * rng.choice((0, 1, 500))


def _head(rng: Random, _: Sequence[bytes]) -> bytes:
    """The file's own head is wrong, short or missing."""
    data = _plain()
    return rng.choice((
        data[128:], data[132:], b"", b"DICM", b"\x00" * 128 + b"DICM",
        data[:132] + data[300:], _spliced(data, 140, 144, b"\xff\xff\xff\xff"),
        _spliced(data, 140, 144, b"\x00\x00\x00\x00"), b"MZ" + data[2:], b"%PDF-1.7" + data[8:],
        b"\xff\xd8\xff\xe0" + data[4:], b"PK\x03\x04" + data[4:], data[:132] * 3 + data[132:],
    ))  # fmt: skip


def _directory(rng: Random, _: Sequence[bytes]) -> bytes:
    """A DICOMDIR whose records point to themselves, to one another, or outside."""
    to = rng.choice((400, 0xFFFFFFFE, 1, 482))
    name = rng.choice((b"..\\..\\..\\etc\\passwd", b"A\\" * 20 + b"B ", b"\x00\x00", b"/etc/x"))
    inside = (
        _element(0x00041400, b"UL", struct.pack("<I", to))
        + _element(0x00041420, b"UL", struct.pack("<I", to))
        + _element(0x00041430, b"CS", b"IMAGE ")
        + _element(0x00041500, b"CS", name)
    )
    item = struct.pack("<HHI", 0xFFFE, 0xE000, len(inside)) + inside
    start = _element(0x00041200, b"UL", struct.pack("<I", 400))
    head = _plain()[: _first_of_body()]
    directory = b"1.2.840.10008.1.3.10"
    head = head.replace(CTImageStorage.encode(), directory.ljust(len(CTImageStorage), b"\x00"))
    return head + start + _element(0x00041220, b"SQ", item * rng.choice((1, 5, 5_000)))


def _many(rng: Random, _: Sequence[bytes]) -> bytes:
    """Very many private elements, or frames' functional groups without end."""
    if rng.random() < 0.5:
        made = b"".join(
            _element(0x00110000 + number, rng.choice(_VRS[:26]), rng.randbytes(4))
            for number in range(0x10, 0x10 + rng.choice((100, 20_000)))
        )
    else:
        item = struct.pack("<HHI", 0xFFFE, 0xE000, 0)
        made = _element(0x52009230, b"SQ", item * rng.choice((1_000, 200_000)))
    return _before_pixels(made)


WAYS: dict[str, Callable[[Random, Sequence[bytes]], bytes]] = {
    "bits": _bits, "head-bits": _head_bits, "cut": _cut, "removed": _removed, "noise": _noise,
    "twice": _twice, "length": _length, "representation": _representation, "tag": _tag,
    "values": _values, "nested": _nested, "nested-unknown": _nested_unknown, "items": _items,
    "undefined": _undefined, "absurd": _absurd, "geometry": _geometry, "syntax": _syntax,
    "fragments": _fragments, "hollow-frames": _hollow_frames, "bomb": _bomb,
    "disorder": _disorder, "head": _head, "directory": _directory, "many": _many,
}  # fmt: skip
# What costs most to make or to take comes round less often.
_RARE = frozenset(("bomb", "many", "nested"))
_SEQUENCE = tuple(
    way for turn in range(4) for way in WAYS if way not in _RARE or turn == 0
)  # fmt: skip


def mutants(count: int, seed: int, sources: Sequence[Path] = ()) -> Iterator[Mutant]:
    """Damaged files, one way after the other, from our own samples and any small real files."""
    read = [path.read_bytes() for path in sources if 200 < path.stat().st_size < LARGEST // 3]
    for number in range(count):
        way = _SEQUENCE[number % len(_SEQUENCE)]
        data = WAYS[way](Random(f"{seed}|{number}|{way}"), read)
        yield Mutant(f"{number:05d}-{way}.dcm", way, data[:LARGEST])
