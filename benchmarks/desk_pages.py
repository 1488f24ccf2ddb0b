"""Times the desk's pages on one filled home: `python desk_pages.py HOME REQUESTS`; prints JSON.

Requests for all pages are mixed, so that a busy moment of the machine falls on every page alike.
"""

from __future__ import annotations

import gc
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from desk_fill import open_home
from measured import SEED


def addresses(client: Any, cases: list[UUID], rng: random.Random) -> dict[str, Callable[[], str]]:
    """How each page's next address is made."""
    from django.urls import reverse

    from huizhen.ground.cases.access import system_case
    from huizhen.ground.cases.actions import identity_of

    def searched(words: str) -> str:
        return str(client.post(reverse("home"), {"q": words}).headers["Location"])

    def a_patient(*keys: str) -> list[str]:
        told = identity_of(system_case(rng.choice(cases)))
        return [told[key] for key in keys]

    def a_fact() -> str:
        from huizhen.journey.intake.facts_queries import fact_view

        case = system_case(rng.choice(cases))
        view = fact_view(case)
        assert view is not None
        _forget()
        return reverse("fact", args=[case.pk, view.address_of(rng.choice(view.facts))])

    return {
        "work_list": lambda: reverse("home"),
        "work_list_page_40": lambda: f"{reverse('home')}?page=40",
        "work_list_of_a_stage": lambda: f"{reverse('home')}?stage=intake",
        "case_page": lambda: reverse("case", args=[rng.choice(cases)]),
        "fact_list": lambda: reverse("facts", args=[rng.choice(cases)]),
        "fact_page": a_fact,
        "search_name_and_date": lambda: searched(" ".join(a_patient("family", "birth_date"))),
        "search_name": lambda: searched(*a_patient("family")),
        "search_number": lambda: searched(system_case(rng.choice(cases)).number),
        "search_first_name": lambda: searched(*a_patient("given")),
    }


def _forget() -> None:
    """What a process keeps of a case, so that each request finds it as the first one does."""
    from huizhen.ground.records import queries
    from huizhen.journey.intake import facts_queries

    for kept in (
        queries._parsed_facts,
        queries._parsed_pages,
        queries._decided_in,
        facts_queries._paths,
    ):
        kept.cache_clear()


def main(home: Path, requests: int) -> None:
    """Measure and print."""
    open_home(home)
    from django.conf import settings
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from huizhen.ground.accounts.models import User
    from huizhen.ground.cases.models import Case
    from worlds import signed_in

    settings.ALLOWED_HOSTS = ["testserver", "localhost"]
    user = User.objects.by_email("coordinator@bench.example")
    assert user is not None
    client, rng = signed_in(user), random.Random(SEED)
    cases = list(Case.behind_door.order_by("number").values_list("pk", flat=True))
    pages = addresses(client, cases, rng)
    for make in pages.values():
        client.get(make())
    gc.collect()
    gc.freeze()
    lines: dict[str, int] = {}
    kept: dict[str, list[tuple[float, float, int]]] = {name: [] for name in pages}
    for _ in range(requests):
        for name, make in pages.items():
            path = make()
            _forget()
            with CaptureQueriesContext(connection) as queries:
                start, worked = time.perf_counter(), time.process_time()
                answer = client.get(path)
                took = time.perf_counter() - start
                worked = time.process_time() - worked
            assert answer.status_code == 200, (name, answer.status_code)
            asked = [one["sql"] for one in queries.captured_queries if _is_of_the_page(one["sql"])]
            kept[name].append((took * 1000, worked * 1000, len(asked)))
            lines[name] = max(lines.get(name, 0), answer.content.count(b"<tr"))
    told = {
        "database": connection.vendor,
        "cases": len(cases),
        "requests": requests,
        "load": round(os.getloadavg()[0], 1),
        "pages": {
            name: {**_figures(rows), "most_lines": lines[name]} for name, rows in kept.items()
        },
    }
    print(json.dumps(told))


def _is_of_the_page(sql: str) -> bool:
    """Not what is written once in a while: that somebody read, and was here."""
    return sql.startswith("SELECT") and "audit_" not in sql and "usersessions" not in sql


def _figures(rows: list[tuple[float, float, int]]) -> dict[str, Any]:
    times = sorted(row[0] for row in rows)
    worked = sorted(row[1] for row in rows)
    place = max(0, int(len(rows) * 0.95) - 1)
    return {
        "p50_ms": round(statistics.median(times), 1),
        "p95_ms": round(times[place], 1),
        "cpu_p50_ms": round(statistics.median(worked), 1),
        "cpu_p95_ms": round(worked[place], 1),
        "queries_p95": sorted(row[2] for row in rows)[place],
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
