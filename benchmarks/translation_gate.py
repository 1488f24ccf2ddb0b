"""Our checks against the benchmark of seeded translation errors: recall per kind and direction,
and what is said of pairs in which nothing is wrong.

    python benchmarks/translation_gate.py --data FOLDER [--split test] [--write NAME]
    python benchmarks/translation_gate.py --data FOLDER --split dev --misses negation
    python benchmarks/translation_gate.py --data FOLDER --split dev --alarms
    python benchmarks/translation_gate.py --data FOLDER --generator second [--split test]

`caught` is stricter than the benchmark's own `blocked`: the blocking difference must not stand at
the unmutated pair too. Single misses and alarms are shown of the development half alone.
"""

from __future__ import annotations

import argparse
import collections
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from huizhen.core.content import load_pack
from huizhen.core.language.checks.builtin import BUILTIN
from huizhen.core.language.checks.checker import Checker, Packs
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.pair import Pair
from huizhen.project.config import CONTENT
from measured import write_proof
from seeded_errors import generate
from seeded_errors.score import score, wilson

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "oracles"))
from second_seeded.records import records as second_records

Told = dict[str, list[Difference]]


def records_of(data: Path | None, split: str, generator: str = "first") -> list[dict[str, Any]]:
    """The benchmark's records of one half, made anew by one of its two generators."""
    if generator == "second":
        return second_records(data, split)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "bench.jsonl"
        arguments = [str(out), "--split", split, *(["--data", str(data)] if data else [])]
        before, sys.argv = sys.argv, ["generate", *arguments]
        try:
            generate.main()
        finally:
            sys.argv = before
        return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def told_of(records: Iterable[dict[str, Any]], check: Callable[[Pair], list[Difference]]) -> Told:
    """What the checks say of each record, by its id."""
    return {
        record["id"]: check(
            Pair.of(record["source"], record["target"], *record["direction"].split("-"))
        )
        for record in records
    }


def findings(told: Told) -> list[dict[str, str]]:
    """The benchmark's lines of what was said."""
    return [
        {"id": name, "code": one.code, "effect": one.effect}
        for name, differences in told.items()
        for one in differences
    ]


def unmutated_id(name: str) -> str:
    """The id of the right pair that a mutation was made of."""
    return name.rsplit(".", 2)[0] + ".none"


def is_caught(name: str, told: Told, effects: tuple[str, ...]) -> bool:
    """Whether something is said that is not said of the unmutated pair."""
    known = {
        (one.code, one.source and one.source.text, one.target and one.target.text)
        for one in told.get(unmutated_id(name), ())
    }
    return any(
        one.effect in effects
        and (one.code, one.source and one.source.text, one.target and one.target.text) not in known
        for one in told[name]
    )


def caught(records: Iterable[dict[str, Any]], told: Told) -> list[dict[str, Any]]:
    """Per kind and direction: shares caught by a blocking difference, and by any."""
    groups: dict[tuple[str, str], list[str]] = collections.defaultdict(list)
    for record in records:
        if record["kind"] != "none":
            groups[record["kind"], record["direction"]].append(record["id"])
    rows = []
    for (kind, direction), names in sorted(groups.items()):
        blocked = sum(is_caught(name, told, ("block",)) for name in names)
        flagged = sum(is_caught(name, told, ("block", "advise")) for name in names)
        rows.append(
            {
                "kind": kind,
                "direction": direction,
                "mutations": len(names),
                "blocked": round(blocked / len(names), 4),
                "interval": [round(bound, 4) for bound in wilson(blocked, len(names))],
                "flagged": round(flagged / len(names), 4),
            }
        )
    return rows


def alarms(records: Iterable[dict[str, Any]], told: Told) -> dict[str, dict[str, float]]:
    """Per origin: blocking and advisory differences of an unmutated segment, by code too."""
    found: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    segments: collections.Counter[str] = collections.Counter()
    for record in records:
        if record["kind"] == "none":
            segments[record["origin"]] += 1
            for one in told[record["id"]]:
                found[record["origin"]][one.effect] += 1
                found[record["origin"]][f"{one.effect} {one.code}"] += 1
    return {
        origin: {
            "segments": number,
            **{code: round(count / number, 4) for code, count in found[origin].most_common(14)},
        }
        for origin, number in segments.items()
    }


def show(records: Iterable[dict[str, Any]], told: Told, wanted: str | None, most: int) -> None:
    """Misses of a kind ('*' for all), or alarms on right pairs when no kind is given."""
    for record in records:
        if most <= 0:
            return
        is_clean = record["kind"] == "none"
        if wanted is None:
            tell = is_clean and any(one.effect == "block" for one in told[record["id"]])
        else:
            of_kind = not is_clean and wanted in ("*", record["kind"])
            tell = of_kind and not is_caught(record["id"], told, ("block",))
        if tell:
            most -= 1
            print(f"\n{record['id']} {record['kind']}/{record['sub']} {record['spans']}")
            print("   ", record["source"], "\n   ", record["target"])
            for one in told[record["id"]]:
                spans = (one.source and one.source.text, one.target and one.target.text)
                print("      ", one.code, one.effect, *spans, one.meant, "->", one.says)


def main() -> int:
    """Run one half; print the table, or the misses of the development half."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with TICO-19 and BioMQM")
    parser.add_argument("--split", choices=("dev", "test"), default="dev")
    parser.add_argument("--generator", choices=("first", "second"), default="first")
    parser.add_argument("--misses", metavar="KIND", help="show mutations of a kind not caught")
    parser.add_argument("--alarms", action="store_true", help="show blocking on right pairs")
    parser.add_argument("--most", type=int, default=40)
    parser.add_argument("--write", metavar="NAME", help="write docs/proof/NAME.json")
    options = parser.parse_args()
    if options.split == "test" and (options.misses or options.alarms):
        parser.error("single records of the test half are not shown: they would be learnt")
    started = time.time()
    packs = Packs(load_pack("checks", [CONTENT]), load_pack("terms", [CONTENT]))
    records = records_of(options.data, options.split, options.generator)
    told = told_of(records, Checker(packs, BUILTIN))
    if options.misses or options.alarms:
        show(records, told, options.misses, options.most)
        return 0
    rows = caught(records, told)
    figures = {
        "half": options.split,
        "generator": options.generator,
        "caught": rows,
        "clean": alarms(records, told),
        "benchmark": score(records, findings(told)),
    }
    for row in rows:
        print(
            f"{row['kind']:14} {row['direction']} {row['mutations']:4} "
            f"blocked {row['blocked']:.3f} flagged {row['flagged']:.3f}"
        )
    for origin, counts in figures["clean"].items():
        print(origin, counts)
    if options.write:
        write_proof(options.write, figures, started)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
