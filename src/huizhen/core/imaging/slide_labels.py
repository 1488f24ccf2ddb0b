"""Labels of whole-slide files in TIFF (SVS, NDPI and their relatives) overwritten, not only
unlinked.

A label is a photograph of the slide's paper label, a macro one of the whole slide with the label
on it. Both carry names, numbers and bar codes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from huizhen.core.errors import BrokenRecord, UnsupportedRecord
from huizhen.core.imaging.slide_descriptions import (
    is_label_image,
    is_of_unknown_vendor,
    kept_description,
)
from huizhen.core.records.value import Value

_SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4,
                 16: 8, 17: 8, 18: 8}  # fmt: skip
_SUBFILE, _WIDTH, _HEIGHT, _DESCRIPTION = 254, 256, 257, 270
_STRIP_OFFSETS, _STRIP_COUNTS, _TILE_OFFSETS, _TILE_COUNTS = 273, 279, 324, 325
_SUB_IFDS = 330
_TEXTS: Final = (269, 270, 271, 272, 285, 305, 306, 315, 316, 333, 337, 33432, 700)
"""DocumentName, ImageDescription, Make, Model, PageName, Software, DateTime, Artist, HostComputer,
InkNames, TargetPrinter, Copyright and XMP."""
_KEPT_TEXTS: Final = frozenset((270, 271, 272, 305))
_BLOBS: Final = (33723, 34377, 34665, 34853, 37500, 37510, 65449)
"""IPTC, Photoshop, EXIF, GPS, MakerNote, UserComment and Hamamatsu's map of properties."""
_HAMAMATSU: Final = (65420, 65421, 65427)
_NDPI, _LENS = 65420, 65421
"""Of Hamamatsu's NDPI: its mark, and the lens of an image, which is below 0 for the macro image and
for the map of where tissue lies."""
_FAR: Final = 1 << 32
"""Behind this NDPI has offsets in a way of its own."""
_ASCII, _FLOAT = 2, 11
_PACKET: Final = 700
_MOST_DIRECTORIES: Final = 10_000
_MOST_TEXT: Final = 64 << 20
_CHUNK: Final = 1 << 20


class StrippedSlide(Value):
    """What was taken out of a slide file."""

    removed: tuple[str, ...]
    """Kind and size of each image: 'label 387x463'."""
    cleaned_texts: int
    overwritten_bytes: int
    images: int
    """How many images the file still shows."""


@dataclass
class _Entry:
    tag: int
    kind: int
    count: int
    at: int
    """Where the entry stands."""
    value_at: int
    """Where its value stands: in the entry itself when it is short."""

    @property
    def size(self) -> int:
        return self.count * _SIZES.get(self.kind, 1)


@dataclass
class _Directory:
    at: int
    pointer_at: int
    """Where the offset to this directory stands."""
    next_at: int
    next_offset: int
    entries: dict[int, _Entry] = field(default_factory=dict)

    @property
    def is_hamamatsu(self) -> bool:
        """Whether it has one of that vendor's tags."""
        return any(tag in self.entries for tag in _HAMAMATSU)


def strip_slide(source: Path, target: Path) -> StrippedSlide:
    """Copies a slide without its label and macro images; their bytes are overwritten with zeros.

    Texts that describe the images keep what a viewer needs (size, scale, magnification) and lose
    the rest. UnsupportedRecord where the file is no TIFF of a kind that is known.
    """
    _copy(source, target)
    try:
        with target.open("r+b") as stream:
            return _Tiff(stream).strip()
    except (struct.error, OSError, ValueError, MemoryError) as error:
        target.unlink(missing_ok=True)
        raise BrokenRecord(
            "slide_broken",
            "The slide file does not follow the TIFF format.",
            "Ask the laboratory to export the slide again.",
        ) from error
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as reading, target.open("wb") as writing:
        while chunk := reading.read(_CHUNK):
            writing.write(chunk)


class _Tiff:
    """A classic or big TIFF, opened to read and write."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        head = self._read(0, 8)
        order = {b"II": "<", b"MM": ">"}.get(head[:2], "")
        version = struct.unpack(f"{order}H", head[2:4])[0] if order else 0
        if version not in (42, 43):
            raise _unsupported()
        self._order = order
        self._is_big = version == 43
        self._offset = f"{order}{'Q' if self._is_big else 'I'}"
        self._first_at = 8 if self._is_big else 4
        self._end = stream.seek(0, 2)
        self._overwritten = 0

    def strip(self) -> StrippedSlide:
        directories = list(self._directories())
        labels = [one for one in directories if self._is_label(one, directories)]
        self._check_vendor(directories)
        if any(_SUB_IFDS in one.entries for one in labels):
            raise _unsupported()
        shared = self._extents_of(one for one in directories if one not in labels)
        removed = [self._name(one) for one in labels]
        for one in reversed(labels):
            self._unlink(one, directories)
            self._wipe(one, shared)
        kept = [one for one in directories if one not in labels]
        cleaned = sum(self._clean(one) for one in kept)
        return StrippedSlide(
            removed=tuple(removed),
            cleaned_texts=cleaned,
            overwritten_bytes=self._overwritten,
            images=len(kept),
        )

    def _check_vendor(self, directories: list[_Directory]) -> None:
        """Formats whose label or patient data stand elsewhere than in images and texts."""
        if any(one.is_hamamatsu for one in directories):
            lenses = [self._lens(one) for one in directories]
            is_near = not self._is_big and self._end < _FAR
            if not is_near or None in lenses or (lenses[0] or 0) <= 0:
                raise _unsupported()
        for one in directories:
            if is_of_unknown_vendor(self._text(one), self._text(one, _PACKET)):
                raise _unsupported()

    def _directories(self) -> Iterator[_Directory]:
        pointer_at, seen = self._first_at, set[int]()
        offset = self._number(self._offset, pointer_at)
        while offset:
            if offset in seen or len(seen) > _MOST_DIRECTORIES:
                raise ValueError("directories in a circle")
            seen.add(offset)
            one = self._directory(offset, pointer_at)
            yield one
            pointer_at, offset = one.next_at, one.next_offset

    def _directory(self, at: int, pointer_at: int) -> _Directory:
        counter = f"{self._order}{'Q' if self._is_big else 'H'}"
        count = self._number(counter, at)
        size, inline = (20, 8) if self._is_big else (12, 4)
        start = at + struct.calcsize(counter)
        entries: dict[int, _Entry] = {}
        for place in range(count):
            entry_at = start + place * size
            tag, kind = struct.unpack(f"{self._order}HH", self._read(entry_at, 4))
            number = self._number(self._offset, entry_at + 4)
            value_at = entry_at + size - inline
            if number * _SIZES.get(kind, 1) > inline:
                value_at = self._number(self._offset, value_at)
            entries[tag] = _Entry(tag, kind, number, entry_at, value_at)
        next_at = start + count * size
        return _Directory(at, pointer_at, next_at, self._number(self._offset, next_at), entries)

    def _lens(self, one: _Directory) -> float | None:
        """Of an image of NDPI; None where it has none."""
        entry = one.entries.get(_LENS)
        if _NDPI not in one.entries or entry is None or (entry.kind, entry.count) != (_FLOAT, 1):
            return None
        return float(struct.unpack(f"{self._order}f", self._read(entry.value_at, 4))[0])

    def _is_label(self, one: _Directory, every: list[_Directory]) -> bool:
        if one.is_hamamatsu:
            lens = self._lens(one)
            return one is not every[0] and lens is not None and lens < 0
        subfile = one.entries.get(_SUBFILE)
        kind = self._values(subfile)[0] if subfile else 0
        is_tiled = _TILE_OFFSETS in one.entries
        return is_label_image(self._text(one), kind, is_tiled=is_tiled, is_first=one is every[0])

    def _text(self, one: _Directory, tag: int = _DESCRIPTION) -> str:
        entry = one.entries.get(tag)
        if entry is None or entry.size > _MOST_TEXT:
            return ""
        return self._read(entry.value_at, entry.size).rstrip(b"\0").decode("utf-8", "replace")

    def _name(self, one: _Directory) -> str:
        words = self._text(one).lower()
        kind = next((word for word in ("label", "macro") if word in words), "")
        sides = [self._values(one.entries[tag])[0] for tag in (_WIDTH, _HEIGHT)]
        subfile = one.entries.get(_SUBFILE)
        is_macro = one.is_hamamatsu or (subfile and self._values(subfile)[0] == 9)
        kind = kind or ("macro" if is_macro else "label")
        return f"{kind} {sides[0]}x{sides[1]}"

    def _unlink(self, one: _Directory, every: list[_Directory]) -> None:
        """The pointer to the directory leads to the one behind it, as that stands now."""
        behind = self._number(self._offset, one.next_at)
        self._write(one.pointer_at, struct.pack(self._offset, behind))
        for other in every:
            if other.pointer_at == one.next_at:
                other.pointer_at = one.pointer_at

    def _extents_of(self, directories: Iterable[_Directory]) -> set[tuple[int, int]]:
        extents: set[tuple[int, int]] = set()
        for one in directories:
            extents.update(self._extents(one))
            extents.update((entry.value_at, entry.size) for entry in one.entries.values())
        return extents

    def _extents(self, one: _Directory) -> Iterator[tuple[int, int]]:
        for offsets, counts in ((_STRIP_OFFSETS, _STRIP_COUNTS), (_TILE_OFFSETS, _TILE_COUNTS)):
            if offsets in one.entries and counts in one.entries:
                yield from zip(
                    self._values(one.entries[offsets]),
                    self._values(one.entries[counts]),
                    strict=False,
                )

    def _wipe(self, one: _Directory, shared: set[tuple[int, int]]) -> None:
        """Pixels, values and the directory itself, but no bytes that another image uses."""
        for extent in self._extents(one):
            if extent not in shared:
                self._zero(*extent)
        size = 20 if self._is_big else 12
        for entry in one.entries.values():
            is_inside = entry.at <= entry.value_at < entry.at + size
            if not is_inside and (entry.value_at, entry.size) not in shared:
                self._zero(entry.value_at, entry.size)
        self._zero(one.at, one.next_at + struct.calcsize(self._offset) - one.at)

    def _clean(self, one: _Directory) -> int:
        cleaned = 0
        own = [
            tag for tag, entry in one.entries.items()
            if one.is_hamamatsu and entry.kind == _ASCII and tag not in _KEPT_TEXTS
        ]  # fmt: skip
        for tag in dict.fromkeys((*_TEXTS, *_BLOBS, *own)):
            entry = one.entries.get(tag)
            if entry is None or (tag in _BLOBS and entry.kind in (4, 13, 18)):
                continue
            old = self._read(entry.value_at, entry.size)
            new = self._kept(tag, old)
            if new != old:
                self._write(entry.value_at, new)
                cleaned += 1
        return cleaned

    def _kept(self, tag: int, old: bytes) -> bytes:
        """What may stay of a text, in as many bytes as before."""
        if tag not in _KEPT_TEXTS:
            return bytes(len(old))
        text = old.rstrip(b"\0").decode("utf-8", "replace")
        kept = kept_description(text).encode("ascii", "replace") if tag == _DESCRIPTION else old
        return kept[: len(old)].ljust(len(old), b"\0")

    def _values(self, entry: _Entry) -> list[int]:
        letter = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}.get(entry.kind)
        if letter is None or entry.count > 50_000_000:
            raise ValueError("numbers of an unknown kind")
        data = self._read(entry.value_at, entry.size)
        return list(struct.unpack(f"{self._order}{entry.count}{letter}", data))

    def _number(self, form: str, at: int) -> int:
        return int(struct.unpack(form, self._read(at, struct.calcsize(form)))[0])

    def _read(self, at: int, size: int) -> bytes:
        self._stream.seek(at)
        data = self._stream.read(size)
        if len(data) != size:
            raise ValueError("the file ends early")
        return data

    def _write(self, at: int, data: bytes) -> None:
        self._stream.seek(at)
        self._stream.write(data)

    def _zero(self, at: int, size: int) -> None:
        if at < 0 or at + size > self._end:
            raise ValueError("beyond the end of the file")
        self._stream.seek(at)
        left = size
        while left:
            part = min(left, _CHUNK)
            self._stream.write(bytes(part))
            left -= part
        self._overwritten += size


def _unsupported() -> UnsupportedRecord:
    return UnsupportedRecord(
        "slide_format_not_stripped",
        "The label cannot be removed safely from a slide of this format.",
        "Ask the laboratory for SVS or DICOM, or for an export without label and macro images.",
    )
