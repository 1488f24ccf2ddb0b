"""The operations: each goes through the case's door and the token's scope."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import File, Path, Query, Router, Status, UploadedFile

from huizhen.api.rest.schemas import (
    CaseOut,
    CasePage,
    DocumentOut,
    DocumentPage,
    FileTaken,
    Lines,
    Problem,
)
from huizhen.api.rest.tokens import case_with, person_with
from huizhen.core.records.value import Value
from huizhen.ground.cases.access import accessible_cases, case_row, case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.files.actions import Small, finish_batch, receive_small
from huizhen.ground.files.blobs import blob_bytes
from huizhen.ground.files.models import ReceivedFile
from huizhen.ground.files.senders import Sender, require_open
from huizhen.ground.records.queries import current_version, facts_of, findings_of

router = Router()
Limit = Annotated[int, Query(ge=1, le=200)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]
CaseId = Annotated[UUID, Path()]
_REFUSALS: dict[int, Any] = dict.fromkeys((401, 403, 404, 422, 429), Problem)
_READABLE = ("accepted", "released")


@router.get("/cases", response={200: CasePage, **_REFUSALS}, operation_id="list_cases")
def list_cases(request: HttpRequest, limit: Limit = 50, offset: Offset = 0) -> dict[str, object]:
    """The cases that the token's person may see the status of."""
    cases = accessible_cases(person_with(request, "cases")).order_by("-opened_at", "pk")
    return {"items": list(cases[offset : offset + limit]), "count": cases.count()}


@router.get("/cases/{case_id}", response={200: CaseOut, **_REFUSALS}, operation_id="get_case")
def get_case(request: HttpRequest, case_id: CaseId) -> Case:
    """One case."""
    return case_with(request, case_id, "cases", "see_status")


@router.post(
    "/cases/{case_id}/documents",
    response={200: FileTaken, 201: FileTaken, 400: Problem, 409: Problem, 413: Problem} | _REFUSALS,
    operation_id="send_document",
)
def send_document(
    request: HttpRequest, case_id: CaseId, file: Annotated[UploadedFile, File()]
) -> Status[dict[str, str]]:
    """Take one file of at most 16 MB in; larger ones are sent in parts (tus) by the pages.

    201 when it is new to the case, 200 when the same bytes were there already."""
    case = case_with(request, case_id, "upload", "upload")
    require_open(case)
    sender = Sender(case, user=person_with(request, "upload"))
    small = Small(file.name or "", file.read())
    [taken] = receive_small(sender, [small])
    if taken.error is not None:
        raise taken.error
    finish_batch(case)
    told = {"state": taken.state, "sha256": hashlib.sha256(small.data).hexdigest()}
    return Status(201 if taken.state == "received" else 200, told)


@router.get(
    "/cases/{case_id}/documents",
    response={200: DocumentPage, **_REFUSALS},
    operation_id="list_documents",
)
def list_documents(
    request: HttpRequest, case_id: CaseId, limit: Limit = 50, offset: Offset = 0
) -> dict[str, object]:
    """What was received, whatever became of it."""
    case = case_with(request, case_id, "documents", "see_identity")
    rows = case_rows(case, ReceivedFile).select_related("blob").order_by("received_at", "pk")
    some = rows[offset : offset + limit]
    return {"items": [_document(case, row) for row in some], "count": rows.count()}


@router.get(
    "/cases/{case_id}/documents/{document_id}",
    response={200: Any, **_REFUSALS},
    operation_id="get_document",
    openapi_extra={
        "responses": {
            200: {
                "description": "The file's bytes as they were received",
                "content": {
                    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
                },
            }
        }
    },
)
def get_document(
    request: HttpRequest, case_id: CaseId, document_id: Annotated[UUID, Path()]
) -> HttpResponse:
    """An original; never one that is held apart as perhaps another patient's."""
    about = f"document:{document_id}"
    case = case_with(request, case_id, "documents", "see_identity", about)
    row = case_row(case, ReceivedFile, pk=document_id)
    if row.state not in _READABLE:
        raise Http404
    name = case.unseal(row.sealed_name).decode().replace("\\", "/").rpartition("/")[2]
    headers = {
        "Content-Disposition": content_disposition_header(True, name or "file") or "attachment",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    }
    data = blob_bytes(case, row.blob)
    return HttpResponse(data, content_type="application/octet-stream", headers=headers)


@router.get("/cases/{case_id}/facts", response={200: Lines, **_REFUSALS}, operation_id="list_facts")
def list_facts(
    request: HttpRequest, case_id: CaseId, limit: Limit = 50, offset: Offset = 0
) -> dict[str, object]:
    """The facts of the newest composition, each with its evidence."""
    case = case_with(request, case_id, "facts", "see_work")
    version = current_version(case)
    facts = facts_of(case, version) if version else []
    return _lines(version.number if version else None, facts, limit, offset)


@router.get(
    "/cases/{case_id}/findings", response={200: Lines, **_REFUSALS}, operation_id="list_findings"
)
def list_findings(
    request: HttpRequest, case_id: CaseId, limit: Limit = 50, offset: Offset = 0
) -> dict[str, object]:
    """What the case lacks for its specialty."""
    case = case_with(request, case_id, "findings", "see_work")
    version = current_version(case)
    findings = findings_of(case, version) if version else []
    return _lines(version.number if version else None, findings, limit, offset)


def _lines(number: int | None, values: list[Any], limit: int, offset: int) -> dict[str, object]:
    some: list[Value] = values[offset : offset + limit]
    return {
        "version": number,
        "items": [each.model_dump(mode="json") for each in some],
        "count": len(values),
    }


def _document(case: Case, row: ReceivedFile) -> DocumentOut:
    return DocumentOut(
        id=row.pk,
        name=case.unseal(row.sealed_name).decode(),
        sha256=row.sha256,
        size_bytes=row.blob.size_bytes,
        state=row.state,
        received_at=row.received_at,
    )
