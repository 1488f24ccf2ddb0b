"""Studies before, between and after treatments, and in their time; antigens; stages."""

from __future__ import annotations

import pytest
from case_builder import assessed, date, days_ago, done, drug, dx, found, line, obs, series

from huizhen.core.preparation.requirements.findings import Finding
from huizhen.core.records.fact import Fact

HCC = dx("Hepatocellular carcinoma")
RECTAL = dx("Rectal adenocarcinoma")
GASTRIC = dx("Gastric adenocarcinoma")


def liver(*days: str) -> list[Fact]:
    return [series("CT", "LIVER", day, "LIVER") for day in days]


def hpb_17(*facts: Fact) -> Finding:
    return found("hpb", "HPB-17", [HCC, *facts])


TACE = done("TACE", "2026-02-10", response="PR")
ABLATION = done("Microwave ablation of liver", "2026-04-01", response="CR")


def test_images_lie_before_between_and_after_the_treatments() -> None:
    whole = hpb_17(TACE, ABLATION, *liver("2026-02-09", "2026-03-20", "2026-04-02"))
    assert (whole.state, whole.effect) == ("met", "none"), whole.reason.en


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (("2026-03-20", "2026-04-02"), "before the treatment (TACE, 2026-02-10)"),
        (("2026-02-09", "2026-04-02"), "after one treatment (TACE, 2026-02-10)"),
        (("2026-02-09", "2026-03-20"), "after the treatment (Microwave ablation"),
        (("2026-02-10", "2026-03-20", "2026-04-02"), "before the treatment (TACE"),
        (("2026-02-09", "2026-03-20", "2026-04-01"), "after the treatment (Microwave"),
    ],
)
def test_each_lacking_image_is_named(days: tuple[str, ...], says: str) -> None:
    finding = hpb_17(TACE, ABLATION, *liver(*days))
    assert (finding.state, finding.effect) == ("missing", "block")
    assert says in finding.reason.en


def test_a_partial_date_leaves_the_order_open() -> None:
    finding = hpb_17(TACE, *liver("2026-02", "2026-03-20"))
    assert finding.state == "unclear"
    assert "cannot be told from the dates" in finding.reason.en


def test_an_image_on_paper_alone_is_the_wrong_format() -> None:
    finding = hpb_17(TACE, done("CT liver", "2026-02-01"), *liver("2026-03-20"))
    assert finding.state == "wrong_format"


def test_radiotherapy_lasts_to_its_end_and_elsewhere_does_not_count() -> None:
    course = done("SBRT", "2026-02-01", end_date=TACE.date, response="PR")
    assert hpb_17(course, *liver("2026-01-31", "2026-02-05")).state == "missing"
    assert hpb_17(course, *liver("2026-01-31", "2026-02-11")).state == "met"
    chest = done("Radiotherapy of the chest", "2020-02-01")
    assert hpb_17(TACE, chest, *liver("2026-02-09", "2026-03-20")).state == "met"


def rectum(when: str) -> list[Fact]:
    return [series("MR", n, when, "RECTUM", "3.0") for n in ("T2 SAG", "T2 AX", "T2 COR", "DWI")]


@pytest.mark.parametrize(
    ("days", "cause", "effect"),
    [
        (41, "by_event", "block"),
        (42, "met", "none"),
        (84, "met", "none"),
        (85, "aging", "note"),
    ],
)
def test_restaging_is_read_six_to_twelve_weeks_after_chemoradiotherapy(
    days: int, cause: str, effect: str
) -> None:
    therapy = done("Chemoradiotherapy", days_ago(days + 60), end_date=date(days_ago(days + 5)))
    finding = found("gio", "GIO-07", [RECTAL, therapy, *rectum(days_ago(5))])
    assert (finding.cause, finding.effect) == (cause, effect), finding.reason.en


def test_radiotherapy_of_another_region_times_no_rectal_image() -> None:
    therapy = done("Radiotherapy of the brain", days_ago(20))
    assert found("gio", "GIO-07", [RECTAL, therapy, *rectum(days_ago(5))]).state == "met"


@pytest.mark.parametrize(
    ("days", "cause", "effect"),
    [(27, "flagged", "warn"), (28, "met", "none"), (56, "met", "none"), (57, "aging", "note")],
)
def test_the_baseline_after_an_operation_is_four_to_eight_weeks_old(
    days: int, cause: str, effect: str
) -> None:
    operation = done("Gastrectomy", days_ago(days + 5))
    given = series("CT", "CAP PORTAL VENOUS", days_ago(5), "CHESTABDPELVIS", "5.0")
    finding = found("gio", "GIO-06", [GASTRIC, operation, given])
    assert (finding.cause, finding.effect) == (cause, effect), finding.reason.en


def test_a_treatment_after_the_operation_ends_the_time_of_the_baseline() -> None:
    operation = done("Gastrectomy", days_ago(100))
    chemo = line("FOLFOX regimen", days_ago(60))
    given = series("CT", "CAP PORTAL VENOUS", days_ago(5), "CHESTABDPELVIS", "5.0")
    assert found("gio", "GIO-06", [GASTRIC, operation, chemo, given]).state == "met"


@pytest.mark.parametrize(
    ("stage", "applies"),
    [("IA3", False), ("IB", True), ("IIA", True), ("IIIA", True), ("IVA", False)],
)
def test_genes_of_a_resected_squamous_cancer_are_wanted_from_ib_to_iii(
    stage: str, applies: bool
) -> None:
    given = [
        dx("Squamous cell carcinoma of lung"),
        obs("smoking", value="40 pack-years", concept="smoking"),
        obs("Stage", value=stage, concept="Stage"),
        done("Lobectomy", days_ago(30)),
    ]
    finding = assessed("tho", given).of("THO-06")
    assert (finding is not None) is applies
    assert finding is None or (finding.level, finding.state) == ("R", "missing")


DLBCL = dx("Diffuse large B-cell lymphoma")
MYELOMA = dx("Multiple myeloma")


def antigen(name: str) -> Fact:
    return obs(name, "2026-05-01", "95%", concept=name)


@pytest.mark.parametrize(
    ("tested", "given", "void"),
    [
        ("CD19", "tafasitamab", True),
        ("CD19", "blinatumomab", True),
        ("CD19", "CAR-T", True),
        ("CD19", "rituximab", False),
        ("CD19", "inotuzumab ozogamicin", False),
        ("CD19", "anti-CD22 CAR-T", False),
        ("CD22", "inotuzumab ozogamicin", True),
        ("CD22", "tafasitamab", False),
        ("CD20", "rituximab", True),
        ("CD20", "glofitamab", True),
        ("CD20", "blinatumomab", False),
    ],
)
def test_only_a_drug_against_the_antigen_voids_it(tested: str, given: str, void: bool) -> None:
    known = [DLBCL, antigen(tested)]
    question = "Is CAR-T indicated?"
    assert found("hem", "HEM-12", known, question=question).state == "met"
    same_day = found("hem", "HEM-12", [*known, drug(given, "2026-05-01")], question=question)
    assert same_day.state == "met"
    after = found("hem", "HEM-12", [*known, drug(given, "2026-05-02")], question=question)
    assert (after.cause == "by_event") is void, after.reason.en


@pytest.mark.parametrize(
    ("tested", "given", "void"),
    [
        ("BCMA", "teclistamab", True),
        ("BCMA", "talquetamab", False),
        ("BCMA", "daratumumab", False),
    ],
)
def test_bcma_after_drugs_of_myeloma(tested: str, given: str, void: bool) -> None:
    known = [MYELOMA, antigen(tested), drug(given, "2026-05-02")]
    finding = found("hem", "HEM-12", known, question="Is BCMA CAR-T indicated?")
    assert finding.level == "R"
    assert (finding.cause == "by_event") is void, finding.reason.en


def test_the_antigen_that_the_question_names_is_wanted() -> None:
    question = "Is anti-CD22 CAR-T indicated?"
    assert found("hem", "HEM-12", [DLBCL, antigen("CD22")], question=question).state == "met"
    other = found("hem", "HEM-12", [DLBCL, antigen("CD19")], question=question)
    assert (other.state, other.effect) == ("missing", "block")
