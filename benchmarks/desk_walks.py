"""Random walks, the access matrix and requests of every shape at full size, by the tests that `make
test` runs small: 10,000 walks over the state tables, 1,000 through actions, 200 through HTTP.

Each part writes its figures to docs/proof/desk_walks.json when it ends. Walks through actions and
HTTP and the access matrix take an hour each: what went well is noted in --notes FOLDER, and a
second run goes on from there.

    python benchmarks/desk_walks.py [tables|actions|http|access|requests|canaries ...] [--notes F]
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

from measured import ROOT, SEED, commit, machine

PARTS = {
    "tables": ("tests/core/states", "10,000 walks over the state tables"),
    "actions": ("tests/journey/test_walks_of_actions.py", "1,000 walks through actions"),
    "http": ("tests/journey/test_walks_over_http.py", "200 walks through HTTP"),
    "access": ("tests/access", "every address by every role, organisation and state"),
    "requests": ("tests/api/test_rest.py", "300 requests of every shape to each operation"),
    "canaries": ("tests/web/test_security.py", "traces of three cases found nowhere in clear"),
}
_SEEDS = {"actions": (0, 1000), "http": (5000, 200)}


def run(part: str, notes: Path) -> dict[str, Any]:
    """One part at full size; its figures."""
    tests, claim = PARTS[part]
    environment = {**os.environ, "HUIZHEN_SIZE": "large"}
    before: list[int] = []
    noted = notes / f"{part}.txt"
    if part in _SEEDS:
        first, number = _SEEDS[part]
        before = walked(noted)
        left = number - len(before)
        if not left:
            return {}
        environment["HUIZHEN_SEEDS"] = f"{first + len(before)}:{left}"
        environment["HUIZHEN_WALKED"] = str(noted)
    elif part == "access":
        environment["HUIZHEN_WALKED"] = str(noted)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--timeout", "0", tests]
    began = time.time()
    code = subprocess.call(command, cwd=ROOT, env=environment)
    found: dict[str, Any] = {
        "claim": claim,
        "command": f"HUIZHEN_SIZE=large python -m pytest --timeout 0 {tests}",
        "commit": commit(),
        "passed": code == 0,
        "seconds": round(time.time() - began, 1),
    }
    if part in _SEEDS:
        found["walks"] = len(walked(noted))
    elif part == "access":
        found["areas"] = len(noted.read_text(encoding="ascii").split()) if noted.exists() else 0
    return found


def walked(noted: Path) -> list[int]:
    """The seeds whose walks went well."""
    return [int(line) for line in noted.read_text().split()] if noted.exists() else []


def write(part: str, figures: dict[str, Any]) -> None:
    """Note the part beside the others."""
    path = ROOT / "docs" / "proof" / "desk_walks.json"
    told = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"figures": {}}
    told |= {"claim": "desk_walks", "commit": commit(), "seed": SEED, "machine": machine()}
    told["figures"][part] = figures
    told["seconds"] = round(sum(one.get("seconds", 0) for one in told["figures"].values()), 1)
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """The parts that are asked for, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=[])
    parser.add_argument("--notes", type=Path, default=ROOT / ".cache" / "walked")
    given = parser.parse_args()
    given.notes.mkdir(parents=True, exist_ok=True)
    failed = []
    for part in given.parts or PARTS:
        figures = run(part, given.notes)
        if figures:
            write(part, figures)
            failed += [] if figures["passed"] else [part]
    sys.exit(len(failed))


if __name__ == "__main__":
    main()
