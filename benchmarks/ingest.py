"""Images from a program to the desk, beside Orthanc's POST on the same files in the same run.

A real `huizhen serve` with its worker; the sender speaks HTTP to it: (a) received, hashed,
encrypted, indexed and judged; (b) ready for the viewer (metadata and thumbnails); then HTJ2K
derivatives. Orthanc takes the same instances with 1 and with 4 connections, before and after. It
neither encrypts nor judges. Prints JSON; --proof writes docs/proof/ingest.json.

    nice python benchmarks/ingest.py [--files 1000] [--most 10000] [--connections 2] [--proof]
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src"), str(ROOT / "benchmarks")]

from ct_instances import Maker
from measured import write_proof
from uploads import PART, Sender, free_port, peak_mb

ORTHANC = "/usr/sbin/Orthanc"
TOGETHER = 4 * PART
_WARM = 8
_PAUSE = 0.05


_homes: list[Path] = []


def new_home(whose: str) -> Path:
    """A folder that stays until the end: for five minutes ext4 gives no inode away again that was
    deleted, and looks past each of them whenever a file is made, which took half of the time."""
    _homes.append(Path(tempfile.mkdtemp(prefix=f"huizhen-ingest-{whose}-")))
    return _homes[-1]


def made_files(folder: Path, count: int) -> list[Path]:
    """The instances on disk."""
    maker, paths = Maker(), []
    for number, (_, data) in enumerate(maker.instances(count)):
        path = folder / f"IM{number:05d}.dcm"
        if not path.exists():
            path.write_bytes(data)
        paths.append(path)
    return paths


def in_threads(count: int, work: Callable[[], None]) -> float:
    """Seconds until so many threads have all ended."""
    threads = [threading.Thread(target=work) for _ in range(count)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


def taken_from(items: Iterable[Any]) -> Callable[[], Any]:
    """One after the other for several threads; None at the end."""
    waiting: queue.SimpleQueue[Any] = queue.SimpleQueue()
    for item in items:
        waiting.put(item)

    def take() -> Any:
        with suppress(queue.Empty):
            return waiting.get_nowait()
        return None

    return take


def orthanc(paths: Sequence[Path], connections: int) -> dict[str, Any]:
    """Orthanc's rate of POST /instances."""
    home = new_home("orthanc")
    port = free_port()
    told = {
        "StorageDirectory": str(home), "IndexDirectory": str(home), "HttpPort": port,
        "DicomServerEnabled": False, "RemoteAccessAllowed": False, "AuthenticationEnabled": False,
        "Plugins": [],
    }  # fmt: skip
    (home / "orthanc.json").write_text(json.dumps(told))
    quiet: Any = subprocess.DEVNULL
    server = subprocess.Popen([ORTHANC, str(home / "orthanc.json")], stdout=quiet, stderr=quiet)
    try:
        line_up = _Plain(port)
        wait_until(lambda: is_up(line_up), time.perf_counter())
        take = taken_from(paths)

        def send() -> None:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
            while (path := take()) is not None:
                line.request("POST", "/instances", path.read_bytes())
                answer = line.getresponse()
                answer.read()
                assert answer.status == 200, answer.status

        seconds = in_threads(connections, send)
        return {
            "connections": connections,
            "files_per_second": round(len(paths) / seconds, 1),
            "cpu_ms_per_file": round(cpu_seconds(server.pid) / len(paths) * 1000, 2),
        }
    finally:
        server.terminate()
        server.wait()


class _Plain:
    """Asks whether Orthanc is there."""

    def __init__(self, port: int) -> None:
        self._port = port

    def ask(self, _method: str, _path: str) -> tuple[int, Any, bytes]:
        """Its answer to a first question."""
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
        line.request("GET", "/system")
        answer = line.getresponse()
        return answer.status, answer.headers, answer.read()


def is_up(line: Any) -> bool:
    """Whether a server answers."""
    try:
        return bool(line.ask("GET", "/health")[0] == 200)
    except OSError:
        return False


def cpu_seconds(process: int) -> float:
    """What a process has computed."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children_of(process: int) -> list[int]:
    """A process and all below it."""
    found = [process]
    for task in Path(f"/proc/{process}/task").iterdir():
        with suppress(OSError):
            for child in (task / "children").read_text().split():
                found += children_of(int(child))
    return found


@contextmanager
def desk(home: Path, port: int) -> Any:
    """`huizhen serve` with its worker."""
    command = [sys.executable, "-m", "huizhen.project.main", "serve", "--home", str(home)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    server = subprocess.Popen([*command, "--port", str(port)], env=environment,
                              stdout=subprocess.DEVNULL)  # fmt: skip
    try:
        yield server
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=30)
        server.kill()


PROBE = {"family": "Probe", "given": "Anna", "birth_date": "1968-02-11", "sex": "F"}


def made_case(identity: dict[str, str] = PROBE) -> tuple[Any, str]:
    """A case whose patient is named and agrees, and the cookie of its coordinator."""
    from uploads import made_case as with_cookie

    case, cookie = with_cookie()
    from huizhen.ground.accounts.models import User
    from huizhen.ground.cases.actions import name_patient

    name_patient(case, User.objects.order_by("joined_at")[0], identity)
    return case, cookie


def batched(paths: Sequence[Path]) -> list[list[Path]]:
    """Batches of 8 MB at first, then of twice as much each time, up to 32 MB."""
    batches: list[list[Path]] = [[]]
    size, most = 0, PART
    for path in paths:
        length = path.stat().st_size
        if size + length > most:
            batches.append([])
            size, most = 0, min(2 * most, TOGETHER)
        batches[-1].append(path)
        size += length
    return batches


def send_all(sender: Sender, paths: Sequence[Path], connections: int) -> None:
    """All files in batches as the page sends them on a quick line, then the word that nothing more
    follows."""
    take = taken_from(batched(paths))

    def send() -> None:
        line = http.client.HTTPConnection("127.0.0.1", sender.port, timeout=300)
        headers = sender._headers({"Content-Type": "application/octet-stream"})
        while (batch := take()) is not None:
            sizes = [path.stat().st_size for path in batch]
            named = zip(batch, sizes, strict=True)
            index = json.dumps([{"name": path.name, "size": size} for path, size in named]).encode()
            begin = len(index).to_bytes(8, "big") + index
            told = {"Content-Length": str(len(begin) + sum(sizes))}
            body = chain([begin], (path.read_bytes() for path in batch))
            line.request("POST", f"{sender.base}batch", body, headers | told)
            answer = line.getresponse()
            told = json.loads(answer.read())
            assert answer.status == 200, told
            assert {one["state"] for one in told["results"]} == {"received"}, told

    in_threads(connections, send)
    status, _, _ = sender.ask("POST", f"{sender.base}done")
    assert status == 200, status


def wait_until(is_so: Callable[[], bool], began: float, most: float = 3600) -> float:
    """Seconds since `began` when it was so first."""
    while not is_so():
        if time.perf_counter() - began > most:
            raise SystemExit("it did not end")
        time.sleep(_PAUSE)
    return time.perf_counter() - began


def step(paths: Sequence[Path], home: Path, connections: int, with_derivatives: bool) -> Any:
    """One desk of its own takes the files."""
    os.environ["HUIZHEN_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "huizhen.project.settings"
    case, cookie = made_case()
    port = free_port()
    with desk(home, port) as server:
        sender = Sender(port, cookie, f"/cases/{case.pk}/uploads/")
        wait_until(lambda: is_up(sender), time.perf_counter())
        _, headers, page = sender.ask("GET", f"/cases/{case.pk}/intake/")
        found = re.search(rb'data-csrf="([^"]+)"', page)
        assert found is not None, page[:500]
        sender.csrf = found.group(1).decode()
        sender.cookie += "; " + str(headers["Set-Cookie"]).split(";")[0]
        warm_by_images(case, sender)
        worker, *_ = [pid for pid in children_of(server.pid) if pid != server.pid]
        before = {pid: cpu_seconds(pid) for pid in children_of(server.pid)}
        told = _taken(case, sender, paths, connections)
        told["cpu_ms_per_file"] = {
            name: round((cpu_seconds(pid) - before[pid]) / len(paths) * 1000, 2)
            for name, pid in (("web", server.pid), ("worker", worker))
        }
        if with_derivatives:
            told["transcoding"] = _transcoded(case, paths)
        below = [pid for pid in children_of(worker) if pid != worker]
        told["peak_mb"] = {
            "web": peak_mb(server.pid),
            "worker": peak_mb(worker),
            "largest_child": max((peak_mb(pid) for pid in below), default=0),
        }
    return told


def warm(case: Any) -> None:
    """The worker has started, and has done such a job before."""
    from huizhen.ground.imaging.actions import ask_to_index

    job = ask_to_index(case.pk)

    def is_done() -> bool:
        job.refresh_from_db()
        return job.state == "done"

    wait_until(is_done, time.perf_counter())


def warm_by_images(case: Any, sender: Sender) -> None:
    """The desk has been there for a while: it has taken some images in, those of another run."""
    with tempfile.TemporaryDirectory() as folder:
        maker = Maker(run=1)
        some = [Path(folder) / f"WARM{number}.dcm" for number in range(_WARM)]
        for number, path in enumerate(some):
            path.write_bytes(maker.instance(number))
        _taken(case, sender, some, 1)
    wait_until(lambda: not _works(case), time.perf_counter())


def _works(case: Any) -> bool:
    from huizhen.ground.events.models import Event
    from huizhen.ground.jobs.models import Job

    jobs = Job.objects.filter(state__in=("waiting", "running"))
    return jobs.exists() or Event.objects.filter(case_id=case.pk, done_at=None).exists()


def _taken(case: Any, sender: Sender, paths: Sequence[Path], connections: int) -> dict[str, Any]:
    from django.utils import timezone

    from huizhen.ground.cases.access import case_rows
    from huizhen.ground.imaging.models import ImagingInstanceRow, ImagingSeriesRow
    from huizhen.ground.imaging.queries import judged_at

    began_at = timezone.now()
    mine = case_rows(case, ImagingInstanceRow).filter(whose="patient")
    series = case_rows(case, ImagingSeriesRow).filter(instances__gt=0)
    count, there = len(paths), mine.count()

    def is_judged() -> bool:
        at = judged_at(case)
        return at is not None and at > began_at and mine.count() == there + count

    began = time.perf_counter()
    send_all(sender, paths, connections)
    received = time.perf_counter() - began
    judged = wait_until(is_judged, began)
    ready = wait_until(lambda: not series.filter(thumbnail_of="").exists(), began)
    return {
        "files": count,
        "bytes": sum(path.stat().st_size for path in paths),
        "received_seconds": round(received, 2),
        "a_judged_seconds": round(judged, 2),
        "b_ready_seconds": round(ready, 2),
        "a_files_per_second": round(count / judged, 1),
        "b_files_per_second": round(count / ready, 1),
    }


def _transcoded(case: Any, paths: Sequence[Path]) -> dict[str, Any]:
    from huizhen.ground.cases.access import case_rows
    from huizhen.ground.imaging.actions import TRANSCODE
    from huizhen.ground.imaging.models import ImagingInstanceRow
    from huizhen.ground.jobs.models import Job

    rows = case_rows(case, ImagingInstanceRow)
    job = Job.objects.filter(kind=TRANSCODE)
    wait_until(lambda: job.filter(state__in=("running", "done")).exists(), time.perf_counter())
    began = time.perf_counter()
    seconds = wait_until(lambda: not rows.filter(derivative_code="").exists(), began)
    done = rows.filter(derivative_code="done").select_related("derivative")
    size = sum(row.derivative.size_bytes for row in done if row.derivative is not None)
    whole = sum(path.stat().st_size for path in paths)
    return {
        "derivatives": done.count(),
        "mb_per_second": round(whole / 1e6 / seconds, 1),
        "share_of_size": round(size / whole, 3),
    }


def in_own_process(count: int, told: argparse.Namespace, folder: Path, derive: bool) -> Any:
    """A step with a home of its own: settings are read once a process."""
    home = new_home("desk")
    command = [sys.executable, __file__, "--step", str(home), "--files", str(count)]
    command += ["--connections", str(told.connections), "--folder", str(folder)]
    ran = subprocess.run([*command, *(["--derive"] if derive else [])], capture_output=True,
                         text=True)  # fmt: skip
    if ran.returncode:
        raise SystemExit(ran.stderr[-3000:])
    return json.loads(ran.stdout.splitlines()[-1])


def main() -> None:
    """Run and report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--most", type=int, default=1000)
    parser.add_argument("--connections", type=int, default=2)
    parser.add_argument("--proof", action="store_true")
    parser.add_argument("--derive", action="store_true")
    parser.add_argument("--step", type=Path)
    parser.add_argument("--folder", type=Path)
    told = parser.parse_args()
    if told.step:
        paths = made_files(told.folder, told.files)
        print(json.dumps(step(paths, told.step, told.connections, told.derive)))
        return
    started = time.time()
    folder = Path(tempfile.mkdtemp(prefix="huizhen-ct-"))
    try:
        paths = made_files(folder, told.files)
        load_before = os.getloadavg()[0]
        first = orthanc(paths, 1)
        ours = in_own_process(told.files, told, folder, derive=True)
        peers = [first, orthanc(paths, 4), orthanc(paths, 1)]
        growth = [ours]
        for count in (100, 10_000):
            if count <= told.most:
                growth.append(in_own_process(count, told, folder, derive=False))
        one = max(peer["files_per_second"] for peer in peers if peer["connections"] == 1)
        figures = {
            "ours": ours,
            "orthanc": peers,
            "a_times_orthanc_1": round(ours["a_files_per_second"] / one, 2),
            "b_times_orthanc_1": round(ours["b_files_per_second"] / one, 2),
            "growth": [
                {key: row[key] for key in ("files", "a_files_per_second", "b_files_per_second",
                                           "peak_mb")}
                for row in sorted(growth, key=lambda row: row["files"])
            ],
            "connections": told.connections,
            "load": [round(load_before, 1), round(os.getloadavg()[0], 1)],
        }  # fmt: skip
    finally:
        for place in (folder, *_homes):
            shutil.rmtree(place, ignore_errors=True)
    if told.proof:
        write_proof("ingest", figures, started)
    else:
        print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
