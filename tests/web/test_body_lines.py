"""A view reads the body of its request from the connection: nothing of it is lost, nothing more is
read than is its own, and what it leaves is passed over."""

from __future__ import annotations

import asyncio
import hashlib
import random
import ssl
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from uvicorn.server import ServerState

from huizhen.web.body_lines import EXTENSION, BodyLine
from huizhen.web.lasting_reads import LastingReads

pytestmark = pytest.mark.enable_socket
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
BYTES = "application/octet-stream"


class Desk:
    """An application that answers with the SHA-256 of a body, read by the way that it is given."""

    def __init__(self) -> None:
        self.by_line = self.lost = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        line: BodyLine | None = scope.get("extensions", {}).get(EXTENSION)
        if scope["path"] == "/refused":
            told = b"-" * 64
        elif line is not None:
            self.by_line += 1
            told = await asyncio.to_thread(self._digest, line)
        else:
            told = await _received(receive)
        headers = [(b"content-length", str(len(told)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": told})

    def _digest(self, line: BodyLine) -> bytes:
        digest, memory = hashlib.sha256(), bytearray(300_001)
        try:
            while count := line.readinto(memory):
                digest.update(memoryview(memory)[:count])
        except OSError:
            self.lost += 1
        return digest.hexdigest().encode()


async def _received(receive: Any) -> bytes:
    digest, more = hashlib.sha256(), True
    while more:
        message = await receive()
        digest.update(message.get("body", b""))
        more = message.get("more_body", False)
    return digest.hexdigest().encode()


def served(
    desk: Desk, ask: Callable[[int], Awaitable[Any]], encrypted: ssl.SSLContext | None = None
) -> Any:
    """What asking the desk under its port comes to."""

    async def run() -> Any:
        config = uvicorn.Config(desk, lifespan="off", log_config=None)
        config.load()
        state = ServerState()
        server = await asyncio.get_running_loop().create_server(
            lambda: LastingReads(config=config, server_state=state, app_state={}),
            "127.0.0.1",
            0,
            ssl=encrypted,
        )
        async with server:
            return await asyncio.wait_for(ask(server.sockets[0].getsockname()[1]), 120)

    return asyncio.run(run())


async def sent(streams: Streams, body: bytes, path: str = "/", **more: str) -> str:
    """The answer to a body that is sent in uneven pieces, some of them with the head."""
    reader, writer = streams
    told = {"Host": "a", "Content_Type": BYTES, "Content_Length": str(len(body)), **more}
    head = "".join(f"{key.replace('_', '-')}: {value}\r\n" for key, value in told.items())
    whole = f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body
    chance, place = random.Random(len(body)), 0
    while place < len(whole):
        step = chance.choice((1, 1_000, 70_000, 400_000))
        writer.write(whole[place : place + step])
        await writer.drain()
        place += step
    await reader.readuntil(b"\r\n\r\n")
    return (await reader.readexactly(64)).decode()


async def closed(writer: asyncio.StreamWriter) -> None:
    """Nothing is left of a connection."""
    writer.close()
    await writer.wait_closed()


def digest_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def content(number: int, size: int = 3_000_000) -> bytes:
    return random.Random(number).randbytes(size + number)


def test_connections_at_the_same_time_get_their_own_bytes() -> None:
    desk = Desk()

    async def twice(port: int, body: bytes) -> list[str]:
        streams = await asyncio.open_connection("127.0.0.1", port)
        answers = [await sent(streams, body), await sent(streams, body[::-1])]
        await closed(streams[1])
        return answers

    bodies = [content(number) for number in range(4)]
    answers = served(desk, lambda port: asyncio.gather(*(twice(port, body) for body in bodies)))
    assert answers == [[digest_of(body), digest_of(body[::-1])] for body in bodies]
    assert desk.by_line == 8


def test_what_a_view_leaves_is_passed_over() -> None:
    desk = Desk()

    async def ask(port: int) -> list[str]:
        streams = await asyncio.open_connection("127.0.0.1", port)
        answers = []
        for number, path in enumerate(("/refused", "/", "/refused", "/refused", "/")):
            answers.append(await sent(streams, content(number), path))
        await closed(streams[1])
        return answers

    wanted = ["-" * 64, digest_of(content(1)), "-" * 64, "-" * 64, digest_of(content(4))]
    assert served(desk, ask) == wanted


def test_what_comes_behind_a_body_is_the_next_request() -> None:
    desk = Desk()

    async def ask(port: int) -> list[bytes]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for number in range(3):
            body = content(number, 400_000)
            head = f"POST / HTTP/1.1\r\nHost: a\r\nContent-Type: {BYTES}\r\n"
            writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        answers = []
        for _ in range(3):
            await reader.readuntil(b"\r\n\r\n")
            answers.append(await reader.readexactly(64))
        await closed(writer)
        return answers

    wanted = [digest_of(content(number, 400_000)).encode() for number in range(3)]
    assert served(desk, ask) == wanted


def test_other_bodies_come_as_they_always_do() -> None:
    desk = Desk()

    async def ask(port: int) -> list[str]:
        streams = await asyncio.open_connection("127.0.0.1", port)
        reader, writer = streams
        answers = [await sent(streams, content(1), Content_Type="text/plain")]
        head = f"POST / HTTP/1.1\r\nHost: a\r\nContent-Type: {BYTES}\r\nContent-Length: 5\r\n"
        writer.write(f"{head}Expect: 100-continue\r\n\r\n".encode())
        assert b" 100 " in await reader.readuntil(b"\r\n\r\n")
        writer.write(b"abcde")
        await reader.readuntil(b"\r\n\r\n")
        answers.append((await reader.readexactly(64)).decode())
        writer.write(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        await asyncio.sleep(0.05)
        writer.write(b"7\r\nabcdefg\r\n0\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
        answers.append((await reader.readexactly(64)).decode())
        await closed(writer)
        return answers

    bodies = (content(1), b"abcde", b"abcdefg")
    assert served(desk, ask) == [digest_of(body) for body in bodies]
    assert desk.by_line == 0


def certified(folder: Path) -> ssl.SSLContext:
    """A server's side of an encrypted line."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(tz=UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "desk.example")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now).not_valid_after(now + timedelta(hours=1))
    (folder / "cert.pem").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM))
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(plain)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def test_an_encrypted_line_is_read_by_the_protocol_alone(tmp_path: Path) -> None:
    desk, trusting = Desk(), ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE

    async def ask(port: int) -> str:
        streams = await asyncio.open_connection("127.0.0.1", port, ssl=trusting)
        answer = await sent(streams, content(3))
        await closed(streams[1])
        return answer

    assert served(desk, ask, certified(tmp_path)) == digest_of(content(3))
    assert desk.by_line == 0


def test_a_line_that_is_cut_is_an_error_to_its_reader_alone() -> None:
    desk = Desk()

    async def ask(port: int) -> str:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        head = (
            f"POST / HTTP/1.1\r\nHost: a\r\nContent-Type: {BYTES}\r\nContent-Length: 900000\r\n\r\n"
        )
        writer.write(head.encode() + content(1, 100_000))
        await writer.drain()
        await closed(writer)
        other = await asyncio.open_connection("127.0.0.1", port)
        answer = await sent(other, content(2))
        await closed(other[1])
        while not desk.lost:
            await asyncio.sleep(0.01)
        return answer

    assert served(desk, ask) == digest_of(content(2))
    assert (desk.by_line, desk.lost) == (2, 1)
