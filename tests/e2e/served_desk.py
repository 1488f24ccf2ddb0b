"""A desk of its own behind a real server, and a browser, for tests in Chromium."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = Path("/usr/bin/chromium")
TESTS = Path(__file__).resolve().parents[1]


@contextmanager
def served_desk(script: str, home: Path, *folders: Path) -> Iterator[dict[str, str]]:
    """What the script told of its desk, and where that is; `folders` hold its worlds."""
    with socket.create_server(("localhost", 0)) as free:
        port = free.getsockname()[1]
    env = os.environ | {
        "HUIZHEN_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "huizhen.project.settings",
        "PYTHONPATH": os.pathsep.join(map(str, (TESTS, *folders))),
        "HUIZHEN_HOSTS": "testserver",
    }
    command = [sys.executable, "-c", script, str(port)]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            told = json.loads(server.stdout.readline())
            _wait_until_it_listens(port)
            yield {**told, "address": f"http://localhost:{port}"}
        finally:
            server.terminate()


def _wait_until_it_listens(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("localhost", port), timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the desk did not answer")


@contextmanager
def launched(playwright: Any) -> Iterator[Any]:
    """A browser; `playwright` is its module, which not every machine has."""
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        yield browser
        browser.close()
