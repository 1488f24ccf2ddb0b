"""Files inside a message: OBX of type ED (HL7 v2.x, 2A.2.24)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

from huizhen.core.errors import TooLargeRecord
from huizhen.core.reading.hl7v2.datatypes import coded_field, joined
from huizhen.core.reading.hl7v2.segments import Cell, Segment, unescape
from huizhen.core.reading.hl7v2.setting import Setting

_EXTENSIONS = {
    "pdf": "pdf", "png": "png", "jpeg": "jpg", "jpg": "jpg", "gif": "gif", "tiff": "tif",
    "tif": "tif", "rtf": "rtf", "xml": "xml", "html": "html", "htm": "html", "txt": "txt",
    "text": "txt", "plain": "txt", "ascii": "txt", "dicom": "dcm", "doc": "doc", "docx": "docx",
    "msword": "doc", "cda": "xml", "x-hl7-cda-level-one": "xml", "fhir+json": "json",
    "json": "json", "bmp": "bmp", "octet-stream": "bin",
}  # fmt: skip
_CHUNK = 1 << 20
_BLANKS = re.compile(r"\s+")
_WITHDRAWN = ("D", "W")


def embedded_file(segment: Segment, setting: Setting) -> None:
    """Keeps each file of an ED value, and notes the document that it is."""
    label = coded_field(segment, 3)
    names = [
        name for cell in segment.cells(5) if (name := _kept(cell, segment, setting)) is not None
    ]
    said = ", ".join(names) if names else "no file"
    when = setting.moment(segment, 14)
    request = setting.group(segment).request
    if when.date is None and request is not None:
        when = setting.moment(request, 7)
    setting.put(
        "DocumentReference",
        segment,
        f"{label.label or 'Document'}: [{said}]",
        text=label.label or "Document",
        code=label.code,
        codings=label.codings,
        date=when.date,
        time=when.time,
        value=", ".join(names) or None,
        absent_reason=None if names else "no-information",
        record_status="withdrawn" if segment.text(11).upper() in _WITHDRAWN else "current",
        note=joined("Embedded file" if names else "The message names a file but holds none"),
    )


def _kept(cell: Cell, segment: Segment, setting: Setting) -> str | None:
    """The name under which a file is kept; None when there are no bytes or they are damaged."""
    findings = setting.findings
    encoding = cell.part(4).casefold()
    content = cell.raw(5)
    if not content:
        return None
    name = f"embedded-{len(findings.members) + 1}.{_extension(cell)}"
    try:
        if not encoding and not name.endswith(".txt"):
            encoding = "base64"
        data = _bytes_of(unescape(content, segment.delimiters), encoding)
        findings.members.append(setting.context.keep(name, _chunks(data)))
    except (binascii.Error, ValueError):
        findings.deviations.add("embedded_file_damaged", segment.path)
        findings.report(
            "embedded_file_damaged",
            "A file embedded in the message cannot be unpacked.",
            "Ask for the embedded document as a file of its own.",
        )
        return None
    except TooLargeRecord as error:
        findings.deviations.add("embedded_file_too_large", segment.path)
        findings.report(error.code, error.message, error.remedy)
        return None
    return name


def _bytes_of(content: str, encoding: str) -> bytes:
    if encoding == "base64":
        packed = _BLANKS.sub("", content)
        packed = packed.rstrip("=")
        return base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)
    if encoding == "hex":
        return bytes.fromhex(_BLANKS.sub("", content))
    return content.encode("utf-8")


def _extension(cell: Cell) -> str:
    """By the subtype, else the type of data; 'bin' for one that is not known."""
    for part in (cell.part(3), cell.part(2)):
        known = _EXTENSIONS.get(part.casefold().rpartition("/")[2])
        if known:
            return known
    return "bin"


def _chunks(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), _CHUNK):
        yield data[start : start + _CHUNK]
