"""Hostile and damaged files: none crashes the run, hangs past its limit, or writes outside.

Reads, in one `huizhen read --json` each, a folder of generated hostile files, a folder of damaged
copies of real files, and the awkward public PDFs; compares every inventory line with what the
generator allows, and looks at the disk afterwards.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from measured import ROOT, SEED, write_proof

sys.path.insert(0, str(ROOT / "tests" / "oracles"))

from hostile import generate
from hostile_model import ESCAPE_NAME, HostileCase
from mutate import mutate

SHARED = Path(os.environ.get("HUIZHEN_SHARED_DATA", ROOT.parent / "shared" / "data"))
HUIZHEN = [sys.executable, "-m", "huizhen.project.main"]
SETTINGS = {
    "HUIZHEN_PARSER_SECONDS": "20",
    "HUIZHEN_OCR_SECONDS": "40",
    "HUIZHEN_MAX_OCR_PAGES": "20",
}
FAST_ENOUGH = 3600.0


def read_folder(folder: Path, scratch: Path) -> tuple[list[dict[str, object]], float, str]:
    """Inventory lines, seconds and stderr of one run; AssertionError when it ends badly."""
    scratch.mkdir(parents=True, exist_ok=True)
    start = time.perf_counter()
    done = subprocess.run(
        [*HUIZHEN, "read", str(folder), "--json"],
        env={**os.environ, **SETTINGS, "TMPDIR": str(scratch)},
        capture_output=True,
        text=True,
        timeout=FAST_ENOUGH,
    )
    seconds = time.perf_counter() - start
    assert done.returncode in (0, 3, 4), f"exit {done.returncode}: {done.stderr[-800:]}"
    assert "Traceback" not in done.stderr, done.stderr[-800:]
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return [line for line in lines if line["schema"] == "huizhen.file/1"], seconds, done.stdout


def unsaid(lines: Sequence[dict[str, object]]) -> list[str]:
    """Files that are not wholly read and carry no code, message or remedy."""
    return [
        str(line["path"])
        for line in lines
        if line["status"] in ("not_read", "part", "quarantined", "ignored")
        and not (line["code"] and (line["message"] or line["remedy"]))
    ]


def unexpected(
    folder: Path, cases: Sequence[HostileCase], lines: Sequence[dict[str, object]]
) -> list[tuple[str, str, str, object]]:
    """Cases whose status the generator does not allow, and cases that no line mentions."""
    by_path: dict[str, dict[str, object]] = {str(line["path"]): line for line in lines}
    wrong: list[tuple[str, str, str, object]] = []
    for case in cases:
        name = os.fsencode(case.path.as_posix()).decode("utf-8", "backslashreplace")
        below = [
            line
            for path, line in by_path.items()
            if path == name or (path.startswith(f"{name}/") and "!/" not in path)
        ]
        if not below and not _is_empty_folder(folder / case.path):
            wrong.append((case.kind, "not listed", "", sorted(case.expectation)))
        wrong.extend(
            (case.kind, str(line["status"]), str(line["code"]), sorted(case.expectation))
            for line in below
            if line["status"] not in case.expectation
        )
    return wrong


def _is_empty_folder(path: Path) -> bool:
    return path.is_dir() and not any(below.is_file() for below in path.rglob("*"))


def escaped(folder: Path, scratch: Path) -> list[str]:
    """What should not be on the disk: marker files outside the folder, anything left in scratch."""
    left = [str(path) for path in scratch.rglob("*")]
    outside = [Path.cwd(), Path("/tmp"), Path("/"), Path.home(), folder.parent]
    found = [str(place / ESCAPE_NAME) for place in outside if (place / ESCAPE_NAME).exists()]
    return left + found


def hostile_figures(work: Path, count: int) -> dict[str, object]:
    """`count` hostile files."""
    folder, scratch = work / "hostile" / "in", work / "scratch-hostile"
    cases = generate(folder, count, SEED)
    lines, seconds, output = read_folder(folder, scratch)
    secret = Path("/etc/passwd").read_text().splitlines()[0]
    assert secret not in output
    return {
        "files": len(cases),
        "lines": len(lines),
        "seconds": round(seconds, 1),
        "statuses": dict(Counter(str(line["status"]) for line in lines)),
        "unexpected": unexpected(folder, cases, lines),
        "without_reason": unsaid(lines),
        "escaped": escaped(folder, scratch),
    }


def damaged_figures(work: Path, count: int) -> dict[str, object]:
    """`count` damaged copies of the shared records."""
    folder, scratch = work / "damaged" / "in", work / "scratch-damaged"
    sources = sorted(path for path in SHARED.rglob("*") if path.is_file() and _is_record(path))
    written = mutate(sources, folder, count, SEED)
    lines, seconds, _ = read_folder(folder, scratch)
    own = [line for line in lines if "!/" not in str(line["path"])]
    return {
        "files": len(written),
        "listed": len(own),
        "seconds": round(seconds, 1),
        "statuses": dict(Counter(str(line["status"]) for line in own)),
        "codes": dict(Counter(str(line["code"]) for line in own if line["code"]).most_common(20)),
        "without_reason": unsaid(lines),
        "escaped": escaped(folder, scratch),
    }


def _is_record(path: Path) -> bool:
    kinds = ("ccda", "fhir", "hl7v2", "dicom", "pdf", "notes", "slides")
    return path.relative_to(SHARED).parts[0] in kinds


def awkward_figures(work: Path) -> dict[str, object]:
    """The awkward public PDFs."""
    lines, seconds, _ = read_folder(SHARED / "pdf", work / "scratch-pdf")
    return {
        "seconds": round(seconds, 1),
        "files": {str(line["path"]): f"{line['status']} {line['code']}".strip() for line in lines},
        "without_reason": unsaid(lines),
    }


def main() -> None:
    """All three folders at full size."""
    started = time.time()
    work = Path(tempfile.mkdtemp(prefix="huizhen-hostile-"))
    try:
        figures: dict[str, object] = {"hostile": hostile_figures(work, 200)}
        if SHARED.exists():
            figures["damaged"] = damaged_figures(work, 2000)
            figures["awkward_pdf"] = awkward_figures(work)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    write_proof("hostile", figures, started)


if __name__ == "__main__":
    main()
