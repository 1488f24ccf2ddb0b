"""What DICOM headers tell, what they leave open, and what exists on paper alone."""

from __future__ import annotations

import pytest
from case_builder import done, dx, found, make, report, series

from huizhen.core.records.fact import Fact

HCC = dx("Hepatocellular carcinoma")
MEDICAL = "Should lenvatinib be continued?"
PHASES = ("ARTERIAL", "PORTAL", "DELAYED")


def liver(
    *names: str, when: str = "2026-05-10", body: str = "LIVER", mm: str = "2.5"
) -> list[Fact]:
    return [series("CT", name, when, body, mm) for name in names]


def test_five_millimetres_pass_and_more_do_not() -> None:
    assert found("hpb", "HPB-01", [HCC, *liver(*PHASES, mm="5.0")], question=MEDICAL).state == "met"
    thick = found("hpb", "HPB-01", [HCC, *liver(*PHASES, mm="5.1")], question=MEDICAL)
    assert (thick.state, thick.effect) == ("wrong_format", "block")
    assert "5.1 mm" in thick.reason.en
    assert not thick.override_allowed


def test_without_thickness_it_stays_open() -> None:
    finding = found("hpb", "HPB-01", [HCC, *liver(*PHASES, mm="")], question=MEDICAL)
    assert (finding.state, finding.effect) == ("unclear", "warn")
    assert "no slice thickness" in finding.reason.en


def test_a_phase_that_no_description_names_is_unclear_not_missing() -> None:
    finding = found("hpb", "HPB-01", [HCC, *liver("ARTERIAL", "PORTAL")], question=MEDICAL)
    assert (finding.state, finding.effect) == ("unclear", "warn")
    assert "delayed phase" in finding.reason.en
    assert "延迟期" in finding.reason.zh
    assert "arterial phase" not in finding.reason.en


def test_a_question_of_surgery_recommends_the_thin_series() -> None:
    surgery = "Is right hepatectomy feasible?"
    given = [HCC, *liver(*PHASES)]
    finding = found("hpb", "HPB-01", given, question=surgery)
    assert (finding.state, finding.effect) == ("wrong_format", "warn")
    assert "1.5 mm" in finding.reason.en
    thin = [HCC, *liver(*PHASES, mm="1.5")]
    assert found("hpb", "HPB-01", thin, question=surgery).effect == "none"


def test_a_study_of_another_region_is_none() -> None:
    given = [HCC, *liver(*PHASES, body="HEAD")]
    assert found("hpb", "HPB-01", given, question=MEDICAL).state == "missing"


def test_a_header_that_names_no_region_stays_open() -> None:
    given = [HCC, *liver(*PHASES, body="")]
    finding = found("hpb", "HPB-01", given, question=MEDICAL)
    assert finding.state == "unclear"
    assert "do not tell for certain" in finding.reason.en


def test_a_description_names_the_region_where_the_header_does_not() -> None:
    given = [HCC, *liver(*(f"LIVER {phase}" for phase in PHASES), body="")]
    assert found("hpb", "HPB-01", given, question=MEDICAL).state == "met"


@pytest.mark.parametrize(
    "paper",
    [
        done("CT abdomen", "2026-05-06"),
        report("CT of the liver", "2026-05-06", category="imaging"),
        done("МРТ печени", "2026-05-06"),
        done("腹部增强CT", "2026-05-06"),
    ],
)
def test_paper_alone_is_the_wrong_format(paper: Fact) -> None:
    finding = found("hpb", "HPB-01", [HCC, paper], question=MEDICAL)
    assert (finding.state, finding.effect) == ("wrong_format", "block"), finding.reason.en
    assert "2026-05-06" in finding.reason.en
    assert "DICOM" in finding.reason.zh


@pytest.mark.parametrize(
    "other",
    [
        done("CT head", "2026-05-06"),
        done("CT-guided biopsy of liver", "2026-05-06"),
        done("CT abdomen", "2026-05-06", certainty="hypothetical"),
        done("CT abdomen", "2026-05-06", certainty="negated"),
        dx("Infarction of liver", "2026-05-06"),
        make(
            "Observation",
            "lesion",
            "2026-05-06",
            category="imaging",
            method="CT",
            body_site="liver segment VII",
        ),
        done("Paracentesis of abdomen", "2026-05-06"),
    ],
)
def test_what_is_no_such_examination_is_no_paper(other: Fact) -> None:
    assert found("hpb", "HPB-01", [HCC, other], question=MEDICAL).state == "missing"


def test_newer_paper_beside_outdated_images_asks_for_its_dicom() -> None:
    given = [HCC, *liver(*PHASES, when="2026-03-12"), done("TACE", "2026-04-07")]
    assert found("hpb", "HPB-01", given, question=MEDICAL).cause == "by_event"
    newer = found("hpb", "HPB-01", [*given, done("CT abdomen", "2026-05-06")], question=MEDICAL)
    assert (newer.state, newer.effect) == ("wrong_format", "block")
    assert "2026-05-06" in newer.reason.en
    assert "historical" in newer.reason.en
    older = found("hpb", "HPB-01", [*given, done("CT abdomen", "2026-04-01")], question=MEDICAL)
    assert older.cause == "by_event"


def test_mri_serves_where_ct_does_not() -> None:
    mri = [series("MR", f"LIVER {phase}", "2026-05-10", "LIVER") for phase in PHASES]
    thick = liver(*PHASES, mm="8")
    assert found("hpb", "HPB-01", [HCC, *thick, *mri], question=MEDICAL).state == "met"


def test_screenshots_in_dicom_are_no_series() -> None:
    copies = [series("SC", "LIVER", "2026-05-10", "LIVER")]
    assert found("hpb", "HPB-01", [HCC, *copies], question=MEDICAL).state == "missing"


def test_chest_abdomen_and_pelvis_are_each_needed() -> None:
    gastric = dx("Gastric adenocarcinoma")
    chest = series("CT", "THORAX", "2026-05-10", "CHEST")
    abdomen = series("CT", "ABDOMEN PORTAL", "2026-05-10", "ABDOMEN")
    finding = found("gio", "GIO-06", [gastric, abdomen])
    assert finding.state == "missing"
    assert "chest CT" in finding.reason.en
    both = found("gio", "GIO-06", [gastric, chest, abdomen])
    assert both.state == "unclear"
    assert "pelvic" in both.reason.en


def test_a_ct_instead_of_pet_asks_for_the_kind_of_lymphoma() -> None:
    given = [dx("Marginal zone lymphoma"), series("CT", "CAP CONTRAST", "2026-05-10", "CHEST")]
    finding = found("hem", "HEM-06", given)
    assert (finding.state, finding.effect) == ("unclear", "warn")
    assert "FDG-avid" in finding.reason.en


def test_conventional_staging_is_accepted_for_pet() -> None:
    stage = make("Observation", "Stage", "2026-05-01", value="IIIA", concept="Stage")
    given = [
        dx("Lung adenocarcinoma"),
        stage,
        series("CT", "ABDOMEN PORTAL", "2026-05-10", "ABDOMEN"),
        report("Bone scan", "2026-05-10", category="imaging"),
        report("Ultrasound of neck", "2026-05-10", category="imaging"),
    ]
    surgery = "Is lobectomy feasible?"
    assert found("tho", "THO-03", given, question=surgery).state == "met"
    assert found("tho", "THO-03", given[:-1], question=surgery).effect == "block"


def test_the_spine_needs_myelography_where_mri_is_impossible() -> None:
    given = [dx("Lumbar disc herniation"), dx("Pacemaker in situ")]
    finding = found("spn", "SPN-01", given)
    assert "myelogram" in finding.reason.en
    myelo = series("CT", "MYELO LSPINE", "2026-05-10", "LSPINE")
    assert found("spn", "SPN-01", [*given, myelo]).state == "met"


def test_an_examination_without_region_is_named_and_does_not_count() -> None:
    finding = found("hpb", "HPB-05", [HCC, done("CT", "2026-05-06")])
    assert finding.state == "missing"
    assert "whose region is not told (CT, 2026-05-06)" in finding.reason.en


def test_beside_outdated_images_a_newer_one_of_the_same_kind_is_asked_for() -> None:
    old = [series("MR", t, "2025-11-04", "LSPINE") for t in ("T1 SAG", "T2 STIR SAG", "T2 AX")]
    given = [dx("Lumbar disc herniation"), *old]
    assert found("spn", "SPN-01", given).state == "outdated"
    newer = found("spn", "SPN-01", [*given, done("MRI", "2026-03-18")])
    assert newer.state == "wrong_format"
    assert found("spn", "SPN-01", [*given, done("MRI brain", "2026-03-18")]).state == "outdated"
