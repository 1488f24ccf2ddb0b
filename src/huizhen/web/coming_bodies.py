"""Bodies of requests that are read while they come: many files in one request, and memory for one.

Django's own handler takes a whole body in before it asks who sends it. Here the view is called at
once: whoever may not send is refused before the first byte is read, and what is read is hashed and
sealed while the rest is on its way.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from django.core.handlers.asgi import ASGIHandler

from huizhen.ground.files.request_bodies import BoundedHandler

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Scope = dict[str, Any]
_STREAMED: Final = b"application/octet-stream"
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


class _Line:
    """Fills a body from a connection, and tells Django alone of its end."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._loop = asyncio.get_running_loop()
        self._room, self._gone = asyncio.Event(), asyncio.Event()
        self.body = ComingBody(lambda: self._loop.call_soon_threadsafe(self._room.set))

    async def fill(self) -> None:
        """Until the sender is gone."""
        try:
            while (message := await self._receive())["type"] == "http.request":
                self._room.clear()
                is_room = self.body.add(message.get("body", b""))
                if not message.get("more_body", False):
                    self.body.end(is_whole=True)
                elif not is_room:
                    await self._room.wait()
        finally:
            self.body.end(is_whole=False)
            self._gone.set()

    async def __call__(self) -> Message:
        """As Django listens for what comes behind the body."""
        await self._gone.wait()
        return {"type": "http.disconnect"}


class StreamingHandler(BoundedHandler):
    """Files of a stated length are read while they come; other bodies are taken in whole first."""

    async def handle(self, scope: Scope, receive: Any, send: Any) -> None:
        """One request."""
        if not _is_streamed(scope):
            await super().handle(scope, receive, send)
            return
        line = _Line(receive)
        filling = asyncio.create_task(line.fill())
        try:
            await ASGIHandler.handle(self, scope, line, send)
        finally:
            line.body.close()
            filling.cancel()
            await asyncio.wait([filling])

    async def read_body(self, receive: Any) -> Any:
        """The body, or what it will be."""
        return receive.body if isinstance(receive, _Line) else await super().read_body(receive)


def _is_streamed(scope: Scope) -> bool:
    headers: dict[bytes, bytes] = dict(scope["headers"])
    kind = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    has_length = headers.get(b"content-length", b"").isdigit()
    return bool(scope["method"] == "POST" and kind == _STREAMED and has_length)
