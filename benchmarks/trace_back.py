"""Dossiers read back: letters accounted for, quotes in place, and one byte of a source changed.

    python benchmarks/trace_back.py [--packages FOLDER]

Prepares the three samples and the seven golden cases with their papers, runs `huizhen trace` on
each, then changes one byte of each source of the hpb sample in turn: exactly the statements that
rest on it have to be reported. With `--packages` packages already made there (`s-hpb`, `g-rar`)
are read again.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

from measured import ROOT, write_proof
from prepare import HUIZHEN

sys.path.insert(0, str(ROOT / "tests" / "golden"))

SAMPLES = ("hpb", "hem", "spn")
Json = dict[str, Any]


def run(arguments: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """One call of the product's command line."""
    return subprocess.run(
        [*HUIZHEN, *arguments], capture_output=True, text=True,
        env={**os.environ, "HUIZHEN_WORKERS": "1", **environment},
    )  # fmt: skip


def cases(folder: Path) -> Iterator[tuple[str, Path, Path, str]]:
    """(name, records, request, whether scans are read) of each case."""
    golden = import_module("test_golden")
    samples = folder / "samples"
    if not samples.is_dir():
        run(["samples", str(samples)])
    for code in SAMPLES:
        yield f"s-{code}", samples / code, samples / f"{code}.json", "true"
    for code in sorted(golden.KNOWN_GAPS):
        records = folder / "golden" / code
        if not records.is_dir():
            records.parent.mkdir(exist_ok=True)
            golden.write_records(code, records)
        yield f"g-{code}", records, golden.HERE / code / "request.json", "false"


def package_of(folder: Path, name: str, records: Path, request: Path, ocr: str) -> Path:
    """The case's package, made unless it is there."""
    package = folder / name
    if not (package / "dossier.pdf").is_file():
        call = ["prepare", str(records), "--request", str(request), "--out", str(package)]
        done = run(call, HUIZHEN_OCR=ocr)
        if done.returncode not in (0, 3):
            raise SystemExit(f"{name}: {done.stderr}")
    return package


def traced(package: Path, records: Path, request: Path) -> tuple[int, list[Json]]:
    """The exit code and the lines of a trace."""
    call = ["trace", str(package), "--records", str(records), "--request", str(request), "--json"]
    done = run(call)
    return done.returncode, [json.loads(x) for x in done.stdout.splitlines() if x[:1] == "{"]


def of(lines: list[Json], kind: str) -> list[Json]:
    """The lines of one kind."""
    return [line for line in lines if line["schema"] == f"huizhen.{kind}/1"]


def account(code: int, lines: list[Json]) -> Json:
    """What was accounted for in one case."""
    papers = of(lines, "account")
    places = [place for line in of(lines, "statement") for place in line["places"]]
    (summary,) = of(lines, "trace")
    facts = summary["facts"]
    return {
        "exit": code,
        "papers": len(papers),
        "least_percent": str(min(Decimal(paper["percent"]) for paper in papers)),
        "reported": sum(len(paper["reported"]) for paper in papers),
        "quotes": len(places),
        "quotes_in_place": sum(place["check"] == "holds" for place in places),
        "composition": summary["composition"],
        "facts": sum(line["facts"] for line in facts["types"]),
        "facts_not_in_the_dossier": len(facts["left_out"]),
        "of_these_without_a_reason": sum(not one["why"] for one in facts["left_out"]),
    }


def changed_source(package: Path, records: Path, request: Path, path: str, work: Path) -> Json:
    """One byte of one source changed: what is reported against what rests on it."""
    copy = Path(shutil.copytree(records, work / "changed"))
    file = copy / path.split("!/", maxsplit=1)[0]
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))
    _, lines = traced(package, copy, request)
    shutil.rmtree(copy)
    (summary,) = of(lines, "trace")
    resting = {
        line["key"]
        for line in of(lines, "statement")
        if any(place["path_in_records"] == path for place in line["places"])
    }
    reported = set(summary["unsourced"])
    return {
        "source": path,
        "named_as_changed": summary["sources_changed"] == [path],
        "statements_that_rest_on_it": len(resting),
        "reported": len(reported),
        "exactly_these": reported == resting,
    }


def main() -> None:
    """Measures and writes docs/proof/trace.json."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--packages", type=Path)
    given = arguments.parse_args().packages
    started = time.time()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given or Path(temporary)
        figures: Json = {}
        changes: list[Json] = []
        for name, records, request, ocr in cases(folder):
            package = package_of(folder, name, records, request, ocr)
            figures[name] = account(*traced(package, records, request))
            print(name, figures[name], flush=True)
            if name == "s-hpb":
                sources = json.loads((package / "dossier.json").read_text("utf-8"))["sources"]
                changes = [
                    changed_source(package, records, request, one["path"], Path(temporary))
                    for one in sources
                ]
    write_proof("trace", {"cases": figures, "one_byte_of_a_source_of_hpb": changes}, started)


if __name__ == "__main__":
    main()
