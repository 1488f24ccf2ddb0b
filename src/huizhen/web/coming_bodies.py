"""Bodies of requests that are read while they come: many files in one request, and memory for one.

Django's own handler takes a whole body in before it asks who sends it. Here the view is called at
once: whoever may not send is refused before the first byte is read, and what is read is hashed and
sealed while the rest is on its way. Where the server leaves the line to the view (`body_lines.py`)
it reads from there; else the event loop fills a body of bounded size.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from django.core.handlers.asgi import ASGIHandler

from huizhen.ground.files.request_bodies import BoundedHandler
from huizhen.ground.files.request_bytes import COMING
from huizhen.web.body_lines import EXTENSION, BodyLine, is_streamed

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Scope = dict[str, Any]
_MOST_HELD: Final = 2 << 20
"""Above this nothing more is taken from the line until half of it is read."""
_PATIENCE_SECONDS: Final = 60.0
"""How long a view waits for a line on which nothing comes."""


class ComingBody:
    """Bytes that the event loop adds and the thread of a view reads."""

    def __init__(self, tell_room: Callable[[], object]) -> None:
        self._tell_room = tell_room
        self._parts: deque[bytes | memoryview] = deque()
        self._held = 0
        self._is_full = self._is_ended = self._is_whole = False
        self._changed = threading.Condition()

    def add(self, data: bytes) -> bool:
        """Take bytes in; whether there is room for more."""
        with self._changed:
            if data and not self._is_ended:
                self._parts.append(data)
                self._held += len(data)
                self._changed.notify()
            self._is_full = self._held > _MOST_HELD
            return not self._is_full

    def end(self, *, is_whole: bool) -> None:
        """Nothing more comes; a body that is not whole cannot be read to its end."""
        with self._changed:
            if not self._is_ended:
                self._is_ended, self._is_whole = True, is_whole
                self._changed.notify()

    def read(self, size: int = -1) -> bytes:
        """So many bytes, or all, as soon as they have come; fewer at the end alone. OSError when
        the line was lost or nothing comes for a minute."""
        found: list[bytes | memoryview] = []
        while size and (part := self._taken(size)):
            found.append(part)
            size -= len(part) if size > 0 else 0
        return b"".join(found)

    def readinto(self, buffer: bytearray | memoryview) -> int:
        """Fill the buffer as soon as so much has come, as `read` does."""
        wanted, place = memoryview(buffer), 0
        while place < len(wanted) and (part := self._taken(len(wanted) - place)):
            wanted[place : place + len(part)] = part
            place += len(part)
        return place

    def _taken(self, most: int) -> bytes | memoryview:
        """The next bytes that are there, at most so many; none at the end."""
        with self._changed:
            while not self._parts:
                if self._is_ended and self._is_whole:
                    return b""
                if self._is_ended or not self._changed.wait(_PATIENCE_SECONDS):
                    raise OSError("the line was lost")
            part = self._parts.popleft()
            if 0 < most < len(part):
                view = memoryview(part)
                part, rest = view[:most], view[most:]
                self._parts.appendleft(rest)
            self._held -= len(part)
            is_room = self._is_full and self._held <= _MOST_HELD // 2
            self._is_full = self._is_full and not is_room
        if is_room:
            self._tell_room()
        return part

    def close(self) -> None:
        """Nobody reads on: what has come is let go."""
        self.end(is_whole=False)
        with self._changed:
            self._parts.clear()
            self._held = 0


class _Waiting:
    """What Django alone hears of a connection whose body the view reads: nothing before its end."""

    def __init__(self, body: ComingBody | BodyLine) -> None:
        self.body = body
        self._gone = asyncio.Event()

    async def __call__(self) -> Message:
        """As Django listens for what comes behind the body."""
        await self._gone.wait()
        return {"type": "http.disconnect"}


class _Line(_Waiting):
    """Fills a body from a connection, and tells Django alone of its end."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._loop = asyncio.get_running_loop()
        self._room = asyncio.Event()
        self._filled = ComingBody(lambda: self._loop.call_soon_threadsafe(self._room.set))
        super().__init__(self._filled)

    async def fill(self) -> None:
        """Until the sender is gone."""
        try:
            while (message := await self._receive())["type"] == "http.request":
                self._room.clear()
                is_room = self._filled.add(message.get("body", b""))
                if not message.get("more_body", False):
                    self._filled.end(is_whole=True)
                elif not is_room:
                    await self._room.wait()
        finally:
            self._filled.end(is_whole=False)
            self._gone.set()


class StreamingHandler(BoundedHandler):
    """Files of a stated length are read while they come; other bodies are taken in whole first."""

    async def handle(self, scope: Scope, receive: Any, send: Any) -> None:
        """One request."""
        if not is_streamed(scope):
            await super().handle(scope, receive, send)
            return
        own: BodyLine | None = scope.get("extensions", {}).get(EXTENSION)
        if own is not None:
            await self._answer(scope, _Waiting(own), send)
            return
        line = _Line(receive)
        filling = asyncio.create_task(line.fill())
        try:
            await self._answer(scope, line, send)
        finally:
            filling.cancel()
            await asyncio.wait([filling])

    async def _answer(self, scope: Scope, line: _Waiting, send: Any) -> None:
        scope[COMING] = line.body
        try:
            await ASGIHandler.handle(self, scope, line, send)
        finally:
            line.body.close()

    async def read_body(self, receive: Any) -> Any:
        """The body, or what it will be."""
        return receive.body if isinstance(receive, _Waiting) else await super().read_body(receive)
