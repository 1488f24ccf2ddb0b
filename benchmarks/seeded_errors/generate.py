"""Writes the benchmark as JSON lines: mutated pairs, and the same pairs unmutated.

PYTHONPATH=benchmarks python -m seeded_errors.generate OUT.jsonl [--data DIR] [--split test]
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import json
import random
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from seeded_errors.kinds import every_kind
from seeded_errors.sources import SHARED, every_pair
from seeded_errors.values import Change, Pair

SEED = 20261127
PER_PAIR = {"own": 6, "tico19": 1, "biomqm-human": 2, "biomqm-system": 1}
"""How many mutations of one kind a pair may have."""
PER_PLACE = {"own": 2}
"""How many of them at one place, where not one."""
CAP = {"own": 240, "tico19": 70, "biomqm-human": 70, "biomqm-system": 20}
"""How many mutations of one kind and direction an origin may give."""
NONE = "none"


def split(group: str) -> str:
    """The half of the benchmark a source segment is in."""
    digest = hashlib.sha256(f"{SEED}:{group}".encode()).digest()
    return "test" if digest[0] % 2 else "dev"


def mutations(pairs: Iterable[Pair]) -> Iterator[tuple[str, Pair, Change]]:
    """The mutations of every kind, capped by kind, direction and origin."""
    kinds = every_kind()
    found: dict[tuple[str, str, str], list[tuple[Pair, Change]]] = collections.defaultdict(list)
    for pair in pairs:
        for name, mutator in kinds.items():
            rng = random.Random(f"{SEED}:{pair.id}:{name}")
            for change in _some(pair, list(mutator(pair, rng)), rng):
                found[name, pair.direction, pair.origin].append((pair, change))
    for (name, direction, origin), made in sorted(found.items()):
        rng = random.Random(f"{SEED}:{name}:{direction}:{origin}")
        rng.shuffle(made)
        for pair, change in sorted(made[: CAP[origin]], key=lambda item: item[0].id):
            yield name, pair, change


def _some(pair: Pair, changes: list[Change], rng: random.Random) -> list[Change]:
    """A few of a pair's changes, spread over its places, the uncommon ones more often."""
    by_place: dict[int, list[Change]] = collections.defaultdict(list)
    for change in changes:
        if change.apply(pair.target) != pair.target and change.before != change.after:
            by_place[change.start].append(change)
    rounds: list[list[Change]] = []
    for _ in range(PER_PLACE.get(pair.origin, 1)):
        picked = [_one(there, rng) for _, there in sorted(by_place.items()) if there]
        rng.shuffle(picked)
        rounds.append(picked)
    return [change for picked in rounds for change in picked][: PER_PAIR[pair.origin]]


def _one(there: list[Change], rng: random.Random) -> Change:
    """One of the changes at a place, which are then without it and its like."""
    rare = [change for change in there if change.uncommon]
    plain = [change for change in there if not change.uncommon]
    pool = rare if rare and (not plain or rng.random() < 0.6) else plain
    sub = rng.choice(sorted({change.sub for change in pool}))
    chosen = rng.choice([change for change in pool if change.sub == sub])
    there[:] = [change for change in there if change.after != chosen.after]
    return chosen


def mutated_record(number: int, kind: str, pair: Pair, change: Change) -> dict[str, Any]:
    """A mutated pair as it is written."""
    target = change.apply(pair.target)
    end = change.start + len(change.new)
    before, after = pair.target[change.start : change.end], target[change.start : end]
    return {
        "id": f"{pair.id}.{kind}.{number}",
        "source": pair.source,
        "target": target,
        "direction": pair.direction,
        "kind": kind,
        "sub": change.sub,
        "mutated_side": "target",
        "mutated_language": pair.language,
        "spans": [
            {"in": "original_target", "start": change.start, "end": change.end, "text": before},
            {"in": "target", "start": change.start, "end": end, "text": after},
        ],
        "meant": change.before,
        "says": change.after,
        "uncommon": change.uncommon,
        "original_target": pair.target,
        "origin": pair.origin,
        "licence": pair.licence,
        "split": split(pair.group),
    }


def clean_record(pair: Pair) -> dict[str, Any]:
    """An unmutated pair as it is written: nothing may be found in it."""
    return {
        "id": f"{pair.id}.{NONE}",
        "source": pair.source,
        "target": pair.target,
        "direction": pair.direction,
        "kind": NONE,
        "sub": "",
        "mutated_side": None,
        "mutated_language": None,
        "spans": [],
        "meant": "",
        "says": "",
        "uncommon": False,
        "original_target": pair.target,
        "origin": pair.origin,
        "licence": pair.licence,
        "split": split(pair.group),
    }


def records(folder: Path | None, *, systems: bool = True) -> Iterator[dict[str, Any]]:
    """The whole benchmark, the unmutated pairs first."""
    pairs = list(every_pair(folder, systems=systems))
    for pair in pairs:
        yield clean_record(pair)
    counts: collections.Counter[tuple[str, str]] = collections.Counter()
    for kind, pair, change in mutations(pairs):
        counts[pair.id, kind] += 1
        yield mutated_record(counts[pair.id, kind], kind, pair, change)


def main() -> int:
    """Writes the benchmark and says how much of what is in it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, default=SHARED, help="folder with TICO-19 and BioMQM")
    parser.add_argument("--split", choices=("dev", "test"), help="write one half only")
    parser.add_argument("--no-systems", action="store_true", help="leave system output out")
    chosen = parser.parse_args()
    table: collections.Counter[tuple[str, str]] = collections.Counter()
    origins: collections.Counter[tuple[str, str]] = collections.Counter()
    with chosen.out.open("w", encoding="utf-8") as out:
        for record in records(chosen.data, systems=not chosen.no_systems):
            if chosen.split and record["split"] != chosen.split:
                continue
            table[record["kind"], record["direction"]] += 1
            origins[record["origin"], "clean" if record["kind"] == NONE else "mutated"] += 1
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
    for (kind, direction), count in sorted(table.items()):
        print(f"{kind:16} {direction} {count}")
    for (origin, what), count in sorted(origins.items()):
        print(f"{origin:16} {what:8} {count}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
