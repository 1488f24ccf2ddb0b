"""Bodies of requests: bounded, and never in clear on a disk."""

from __future__ import annotations

import asyncio
import io
import random
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.asgi import ASGIRequest
from django.test import RequestFactory

from huizhen.ground.files.request_bodies import MOST_BYTES, BoundedHandler, SealedSpool, body_of

CLEAR = b"Musterfrau, Erika: "
MODULE = "huizhen.ground.files.request_bodies"


def spooled(data: bytes, most: int) -> Any:
    body = SealedSpool(most)
    for start in range(0, len(data), 777):
        body.write(data[start : start + 777])
    body.seek(0)
    return body


@pytest.mark.parametrize("most", [0, 100, 5_000, 1 << 20])
def test_what_was_written_is_read_from_any_place(most: int) -> None:
    data = random.Random(7).randbytes(20_003)
    body = spooled(data, most)
    assert body.read() == data
    for start, length in ((0, 1), (16, 16), (17, 300), (4_999, 9_000), (20_000, 100), (20_003, 5)):
        body.seek(start)
        assert body.read(length) == data[start : start + length]
        assert body.tell() == min(start + length, len(data))
    assert (body.seek(-3, io.SEEK_END), body.read()) == (20_000, data[-3:])
    body.seek(5)
    assert (body.seek(2, io.SEEK_CUR), body.read(2)) == (7, data[7:9])
    body.close()
    with pytest.raises(ValueError, match="closed"):
        body.read(1)


def test_beyond_memory_nothing_is_in_clear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files: list[Any] = []

    def kept() -> Any:
        files.append((tmp_path / "body").open("w+b"))
        return files[-1]

    monkeypatch.setattr(tempfile, "TemporaryFile", kept)
    body = spooled(CLEAR * 1_000, 5_000)
    [file] = files
    file.flush()
    on_disk = (tmp_path / "body").read_bytes()
    assert len(on_disk) == len(CLEAR) * 1_000
    assert CLEAR[:8] not in on_disk
    assert body.read() == CLEAR * 1_000
    body.close()


@pytest.mark.parametrize("most", [0, 1 << 20])
def test_django_reads_forms_and_files_from_it(most: int) -> None:
    asked = RequestFactory().post("/", {"name": "Probe", "file": io.BytesIO(CLEAR)})
    scope = {
        "type": "http", "method": "POST", "path": "/", "query_string": b"",
        "headers": [(b"content-type", asked.META["CONTENT_TYPE"].encode()),
                    (b"content-length", asked.META["CONTENT_LENGTH"].encode())],
    }  # fmt: skip
    request = ASGIRequest(scope, spooled(asked.read(), most))
    assert request.POST["name"] == "Probe"
    sent: Any = request.FILES["file"]
    assert sent.read() == CLEAR
    coded = {**scope, "headers": [(b"content-type", b"application/x-www-form-urlencoded")]}
    assert ASGIRequest(coded, spooled(b"name=Probe", most)).POST["name"] == "Probe"
    assert ASGIRequest(coded, spooled(b'{"a": 1}', most)).body == b'{"a": 1}'


def answered(
    handler: BoundedHandler, blocks: list[bytes], **headers: str
) -> tuple[list[dict[str, Any]], int]:
    """What the handler sends, and how many blocks it took."""
    waiting = list(blocks)
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if not waiting:
            await asyncio.sleep(3600)
        block = waiting.pop(0)
        return {"type": "http.request", "body": block, "more_body": bool(waiting)}

    async def send(message: Mapping[str, Any]) -> None:
        sent.append(dict(message))

    scope = {
        "type": "http", "method": "POST", "path": "/no-such-page", "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    asyncio.run(handler(scope, receive, send))
    return sent, len(blocks) - len(waiting)


def test_a_body_that_says_it_is_too_long_is_not_read() -> None:
    told = {"content-length": str(MOST_BYTES + 1)}
    sent, taken = answered(BoundedHandler(), [b"x"] * 3, **told)
    assert (sent[0]["status"], taken) == (413, 0)
    assert "单次请求" in sent[1]["body"].decode()


def test_a_body_that_grows_too_long_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{MODULE}.MOST_BYTES", 2_500)
    sent, taken = answered(BoundedHandler(), [bytes(1_000)] * 9)
    assert (sent[0]["status"], taken) == (413, 3)


def test_who_may_bring_more_is_asked_by_path_and_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{MODULE}.MOST_BYTES", 2_500)
    asked: list[tuple[str, str]] = []

    def bound(path: str, authorization: str) -> int:
        asked.append((path, authorization))
        return 5_000

    handler = BoundedHandler(bound)
    sent, taken = answered(handler, [bytes(1_000)] * 9, authorization="Bearer hz_1")
    assert (sent[0]["status"], taken) == (413, 6)
    assert asked == [("/no-such-page", "Bearer hz_1")]
    assert answered(handler, [bytes(1_000)] * 9)[1] == 3
    assert len(asked) == 1


def test_without_the_handler_a_request_gives_its_own_body() -> None:
    request = RequestFactory().post("/", b"as it came", content_type="application/octet-stream")
    assert body_of(request).read() == b"as it came"
