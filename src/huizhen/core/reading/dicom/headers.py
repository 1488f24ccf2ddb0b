"""Headers of many instances in one pass of gdcm's scanner; what it cannot index is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from huizhen.core.reading.dicom.attributes import (
    KEYWORDS,
    PATIENT_KEYWORDS,
    decoded,
    plain,
    tag_numbers,
)
from huizhen.core.reading.dicom.patient import encodings_of, identity_from
from huizhen.core.records.identity import Identity
from huizhen.core.records.reading import DicomInstance

_FIELDS = {word: field for field, word in KEYWORDS.items()}
_WITH_CHARACTER_SET = {
    "study_description",
    "series_description",
    "protocol_name",
    "contrast_bolus_agent",
    "institution_name",
    "manufacturer",
}


def scan_headers(paths: Sequence[Path]) -> dict[Path, DicomInstance]:
    """The header of each path that is a DICOM instance with a SOP class or modality."""
    import gdcm

    scanner = gdcm.Scanner()
    tags = {word: gdcm.Tag(*tag_numbers(word)) for word in (*KEYWORDS.values(), *PATIENT_KEYWORDS)}
    for tag in tags.values():
        scanner.AddTag(tag)
    names = [str(path) for path in paths]
    scanner.Scan(names)
    # fetching is the slow part: an attribute that no file has is not asked for in every file
    present = [(word, tag) for word, tag in tags.items() if scanner.GetOrderedValues(tag)]
    get, known = scanner.GetValue, frozenset(scanner.GetKeys())
    found: dict[Path, DicomInstance] = {}
    for path, name in zip(paths, names, strict=True):
        if name in known:
            raw = {word: value for word, tag in present if (value := get(name, tag))}
            if raw.get("SOPClassUID") or raw.get("Modality"):
                found[path] = instance_from(raw)
    return found


def instance_from(raw: Mapping[str, str | bytes | None]) -> DicomInstance:
    """A header from raw element values by keyword."""
    encodings = encodings_of(plain(raw.get("SpecificCharacterSet")))

    def text(keyword: str) -> str:
        return decoded(raw.get(keyword), encodings)

    fields: dict[str, object] = {
        field: decoded(value, encodings) if field in _WITH_CHARACTER_SET else plain(value)
        for word, value in raw.items()
        if (field := _FIELDS.get(word)) is not None
    }
    fields["patient"] = _patient(text)
    return DicomInstance.model_validate(fields)


def _patient(text: Callable[[str], str]) -> Identity:
    return identity_from(
        text("PatientName"),
        text("PatientID"),
        text("IssuerOfPatientID"),
        text("PatientBirthDate"),
        text("PatientSex"),
    )
