"""`huizhen imaging check` on the second judge's folders: recall by kind, and what is invented.

    python benchmarks/imaging_second.py [--half dev|test|both] [--show FILE] [--kept FOLDER]
        [--kinds "lossy;..."] [--jobs 1] [--write imaging_second]

A defect is found when a finding cites a keyword that shows it and is not said of the folder
without the defect. A finding is invented when it warns or blocks on a clean folder. --show writes
what the development half misses and invents, case by case; of the test half only counts leave.
"""

from __future__ import annotations

import argparse
import collections
import json
import multiprocessing
import os
import re
import sys
import tempfile
import time
import warnings
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "oracles"))

from dicom_second_defects import Case, base_cases, cases, odd_cases
from dicom_second_series import AS_OF

from imaging_command import checked
from measured import write_proof

LOUD = ("warn", "block")
NO_DEFECTS = ("face_could_be_reconstructed",)
"""Findings that warn of a leak and of nothing wrong with the images."""


@dataclass(frozen=True)
class Said:
    """One finding as the command printed it."""

    code: str
    tag: str
    value: str
    effect: str

    @property
    def claim(self) -> tuple[str, str, str]:
        """What it claims, without the list of series that may follow: that alone is no news."""
        return self.code, self.tag, self.value.split(":")[0] if " | " in self.value else self.value

    @property
    def keywords(self) -> set[str]:
        """The keywords on the way to the tag."""
        return {step.split("[")[0].strip() for step in re.split(r"[./>]", self.tag)}


Answer = frozenset[Said]


def ask(folder: Path) -> Answer:
    """What the command says of a folder; anything but its own exit codes ends the benchmark."""
    done = checked(folder, "--as-of", AS_OF.isoformat())
    if done.exit_code not in (0, 3, 4):
        raise RuntimeError(f"exit {done.exit_code}: {done.stderr[-400:]} {done.exception!r}")
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
    return frozenset(
        Said(one["code"], one["tag"], one["value"], one["effect"])
        for line in lines
        for one in line.get("findings", ())
    )


def answer_by_name(name: str, kept: str) -> Answer:
    """The answer to a case, written into a folder of its own, or as it was kept."""
    path = Path(kept) / f"{name.replace('/', '__')}.json" if kept else None
    if path and path.is_file():
        return frozenset(Said(**one) for one in json.loads(path.read_text(encoding="utf-8")))
    case = next(one for one in (*cases(), *base_cases(), *odd_cases()) if one.name == name)
    with tempfile.TemporaryDirectory() as room, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        folder = Path(room) / "images"
        case.write(folder)
        answer = ask(folder)
    if path:
        lines = [asdict(one) for one in answer]
        path.write_text(json.dumps(lines, ensure_ascii=False), encoding="utf-8")
    return answer


def is_found(case: Case, told: dict[str, Answer]) -> bool:
    """Whether something beyond what is said of the twin cites a tag that shows the defect."""
    known = {one.claim for one in told[case.twin]}
    new = [one for one in told[case.name] if one.claim not in known and one.effect != "none"]
    return any(one.keywords & case.expected for one in new if one.code not in NO_DEFECTS)


def invented(clean: Sequence[Case], told: dict[str, Answer]) -> dict[str, Any]:
    """What warns or blocks on clean folders."""
    codes: collections.Counter[str] = collections.Counter()
    loud = 0
    for case in clean:
        said = {one.code for one in told[case.name] if one.effect in LOUD}
        loud += bool(said)
        codes.update(said)
    return {"folders": len(clean), "with_invented": loud, "codes": dict(codes)}


def recall(wrong: Sequence[Case], told: dict[str, Answer]) -> dict[str, int]:
    """How many defects are found."""
    return {"cases": len(wrong), "found": sum(is_found(case, told) for case in wrong)}


def figures(wrong: list[Case], clean: list[Case], told: dict[str, Answer]) -> dict[str, Any]:
    """Recall by kind and by half, inventions by half."""
    kinds = sorted({case.kind for case in wrong})
    halves = {}
    for half in ("dev", "test"):
        halves[half] = {
            "defects": recall([one for one in wrong if one.half == half], told),
            "bases": invented(
                [one for one in clean if one.half == half and one.kind == "base"], told
            ),
            "odd": invented([one for one in clean if one.half == half and one.kind == "odd"], told),
        }
    by_kind = {kind: recall([one for one in wrong if one.kind == kind], told) for kind in kinds}
    return {"kinds": by_kind, **halves}


def show(wrong: list[Case], clean: list[Case], told: dict[str, Answer]) -> str:
    """What the development half misses, invents, and what is said of defects besides."""
    lines = []
    for case in (one for one in wrong if one.half == "dev"):
        new = sorted(told[case.name] - told[case.twin], key=lambda one: one.code)
        said = [f"{one.effect}:{one.code}({one.tag}={one.value})" for one in new]
        mark = "FOUND " if is_found(case, told) else "MISSED"
        lines.append(f"{mark} {case.name}: {case.note}\n        {'; '.join(said) or 'nothing'}")
    for case in (one for one in clean if one.half == "dev"):
        for one in sorted(told[case.name], key=lambda one: one.code):
            if one.effect in LOUD:
                lines.append(
                    f"INVENTED {case.name}: {one.effect}:{one.code}({one.tag}={one.value})"
                )
    return "\n".join(lines) + "\n"


def main() -> int:
    """Asks of every folder and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("dev", "test", "both"), default="both")
    parser.add_argument("--kinds", default="", help="only these, separated by semicolons")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--show", type=Path, help="the development half, case by case")
    parser.add_argument("--kept", type=Path, help="answers are kept here and taken from here")
    parser.add_argument("--write", metavar="NAME", help="write docs/proof/NAME.json")
    options = parser.parse_args()
    started = time.time()
    if options.kept:
        options.kept.mkdir(parents=True, exist_ok=True)
    wanted = set(options.kinds.split(";")) - {""}
    wrong = [
        case for case in cases()
        if options.half in ("both", case.half) and (not wanted or case.kind in wanted)
    ]  # fmt: skip
    clean = [] if wanted else [
        case for case in (*base_cases(), *odd_cases()) if options.half in ("both", case.half)
    ]  # fmt: skip
    names = list(
        dict.fromkeys([case.name for case in (*wrong, *clean)] + [one.twin for one in wrong])
    )
    os.environ["HUIZHEN_WORKERS"] = "1"
    with ProcessPoolExecutor(options.jobs, multiprocessing.get_context("spawn")) as pool:
        kept = [str(options.kept or "")] * len(names)
        told = dict(zip(names, pool.map(answer_by_name, names, kept), strict=True))
    made = figures(wrong, clean, told)
    for kind, row in made["kinds"].items():
        mark = " " if row["found"] == row["cases"] else "!"
        print(f"{mark} {kind:24} {row['found']}/{row['cases']}")
    print(json.dumps({half: made[half] for half in ("dev", "test")}, indent=1))
    if options.show:
        options.show.write_text(show(wrong, clean, told), encoding="utf-8")
    if options.write:
        write_proof(options.write, made, started)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
