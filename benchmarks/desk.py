"""The desk with many cases: p95 of work list, case page, fact pages and search, and their queries.

Each case has 60 pages, 200 facts, 5 imaging studies and 60 events in its trail (desk_fill.py). The
same requests run on a home of 100 cases and on one of 10,000, each in a process of its own, through
Django's test client with all middleware, signed in as the site's coordinator. What is measured on
SQLite is copied to PostgreSQL and measured there with --postgresql.

Homes are kept, so that a measurement can be repeated without filling them again:

    python benchmarks/desk.py --homes DIR                  fills what is missing, then measures
    python benchmarks/desk.py --homes DIR --measure-only   measures what there is
    python scripts/with_postgresql.py --keep DIR/postgresql \\
        python benchmarks/desk.py --homes DIR --measure-only --postgresql
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from desk_copy import copied_address
from desk_fill import EVENTS, FACTS, PAGES, STUDIES
from measured import ROOT, write_proof

FEW, MANY = 100, 10_000
GOAL_P95_MS, GOAL_GROWTH = 100, 1.5
_LONGER = ("work_list_of_a_stage", "search_first_name")
"""Of a hundred cases these show a few lines, of ten thousand a full page: p95 alone is judged."""


def filled(home: Path, cases: int) -> None:
    """The home with so many cases; what is there already stays."""
    if (home / "filled").exists():
        return
    home.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, str(Path(__file__).with_name("desk_fill.py")), str(home), str(cases)]
    environment = {k: v for k, v in os.environ.items() if k != "HUIZHEN_DATABASE"}
    subprocess.run(command, check=True, env=environment)


def measured(home: Path, requests: int, database: str) -> dict[str, Any]:
    """Figures of one home, from a process of its own."""
    command = [sys.executable, str(Path(__file__).with_name("desk_pages.py")), str(home)]
    environment = {**os.environ, "HUIZHEN_DATABASE": database}
    done = subprocess.run(
        [*command, str(requests)], check=True, env=environment, stdout=subprocess.PIPE
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def figures_of(few: dict[str, Any], many: dict[str, Any]) -> dict[str, Any]:
    """What the two together show."""
    pages = many["pages"]
    before = few["pages"]
    return {
        "database": many["database"],
        "cases": [few["cases"], many["cases"]],
        "pages_a_case": PAGES,
        "facts_a_case": FACTS,
        "studies_a_case": STUDIES,
        "events_a_case": EVENTS,
        "requests_a_page": many["requests"],
        "load_of_the_machine": [few["load"], many["load"]],
        "few": before,
        "many": pages,
        "worst_p95_ms": max(one["p95_ms"] for one in pages.values()),
        "growth_p95": _growth(before, pages, "p95_ms"),
        "growth_cpu": _growth(before, pages, "cpu_p50_ms"),
        "constant_queries": all(
            before[name]["queries_p95"] >= pages[name]["queries_p95"] for name in pages
        ),
        "growth_not_judged": list(_LONGER),
        "goal": {"p95_ms": GOAL_P95_MS, "growth": GOAL_GROWTH},
    }


def _growth(few: dict[str, Any], many: dict[str, Any], what: str) -> dict[str, float]:
    return {name: round(many[name][what] / few[name][what], 2) for name in many}


def holds(figures: dict[str, Any]) -> bool:
    """Whether the goal is reached."""
    growth = figures["growth_p95"]
    is_flat = all(growth[name] < GOAL_GROWTH for name in growth if name not in _LONGER)
    return bool(figures["worst_p95_ms"] < GOAL_P95_MS and is_flat and figures["constant_queries"])


def main() -> None:
    """Fill, measure few and many in turn, write the proof."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--homes", type=Path, default=ROOT / ".cache" / "desk")
    parser.add_argument("--cases", type=int, default=MANY)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--measure-only", action="store_true")
    parser.add_argument("--postgresql", action="store_true", help="HUIZHEN_DATABASE names it.")
    parser.add_argument("--dry", action="store_true", help="Print only.")
    given = parser.parse_args()
    started, found = time.time(), []
    for name, cases in (("few", FEW), ("many", given.cases)):
        home = given.homes / name
        if not given.measure_only:
            filled(home, cases)
        database = copied_address(home, name) if given.postgresql else ""
        found.append((home, database))
    few, many = (measured(home, given.requests, database) for home, database in found)
    figures = {"command": " ".join(["python benchmarks/desk.py", *sys.argv[1:]])}
    figures |= figures_of(few, many)
    if given.dry:
        print(json.dumps(figures, indent=1))
    else:
        write_proof("desk_postgresql" if given.postgresql else "desk", figures, started)
    sys.exit(0 if holds(figures) else 1)


if __name__ == "__main__":
    main()
