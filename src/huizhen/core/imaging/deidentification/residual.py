"""What a written object still says of the patient: every value read again and searched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pydicom
from pydicom.datadict import keyword_for_tag
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset, FileDataset
from pydicom.multival import MultiValue
from pydicom.uid import DeflatedExplicitVRLittleEndian

from huizhen.core.imaging.deidentification.bytes_sought import in_bytes
from huizhen.core.imaging.deidentification.sought import sought
from huizhen.core.imaging.deidentification.tolerant import as_it_stands
from huizhen.core.imaging.deidentification.values import (
    CODE_VRS,
    TEXT_VRS,
    is_of_its_kind,
)
from huizhen.core.records.known_identifiers import KnownIdentifiers
from huizhen.core.records.value import Value

_MISREAD_AS: Final = ("latin-1", "cp1252")
_DEFERRED: Final = 1 << 20
_HEAD: Final = 4_096
_PIXELS: Final = frozenset((0x7FE00010, 0x7FE00008, 0x7FE00009))
_NUMERIC: Final = frozenset(("FD", "FL", "SL", "SS", "SV", "UL", "US", "UV", "AT"))
_FORMED: Final = frozenset(("AS", "DA", "DS", "DT", "IS", "TM", "UI"))
"""Numbers, dates and identifiers: they say nothing else, or are not what they should be."""


class ResidualText(Value):
    """A known identifier that still stands in a written file; the value is not repeated."""

    path: str
    kind: str
    encoding: str = ""
    """How the bytes read when it was found; '' where the file says so itself."""


def residual_of_file(path: Path, known: KnownIdentifiers) -> tuple[ResidualText, ...]:
    """Known identifiers in a written file: preamble, meta, every value at any depth, private ones
    too, and bytes in other encodings. Anything found means that the file does not leave."""
    if known.is_empty:
        return ()
    with path.open("rb") as stream:
        head = stream.read(128)
    found = [
        ResidualText(path="preamble", kind=kind, encoding=encoding)
        for kind, encoding in in_bytes(head, known)
    ]
    with as_it_stands():
        dataset = _opened(path)
        found += _in_dataset(dataset.file_meta, known, "")
        found += _in_pixels(dataset, known, path)
        found += _in_dataset(dataset, known, "")
    return tuple(dict.fromkeys(found))


def _opened(path: Path) -> FileDataset:
    """The file without its pixels, which may be larger than what a child may hold."""
    dataset = pydicom.dcmread(path, force=True, defer_size=_DEFERRED)
    syntax = dataset.file_meta.get("TransferSyntaxUID")
    if syntax == DeflatedExplicitVRLittleEndian:
        return pydicom.dcmread(path, force=True)
    return dataset


def _in_pixels(dataset: Dataset, known: KnownIdentifiers, path: Path) -> Iterator[ResidualText]:
    """What a compressor left beside the pixels; the pixels themselves are for a look."""
    for tag in _PIXELS:
        if tag not in dataset:
            continue
        raw = dataset.get_item(tag, keep_deferred=True)
        value = raw.value
        if value is None and isinstance(raw, RawDataElement):
            with path.open("rb") as stream:
                stream.seek(raw.value_tell)
                value = stream.read(_HEAD)
        del dataset[tag]
        if isinstance(value, bytes):
            for kind, encoding in in_bytes(_comments(value), known):
                yield ResidualText(path=keyword_for_tag(tag), kind=kind, encoding=encoding)


def _in_dataset(dataset: Dataset, known: KnownIdentifiers, path: str) -> Iterator[ResidualText]:
    tags = list(dataset.keys())
    for tag in tags:
        name = keyword_for_tag(tag) or f"({tag.group:04X},{tag.element:04X})"
        element = dataset[tag]
        if element.VR == "SQ":
            for number, item in enumerate(element.value, start=1):
                yield from _in_dataset(item, known, f"{path}{name}[{number}].")
            continue
        for kind, encoding in _in_value(str(element.VR), element.value, known):
            yield ResidualText(path=path + name, kind=kind, encoding=encoding)


def _in_value(vr: str, value: object, known: KnownIdentifiers) -> Iterator[tuple[str, str]]:
    if isinstance(value, bytes):
        yield from in_bytes(value, known)
    elif vr in _FORMED and not is_of_its_kind(vr, _each(value)):
        yield "unreadable", ""
    elif vr in TEXT_VRS or vr in CODE_VRS or vr == "PN":
        for one in _each(value):
            yield from _in_text(str(one or ""), known, is_code=vr in CODE_VRS)
    elif vr not in _NUMERIC and vr not in _FORMED:
        yield from ((one.kind, "") for one in sought(known).found(str(value or "")))


def _each(value: object) -> list[object]:
    return list(value) if isinstance(value, MultiValue | list) else [value]


def _in_text(text: str, known: KnownIdentifiers, *, is_code: bool) -> Iterator[tuple[str, str]]:
    yield from ((one.kind, "") for one in sought(known).found(text, whole_only=is_code))
    if text.isascii():
        return
    for wrong in _MISREAD_AS:
        try:
            raw = text.encode(wrong)
        except ValueError:
            continue
        yield from in_bytes(raw, known)


def _comments(pixels: bytes) -> bytes:
    """The head of encapsulated frames, where a compressor leaves comments; nothing of raw ones."""
    is_encapsulated = pixels[:4] == b"\xfe\xff\x00\xe0"
    return pixels[:_HEAD] if is_encapsulated else b""
