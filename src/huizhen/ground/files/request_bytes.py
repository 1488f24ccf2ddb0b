"""Bytes of a request that are read while they come."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _noop

from huizhen.ground.files.tus import Refused

COMING: Final = "huizhen.coming_body"
"""Where an ASGI scope has a body that is read while it comes."""


class RequestBytes:
    """What a request brings, in order, in memory that is used again: what was read stands there
    until the next bytes are read."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._coming: Any = getattr(request, "scope", {}).get(COMING)
        self._memory = bytearray()

    def exactly(self, size: int) -> memoryview:
        """The next so many bytes; Refused (400) when the line was cut before."""
        if len(self._memory) < size:
            self._memory = bytearray(size)
        wanted, count = memoryview(self._memory)[:size], 0
        with suppress(OSError):  # the line is lost
            count = self._read(wanted) if size else 0
        if count != size:
            raise Refused(
                400,
                "line_cut",
                _noop("The line was lost before everything had come."),
                _noop("Send the files again; what had arrived is not taken in twice."),
            )
        return wanted

    def _read(self, wanted: memoryview) -> int:
        if self._coming is not None:
            return int(self._coming.readinto(wanted))
        data: bytes = self._request.read(len(wanted))
        wanted[: len(data)] = data
        return len(data)
