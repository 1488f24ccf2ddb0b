"""Files inside a document: unstructured bodies, pictures, notes in RTF or PDF (data type ED)."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from huizhen.core.errors import TooLargeRecord
from huizhen.core.reading.coded.deviations import Deviations
from huizhen.core.reading.coded.elements import attribute, child, local_name, text_of
from huizhen.core.reading.registry import Context
from huizhen.core.reading.xml import Element
from huizhen.core.records.reading import Member

_SUFFIXES = {
    "application/pdf": "pdf", "text/plain": "txt", "text/rtf": "rtf", "application/rtf": "rtf",
    "text/html": "html", "image/jpeg": "jpg", "image/jpg": "jpg", "image/png": "png",
    "image/gif": "gif", "image/tiff": "tif", "application/msword": "doc", "image/g3fax": "tif",
    "application/dicom": "dcm", "text/xml": "xml", "application/xml": "xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}  # fmt: skip
_WINDOW_BITS = {"DF": -15, "ZL": 15, "GZ": 31}
"""RFC 1951, 1950 and 1952, as HL7's CompressionAlgorithm names them."""
_CHUNK = 1 << 20
_BLANKS = re.compile(r"\s+")
_RATIO_FROM = 10_000_000


@dataclass(slots=True)
class Attachments:
    """What was found inside a document besides its sections."""

    members: list[Member] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    """Inline plain text of an unstructured body."""
    is_elsewhere: bool = False
    """The body is only a reference to another file."""
    is_damaged: bool = False


def attachments_of(
    top: Element, set_aside: dict[str, str], context: Context, deviations: Deviations
) -> Attachments:
    """Keeps every embedded file of an element, and gives inline plain text."""
    found = Attachments()
    for element in _encapsulated(top):
        parent = element.getparent()
        is_body = parent is not None and local_name(parent) == "nonXMLBody"
        media = attribute(element, "mediaType").lower()
        if attribute(element, "representation") == "B64":
            _keep(element, media, found, set_aside, context, deviations)
        elif is_body and child(element, "reference") is not None and not text_of(element):
            found.is_elsewhere = True
        elif is_body and media in ("", "text/plain"):
            found.texts.append("".join(str(part) for part in element.itertext()))
        elif is_body:
            name = f"document.{_SUFFIXES.get(media, 'bin')}"
            found.members.append(context.keep(name, iter([text_of(element).encode("utf-8")])))
    return found


def _encapsulated(top: Element) -> Iterator[Element]:
    """Elements that hold a file: base64 anywhere, and unstructured bodies."""
    for element in top.iter("{*}text", "{*}value"):
        parent = element.getparent()
        if attribute(element, "representation") == "B64" or (
            parent is not None and local_name(parent) == "nonXMLBody"
        ):
            yield element


def _keep(
    element: Element,
    media: str,
    found: Attachments,
    set_aside: dict[str, str],
    context: Context,
    deviations: Deviations,
) -> None:
    pieces = (element.text, *(inner.tail for inner in element))
    own = "".join(piece for piece in pieces if piece)
    encoded = _BLANKS.sub("", set_aside.get(own.strip(), own))
    if not encoded:
        return
    name = f"embedded-{len(found.members) + 1}.{_SUFFIXES.get(media, 'bin')}"
    try:
        data = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
        chunks = _expanded(data, attribute(element, "compression"), context)
        found.members.append(context.keep(name, chunks))
    except (binascii.Error, ValueError, zlib.error):
        found.is_damaged = True
        deviations.add("embedded_file_damaged", local_name(element))


def _expanded(data: bytes, compression: str, context: Context) -> Iterator[bytes]:
    """The bytes, unpacked within the site's expansion ratio."""
    window = _WINDOW_BITS.get(compression)
    if window is None:
        for start in range(0, len(data), _CHUNK):
            yield data[start : start + _CHUNK]
        return
    unpacker = zlib.decompressobj(window)
    pending, total = data, 0
    while pending and not unpacker.eof:
        chunk = unpacker.decompress(pending, _CHUNK)
        pending = unpacker.unconsumed_tail
        total += len(chunk)
        if total > _RATIO_FROM and total > len(data) * context.limits.max_expansion_ratio:
            raise TooLargeRecord(
                "archive_ratio",
                "An embedded file grows beyond the limit when it is unpacked.",
                "Ask for the embedded document as a file of its own.",
            )
        yield chunk
    if not unpacker.eof:
        raise zlib.error("incomplete")
