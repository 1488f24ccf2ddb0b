"""The simplest checker, as a floor and as an example: it blocks where the written digits differ.

PYTHONPATH=benchmarks python -m seeded_errors.digits BENCHMARK.jsonl > FINDINGS.jsonl
"""

from __future__ import annotations

import collections
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path


def numbers(text: str) -> collections.Counter[str]:
    """The numbers written in digits, thousands joined."""
    return collections.Counter(re.findall(r"\d+(?:\.\d+)?", text.replace(",", "")))


def findings(path: Path) -> Iterator[dict[str, str]]:
    """A finding of each pair whose two sides have other digits."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if numbers(record["source"]) != numbers(record["target"]):
                yield {"id": record["id"], "code": "digits", "effect": "block"}


if __name__ == "__main__":
    for finding in findings(Path(sys.argv[1])):
        print(json.dumps(finding))
