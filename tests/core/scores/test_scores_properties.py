"""What holds for every number: constant between limits, in range, one way only."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from score_bench import EXAMPLES, computed

from huizhen.core.scores.computing import compute
from huizhen.core.scores.definition import InputSpec, Score
from huizhen.core.scores.given import ScoreInput, in_documented_units
from huizhen.core.scores.registry import scores_of
from huizhen.core.scores.result import Computed


def stepped() -> list[tuple[Score, dict[str, Any], InputSpec]]:
    """Every example with one of its inputs that claims to change the result at limits only."""
    found = []
    for example in EXAMPLES:
        score = scores_of(example["id"], example["inputs"])[0]
        for spec in score.inputs:
            if spec.name in example["inputs"] and spec.kind == "decimal" and spec.cuts is not None:
                found.append((score, example["inputs"], spec))
    return found


STEPPED = stepped()


def decimals(low: str, high: str, places: int = 2) -> st.SearchStrategy[Decimal]:
    return st.decimals(low, high, places=places, allow_nan=False)


@given(st.sampled_from(STEPPED), st.data())
def test_between_two_limits_the_result_does_not_change(
    case: tuple[Score, dict[str, Any], InputSpec], data: st.DataObject
) -> None:
    score, inputs, spec = case
    low = spec.low if spec.low is not None else Decimal(-1000)
    high = spec.high if spec.high is not None else Decimal(1000)
    limits = sorted({low, high, *(cut for cut in spec.cuts or () if low < cut < high)})
    below, above = data.draw(st.sampled_from(list(pairwise(limits))))
    step = (above - below) / 1000
    shares = st.integers(1, 999)
    first, second = (below + data.draw(shares) * step for _ in range(2))
    assert _values(score, inputs, spec.name, first) == _values(score, inputs, spec.name, second)


def _values(score: Score, inputs: dict[str, Any], name: str, number: Decimal) -> object:
    result = compute(score, in_documented_units(score, {**inputs, name: number}))
    return result.values if isinstance(result, Computed) else result.why


@given(st.sampled_from(STEPPED), st.sampled_from(["<", "<=", ">", ">="]), st.data())
def test_a_comparator_that_counts_agrees_with_every_number_it_allows(
    case: tuple[Score, dict[str, Any], InputSpec], comparator: str, data: st.DataObject
) -> None:
    score, inputs, spec = case
    low = (spec.low if spec.low is not None else Decimal(-10)) + Decimal("0.01")
    high = min(spec.high or Decimal(1000), 2 * max(spec.cuts or (Decimal(10),)) + 10)
    limit, one = (data.draw(st.decimals(low, high, places=2)) for _ in range(2))
    limit = data.draw(st.sampled_from([limit, *(c for c in spec.cuts or () if low < c < high)]))
    given_inputs = in_documented_units(score, {**inputs, spec.name: limit})
    given_inputs[spec.name] = ScoreInput.model_validate(
        {**dict(given_inputs[spec.name]), "comparator": comparator}
    )
    result = compute(score, given_inputs)
    allowed = {"<": one < limit, "<=": one <= limit, ">": one > limit, ">=": one >= limit}
    if isinstance(result, Computed) and allowed[comparator]:
        assert result.values == _values(score, inputs, spec.name, one)


BILIRUBIN, ALBUMIN = decimals("2", "1000"), decimals("8", "70")
INR = decimals("0.5", "15")


@given(BILIRUBIN, ALBUMIN, INR)
def test_child_pugh_points_stay_in_range_and_decide_the_class(
    bil: Decimal, alb: Decimal, inr: Decimal
) -> None:
    result = computed("H01", bil_umol=bil, alb_gl=alb, inr=inr, ascites="none", enceph="none")
    points, grade = result.values["points"], result.values["class"]
    assert isinstance(points, int)
    assert 5 <= points <= 11
    assert grade == ("A" if points <= 6 else "B" if points <= 9 else "C")


@given(BILIRUBIN, BILIRUBIN, ALBUMIN)
def test_more_bilirubin_is_never_a_better_albi(one: Decimal, two: Decimal, alb: Decimal) -> None:
    low, high = (computed("H02", bil_umol=b, alb_gl=alb).values for b in sorted((one, two)))
    assert Decimal(str(low["score"])) <= Decimal(str(high["score"]))
    assert str(low["grade"]) <= str(high["grade"])


@given(decimals("10", "3000"), BILIRUBIN, INR, decimals("95", "190"), ALBUMIN, st.booleans(),
       st.booleans())  # fmt: skip
def test_meld_scores_stay_between_6_and_40(
    cr: Decimal, bil: Decimal, inr: Decimal, na: Decimal, alb: Decimal, female: bool, dialysis: bool
) -> None:
    liver = {"cr_umol": cr, "bil_umol": bil, "inr": inr, "dialysis": dialysis}
    for result in (
        computed("H03a", **liver).values["meld"],
        computed("H03b", **liver, na=na).values["meld_na"],
        computed("H04", **liver, na=na, alb_gl=alb, female=female).values["score"],
    ):
        assert 6 <= Decimal(str(result)) <= 40


@given(decimals("10", "3000"), decimals("10", "3000"), st.integers(18, 100), st.booleans())
def test_more_creatinine_is_never_more_filtration(
    one: Decimal, two: Decimal, age: int, female: bool
) -> None:
    low, high = (
        Decimal(str(computed("G05", age=age, scr_umol=c, female=female).result))
        for c in sorted((one, two))
    )
    assert low >= high


@given(st.lists(st.integers(0, 5) | st.none(), min_size=10, max_size=10))
def test_disability_is_a_share_of_what_was_answered(items: list[int | None]) -> None:
    answered = [item for item in items if item is not None]
    if answered:
        for score in ("S04", "S05"):
            assert 0 <= Decimal(str(computed(score, items=items).values["pct"])) <= 100


@given(decimals("1", "500"), decimals("0.1", "500"), decimals("0", "800"))
def test_recist_is_the_worst_of_what_is_seen(
    baseline: Decimal, nadir: Decimal, current: Decimal
) -> None:
    sums = {"baseline": baseline, "nadir": min(nadir, baseline), "current": current}
    for state in ("CR", "none", "non-CR/non-PD"):
        new = computed("G02", **sums, new_lesion=True, nontarget=state).values
        old = computed("G02", **sums, new_lesion=False, nontarget=state).values
        assert new["overall"] == "PD"
        assert new["target"] == old["target"]
        assert old["overall"] in ("CR", "PR", "SD", "PD")
        assert (old["overall"] == "CR") == (old["target"] == "CR" and state != "non-CR/non-PD")


@given(decimals("0", "60"), st.integers(0, 100), st.booleans(), st.booleans())
def test_a_larger_or_busier_gist_is_never_a_lesser_risk(
    cm: Decimal, mit: int, gastric: bool, rupture: bool
) -> None:
    order = ("very low", "low", "intermediate", "high")
    size = max(cm, Decimal("0.1"))

    def risk(size: Decimal, mitoses: int) -> int:
        tumour = {"cm": size, "mit": mitoses, "gastric": gastric, "rupture": rupture}
        return order.index(str(computed("R03", **tumour).result))

    assert risk(size, mit) <= risk(min(size + 3, Decimal(60)), mit)
    assert risk(size, mit) <= risk(size, mit + 4)
    if not gastric:
        stomach = {"cm": size, "mit": mit, "gastric": True, "rupture": rupture}
        assert order.index(str(computed("R03", **stomach).result)) <= risk(size, mit)
