"""Ages, partial dates, events, sub-columns: when what is there no longer counts."""

from __future__ import annotations

import pytest
from case_builder import days_ago, done, dx, found, lab, line, obs, report, series

from huizhen.core.preparation.requirements.conditions import completed_years
from huizhen.core.preparation.requirements.staleness import age_in_days, first_day, last_day
from huizhen.core.records.dates import parse_partial_date
from huizhen.core.records.fact import Fact

HCC = dx("Hepatocellular carcinoma")
MEDICAL = "Should lenvatinib be continued?"


def liver_ct(when: str) -> list[Fact]:
    return [
        series("CT", f"LIVER {phase}", when, "ABDOMEN")
        for phase in ("ARTERIAL", "PORTAL VENOUS", "DELAYED")
    ]


@pytest.mark.parametrize(
    ("written", "days"),
    [("2026-05-20", 0), ("2026-05", 19), ("2026", 139), ("2026-02", 108), ("2025-11", 200)],
)
def test_a_partial_date_counts_from_its_first_day(written: str, days: int) -> None:
    date, today = parse_partial_date(written), parse_partial_date("2026-05-20")
    assert date is not None
    assert today is not None
    assert age_in_days(date, today) == days
    assert str(first_day(date)).startswith(written)
    assert str(last_day(date)).startswith(written)


def test_a_month_makes_a_marker_stale_by_its_first_day() -> None:
    fresh = found("hpb", "HPB-09", [HCC, lab("AFP", "2026-05"), lab("PIVKA-II", "2026-05")])
    assert (fresh.state, fresh.effect, fresh.days) == ("met", "note", 19)
    april = found("hpb", "HPB-09", [HCC, lab("AFP", "2026-04"), lab("PIVKA-II", "2026-04")])
    assert (april.state, april.effect, april.days) == ("outdated", "warn", 49)
    assert april.limit == 30


def test_a_value_without_date_is_unclear_not_met() -> None:
    finding = found("hpb", "HPB-09", [HCC, lab("AFP", ""), lab("PIVKA-II")])
    assert (finding.state, finding.effect) == ("unclear", "warn")
    assert "no date" in finding.reason.en


def test_a_value_of_the_future_does_not_count() -> None:
    finding = found("hpb", "HPB-09", [HCC, lab("AFP", "2026-05-21"), lab("PIVKA-II")])
    assert finding.state == "missing"
    assert found("hpb", "HPB-09", [HCC, lab("AFP", "2026-05-20"), lab("PIVKA-II")]).state == "met"


def test_the_newest_value_counts() -> None:
    values = [lab("AFP", days_ago(200)), lab("AFP", days_ago(3)), lab("PIVKA-II")]
    assert found("hpb", "HPB-09", [HCC, *values]).state == "met"


@pytest.mark.parametrize(
    ("treatment", "state", "effect"),
    [
        (done("TACE", "2026-05-11"), "outdated", "block"),
        (done("TACE", "2026-05-10"), "met", "none"),
        (done("TACE", "2026-05-09"), "met", "none"),
        (done("Microwave ablation", "2026-05-11"), "outdated", "block"),
        (done("Right hepatectomy", "2026-05-11"), "outdated", "block"),
        (line("lenvatinib", "2026-05-11"), "outdated", "block"),
        (dx("Progression of disease", "2026-05-11"), "outdated", "block"),
        (dx("Progressive disease", "2026-05-11", certainty="suspected"), "met", "none"),
        (done("TACE", "2026-05-11", certainty="hypothetical"), "met", "none"),
        (done("TACE", "2026-05-21"), "met", "none"),
        (done("Gastroscopy", "2026-05-11"), "met", "none"),
        (done("Liver biopsy", "2026-05-11"), "met", "none"),
    ],
)
def test_images_before_the_last_treatment_are_historical(
    treatment: Fact, state: str, effect: str
) -> None:
    given = [HCC, *liver_ct("2026-05-10"), treatment]
    finding = found("hpb", "HPB-01", given, question=MEDICAL)
    assert (finding.state, finding.effect) == (state, effect), finding.reason.en
    if state == "outdated":
        assert finding.cause == "by_event"
        assert finding.override_allowed
        assert "historical" in finding.reason.en
        assert treatment.fact_key in finding.fact_keys


def test_one_study_after_the_event_is_enough() -> None:
    given = [HCC, *liver_ct("2026-04-01"), *liver_ct("2026-05-15"), done("TACE", "2026-05-01")]
    assert found("hpb", "HPB-01", given, question=MEDICAL).state == "met"


def test_a_course_of_radiotherapy_is_over_on_its_last_day() -> None:
    course = done("Radiotherapy", "2026-04-01", end_date=parse_partial_date("2026-05-12"))
    finding = found("hpb", "HPB-01", [HCC, *liver_ct("2026-05-10"), course], question=MEDICAL)
    assert finding.cause == "by_event"


def test_the_order_of_a_partial_event_and_a_study_stays_open() -> None:
    given = [HCC, *liver_ct("2026-05-10"), done("TACE", "2026-05")]
    finding = found("hpb", "HPB-01", given, question=MEDICAL)
    assert (finding.state, finding.effect) == ("unclear", "warn")
    assert "before or after" in finding.reason.en
    april = [HCC, *liver_ct("2026-05-10"), done("TACE", "2026-04")]
    assert found("hpb", "HPB-01", april, question=MEDICAL).state == "met"


def test_mrcp_before_the_stent_is_still_wanted() -> None:
    given = [dx("Hilar cholangiocarcinoma"), series("MR", "MRCP", "2026-05-10", "ABDOMEN")]
    stent = done("ERCP with biliary stent", "2026-05-12")
    assert found("hpb", "HPB-04", [*given, stent]).state == "met"


def test_antigen_status_is_void_after_a_drug_against_it() -> None:
    given = [dx("Diffuse large B-cell lymphoma"), obs("CD19", "2026-05-01", "95%", concept="CD19")]
    question = "Is CAR-T indicated?"
    assert found("hem", "HEM-12", given, question=question).state == "met"
    after = [*given, line("tafasitamab", "2026-05-05")]
    assert found("hem", "HEM-12", after, question=question).cause == "by_event"


def test_spine_mri_is_void_after_a_change_of_the_neurological_state() -> None:
    given = [
        dx("Lumbar disc herniation"),
        *(series("MR", t, "2026-05-01", "LSPINE") for t in ("T1 SAG", "T2 STIR SAG", "T2 AX")),
    ]
    assert found("spn", "SPN-01", given).state == "met"
    assert found("spn", "SPN-01", [*given, dx("Foot drop", "2026-05-10")]).cause == "by_event"


def test_genes_before_progression_on_a_tki_are_historical() -> None:
    stage = obs("Stage", "2026-05-01", "IVA", concept="Stage")
    genes = [obs("EGFR", "2025-01-10", "19del", concept="EGFR"), obs("PD-L1", concept="PD-L1")]
    tki = line("osimertinib", "2025-02-01", concept="osimertinib")
    given = [dx("Lung adenocarcinoma"), stage, *genes, tki]
    assert found("tho", "THO-06", given).state == "met"
    progressed = [*given, dx("Disease progression", "2026-04-01")]
    assert found("tho", "THO-06", progressed).cause == "by_event"


@pytest.mark.parametrize(
    ("diagnosis", "days", "effect"),
    [
        ("Glioblastoma", 43, "warn"),
        ("Glioblastoma", 91, "block"),
        ("Brain metastases", 43, "warn"),
        ("Low grade glioma", 61, "note"),
        ("Low grade glioma", 91, "warn"),
        ("Meningioma", 91, "note"),
        ("Meningioma", 180, "note"),
        ("Meningioma", 181, "warn"),
        ("Medulloblastoma", 90, "none"),
        ("Medulloblastoma", 91, "warn"),
    ],
)
def test_the_limits_follow_the_diagnosis(diagnosis: str, days: int, effect: str) -> None:
    names = ("T1 POST GD MPRAGE", "T2", "FLAIR", "DWI", "SWI")
    images = [series("MR", text, days_ago(days), "BRAIN") for text in names]
    finding = found("nsg", "NSG-01", [dx(diagnosis), *images])
    assert finding.effect == effect, finding.reason.en


@pytest.mark.parametrize(
    ("bilirubin", "days", "effect"),
    [
        ("51", 7, "none"),
        ("51", 8, "note"),
        ("51.1", 7, "note"),
        ("51.1", 8, "warn"),
        ("60", 15, "block"),
    ],
)
def test_jaundice_shortens_the_limits_of_blood_values(
    bilirubin: str, days: int, effect: str
) -> None:
    when = days_ago(days)
    values = [lab(key, when) for key in ["ALB", "ALT", "AST", "PLT", "CREA", "Na", "INR"]]
    finding = found("hpb", "HPB-10", [*values, lab("TBIL", when, bilirubin, "umol/L")])
    assert finding.effect == effect, finding.reason.en


def test_bilirubin_in_mg_per_dl_is_compared_in_the_unit_of_the_rule() -> None:
    values = [lab(key, days_ago(8)) for key in ["ALB", "ALT", "AST", "PLT", "CREA", "Na", "INR"]]
    finding = found("hpb", "HPB-10", [*values, lab("TBIL", days_ago(8), "3.5", "mg/dL")])
    assert finding.effect == "warn"


def test_bilirubin_without_unit_leaves_the_limits_open() -> None:
    values = [lab(key, days_ago(5)) for key in ["ALB", "ALT", "AST", "PLT", "CREA", "Na", "INR"]]
    finding = found("hpb", "HPB-10", [*values, lab("TBIL", days_ago(5), "3.5", None)])
    assert (finding.state, finding.effect) == ("unclear", "warn")
    assert "51" in finding.reason.en


@pytest.mark.parametrize(
    ("extra", "days", "state", "effect"),
    [
        ([], 60, "met", "none"),
        ([dx("Progressive weakness", days_ago(70))], 60, "outdated", "warn"),
        ([dx("Spinal metastasis")], 31, "outdated", "warn"),
        ([dx("Spondylodiscitis", certainty="suspected")], 91, "outdated", "block"),
    ],
)
def test_tumour_infection_and_progress_shorten_the_limits_of_the_spine(
    extra: list[Fact], days: int, state: str, effect: str
) -> None:
    images = [
        series("MR", text, days_ago(days), "LSPINE") for text in ("T1 SAG", "T2 STIR SAG", "T2 AX")
    ]
    finding = found("spn", "SPN-01", [dx("Lumbar disc herniation"), *images, *extra])
    assert (finding.state, finding.effect) == (state, effect), finding.reason.en


def test_endoscopy_of_a_resected_primary_does_not_expire() -> None:
    given = [dx("Colon adenocarcinoma"), done("Colonoscopy", days_ago(400))]
    assert found("gio", "GIO-10", given).effect == "block"
    resected = [*given, done("Right hemicolectomy", days_ago(300))]
    finding = found("gio", "GIO-10", resected)
    assert (finding.level, finding.state, finding.effect) == ("R", "met", "none")
    recurrence = [*resected, dx("Local recurrence", days_ago(30))]
    assert found("gio", "GIO-10", recurrence).effect == "block"


def test_completed_years_of_a_partial_birth_date() -> None:
    today, birth = parse_partial_date("2026-05-20"), parse_partial_date("1966")
    assert birth is not None
    assert today is not None
    assert completed_years(birth, today) == (59, 60)


def test_reports_of_endoscopy_have_their_own_age() -> None:
    given = [dx("Cirrhosis of liver"), report("Gastroscopy", days_ago(181))]
    finding = found("hpb", "HPB-14", given)
    assert (finding.state, finding.effect, finding.limit) == ("outdated", "warn", 180)
