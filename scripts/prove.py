"""Runs every benchmark at full size, one after another; each writes its figures to docs/proof/.

    python scripts/prove.py [NAME ...]     all of them, or those that are named

It takes hours. The desk's homes of 10,000 cases and the walks that went well stay in .cache, so
that what was interrupted goes on: remove .cache/desk and .cache/walked to begin anew.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
_BENCHMARKS = (
    "structured", "identity", "ocr", "prepare", "killed", "hostile_files", "extract", "questions",
    "notes", "effort", "long_dossier", "docx_look",
)  # fmt: skip
_WITH_POSTGRESQL = ("with_postgresql.py", "--keep", str(_ROOT / ".cache/desk/postgresql"))
PROOFS: dict[str, tuple[str, ...]] = {
    **{name: (f"../benchmarks/{name}.py",) for name in _BENCHMARKS},
    "uploads": ("../benchmarks/uploads.py", "--out", str(_ROOT / "docs/proof/uploads.json")),
    "desk": ("../benchmarks/desk.py",),
    "desk_postgresql": (
        *_WITH_POSTGRESQL,
        *(sys.executable, "../benchmarks/desk.py", "--measure-only", "--postgresql"),
    ),
    "desk_killed": ("../benchmarks/desk_killed.py",),
    "desk_walks": ("../benchmarks/desk_walks.py",),
}
"""Name -> program, from this folder, and its arguments."""


def main(names: list[str]) -> int:
    """The number of proofs that failed."""
    failed = [
        name
        for name in names or PROOFS
        if subprocess.call([sys.executable, *PROOFS[name]], cwd=_ROOT / "scripts")
    ]
    print(f"failed: {', '.join(failed)}" if failed else "all figures are in docs/proof/")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
