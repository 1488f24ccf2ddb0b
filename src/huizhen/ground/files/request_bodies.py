"""Bodies of requests: none without bound, and none in clear on a disk.

Django's ASGI handler keeps a body in memory up to FILE_UPLOAD_MAX_MEMORY_SIZE and writes a longer
one to a temporary file, before any view has asked who sends it. Here what goes beyond memory is
written under a key that this process alone holds, and what goes beyond the bound is refused.
"""

from __future__ import annotations

import io
import secrets
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, BinaryIO, Final, cast

from asgiref.sync import sync_to_async
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CTR
from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest

MOST_BYTES: Final = 64 << 20
"""Of any request, but those that may bring more."""
Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Bound = Callable[[str, str], int]
"""Path and Authorization header -> bytes that this request may bring; 0 for no more than usual."""

_BLOCK = 16
_KEPT = "huizhen.body"
_REFUSED: Final = (
    "More was sent than one request may bring. Send less at once, or use the upload page.\n"
    "单次请求发送的数据过大。请分次发送，或使用上传页面。\n"
).encode()


class SealedSpool(io.RawIOBase):
    """A temporary file that is held in memory up to a size, and on the disk only encrypted
    (AES-256-CTR under a key that dies with it). Written once from its beginning, then read."""

    def __init__(self, most_in_memory: int) -> None:
        super().__init__()
        self._most = most_in_memory
        self._memory: io.BytesIO | None = io.BytesIO()
        self._file: BinaryIO | None = None
        self._key, self._nonce = secrets.token_bytes(32), secrets.token_bytes(_BLOCK)
        self._cipher: Any = None
        self._place = self._size = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def writable(self) -> bool:
        """Always."""
        return True

    def write(self, data: Any) -> int:
        """Put bytes behind those that were written."""
        if self._memory is not None and self._place + len(data) > self._most:
            self._go_to_disk()
        if self._memory is not None:
            self._memory.write(data)
        else:
            self._on_disk.write(self._cipher.update(bytes(data)))
        self._place += len(data)
        self._size = max(self._size, self._place)
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place, counted from the beginning, from here, or from the end."""
        offset += {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        if offset < 0:
            raise ValueError("there is nothing before the beginning")
        if self._memory is not None:
            self._memory.seek(offset)
        else:
            self._on_disk.seek(offset)
            self._cipher = self._from(offset)
        self._place = offset
        return offset

    def tell(self) -> int:
        """The place, counted from the beginning."""
        return self._place

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer as far as there are bytes."""
        wanted = len(buffer)
        if self._memory is not None:
            data = self._memory.read(wanted)
        else:
            sealed = self._on_disk.read(wanted)
            data = self._cipher.update(sealed)
        buffer[: len(data)] = data
        self._place += len(data)
        return len(data)

    def close(self) -> None:
        """Give memory and file back."""
        if self._file is not None:
            self._file.close()
        self._memory = None
        super().close()

    @property
    def _on_disk(self) -> BinaryIO:
        if self._file is None:
            raise ValueError("the body is closed")
        return self._file

    def _go_to_disk(self) -> None:
        held, self._memory = self._memory, None
        self._file = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 - closed with this
        self._cipher = self._from(0)
        if held is not None:
            self._file.write(self._cipher.update(held.getvalue()))

    def _from(self, offset: int) -> Any:
        """The key stream from a place: CTR counts blocks."""
        first, inside = divmod(offset, _BLOCK)
        start = (int.from_bytes(self._nonce, "big") + first) % (1 << 8 * _BLOCK)
        cipher = Cipher(AES256(self._key), CTR(start.to_bytes(_BLOCK, "big"))).encryptor()
        cipher.update(bytes(inside))
        return cipher


class BoundedHandler(ASGIHandler):
    """Django's handler with bodies as this module has them; `bound` may allow more than usual."""

    def __init__(self, bound: Bound | None = None) -> None:
        super().__init__()
        self._bound = bound

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse its body with 413."""
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        most = await self._most(scope["path"], headers.get(b"authorization", ""))
        told = headers.get(b"content-length", "")
        if told.isdecimal() and int(told) > most:
            await _refuse(send)
            return
        try:
            body = await self._kept(receive, most)
        except RequestAborted:
            return
        if body is None:
            await _refuse(send)
            return
        scope[_KEPT] = body
        await super().handle(scope, _given(receive, body), send)

    async def read_body(self, receive: Receive) -> Any:
        """The body that was read before."""
        message = await receive()
        return message[_KEPT]

    async def _most(self, path: str, authorization: str) -> int:
        if self._bound is None or not authorization:
            return MOST_BYTES
        return max(MOST_BYTES, await sync_to_async(self._bound)(path, authorization))

    async def _kept(self, receive: Receive, most: int) -> SealedSpool | None:
        """The whole body from its beginning; None where it is longer than it may be."""
        body, length = SealedSpool(settings.FILE_UPLOAD_MAX_MEMORY_SIZE), 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                body.close()
                raise RequestAborted
            part = message.get("body", b"")
            length += len(part)
            if length > most:
                body.close()
                return None
            body.write(part)
            if not message.get("more_body", False):
                body.seek(0)
                return body


def body_of(request: HttpRequest) -> BinaryIO:
    """The body of a request as a stream in which any place can be gone to."""
    kept = getattr(request, "scope", {}).get(_KEPT)
    return cast("BinaryIO", kept) if kept is not None else io.BytesIO(request.read())


def _given(receive: Receive, body: SealedSpool) -> Receive:
    """What the handler receives: the body at once, then what comes after it."""
    is_given = False

    async def give() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return {"type": "http.request", _KEPT: body}

    return give


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": _REFUSED})
