"""A request's body is read while it comes: in order, with bounded memory, and never past a cut."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from huizhen.ground.audit.verify import breaks
from huizhen.ground.cases.models import Case
from huizhen.ground.files import actions
from huizhen.web import coming_bodies
from huizhen.web.coming_bodies import ComingBody, StreamingHandler
from uploading import received
from worlds import Site, make_case, make_site, signed_in

PART = bytes(range(256)) * 1024


def body_of(*parts: bytes, is_whole: bool = True) -> ComingBody:
    body = ComingBody(lambda: None)
    for part in parts:
        body.add(part)
    body.end(is_whole=is_whole)
    return body


def test_what_is_asked_for_is_given_across_the_parts_in_which_it_came() -> None:
    body = body_of(b"ab", b"", b"cdefg", b"h")
    assert [body.read(size) for size in (1, 3, 0, 2, 9, 9)] == [
        b"a",
        b"bcd",
        b"",
        b"ef",
        b"gh",
        b"",
    ]
    assert body_of(b"ab", b"cd").read() == b"abcd"


def test_a_body_that_was_cut_gives_no_end() -> None:
    body = body_of(b"abc", is_whole=False)
    assert body.read(2) == b"ab"
    with pytest.raises(OSError, match="lost"):
        body.read(2)


def test_a_line_on_which_nothing_comes_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coming_bodies, "_PATIENCE_SECONDS", 0.01)
    with pytest.raises(OSError, match="lost"):
        ComingBody(lambda: None).read(1)


def test_no_more_is_taken_than_is_read() -> None:
    told: list[str] = []
    body = ComingBody(lambda: told.append("room"))
    count = 0
    while body.add(PART):
        count += 1
    assert count * len(PART) <= coming_bodies._MOST_HELD
    body.read(len(PART))
    assert told == []
    body.read(coming_bodies._MOST_HELD // 2)
    assert told == ["room"]


def test_a_reader_waits_for_what_comes_later() -> None:
    body = ComingBody(lambda: None)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(body.read(6)))
    reader.start()
    for part in (b"abc", b"def"):
        body.add(part)
    reader.join(timeout=20)
    assert got == [b"abcdef"]


class Peer:
    """A connection as the server gives it to the application: parts, then what comes behind."""

    def __init__(self, parts: list[bytes], *, is_cut: bool = False) -> None:
        self.parts, self.is_cut = list(parts), is_cut
        self.taken = 0
        self.answered = asyncio.Event()
        self.told: list[dict[str, Any]] = []

    async def receive(self) -> dict[str, Any]:
        if self.parts:
            data = self.parts.pop(0)
            self.taken += len(data)
            more = bool(self.parts) or self.is_cut
            return {"type": "http.request", "body": data, "more_body": more}
        if not self.is_cut:
            await self.answered.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.told.append(dict(message))
        if message["type"] == "http.response.body" and not message.get("more_body"):
            self.answered.set()


def asked(peer: Peer, path: str, cookie: str, length: int) -> int:
    """The status of a POST through the application, 0 where nobody waited for it."""
    headers = [
        (b"host", b"localhost"), (b"content-type", b"application/octet-stream"),
        (b"content-length", str(length).encode()), (b"cookie", cookie.encode()),
    ]  # fmt: skip
    scope = {
        "type": "http", "method": "POST", "path": path, "query_string": b"", "headers": headers,
        "scheme": "http", "http_version": "1.1", "root_path": "", "client": ("127.0.0.1", 1),
    }  # fmt: skip
    handler = _without_token(StreamingHandler())
    asyncio.run(handler(scope, peer.receive, peer.send))
    return int(peer.told[0]["status"]) if peer.told else 0


def _without_token(handler: StreamingHandler) -> Callable[..., Coroutine[Any, Any, None]]:
    """CSRF has tests of its own; Django's test client leaves it out in the same way."""
    real = handler.create_request

    def made(*told: Any) -> Any:
        request, error = real(*told)
        if request is not None:
            request.__dict__["_dont_enforce_csrf_checks"] = True
        return request, error

    handler.create_request = made  # type: ignore[assignment,method-assign]
    return handler.__call__


def batch(files: dict[str, bytes]) -> bytes:
    index = json.dumps([{"name": name, "size": len(data)} for name, data in files.items()]).encode()
    return len(index).to_bytes(8, "big") + index + b"".join(files.values())


@pytest.fixture
def site(tmp_path: Path, settings: Any, transactional_db: None) -> Site:
    settings.HUIZHEN_HOME = tmp_path
    return make_site("one")


def cookie_of(client: Client) -> str:
    return f"huizhen_session={client.cookies['huizhen_session'].value}"


@pytest.fixture
def case(site: Site) -> Case:
    return make_case(site)


FILES = {"a.dcm": PART * 3, "b.dcm": b"", "c.dcm": PART[::-1] * 9}


def cut_up(body: bytes, size: int) -> list[bytes]:
    return [body[start : start + size] for start in range(0, len(body), size)]


def test_a_batch_arrives_as_it_was_sent(site: Site, case: Case) -> None:
    body = batch(FILES)
    peer = Peer(cut_up(body, 60_000))
    cookie = cookie_of(signed_in(site["patient"]))
    assert asked(peer, f"/cases/{case.pk}/uploads/batch", cookie, len(body)) == 200
    assert received(case) == FILES


def test_of_a_batch_that_was_cut_nothing_half_is_received(
    site: Site, case: Case, settings: Any
) -> None:
    body = batch(FILES)
    peer = Peer(cut_up(body[:-1], 60_000), is_cut=True)
    cookie = cookie_of(signed_in(site["patient"]))
    assert asked(peer, f"/cases/{case.pk}/uploads/batch", cookie, len(body)) in (0, 400)
    assert received(case) == {}
    blobs = Path(settings.HUIZHEN_HOME) / "blobs"
    assert [path for path in blobs.rglob("*") if path.is_file()] == []


def test_what_was_noted_before_a_cut_stays_and_is_not_taken_twice(
    site: Site, case: Case, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "_GROUP_BYTES", 1)
    body = batch(FILES)
    cookie = cookie_of(signed_in(site["patient"]))
    place = f"/cases/{case.pk}/uploads/batch"
    asked(Peer(cut_up(body[:-1], 60_000), is_cut=True), place, cookie, len(body))
    assert received(case) == {"a.dcm": FILES["a.dcm"]}
    assert asked(Peer(cut_up(body, 60_000)), place, cookie, len(body)) == 200
    assert received(case) == FILES
    blobs = Path(settings.HUIZHEN_HOME) / "blobs"
    assert len([path for path in blobs.rglob("*") if path.is_file()]) == len(FILES)
    assert not list(breaks())


def test_whoever_may_not_send_is_refused_before_the_body_is_taken(site: Site, case: Case) -> None:
    body = batch({"a.dcm": bytes(30 << 20)})
    peer = Peer(cut_up(body, 60_000))
    assert asked(peer, f"/cases/{case.pk}/uploads/batch", "", len(body)) == 404
    assert peer.taken < 4 << 20
