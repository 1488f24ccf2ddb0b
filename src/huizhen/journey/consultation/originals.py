"""Files of a signed opinion: what is taken, told from the first bytes and nothing parsed."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _noop

from huizhen.core.errors import WrongCall

_SIGNS: tuple[tuple[bytes, int, str], ...] = (
    (b"%PDF-", 0, "pdf"),
    (b"PK\x03\x04", 0, "docx"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, "doc"),
    (b"\xff\xd8\xff", 0, "jpg"),
    (b"\x89PNG\r\n\x1a\n", 0, "png"),
    (b"II*\x00", 0, "tif"),
    (b"MM\x00*", 0, "tif"),
    (b"ftyphei", 4, "heic"),
    (b"ftypmif1", 4, "heic"),
)
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "doc": "application/msword",
    "jpg": "image/jpeg",
    "png": "image/png",
    "tif": "image/tiff",
    "heic": "image/heic",
}


@dataclass(frozen=True)
class Original:
    """One file as it came."""

    name: str
    data: bytes
    kind: str


def original(name: str, data: bytes) -> Original:
    """The file with its kind; WrongCall for what an opinion is never sent as."""
    for sign, start, kind in _SIGNS:
        if data[start : start + len(sign)] == sign:
            return Original(name=name[-200:], data=data, kind=kind)
    raise WrongCall(
        "original_not_taken",
        _noop("A signed opinion is taken as PDF, Word, or photographs (JPEG, PNG, TIFF, HEIC)."),
        _noop("Ask the department for one of these, or photograph the paper."),
    )
