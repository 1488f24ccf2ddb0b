"""Workers of the desk killed with -9 at random moments of an ingest: the same content, nothing
twice, nothing lost, nothing left in clear.

Each run has a home folder of its own with one case that received the hpb sample. A worker is
killed once or twice, then another one finishes. Compared with a run that nobody disturbed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from measured import SEED, write_proof

HUIZHEN = [sys.executable, "-m", "huizhen.project.main"]
LEASE_SECONDS = "4"
_RECEIVE = """
import hashlib, os, sys
from pathlib import Path
import django
django.setup()
from huizhen.web.desk_tools import DeskTools
home, records = Path(sys.argv[1]), Path(sys.argv[2])
DeskTools().set_up(home)
from huizhen.ground.accounts.models import Organisation
from huizhen.ground.cases.actions import open_case
from huizhen.ground.files.blobs import store_bytes
from huizhen.ground.files.models import ReceivedFile
from huizhen.ground.records.actions import ask_to_prepare, set_request
site = Organisation.objects.create(kind="site", name="bench")
identity = {"family": "Musterfrau", "given": "Erika", "birth_date": "1968-02-11", "sex": "F"}
case = open_case(site, None, identity, specialty="hpb", is_sample=True)
set_request(case, None, {"question": "Is resection possible?", "as_of": "2026-05-20"})
for path in sorted(records.rglob("*")):
    if path.is_file():
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        if ReceivedFile.behind_door.filter(case=case, sha256=digest).exists():
            continue
        ReceivedFile.behind_door.create(
            case=case, blob=store_bytes(case, "original", data), sha256=digest,
            sealed_name=case.seal(path.relative_to(records).as_posix().encode()),
        )
ask_to_prepare(case)
"""


def environment(home: Path) -> dict[str, str]:
    """Settings of one desk."""
    return {
        **os.environ,
        "HUIZHEN_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "huizhen.project.settings",
        "HUIZHEN_LEASE_SECONDS": LEASE_SECONDS,
    }


def receive(home: Path, records: Path) -> None:
    """A desk whose one case waits to be prepared."""
    home.mkdir()
    command = [sys.executable, "-c", _RECEIVE, str(home), str(records)]
    subprocess.run(command, check=True, env=environment(home))


def worker(home: Path) -> subprocess.Popen[bytes]:
    """A worker of the desk, in a group of its own so that its children die with it."""
    command = [*HUIZHEN, "worker", "--home", str(home)]
    return subprocess.Popen(command, env=environment(home), start_new_session=True)


def kill(process: subprocess.Popen[bytes]) -> None:
    """The worker and its children, without warning."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def asked(home: Path, query: str) -> list[Any]:
    """Rows of the desk's database."""
    with sqlite3.connect(home / "db.sqlite3", timeout=20) as connection:
        return connection.execute(query).fetchall()


def is_over(home: Path) -> bool:
    """Whether the case was prepared, or given up."""
    kind = "SELECT state FROM jobs_job WHERE kind = 'prepare_case'"
    return asked(home, kind)[0][0] in ("done", "failed", "cancelled")


def finish(home: Path, seconds: float = 240) -> float:
    """Let a worker run to the end; how long it took."""
    started = time.perf_counter()
    process = worker(home)
    try:
        while not is_over(home) and time.perf_counter() - started < seconds:
            time.sleep(0.1)
        took = time.perf_counter() - started
        time.sleep(1)
    finally:
        process.terminate()
        process.wait(timeout=20)
    return took


def outcome(home: Path) -> dict[str, Any]:
    """What the desk holds in the end."""
    versions = asked(home, "SELECT content_hash FROM records_packageversion")
    kinds = "SELECT kind, sha256, count(*) FROM files_blob GROUP BY kind, sha256"
    rows = asked(home, "SELECT count(*) FROM files_blob")[0][0]
    return {
        "hashes": [row[0] for row in versions],
        "twice": sum(count - 1 for _, _, count in asked(home, kinds)),
        "readings": asked(home, "SELECT count(*) FROM files_blob WHERE kind = 'readings'")[0][0],
        "files_without_row": len([p for p in (home / "blobs").rglob("*") if p.is_file()]) - rows,
        "left_in_clear": len(list((home / "work").iterdir())),
    }


def killed_runs(folder: Path, runs: int, seed: int) -> dict[str, object]:
    """So many runs against one that nobody disturbed."""
    subprocess.run([*HUIZHEN, "samples", str(folder), "--only", "hpb"], check=True)
    receive(folder / "undisturbed", folder / "hpb")
    whole = finish(folder / "undisturbed")
    [expected] = outcome(folder / "undisturbed")["hashes"]
    rng, found, moments = random.Random(seed), [], []
    for number in range(runs):
        home = folder / f"killed-{number}"
        receive(home, folder / "hpb")
        for _ in range(rng.choice((1, 1, 2))):
            moment = rng.uniform(1.0, whole)
            process = worker(home)
            time.sleep(moment)
            kill(process)
            moments.append(round(moment, 2))
            time.sleep(float(LEASE_SECONDS) / 2)
        finish(home)
        found.append(outcome(home))
    return {
        "undisturbed_seconds": round(whole, 1),
        "runs": runs,
        "kills": len(moments),
        "moments_seconds": moments,
        "same_content_hash": sum(one["hashes"] == [expected] for one in found),
        "versions": [len(one["hashes"]) for one in found],
        "blobs_twice": sum(one["twice"] for one in found),
        "more_than_one_readings": sum(one["readings"] > 1 for one in found),
        "sealed_files_without_row": sum(one["files_without_row"] for one in found),
        "left_in_clear": sum(one["left_in_clear"] for one in found),
    }


def main() -> None:
    """Fifty runs, or as many as asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--dry", action="store_true", help="Print only.")
    given = parser.parse_args()
    started = time.time()
    with tempfile.TemporaryDirectory(prefix="huizhen-desk-killed-") as name:
        figures = killed_runs(Path(name), given.runs, SEED)
    if given.dry:
        print(json.dumps(figures, indent=1))
    else:
        write_proof("desk_killed", figures, started)


if __name__ == "__main__":
    main()
