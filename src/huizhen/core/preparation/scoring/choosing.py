"""The inputs of one score from what a case offers, and what comes of them (GR-1 to GR-6)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from huizhen.core.errors import WrongCall
from huizhen.core.preparation.scoring.candidates import Candidate
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.fact import Fact
from huizhen.core.scores.computing import WINDOW_DAYS, compute, span_days
from huizhen.core.scores.definition import InputSpec, Score
from huizhen.core.scores.result import ScoreResult

_SAME = Decimal("0.01")
"""Two results of one day are one when they differ by no more than the rounding of a conversion."""


class Bound(NamedTuple):
    """How old a value may be, and the last event that it has to come after."""

    days: int | None = None
    since: PartialDate | None = None


class Problem(NamedTuple):
    """Why a value that is there does not go in: 'outdated', 'undated' where age decides,
    'before_treatment', 'differs' within a day, or 'not_allowed' by the score."""

    code: str
    input: InputSpec
    candidate: Candidate
    days: int = 0


class Scored(NamedTuple):
    """A score's result with the facts of each input and the values that were kept out."""

    score: Score
    result: ScoreResult
    used: Mapping[str, Candidate]
    problems: tuple[Problem, ...]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """All facts that the result rests on."""
        return tuple(dict.fromkeys(f for one in self.used.values() for f in one.facts))


def scored(
    score: Score,
    offered: Mapping[str, Sequence[Candidate]],
    bounds: Mapping[str, Bound],
    as_of: PartialDate,
) -> Scored:
    """The score of the newest values that lie within seven days of each other; where there are
    none, of the newest of each, and the result says that their dates are mixed. `bounds` say
    which are too old, or older than what has changed them."""
    problems: list[Problem] = []
    fresh: dict[str, list[Candidate]] = {}
    for name, all_offered in offered.items():
        spec = score.input_named(name)
        if spec is None or not all_offered:
            continue
        bound = bounds.get(name, Bound())
        codes = [_kept_out(one, bound, as_of) for one in all_offered]
        recent = [one for one, code in zip(all_offered, codes, strict=True) if not code]
        if recent:
            fresh[spec.name] = recent
        else:
            told = next((i for i, one in enumerate(all_offered) if one.date is not None), 0)
            problems.append(Problem(codes[told], spec, all_offered[told], bound.days or 0))
    chosen = _one_alternative(score, _chosen(score, fresh))
    used: dict[str, Candidate] = {}
    for name, one in chosen.items():
        spec = score.input_named(name)
        if spec is None:
            continue
        if _is_contradicted(spec, one, fresh[name]):
            problems.append(Problem("differs", spec, one))
        elif not _fits(score, spec, one):
            problems.append(Problem("not_allowed", spec, one))
        else:
            used[name] = one
    result = compute(score, {name: one.given for name, one in used.items()})
    return Scored(score, result, used, tuple(problems))


def _chosen(score: Score, fresh: Mapping[str, Sequence[Candidate]]) -> dict[str, Candidate]:
    """The newest of each; laboratory values from the newest window that has all of them."""
    chosen = {name: offered[0] for name, offered in fresh.items()}
    labs = [name for name in fresh if _is_lab(score, name)]
    days = {one.date for name in labs for one in fresh[name] if one.date is not None}
    for day in sorted(days, key=str, reverse=True):
        window = {
            name: next((one for one in fresh[name] if _is_within(one, day)), None) for name in labs
        }
        found = {name: one for name, one in window.items() if one is not None}
        if len(found) == len(labs):
            return {**chosen, **found}
    return chosen


def _is_lab(score: Score, name: str) -> bool:
    spec = score.input_named(name)
    return spec is not None and bool(spec.quantity) and spec.measure.is_lab


def _is_within(one: Candidate, day: PartialDate) -> bool:
    if one.date is None or one.date > day:
        return False
    return span_days([one.date, day]) <= WINDOW_DAYS


def _kept_out(one: Candidate, bound: Bound, as_of: PartialDate) -> str:
    """Why a value is not fresh enough, '' when it is; a partial date counts from its first day."""
    if bound.days is None:
        return ""
    if one.date is None:
        return "undated"
    first = datetime.date(one.date.year, one.date.month or 1, one.date.day or 1)
    today = datetime.date(as_of.year, as_of.month or 1, as_of.day or 1)
    if (today - first).days > bound.days:
        return "outdated"
    is_before = bound.since is not None and one.date < bound.since
    return "before_treatment" if is_before else ""


def _one_alternative(score: Score, chosen: Mapping[str, Candidate]) -> dict[str, Candidate]:
    """Of inputs that say the same thing, the one whose unit is the reported one."""
    kept = dict(chosen)
    for group in score.one_of:
        present = [name for name in group if name in kept]
        fitting = [name for name in present if _has_unit(score, name, kept[name])]
        best = next(iter(fitting or present), "")
        for name in present:
            if name != best:
                del kept[name]
    return kept


def _has_unit(score: Score, name: str, one: Candidate) -> bool:
    spec = score.input_named(name)
    factor = spec.measure.factor(one.given.unit or "") if spec else None
    return factor is not None and factor.multiply == factor.divide == 1 and not factor.before


def _is_contradicted(spec: InputSpec, one: Candidate, offered: Sequence[Candidate]) -> bool:
    """Whether the same day has another value of it."""
    same_day = [other for other in offered if other.date == one.date and _time(other) == _time(one)]
    return any(not _is_same(spec, one, other) for other in same_day)


def _time(one: Candidate) -> str:
    return one.facts[0].time if one.facts else ""


def _is_same(spec: InputSpec, one: Candidate, other: Candidate) -> bool:
    first, second = _plain(spec, one), _plain(spec, other)
    if first is None or second is None:
        return one.given.value == other.given.value or spec.kind in ("decimal", "int")
    if one.given.comparator != other.given.comparator:
        return False
    return abs(first - second) <= _SAME * max(abs(first), abs(second))


def _plain(spec: InputSpec, one: Candidate) -> Decimal | None:
    """The number in the score's unit; None for words and for a number of unknown unit."""
    if spec.kind not in ("decimal", "int"):
        return None
    if not spec.measure.needs_unit:
        return Decimal(str(one.given.value))
    factor = spec.measure.factor(one.given.unit or "")
    return factor.applied(Decimal(str(one.given.value))) if factor else None


def _fits(score: Score, spec: InputSpec, one: Candidate) -> bool:
    """Whether the input can have this value at all: a stage that the system lacks is none."""
    try:
        compute(score, {spec.name: one.given})
    except WrongCall:
        return False
    return True
