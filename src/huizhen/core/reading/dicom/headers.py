"""Headers of many instances: regular ones directly, the others in one pass of gdcm's scanner."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from math import prod
from pathlib import Path
from typing import BinaryIO

from huizhen.core.reading.dicom.attributes import (
    KEYWORDS,
    PATIENT_KEYWORDS,
    decoded,
    plain,
    tag_numbers,
)
from huizhen.core.reading.dicom.nested_values import nested_values_of
from huizhen.core.reading.dicom.patient import encodings_of, identity_from
from huizhen.core.reading.dicom.pixel_fragments import are_fragments_cut
from huizhen.core.reading.dicom.regions import ULTRASOUND
from huizhen.core.reading.dicom.regular_header import (
    BYTES_BEHIND,
    HEADER_BYTES,
    PIXELS_CUT,
    REGION_STEP,
    TRACER_TIME,
    regular_header,
)
from huizhen.core.reading.dicom.tracer import PET
from huizhen.core.records.identity import Identity
from huizhen.core.records.reading import DicomInstance

RawValues = Mapping[str, str | bytes | None]
_FIELDS = {word: field for field, word in KEYWORDS.items()}
_WITH_CHARACTER_SET = {
    "study_description",
    "series_description",
    "protocol_name",
    "contrast_bolus_agent",
    "institution_name",
    "manufacturer",
    "manufacturer_model_name",
    "secondary_capture_device_manufacturer",
    "image_comments",
    "derivation_description",
    "sequence_name",
    "convolution_kernel",
}


_ELEMENT_HEAD = {"1.2.840.10008.1.2": 8, "1.2.840.10008.1.2.1": 12, "1.2.840.10008.1.2.2": 12}
"""Bytes before the value of PixelData, by transfer syntax of uncompressed pixels."""
_LONG_HEADER_BYTES = 1 << 20
_WANTED = {
    group << 16 | element: word
    for word in (*KEYWORDS.values(), *PATIENT_KEYWORDS)
    for group, element in [tag_numbers(word)]
}


def scan_headers(paths: Sequence[Path]) -> dict[Path, DicomInstance]:
    """The header of each path that is a DICOM instance with a SOP class or modality."""
    raw = {path: _regular(path) for path in paths}
    others = [path for path, values in raw.items() if values is None]
    scanned = _scanned(others) if others else {}
    found = ((path, raw[path] or scanned.get(path)) for path in paths)
    return {
        path: instance_from(values)
        for path, values in found
        if values and (values.get("SOPClassUID") or values.get("Modality"))
    }


def _regular(path: Path) -> dict[str, bytes] | None:
    """Values of a regular header: faster than the scanner by far, and most files have one."""
    try:
        with path.open("rb") as stream:
            data = stream.read(HEADER_BYTES)
            size = os.fstat(stream.fileno()).st_size
            found = regular_header(data, _WANTED, size)
            if size > len(data) and data[128:132] == b"DICM" and BYTES_BEHIND not in (found or ()):
                # private groups of some scanners are longer than the first bytes
                data += stream.read(_LONG_HEADER_BYTES)
                found = regular_header(data, _WANTED, size)
            if found and _is_cut_in_fragments(found, stream, size):
                found[PIXELS_CUT] = b"1"
    except OSError:
        return None
    return found


def _is_cut_in_fragments(found: Mapping[str, bytes], stream: BinaryIO, size: int) -> bool:
    """Looks at compressed pixels alone: of others the length says it."""
    if plain(found.get("TransferSyntaxUID")) in _ELEMENT_HEAD or BYTES_BEHIND not in found:
        return False
    behind = int(found[BYTES_BEHIND])
    return behind > 0 and are_fragments_cut(stream, size - behind, size)


def _scanned(paths: Sequence[Path]) -> dict[Path, RawValues]:
    """Values of headers in any other form, in one pass of gdcm's scanner."""
    import gdcm

    scanner = gdcm.Scanner()
    tags = {word: gdcm.Tag(*tag_numbers(word)) for word in _WANTED.values()}
    for tag in tags.values():
        scanner.AddTag(tag)
    names = [str(path) for path in paths]
    scanner.Scan(names)
    # fetching is the slow part: an attribute that no file has is not asked for in every file
    present = [(word, tag) for word, tag in tags.items() if scanner.GetOrderedValues(tag)]
    get, known = scanner.GetValue, frozenset(scanner.GetKeys())
    found: dict[Path, RawValues] = {}
    for path, name in zip(paths, names, strict=True):
        if name in known:
            values = {word: value for word, tag in present if (value := get(name, tag))}
            nested = nested_values_of(path, plain(values.get("SOPClassUID")))
            found[path] = {**values, **nested, **_pixels_behind(path)}
    return found


def _pixels_behind(path: Path) -> dict[str, str]:
    """How many bytes lie behind the tag of the pixels, which stands once in a header; nothing
    where it is not among the first bytes, or the data set is deflated."""
    try:
        with path.open("rb", buffering=0) as stream:
            data = stream.read(_LONG_HEADER_BYTES)
            size = os.fstat(stream.fileno()).st_size
    except OSError:
        return {}
    places = [place for tag in _PIXEL_TAGS if (place := data.find(tag)) > 0]
    if places:
        return {BYTES_BEHIND: str(size - min(places))}
    return {BYTES_BEHIND: "0"} if size == len(data) else {}


_PIXEL_TAGS = (b"\xe0\x7f\x10\x00", b"\x7f\xe0\x00\x10")


def instance_from(raw: RawValues, bytes_behind: int | None = None) -> DicomInstance:
    """A header from raw element values by keyword; with the bytes of the file behind the header
    where these are known (0: it has no pixels at all; None: nobody looked)."""
    encodings = encodings_of(plain(raw.get("SpecificCharacterSet")))

    def text(keyword: str) -> str:
        return decoded(raw.get(keyword), encodings)

    fields: dict[str, object] = {
        field: decoded(value, encodings) if field in _WITH_CHARACTER_SET else plain(value)
        for word, value in raw.items()
        if (field := _FIELDS.get(word)) is not None
    }
    fields["patient"] = _patient(text)
    stated = plain(raw.get(BYTES_BEHIND))
    there = int(stated) if stated else bytes_behind
    wanted = _pixel_element_bytes(fields)
    fields["are_pixels_cut"] = PIXELS_CUT in raw or (there is not None and 0 < there < wanted)
    fields["are_pixels_missing"] = there == 0 and _has_pixels(fields)
    is_pet = fields.get("sop_class_uid") == PET
    fields["is_tracer_time_missing"] = is_pet and plain(raw.get(TRACER_TIME)) == "0"
    is_ultrasound = fields.get("sop_class_uid") in ULTRASOUND
    fields["is_region_step_missing"] = is_ultrasound and plain(raw.get(REGION_STEP)) == "0"
    return DicomInstance.model_validate(fields)


def _has_pixels(fields: Mapping[str, object]) -> bool:
    """Whether the header is one of an image (PS3.3 C.7.6.3); a deflated one hides its pixels."""
    is_hidden = fields.get("transfer_syntax_uid") in _DEFLATED
    return not is_hidden and all(fields.get(name) for name in ("rows", "columns", "bits_allocated"))


_DEFLATED = ("1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.4.95", "1.2.840.10008.1.2.4.205")


def _pixel_element_bytes(fields: Mapping[str, object]) -> int:
    """How long the element of uncompressed pixels is (PS3.5 7.1, 8.1.1); 0 where the header does
    not say, or they are compressed."""
    head = _ELEMENT_HEAD.get(str(fields.get("transfer_syntax_uid", "")), 0)
    numbers = [str(fields.get(name) or "") for name in ("rows", "columns", "bits_allocated")]
    numbers += [str(fields.get(name) or "1") for name in ("samples_per_pixel", "number_of_frames")]
    if not head or not all(number.isascii() and number.isdigit() for number in numbers):
        return 0
    bits = prod(map(int, numbers))
    if str(fields.get("photometric_interpretation", "")).endswith("_422"):
        bits = bits * 2 // 3  # two pixels share their chrominance (PS3.3 C.7.6.3.1.2)
    return head + bits // 8


def _patient(text: Callable[[str], str]) -> Identity:
    return identity_from(
        text("PatientName"),
        text("PatientID"),
        text("IssuerOfPatientID"),
        text("PatientBirthDate"),
        text("PatientSex"),
    )
