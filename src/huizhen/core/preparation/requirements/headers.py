"""What the header of a series says of its pictures: originals or copies, compressed, contrast."""

from __future__ import annotations

from huizhen.core.preparation.requirements.case import CaseFact
from huizhen.core.records.evidence import DicomTag

_COPIES = frozenset(("SC", "OT"))
"""Secondary captures: screenshots and scanned films in a DICOM envelope."""
_NO_AGENT = frozenset(("", "NO", "NONE", "N", "0", "NIL", "NATIVE", "WITHOUT"))


def header(known: CaseFact, tag: str) -> str:
    """The value of a DICOM attribute that stands in the series' evidence; '' where none does."""
    return next(
        (e.value for e in known.fact.evidence if isinstance(e, DicomTag) and e.tag == tag), ""
    )


def is_secondary_capture(known: CaseFact) -> bool:
    """Whether the series holds copies of pictures, not the pictures of the machine."""
    return known.fact.code is not None and known.fact.code.code in _COPIES


def is_derived(known: CaseFact) -> bool:
    """Whether all its pictures were computed from others after the examination (PS3.3 C.7.6.1)."""
    return _image_type(known)[:2] == ["DERIVED", "SECONDARY"]


def is_localizer(known: CaseFact) -> bool:
    """Whether it is the planning picture of the examination."""
    return "LOCALIZER" in _image_type(known)


def is_lossy(known: CaseFact) -> bool:
    """Whether a picture of it was compressed with loss; only then are these tags evidence."""
    return bool(header(known, "LossyImageCompression") or header(known, "TransferSyntaxUID"))


def has_contrast_agent(known: CaseFact) -> bool:
    """Whether the header names an agent that was given."""
    agent = header(known, "ContrastBolusAgent").strip().upper()
    return agent not in _NO_AGENT


def pictures(known: CaseFact) -> int | None:
    """How many pictures it holds, frames counted; None where the fact does not say."""
    frames, instances = header(known, "NumberOfFrames"), known.fact.value or ""
    if frames.isdigit() and int(frames) > 1:
        return int(frames)
    return int(instances) if instances.isdigit() else None


def _image_type(known: CaseFact) -> list[str]:
    return [part.strip().upper() for part in header(known, "ImageType").split("\\")]
