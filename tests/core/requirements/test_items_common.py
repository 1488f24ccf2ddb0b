"""Every item that all specialties ask, as clinical content 2.0.2 states it."""

from __future__ import annotations

import pytest
from case_builder import (
    Row,
    assessed,
    days_ago,
    done,
    drug,
    dx,
    found,
    lab,
    labs,
    line,
    make,
    obs,
    plan,
    report,
    series,
)
from item_table import check_flip, check_lacking, check_met, flips, name

from huizhen.core.preparation.requirements.case import Document
from huizhen.core.records.fact import Dosage, Fact

THO = dx("Lung adenocarcinoma")
BLOCK = ("missing", "block")
WARN = ("missing", "warn")
BORN = {"birth": "1980-01-01", "sex": "female"}
CHEMO = "Should second line chemotherapy follow now?"


def organs(when: str) -> list[Fact]:
    names = ("heart disease", "pulmonary disease", "kidney disease", "liver disease")
    return [dx(f"no {text}", when) for text in (*names, "diabetes", "stroke", "thrombosis")]


# the days are those of the specialty's column where it has one: THO
ROWS = (
    Row(
        "GEN-02",
        "M",
        lambda d: [
            obs("Body height", d, "170", concept="HEIGHT"),
            obs("Body weight", d, "60", concept="WEIGHT"),
            obs("ECOG", d, "1", concept="ECOG"),
        ],
        BLOCK,
        (14, 30, 60),
        [THO],
        more=BORN,
    ),
    Row("GEN-03", "M", lambda d: [drug("metformin", d)], BLOCK, (None, 30, 60), [THO]),
    Row(
        "GEN-04",
        "M",
        lambda d: [
            make("AllergyIntolerance", "No known allergies", d, certainty="negated"),
            dx("no pacemaker", d),
        ],
        WARN,
        None,
        [THO],
    ),
    Row("GEN-05", "M", organs, WARN, None, [THO]),
    Row("GEN-09", "M", lambda d: [report("Histology", d)], BLOCK, None, [dx("Cholangiocarcinoma")]),
    Row("GEN-10", "R", lambda d: [series("SM", "HE", d)], WARN, None, [THO]),
    Row(
        "GEN-11",
        "M",
        lambda d: labs("WBC HGB PLT ALT AST TBIL ALB CREA Na K INR", d),
        BLOCK,
        (14, 30, 60),
        [dx("Osteosarcoma")],
    ),
    Row(
        "GEN-12",
        "M",
        lambda d: [
            *(lab(key, d, "negative") for key in ("HBsAg", "HBcAb", "HCV-Ab", "HIV", "RPR")),
        ],
        BLOCK,
        (None, 180, 365),
        [THO],
        CHEMO,
    ),
    Row(
        "GEN-13",
        "C",
        lambda d: [done("ECG", d), done("Echocardiography", d)],
        BLOCK,
        None,
        [dx("Colon adenocarcinoma"), drug("doxorubicin")],
    ),
    Row(
        "GEN-14",
        "C",
        lambda d: [report("Operative report", d), report("Surgical pathology", d)],
        BLOCK,
        None,
        [dx("Diffuse large B-cell lymphoma"), done("Splenectomy")],
    ),
    Row("GEN-15", "M", lambda d: [plan("Continue", d)], BLOCK, (None, 60, None), [THO]),
    Row("GEN-16", "M", lambda d: [make("Consent", "signed", d)], BLOCK, None, [THO]),
)
SPECIALTY = {"GEN-09": "hpb", "GEN-11": "rar", "GEN-13": "gio", "GEN-14": "hem"}


def specialty(row: Row) -> str:
    return SPECIALTY.get(row.id, "tho")


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_what_is_asked_for_meets_the_item(row: Row) -> None:
    check_met(specialty(row), row)


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_without_it_the_item_says_so(row: Row) -> None:
    check_lacking(specialty(row), row)


@pytest.mark.parametrize(("row", "days", "state", "effect"), flips(ROWS), ids=name)
def test_the_day_that_flips(row: Row, days: int, state: str, effect: str) -> None:
    check_flip(specialty(row), row, days, state, effect)


def test_the_items_without_row_have_tests_of_their_own() -> None:
    known = {row.id for row in ROWS} | {"GEN-01", "GEN-06", "GEN-07", "GEN-08"}
    assert known == {f"GEN-{number:02d}" for number in range(1, 17)}


@pytest.mark.parametrize(
    ("question", "verdict", "state", "effect"),
    [
        ("Lobectomy or SBRT for cT1cN0?", "pass", "met", "none"),
        ("Please review my case.", "vague", "unclear", "block"),
        ("Surgery?", "weak", "unclear", "block"),
        ("Surgery?", "", "unclear", "warn"),
        ("", "", "missing", "block"),
    ],
)
def test_gen_01_only_a_question_that_passes_is_met(
    question: str, verdict: str, state: str, effect: str
) -> None:
    finding = found("tho", "GEN-01", [THO], question=question, verdict=verdict)
    assert (finding.state, finding.effect) == (state, effect)
    assert finding.asks == "coordinator"
    if effect == "block":
        assert not finding.override_allowed


def test_gen_02_says_which_of_the_particulars_is_lacking() -> None:
    finding = found("tho", "GEN-02", [obs("ECOG", concept="ECOG")], birth="1980-01-01")
    assert "sex, height, weight" in finding.reason.en
    assert "date of birth" not in finding.reason.en


def test_gen_02_asks_vascular_brain_disease_for_mrs_and_gcs() -> None:
    finding = found("nsg", "GEN-02", [dx("Intracranial aneurysm")], **BORN)
    assert "mRS and GCS" in finding.reason.en
    assert "ECOG" not in finding.reason.en


def test_gen_03_names_the_drugs_without_dose() -> None:
    given = [drug("metformin", "2026-05-18"), drug("warfarin", "2026-05-18", dose="")]
    finding = found("tho", "GEN-03", given)
    assert (finding.state, finding.effect) == ("unclear", "warn")
    assert "warfarin" in finding.reason.en
    assert "metformin" not in finding.reason.en


def test_gen_03_takes_dose_route_and_frequency_apart() -> None:
    whole = Dosage(dose="5 mg", route="oral", frequency="daily")
    half = Dosage(dose="5 mg", frequency="daily")
    for dosage, state in ((whole, "met"), (half, "unclear")):
        fact = make("MedicationStatement", "apixaban", dosage=dosage)
        assert found("tho", "GEN-03", [fact]).state == state


def test_gen_03_asks_for_the_doses_of_the_newest_list_alone() -> None:
    given = [drug("metformin", "2026-05-18"), drug("gemcitabine", "2026-01-10", dose="")]
    assert found("tho", "GEN-03", given).state == "met"
    stopped = drug("warfarin", "2026-05-18", dose="", clinical_status="stopped")
    assert found("tho", "GEN-03", [*given, stopped]).state == "met"


def test_gen_06_explains_a_pause_only_by_response_or_reason() -> None:
    first = {"when": "2025-01-10", "response": "CR"}
    met = [line("R-CHOP", **first), line("R-GDP", "2025-06-01", response="PR")]
    assert found("hem", "GEN-06", met).state == "met"
    silent = [line("R-CHOP", "2025-01-10"), line("R-GDP", "2025-06-01", response="PR")]
    finding = found("hem", "GEN-06", silent)
    assert (finding.state, finding.effect) == ("unclear", "warn")
    assert "142 days" in finding.reason.en


@pytest.mark.parametrize(("start", "state"), [("2025-03-11", "met"), ("2025-03-12", "unclear")])
def test_gen_06_a_pause_of_60_days_needs_no_word(start: str, state: str) -> None:
    given = [done("TACE", "2025-01-10"), done("Right hepatectomy", start)]
    assert found("hpb", "GEN-06", given).state == state


def test_gen_06_leaves_out_what_was_before_the_disease() -> None:
    given = [
        dx("Hepatocellular carcinoma", "2026-03-01"),
        done("Cholecystectomy", "2008-01-01"),
        done("TACE", "2026-04-01"),
    ]
    assert found("hpb", "GEN-06", given).state == "met"


def test_gen_06_without_any_treatment_asks() -> None:
    finding = found("hpb", "GEN-06", [dx("Hepatocellular carcinoma")])
    assert (finding.state, finding.effect) == ("unclear", "warn")


CT = series("CT", "THORAX", "2026-05-01", "CHEST")


def test_gen_07_wants_dicom() -> None:
    assert found("tho", "GEN-07", [CT]).state == "met"
    nothing = found("tho", "GEN-07", [THO])
    assert (nothing.state, nothing.effect) == ("missing", "block")
    paper = found("tho", "GEN-07", [done("CT chest", "2026-05-01")])
    assert (paper.state, paper.effect) == ("wrong_format", "block")
    film = found("tho", "GEN-07", [THO], documents=[Document(path="film.jpg", kind="image")])
    assert film.state == "wrong_format"
    copies = found("tho", "GEN-07", [series("SC", "SCREEN", "2026-05-01", "CHEST")])
    assert copies.state == "wrong_format"


def test_gen_07_names_a_newer_examination_without_dicom() -> None:
    finding = found("tho", "GEN-07", [CT, done("CT chest", "2026-05-10")])
    assert finding.state == "wrong_format"
    assert "2026-05-10" in finding.reason.en
    assert found("tho", "GEN-07", [CT, done("CT chest", "2026-04-10")]).state == "met"


def test_gen_07_is_asked_in_haematology_only_where_a_lesion_can_be_measured() -> None:
    assert found("hem", "GEN-07", [dx("Diffuse large B-cell lymphoma")]).state == "missing"
    leukaemia = found("hem", "GEN-07", [dx("Acute myeloid leukemia")])
    assert leukaemia.state == "unclear"


def test_gen_08_wants_the_report_of_each_study() -> None:
    told = report("CT chest", "2026-05-01", category="imaging")
    assert found("tho", "GEN-08", [CT, told]).state == "met"
    missing = found("tho", "GEN-08", [CT])
    assert (missing.state, missing.effect) == ("missing", "block")
    other_day = report("CT chest", "2026-05-02", category="imaging")
    assert found("tho", "GEN-08", [CT, other_day]).state == "missing"
    other_kind = report("MRI brain", "2026-05-01", category="imaging")
    assert found("tho", "GEN-08", [CT, other_kind]).state == "missing"
    other_part = report("CT head", "2026-05-01", category="imaging")
    assert found("tho", "GEN-08", [CT, other_part]).state == "missing"


def test_gen_08_a_file_that_looks_like_the_report_is_confirmed_by_a_person() -> None:
    file = Document(path="02_CT_report_2026-05-01.pdf", kind="pdf")
    finding = found("tho", "GEN-08", [CT], documents=[file])
    assert (finding.state, finding.effect) == ("unclear", "warn")
    assert file.path in finding.reason.en


def test_gen_09_histology_of_a_liver_cancer_depends_on_the_images() -> None:
    finding = found("hpb", "GEN-09", [dx("Hepatocellular carcinoma")])
    assert (finding.state, finding.level) == ("unclear", "C")
    assert "imaging criteria" in finding.reason.en


def test_gen_10_is_mandatory_where_the_pathology_is_disputed() -> None:
    disputed = [THO, dx("Discordant pathology")]
    assert found("tho", "GEN-10", disputed).effect == "block"
    slides = [Document(path="a.svs", kind="slide")]
    assert found("tho", "GEN-10", disputed, documents=slides).state == "met"


def test_gen_11_values_of_different_weeks_are_said() -> None:
    half = [*labs("WBC HGB PLT ALT AST TBIL", "2026-05-18"), *labs("CREA Na K INR", "2026-05-08")]
    finding = found("tho", "GEN-11", [*half, lab("ALB", "2026-05-10")])
    assert finding.state == "met"
    assert found("rar", "GEN-11", [*half, lab("ALB", "2026-05-18")]).cause == "mixed_dates"


@pytest.mark.parametrize(("apart", "cause"), [(7, "met"), (8, "mixed_dates")])
def test_gen_11_seven_days_are_one_window(apart: int, cause: str) -> None:
    given = [
        *labs("WBC HGB PLT ALT AST TBIL ALB", days_ago(2)),
        *labs("CREA Na K INR", days_ago(2 + apart)),
    ]
    assert found("rar", "GEN-11", given).cause == cause


def test_gen_12_hbv_dna_is_asked_only_where_a_test_is_positive() -> None:
    negative = [lab(key, value="negative") for key in ("HBsAg", "HBcAb", "HCV-Ab", "HIV", "RPR")]
    assert found("tho", "GEN-12", negative, question=CHEMO).state == "met"
    positive = [*negative, lab("HBcAb", "2026-05-17", "positive")]
    finding = found("tho", "GEN-12", positive, question=CHEMO)
    assert (finding.state, finding.effect) == ("missing", "block")
    assert "HBV DNA" in finding.reason.en


def test_gen_12_hiv_and_syphilis_are_recommended_without_transplant() -> None:
    given = [lab(key, value="negative") for key in ("HBsAg", "HBcAb", "HCV-Ab")]
    finding = found("tho", "GEN-12", given, question=CHEMO)
    assert (finding.state, finding.effect) == ("missing", "warn")


def test_gen_13_is_asked_from_sixty_years() -> None:
    colon = [dx("Colon adenocarcinoma")]
    question = "Watch or not?"
    on_birthday = assessed("gio", colon, question=question, birth="1966-05-20").of("GEN-13")
    assert on_birthday is not None
    assert on_birthday.effect == "block"
    day_before = assessed("gio", colon, question=question, birth="1966-05-21")
    assert "GEN-13" in day_before.not_applicable
    partial = assessed("gio", colon, question=question, birth="1966").of("GEN-13")
    assert partial is not None
    assert partial.state == "unclear"


@pytest.mark.parametrize(("days", "effect"), [(365, "none"), (366, "block")])
def test_gen_16_consent_runs_out_and_nobody_overrides_it(days: int, effect: str) -> None:
    finding = found("tho", "GEN-16", [make("Consent", "signed", days_ago(days))])
    assert finding.effect == effect
    assert finding.override_allowed == (effect == "none")
    assert finding.asks == "patient"
