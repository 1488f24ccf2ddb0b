"""What a viewer asks of an instance before its pixels, as DICOM JSON (PS3.18 annex F).

The attributes are those that Cornerstone3D's DICOMweb metadata provider reads. Most headers give
them together with the index's fields in one look at the first bytes; the full header as JSON is
several times slower to make and seldom asked for.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, NamedTuple

from pydicom import dcmread
from pydicom.datadict import dictionary_VR, tag_for_keyword
from pydicom.dataset import Dataset

from huizhen.core.reading.dicom.attributes import (
    KEYWORDS,
    PATIENT_KEYWORDS,
    decoded,
    plain,
    text_of,
)
from huizhen.core.reading.dicom.functional_groups import frame_planes, has_frames, shared_values
from huizhen.core.reading.dicom.headers import instance_from
from huizhen.core.reading.dicom.nested_values import nested_values
from huizhen.core.reading.dicom.patient import encodings_of
from huizhen.core.reading.dicom.regular_header import regular_header
from huizhen.core.records.reading import DicomInstance

Json = dict[str, Any]

VIEWER_KEYWORDS = (
    "ImageType", "SOPClassUID", "SOPInstanceUID", "StudyDate", "SeriesDate", "AcquisitionDate",
    "StudyTime", "SeriesTime", "AcquisitionTime", "Modality", "StudyDescription",
    "SeriesDescription", "BodyPartExamined", "PatientSize", "PatientWeight", "SliceThickness",
    "SpacingBetweenSlices", "FrameTime", "EstimatedRadiographicMagnificationFactor",
    "ActualFrameDuration", "ImagerPixelSpacing", "StudyInstanceUID", "SeriesInstanceUID",
    "SeriesNumber", "InstanceNumber", "ImagePositionPatient", "ImageOrientationPatient",
    "FrameOfReferenceUID", "SliceLocation", "SamplesPerPixel", "PhotometricInterpretation",
    "PlanarConfiguration", "NumberOfFrames", "Rows", "Columns", "PixelSpacing",
    "PixelAspectRatio", "CorrectedImage", "BitsAllocated", "BitsStored", "HighBit",
    "PixelRepresentation", "WindowCenter", "WindowWidth", "RescaleIntercept", "RescaleSlope",
    "RescaleType", "VOILUTFunction", "Units", "DecayCorrection", "FrameReferenceTime",
)  # fmt: skip
"""Attributes with a plain value."""

STRUCTURED_KEYWORDS = (
    "SequenceOfUltrasoundRegions", "RadiopharmaceuticalInformationSequence",
    "DetectorInformationSequence", "ModalityLUTSequence", "VOILUTSequence",
    "SmallestImagePixelValue", "LargestImagePixelValue",
    "RedPaletteColorLookupTableDescriptor", "GreenPaletteColorLookupTableDescriptor",
    "BluePaletteColorLookupTableDescriptor", "RedPaletteColorLookupTableData",
    "GreenPaletteColorLookupTableData", "BluePaletteColorLookupTableData",
    "SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence",
)  # fmt: skip
"""Attributes that only some kinds of images have, and that need a whole parser."""

_TEXT_VR = frozenset(("AE", "AS", "CS", "DA", "DT", "LO", "SH", "TM", "UI"))
_MODALITIES_WITH_SEQUENCES = frozenset(("US", "PT", "NM", "IVUS"))
_DAMAGED = (EOFError, ValueError, KeyError, TypeError, NotImplementedError, AttributeError, OSError)


class Indexed(NamedTuple):
    """An instance as the index and as a viewer wants to know it."""

    instance: DicomInstance
    metadata: Json


@lru_cache(maxsize=1)
def _wanted() -> dict[int, str]:
    words = (*KEYWORDS.values(), *PATIENT_KEYWORDS, *VIEWER_KEYWORDS)
    tags = {word: tag_for_keyword(word) for word in words}
    return {tag: word for word, tag in tags.items() if tag is not None}


@lru_cache(maxsize=1)
def _viewer_tags() -> dict[str, tuple[str, str]]:
    """Keyword -> DICOM JSON's name of the tag, and its value representation."""
    tags = {word: tag_for_keyword(word) for word in VIEWER_KEYWORDS}
    return {
        word: (f"{tag:08X}", dictionary_VR(tag)) for word, tag in tags.items() if tag is not None
    }


def indexed(head: bytes, size_bytes: int) -> Indexed | None:
    """Index and viewer metadata from the first bytes of a file; None when these are not enough,
    or the file is no DICOM instance: then the whole file has to be looked at."""
    raw = regular_header(head, _wanted(), size_bytes)
    if raw is not None and not _has_more(raw):
        return _known(Indexed(instance_from(raw), metadata_from(raw)))
    found = _parsed(head, len(head) == size_bytes)
    if found is None:
        return None
    dataset, end = found
    return indexed_dataset(dataset, size_bytes - end)


def indexed_dataset(dataset: Dataset, bytes_behind: int) -> Indexed | None:
    """The same from a parsed header and the number of bytes that come behind it."""
    raw: dict[str, str | bytes | None] = {}
    meta = getattr(dataset, "file_meta", None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # deviations in values are normal in real files
        try:
            for word in _wanted().values():
                value = dataset.get(word)
                if value is None and meta is not None:
                    value = meta.get(word)
                raw[word] = text_of(value)
            raw.update(nested_values(dataset))
            # pydicom has decoded text already
            raw["SpecificCharacterSet"] = "ISO_IR 192"
            metadata = {**metadata_from(raw), **_structured(dataset)}
            return _known(Indexed(_instance(dataset, raw, bytes_behind), metadata))
        except _DAMAGED:
            return None


def _instance(
    dataset: Dataset, raw: Mapping[str, str | bytes | None], bytes_behind: int
) -> DicomInstance:
    """The header; of an enhanced image with the planes of its frames."""
    if not has_frames(dataset):
        return instance_from(raw, bytes_behind)
    shared = {word: text_of(value) for word, value in shared_values(dataset).items()}
    told = {**shared, **{word: value for word, value in raw.items() if value}}
    instance = instance_from(told, bytes_behind)
    return instance.model_copy(update={"frames": frame_planes(dataset)})


def metadata_from(raw: Mapping[str, str | bytes | None]) -> Json:
    """DICOM JSON of the viewer's attributes from raw values by keyword."""
    encodings = encodings_of(plain(raw.get("SpecificCharacterSet")))
    found: Json = {}
    for word, (tag, representation) in _viewer_tags().items():
        value = raw.get(word)
        if not value:
            continue
        is_text = representation in ("LO", "SH")
        text = decoded(value, encodings) if is_text else plain(value)
        if text:
            found[tag] = {"vr": representation, "Value": _values_again(text, representation)}
    if syntax := plain(raw.get("TransferSyntaxUID")):
        found["00083002"] = {"vr": "UI", "Value": [syntax]}
    return found


def _known(found: Indexed) -> Indexed | None:
    """What says neither what it is nor how it was made is no instance of an index."""
    instance = found.instance
    return found if instance.sop_class_uid or instance.modality else None


def _values(text: str, representation: str) -> list[Any]:
    parts = text.split("\\")
    if representation in _TEXT_VR:
        return [part.strip() or None for part in parts]
    return [_number(part.strip(), representation) for part in parts]


def _values_again(text: str, representation: str) -> list[Any]:
    """The same, without working out anew what the instances of a series share."""
    return list(
        _short(text, representation) if len(text) <= _SHORT else _values(text, representation)
    )


_SHORT = 64
_short = lru_cache(maxsize=4096)(_values)


def _number(text: str, representation: str) -> Any:
    """A number as JSON has it; text that is none stays as it stands."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text or None
    if not number.is_finite():
        return text
    if representation != "DS" and number == int(number):
        return int(number)
    return float(number)


def _has_more(raw: Mapping[str, bytes]) -> bool:
    """Whether such an image has attributes that only a whole parser reads."""
    return (
        plain(raw.get("NumberOfFrames")) not in ("", "1")
        or plain(raw.get("Modality")) in _MODALITIES_WITH_SEQUENCES
        or plain(raw.get("PhotometricInterpretation")).startswith("PALETTE")
    )


def _parsed(head: bytes, is_whole: bool) -> tuple[Dataset, int] | None:
    """The header up to the pixels, and where it ends; None when it goes on behind the bytes."""
    stream = io.BytesIO(head)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            dataset = dcmread(stream, stop_before_pixels=True, force=True)
            dataset.decode()
        except _DAMAGED:
            return None
    end = stream.tell()
    return (dataset, end) if is_whole or end + 12 <= len(head) else None


def _structured(dataset: Dataset) -> Json:
    """Sequences, tables and functional groups as they stand; what is damaged is left out."""
    found: Json = {}
    for word in STRUCTURED_KEYWORDS:
        if word not in dataset:
            continue
        element = dataset[word]
        try:
            found[f"{int(element.tag):08X}"] = element.to_json_dict(None, 0)
        except _DAMAGED:
            continue
    return found
