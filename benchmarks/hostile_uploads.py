"""Damaged DICOM files by the thousand through the upload of a real desk: neither server nor worker
stops, and each file stands in the inventory. Prints JSON; --proof writes it to docs/proof.

    nice python benchmarks/hostile_uploads.py [--files 200] [--proof]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "src"), str(ROOT / "benchmarks")]
sys.path.insert(0, str(ROOT / "tests" / "oracles"))

from mutated_dicom import Mutant, mutants

from ingest import children_of, desk, is_up, made_case, wait_until, warm
from measured import SEED, write_proof
from uploads import PART, Sender, free_port, peak_mb

_MOST_SECONDS = 3 * 3600.0
PATIENT = {"family": "Mutabilis", "given": "Dorothea", "birth_date": "1961-07-14"}
"""Whom the damaged files name, where they still do: theirs are decoded as well."""
_ENDED = ("done", "failed", "cancelled")


def send(sender: Sender, made: list[Mutant]) -> Counter[str]:
    """All files in batches; how many were taken, known already, refused."""
    states: Counter[str] = Counter()
    batch: list[Mutant] = []

    def go() -> None:
        index = [{"name": one.name, "size": len(one.data)} for one in batch]
        told = json.dumps(index).encode()
        body = len(told).to_bytes(8, "big") + told + b"".join(one.data for one in batch)
        headers = {"Content-Type": "application/octet-stream"}
        status, _, answer = sender.ask("POST", f"{sender.base}batch", body, headers)
        assert status == 200, (status, answer[:300])
        states.update(one["state"] for one in json.loads(answer)["results"])

    size = 0
    for one in made:
        if batch and (size + len(one.data) > PART or len(batch) >= 100):
            go()
            batch, size = [], 0
        batch.append(one)
        size += len(one.data)
    go()
    assert sender.ask("POST", f"{sender.base}done")[0] == 200
    return states


def jobs_of(case: Any) -> dict[str, Any]:
    """The case's jobs by kind."""
    from huizhen.ground.jobs.models import Job

    return {job.kind: job for job in Job.objects.filter(case_id=case.pk)}


def all_ended(case: Any) -> bool:
    """Whether images were indexed and transcoded, and the inventory was made."""
    from huizhen.ground.events.models import Event

    jobs = jobs_of(case)
    wanted = ("index_images", "transcode_images", "prepare_case")
    if not all(kind in jobs and jobs[kind].state in _ENDED for kind in wanted):
        return False
    return not Event.objects.filter(case_id=case.pk, done_at=None).exists()


def run(count: int, home: Path) -> dict[str, Any]:
    """One desk, one case, so many damaged files."""
    os.environ["HUIZHEN_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "huizhen.project.settings"
    case, cookie = made_case(PATIENT)
    made = list(mutants(count, SEED))
    port = free_port()
    with desk(home, port) as server:
        sender = Sender(port, cookie, f"/cases/{case.pk}/uploads/")
        wait_until(lambda: is_up(sender), time.perf_counter())
        _, headers, page = sender.ask("GET", f"/cases/{case.pk}/intake/")
        found = re.search(rb'data-csrf="([^"]+)"', page)
        assert found is not None
        sender.csrf = found.group(1).decode()
        sender.cookie += "; " + str(headers["Set-Cookie"]).split(";")[0]
        warm(case)
        worker = children_of(server.pid)[1]
        began = time.perf_counter()
        states = send(sender, made)
        received = time.perf_counter() - began
        seconds = wait_until(lambda: all_ended(case), began, _MOST_SECONDS)
        return {
            "files": count,
            "different": len({hashlib.sha256(one.data).hexdigest() for one in made}),
            "ways": len({one.way for one in made}),
            "sent": dict(states),
            "received_seconds": round(received, 1),
            "seconds": round(seconds, 1),
            "files_per_second": round(count / seconds, 1),
            "server_lives": server.poll() is None and sender.ask("GET", "/health")[0] == 200,
            "worker_lives": children_of(server.pid)[1:2] == [worker],
            "jobs": {kind: job.state for kind, job in jobs_of(case).items()},
            "peak_mb": {"web": peak_mb(server.pid), "worker": peak_mb(worker)},
            **listed(case, made),
        }


def listed(case: Any, made: list[Mutant]) -> dict[str, Any]:
    """What became of the files: in the inventory, and among the images."""
    from huizhen.ground.cases.access import case_rows
    from huizhen.ground.imaging.models import ImagingFile, ImagingInstanceRow
    from huizhen.ground.records.queries import current_version, inventory_of

    version = current_version(case)
    entries = inventory_of(case, version) if version else []
    hashes = {hashlib.sha256(one.data).hexdigest() for one in made}
    rows = case_rows(case, ImagingInstanceRow)
    return {
        "not_listed": len(hashes - {str(entry.source_id) for entry in entries}),
        "inventory": dict(Counter(entry.status for entry in entries)),
        "looked_at_for_images": case_rows(case, ImagingFile).count(),
        "instances": rows.count(),
        "derivatives": dict(Counter(rows.values_list("derivative_code", flat=True))),
    }


def main() -> None:
    """Run and report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--proof", action="store_true")
    told = parser.parse_args()
    started = time.time()
    home = Path(tempfile.mkdtemp(prefix="huizhen-hostile-"))
    try:
        figures = run(told.files, home)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    if told.proof:
        write_proof("hostile_uploads", figures, started)
    else:
        print(json.dumps(figures, indent=1))
    is_good = figures["server_lives"] and figures["worker_lives"] and not figures["not_listed"]
    sys.exit(0 if is_good else 1)


if __name__ == "__main__":
    main()
