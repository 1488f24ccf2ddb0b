"""Scores from facts: what goes in, what is kept out and why (clinical content 0.2, 2.8)."""

from __future__ import annotations

from typing import Any

import pytest
from facts import fact, lab
from front_bench import AS_OF, WOMAN, Bench, condition, day, finding, noted

from huizhen.core.content import load_pack
from huizhen.core.errors import ContentError
from huizhen.core.preparation.paper import Table
from huizhen.core.preparation.scoring.rules import scoring_rules
from huizhen.core.preparation.scoring.table import scores_table
from huizhen.core.preparation.wording import Wordsmith
from huizhen.core.records.fact import Fact
from huizhen.core.records.identity import Identity
from huizhen.core.scores.registry import all_scores, score_named
from huizhen.project.config import CONTENT

PACK = load_pack("scores", [CONTENT])
HCC = condition("HCC", "Hepatocellular carcinoma", date=day("2026-03-12"))
CIRRHOSIS = condition("cirrhosis", "Liver cirrhosis")
DLBCL = condition("DLBCL", "Diffuse large B-cell lymphoma")
MYELOMA = condition("myeloma", "Multiple myeloma")
NO_ASCITES = condition("ascites", "Ascites", "symptom", certainty="negated",
                       date=day("2026-05-11"))  # fmt: skip
NO_COMA = condition("encephalopathy", "Hepatic encephalopathy", "symptom", certainty="negated",
                    date=day("2026-05-11"))  # fmt: skip


@pytest.fixture
def bench(words: Wordsmith) -> Bench:
    return Bench(words)


def result(
    concept: str, value: str, unit: str | None, date: str = "2026-05-11", **fields: Any
) -> Fact:
    return lab(concept, value, unit, concept=concept, date=day(date), **fields)


def table(bench: Bench, specialty: str, facts: list[Fact], patient: Identity = WOMAN) -> Table:
    return scores_table(bench.view(facts), bench.author(), specialty, patient, PACK)


def row(made: Table, title: str) -> list[str]:
    """The cells of the score whose title begins so; [] when it is not listed."""
    for one in made.rows:
        if one.cells[0].text.startswith(title):
            return [cell.text for cell in one.cells]
    return []


CHILD = [
    CIRRHOSIS, NO_ASCITES, NO_COMA,
    result("TBIL", "30", "umol/L"), result("ALB", "38", "g/L"), result("INR", "1.2", "{INR}"),
]  # fmt: skip


def test_child_pugh_from_facts(bench: Bench) -> None:
    _, value, inputs, _ = row(table(bench, "hpb", CHILD), "Child-Pugh")
    assert "总分 5" in value
    assert "A" in value
    for part in ("总胆红素 30 µmol/L [2026-05-11]", "白蛋白 38 g/L [2026-05-11]", "腹水 无"):
        assert part in inputs


def test_every_input_of_a_score_is_among_its_facts(bench: Bench) -> None:
    made = table(bench, "hpb", CHILD)
    (child,) = [r for r in made.rows if r.cells[0].text.startswith("Child-Pugh")]
    expected = {f.fact_key for f in CHILD if f is not CIRRHOSIS}
    assert set(child.cells[1].fact_keys) == expected
    assert set(child.cells[2].fact_keys) == expected


@pytest.mark.parametrize("left_out", [NO_ASCITES, NO_COMA])
def test_silence_is_no_denial(bench: Bench, left_out: Fact) -> None:
    cells = row(table(bench, "hpb", [f for f in CHILD if f is not left_out]), "Child-Pugh")
    assert cells[1] == "不可计算"
    assert "缺：" in cells[3]


def test_an_ascites_of_unknown_amount_is_not_scored(bench: Bench) -> None:
    present = condition("ascites", "Ascites", "symptom", date=day("2026-05-11"))
    facts = [f for f in CHILD if f is not NO_ASCITES]
    assert row(table(bench, "hpb", [*facts, present]), "Child-Pugh")[1] == "不可计算"


def test_a_suspected_finding_is_no_input(bench: Bench) -> None:
    facts = [f for f in CHILD if f is not NO_COMA]
    maybe = condition("encephalopathy", "Hepatic encephalopathy", "symptom",
                      certainty="suspected", date=day("2026-05-11"))  # fmt: skip
    assert row(table(bench, "hpb", [*facts, maybe]), "Child-Pugh")[1] == "不可计算"


def test_albi_is_computed_in_the_unit_of_the_catalogue_and_shows_the_reported_one(
    bench: Bench,
) -> None:
    facts = [HCC, result("TBIL", "1.0", "mg/dL"), result("ALB", "3.7", "g/dL")]
    _, value, inputs, _ = row(table(bench, "hpb", facts), "ALBI")
    assert "-2.33" in value
    assert "17.1 µmol/L(原 1.0 mg/dL)" in inputs
    assert "37 g/L(原 3.7 g/dL)" in inputs


def test_a_number_without_unit_is_never_scored(bench: Bench) -> None:
    facts = [HCC, result("TBIL", "1.0", None), result("ALB", "37", "g/L")]
    cells = row(table(bench, "hpb", facts), "ALBI")
    assert cells[1] == "不可计算"
    assert "单位未注明" in cells[3]


def test_the_newest_window_that_has_all_values_is_taken(bench: Bench) -> None:
    facts = [
        HCC, result("TBIL", "17.1", "umol/L", "2026-05-15"),
        result("TBIL", "34", "umol/L", "2026-05-02"), result("ALB", "37", "g/L", "2026-05-01"),
    ]  # fmt: skip
    _, _, inputs, note = row(table(bench, "hpb", facts), "ALBI")
    assert "34 µmol/L [2026-05-02]" in inputs
    assert "不一致" not in note


def test_values_more_than_seven_days_apart_say_that_their_dates_are_mixed(bench: Bench) -> None:
    facts = [
        HCC, result("TBIL", "17.1", "umol/L", "2026-05-11"),
        result("ALB", "37", "g/L", "2026-04-20"),
    ]  # fmt: skip
    _, value, _, note = row(table(bench, "hpb", facts), "ALBI")
    assert value != "不可计算"
    assert "检验日期不一致" in note


def test_a_value_that_is_too_old_is_named_and_kept_out(bench: Bench) -> None:
    facts = [HCC, result("TBIL", "17.1", "umol/L"), result("ALB", "37", "g/L", "2025-11-01")]
    cells = row(table(bench, "hpb", facts), "ALBI")
    assert cells[1] == "不可计算"
    assert "白蛋白(2025-11-01)已超过60天时限" in cells[3]


def test_a_value_without_date_is_kept_out_where_age_decides(bench: Bench) -> None:
    albumin = lab("ALB", "37", "g/L", concept="ALB")
    cells = row(table(bench, "hpb", [HCC, result("TBIL", "17.1", "umol/L"), albumin]), "ALBI")
    assert cells[1] == "不可计算"
    assert "白蛋白日期未注明" in cells[3]


def test_two_results_of_one_day_that_differ_are_kept_out(bench: Bench) -> None:
    facts = [
        HCC, result("TBIL", "17.1", "umol/L"), result("ALB", "37", "g/L"),
        result("ALB", "29", "g/L", source="c" * 64),
    ]  # fmt: skip
    cells = row(table(bench, "hpb", facts), "ALBI")
    assert cells[1] == "不可计算"
    assert "结果不一致" in cells[3]


def test_one_result_in_two_units_is_one_result(bench: Bench) -> None:
    facts = [
        HCC, result("TBIL", "17.1", "umol/L"), result("TBIL", "1.0", "mg/dL", source="c" * 64),
        result("ALB", "37", "g/L"),
    ]  # fmt: skip
    assert "-2.33" in row(table(bench, "hpb", facts), "ALBI")[1]


def test_a_comparator_counts_where_all_it_can_stand_for_gives_the_same(bench: Bench) -> None:
    facts = [f for f in CHILD if f.concept != "TBIL"]
    below = result("TBIL", "20", "umol/L", comparator="<")
    above = result("TBIL", "40", "umol/L", comparator=">")
    assert "总分 5" in row(table(bench, "hpb", [*facts, below]), "Child-Pugh")[1]
    assert row(table(bench, "hpb", [*facts, above]), "Child-Pugh")[1] == "不可计算"


def test_images_before_the_last_treatment_make_no_stage(bench: Bench) -> None:
    facts = [
        HCC, finding("mass", "mass", "2026-03-12", body_site="liver", value="4", unit="cm",
                     count="1"),
        finding("invasion", "macrovascular invasion", "2026-03-12", certainty="negated"),
        finding("extrahepatic", "extrahepatic disease", "2026-03-12", certainty="negated"),
        noted("performance-status", "ECOG", "0", "2026-05-11"),
        noted("staging", "Child-Pugh", "A", "2026-05-11"),
    ]  # fmt: skip
    assert row(table(bench, "hpb", facts), "BCLC")[1] != "不可计算"
    treated = fact("Procedure", "TACE", concept="Transarterial chemoembolization",
                   date=day("2026-04-07"), clinical_status="completed")  # fmt: skip
    assert row(table(bench, "hpb", [*facts, treated]), "BCLC") == []


def test_the_ratio_to_the_upper_limit_uses_the_laboratorys_own_interval(bench: Bench) -> None:
    own = result("LDH", "491", "U/L", interval="125.0–220.0")
    facts = [
        DLBCL, own, noted("performance-status", "ECOG", "1", "2026-05-11"),
        noted("staging", "Ann Arbor", "IIIB"),
    ]  # fmt: skip
    cells = row(table(bench, "hem", facts), "IPI")
    assert "491/220.0 U/L" in cells[2]
    assert "缺：结外" in cells[3]
    without = [f for f in facts if f is not own] + [result("LDH", "491", "U/L")]
    assert "LDH" not in row(table(bench, "hem", without), "IPI")[2]


def test_iss_of_a_myeloma(bench: Bench) -> None:
    facts = [MYELOMA, result("β2-MG", "3.0", "mg/L"), result("ALB", "38", "g/L")]
    assert (
        "Ⅰ" in row(table(bench, "hem", facts), "ISS")[1]
        or "I" in row(table(bench, "hem", facts), "ISS")[1]
    )


def test_a_score_whose_illness_the_case_has_not_is_not_listed(bench: Bench) -> None:
    facts = [f for f in CHILD if f is not CIRRHOSIS]
    assert row(table(bench, "hpb", facts), "Child-Pugh") == []
    feared = condition("cirrhosis", "Liver cirrhosis", certainty="negated")
    assert row(table(bench, "hpb", [*facts, feared]), "Child-Pugh") == []


def test_a_score_with_less_than_half_of_its_inputs_is_not_listed(bench: Bench) -> None:
    assert table(bench, "hpb", [CIRRHOSIS, result("ALB", "38", "g/L")]).rows == ()


def test_another_department_has_its_own_scores(bench: Bench) -> None:
    assert row(table(bench, "spn", CHILD), "Child-Pugh") == []


def test_a_patient_of_unknown_age_and_sex_has_no_score_that_asks_for_them(bench: Bench) -> None:
    facts = [HCC, result("CREA", "80", "umol/L")]
    assert "G2" in row(table(bench, "hpb", facts), "估算肾小球滤过率")[1]
    assert row(table(bench, "hpb", facts, Identity()), "估算肾小球滤过率") == []


def test_a_stage_of_another_edition_is_not_grouped(bench: Bench) -> None:
    cancer = condition("colon cancer", "Colon cancer")
    stage = noted("staging", "TNM", "pT3N1aM0")
    assert "版本未注明" in row(table(bench, "gio", [cancer, stage]), "结直肠癌分期")[3]
    old = noted("staging", "TNM", "pT3N1aM0", method="AJCC 7")
    assert row(table(bench, "gio", [cancer, old]), "结直肠癌分期") == []


def test_an_m_category_that_nobody_wrote_is_missing(bench: Bench) -> None:
    cancer = condition("colon cancer", "Colon cancer")
    cells = row(table(bench, "gio", [cancer, noted("staging", "TNM", "pT3N1a")]), "结直肠癌分期")
    assert cells[1] == "不可计算"
    assert "M" in cells[3]


def test_the_packs_inputs_are_those_of_the_catalogue() -> None:
    rules = scoring_rules(PACK)
    known = {score.name for score in all_scores()}
    for use in rules.scores:
        assert use.score in known
        assert not use.when or use.when in rules.conditions
        for name, key in use.inputs.items():
            assert score_named(use.score).input_named(name) is not None, (use.score, name)
            assert key in rules.inputs, key
    limits = {source.limit for source in rules.inputs.values() if source.limit}
    assert limits <= set(rules.limits)
    assert AS_OF.year == 2026


def test_every_specialty_of_a_score_has_a_limit_for_what_may_grow_old() -> None:
    rules = scoring_rules(PACK)
    for use in rules.scores:
        for key in use.inputs.values():
            limit = rules.inputs[key].limit
            if limit:
                assert set(use.specialties) <= set(rules.limits[limit]), (use.score, limit)


def test_a_malformed_pack_is_named() -> None:
    broken = PACK.replaced(files={"inputs.json": '{"limits": 3}'})
    with pytest.raises(ContentError, match=r"inputs\.json"):
        scoring_rules(broken)


def test_what_a_note_tells_of_is_shown_with_its_places(bench: Bench) -> None:
    old = [*CHILD[:3], result("TBIL", "30", "umol/L", "2024-05-11"), *CHILD[4:]]
    (made,) = [one for one in table(bench, "hpb", old).rows if "Child" in one.cells[0].text]
    note = made.cells[3]
    assert "总胆红素" in note.text
    assert note.origin == "records"
    assert old[3].fact_key in note.fact_keys
