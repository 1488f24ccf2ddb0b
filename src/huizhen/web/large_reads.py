"""HTTP as uvicorn speaks it, with fewer and larger reads: a file of half a megabyte comes in one or
two, not in ten."""

from __future__ import annotations

import asyncio
from typing import Final

from uvicorn.protocols.http.h11_impl import H11Protocol

_BUFFER: Final = bytearray(1 << 20)
"""Of all connections: the event loop fills it and hands on what came before it reads anything
else."""


class LargeReads(H11Protocol, asyncio.BufferedProtocol):
    """A connection of the desk."""

    def get_buffer(self, _sizehint: int) -> bytearray:
        """Where the event loop reads to."""
        return _BUFFER

    def buffer_updated(self, nbytes: int) -> None:
        """So many bytes have come."""
        self.data_received(bytes(memoryview(_BUFFER)[:nbytes]))
