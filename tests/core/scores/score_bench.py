"""Short ways to compute a score in tests."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from huizhen.core.scores.computing import compute
from huizhen.core.scores.given import in_documented_units
from huizhen.core.scores.registry import scores_of
from huizhen.core.scores.result import Computed, NotComputable, ScoreResult

EXAMPLES = json.loads(
    (Path(__file__).parents[2] / "oracles" / "worked_examples.json").read_text(encoding="utf-8"),
    parse_float=Decimal,
)


def result_of(score_id: str, **inputs: Any) -> ScoreResult:
    """The result of the score that takes these inputs, plain values in documented units."""
    score = scores_of(score_id, inputs)[0]
    return compute(score, in_documented_units(score, inputs))


def computed(score_id: str, **inputs: Any) -> Computed:
    """The result, which has to be computed."""
    result = result_of(score_id, **inputs)
    assert isinstance(result, Computed), result
    return result


def refused(score_id: str, **inputs: Any) -> NotComputable:
    """The result, which has to be 'not computable'."""
    result = result_of(score_id, **inputs)
    assert isinstance(result, NotComputable), result
    return result


def value_of(score_id: str, **inputs: Any) -> Any:
    """The only value, or the values by name, as the worked examples have them."""
    return computed(score_id, **inputs).result
