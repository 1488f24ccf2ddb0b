"""What a ZIP file really is, by the names of its members: a document, a program or an archive."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator

_LOCAL = b"PK\x03\x04"
_HEADER = struct.Struct("<4s5H3I2H")
_HAS_DESCRIPTOR = 0x08
_SMALL = 65_536

_CONTENT_TYPES = (
    (b"wordprocessingml.", "docx"),
    (b"ms-word.", "docx"),
    (b"spreadsheetml.", "xlsx"),
    (b"ms-excel.", "xlsx"),
    (b"presentationml.", "pptx"),
    (b"ms-powerpoint.", "pptx"),
)
_MIME_TYPES = (
    (b"application/vnd.oasis.opendocument.text", "odt"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "ods"),
    (b"application/vnd.oasis.opendocument.presentation", "odp"),
    (b"application/epub+zip", "epub"),
)
_PACKAGE_MARKS = ("[content_types].xml", "_rels/.rels")
_MAIN_PARTS = (("word/document", "docx"), ("xl/workbook", "xlsx"), ("ppt/presentation", "pptx"))
_FOLDERS = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"))


def kind_of_members(names: Iterable[str], mime_type: bytes = b"", types: bytes = b"") -> str:
    """docx, xlsx, pptx, odt, ods, odp, epub, jar, package (ISO/IEC 29500-2, of another program) or
    zip, from all or the first member names.

    `mime_type` is the content of the member 'mimetype', `types` that of '[Content_Types].xml'.
    """
    for prefix, kind in _MIME_TYPES:
        if mime_type.startswith(prefix):
            return kind
    known = [name.replace("\\", "/") for name in names]
    marks = {name.casefold() for name in known if name.casefold() in _PACKAGE_MARKS}
    if marks and (kind := _open_packaging_kind(known, types)):
        return kind
    if len(marks) == len(_PACKAGE_MARKS):
        return "package"
    if known and (known[0].startswith("META-INF/MANIFEST.MF") or _is_program(known)):
        return "jar"
    return "zip"


def _open_packaging_kind(names: list[str], types: bytes) -> str:
    """By the main part; else by the declared content types; else by the usual folder."""
    for start, kind in _MAIN_PARTS:
        if any(name.startswith(start) for name in names):
            return kind
    for mark, kind in _CONTENT_TYPES:
        if mark in types:
            return kind
    for start, kind in _FOLDERS:
        if any(name.startswith(start) for name in names):
            return kind
    return ""


def _is_program(names: list[str]) -> bool:
    return "META-INF/MANIFEST.MF" in names and any(name.endswith(".class") for name in names)


def zip_kind(head: bytes) -> str:
    """The same from the first bytes of a ZIP file, as far as local headers stand in them."""
    names: list[str] = []
    contents = {"mimetype": b"", "[Content_Types].xml": b""}
    for name, method, data in _local_members(head):
        names.append(name)
        if name in contents:
            contents[name] = _small_content(method, data)
    return kind_of_members(names, contents["mimetype"], contents["[Content_Types].xml"])


def _local_members(head: bytes) -> Iterator[tuple[str, int, bytes]]:
    """Name, method and packed bytes (as far as in the head) of each local file header."""
    at = head.find(_LOCAL, 0, 64)
    while 0 <= at <= len(head) - _HEADER.size:
        _, _, flags, method, _, _, _, packed, _, name_size, extra_size = _HEADER.unpack_from(
            head, at
        )
        start = at + _HEADER.size + name_size + extra_size
        name = head[at + _HEADER.size : at + _HEADER.size + name_size]
        known = packed if not flags & _HAS_DESCRIPTOR or packed else len(head)
        yield name.decode("utf-8", "replace"), method, head[start : start + known]
        if flags & _HAS_DESCRIPTOR and not packed:
            at = head.find(_LOCAL, start)
        else:
            at = start + packed
            if head[at : at + 4] != _LOCAL:
                return


def _small_content(method: int, data: bytes) -> bytes:
    if method == 0:
        return data[:_SMALL]
    if method != 8:
        return b""
    try:
        return zlib.decompressobj(-15).decompress(data, _SMALL)
    except zlib.error:
        return b""
