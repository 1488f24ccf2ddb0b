"""Serving: this machine alone, and no log of what is asked."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from huizhen.core.errors import WrongCall
from huizhen.web.desk_tools import DeskTools, answer_under
from huizhen.web.server import serve
from synthetic_package import write_package


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "example.org", "::"])  # noqa: S104
def test_other_machines_are_not_served_by_default(
    tmp_path: Path, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HUIZHEN_HOSTS", raising=False)
    with pytest.raises(WrongCall) as error:
        serve(tmp_path, tmp_path, host, 8000)
    assert error.value.code == "host_not_local"


@pytest.mark.enable_socket
def test_a_taken_port_is_said_plainly(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(WrongCall) as error:
            serve(tmp_path, tmp_path, "127.0.0.1", port)
    assert error.value.code == "address_not_free"


@pytest.mark.enable_socket
def test_the_served_desk_answers_and_writes_no_log_of_what_is_asked(tmp_path: Path) -> None:
    package, home = write_package(tmp_path / "package"), tmp_path / "home"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    code = (
        "import sys; from pathlib import Path; from huizhen.web.server import serve;"
        "serve(Path(sys.argv[1]), Path(sys.argv[2]), '127.0.0.1', int(sys.argv[3]))"
    )
    server = subprocess.Popen(
        [sys.executable, "-c", code, package, home, str(port)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        assert _asked(port, "/health") == 200
        assert _asked(port, "/inventory?status=DoeJane") == 302
        assert _asked(port, "/Doe/Jane") == 302
    finally:
        server.terminate()
        output, _ = server.communicate(timeout=20)
    assert "Doe" not in output


def _asked(port: int, path: str) -> int:
    """The status of an answer; waits until the server listens."""
    deadline = time.monotonic() + 30
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        finally:
            connection.close()


@pytest.mark.parametrize(
    ("told", "host", "port", "origin"),
    [
        (None, "localhost", 8123, "http://localhost:8123"),
        (None, "::1", 8000, "http://[::1]:8000"),
        ("https://desk.example", "localhost", 8123, "https://desk.example"),
    ],
)
def test_links_in_mails_lead_to_where_the_desk_is_served(
    monkeypatch: pytest.MonkeyPatch, told: str | None, host: str, port: int, origin: str
) -> None:
    monkeypatch.setenv("HUIZHEN_ORIGIN", told or "")
    answer_under(host, port)
    assert os.environ["HUIZHEN_ORIGIN"] == origin


@pytest.mark.parametrize("act", [DeskTools().verify, DeskTools().work])
def test_in_a_folder_without_a_desk_nothing_is_proved_and_nothing_made(
    tmp_path: Path, act: Callable[[Path], object]
) -> None:
    with pytest.raises(WrongCall) as error:
        act(tmp_path / "mistyped")
    assert error.value.code == "no_desk_here"
    assert not list(tmp_path.iterdir())
