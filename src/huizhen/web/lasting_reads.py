"""HTTP as uvicorn speaks it, read into memory that stays, and bodies left to who reads them.

asyncio asks for new memory at each read, and what it gives back is mapped and cleared anew: of half
a megabyte that took 0.5 ms, more than to hash it. From one lasting buffer that fits into the
processor's cache it takes a third. Bodies of many files do not come this way at all
(`web/body_lines.py`).
"""

from __future__ import annotations

import asyncio
import socket
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from huizhen.web.body_lines import EXTENSION, BodyLine, is_streamed

_BUFFER: Final = memoryview(bytearray(1 << 18))
"""Of all connections: the event loop fills it and hands on what came before it reads anything
else. Four times as large it is slower than asyncio itself."""


class LastingReads(H11Protocol, asyncio.BufferedProtocol):
    """A connection of the desk."""

    _line: BodyLine | None = None
    """Of the request in hand, where its view reads the body."""
    _unread = 0
    """Bytes of a body that its view did not want; they are let pass."""

    def get_buffer(self, _sizehint: int) -> memoryview:
        """Where the event loop reads to; over TLS it fills parts of it, one after the other."""
        return _BUFFER

    def buffer_updated(self, nbytes: int) -> None:
        """So many bytes have come."""
        passed = min(nbytes, self._unread)
        self._unread -= passed
        if passed:
            self._unset_keepalive_if_required()
        if passed < nbytes:
            self.data_received(bytes(_BUFFER[passed:nbytes]))

    def handle_events(self) -> None:
        """What has come, by HTTP's rules; a body of many files is left to its view from here on."""
        before: Any = self.cycle
        super().handle_events()
        if self.cycle is not before and self._can_leave():
            self._leave()

    def _can_leave(self) -> bool:
        """Whether the body of the request that has just begun is read by its view. Who asks first
        whether to send it is answered by the protocol, and so is a server that is too busy; what
        comes encrypted (TLS) only the transport can read."""
        if self.transport.get_extra_info("sslcontext") is not None:
            return False
        cycle = self.cycle
        is_waiting = cycle.waiting_for_100_continue or not cycle.more_body
        return not is_waiting and self.scope is cycle.scope and is_streamed(self.scope)

    def _leave(self) -> None:
        scope: Any = self.scope
        length = int(dict(scope["headers"])[b"content-length"])
        begun, self.cycle.body = bytes(self.cycle.body), bytearray()
        self.flow.pause_reading()
        line: socket.socket = self.transport.get_extra_info("socket").dup()
        self._line = BodyLine(begun, length - len(begun), line)
        scope.setdefault("extensions", {})[EXTENSION] = self._line

    def on_response_complete(self) -> None:
        """Go on with the next request, behind what is left of the body."""
        if self._line is not None:
            self._unread, self._line = self._line.end(), None
            most = self.config.h11_max_incomplete_event_size
            self.conn = h11.Connection(h11.SERVER, *(() if most is None else (most,)))
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is gone."""
        if self._line is not None:
            self._line.lose()
        super().connection_lost(exc)
