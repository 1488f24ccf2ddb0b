"""Bytes of a request that are read while they come."""

from __future__ import annotations

from django.http import HttpRequest, UnreadablePostError
from django.utils.translation import gettext_noop as _noop

from huizhen.ground.files.tus import Refused


def exactly(request: HttpRequest, size: int) -> bytes:
    """The next so many bytes of a request's body; Refused (400) when the line was cut before."""
    try:
        data: bytes = request.read(size) if size else b""
    except UnreadablePostError:
        data = b""
    if len(data) != size:
        raise Refused(
            400,
            "line_cut",
            _noop("The line was lost before everything had come."),
            _noop("Send the files again; what had arrived is not taken in twice."),
        )
    return data
