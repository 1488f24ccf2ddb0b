"""One thing said and its dangerous neighbour, per kind: the right pair passes, the wrong blocks."""

from __future__ import annotations

from pathlib import Path

import pytest
from both_ways import whole_gate

from huizhen.core.language.checks.checker import Checker
from huizhen.core.language.checks.pair import Pair

CASES = Path(__file__).parent / "cases" / "exchanged_meanings.tsv"
"""Kind, English, its Chinese, a wrong Chinese for it, the English of that."""

ROWS = [line.split("\t") for line in CASES.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def checker() -> Checker:
    return whole_gate()


def blocking(checker: Checker, source: str, target: str, direction: str) -> list[str]:
    pair = Pair.of(source, target, *direction.split("-"))
    return [one.code for one in checker(pair) if one.effect == "block"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}: {row[1]}")
def test_right_passes_and_wrong_blocks(checker: Checker, row: list[str]) -> None:
    _, english, chinese, wrong_chinese, wrong_english = row
    assert blocking(checker, english, chinese, "en-zh") == []
    assert blocking(checker, chinese, english, "zh-en") == []
    assert blocking(checker, english, wrong_chinese, "en-zh")
    assert blocking(checker, chinese, wrong_english, "zh-en")
