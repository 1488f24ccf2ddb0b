"""Pictures that were made by us, as answers of their own."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse

_SIGNS: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"RIFF", "image/webp"),
)
_POLICY: Final = "default-src 'none'; frame-ancestors 'none'; sandbox"


def picture_response(data: bytes) -> HttpResponse:
    """A picture that nothing runs in and nobody keeps; what is none is saved as a file."""
    kind = next((name for sign, name in _SIGNS if data.startswith(sign)), "")
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": _POLICY,
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": "inline" if kind else "attachment",
    }
    return HttpResponse(data, content_type=kind or "application/octet-stream", headers=headers)
