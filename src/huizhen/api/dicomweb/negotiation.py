"""Media types (PS3.18 8.7): what a client takes, and answers of several parts."""

from __future__ import annotations

import re
import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

from huizhen.core.errors import HuizhenError

ANY: Final = "*"
DICOM: Final = "application/dicom"
OCTETS: Final = "application/octet-stream"
_SPLIT = re.compile(r',(?=(?:[^"]*"[^"]*")*[^"]*$)')
_MEDIA_OF: Final = {
    "1.2.840.10008.1.2.4.50": "image/jpeg",
    "1.2.840.10008.1.2.4.51": "image/jpeg",
    "1.2.840.10008.1.2.4.57": "image/jpeg",
    "1.2.840.10008.1.2.4.70": "image/jpeg",
    "1.2.840.10008.1.2.5": "image/dicom-rle",
    "1.2.840.10008.1.2.4.80": "image/jls",
    "1.2.840.10008.1.2.4.81": "image/jls",
    "1.2.840.10008.1.2.4.90": "image/jp2",
    "1.2.840.10008.1.2.4.91": "image/jp2",
    "1.2.840.10008.1.2.4.201": "image/jphc",
    "1.2.840.10008.1.2.4.202": "image/jphc",
    "1.2.840.10008.1.2.4.203": "image/jphc",
}
"""Transfer syntax -> media type of a frame (PS3.18 table 8.7.3-5)."""


class NotAcceptable(HuizhenError):
    """Nothing that the client takes can be given."""

    status = 406

    def __init__(self) -> None:
        super().__init__(
            "not_acceptable",
            "The object is not to be had in the form that was asked for.",
            "Ask for transfer-syntax=*, or for application/octet-stream without one.",
        )


@dataclass(frozen=True)
class Accepted:
    """One form that a client takes."""

    media: str
    """Of the whole, or of each part."""
    transfer_syntax: str = ""
    is_multipart: bool = False
    quality: float = 1.0


def accepted(request: HttpRequest) -> list[Accepted]:
    """What a request takes, the most wanted first; `accept` may stand in the query (8.3.3.1)."""
    told = request.GET.get("accept") or request.headers.get("Accept") or "*/*"
    found = [_one(part) for part in _SPLIT.split(told) if part.strip()]
    return sorted(found, key=lambda one: -one.quality)


def _one(text: str) -> Accepted:
    media, *parameters = (part.strip() for part in text.split(";"))
    told = {
        name.strip().lower(): value.strip().strip('"')
        for name, _, value in (parameter.partition("=") for parameter in parameters)
    }
    is_multipart = media.lower() == "multipart/related"
    try:
        quality = float(told.get("q", 1))
    except ValueError:
        quality = 0.0
    return Accepted(
        media=told.get("type", ANY).lower() if is_multipart else media.lower(),
        transfer_syntax=told.get("transfer-syntax", ""),
        is_multipart=is_multipart,
        quality=quality,
    )


def takes(wanted: Accepted, media: str) -> bool:
    """Whether a form that a client takes is of this media type."""
    kind = media.partition("/")[0]
    return wanted.media in (media, ANY, "*/*", f"{kind}/*")


def media_of(transfer_syntax: str) -> str:
    """The media type of a compressed frame; octets where it has none."""
    return _MEDIA_OF.get(transfer_syntax, OCTETS)


Part = tuple[str, Callable[[], bytes]]
"""The part's content type, and what gives its bytes when its turn comes."""


def multipart(request: HttpRequest, media: str, parts: Iterable[Part]) -> StreamingHttpResponse:
    """multipart/related, part by part: memory holds one."""
    boundary = secrets.token_hex(16)
    is_async = isinstance(request, ASGIRequest)
    stream = _stream_async(parts, boundary) if is_async else _stream(parts, boundary)
    return StreamingHttpResponse(
        stream, content_type=f'multipart/related; type="{media}"; boundary={boundary}'
    )


def _stream(parts: Iterable[Part], boundary: str) -> Iterator[bytes]:
    for content_type, give in parts:
        yield _head(content_type, boundary)
        yield give()
    yield f"\r\n--{boundary}--\r\n".encode()


async def _stream_async(parts: Iterable[Part], boundary: str) -> AsyncIterator[bytes]:
    for content_type, give in parts:
        yield _head(content_type, boundary)
        yield await sync_to_async(give)()
    yield f"\r\n--{boundary}--\r\n".encode()


def _head(content_type: str, boundary: str) -> bytes:
    return f"\r\n--{boundary}\r\nContent-Type: {content_type}\r\n\r\n".encode()
