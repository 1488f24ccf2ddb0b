"""The ground rules: nothing invented, units, comparators, rounding, dates, one error for slips."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from score_bench import EXAMPLES, computed, refused, result_of

from huizhen.core.errors import WrongCall
from huizhen.core.records.dates import PartialDate
from huizhen.core.scores.computing import compute, span_days
from huizhen.core.scores.given import ScoreInput, in_documented_units
from huizhen.core.scores.quantities import QUANTITIES
from huizhen.core.scores.registry import all_scores, score_named, scores_of
from huizhen.core.scores.result import Computed, NotComputable, score_line

PUGH = {"bil_umol": 20, "alb_gl": 40, "inr": 1, "ascites": "none", "enceph": "none"}
HEMATOTOX = {"plt": 200, "anc": 2, "hb": 120, "crp_mgl": 5, "ferritin": 100}
MAY_BE_LEFT_OUT = {"B08", "B09", "B14", "B16", "H13", "G02"}


def from_records(score: str, **inputs: ScoreInput) -> Computed | NotComputable:
    return compute(score_named(score), inputs)


def value(number: object, unit: str | None = None, **more: Any) -> ScoreInput:
    return ScoreInput.model_validate({"value": number, "unit": unit, **more})


@pytest.mark.parametrize(
    "example", EXAMPLES, ids=lambda example: f"{example['id']}: {example['text'][:40]}"
)
def test_every_input_of_an_example_is_needed(example: dict[str, Any]) -> None:
    score = scores_of(example["id"], example["inputs"])[0]
    for name in example["inputs"]:
        spec = score.input_named(name)
        assert spec is not None
        rest = {key: given for key, given in example["inputs"].items() if key != name}
        result = compute(score, in_documented_units(score, rest))
        if spec.is_required:
            assert isinstance(result, NotComputable)
            assert any(spec.name in one.names for one in result.missing)
            assert result.why.en.startswith("needs ")
            assert result.why.zh.startswith("缺：")
        else:
            assert score.id[:3] in MAY_BE_LEFT_OUT


def test_all_that_is_missing_is_named_at_once() -> None:
    result = refused("H01", alb_gl=30)
    assert [one.names for one in result.missing] == [
        ("ascites",), ("enceph",), ("bil_umol", "bil_mgdl"), ("inr", "pt_prolong_s"),
    ]  # fmt: skip


class TestUnits:
    def test_a_number_without_unit_is_never_scored(self) -> None:
        result = from_records("H02", bil_umol=value(20), alb_gl=value(40, "g/L"))
        assert isinstance(result, NotComputable)
        assert "unit is not stated" in result.why.en
        assert "单位未注明" in result.why.zh

    def test_an_unknown_unit_is_never_scored(self) -> None:
        result = from_records("H02", bil_umol=value(20, "mg/L"), alb_gl=value(40, "g/L"))
        assert isinstance(result, NotComputable)
        assert "'mg/L' is not converted" in result.why.en

    def test_ratios_counts_and_age_need_none(self) -> None:
        assert from_records(
            "H08", age=value(60), ast=value(80, "U/L"), alt=value(64, "U/L"),
            plt=value(100, "×10⁹/L"),
        ).status == "computed"  # fmt: skip

    @pytest.mark.parametrize(
        ("quantity", "number", "unit", "expected"),
        [
            ("bilirubin", "2.4", "mg/dL", "41.04"),
            ("bilirubin_mgdl", "17.1", "µmol/L", "1"),
            ("creatinine", "1.3", "mg/dL", "114.92"),
            ("albumin", "3.2", "g/dL", "32"),
            ("haemoglobin", "9.8", "g/dL", "98"),
            ("haemoglobin", "7.4", "mmol/L", "119.214"),
            ("calcium", "10.8", "mg/dL", "2.6946"),
            ("calcium", "4.8", "mEq/L", "2.4"),
            ("crp", "1.5", "mg/dL", "15"),
            ("platelets", "1.5", "lakh/µL", "150"),
            ("platelets", "8.6", "×10⁴/µL", "86"),
            ("platelets", "150", "10^3/uL", "150"),
            ("white_cells", "4500", "cells/µL", "4.5"),
            ("white_cells", "45", "×10²/µL", "4.5"),
            ("temperature", "101.3", "°F", "38.5"),
            ("temperature", "38.5", "℃", "38.5"),
            ("enzyme", "1", "µkat/L", "60"),
            ("light_chain", "12", "mg/dL", "120"),
            ("sodium", "137", "mEq/L", "137"),
            ("size_cm", "48", "mm", "4.8"),
            ("size_mm", "1.8", "cm", "18"),
            ("weight", "100", "lb", "45.36"),
            ("height", "1.75", "m", "175"),
            ("volume", "1.3", "L", "1300"),
            ("urine_protein", "0.2", "g/24h", "200"),
        ],
    )
    def test_conversions(self, quantity: str, number: str, unit: str, expected: str) -> None:
        factor = QUANTITIES[quantity].factor(unit)
        assert factor is not None
        assert factor.applied(Decimal(number)) == Decimal(expected)

    def test_assay_dependent_units_are_not_converted(self) -> None:
        assert QUANTITIES["nanogram"].factor("IU/mL") is None
        assert QUANTITIES["nanogram"].factor("mAU/mL") is None

    def test_bilirubin_in_mgdl_is_tested_on_its_own_bands(self) -> None:
        reported = {name: value(number, unit) for name, number, unit in (
            ("alb_gl", 36, "g/L"), ("inr", "1.2", None), ("ascites", "none", None),
            ("enceph", "none", None))}  # fmt: skip
        result = from_records("H01", bil_umol=value("3.0", "mg/dL"), **reported)
        assert isinstance(result, Computed)
        assert result.values["points"] == 6
        converted = from_records("H01", bil_umol=value("51.3", "umol/L"), **reported)
        assert isinstance(converted, Computed)
        assert converted.values["points"] == 7

    def test_a_converted_input_shows_what_was_reported(self) -> None:
        result = computed("H02", bil_umol="1 mg/dL", alb_gl="4 g/dL")
        shown = {one.name: (one.value, one.unit_zh, one.given) for one in result.inputs}
        assert shown["bil_umol"] == ("17.1", "µmol/L", "1 mg/dL")
        assert shown["alb_gl"] == ("40", "g/L", "4 g/dL")


class TestComparators:
    @pytest.mark.parametrize(
        ("name", "given", "score"),
        [
            ("crp_mgl", "<5", 0), ("crp_mgl", "≤30", 0), ("crp_mgl", ">30", 1),
            ("ferritin", ">2000", 2), ("ferritin", "<650", 0), ("plt", "<20", 2),
            ("plt", ">175", 0),
            ("hb", "<90", 1), ("hb", ">=90", 0), ("ferritin", "<65 ug/L", 0),
        ],
    )  # fmt: skip
    def test_counts_when_every_number_gives_the_same(
        self, name: str, given: str, score: int
    ) -> None:
        result = computed("B12", **{**HEMATOTOX, name: given})
        assert result.values["score"] == score
        assert any("every value it can stand for" in note.en for note in result.notes)

    @pytest.mark.parametrize(
        ("name", "given"),
        [
            ("crp_mgl", "<30.1"), ("crp_mgl", ">=30"), ("ferritin", ">1000"), ("ferritin", "<=650"),
            ("plt", ">=175"), ("plt", "<100"), ("hb", "<91"),
        ],
    )  # fmt: skip
    def test_decides_nothing_when_they_differ(self, name: str, given: str) -> None:
        result = refused("B12", **{**HEMATOTOX, name: given})
        assert "do not give one result" in result.why.en
        assert "唯一结果" in result.why.zh

    def test_two_at_once(self) -> None:
        assert computed("B12", **{**HEMATOTOX, "crp_mgl": "<5", "ferritin": ">2000"}).result == {
            "score": 2, "risk": "high",
        }  # fmt: skip

    def test_never_in_a_formula_that_changes_with_it(self) -> None:
        assert refused("H02", bil_umol="<20", alb_gl=40).reasons
        assert refused("G04", age=60, kg=70, scr_umol="<50", female=False).reasons

    def test_where_the_formula_clamps(self) -> None:
        rest = {"bil_umol": 34.2, "inr": 1.3, "dialysis": False}
        clamped = computed("H03a", cr_umol="<50", **rest)
        assert clamped.result == computed("H03a", cr_umol=50, **rest).result
        assert refused("H03a", cr_umol="<100", **rest).reasons
        assert (
            computed("H03a", cr_umol=">400", **rest).result
            == computed("H03a", cr_umol=353.6, **rest).result
        )

    def test_whole_numbers(self) -> None:
        rest = {"cm": 3, "gastric": False, "rupture": False}
        assert computed("R03", mit=">10", **rest).result == "high"
        assert computed("R03", mit="<=5", **rest).result == "low"
        assert refused("R03", mit="<10", **rest).reasons

    def test_a_converted_comparator(self) -> None:
        assert computed("H01", **{**PUGH, "alb_gl": ">3.5 g/dL"}).values["points"] == 5
        assert refused("H01", **{**PUGH, "alb_gl": ">=3.5 g/dL"}).reasons


class TestRounding:
    def test_half_goes_away_from_zero(self) -> None:
        assert computed("G03a", kg="23.25", cm=100).result == Decimal("23.3")
        assert computed("G06", ca_mmol="2.345", alb_gl=40).result == Decimal("2.35")
        assert computed("N11", pre=1000, post="1000.5").result == Decimal("-0.1")

    def test_grades_are_tested_before_rounding(self) -> None:
        first = computed("H02", bil_umol=10, alb_gl="38.4")
        second = computed("H02", bil_umol=10, alb_gl="38.3")
        assert first.values["score"] == second.values["score"] == Decimal("-2.60")
        assert (first.values["grade"], second.values["grade"]) == (1, 2)
        assert (
            computed("N10", frontal="30.1", inner=100).band
            != computed("N10", frontal=30, inner=100).band
        )

    def test_exact_tenths_are_not_binary(self) -> None:
        response = {"baseline": 90, "nadir": 90, "new_lesion": False, "nontarget": "none"}
        assert computed("G02", current=63, **response).values["target"] == "PR"
        assert computed("H11b", sizes_cm=[4.5, 3.5], macrovascular=False, ehs=False).result is True

    def test_a_value_on_a_limit_in_mathematics_is_on_it(self) -> None:
        at_limit = computed("T05", d1=10, d2=20, days=1800)
        assert at_limit.result == 600
        assert at_limit.band is not None
        assert at_limit.band.en == "400-600 days"


class TestDates:
    def test_more_than_seven_days_apart(self) -> None:
        def noted(first: str, second: str) -> bool:
            result = from_records(
                "H02",
                bil_umol=value(20, "umol/L", date=first),
                alb_gl=value(40, "g/L", date=second),
            )
            assert isinstance(result, Computed)
            return any(note.en.startswith("mixed_dates") for note in result.notes)

        assert not noted("2026-03-01", "2026-03-08")
        assert noted("2026-03-01", "2026-03-09")
        assert noted("2026-03-09", "2026-03-01")
        assert noted("2026-03", "2026-03-02")

    def test_undated_laboratory_values_are_said(self) -> None:
        assert any(note.en.startswith("undated") for note in computed("H02", bil_umol=20,
                                                                      alb_gl=40).notes)  # fmt: skip
        assert not any(
            note.en.startswith("undated") for note in computed("G03a", kg=70, cm=170).notes
        )

    def test_span_of_partial_dates_is_the_worst_case(self) -> None:
        days = [PartialDate(year=2026, month=3), PartialDate(year=2026, month=3, day=30)]
        assert span_days(days) == 29
        assert span_days([days[1], days[1]]) == 0
        assert span_days([days[0], days[0]]) == 30

    def test_date_and_reference_come_back(self) -> None:
        result = from_records(
            "H02",
            bil_umol=value(20, "umol/L", date="2026-03-01", ref="fact-1"),
            alb_gl=value(40, "g/L", date="2026-03-01", ref="fact-2"),
        )
        assert [one.ref for one in result.inputs] == ["fact-1", "fact-2"]
        assert str(result.inputs[0].date) == "2026-03-01"


class TestWrongCalls:
    @pytest.mark.parametrize(
        ("score", "inputs", "message", "remedy"),
        [
            ("H01", {"alb_gl": 380}, "alb_gl (albumin)", "8 to 70 g/L"),
            ("H02", {"bil_umol": 1.2, "alb_gl": 40}, "bil_umol", "2 to 1000 umol/L"),
            ("H02", {"bil_umol": "1,2", "alb_gl": 40}, "bil_umol", "decimal point"),
            ("H01", {"ascites": "some"}, "ascites", "none, slight, moderate"),
            ("H05", {"ehs": "perhaps"}, "ehs", "yes or no"),
            ("N01", {"e": 5}, "e (eyes)", "1 to 4"),
            ("N02", {"kps": 75}, "kps", "multiple of 10"),
            ("R03", {"mit": 2.5}, "mit", "whole number"),
            ("S04", {"items": [1, 2]}, "items", "10 items"),
            ("S01", {"ue_r": [1, 2, 3, 4, None]}, "ue_r", "every item"),
            ("H11a", {"sizes_cm": ""}, "sizes_cm", "one number at least"),
            ("H07", {"plt": 0}, "plt", "above 0"),
            ("B09", {"cyto": "-8"}, "cyto", "RUNX1::RUNX1T1"),
        ],
    )
    def test_names_input_and_remedy(
        self, score: str, inputs: dict[str, Any], message: str, remedy: str
    ) -> None:
        with pytest.raises(WrongCall) as raised:
            result_of(score, **inputs)
        assert message in raised.value.message
        assert remedy in raised.value.remedy

    def test_one_of_two_ways(self) -> None:
        with pytest.raises(WrongCall, match="inr and pt_prolong_s"):
            result_of("H01", **PUGH, pt_prolong_s=3)
        with pytest.raises(WrongCall, match="bil_umol and bil_mgdl"):
            result_of("H01", **PUGH, bil_mgdl=2)

    def test_an_input_that_the_score_does_not_have(self) -> None:
        with pytest.raises(WrongCall, match="no input 'glucose'"):
            result_of("H01", glucose=5)

    def test_nadir_above_baseline(self) -> None:
        with pytest.raises(WrongCall, match="nadir"):
            result_of("G02", baseline=50, nadir=60, current=60, new_lesion=False, nontarget="CR")

    def test_a_choice_has_no_comparator(self) -> None:
        with pytest.raises(WrongCall, match="ascites"):
            from_records("H01", ascites=value("none", comparator="<"))


class TestCatalogue:
    def test_every_row_is_there(self) -> None:
        rows = {"G": 8, "H": 17, "I": 9, "B": 18, "S": 17, "T": 6, "N": 12, "R": 8}
        wanted = {f"{family}{n:02}" for family, size in rows.items() for n in range(1, size + 1)}
        assert {score.id[:3] for score in all_scores()} == wanted

    def test_ids_and_names_are_unique(self) -> None:
        names = [key for score in all_scores() for key in (score.id, score.name)]
        assert len(names) == len(set(names))

    def test_formulas_take_the_inputs_and_cite_themselves(self) -> None:
        for score in all_scores():
            code = score.formula.__code__
            taken = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
            assert set(taken) == {spec.name for spec in score.inputs}, score.id
            assert score.formula.__doc__, score.id
            assert score.title.zh
            assert all(spec.zh for spec in score.inputs)
            assert set(score.specialties) <= {"hpb", "gio", "hem", "spn", "tho", "nsg", "rar"}

    def test_names_find_scores(self) -> None:
        assert score_named("child-pugh").id == "H01"
        assert score_named("h01").id == "H01"
        with pytest.raises(WrongCall, match="stands for several"):
            score_named("G03")
        with pytest.raises(WrongCall, match="no score 'H99'"):
            score_named("H99")

    def test_a_row_gives_the_scores_that_take_the_inputs(self) -> None:
        assert [one.id for one in scores_of("G03", ["kg", "cm"])] == ["G03a", "G03b", "G03c"]
        assert [one.id for one in scores_of("S13", ["PI", "LL"])] == ["S13b"]
        assert [one.id for one in scores_of("S03", ["pre", "post"])] == ["S03"]

    def test_what_is_in_doubt_says_so(self) -> None:
        flagged = {one.id for one in all_scores() if one.review is not None}
        assert flagged >= {"G08", "I07", "N11", "S16b"}
        assert all(one.review is not None for one in all_scores() if one.confidence == "C")
        result = computed("S16b", hu=90)
        assert result.needs_clinician_review is not None
        assert "待临床审核" in result.needs_clinician_review.zh

    def test_machine_line_has_the_shape_of_the_examples(self) -> None:
        line = score_line(computed("H02", bil_umol=15, alb_gl=42))
        assert line["schema"] == "huizhen.score/1"
        assert line["result"] == {"score": -2.79, "grade": 1, "mALBI": "1"}
        assert line["shown"]["score"] == "-2.79"
        assert score_line(computed("G03a", kg=70, cm=175))["result"] == 22.9
        refusal = score_line(refused("H02", alb_gl=42))
        assert refusal["status"] == "not_computable"
        assert refusal["missing"][0]["names"] == ["bil_umol"]
