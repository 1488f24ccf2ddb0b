"""Runs every benchmark at full size, one after another; each writes its figures to docs/proof/."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCHMARKS = (
    "structured", "identity", "ocr", "prepare", "killed", "hostile_files", "extract", "questions",
    "notes", "effort", "long_dossier", "docx_look",
)  # fmt: skip


def main() -> int:
    """The number of benchmarks that failed."""
    folder = Path(__file__).resolve().parents[1] / "benchmarks"
    failed = [
        name
        for name in BENCHMARKS
        if subprocess.call([sys.executable, str(folder / f"{name}.py")], cwd=folder)
    ]
    print(f"failed: {', '.join(failed)}" if failed else "all figures are in docs/proof/")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
