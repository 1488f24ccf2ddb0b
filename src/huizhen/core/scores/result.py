"""What a computation gives: the values, or the list of what is missing; never half of one."""

from __future__ import annotations

from typing import Any, Literal

from huizhen.core.records.dates import PartialDate
from huizhen.core.records.value import Value
from huizhen.core.scores.definition import Result, Said, Score, said
from huizhen.core.scores.numbers import plain

LABEL = said(
    "computed from the data supplied – to be confirmed by the treating doctor and the specialist",
    "由所提供资料计算，须经主管医师及会诊专家确认",
)
REVIEW = said("needs clinician review", "规则待临床审核")


class InputUsed(Value):
    """One input with the value that went into the formula and the value as it was given."""

    name: str
    label: Said
    value: str
    unit: str
    unit_zh: str
    given: str
    """As reported, with comparator and unit, when that differs; else ''."""
    date: PartialDate | None = None
    ref: str = ""


class Missing(Value):
    """What has to be given before the score can be computed; one of several names will do."""

    names: tuple[str, ...]
    text: Said


class _Result(Value):
    score_id: str
    name: str
    title: Said
    edition: str
    source: str
    confidence: str
    label: Said = LABEL
    needs_clinician_review: Said | None = None
    """What of the rule is from memory and has not been checked; shown wherever it is shown."""
    notes: tuple[Said, ...] = ()
    inputs: tuple[InputUsed, ...] = ()


class Computed(_Result):
    """The score, from exactly the inputs that are listed."""

    status: Literal["computed"] = "computed"
    values: dict[str, Result]
    band: Said | None = None

    @property
    def result(self) -> Result | dict[str, Result]:
        """The only value, or all of them by name."""
        if len(self.values) == 1:
            return next(iter(self.values.values()))
        return dict(self.values)


class NotComputable(_Result):
    """No score: what is missing, or why the published rule gives none."""

    status: Literal["not_computable"] = "not_computable"
    missing: tuple[Missing, ...] = ()
    reasons: tuple[Said, ...] = ()

    @property
    def why(self) -> Said:
        """All of it in one sentence."""
        parts = [*self.reasons, *(one.text for one in self.missing)]
        return said("; ".join(part.en for part in parts), "；".join(part.zh for part in parts))


ScoreResult = Computed | NotComputable


def head(score: Score) -> dict[str, Any]:
    """What every result says of its score."""
    return {
        "score_id": score.id,
        "name": score.name,
        "title": score.title,
        "edition": score.edition,
        "source": score.source,
        "confidence": score.confidence,
        "needs_clinician_review": score.review,
    }


def shown_value(value: Result) -> str:
    """A value as people read it: -2.60, yes, II."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return (
        value
        if isinstance(value, str)
        else plain(value)
        if not isinstance(value, int)
        else str(value)
    )


def score_line(result: ScoreResult) -> dict[str, Any]:
    """The machine line of one result; `result` has the shape of the worked examples."""
    line = {"schema": "huizhen.score/1", **result.model_dump(mode="json")}
    if isinstance(result, Computed):
        line["values"] = {name: _json(value) for name, value in result.values.items()}
        line["shown"] = {name: shown_value(value) for name, value in result.values.items()}
        values = line["values"]
        line["result"] = next(iter(values.values())) if len(values) == 1 else values
    return line


def _json(value: Result) -> bool | int | float | str:
    """JSON has no decimals; at these few digits a float prints the same."""
    return value if isinstance(value, bool | int | str) else float(value)
