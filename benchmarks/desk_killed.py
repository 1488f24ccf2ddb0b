"""Server and worker of the desk killed with -9 at random moments of ingest and of sealing: the same
content, nothing twice, nothing lost, nothing left in clear.

Each run has a home folder of its own, a copy of one made beforehand. In an ingest run a sender
uploads records file by file to `huizhen serve` while server and worker are killed, once while files
arrive and twice at any moment; in a sealing run a signed case waits to be sealed, and they are
killed twice, so long after the worker has begun to seal. Afterwards the desk is started once more
and left to finish, and what it holds is compared with a run that nobody disturbed. The records are
those of the hpb sample without its two scans and with every eighth image of its disc; --whole
sends all of it.

    python benchmarks/desk_killed.py [ingest] [sealing] [--kills 50] [--whole] [--dry]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from desk_homes import MAKE, READ, SIGN, free_port, in_desk
from measured import ROOT, SEED, write_proof

LEASE_SECONDS = "4"
PATIENT = b"Musterfrau"
"""Stands in every paper of the sample: in clear nowhere below a home."""
_PATIENCE_SECONDS = 400.0
_SCANS = ("03_Gastroskopie_Scan.pdf", "08_film_2026-05-06.jpg")
_EVERY_IMAGE = 8
_UPLOAD_SECONDS = 3.0
PARTS = ("ingest", "sealing")


class Desk:
    """Server and worker on one home folder, killed together."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until pages are served."""
        command = [sys.executable, "-m", "huizhen.project.main", "serve", "--home", str(self.home)]
        environment = {**os.environ, "HUIZHEN_LEASE_SECONDS": LEASE_SECONDS}
        self._server = subprocess.Popen(
            [*command, "--port", str(self.port)],
            env=environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 90
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"http://localhost:{self.port}/health", timeout=5):
                    return
            except OSError:
                time.sleep(0.1)
        raise SystemExit("the desk did not start")

    def kill(self) -> None:
        """All its processes, without warning."""
        if self._server is not None:
            os.killpg(self._server.pid, signal.SIGKILL)
            self._server.wait()

    def stop(self) -> None:
        """As an administrator stops it."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait(timeout=60)

    def asked(self, query: str) -> list[Any]:
        """Rows of the desk's database."""
        with sqlite3.connect(self.home / "db.sqlite3", timeout=20) as connection:
            return connection.execute(query).fetchall()

    def is_at_rest(self) -> bool:
        """Whether no event and no job is left to be followed up now."""
        jobs = "SELECT count(*) FROM jobs_job WHERE state IN ('waiting', 'running')"
        events = (
            "SELECT count(*) FROM events_event WHERE done_at IS NULL"
            " AND (due_at <= strftime('%Y-%m-%d %H:%M:%S', 'now') OR kind = 'files_received')"
        )
        return not self.asked(jobs)[0][0] and not self.asked(events)[0][0]

    def wait_for_sealing(self, times: int) -> None:
        """Until a worker has begun to seal for so many times, or has done it."""
        query = "SELECT state, attempts FROM jobs_job WHERE kind = 'seal_package'"
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until:
            [(state, attempts)] = self.asked(query)
            if state == "done" or (state == "running" and attempts >= times):
                return
            time.sleep(0.01)

    def works_on(self) -> str:
        """The kind of job that runs just now; '' for none."""
        rows = self.asked("SELECT kind FROM jobs_job WHERE state = 'running'")
        return str(rows[0][0]) if rows else ""


class Sender:
    """Uploads files one after another, again where the desk did not answer."""

    def __init__(self, desk: Desk, told: dict[str, str], folder: Path, pause: float) -> None:
        self._desk, self._told, self._folder, self._pause = desk, told, folder, pause
        self._thread = threading.Thread(target=self._send, daemon=True)
        self._thread.start()

    def is_done(self) -> bool:
        """Whether every file was taken."""
        return not self._thread.is_alive()

    def _send(self) -> None:
        for path in sorted(self._folder.rglob("*")):
            if not path.is_file():
                continue
            while not self._is_taken(path.relative_to(self._folder).as_posix(), path.read_bytes()):
                time.sleep(0.2)
            time.sleep(self._pause)

    def _is_taken(self, name: str, data: bytes) -> bool:
        index = json.dumps([{"name": name, "size": len(data)}]).encode()
        asked = urllib.request.Request(
            f"http://localhost:{self._desk.port}/cases/{self._told['case']}/uploads/batch",
            len(index).to_bytes(8, "big") + index + data,
            {
                "Content-Type": "application/octet-stream",
                "Tus-Resumable": "1.0.0",
                "Cookie": f"{self._told['cookie']}; {self._told['csrf_cookie']}",
                "X-CSRFToken": self._told["csrf"],
            },
        )
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
                states = {one["state"] for one in json.load(answer)["results"]}
        except urllib.error.HTTPError as refused:
            raise SystemExit(f"upload refused: {refused.code} {refused.read()[:300]!r}") from None
        except OSError:
            return False
        return states <= {"received", "known"}


def finished(desk: Desk, is_all_sent: Callable[[], bool]) -> float:
    """Wait until nothing is left to do; how long it took."""
    began, rests = time.monotonic(), 0
    while time.monotonic() - began < _PATIENCE_SECONDS:
        rests = rests + 1 if is_all_sent() and desk.is_at_rest() else 0
        if rests > 3:
            return time.monotonic() - began - 0.6
        time.sleep(0.2)
    raise SystemExit(f"the desk did not come to rest; it works on {desk.works_on() or 'nothing'}")


def in_clear(home: Path) -> list[str]:
    """What lies in clear: anything left in the workplace, and files that name the patient."""
    left = [path.name for path in (home / "work").iterdir()] if (home / "work").exists() else []
    found = (path for path in home.rglob("*") if path.is_file())
    return left + [path.name for path in found if PATIENT in path.read_bytes()]


class Proof:
    """Runs of one kind, each on a copy of the same home."""

    def __init__(self, home: Path, sent: Path | None, told: dict[str, str]) -> None:
        self.home, self._sent, self._told = home, sent, told
        self.whole_seconds = 0.0
        self.expected: dict[str, Any] = {}
        self.outcomes: list[dict[str, Any]] = []
        self.hit: Counter[str] = Counter()
        self.moments: list[float] = []

    def undisturbed(self, home: Path) -> None:
        """The run that all others are compared with."""
        self.expected, self.whole_seconds = self._run(home, ())

    def disturbed(self, home: Path, moments: Sequence[float]) -> None:
        """A run with server and worker killed so many seconds after each start."""
        outcome, _seconds = self._run(home, moments)
        self.outcomes.append(outcome)
        shutil.rmtree(home)

    def _run(self, home: Path, moments: Sequence[float]) -> tuple[dict[str, Any], float]:
        shutil.copytree(self.home, home)
        desk = Desk(home)
        desk.start()
        sender = Sender(desk, self._told, self._sent, 0.1) if self._sent else None
        is_all_sent = sender.is_done if sender else lambda: True
        for times, moment in enumerate(moments, start=1):
            if sender is None:
                desk.wait_for_sealing(times)
            time.sleep(moment)
            phase = desk.works_on() or ("waiting" if is_all_sent() else "upload")
            desk.kill()
            self.hit[phase] += 1
            self.moments.append(round(moment, 2))
            time.sleep(float(LEASE_SECONDS) / 2)
            desk.start()
        if sender is None:
            desk.wait_for_sealing(len(moments) + 1)
        took = finished(desk, is_all_sent)
        desk.stop()
        found = {**in_desk(home, READ), "in_clear": in_clear(home)}
        return found, took

    def figures(self) -> dict[str, object]:
        """What came of the runs."""
        same = [
            all(one[key] == self.expected[key] for key in ("originals", "content", "sealed"))
            for one in self.outcomes
        ]
        return {
            "undisturbed_seconds": round(self.whole_seconds, 1),
            "runs": len(self.outcomes),
            "kills": len(self.moments),
            "kills_hit": dict(self.hit),
            "same_content_as_undisturbed": sum(same),
            "originals": len(self.expected["originals"]),
            "twice": sum(len(one["twice"]) for one in self.outcomes),
            "unreadable": sum(one["unreadable"] for one in self.outcomes),
            "sealed_bytes_left_until_swept": sum(one["left_until_swept"] for one in self.outcomes),
            "sealed_bytes_that_nobody_names": sum(one["unnamed"] for one in self.outcomes),
            "in_clear": [name for one in self.outcomes for name in one["in_clear"]],
            "breaks_of_the_trail": sum(one["breaks"] for one in self.outcomes),
            "failed_jobs": [name for one in self.outcomes for name in one["failed"]],
            "moments_seconds": self.moments,
        }

    def holds(self) -> bool:
        """Whether every run ended as it has to."""
        told = self.figures()
        empty = ("twice", "unreadable", "sealed_bytes_that_nobody_names", "in_clear",
                 "breaks_of_the_trail", "failed_jobs")  # fmt: skip
        is_same = told["same_content_as_undisturbed"] == told["runs"]
        return is_same and not any(told[key] for key in empty)


def _thin_out(records: Path) -> None:
    """Leave what takes long and is the same work again and again."""
    images = sorted(records.glob("07_CT_disc/DICOM/*/*"))
    scans = [records / name for name in _SCANS]
    for path in (*scans, *(one for n, one in enumerate(images) if n % _EVERY_IMAGE)):
        path.unlink()


def proofs(
    folder: Path, parts: Sequence[str], kills: int, seed: int, *, whole: bool
) -> dict[str, Proof]:
    """Ingest and sealing, half of the kills each; an undisturbed ingest is made in any case."""
    huizhen = [sys.executable, "-m", "huizhen.project.main"]
    subprocess.run([*huizhen, "samples", str(folder), "--only", "hpb"], check=True)
    if not whole:
        _thin_out(folder / "hpb")
    told = in_desk(folder / "made", MAKE)
    rng = random.Random(seed)
    ingest = Proof(folder / "made", folder / "hpb", told)
    ingest.undisturbed(folder / "undisturbed")
    print(f"an ingest takes {ingest.whole_seconds:.0f} s", flush=True)
    in_desk(folder / "undisturbed", SIGN)
    sealing = Proof(folder / "undisturbed", None, told)
    sealing.undisturbed(folder / "sealed")
    found = {"ingest": ingest, "sealing": sealing}
    found = {name: proof for name, proof in found.items() if name in parts}
    for name, proof in found.items():
        while len(proof.moments) < (kills + 1) // 2:
            moments = [rng.uniform(0.0, proof.whole_seconds) for _ in range(2)]
            if name == "ingest":
                moments.insert(0, rng.uniform(0.0, _UPLOAD_SECONDS))
            proof.disturbed(folder / f"{name}-{len(proof.outcomes)}", moments)
            print(name, len(proof.moments), dict(proof.hit), flush=True)
    return found


def _beside_earlier(figures: dict[str, object]) -> dict[str, object]:
    """One part's figures with the other's of an earlier run, which keeps its own command."""
    path = ROOT / "docs" / "proof" / "desk_killed.json"
    earlier = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"figures": {}}
    for name in set(PARTS) - set(figures):
        if part := earlier["figures"].get(name):
            part.setdefault("command", earlier["figures"]["command"])
            part.setdefault("commit", earlier["commit"])
            figures = {**figures, name: part, "kills": figures["kills"] + part["kills"]}
    return figures


def main() -> None:
    """Fifty kills, or as many as asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=[])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--dry", action="store_true", help="Print only.")
    given = parser.parse_args()
    started = time.time()
    with tempfile.TemporaryDirectory(prefix="huizhen-desk-killed-") as name:
        parts = given.parts or PARTS
        found = proofs(Path(name), parts, given.kills, SEED, whole=given.whole)
    command = f"python {' '.join(['benchmarks/desk_killed.py', *sys.argv[1:]])}"
    figures: dict[str, object] = {"command": command}
    figures |= {name: proof.figures() for name, proof in found.items()}
    figures["kills"] = sum(len(proof.moments) for proof in found.values())
    if given.parts:
        figures = _beside_earlier(figures)
    if given.dry:
        print(json.dumps(figures, indent=1))
    else:
        write_proof("desk_killed", figures, started)
    sys.exit(0 if all(proof.holds() for proof in found.values()) else 1)


if __name__ == "__main__":
    main()
