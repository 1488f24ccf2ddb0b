"""`huizhen imaging check` against folders with a known defect, their clean twins, and real files.

    python benchmarks/imaging_defects.py [--data FOLDER] [--half dev|test|both] [--jobs 2]
        [--kinds "missing_slice;..."] [--show FILE] [--write imaging_defects]

A defect is found when a finding cites a keyword that shows it and the same finding is not said of
the clean twin. A finding is invented when it warns or blocks on a clean folder. --show writes the
misses and inventions of the development half, case by case; of the test half only counts leave.
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
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "oracles"))

from dicom_defects import Case, clean_twins, defects, hard_clean, hidden_defects
from dicom_file_truths import GEOMETRY, REAL, FileTruth, pydicom_truths

from imaging_command import IN_CHILDREN, checked
from measured import write_proof

LOUD = ("warn", "block")
_KEPT = "IMAGING_DEFECTS_KEPT"


@dataclass(frozen=True)
class Said:
    """One finding as the command printed it."""

    code: str
    tag: str
    effect: str
    value: str

    @property
    def keywords(self) -> frozenset[str]:
        """The keywords of the tag: of a path each step, without its index."""
        steps = self.tag.replace("/", ".").replace(">", ".").split(".")
        return frozenset(step.split("[")[0].strip() for step in steps)

    @property
    def is_loud(self) -> bool:
        """Whether it warns or blocks; so it counts when it says no effect."""
        return self.effect in (*LOUD, "")


@dataclass(frozen=True)
class Answer:
    """What the command said of one folder."""

    findings: frozenset[Said]
    problem: str = ""


def _findings(node: object) -> Iterator[Said]:
    if isinstance(node, dict):
        if isinstance(node.get("code"), str) and "tag" in node:
            yield Said(
                node["code"], str(node["tag"]), str(node.get("effect", "")),
                str(node.get("value", "")),
            )  # fmt: skip
        for value in node.values():
            yield from _findings(value)
    elif isinstance(node, list):
        for value in node:
            yield from _findings(value)


def ask(folder: Path) -> Answer:
    """Runs the command on a folder; a crash or broken output is a problem, never a finding."""
    done = checked(folder)
    findings: set[Said] = set()
    try:
        for line in done.stdout.splitlines():
            if line.strip():
                findings.update(_findings(json.loads(line)))
    except json.JSONDecodeError as error:
        return Answer(frozenset(findings), f"not JSON: {error}")
    if done.exit_code not in (0, 3, 4):
        return Answer(frozenset(findings), f"exit {done.exit_code}: {done.stderr[-300:]}")
    return Answer(frozenset(findings))


def answer_of(case: Case) -> Answer:
    """The command's answer to a case written into a folder of its own."""
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room) / "images"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            case.write(folder)
        return ask(folder)


@cache
def _all_cases() -> dict[str, Case]:
    cases = (*defects(), *clean_twins(), *hard_clean(), *chain(*hidden_defects()))
    return {case.name: case for case in cases}


def _answer_by_name(name: str) -> Answer:
    return kept(name, lambda: answer_of(_all_cases()[name]))


def kept(name: str, work: Callable[[], Answer]) -> Answer:
    """The answer kept of an earlier run under --kept, or a new one, which is kept."""
    folder = os.environ.get(_KEPT)
    if not folder:
        return work()
    path = Path(folder) / f"{re.sub(r'[^0-9A-Za-z_.-]+', '_', name)}.json"
    if path.is_file():
        findings = json.loads(path.read_text(encoding="utf-8"))
        return Answer(frozenset(Said(**one) for one in findings))
    answer = work()
    if not answer.problem:
        lines = [asdict(one) for one in answer.findings]
        path.write_text(json.dumps(lines, ensure_ascii=False), encoding="utf-8")
    return answer


def answers(cases: Iterable[Case], pool: ProcessPoolExecutor) -> dict[str, Answer]:
    """The answers to all cases, by name."""
    names = [one.name for one in cases]
    return dict(zip(names, pool.map(_answer_by_name, names), strict=True))


def is_found(case: Case, answer: Answer, twin: Answer) -> bool:
    """Whether something beyond what is said of the twin cites a tag that shows the defect."""
    known = {(one.code, one.tag, one.value) for one in twin.findings}
    return any(
        one.keywords & case.expected or (not one.tag and "" in case.expected)
        for one in answer.findings
        if (one.code, one.tag, one.value) not in known and one.effect != "none"
    )


def by_kind(cases: Iterable[Case], told: dict[str, Answer]) -> list[dict[str, Any]]:
    """Per kind: cases and found, each half and each modality."""
    rows: dict[str, dict[str, Any]] = {}
    for case in cases:
        row = rows.setdefault(
            case.kind,
            {"kind": case.kind, "is_listed": case.is_listed, "cases": 0, "found": 0,
             "by_modality": collections.Counter(), "by_half": collections.Counter()},
        )  # fmt: skip
        found = is_found(case, told[case.name], told[case.twin])
        row["cases"] += 1
        row["found"] += found
        row["by_modality"][case.modality] += found
        row["by_half"][case.half] += found
    return [
        {**row, "by_modality": dict(row["by_modality"]), "by_half": dict(row["by_half"])}
        for row in rows.values()
    ]


def invented(cases: Iterable[Case], told: dict[str, Answer]) -> dict[str, Any]:
    """What warns or blocks on clean folders, by code, and on how many folders."""
    codes: collections.Counter[str] = collections.Counter()
    folders, number = 0, 0
    for case in cases:
        number += 1
        loud = {one.code for one in told[case.name].findings if one.is_loud}
        folders += bool(loud)
        codes.update(loud)
    return {"folders": number, "folders_with_invented": folders, "codes": dict(codes)}


def on_real(data: Path) -> dict[str, Any]:
    """What is said of the three real series, beside what is true of their geometry."""
    rows = {}
    for name, truths in REAL.items():
        folder = data / "dicom" / name
        if not folder.is_dir():
            continue
        answer = kept(f"real {name}", partial(ask, folder))
        loud = [one for one in answer.findings if one.is_loud]
        of_geometry = [one for one in loud if one.keywords & GEOMETRY]
        rows[name] = {
            "found": {
                truth: any(one.keywords & tags for one in answer.findings)
                for truth, tags in truths.items()
            },
            "invented_of_geometry": sorted({one.code for one in of_geometry}) if not truths else [],
            "all": sorted({f"{one.effect} {one.code} {one.tag} {one.value}" for one in loud}),
            "problem": answer.problem,
        }
    return rows


def _of_file(truth: FileTruth) -> tuple[FileTruth, Answer]:
    return truth, kept(f"pydicom {truth.path.name}", lambda: _alone(truth.path))


def _alone(path: Path) -> Answer:
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room) / "images"
        folder.mkdir()
        (folder / path.name).write_bytes(path.read_bytes())
        return ask(folder)


def on_pydicom(pool: ProcessPoolExecutor) -> dict[str, Any]:
    """pydicom's own test files, each alone, against what their headers say."""
    told = list(pool.map(_of_file, pydicom_truths()))
    rows: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    missed, made_up, problems = [], [], []
    for truth, answer in told:
        for name, tags in truth.defects.items():
            found = any(one.keywords & tags for one in answer.findings)
            rows[name]["files"] += 1
            rows[name]["found"] += found
            if not found:
                missed.append(f"{truth.path.name}: {name}")
        if truth.is_single:
            made_up += [
                f"{truth.path.name}: {one.code} {one.tag}"
                for one in answer.findings
                if one.is_loud and one.code in _stack_codes(answer)
            ]
        if answer.problem:
            problems.append(f"{truth.path.name}: {answer.problem}")
    return {
        "files": len(told),
        "defects": {name: dict(counts) for name, counts in rows.items()},
        "missed": missed,
        "invented_of_geometry": made_up,
        "problems": problems,
    }


def _stack_codes(answer: Answer) -> frozenset[str]:
    """Codes about how slices lie to one another: nothing a single picture can have."""
    words = (
        "gap",
        "uneven",
        "duplicate",
        "orientation_mixed",
        "mixed_orientation",
        "missing_slice",
    )
    return frozenset(
        one.code for one in answer.findings if any(word in one.code.lower() for word in words)
    )


def show(cases: Iterable[Case], clean: Iterable[Case], told: dict[str, Answer], to: Path) -> None:
    """Writes the misses and inventions of the development half."""
    lines = []
    for case in cases:
        if case.half == "dev" and not is_found(case, told[case.name], told[case.twin]):
            known = {(one.code, one.tag, one.value) for one in told[case.twin].findings}
            said = [f"{one.effect}:{one.code}({one.tag}={one.value})"
                    for one in told[case.name].findings
                    if (one.code, one.tag, one.value) not in known]  # fmt: skip
            lines.append(
                f"MISSED {case.name}: {case.note} Any of: {', '.join(sorted(case.expected))}\n"
                f"    beyond the twin was said: {'; '.join(sorted(said)) or 'nothing'} "
                f"{told[case.name].problem}"
            )
    for case in clean:
        if case.half == "dev":
            lines += [
                f"INVENTED {case.name}: {one.effect}:{one.code}({one.tag}={one.value})"
                for one in sorted(told[case.name].findings, key=lambda one: one.code)
                if one.is_loud
            ]
    to.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _figures(wrong: list[Case], clean: list[Case], told: dict[str, Answer]) -> dict[str, Any]:
    kinds = by_kind(wrong, told)
    listed = [row for row in kinds if row["is_listed"]]
    found, cases = (sum(row[key] for row in listed) for key in ("found", "cases"))
    made_up = invented(clean, told)
    bad = made_up["folders_with_invented"]
    return {
        "kinds": kinds,
        "recall": round(found / max(cases, 1), 4),
        "recall_hidden": _recall([one for one in wrong if "hidden" in one.kind], told),
        "recall_test_half": _recall([one for one in wrong if one.half == "test"], told),
        "precision": round(found / max(found + bad, 1), 4),
        "clean_twins": invented([one for one in clean if "hard" not in one.kind], told),
        "hard_clean": invented([one for one in clean if "hard" in one.kind], told),
        "clean_test_half": invented([one for one in clean if one.half == "test"], told),
        "problems": sum(bool(one.problem) for one in told.values()),
    }


def _recall(cases: list[Case], told: dict[str, Answer]) -> float:
    listed = [one for one in cases if one.is_listed]
    found = sum(is_found(one, told[one.name], told[one.twin]) for one in listed)
    return round(found / max(len(listed), 1), 4)


def _print(figures: dict[str, Any]) -> None:
    for row in figures["kinds"]:
        mark = " " if row["found"] == row["cases"] else "!"
        print(f"{mark} {row['kind']:28} {row['found']:2}/{row['cases']:2} {row['by_modality']}")
    for name in (
        "recall",
        "recall_hidden",
        "recall_test_half",
        "precision",
        "clean_twins",
        "hard_clean",
    ):
        print(name, figures[name])


def main() -> int:
    """Asks of every folder and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("/work/shared/data"))
    parser.add_argument("--half", choices=("dev", "test", "both"), default="both")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--kinds", default="", help="only these, separated by semicolons")
    parser.add_argument("--show", type=Path, help="development misses, written to this file")
    parser.add_argument("--write", metavar="NAME", help="write docs/proof/NAME.json")
    parser.add_argument("--kept", type=Path, help="answers are kept here and taken from here")
    parser.add_argument("--in-children", action="store_true", help="read as the command does")
    options = parser.parse_args()
    if options.in_children:
        os.environ[IN_CHILDREN] = "1"
    if options.kept:
        options.kept.mkdir(parents=True, exist_ok=True)
        os.environ[_KEPT] = str(options.kept)
    started = time.time()
    wanted = set(options.kinds.split(";")) - {""}

    def is_asked(case: Case) -> bool:
        return options.half in ("both", case.half) and (not wanted or case.kind in wanted)

    hidden, bases = hidden_defects()
    wrong = [case for case in (*defects(), *hidden) if is_asked(case)]
    twins = {case.twin for case in wrong}
    clean = [case for case in clean_twins() if case.name in twins]
    clean += [case for case in hard_clean() if is_asked(case)]
    # Kept out of the clean ones: the base of one of them is tilted, and that is a finding.
    tilted = [case for case in bases if case.name in twins and "tilt" in case.kind]
    clean += [case for case in bases if case.name in twins and "tilt" not in case.kind]
    # One child reads a folder: starting two costs more than the second saves.
    os.environ["HUIZHEN_WORKERS"] = "1"
    pool = ProcessPoolExecutor(options.jobs, multiprocessing.get_context("spawn"))
    told = answers([*wrong, *clean, *tilted], pool)
    figures = _figures(wrong, clean, told)
    _print(figures)
    if options.show:
        show(wrong, clean, told, options.show)
    if not wanted:
        figures["real"] = on_real(options.data)
        figures["pydicom"] = on_pydicom(pool)
        print(json.dumps({key: figures[key] for key in ("real", "pydicom")}, indent=1))
    if options.write:
        write_proof(options.write, figures, started)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
