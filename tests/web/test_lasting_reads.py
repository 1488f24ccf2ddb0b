"""Connections share the memory that they are read into: each gets its own bytes."""

from __future__ import annotations

import asyncio
import hashlib
import random
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from huizhen.web.lasting_reads import LastingReads

pytestmark = pytest.mark.enable_socket


async def digesting(_scope: Any, receive: Any, send: Any) -> None:
    """An application that answers with the SHA-256 of what it was sent."""
    digest, more = hashlib.sha256(), True
    while more:
        message = await receive()
        digest.update(message.get("body", b""))
        more = message.get("more_body", False)
    told = digest.hexdigest().encode()
    headers = [(b"content-length", str(len(told)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": told})


async def asked(port: int, body: bytes) -> list[str]:
    """The answers to the body sent twice on one connection, in uneven pieces."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    chance, answers = random.Random(len(body)), []
    for _ in range(2):
        writer.write(f"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n\r\n".encode())
        place = 0
        while place < len(body):
            step = chance.choice((1, 1_000, 70_000, 400_000))
            writer.write(body[place : place + step])
            await writer.drain()
            place += step
        await reader.readuntil(b"\r\n\r\n")
        answers.append((await reader.readexactly(64)).decode())
    writer.close()
    await writer.wait_closed()
    return answers


def test_connections_at_the_same_time_get_their_own_bytes() -> None:
    bodies = [random.Random(number).randbytes(3_000_000 + number) for number in range(4)]

    async def all_answers() -> list[list[str]]:
        config = uvicorn.Config(digesting, lifespan="off", log_config=None)
        config.load()
        state = ServerState()
        server = await asyncio.get_running_loop().create_server(
            lambda: LastingReads(config=config, server_state=state, app_state={}), "127.0.0.1", 0
        )
        async with server:
            port = server.sockets[0].getsockname()[1]
            return await asyncio.gather(*(asked(port, body) for body in bodies))

    wanted = [[hashlib.sha256(body).hexdigest()] * 2 for body in bodies]
    assert asyncio.run(all_answers()) == wanted
