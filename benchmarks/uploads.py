"""Many files over a link that is cut: byte for byte the same, in a web process that stays small.

A real server (uvicorn) in a process of its own; the sender cuts its connection in the middle of
requests, asks how far each file is, and goes on. Prints a table and writes JSON.

    python benchmarks/uploads.py [--files 4000] [--bytes 2147483648] [--cuts 20] [--out FILE]
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import http.client
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src")]
HOME = Path(tempfile.mkdtemp(prefix="huizhen-uploads-"))
os.environ["HUIZHEN_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "huizhen.project.settings"

SMALL = 1024 * 1024
PART = 8 * 1024 * 1024
LARGE_SHARE = 0.4
LARGE_FILES = 200
"""One large file for so many."""
SEED = 20260501

SERVER = """
import sys
import uvicorn
config = uvicorn.Config(
    "huizhen.project.asgi:application", log_config=None, access_log=False, lifespan="off"
)
server = uvicorn.Server(config)
import socket
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=128)
server.run(sockets=[listener])
"""
HEAVY = {"numpy", "pydicom", "pypdfium2", "onnxruntime"}


class Sender:
    """A browser's connection that can be cut."""

    def __init__(self, port: int, cookie: str, base: str) -> None:
        self.port, self.cookie, self.base = port, cookie, base
        self.csrf = ""
        self.cuts = 0

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """One request; its status, headers and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request(method, path, body, self._headers(headers))
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer.status, answer.headers, data

    def cut(self, method: str, path: str, body: bytes, headers: dict[str, str], at: int) -> None:
        """Send a request as far as `at` bytes of its body, then lose the connection."""
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
        lines += [f"{key}: {value}" for key, value in self._headers(headers).items()]
        with socket.create_connection(("127.0.0.1", self.port), timeout=120) as line:
            line.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body[:at])
        self.cuts += 1

    def _headers(self, more: dict[str, str] | None) -> dict[str, str]:
        common = {"Cookie": self.cookie, "Tus-Resumable": "1.0.0", "X-CSRFToken": self.csrf}
        return common | (more or {})


def contents(sizes: list[int]) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Name of each file, and what makes its bytes anew: 2 GB are never held."""
    for number, size in enumerate(sizes):
        folder = f"disc {number // 500}/series {number // 50}"
        yield f"{folder}/IM{number:05d}.dcm", lambda n=number, s=size: _bytes(n, s)  # type: ignore[misc]


def _bytes(number: int, size: int) -> bytes:
    return random.Random(SEED + number).randbytes(size)


def sizes_of(files: int, total: int) -> list[int]:
    """Sizes of the files: one in 200 is large, the others are as slices of a study."""
    chance = random.Random(SEED)
    large = max(1, files // LARGE_FILES)
    rest = int(total * (1 - LARGE_SHARE)) // (files - large)
    sizes = [min(SMALL, max(1, int(rest * chance.uniform(0.2, 1.8)))) for _ in range(files - large)]
    sizes += [(total - sum(sizes)) // large] * large
    chance.shuffle(sizes)
    return sizes


def send_all(sender: Sender, sizes: list[int], cuts: int) -> None:
    """Send everything; `cuts` requests, evenly spread, are lost in the middle."""
    chance = random.Random(SEED)
    requests = sum(-(-size // PART) for size in sizes if size > SMALL)
    requests += sum(size for size in sizes if size <= SMALL) // PART
    every = max(1, requests // max(1, cuts))
    done = 0
    batch: list[tuple[str, bytes]] = []

    def is_cut() -> bool:
        nonlocal done
        done += 1
        return sender.cuts < cuts and done % every == 0

    for name, make in contents(sizes):
        data = make()
        if len(data) > SMALL:
            send_large(sender, name, data, is_cut, chance)
            continue
        if sum(len(each) for _, each in batch) + len(data) > PART:
            send_batch(sender, batch, is_cut(), chance)
            batch = []
        batch.append((name, data))
    send_batch(sender, batch, False, chance)


def send_large(
    sender: Sender, name: str, data: bytes, is_cut: Callable[[], bool], chance: random.Random
) -> None:
    """By tus, in parts; after a cut the desk is asked how far the file is."""
    told = {"filename": name, "sha256": hashlib.sha256(data).hexdigest()}
    packed = ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in told.items())
    headers = {"Upload-Length": str(len(data)), "Upload-Metadata": packed}
    status, answer, _ = sender.ask("POST", sender.base, b"", headers)
    assert status == 201, status
    place = answer["Location"]
    offset = 0
    while offset < len(data):
        part = data[offset : offset + PART]
        digest = base64.b64encode(hashlib.sha256(part).digest()).decode()
        headers = {
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
            "Upload-Checksum": f"sha256 {digest}",
        }
        if is_cut():
            sender.cut("PATCH", place, part, headers, chance.randrange(len(part)))
            _, answer, _ = sender.ask("HEAD", place)
            offset = int(answer["Upload-Offset"])
            continue
        status, answer, body = sender.ask("PATCH", place, part, headers)
        assert status == 204, (status, body)
        offset = int(answer["Upload-Offset"])


def send_batch(
    sender: Sender, files: list[tuple[str, bytes]], is_cut: bool, chance: random.Random
) -> None:
    """Small files together; after a cut the whole batch goes again."""
    index = json.dumps(
        [
            {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in files
        ]
    ).encode()
    body = len(index).to_bytes(8, "big") + index + b"".join(data for _, data in files)
    headers = {"Content-Type": "application/octet-stream"}
    if is_cut:
        sender.cut("POST", f"{sender.base}batch", body, headers, chance.randrange(len(body)))
    status, _, answer = sender.ask("POST", f"{sender.base}batch", body, headers)
    assert status == 200, (status, answer)
    states = {one["state"] for one in json.loads(answer)["results"]}
    assert states <= {"received", "known"}, states


def made_case() -> tuple[Any, str]:
    """A case of a new desk, and the cookie of its coordinator."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    from worlds import make_case, make_site, signed_in

    site = make_site("one")
    case = make_case(site)
    client = signed_in(site["coordinator"])
    return case, f"huizhen_session={client.cookies['huizhen_session'].value}"


def peak_mb(process: int) -> int:
    """The most memory that a process has held."""
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return int(found.group(1)) // 1024 if found else 0


def loaded(process: int) -> list[str]:
    """Which of the heavy libraries' compiled parts the process has mapped."""
    maps = Path(f"/proc/{process}/maps").read_text()
    return sorted(name for name in HEAVY if f"/{name}/" in maps or f"/{name}." in maps)


def compare(case: Any, sizes: list[int]) -> int:
    """How many of the received files are byte for byte those that were sent."""
    from huizhen.ground.cases.access import case_rows
    from huizhen.ground.files.blobs import blob_bytes
    from huizhen.ground.files.models import ReceivedFile

    rows = case_rows(case, ReceivedFile).select_related("blob")
    held = {case.unseal(row.sealed_name).decode(): row.blob for row in rows}
    return sum(name in held and blob_bytes(case, held[name]) == make()
               for name, make in contents(sizes))  # fmt: skip


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def wait_for(sender: Sender) -> None:
    """Until the server answers."""
    for _ in range(200):
        try:
            if sender.ask("GET", "/health")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def run(files: int, total: int, cuts: int) -> dict[str, Any]:
    """One proof."""
    case, cookie = made_case()
    sizes = sizes_of(files, total)
    port = free_port()
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(port)], env=dict(os.environ))
    try:
        sender = Sender(port, cookie, f"/cases/{case.pk}/uploads/")
        wait_for(sender)
        _, headers, page = sender.ask("GET", f"/cases/{case.pk}/intake/")
        found = re.search(rb'data-csrf="([^"]+)"', page)
        assert found is not None, page[:2000]
        sender.csrf = found.group(1).decode()
        sender.cookie += "; " + str(headers["Set-Cookie"]).split(";")[0]
        began = time.monotonic()
        send_all(sender, sizes, cuts)
        seconds = time.monotonic() - began
        peak, heavy = peak_mb(server.pid), loaded(server.pid)
    finally:
        server.terminate()
        server.wait()
    return {
        "files": files,
        "bytes": sum(sizes),
        "cuts": sender.cuts,
        "identical": compare(case, sizes),
        "seconds": round(seconds, 1),
        "mb_per_second": round(sum(sizes) / seconds / 1e6, 1),
        "web_process_peak_mb": peak,
        "heavy_libraries": heavy,
        "seed": SEED,
    }


def main() -> None:
    """Run and report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=4000)
    parser.add_argument("--bytes", type=int, default=2 * 1024**3)
    parser.add_argument("--cuts", type=int, default=20)
    parser.add_argument("--out", type=Path)
    told = parser.parse_args()
    try:
        result = run(told.files, told.bytes, told.cuts)
    finally:
        shutil.rmtree(HOME, ignore_errors=True)
    for key, value in result.items():
        print(f"{key:22} {value}")
    if told.out:
        commit = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=ROOT
        ).stdout.strip()
        machine = f"{os.cpu_count()} cores"
        whole = {"commit": commit, "machine": machine, **result}
        told.out.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")
    is_proved = result["identical"] == told.files and result["web_process_peak_mb"] < 300
    sys.exit(0 if is_proved and not result["heavy_libraries"] else 1)


if __name__ == "__main__":
    main()
