"""How the lines of a front sheet are made: the newest leads, each thing once, nothing concluded."""

from __future__ import annotations

from typing import Any

import pytest
from facts import fact, lab
from front_bench import AS_OF, SPECIALTIES, Bench, condition, day, finding, noted

from huizhen.core.preparation.wording import Wordsmith
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import Fact, make_fact
from huizhen.core.records.page import page_id


@pytest.fixture
def bench(words: Wordsmith) -> Bench:
    return Bench(words)


def result(concept: str, value: str, unit: str | None, date: str, **fields: Any) -> Fact:
    return lab(concept, value, unit, concept=concept, date=day(date), **fields)


def within(type_: str, text: str, start: int, end: int, **fields: Any) -> Fact:
    place = PageSpan(page_id=page_id("b" * 64, 1), start=start, end=end, quote=text)
    return make_fact(type_, text=text, evidence=(place,), **fields)  # type: ignore[arg-type]


def test_results_of_one_day_stand_in_one_line_by_their_abbreviations(bench: Bench) -> None:
    facts = [
        result("ALB", "37", "g/L", "2026-05-11"),
        result("TBIL", "17.1", "umol/L", "2026-05-11"),
        result("ALB", "40", "g/L", "2026-03-10"),
        result("INR", "1.1", "{INR}", "2026-03-10"),
    ]
    lines = bench.lines("hpb", "liver_reserve", facts)
    assert lines == ["2026-05-11 TBIL 17.1 µmol/L，ALB 37 g/L", "2026-03-10 INR 1.1"]


def test_a_trend_leads_with_the_newest_value(bench: Bench) -> None:
    facts = [
        result("AFP", "1842", "ng/mL", "2026-03-10"),
        result("AFP", "612", "ng/mL", "2026-05-11", flag="H"),
        result("AFP", "1910", "ng/mL", "2026-04-06"),
    ]
    (line,) = bench.lines("hpb", "markers", facts)
    assert line == "2026-05-11 AFP 612 ng/mL↑；前值 1910(2026-04-06)←1842(2026-03-10)"


def test_ca199_stands_beside_the_bilirubin_of_its_day_only(bench: Bench) -> None:
    marker = result("CA19-9", "420", "U/mL", "2026-05-11")
    same_day = result("TBIL", "90", "umol/L", "2026-05-11")
    other_day = result("TBIL", "90", "umol/L", "2026-05-01")
    assert bench.lines("hpb", "markers", [marker, same_day]) == [
        "2026-05-11 CA19-9 420 U/mL(同日 TBIL 90 µmol/L)"
    ]
    assert "TBIL" not in bench.lines("hpb", "markers", [marker, other_day])[0]


def test_a_result_that_two_sources_give_stands_once_with_its_unit(bench: Bench) -> None:
    facts = [
        result("HBV-DNA", "20", None, "2026-05-11", comparator="<"),
        result("HBV-DNA", "20", "IU/mL", "2026-05-11", comparator="<", source="c" * 64),
    ]
    (line,) = bench.lines("hpb", "liver_background", facts)
    assert line.count("HBV-DNA") == 1
    assert "<20 IU/mL" in line


def test_two_different_results_of_one_day_both_stand(bench: Bench) -> None:
    facts = [
        result("ALB", "37", "g/L", "2026-05-11"),
        result("ALB", "29", "g/L", "2026-05-11", source="c" * 64),
    ]
    (line,) = bench.lines("hpb", "liver_reserve", facts)
    assert "ALB 37 g/L" in line
    assert "ALB 29 g/L" in line


def test_the_newest_study_leads_and_lesion_and_vessels_lead_in_it(bench: Bench) -> None:
    facts = [
        finding("ascites", "ascites", "2026-03-12", certainty="negated"),
        finding("spleen", "splenomegaly", "2026-03-12"),
        finding("abuts", "contact", "2026-03-12", body_site="middle hepatic vein"),
        finding("mass", "mass", "2026-03-12", body_site="segment 8", value="8.2", unit="cm"),
        finding("mass", "mass", "2025-11-01", body_site="segment 8", value="6", unit="cm"),
    ]
    lines = bench.lines("hpb", "imaging", facts)
    assert lines[0].startswith("2026-03-12")
    assert lines[0].index("8.2 cm") < lines[0].index("肝中静脉") < lines[0].index("脾")
    assert "腹水" not in lines[0]
    assert "未见腹水" in lines[1]
    assert lines[2].startswith("2025-11-01")


def test_denials_of_an_undated_study_are_left_out(bench: Bench) -> None:
    facts = [
        finding("mass", "mass", body_site="segment 8"),
        finding("ascites", "ascites", certainty="negated"),
    ]
    assert not any("腹水" in line for line in bench.lines("hpb", "imaging", facts))


def test_a_denied_finding_that_no_block_asks_for_is_left_out(bench: Bench) -> None:
    facts = [
        finding("mass", "mass", "2026-03-12", body_site="segment 8"),
        finding("gallstones", "gallstones", "2026-03-12", certainty="negated"),
    ]
    assert not any("结石" in line for line in bench.lines("hpb", "imaging", facts))


def test_a_bare_residual_class_does_not_hide_the_stage(bench: Bench) -> None:
    facts = [noted("staging", "TNM", "pT3N2a"), noted("staging", "TNM", "R0", "2024-08-21")]
    lines = bench.lines("gio", "diagnosis_stage", facts)
    assert any("pT3" in line for line in lines)
    assert not any("R0" in line for line in lines)


def test_a_stage_of_no_system_is_not_said_beside_the_same_of_a_named_one(bench: Bench) -> None:
    facts = [noted("staging", "Stage", "IIIB"), noted("staging", "Ann Arbor", "IIIB")]
    lines = bench.lines("hem", "diagnosis_state", facts)
    assert lines == ["Ann Arbor ⅢB期"]


def test_lines_of_treatment_stand_in_time_order_with_response_and_reason(bench: Bench) -> None:
    def regimen(text: str, start: str, end: str, **fields: Any) -> Fact:
        return fact(
            "MedicationStatement", text, category="regimen", date=day(start), end_date=day(end),
            clinical_status="completed", **fields,
        )  # fmt: skip

    facts = [
        regimen("R-GDP", "2026-01-08", "2026-02-26", count="3", reason="progression"),
        regimen("R-CHOP", "2024-12-03", "2025-03-18", count="6", response="CR"),
    ]
    lines = bench.lines("hem", "lines", facts)
    assert lines[0] == "R-CHOP 6周期(2024-12-03至2025-03-18)，疗效 CR"
    assert lines[1].startswith("R-GDP 3周期(2026-01-08至2026-02-26)，停药原因：")


def test_a_description_joins_the_named_procedure_of_its_day(bench: Bench) -> None:
    facts = [
        condition("HCC", "Hepatocellular carcinoma", date=day("2026-03-12")),
        fact("Procedure", "TACE", concept="Transarterial chemoembolization",
             date=day("2026-04-07"), clinical_status="completed"),
        fact("Procedure", "Transarterial chemoembolisation via the right hepatic artery",
             date=day("2026-04-07"), clinical_status="completed", source="c" * 64),
    ]  # fmt: skip
    lines = bench.lines("hpb", "treatment", facts)
    assert len(lines) == 1
    assert "化疗栓塞" in lines[0]


def test_an_opinion_names_what_is_advised_and_what_is_not(bench: Bench) -> None:
    text = "No primary resection; liver transplantation is not pursued, right hepatectomy later."
    facts = [
        within("CarePlan", text, 0, 90, category="opinion", certainty="hypothetical",
               date=day("2026-04-10"), performer="tumour board"),
        within("Procedure", "liver transplantation", 23, 44, concept="Liver transplantation",
               certainty="negated"),
        within("Procedure", "right hepatectomy", 61, 78, concept="Hepatectomy", side="right",
               certainty="hypothetical"),
        within("Procedure", "cholecystectomy", 200, 215, concept="Cholecystectomy",
               certainty="hypothetical"),
    ]  # fmt: skip
    (line,) = bench.lines("hpb", "other", facts)
    assert line.startswith("2026-04-10 肿瘤多学科讨论：")
    assert "不拟肝移植术" in line
    assert "肝切除术" in line
    assert "胆囊" not in line


def test_an_uncertain_name_is_not_said_beside_the_certain_one(bench: Bench) -> None:
    facts = [
        condition("cirrhosis", "Liver cirrhosis"),
        condition("cirrhosis?", "Liver cirrhosis", certainty="suspected"),
    ]
    assert bench.lines("hpb", "liver_background", facts) == ["肝硬化"]


def test_an_uncertain_disease_stays_uncertain(bench: Bench) -> None:
    facts = [condition("cirrhosis?", "Liver cirrhosis", certainty="suspected")]
    (line,) = bench.lines("hpb", "liver_background", facts)
    assert line == "考虑肝硬化可能"


def test_whether_findings_agree_is_left_to_the_expert(bench: Bench) -> None:
    facts = [
        condition("leg pain", "Leg pain", "symptom", side="left"),
        finding("compression", "nerve root compression", "2026-03-18", body_site="L4/5",
                side="left", method="MRI"),
    ]  # fmt: skip
    (line,) = bench.lines("spn", "concordance", facts)
    assert "左侧" in line
    assert "L4/5" in line
    assert line.endswith("请会诊专家判断")


def test_without_a_side_of_the_complaints_nothing_is_compared(bench: Bench) -> None:
    facts = [
        condition("back pain", "Back pain", "symptom"),
        finding("compression", "nerve root compression", "2026-03-18", body_site="L4/5"),
    ]
    assert bench.lines("spn", "concordance", facts) == []


@pytest.mark.parametrize("specialty", SPECIALTIES)
def test_a_case_without_facts_has_every_block_and_only_the_question(
    bench: Bench, specialty: str
) -> None:
    sections = bench.sections(specialty, [])
    said = [s.text for section in sections.values() for s in section.statements]
    assert set(said) == {"能否手术？", "女，58岁"}
    assert AS_OF.year == 2026


@pytest.mark.parametrize("specialty", SPECIALTIES)
def test_every_statement_of_records_names_its_facts(bench: Bench, specialty: str) -> None:
    facts = [
        condition("HCC", "Hepatocellular carcinoma"),
        finding("mass", "mass", "2026-03-12", body_site="liver"),
        result("PLT", "116", "10*9/L", "2026-05-11"),
        noted("performance-status", "ECOG", "1", "2026-05-11"),
    ]
    for section in bench.sections(specialty, facts).values():
        for statement in section.statements:
            assert statement.fact_keys or statement.origin == "request"


def test_an_undated_image_repeats_nothing_that_a_dated_one_shows(bench: Bench) -> None:
    facts = [
        finding("mass", "mass", "2026-03-12", body_site="segment 8", value="8.2", unit="cm"),
        finding("mass", "mass", body_site="segment 8", value="3", unit="cm"),
    ]
    assert not any("3 cm" in line for line in bench.lines("hpb", "imaging", facts))


def test_several_undated_measures_of_one_place_are_not_shown_as_one(bench: Bench) -> None:
    facts = [
        finding("slip", "spondylolisthesis", body_site="L4", value="4", unit="mm", method="MRI"),
        finding("slip", "spondylolisthesis", body_site="L4/5", value="6", unit="mm", method="MRI"),
    ]
    (line,) = bench.lines("spn", "imaging", facts)
    assert "mm" not in line
    assert "多次测值不同" in line


def test_undated_measures_of_two_places_both_stand(bench: Bench) -> None:
    facts = [
        finding("mass", "mass", body_site="segment 8", value="4", unit="cm"),
        finding("mass", "mass", body_site="segment 3", value="2", unit="cm"),
    ]
    (line,) = bench.lines("hpb", "imaging", facts)
    assert "4 cm" in line
    assert "2 cm" in line


def test_a_denial_is_not_said_beside_what_is_there(bench: Bench) -> None:
    there = condition("seizure", "Seizure", "symptom", date=day("2026-02-22"))
    denied = condition("seizures", "Seizure", "symptom", certainty="negated")
    lines = bench.lines("nsg", "neurological_state", [there, denied])
    assert lines == ["癫痫发作(2026-02-22)"]
    assert bench.lines("nsg", "neurological_state", [denied]) == ["阴性：无癫痫发作"]


def test_a_tumour_drug_without_a_regimen_is_a_line(bench: Bench) -> None:
    imatinib = fact("MedicationStatement", "imatinib", concept="imatinib", date=day("2018-07"),
                    end_date=day("2021-07"), clinical_status="completed")  # fmt: skip
    planned = fact("MedicationStatement", "sunitinib", concept="sunitinib",
                   clinical_status="planned", certainty="hypothetical")  # fmt: skip
    other = fact("MedicationStatement", "metformin", concept="metformin")
    assert bench.lines("rar", "lines", [imatinib, planned, other]) == ["伊马替尼(2018-07至2021-07)"]
