"""The rest of a request's body, read from its connection by the thread of the view itself.

On its way through event loop and protocol each byte of a body is copied six times, and two threads
wait for each other. A body of a stated length needs none of it: the connection's reader steps aside
until so many bytes are taken, and the kernel writes them where they are hashed.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

EXTENSION: Final = "huizhen.body_line"
"""Where an ASGI scope names the line of its body."""
_STREAMED: Final = b"application/octet-stream"
_PATIENCE_SECONDS: Final = 60.0
"""How long a view waits for a line on which nothing comes."""


class BodyLine:
    """Bytes of a body that came with the head, and those that are still to come."""

    def __init__(self, begun: bytes, left: int, line: socket.socket) -> None:
        self._begun = memoryview(begun)
        self._left = left
        self._line = line
        self._line.settimeout(_PATIENCE_SECONDS)
        self._in_use = threading.Lock()
        self._is_closed = False

    def readinto(self, buffer: bytearray | memoryview) -> int:
        """Fill the buffer as soon as so much has come; less at the end alone. OSError when the line
        was lost or nothing comes for a minute."""
        wanted = memoryview(buffer)[: len(self._begun) + self._left]
        place = min(len(wanted), len(self._begun))
        wanted[:place], self._begun = self._begun[:place], self._begun[place:]
        while place < len(wanted):
            place += self._received(wanted[place:])
        return place

    def read(self, size: int = -1) -> bytes:
        """So many bytes, or all; fewer at the end alone. OSError as above."""
        rest = len(self._begun) + self._left
        data = bytearray(rest if size < 0 else min(size, rest))
        self.readinto(data)
        return bytes(data)

    def end(self) -> int:
        """Nobody reads on; how many bytes are still to come."""
        self._is_closed = True
        if self._in_use.acquire(blocking=False):
            self._line.close()
            self._in_use.release()
        return self._left

    def close(self) -> None:
        """As Django closes a body."""
        self.end()

    def lose(self) -> None:
        """The connection is gone: whoever waits for its bytes need not."""
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        self.end()

    def _received(self, buffer: memoryview) -> int:
        """How many bytes came into the buffer, at least one. The line is closed by whoever is done
        with it last: a number of a file that is closed while it is read may be another's then."""
        with self._in_use:
            if self._is_closed:
                raise OSError("the line was lost")
            try:
                count = self._line.recv_into(buffer)
            finally:
                if self._is_closed:
                    self._line.close()
            self._left -= count
        if not count:
            raise OSError("the line was lost")
        return count


def is_streamed(scope: Mapping[str, Any]) -> bool:
    """Whether the body of a request is read while it comes: one of a stated length, posted as mere
    bytes."""
    headers: dict[bytes, bytes] = dict(scope["headers"])
    kind = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    has_length = headers.get(b"content-length", b"").isdigit()
    # by HTTP's rules the length of a body that comes in chunks counts for nothing
    is_chunked = b"transfer-encoding" in headers
    return bool(scope["method"] == "POST" and kind == _STREAMED and has_length and not is_chunked)
