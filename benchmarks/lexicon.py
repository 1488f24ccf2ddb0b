"""Looking up 500,000 imported terms: by code, name, beginning, misspelling, and inside a text.

The terms are made of the lexicon's own words for conditions, sites and modifiers, so that many
names share their beginning and their end, as those of a classification do. They are imported by
`huizhen terms import` as one set, and again as five; each look-up is timed in a process of its own
that opens the files cold. Memory is the process's peak, with the product loaded and nothing else
beside it for the line `before`.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import statistics
import string
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from huizhen.core.content import load_pack
from huizhen.core.language.lookup import TermFinder
from huizhen.core.language.shipped import ShippedTerms
from huizhen.core.ports import TermStore
from huizhen.project.config import CONTENT, Settings
from huizhen.project.wiring import workshop
from measured import ROOT, SEED, write_proof

TERMS = 500_000
GOAL_MS = 20.0
ASKED = 2_000
TEXTS = 200
TEXT_SIGNS = 300
HUIZHEN = Path(sys.executable).parent / "huizhen"
_LETTERS = string.ascii_lowercase
_STEP = 1_000_003
"""A prime."""
_MODIFIERS = (
    ("", ""), ("acute", "急性"), ("chronic", "慢性"), ("recurrent", "复发性"),
    ("congenital", "先天性"), ("secondary", "继发性"), ("severe", "重度"), ("mild", "轻度"),
    ("primary", "原发性"), ("bilateral", "双侧"), ("left", "左侧"), ("right", "右侧"),
)  # fmt: skip


def synthetic_terms(count: int) -> Iterator[tuple[str, str, str]]:
    """Code, Chinese and English name of each term; nearly all names are different."""
    pack = load_pack("terms", [CONTENT])
    sites = [
        (r["en"], r["zh"]) for r in pack.rows("body_sites.tsv") if r["zh"] and r["en"].isascii()
    ]
    parts = [(r["en"], r["zh"]) for r in pack.rows("general_conditions.tsv") if r["zh"]]
    parts, sites = parts[:400], sites[:330]
    whole = len(_MODIFIERS) * len(parts) * len(sites)
    for number in range(min(count, whole)):
        # a step without a common divisor visits each combination once, in no order to speak of
        place = number * _STEP % whole
        (en_m, zh_m) = _MODIFIERS[place % len(_MODIFIERS)]
        (en_p, zh_p) = parts[place // len(_MODIFIERS) % len(parts)]
        (en_s, zh_s) = sites[place // (len(_MODIFIERS) * len(parts))]
        code = f"{_LETTERS[number % 26].upper()}{number // 26:05d}.{number % 1000:03d}"
        yield code, f"{zh_m}{zh_s}{zh_p}", f"{en_m} {en_p} of {en_s}".strip()


def misspelt(name: str, chance: random.Random) -> str:
    """The name with one letter wrong, missing, too many, or two exchanged."""
    at = chance.randrange(1, len(name) - 1)
    letter = chance.choice(_LETTERS)
    return chance.choice(
        (
            name[:at] + letter + name[at + 1 :],
            name[:at] + name[at + 1 :],
            name[:at] + letter + name[at:],
            name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        )
    )


def peak_mb() -> int:
    """The most memory that this process has had since it was started; what it was forked from does
    not count."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def figures_of(times: list[tuple[float, float]], **more: object) -> dict[str, object]:
    """Median and 95th percentile in milliseconds: by the clock, and of the processor's own time,
    which other programs on the machine do not lengthen."""
    told: dict[str, object] = {"asked": len(times)}
    for name, taken in (("", [one[0] for one in times]), ("cpu_", [one[1] for one in times])):
        told[f"{name}p50_ms"] = round(statistics.median(taken) * 1000, 3)
        told[f"{name}p95_ms"] = round(statistics.quantiles(taken, n=20)[18] * 1000, 3)
    return {**told, **more}


def timed(
    asked: list[str], ask: Callable[[str], Any]
) -> tuple[list[tuple[float, float]], list[Any]]:
    """How long each question took by the clock and of the processor, and its answer."""
    times, answers = [], []
    for one in asked:
        start, worked = time.perf_counter(), time.thread_time()
        answers.append(ask(one))
        times.append((time.perf_counter() - start, time.thread_time() - worked))
    return times, answers


def look_up(home: Path, count: int) -> dict[str, object]:
    """Every kind of look-up in an imported store; run in a process of its own."""
    store: TermStore = workshop(Settings()).open_terms(home)
    before = peak_mb()
    chance = random.Random(SEED + 1)
    rows = list(itertools.islice(synthetic_terms(count), 0, None, max(1, count // ASKED)))[:ASKED]
    told: dict[str, object] = {"rss_before_mb": before}
    codes, zh, en = ([row[at] for row in rows] for at in range(3))

    def says_zh(number: int, answer: Any) -> bool:
        return any(term.zh == zh[number] for term in answer)

    def says_code(number: int, answer: Any) -> bool:
        return any(term.code == codes[number] for term in answer)

    wrong = [misspelt(name, chance) for name in en]
    kinds: dict[str, tuple[list[str], Callable[[str], Any], Callable[[int, Any], bool]]] = {
        "code": (codes, store.by_code, says_zh),
        "name_en": (en, store.by_name, says_zh),
        "name_zh": (zh, store.by_name, says_code),
        "prefix": ([name[:8] for name in en], store.beginning, lambda _, answer: bool(answer)),
        "misspelling": (wrong, store.near, says_zh),
        "two_errors": ([misspelt(name, chance) for name in wrong], store.near, says_zh),
        "absent": ([name[::-1] for name in en], store.near, lambda _, answer: not answer),
    }
    for kind, (asked, ask, is_right) in kinds.items():
        times, answers = timed(asked, ask)
        right = sum(is_right(number, answer) for number, answer in enumerate(answers))
        told[kind] = figures_of(times, right=round(right / len(asked), 4))
    told["in_text"] = in_texts(store, [row[1] for row in rows], chance)
    told["peak_mb"] = peak_mb()
    finder = TermFinder(
        ShippedTerms(*(load_pack(name, [CONTENT]) for name in ("terms", "imports"))), store
    )
    times, _ = timed([*wrong[:500], *(row[2] for row in rows[:500])], finder.find)
    told["with_shipped"] = figures_of(times)
    told["peak_with_shipped_mb"] = peak_mb()
    return told


def in_texts(store: TermStore, names: list[str], chance: random.Random) -> dict[str, object]:
    """Longest matches in Chinese texts of known names set among other signs."""
    filler = "患者于外院就诊后行进一步检查提示考虑既往曾予对症治疗并建议随访"
    texts, planted = [], 0
    for _ in range(TEXTS):
        text = ""
        while len(text) < TEXT_SIGNS:
            text += chance.choice(filler) + chance.choice(names) + "，"
            planted += 1
        texts.append(text)
    times, answers = timed(texts, store.in_text)
    found = sum(len(answer) for answer in answers)
    return figures_of(times, signs=TEXT_SIGNS, planted=planted, found=found)


def imported(table: Path, home: Path, name: str) -> dict[str, object]:
    """`huizhen terms import` of one table: seconds, peak memory, bytes on disk."""
    command = [HUIZHEN, "terms", "import", table, "--id", name, "--version", "1", "--licence",
               "synthetic", "--home", home, "--json"]  # fmt: skip
    start = time.perf_counter()
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True)
    out = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"import failed: {status}")
    kept = json.loads(out)
    return {
        "terms": kept["terms"],
        "names": kept["names"],
        "seconds": round(time.perf_counter() - start, 1),
        "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 1),
        "peak_mb": usage.ru_maxrss // 1024,
        "disk_mb": round((home / "terms" / f"{name}.terms").stat().st_size / 1e6, 1),
        "file_mb": round(table.stat().st_size / 1e6, 1),
    }


def write_tables(folder: Path, count: int, parts: int) -> None:
    """The synthetic terms as one table or several; in a process of its own, whose memory would
    else be counted for those that it starts."""
    rows = list(synthetic_terms(count))
    size = -(-len(rows) // parts)
    folder.mkdir()
    for number in range(parts):
        lines = ["\t".join(row) for row in rows[number * size : (number + 1) * size]]
        text = "code\tzh\ten\n" + "\n".join(lines) + "\n"
        (folder / f"set{number}.tsv").write_text(text, encoding="utf-8")


def measured_home(folder: Path, count: int, parts: int) -> dict[str, object]:
    """Import and look-ups with that many sets."""
    home, tables = folder / f"home{parts}", folder / f"tables{parts}"
    here = [sys.executable, __file__, "--terms", str(count)]
    subprocess.run([*here, "--write", str(tables), "--sets", str(parts)], check=True, cwd=ROOT)
    imports = [imported(path, home, path.stem) for path in sorted(tables.iterdir())]
    command = [*here, "--look-up", str(home)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return {"imports": imports, "look_up": json.loads(done.stdout)}


def slowest_of(runs: dict[str, dict[str, Any]], name: str) -> float:
    """The slowest kind of look-up; a text is many look-ups and stands for itself."""
    return max(
        float(figure[name])
        for run in runs.values()
        for kind, figure in run["look_up"].items()
        if isinstance(figure, dict) and kind != "in_text"
    )


def main() -> None:
    """Measure, print, and write the proof; exit 1 above the goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--terms", type=int, default=TERMS)
    parser.add_argument("--look-up", type=Path)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--sets", type=int, default=1)
    parser.add_argument("--no-proof", action="store_true")
    told = parser.parse_args()
    if told.look_up:
        print(json.dumps(look_up(told.look_up, told.terms)))
        return
    if told.write:
        write_tables(told.write, told.terms, told.sets)
        return
    started = time.time()
    with tempfile.TemporaryDirectory(prefix="huizhen-lexicon-") as scratch:
        runs = {f"sets_{n}": measured_home(Path(scratch), told.terms, n) for n in (1, 5)}
    slowest, busiest = (slowest_of(runs, name) for name in ("p95_ms", "cpu_p95_ms"))
    figures = {
        "terms": told.terms,
        "goal_p95_ms": GOAL_MS,
        "slowest_p95_ms": slowest,
        "slowest_cpu_p95_ms": busiest,
        "load_average": round(os.getloadavg()[0], 1),
        **runs,
    }
    if told.no_proof:
        print(json.dumps(figures, ensure_ascii=False, indent=1))
    else:
        write_proof("lexicon", figures, started)
    sys.exit(0 if slowest <= GOAL_MS else 1)


if __name__ == "__main__":
    main()
