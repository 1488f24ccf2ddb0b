"""Compound files (MS-CFB): old Word, Excel, PowerPoint and Outlook files, and locked new ones."""

from __future__ import annotations

import io
import struct
from typing import BinaryIO, NoReturn

from huizhen.core.errors import EncryptedRecord, UnsupportedRecord
from huizhen.core.reading.registry import Probe, SourceFile
from huizhen.core.reading.signatures import file_kind

_MAX_DIRECTORY_SECTORS = 2_000
_ENTRY = 128
_LAST_SECTOR = 0xFFFFFFFA

_BY_STREAM = (
    ("EncryptedPackage", "locked"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("__properties_version1.0", "msg"),
)
_BY_SUFFIX = {
    "doc": "doc", "dot": "doc", "xls": "xls", "xlt": "xls", "ppt": "ppt", "pps": "ppt",
    "msg": "msg", "oft": "msg", "docx": "locked", "xlsx": "locked", "pptx": "locked",
    "docm": "locked", "xlsm": "locked", "msi": "installer", "db": "thumbnails",
}  # fmt: skip

_REMEDIES = {
    "doc": ("word_97", "An old binary Word file (.doc).", "Open it and save it as .docx or PDF."),
    "xls": (
        "excel_97",
        "An old binary Excel file (.xls).",
        "Open it and save it as .xlsx, .csv or PDF.",
    ),
    "ppt": (
        "powerpoint_97",
        "An old binary PowerPoint file (.ppt).",
        "Open it and save it as .pptx or PDF.",
    ),
    "msg": (
        "outlook_message",
        "An Outlook message (.msg).",
        "Open it in Outlook and save it as .eml, or print it to PDF and send its attachments.",
    ),
}


def ole2_kind(probe: Probe) -> str:
    """doc, xls, ppt, msg, locked, thumbnails, installer, or other; '' when it is no compound file.

    The name's ending is asked only where the directory lies beyond the head.
    """
    if file_kind(probe.head) != "ole2":
        return ""
    names = _stream_names(io.BytesIO(probe.head))
    if kind := _kind_of(names):
        return kind
    return _BY_SUFFIX.get(probe.name.rpartition(".")[2].casefold(), "other")


def refuse_ole2(source: SourceFile) -> NoReturn:
    """Raise what a person should do with this compound file."""
    with source.open() as stream:
        kind = _kind_of(_stream_names(stream))
    if kind == "locked":
        raise EncryptedRecord(
            "office_encrypted",
            "The Office document is locked with a password.",
            "Open it with its password, save a copy without one, and send the copy.",
        )
    code, message, remedy = _REMEDIES.get(
        kind,
        (
            "compound_file",
            "A compound binary file (OLE2) of an unknown program.",
            "Open it in the program that made it and save it as PDF.",
        ),
    )
    raise UnsupportedRecord(code, message, remedy)


def _kind_of(names: set[str]) -> str:
    for name, kind in _BY_STREAM:
        if name in names:
            return kind
    if "Catalog" in names and any(name.startswith("256_") or name.isdigit() for name in names):
        return "thumbnails"
    return ""


def _stream_names(stream: BinaryIO) -> set[str]:
    """The names in the directory, as far as its sectors can be followed (MS-CFB 2.6)."""
    head = stream.read(512)
    if len(head) < 512:
        return set()
    shift = struct.unpack_from("<H", head, 30)[0]
    if shift not in (9, 12):
        return set()
    size = 1 << shift
    table = struct.unpack_from("<109I", head, 76)
    sector = struct.unpack_from("<I", head, 48)[0]
    names: set[str] = set()
    for _ in range(_MAX_DIRECTORY_SECTORS):
        if sector >= _LAST_SECTOR:
            break
        block = _sector(stream, sector, size)
        names.update(_entry_names(block))
        if len(block) < size:
            break
        sector = _next_sector(stream, sector, size, table)
    return names


def _sector(stream: BinaryIO, number: int, size: int) -> bytes:
    stream.seek((number + 1) * size)
    return stream.read(size)


def _next_sector(stream: BinaryIO, sector: int, size: int, table: tuple[int, ...]) -> int:
    per_block = size // 4
    index = sector // per_block
    if index >= len(table) or table[index] >= _LAST_SECTOR:
        return _LAST_SECTOR
    block = _sector(stream, table[index], size)
    at = (sector % per_block) * 4
    return int.from_bytes(block[at : at + 4], "little") if at + 4 <= len(block) else _LAST_SECTOR


def _entry_names(block: bytes) -> set[str]:
    names = set()
    for at in range(0, len(block) - _ENTRY + 1, _ENTRY):
        length = int.from_bytes(block[at + 64 : at + 66], "little")
        if 2 < length <= 64:
            names.add(block[at : at + length - 2].decode("utf-16-le", "replace"))
    return names
