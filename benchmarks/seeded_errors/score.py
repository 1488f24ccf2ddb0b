"""Scores findings: recall per kind and direction, and findings on unmutated pairs.

    PYTHONPATH=benchmarks python -m seeded_errors.score BENCHMARK.jsonl FINDINGS.jsonl [--json]

A line of findings is {"id", "code", "effect": "block"|"advise"}; a record without a line has none.
"""

from __future__ import annotations

import argparse
import collections
import json
import math
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

EFFECTS = ("block", "advise")


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if not total:
        return 0.0, 1.0
    z, share = 1.959964, hits / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return (middle - spread) / (1 + z * z / total), (middle + spread) / (1 + z * z / total)


def score(
    records: Iterable[Mapping[str, Any]], findings: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """Recall by kind and direction, and findings per unmutated segment, by origin."""
    known = {str(record["id"]): record for record in records}
    effects: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for finding in findings:
        name, effect = str(finding["id"]), str(finding["effect"])
        if name not in known:
            raise ValueError(f"a finding of {name}, which the benchmark does not have")
        if effect not in EFFECTS:
            raise ValueError(f"effect {effect!r} is neither block nor advise")
        effects[name][effect] += 1
    mutated = [record for record in known.values() if record["kind"] != "none"]
    clean = [record for record in known.values() if record["kind"] == "none"]
    return {
        "recall": _recall(mutated, effects, ("kind", "direction")),
        "recall_uncommon": _recall([r for r in mutated if r["uncommon"]], effects, ("kind",)),
        "recall_by_origin": _recall(mutated, effects, ("origin",)),
        "clean": _clean(clean, effects),
    }


def _recall(
    records: list[Mapping[str, Any]],
    effects: Mapping[str, collections.Counter[str]],
    by: tuple[str, ...],
) -> list[dict[str, Any]]:
    groups: dict[tuple[str, ...], list[str]] = collections.defaultdict(list)
    for record in records:
        groups[tuple(str(record[name]) for name in by)].append(str(record["id"]))
    rows = []
    for key, names in sorted(groups.items()):
        blocked = sum(name in effects and effects[name]["block"] > 0 for name in names)
        flagged = sum(name in effects for name in names)
        low, high = wilson(blocked, len(names))
        rows.append(
            dict(zip(by, key, strict=True))
            | {"n": len(names), "blocked": blocked / len(names), "flagged": flagged / len(names)}
            | {"low": low, "high": high}
        )
    return rows


def _clean(
    records: list[Mapping[str, Any]], effects: Mapping[str, collections.Counter[str]]
) -> list[dict[str, Any]]:
    groups: dict[tuple[str, str], list[str]] = collections.defaultdict(list)
    for record in records:
        groups[str(record["origin"]), str(record["direction"])].append(str(record["id"]))
    rows = []
    for (origin, direction), names in sorted(groups.items()):
        per = {e: sum(effects[n][e] for n in names if n in effects) / len(names) for e in EFFECTS}
        row: dict[str, Any] = {"origin": origin, "direction": direction, "n": len(names)}
        rows.append(row | {"block": per["block"], "advise": per["advise"]})
    return rows


def lines(path: Path) -> list[dict[str, Any]]:
    """The records of a file of JSON lines."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def table(result: Mapping[str, Any]) -> str:
    """The score for people to read."""
    shown = ["kind             direction     n  blocked  (95 %)           flagged"]
    for row in result["recall"]:
        span = f"{row['low']:.3f}-{row['high']:.3f}"
        shown.append(
            f"{row['kind']:16} {row['direction']:9} {row['n']:5}  {row['blocked']:.3f}    "
            f"{span:15}  {row['flagged']:.3f}"
        )
    shown += ["", "uncommon forms       n  blocked  flagged"]
    for row in result["recall_uncommon"]:
        shown.append(f"{row['kind']:16} {row['n']:5}  {row['blocked']:.3f}    {row['flagged']:.3f}")
    shown += ["", "origin               n  blocked  flagged"]
    for row in result["recall_by_origin"]:
        shown.append(
            f"{row['origin']:16} {row['n']:5}  {row['blocked']:.3f}    {row['flagged']:.3f}"
        )
    shown += [
        "",
        "findings per unmutated segment",
        "origin           direction     n  block  advise",
    ]
    for row in result["clean"]:
        shown.append(
            f"{row['origin']:16} {row['direction']:9} {row['n']:5}  {row['block']:.3f}  "
            f"{row['advise']:.3f}"
        )
    return "\n".join(shown)


def main() -> int:
    """Prints the score of a file of findings."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("benchmark", type=Path)
    parser.add_argument("findings", type=Path)
    parser.add_argument("--split", choices=("dev", "test"))
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    records = lines(chosen.benchmark)
    findings = lines(chosen.findings)
    if chosen.split:
        records = [record for record in records if record["split"] == chosen.split]
        kept = {record["id"] for record in records}
        findings = [finding for finding in findings if finding["id"] in kept]
    result = score(records, findings)
    print(json.dumps(result, ensure_ascii=False, indent=1) if chosen.json else table(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
