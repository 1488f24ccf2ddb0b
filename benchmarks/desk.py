"""The desk with many cases: p95 of work list, case page, fact page and search, and their queries.

Each case has the facts and the inventory of the hpb sample (about 200 facts), sealed with its own
key, and 60 events in its trail. The same requests run against few and against many cases, in one
process through Django's test client with all middleware, signed in as the site's coordinator.
HUIZHEN_DATABASE=postgresql://... measures PostgreSQL; SQLite otherwise.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from measured import ROOT, SEED, write_proof

FEW, EVENTS = 100, 60
GOAL_P95_MS, GOAL_GROWTH = 100, 1.5
_FAMILIES = [
    "Muster",
    "Probe",
    "Beispiel",
    "Sample",
    "Modelo",
    "Exemple",
    "Образцова",
    "Vzor",
    "Voorbeeld",
    "Esempio",
]
_GIVEN = ["Anna", "Erika", "Max", "Luca", "Marta", "Jean", "Olga", "Piotr", "Sanne", "Giulia"]


def sample_files(folder: Path) -> dict[str, bytes]:
    """Inventory and facts of the hpb sample as its package has them."""
    huizhen = Path(sys.executable).with_name("huizhen")
    subprocess.run([huizhen, "samples", folder, "--only", "hpb"], check=True, capture_output=True)
    command: list[str | Path] = [huizhen, "prepare", folder / "hpb", "--request"]
    command += [folder / "hpb.json", "--out", folder / "package"]
    subprocess.run(command, capture_output=True)
    return {
        name: (folder / "package" / name).read_bytes() for name in ("facts.json", "inventory.json")
    }


def fill(site: Any, files: dict[str, bytes], number: int, rng: random.Random) -> list[Any]:
    """That many more cases, by the desk's own actions where they are quick, else in bulk."""
    from django.db import transaction

    made = []
    for _ in range(number):
        with transaction.atomic():
            made.append(_one_case(site, files, rng))
    return made


def _one_case(site: Any, files: dict[str, bytes], rng: random.Random) -> Any:
    from django.utils import timezone

    from huizhen.core.states.stages import JOURNEY
    from huizhen.ground.cases.actions import open_case
    from huizhen.ground.cases.models import Case
    from huizhen.ground.files.blobs import store_bytes
    from huizhen.ground.records.models import PackageFile, PackageVersion

    year, month, day = rng.randrange(30, 99), rng.randrange(1, 9), rng.randrange(9)
    identity = {
        "family": rng.choice(_FAMILIES),
        "given": rng.choice(_GIVEN),
        "birth_date": f"19{year}-0{month}-1{day}",
    }
    case = open_case(site, None, identity, specialty=rng.choice(("hpb", "hem", "spn")))
    version = PackageVersion.behind_door.create(
        case=case, number=1, content_hash="0" * 64, inputs_hash="0" * 64
    )
    PackageFile.behind_door.bulk_create(
        PackageFile(case=case, version=version, name=name, blob=store_bytes(case, "package", data))
        for name, data in files.items()
    )
    Case.behind_door.filter(pk=case.pk).update(
        stage=rng.choice(JOURNEY),
        due_at=timezone.now() + timedelta(hours=rng.randrange(-200, 800)),
        waiting_role=rng.choice(("coordinator", "home_physician", "specialist")),
        waiting_for="complete_intake",
    )
    _lengthen_trail(case)
    return case


def _lengthen_trail(case: Any) -> None:
    """A whole chain of EVENTS events."""
    from django.utils import timezone

    from huizhen.ground.audit.actions import chain_of, event_hash
    from huizhen.ground.audit.models import AuditEvent, ChainHead

    head = ChainHead.objects.get(chain=chain_of(case.pk))
    events = []
    while head.number < EVENTS:
        event = AuditEvent(
            chain=head.chain,
            number=head.number + 1,
            at=timezone.now(),
            actor_id="system",
            action="read",
            about="case",
            previous=head.hash,
        )
        event.hash = event_hash(event)
        head.number, head.hash = event.number, event.hash
        events.append(event)
    AuditEvent.objects.bulk_create(events)
    head.save()


def searched(client: Any, words: str) -> str:
    """The address that a search leads to; its words wait in the session."""
    return str(client.post("/", {"q": words}).headers["Location"])


def measured(client: Any, cases: list[Any], requests: int, rng: random.Random) -> dict[str, Any]:
    """p50 and p95 in milliseconds and the most queries of each page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    pages: dict[str, Callable[[], str]] = {
        "work_list": lambda: reverse("home"),
        "work_list_page_40": lambda: f"{reverse('home')}?page=40",
        "case_page": lambda: reverse("case", args=[rng.choice(cases).pk]),
        "fact_page": lambda: reverse("facts", args=[rng.choice(cases).pk]),
        "search": lambda: searched(
            client, f"{rng.choice(_FAMILIES)} 19{rng.randrange(30, 99)}-03-11"
        ),
        "search_name": lambda: searched(client, rng.choice(_FAMILIES)),
    }
    found: dict[str, Any] = {}
    for name, address in pages.items():
        times, queries = [], 0
        client.get(address())
        for _ in range(requests):
            path = address()
            with CaptureQueriesContext(connection) as context:
                start = time.perf_counter()
                answer = client.get(path)
                times.append((time.perf_counter() - start) * 1000)
            assert answer.status_code == 200, (name, answer.status_code)
            queries = max(queries, len(context))
        ranked = sorted(times)
        found[name] = {
            "p50_ms": round(statistics.median(ranked), 1),
            "p95_ms": round(ranked[int(len(ranked) * 0.95) - 1], 1),
            "most_queries": queries,
        }
    return found


@contextlib.contextmanager
def desk(home: Path) -> Iterator[None]:
    """Django on a home folder of its own."""
    os.environ["HUIZHEN_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "huizhen.project.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from huizhen.ground.files.keyring import make_ring

    settings.ALLOWED_HOSTS = ["testserver", "localhost"]
    make_ring(home)
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    yield


def main() -> None:
    """Fill, measure with few, fill on, measure with many."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--dry", action="store_true", help="Print only.")
    given = parser.parse_args()
    started, rng = time.time(), random.Random(SEED)
    with tempfile.TemporaryDirectory() as scratch, desk(Path(scratch) / "home"):
        sys.path.insert(0, str(ROOT / "tests"))
        from django.db import connection

        from worlds import make_site, signed_in

        files = sample_files(Path(scratch))
        site = make_site("bench")
        client = signed_in(site["coordinator"])
        cases = fill(site.organisation, files, FEW, rng)
        few = measured(client, cases, given.requests, rng)
        cases += fill(site.organisation, files, given.cases - FEW, rng)
        many = measured(client, cases, given.requests, rng)
        facts = len(json.loads(files["facts.json"])["facts"])
        figures = {
            "database": connection.vendor,
            "cases": given.cases,
            "facts_a_case": facts,
            "events_a_case": EVENTS,
            "files_sha256": hashlib.sha256(b"".join(files.values())).hexdigest()[:12],
            "few": few,
            "many": many,
            "growth_p95": {
                name: round(many[name]["p95_ms"] / few[name]["p95_ms"], 2) for name in many
            },
            "constant_queries": all(
                few[name]["most_queries"] >= many[name]["most_queries"] for name in many
            ),
            "goal": {"p95_ms": GOAL_P95_MS, "growth": GOAL_GROWTH},
        }
    if given.dry:
        print(json.dumps(figures, indent=1))
    else:
        name = "desk" if figures["database"] == "sqlite" else f"desk_{figures['database']}"
        write_proof(name, figures, started)


if __name__ == "__main__":
    main()
