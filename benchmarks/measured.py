"""What every benchmark shares: a seed, the machine, the commit, and where figures are written."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SEED = 20260520


def commit() -> str:
    """The commit that is measured, with '+' when the tree has changes."""
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    dirty = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=no"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    return head.stdout.strip()[:12] + ("+" if dirty.stdout.strip() else "")


def machine() -> str:
    """Processor count, memory and Python of this machine."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return f"{os.cpu_count()} cores, {pages >> 30} GiB, Python {platform.python_version()}"


def seconds_of(work: Callable[[], object]) -> float:
    """What one run of the work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def best_of(times: int, work: Callable[[], object]) -> float:
    """The shortest of several runs, in seconds: what the work costs without the neighbours."""
    return min(seconds_of(work) for _ in range(times))


def write_proof(name: str, figures: Mapping[str, object], started: float) -> None:
    """Prints the figures and writes docs/proof/<name>.json with commit, seed, machine, seconds."""
    proof = {
        "claim": name,
        "commit": commit(),
        "seed": SEED,
        "machine": machine(),
        "seconds": round(time.time() - started, 1),
        "figures": dict(figures),
    }
    text = json.dumps(proof, ensure_ascii=False, indent=1)
    print(text)
    folder = ROOT / "docs" / "proof"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")
