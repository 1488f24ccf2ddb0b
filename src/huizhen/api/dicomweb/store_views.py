"""STOW-RS: programs send instances (PS3.18 10.5); what is no DICOM instance is not taken in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from huizhen.api.dicomweb.access import dicomweb, storing_case
from huizhen.api.dicomweb.catalogue import Catalogue, element
from huizhen.api.dicomweb.negotiation import parts_of
from huizhen.api.dicomweb.search_views import catalogue_for
from huizhen.core.errors import HuizhenError
from huizhen.ground.files.actions import Small, finish_batch, receive_small
from huizhen.ground.files.senders import Sender, require_open
from huizhen.ground.imaging.rendering import headers_in

Json = dict[str, Any]
_CANNOT_UNDERSTAND: Final = 0xC000
_OTHER_STUDY: Final = 0xA900
_REFUSED: Final = 0x0110
"""Failure reasons (PS3.18 table 10.5.3-2 names those of PS3.4 B.2.3)."""


class StowTooLarge(HuizhenError):
    """More than one request may bring."""

    status = 413

    def __init__(self) -> None:
        super().__init__(
            "part_too_large",
            "This is more than one request may bring.",
            "Send at most 16 MB a request; larger instances come by the upload of the pages (tus).",
        )


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
    parts = parts_of(_body(request), content_type)
    told = headers_in(parts)
    failures = [_failure(one, study) for one in told]
    good = [
        Small(_name(data), data)
        for data, failure in zip(parts, failures, strict=True)
        if failure is None
    ]
    taken = iter(receive_small(Sender(case, user=user), good))
    for place, failure in enumerate(failures):
        if failure is None and next(taken).state == "refused":
            failures[place] = _REFUSED
    finish_batch(case)
    return _answer(catalogue_for(request, case), told, failures)


def _body(request: HttpRequest) -> bytes:
    most = settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        raise StowTooLarge
    data: bytes = request.read(most + 1)
    if len(data) > most:
        raise StowTooLarge
    return data


def _name(data: bytes) -> str:
    """A name that tells nothing; equal bytes have the same."""
    return f"dicomweb/{hashlib.sha256(data).hexdigest()[:32]}.dcm"


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
