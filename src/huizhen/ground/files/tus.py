"""The words of tus 1.0.0 (https://tus.io/protocols/resumable-upload): headers in, refusals out."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_noop as _noop

from huizhen.core.errors import HuizhenError

VERSION: Final = "1.0.0"
EXTENSIONS: Final = "creation,creation-with-upload,termination,checksum"
PART_BYTES: Final = 8 * 1024 * 1024
"""The most that one request brings: it is sealed in memory."""
BATCH_BYTES: Final = 64 * 1024 * 1024
"""The most that small files may have together in one request: they are read one after the other."""
BODY_TYPE: Final = "application/offset+octet-stream"
_NUMBER: Final = re.compile(r"^\d{1,15}$")
_SHA256: Final = re.compile(r"^[0-9a-f]{64}$")
_ABOUT: Final = re.compile(r"^[a-z_]{1,30}:[0-9a-f-]{36}$")
_LONGEST_NAME: Final = 1000
_ALGORITHMS: Final = {"sha1": "sha1", "sha256": "sha256"}


class Refused(HuizhenError):
    """An upload, or a part of one, that is not taken; nothing that had arrived is lost."""

    def __init__(self, status: int, code: str, message: str, remedy: str) -> None:
        super().__init__(code, message, remedy)
        self.status = status

    def __reduce__(self) -> tuple[object, ...]:
        """Errors cross process borders whole."""
        return (type(self), (self.status, self.code, self.message, self.remedy))


def wrong_offset() -> Refused:
    """409: the sender is not where the desk is."""
    return Refused(
        409,
        "wrong_offset",
        _noop("This part does not follow what has arrived."),
        _noop("Ask how far the file is, and go on from there."),
    )


def too_large_part() -> Refused:
    """413: more than one part at once."""
    return Refused(
        413,
        "part_too_large",
        _noop("This is more than one request may bring."),
        _noop("Send the file in parts of at most 8 MB."),
    )


def unlike_checksum() -> Refused:
    """460: the bytes are not those that were stated (tus, checksum extension)."""
    return Refused(
        460,
        "checksum_differs",
        _noop("What arrived is not what was sent."),
        _noop("Send it again; if this happens again, the file or the line is faulty."),
    )


def no_such_upload() -> Refused:
    """404: never begun, not this sender's, or ended."""
    return Refused(
        404,
        "no_such_upload",
        _noop("There is no such upload."),
        _noop("Begin the file anew."),
    )


def number(told: str | None, code: str = "length_wrong") -> int:
    """A header's number; Refused (400) for anything else."""
    if told is None or not _NUMBER.match(told):
        raise Refused(
            400,
            code,
            _noop("The length or the position is missing or is no number."),
            _noop("State how long the file is and where the part begins."),
        )
    return int(told)


def metadata(told: str | None) -> dict[str, str]:
    """Keys and values of `Upload-Metadata`; Refused (400) when it is malformed."""
    found: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in (told or "").split(","))):
        key, _, value = pair.partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise Refused(
                400,
                "metadata_wrong",
                _noop("The file's name could not be read."),
                _noop("Send the file by the page of the case."),
            ) from error
    return found


def file_name(told: str) -> str:
    """A relative path that can be kept; Refused (400) says what is wrong with any other."""
    name = told.strip()
    parts = name.replace("\\", "/").split("/")
    if not name or not parts[-1]:
        raise Refused(
            400,
            "name_missing",
            _noop("The file has no name."),
            _noop("Give the file a name and send it again."),
        )
    if len(name) > _LONGEST_NAME:
        raise Refused(
            400,
            "name_too_long",
            _noop("The file's name with its folders is too long."),
            _noop("Shorten the names, or send the files without their folders."),
        )
    if ".." in parts or not parts[0] or any(ord(char) < 32 for char in name):
        raise Refused(
            400,
            "name_not_allowed",
            _noop("The file's name points out of its folder or has signs that names cannot have."),
            _noop("Rename the file and send it again."),
        )
    return name


def stated_sha256(told: str) -> str:
    """The SHA-256 of the whole file as its sender states it; '' when it does not."""
    stated = told.strip().lower()
    if stated and not _SHA256.match(stated):
        raise unlike_checksum()
    return stated


def subject(told: str) -> str:
    """What a file is about: the kind and id of a request; '' when it is about none."""
    return told if _ABOUT.match(told) else ""


def check_part(data: bytes, told: str | None) -> None:
    """Passes when a part has the checksum that its `Upload-Checksum` states, if any."""
    if not told:
        return
    name, _, value = told.strip().partition(" ")
    if name not in _ALGORITHMS:
        raise Refused(
            400,
            "checksum_unknown",
            _noop("This kind of checksum is not known here."),
            _noop("Use sha256 or sha1."),
        )
    digest = hashlib.new(_ALGORITHMS[name], data, usedforsecurity=False).digest()
    if base64.b64encode(digest).decode() != value.strip():
        raise unlike_checksum()


def check_version(headers: Mapping[str, str]) -> None:
    """Passes for a request of this protocol's version."""
    if headers.get("Tus-Resumable") != VERSION:
        raise Refused(
            412,
            "protocol_unknown",
            _noop("This program sends files in a way that is not known here."),
            _noop("Load the page again, or use a program that speaks tus 1.0.0."),
        )
