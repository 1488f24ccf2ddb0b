"""STOW-RS: programs send instances (PS3.18 10.5); what is no DICOM instance is not taken in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from huizhen.api.dicomweb.access import dicomweb, storing_case
from huizhen.api.dicomweb.catalogue import Catalogue, element
from huizhen.api.dicomweb.message_parts import Part, parts_of
from huizhen.api.dicomweb.search_views import catalogue_for
from huizhen.core.errors import HuizhenError
from huizhen.ground.files.actions import (
    Small,
    append_part,
    begin_upload,
    finish_batch,
    receive_small,
)
from huizhen.ground.files.request_bodies import body_of
from huizhen.ground.files.senders import Sender, require_open
from huizhen.ground.files.tus import PART_BYTES
from huizhen.ground.imaging.rendering import headers_in

Json = dict[str, Any]
_CANNOT_UNDERSTAND: Final = 0xC000
_OTHER_STUDY: Final = 0xA900
_REFUSED: Final = 0x0110
"""Failure reasons (PS3.18 table 10.5.3-2 names those of PS3.4 B.2.3)."""


class NotMultipart(HuizhenError):
    """The message is not in the form that is taken."""

    status = 415

    def __init__(self) -> None:
        super().__init__(
            "media_type_wrong",
            "Instances are sent as multipart/related with parts of application/dicom.",
            'Use Content-Type: multipart/related; type="application/dicom"; boundary=...',
        )


@require_POST
@dicomweb
def store(request: HttpRequest, case_id: UUID, study: str = "") -> HttpResponse:
    """Take the instances of a message in, each for itself."""
    case, user = storing_case(request, case_id)
    require_open(case)
    content_type = request.headers.get("Content-Type", "")
    if not content_type.lower().startswith("multipart/related") or "json" in content_type:
        raise NotMultipart
    parts = [_Sent(part) for part in parts_of(body_of(request), content_type)]
    told: list[Mapping[str, Any] | None] = []
    failures: list[int | None] = []
    for some in _together(parts):
        headers = headers_in([part.blocks() for part in some])
        told += headers
        failures += _taken(Sender(case, user=user), some, [_failure(one, study) for one in headers])
    finish_batch(case)
    return _answer(catalogue_for(request, case), told, failures)


class _Sent:
    """An instance on its way; what it is by its bytes is worked out while they are read first."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.size_bytes = part.size_bytes
        self._digest = hashlib.sha256()

    def blocks(self) -> Iterator[bytes]:
        """Its bytes from beginning to end, once."""
        for block in self.part.blocks():
            self._digest.update(block)
            yield block

    @property
    def sha256(self) -> str:
        """Of its bytes, when all of them were read."""
        return self._digest.hexdigest()

    @property
    def name(self) -> str:
        """A name that tells nothing; equal bytes have the same."""
        return f"dicomweb/{self.sha256[:32]}.dcm"


def _together(parts: Sequence[_Sent]) -> Iterator[list[_Sent]]:
    """Small parts in batches, a large one alone."""
    some: list[_Sent] = []
    for part in parts:
        if some and sum(one.size_bytes for one in some) + part.size_bytes > PART_BYTES:
            yield some
            some = []
        some.append(part)
    if some:
        yield some


def _taken(
    sender: Sender, parts: Sequence[_Sent], failures: Sequence[int | None]
) -> list[int | None]:
    """The failures, with those of instances that are good and yet were not taken."""
    good = [part for part, failure in zip(parts, failures, strict=True) if failure is None]
    small = (
        Small(one.name, one.part.whole(), digest=one.sha256)
        for one in good
        if one.size_bytes <= PART_BYTES
    )
    found = list(failures)
    try:
        taken = iter(receive_small(sender, list(small)))
    except HuizhenError:  # no room: what was taken before stays
        return [_REFUSED if failure is None else failure for failure in failures]
    for place, (part, failure) in enumerate(zip(parts, failures, strict=True)):
        if failure is not None:
            continue
        if part.size_bytes > PART_BYTES:
            found[place] = _of_large(sender, part)
        elif next(taken).state == "refused":
            found[place] = _REFUSED
    return found


def _of_large(sender: Sender, sent: _Sent) -> int | None:
    """The failure of an instance that is taken in piece by piece; None where it is received."""
    try:
        upload = begin_upload(sender, sent.name, sent.size_bytes)
        for data in sent.part.blocks(PART_BYTES):
            upload = append_part(sender, upload, upload.offset_bytes, data)
    except HuizhenError:
        return _REFUSED
    return None


def _failure(told: Mapping[str, Any] | None, study: str) -> int | None:
    if told is None:
        return _CANNOT_UNDERSTAND
    if study and told["instance"].get("study_instance_uid") != study:
        return _OTHER_STUDY
    return None


def _answer(
    catalogue: Catalogue, told: list[Mapping[str, Any] | None], failures: list[int | None]
) -> HttpResponse:
    """Which were stored and which were not (PS3.18 10.5.3)."""
    stored: list[Json] = []
    failed: list[Json] = []
    for one, failure in zip(told, failures, strict=True):
        header = one["instance"] if one else {}
        item = {
            "00081150": element("UI", header.get("sop_class_uid", "")),
            "00081155": element("UI", header.get("sop_instance_uid", "")),
        }
        if failure is None:
            uids = [header.get(f"{name}_instance_uid", "") for name in ("study", "series", "sop")]
            address = catalogue.address(*uids) if all(uids) else ""
            stored.append({**item, "00081190": element("UR", address)})
        else:
            failed.append({**item, "00081197": element("US", failure)})
    answer: Json = {}
    if stored:
        answer["00081199"] = {"vr": "SQ", "Value": stored}
    if failed:
        answer["00081198"] = {"vr": "SQ", "Value": failed}
    status = 200 if not failed else 202 if stored else 409
    return JsonResponse(answer, status=status, content_type="application/dicom+json")
