"""The server killed with -9 while batches of files come: what it said to have received is there
after it, whole and once, and the same batch can be sent again."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import random
import re
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from served_desk import TESTS, _wait_until_it_listens

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]
SERVE = """
import json, sys
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
from huizhen.ground.cases.models import Case
from huizhen.ground.files import actions
from worlds import make_case, make_site, signed_in
actions._GROUP_BYTES = 1 << 20  # several groups in a batch
told = {}
if not Case.behind_door.exists():
    site = make_site("one")
    case = make_case(site)
    cookie = signed_in(site["coordinator"]).cookies["huizhen_session"].value
    told = {"case": str(case.pk), "cookie": f"huizhen_session={cookie}"}
print(json.dumps(told), flush=True)
import uvicorn
uvicorn.run("huizhen.project.asgi:application", port=int(sys.argv[1]), log_config=None)
"""
LOOK = """
import hashlib, json
import django
django.setup()
from huizhen.ground.audit.verify import breaks
from huizhen.ground.cases.access import case_rows
from huizhen.ground.cases.models import Case
from huizhen.ground.files.blobs import blob_bytes
from huizhen.ground.files.models import ReceivedFile
case = Case.behind_door.get()
rows = case_rows(case, ReceivedFile).select_related("blob")
held = [[case.unseal(row.sealed_name).decode(), row.sha256,
         hashlib.sha256(blob_bytes(case, row.blob)).hexdigest()] for row in rows]
print(json.dumps({"held": held, "broken": len(list(breaks()))}))
"""
ROUNDS = 6


class Desk:
    """A server on one home folder that can be killed and started again."""

    def __init__(self, home: Path) -> None:
        with socket.create_server(("localhost", 0)) as free:
            self.port = free.getsockname()[1]
        self._env = os.environ | {
            "HUIZHEN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "huizhen.project.settings",
            "PYTHONPATH": str(TESTS), "HUIZHEN_HOSTS": "testserver",
        }  # fmt: skip
        self.told: dict[str, str] = {}

    def start(self) -> None:
        """Serve until killed."""
        command = [sys.executable, "-c", SERVE, str(self.port)]
        self.server = subprocess.Popen(command, env=self._env, stdout=subprocess.PIPE, text=True)
        assert self.server.stdout is not None
        self.told |= json.loads(self.server.stdout.readline())
        _wait_until_it_listens(self.port)

    def kill(self) -> None:
        """Kill -9."""
        self.server.kill()
        self.server.wait()
        assert self.server.stdout is not None
        self.server.stdout.close()

    def look(self) -> Any:
        """What is held, read by another process."""
        command = [sys.executable, "-c", LOOK]
        ran = subprocess.run(command, env=self._env, capture_output=True, text=True, check=True)
        return json.loads(ran.stdout)


class Page:
    """The page from which files are sent."""

    def __init__(self, desk: Desk) -> None:
        self._line = http.client.HTTPConnection("localhost", desk.port, timeout=60)
        self._base = f"/cases/{desk.told['case']}"
        self._headers = {"Cookie": desk.told["cookie"]}
        self._line.request("GET", f"{self._base}/intake/", headers=self._headers)
        answer = self._line.getresponse()
        found = re.search(rb'data-csrf="([^"]+)"', answer.read())
        assert found is not None
        self._headers["X-CSRFToken"] = found.group(1).decode()
        self._headers["Cookie"] += "; " + str(answer.headers["Set-Cookie"]).split(";")[0]

    def close(self) -> None:
        """Leave the page."""
        self._line.close()

    def send(self, files: dict[str, bytes]) -> list[str]:
        """The states of the files, as the desk tells them."""
        index = json.dumps([{"name": name, "size": len(data)} for name, data in files.items()])
        body = len(index).to_bytes(8, "big") + index.encode() + b"".join(files.values())
        headers = self._headers | {"Content-Type": "application/octet-stream"}
        self._line.request("POST", f"{self._base}/uploads/batch", body, headers)
        answer = self._line.getresponse()
        told = json.loads(answer.read())
        assert answer.status == 200, told
        return [one["state"] for one in told["results"]]


def test_what_was_acknowledged_is_there_after_a_kill(tmp_path: Path) -> None:
    chance = random.Random(20260520)
    batches = [
        {f"{number}/IM{at}.dcm": chance.randbytes(200_000) for at in range(40)}
        for number in range(ROUNDS)
    ]
    desk = Desk(tmp_path)
    acknowledged: set[str] = set()
    for number, files in enumerate(batches):
        desk.start()
        page = Page(desk)
        if number % 2:
            assert page.send(files) == ["received"] * 40
            acknowledged |= files.keys()
        else:
            killer = threading.Timer(chance.uniform(0.02, 0.4), desk.server.kill)
            killer.start()
            try:
                page.send(files)
                acknowledged |= files.keys()
            except (OSError, http.client.HTTPException):
                pass
            killer.join()
            time.sleep(0.05)
        desk.kill()
        page.close()
    held = desk.look()["held"]
    names = [name for name, _, _ in held]
    assert acknowledged <= set(names)
    assert len(names) == len(set(names))
    desk.start()
    page = Page(desk)
    for number, files in enumerate(batches):
        states = dict(zip(files, page.send(files), strict=True))
        assert all(state == "known" for name, state in states.items() if name in names), number
    desk.kill()
    page.close()
    found = desk.look()
    every = {name: data for files in batches for name, data in files.items()}
    wanted = {name: hashlib.sha256(data).hexdigest() for name, data in every.items()}
    assert {name: sha256 for name, sha256, _ in found["held"]} == wanted
    assert all(sha256 == of_bytes for _, sha256, of_bytes in found["held"])
    assert found["broken"] == 0
