"""One score from what is known: computed, not computable with what is missing, or a wrong call."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice, product
from typing import NamedTuple

from huizhen.core.errors import WrongCall
from huizhen.core.records.dates import PartialDate
from huizhen.core.scores.definition import InputSpec, Needs, NotDefined, Outcome, Said, Score, said
from huizhen.core.scores.given import ScoreInput, unknown_input
from huizhen.core.scores.numbers import exact
from huizhen.core.scores.reading import Reading, Taken, Unusable, read_input
from huizhen.core.scores.result import (
    Computed,
    InputUsed,
    Missing,
    NotComputable,
    ScoreResult,
    head,
)

WINDOW_DAYS = 7
MOST_TRIALS = 4096


class _Taken(NamedTuple):
    spec: InputSpec
    given: ScoreInput
    reading: Reading


def compute(score: Score, inputs: Mapping[str, ScoreInput]) -> ScoreResult:
    """The result of a score; raises WrongCall, naming input and remedy, for what cannot be.

    Nothing is assumed: an input that is absent, has no unit or an unknown one, or whose
    comparator leaves the result open makes the score not computable.
    """
    placed = _placed(score, inputs)
    taken: list[_Taken] = []
    reasons: list[Said] = []
    with exact():
        for spec in score.inputs:
            given = placed.get(spec.name)
            if given is None:
                continue
            try:
                taken.append(_Taken(spec, given, read_input(score, spec, given)))
            except Unusable as problem:
                reasons.append(problem.why)
        missing = _missing(score, placed)
        if missing or reasons:
            return _not_computable(score, taken, missing, tuple(reasons))
        return _evaluated(score, taken)


def _placed(score: Score, inputs: Mapping[str, ScoreInput]) -> dict[str, ScoreInput]:
    placed: dict[str, ScoreInput] = {}
    for name, given in inputs.items():
        spec = score.input_named(name)
        if spec is None:
            raise unknown_input(score, name)
        target = spec.name
        if spec.other_unit and given.unit:
            unit, other = spec.other_unit
            sibling = score.input_named(other)
            if sibling is not None and sibling.measure.factor(given.unit) == sibling.measure.factor(
                unit
            ):
                target = other
        if target in placed:
            raise _one_only(score, (spec.name, target))
        placed[target] = given
    for group in score.one_of:
        if sum(name in placed for name in group) > 1:
            raise _one_only(score, group)
    return placed


def _one_only(score: Score, names: tuple[str, ...]) -> WrongCall:
    return WrongCall(
        "score_input_twice",
        f"{score.id} {score.name}: {' and '.join(dict.fromkeys(names))} say the same thing.",
        "Give one of them, in the unit in which it was reported.",
    )


def _missing(score: Score, placed: Mapping[str, ScoreInput]) -> tuple[Missing, ...]:
    grouped = {name for group in score.one_of for name in group}
    found = [
        _missing_names(score, (spec.name,))
        for spec in score.inputs
        if spec.is_required and spec.name not in grouped and spec.name not in placed
    ]
    found += [
        _missing_names(score, group)
        for group in score.one_of
        if not any(name in placed for name in group)
    ]
    return tuple(found)


def _missing_names(score: Score, names: tuple[str, ...]) -> Missing:
    specs = [spec for spec in (score.input_named(name) for name in names) if spec]
    en = " or ".join(f"{spec.en} ({spec.name}{_in_unit(spec)})" for spec in specs)
    zh = "或".join(spec.zh + (f"（{spec.unit_zh}）" if spec.unit_zh else "") for spec in specs)
    return Missing(names=names, text=said(f"needs {en}", f"缺：{zh}"))


def _in_unit(spec: InputSpec) -> str:
    return f", {spec.unit}" if spec.unit else ""


def _evaluated(score: Score, taken: list[_Taken]) -> ScoreResult:
    trials = list(islice(product(*(one.reading.possible for one in taken)), MOST_TRIALS + 1))
    outcomes: list[Outcome] = []
    try:
        for trial in trials[:MOST_TRIALS]:
            values: dict[str, Taken | None] = {
                spec.name: None for spec in score.inputs if not _must(score, spec)
            }
            values |= {one.spec.name: value for one, value in zip(taken, trial, strict=True)}
            outcomes.append(score.formula(**values))
            if outcomes[-1].values != outcomes[0].values or len(trials) > MOST_TRIALS:
                return _not_computable(score, taken, (), (_open(taken),))
    except Needs as need:
        missing = tuple(_missing_names(score, (name,)) for name in need.names)
        return _not_computable(score, taken, missing, ())
    except NotDefined as undefined:
        return _not_computable(score, taken, (), (undefined.why,))
    outcome = outcomes[0]
    return Computed(
        **head(score),
        values=outcome.values,
        band=outcome.band,
        notes=(*outcome.notes, *_notes(taken), *score.cautions),
        inputs=_used(taken),
    )


def _must(score: Score, spec: InputSpec) -> bool:
    return spec.is_required and not any(spec.name in group for group in score.one_of)


def _open(taken: list[_Taken]) -> Said:
    marked = [one for one in taken if one.given.comparator]
    return said(
        ", ".join(f"{one.spec.en} {one.reading.text}" for one in marked)
        + ": the values it can stand for do not give one result",
        "、".join(f"{one.spec.zh}{one.reading.text}" for one in marked)
        + "：其可能取值不能得出唯一结果，不予计算",
    )


def _not_computable(
    score: Score, taken: list[_Taken], missing: tuple[Missing, ...], reasons: tuple[Said, ...]
) -> NotComputable:
    return NotComputable(
        **head(score), missing=missing, reasons=reasons, inputs=_used(taken), notes=score.cautions
    )


def _used(taken: list[_Taken]) -> tuple[InputUsed, ...]:
    return tuple(
        InputUsed(
            name=spec.name,
            label=said(spec.en, spec.zh),
            value=reading.text,
            unit=spec.unit,
            unit_zh=spec.unit_zh,
            given=_as_given(spec, given, reading.text),
            date=given.date,
            ref=given.ref,
        )
        for spec, given, reading in taken
    )


def _as_given(spec: InputSpec, given: ScoreInput, used: str) -> str:
    if spec.kind not in ("decimal", "int") or not spec.unit or not given.unit:
        return ""
    text = f"{given.comparator or ''}{given.value} {given.unit}"
    return "" if text == f"{used} {spec.unit}" or given.unit == spec.unit else text


def _notes(taken: list[_Taken]) -> Iterator[Said]:
    for one in taken:
        if one.given.comparator:
            yield said(
                f"{one.spec.en} {one.reading.text}: every value it can stand for gives this result",
                f"{one.spec.zh}{one.reading.text}：其所有可能取值均得此结果",
            )
    labs = [one for one in taken if one.spec.quantity and one.spec.measure.is_lab]
    if len(labs) < 2:
        return
    undated = [one for one in labs if one.given.date is None]
    if undated:
        yield said(
            "undated: the 7-day window of the laboratory values cannot be checked ("
            + ", ".join(one.spec.name for one in undated)
            + ")",
            "检验日期未注明（"
            + "、".join(one.spec.zh for one in undated)
            + "），无法核对7天时间窗",
        )
    days = [one.given.date for one in labs if one.given.date is not None]
    if days and span_days(days) > WINDOW_DAYS:
        yield said(
            f"mixed_dates: the laboratory values are more than {WINDOW_DAYS} days apart "
            f"({min(days)} to {max(days)})",
            f"检验日期不一致（{min(days)}至{max(days)}），相隔超过{WINDOW_DAYS}天",
        )


def span_days(days: list[PartialDate]) -> int:
    """How many days the dates may be apart at most (GR-9: the worst case of partial dates)."""
    exact_day = len({str(day) for day in days}) == 1 and days[0].precision == "day"
    if exact_day or len(days) < 2:
        return 0
    return max(
        (_last(one) - _first(other)).days
        for index, one in enumerate(days)
        for place, other in enumerate(days)
        if index != place
    )


def _first(day: PartialDate) -> date:
    return date(day.year, day.month or 1, day.day or 1)


def _last(day: PartialDate) -> date:
    month = day.month or 12
    return date(day.year, month, day.day or calendar.monthrange(day.year, month)[1])
