"""Every worked example of the clinical content comes out as written there."""

from __future__ import annotations

from typing import Any

import pytest
from score_bench import EXAMPLES, computed

from huizhen.core.scores.result import LABEL


@pytest.mark.parametrize(
    "example", EXAMPLES, ids=lambda example: f"{example['id']}: {example['text'][:60]}"
)
def test_worked_example(example: dict[str, Any]) -> None:
    result = computed(example["id"], **example["inputs"])
    assert result.result == example["result"]
    assert result.label == LABEL
    assert len(result.inputs) == len(example["inputs"])
    assert result.edition
    assert result.source


def test_there_are_all_of_them() -> None:
    assert len(EXAMPLES) == 244
