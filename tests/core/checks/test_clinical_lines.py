"""Short lines of clinical records, rightly translated: no check blocks them, either way round."""

from __future__ import annotations

import csv
from pathlib import Path

from both_ways import found, whole_gate

with (Path(__file__).parent / "clinical_lines.tsv").open(encoding="utf-8") as file:
    _LINES = [(row["en"], row["zh"]) for row in csv.DictReader(file, delimiter="\t")]


def test_right_lines_do_not_block() -> None:
    check = whole_gate()
    blocked = [(english, found(check, english, chinese)) for english, chinese in _LINES]
    assert [(english, told) for english, told in blocked if any(told)] == []
