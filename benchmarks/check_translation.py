"""What checking a translation costs: time a pair (goal: 1 ms, 95th percentile), memory, growth.

Pairs are clinical sentences of about 150 characters on both sides, put together from clauses of
the tests; every fifth lacks a clause, so that differences are told too. They are checked as the
desk's processes check them, whose collector of cycles leaves alone what stays.

    python benchmarks/check_translation.py
"""

from __future__ import annotations

import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from measured import ROOT, SEED, write_proof

sys.path[:0] = [str(ROOT / "tests")]

from clinical_clauses import TEXTS
from huizhen.core.content import load_pack
from huizhen.core.language.bilingual.pairs import units_of
from huizhen.core.language.bilingual.unit import Languages
from huizhen.core.language.checks.builtin import BUILTIN
from huizhen.core.language.checks.checker import Checker, Packs
from huizhen.core.language.checks.pair import Pair
from huizhen.web.lasting import settle

CONTENT = ROOT / "src" / "huizhen" / "content"
MANY = 10_000
FEW, TIMES = 1_000, 5
"""So many pairs are checked so often; the least of their times is without the neighbours."""
GOAL_MS = 1.0


def texts(many: int) -> Iterator[tuple[str, str]]:
    """English and Chinese of three clauses each, some of the Chinese with one too few."""
    chance = random.Random(SEED)
    clauses = [clause for text in TEXTS for clause in text]
    for number in range(many):
        chosen = chance.sample(clauses, 2 if number % 3 else 3)
        told = chosen[1:] if number % 5 == 0 else chosen
        yield " ".join(en for en, _ in chosen), "".join(zh for _, zh in told)


def seconds_each(checker: Checker, many: int, back: bool) -> tuple[list[float], int]:
    """Processor seconds of each pair, and how many differences were told."""
    spent, told = [], 0
    for en, zh in texts(many):
        pair = Pair.of(zh, en, "zh", "en") if back else Pair.of(en, zh, "en", "zh")
        start = time.process_time()
        told += len(checker(pair))
        spent.append(time.process_time() - start)
    return sorted(spent), told


def least_seconds(checker: Checker, back: bool) -> list[float]:
    """The least processor seconds of each pair in several rounds over some."""
    least = [float("inf")] * FEW
    for _ in range(TIMES):
        for number, (en, zh) in enumerate(texts(FEW)):
            pair = Pair.of(zh, en, "zh", "en") if back else Pair.of(en, zh, "en", "zh")
            start = time.process_time()
            checker(pair)
            least[number] = min(least[number], time.process_time() - start)
    return sorted(least)


def per_check(packs: Packs, many: int) -> dict[str, float]:
    """Mean microseconds of each check in its turn, the dearest first.

    What several checks read of a side is read by the first of them.
    """
    checks = [build(packs) for build in BUILTIN]
    spent = [0.0] * len(checks)
    for en, zh in texts(many):
        pair = Pair.of(en, zh, "en", "zh")
        for number, check in enumerate(checks):
            start = time.process_time()
            list(check(pair))
            spent[number] += time.process_time() - start
    names = (f"{at:02} {build.__module__.rpartition('.')[2]}" for at, build in enumerate(BUILTIN))
    cost = {name: round(s / many * 1e6, 1) for name, s in zip(names, spent, strict=True)}
    return dict(sorted(cost.items(), key=lambda one: -one[1]))


def streamed(many: int) -> tuple[float, int]:
    """Seconds to read a file of that many pairs without checking, and its bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pairs.jsonl"
        rows = (json.dumps({"source": en, "target": zh}) for en, zh in texts(many))
        path.write_text("\n".join(rows), encoding="utf-8")
        start = time.process_time()
        with path.open("rb") as stream:
            count = sum(1 for _ in units_of(stream, ".jsonl", Languages("en", "zh-CN")))
        assert count == many
        return time.process_time() - start, path.stat().st_size


def main() -> None:
    """Prints and writes the figures."""
    started = time.time()
    packs = Packs(load_pack("checks", [CONTENT]), load_pack("terms", [CONTENT]))
    begun = time.process_time()
    checker = Checker(packs, BUILTIN)
    ready = time.process_time() - begun
    seconds_each(checker, 200, back=False)
    settle()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    few, _ = seconds_each(checker, MANY // 10, back=False)
    there, told = seconds_each(checker, MANY, back=False)
    back, _ = seconds_each(checker, MANY, back=True)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    signs = [len(en) + len(zh) for en, zh in texts(1000)]
    read, size = streamed(MANY)
    figures = {
        "pairs": MANY,
        "mean characters of both sides": round(sum(signs) / len(signs)),
        "checks": len(BUILTIN),
        "seconds to make the checks": round(ready, 2),
        "ms a pair, 50th and 95th percentile, en-zh": _quantiles(there),
        "ms a pair, 50th and 95th percentile, zh-en": _quantiles(back),
        "the same of the least of 5 readings of 1,000, en-zh": _quantiles(
            least_seconds(checker, back=False)
        ),
        "the same of the least of 5 readings of 1,000, zh-en": _quantiles(
            least_seconds(checker, back=True)
        ),
        "goal ms at the 95th percentile": GOAL_MS,
        "ms a pair over 1,000 and over 10,000": [_mean(few), _mean(there)],
        "MB held before and after 20,000 pairs": [round(before / 1024), round(after / 1024)],
        "seconds to read 10,000 lines, and their MB": [round(read, 2), round(size / 1e6, 2)],
        "differences told in 10,000 pairs": told,
        "microseconds of each check alone": per_check(packs, 1000),
    }
    write_proof("check_translation", figures, started)


def _quantiles(spent: list[float]) -> list[float]:
    return [round(spent[int(len(spent) * part)] * 1e3, 3) for part in (0.5, 0.95)]


def _mean(spent: list[float]) -> float:
    return round(sum(spent) / len(spent) * 1e3, 3)


if __name__ == "__main__":
    main()
