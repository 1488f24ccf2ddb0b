"""Files that are saved and never shown by the browser."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse
from django.utils.http import content_disposition_header

_TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
}


def attachment(data: bytes, name: str) -> HttpResponse:
    """The bytes as a download under that name, with nothing that could run."""
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    kind = _TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    return HttpResponse(data, content_type=kind, headers=headers)
