"""WADO-RS: instances, metadata, frames, pictures, bulk data (PS3.18 10.4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_GET

from huizhen.api.dicomweb.access import dicomweb, note_read, reading_case
from huizhen.api.dicomweb.catalogue import Catalogue
from huizhen.api.dicomweb.negotiation import (
    ANY,
    DICOM,
    OCTETS,
    Accepted,
    NotAcceptable,
    Part,
    accepted,
    media_of,
    multipart,
    takes,
)
from huizhen.api.dicomweb.search_views import catalogue_for, json_answer
from huizhen.core.errors import HuizhenError
from huizhen.ground.cases.access import CaseNotFound
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import blob_bytes
from huizhen.ground.files.models import Blob
from huizhen.ground.imaging.models import ImagingInstanceRow, ImagingSeriesRow, ImagingStudyRow
from huizhen.ground.imaging.queries import headers_of
from huizhen.ground.imaging.rendering import (
    HTJ2K_LOSSLESS,
    NATIVE,
    Frames,
    NoSuchFrame,
    bulk_data,
    decoded_frames,
    derived_frames,
    whole_headers,
)

Json = dict[str, Any]
_TAG = re.compile(r"[0-9A-F]{8}\Z")
_MOST_FRAMES: Final = 2000
_VIEWER = "viewer"


@dataclass(frozen=True)
class Found:
    """What an address names."""

    case: Case
    catalogue: Catalogue
    study: ImagingStudyRow
    series: list[ImagingSeriesRow]
    instances: list[ImagingInstanceRow]


def found_at(
    request: HttpRequest, case_id: UUID, study: str, series: str = "", instance: str = ""
) -> Found:
    """What the address names, noted as read; CaseNotFound where that is nothing."""
    case = reading_case(request, case_id)
    catalogue = catalogue_for(request, case)
    studies = catalogue.studies(study)
    rows = catalogue.series(studies, series)
    held = catalogue.instances(rows, instance)
    if not held:
        raise CaseNotFound
    note_read(request, case, f"imaging_study:{studies[0].pk}")
    return Found(case, catalogue, studies[0], rows, held)


@require_GET
@dicomweb
def objects(
    request: HttpRequest, case_id: UUID, study: str, series: str = "", instance: str = ""
) -> HttpResponseBase:
    """Whole instances; as the originals are, or as HTJ2K where that is asked for."""
    found = found_at(request, case_id, study, series, instance)
    wanted = next((one for one in accepted(request) if takes(one, DICOM)), None)
    if wanted is None:
        raise NotAcceptable
    chosen = [(row, _file_of(row, wanted)) for row in found.instances]
    if not wanted.is_multipart and instance and wanted.media == DICOM:
        return HttpResponse(blob_bytes(found.case, chosen[0][1]), content_type=DICOM)
    parts: list[Part] = [
        (f"{DICOM}; transfer-syntax={_syntax(row, blob)}", partial(blob_bytes, found.case, blob))
        for row, blob in chosen
    ]
    return multipart(request, DICOM, parts)


def _file_of(row: ImagingInstanceRow, wanted: Accepted) -> Blob:
    """The original, or its derivative; NotAcceptable where neither is in that transfer syntax."""
    if wanted.transfer_syntax == HTJ2K_LOSSLESS and row.derivative is not None:
        return row.derivative
    if wanted.transfer_syntax in ("", ANY, row.transfer_syntax_uid):
        return row.blob
    raise NotAcceptable


def _syntax(row: ImagingInstanceRow, blob: Blob) -> str:
    return HTJ2K_LOSSLESS if blob is row.derivative else row.transfer_syntax_uid or NATIVE


@require_GET
@dicomweb
def metadata(
    request: HttpRequest, case_id: UUID, study: str, series: str = "", instance: str = ""
) -> HttpResponse:
    """Headers as DICOM JSON: whole, or with `?set=viewer` what a viewer asks before the pixels,
    which is at hand."""
    found = found_at(request, case_id, study, series, instance)
    answers: list[Json] = []
    for row in found.series:
        about = found.catalogue.series_json(row)
        held = [one for one in found.instances if one.series_id == row.pk]
        headers = headers_of(found.case, held)
        whole = {} if request.GET.get("set") == _VIEWER else _whole(found, row, held, instance)
        for one in held:
            answers.append(_header(found, one, headers[one.sha256], about, whole))
    return json_answer(answers)


def _whole(
    found: Found, row: ImagingSeriesRow, held: Sequence[ImagingInstanceRow], instance: str
) -> dict[str, Json]:
    """Whole headers by SHA-256: of a series, for the next one who asks will want the others."""
    every = found.catalogue.instances([row]) if instance else held
    return whole_headers(found.case, row, every)


def _header(
    found: Found,
    row: ImagingInstanceRow,
    header: Json,
    about: Json,
    whole: dict[str, Json],
) -> Json:
    """One header; UIDs that it lacks are those by which it is addressed."""
    told = found.catalogue.instance_json(row, header, about)
    address = told["00081190"]["Value"][0]
    kept: Json = dict(whole.get(row.sha256) or header["metadata"])
    for element in kept.values():
        if (place := element.get("BulkDataURI")) is not None:
            element["BulkDataURI"] = f"{address}/bulkdata/{place}"
    if row.frames:
        kept["7FE00010"] = {"vr": "OW", "BulkDataURI": f"{address}/frames"}
    for tag in ("0020000D", "0020000E", "00080018"):
        if not kept.get(tag, {}).get("Value"):
            kept[tag] = told[tag]
    return {**kept, "00081190": told["00081190"], "00083002": told["00083002"]}


@require_GET
@dicomweb
def frames(
    request: HttpRequest, case_id: UUID, study: str, series: str, instance: str, numbers: str
) -> HttpResponseBase:
    """Frames by number from 1, in the first form that the client takes and that there is."""
    found = found_at(request, case_id, study, series, instance)
    row, indices = found.instances[0], frame_numbers(numbers)
    for wanted in accepted(request):
        made = _frames_as(found.case, row, indices, wanted)
        if made is not None:
            return _frames_answer(request, made, wanted)
    raise NotAcceptable


def frame_numbers(told: str) -> list[int]:
    """Indices from 0 of a list of frame numbers from 1."""
    numbers = told.split(",")
    if len(numbers) > _MOST_FRAMES or not all(n.isascii() and n.isdigit() for n in numbers):
        raise NoSuchFrame
    indices = [int(number) - 1 for number in numbers]
    if min(indices) < 0:
        raise NoSuchFrame
    return indices


def _frames_as(
    case: Case, row: ImagingInstanceRow, indices: list[int], wanted: Accepted
) -> Frames | None:
    """The frames as they are wanted: of the derivative, as they are kept, or decoded."""
    syntax = wanted.transfer_syntax
    is_any = syntax == ANY
    if row.derivative is not None and _fits(wanted, HTJ2K_LOSSLESS):
        return derived_frames(case, row, indices)
    if not _is_native(row.transfer_syntax_uid) and _fits(wanted, row.transfer_syntax_uid):
        return decoded_frames(case, row, indices, stored=True)
    if takes(wanted, OCTETS) and (is_any or syntax in ("", NATIVE)):
        return decoded_frames(case, row, indices)
    return None


def _fits(wanted: Accepted, transfer_syntax: str) -> bool:
    """Whether a compressed frame is what is wanted: by its transfer syntax, or its media type."""
    media = media_of(transfer_syntax)
    is_of_type = takes(wanted, media) or takes(wanted, OCTETS)
    if wanted.transfer_syntax in (ANY, transfer_syntax):
        return is_of_type
    return wanted.transfer_syntax == "" and wanted.media == media and media != OCTETS


def _is_native(transfer_syntax: str) -> bool:
    return not transfer_syntax.startswith("1.2.840.10008.1.2.4.") and (
        transfer_syntax != "1.2.840.10008.1.2.5"
    )


def _frames_answer(request: HttpRequest, made: Frames, wanted: Accepted) -> HttpResponseBase:
    syntax = made.transfer_syntax_uid
    media = OCTETS if takes(wanted, OCTETS) else media_of(syntax)
    content_type = f"{media}; transfer-syntax={syntax}"
    if not wanted.is_multipart and len(made.frames) == 1 and wanted.media not in (ANY, "*/*"):
        return HttpResponse(made.frames[0], content_type=content_type)
    return multipart(request, media, ((content_type, partial(bytes, one)) for one in made.frames))


@require_GET
@dicomweb
def bulkdata(
    request: HttpRequest, case_id: UUID, study: str, series: str, instance: str, tag: str
) -> HttpResponseBase:
    """The bytes of one attribute, as its metadata names it."""
    found = found_at(request, case_id, study, series, instance)
    if not _TAG.match(tag):
        raise CaseNotFound
    try:
        data = bulk_data(found.case, found.instances[0], tag)
    except HuizhenError as error:
        raise CaseNotFound from error
    if any(one.is_multipart for one in accepted(request)):
        return multipart(request, OCTETS, [(OCTETS, partial(bytes, data))])
    return HttpResponse(data, content_type=OCTETS)


def middle(rows: Iterable[ImagingInstanceRow]) -> ImagingInstanceRow:
    """The instance that speaks for many; CaseNotFound where none has pixels."""
    held = [row for row in rows if row.frames]
    if not held:
        raise CaseNotFound
    return held[len(held) // 2]
