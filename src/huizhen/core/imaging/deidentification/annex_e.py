"""A DICOM object without its patient's identity (PS3.15 Annex E)."""

from __future__ import annotations

from dataclasses import dataclass

from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.uid import UID, ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from huizhen.core.imaging.deidentification.charsets import UTF8
from huizhen.core.imaging.deidentification.profile import Change, Profile
from huizhen.core.imaging.deidentification.table import confidentiality_table
from huizhen.core.imaging.deidentification.tolerant import as_it_stands
from huizhen.core.imaging.deidentification.uids import UidKeys
from huizhen.core.imaging.deidentification.walk import Walker

IMPLEMENTATION_CLASS_UID = "2.25.226174137846204168473281174211263487135"
IMPLEMENTATION_VERSION_NAME = "HUIZHEN_1"

_METHODS: dict[str, tuple[str, str]] = {
    "basic": ("113100", "Basic Application Confidentiality Profile"),
    "pixels": ("113101", "Clean Pixel Data Option"),
    "graphics": ("113103", "Clean Graphics Option"),
    "structured": ("113104", "Clean Structured Content Option"),
    "descriptors": ("113105", "Clean Descriptors Option"),
    "full_dates": ("113106", "Retain Longitudinal Temporal Information Full Dates Option"),
    "modified_dates": ("113107", "Retain Longitudinal Temporal Information Modified Dates Option"),
    "patient": ("113108", "Retain Patient Characteristics Option"),
    "device": ("113109", "Retain Device Identity Option"),
    "private": ("113111", "Retain Safe Private Option"),
}
"""PS3.16 CID 7050."""


@dataclass(frozen=True)
class Deidentified:
    """The new object, what was changed in it and what an option kept."""

    dataset: Dataset
    changes: tuple[Change, ...]
    kept: tuple[Change, ...]
    warnings: tuple[str, ...] = ()


def deidentify(dataset: Dataset, profile: Profile, keys: UidKeys) -> Deidentified:
    """The object de-identified under a profile, with UTF-8 texts and a file meta of ours.

    The original is not changed, but its texts are decoded: hand over a data set as it was read.
    Pixels are the same bytes.
    """
    with as_it_stands():
        return _deidentified(dataset, profile, keys)


def _deidentified(dataset: Dataset, profile: Profile, keys: UidKeys) -> Deidentified:
    table = confidentiality_table()
    kind = table.objects.get(_plain_uid(dataset, "SOPClassUID"), "")
    walker = Walker(profile, keys, table, kind)
    meta = _file_meta(dataset, keys)
    made = walker.dataset(dataset)
    _mark(made, profile)
    out = FileDataset("", made, preamble=bytes(128), file_meta=meta)
    syntax = UID(str(meta.TransferSyntaxUID))
    out.set_original_encoding(syntax.is_implicit_VR, syntax.is_little_endian, ["utf-8"])
    return Deidentified(
        dataset=out,
        changes=tuple(walker.changes),
        kept=tuple(walker.kept),
        warnings=tuple(dict.fromkeys(walker.warnings)),
    )


def _plain_uid(dataset: Dataset, keyword: str) -> str:
    return str(dataset.get(keyword, "") or "").strip(" \0")


def _file_meta(dataset: Dataset, keys: UidKeys) -> FileMetaDataset:
    """Group 2 anew: nothing of who wrote, sent or kept the original."""
    meta = FileMetaDataset()
    given = getattr(dataset, "file_meta", None) or Dataset()
    meta.FileMetaInformationVersion = b"\0\1"
    meta.MediaStorageSOPClassUID = UID(
        _plain_uid(dataset, "SOPClassUID") or _plain_uid(given, "MediaStorageSOPClassUID")
    )
    original = _plain_uid(dataset, "SOPInstanceUID") or _plain_uid(
        given, "MediaStorageSOPInstanceUID"
    )
    meta.MediaStorageSOPInstanceUID = UID(keys.uid(original))
    meta.TransferSyntaxUID = UID(_plain_uid(given, "TransferSyntaxUID") or _syntax_of(dataset))
    meta.ImplementationClassUID = UID(IMPLEMENTATION_CLASS_UID)
    meta.ImplementationVersionName = IMPLEMENTATION_VERSION_NAME
    return meta


def _syntax_of(dataset: Dataset) -> str:
    """The syntax that a file without meta was read in."""
    implicit, little = dataset.original_encoding
    if little is False:
        return str(ExplicitVRBigEndian)
    return str(ExplicitVRLittleEndian if implicit is False else ImplicitVRLittleEndian)


def _mark(made: Dataset, profile: Profile) -> None:
    """What PS3.15 E.1 asks of the object to say of itself."""
    made.SpecificCharacterSet = UTF8
    made.PatientName = profile.pseudonym
    made.PatientID = profile.pseudonym
    made.PatientIdentityRemoved = "YES"
    done = methods(profile)
    made.DeidentificationMethod = [meaning[:64] for _, meaning in done]
    made.DeidentificationMethodCodeSequence = Sequence([_code(*method) for method in done])
    said = {"keep": "UNMODIFIED", "shift": "MODIFIED", "remove": "REMOVED"}
    made.LongitudinalTemporalInformationModified = said[profile.dates]
    if profile.pixels_looked_at and "Rows" in made:
        made.BurnedInAnnotation = "NO"


def methods(profile: Profile) -> list[tuple[str, str]]:
    """Code and meaning of the profile and of exactly the options that were applied."""
    chosen = {
        "basic": True,
        "pixels": profile.pixels_looked_at,
        "graphics": profile.clean_graphics,
        "structured": profile.clean_structured_content,
        "descriptors": profile.clean_descriptors,
        "full_dates": profile.dates == "keep",
        "modified_dates": profile.dates == "shift",
        "patient": profile.keep_patient_characteristics,
        "device": profile.keep_device,
        "private": profile.keep_safe_private,
    }
    return [method for option, method in _METHODS.items() if chosen[option]]


def _code(value: str, meaning: str) -> Dataset:
    item = Dataset()
    item.CodeValue = value
    item.CodingSchemeDesignator = "DCM"
    item.CodeMeaning = meaning
    return item
