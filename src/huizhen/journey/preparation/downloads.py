"""Files that are saved and never shown by the browser."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import BinaryIO, Final

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import blob_bytes, opened_blob
from huizhen.ground.files.models import Blob

_TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
}


_IN_MEMORY: Final = 32 << 20
_CHUNK: Final = 1 << 20


def saved(request: HttpRequest, case: Case, blob: Blob, name: str) -> HttpResponseBase:
    """A blob of any size as a download; a large one goes piece by piece."""
    if blob.size_bytes <= _IN_MEMORY:
        return attachment(blob_bytes(case, blob), name)
    told = attachment(b"", name)
    pieces = _pieces(case, blob)
    is_async = isinstance(request, ASGIRequest)
    response = StreamingHttpResponse(_awaited(pieces) if is_async else pieces)
    for header, text in told.items():
        response[header] = text
    response["Content-Length"] = str(blob.size_bytes)
    return response


def _pieces(case: Case, blob: Blob) -> Iterator[bytes]:
    with opened_blob(case, blob) as clear:
        yield from iter(lambda: _read(clear), b"")


def _read(clear: BinaryIO) -> bytes:
    return clear.read(_CHUNK)


async def _awaited(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The same for a server that awaits; each piece is read in a thread."""
    next_piece = sync_to_async(lambda: next(pieces, b""))
    while piece := await next_piece():
        yield piece


def attachment(data: bytes, name: str) -> HttpResponse:
    """The bytes as a download under that name, with nothing that could run."""
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    kind = _TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    return HttpResponse(data, content_type=kind, headers=headers)
