"""Every item of haematology, as clinical content 2.3 (b) states it."""

from __future__ import annotations

import pytest
from case_builder import Row, done, dx, found, lab, labs, line, obs, report, series
from item_table import check_flip, check_lacking, check_met, flips, name

DLBCL = dx("Diffuse large B-cell lymphoma")
AML = dx("Acute myeloid leukemia")
MM = dx("Multiple myeloma")
CART = "Is CD19 CAR-T preferred now over chemotherapy?"
TRANSPLANT = "Is an allogeneic transplant indicated now?"
BLOCK = ("missing", "block")
WARN = ("missing", "warn")

ROWS = (
    Row(
        "HEM-01",
        "M",
        lambda d: [report("Pathology report", d), series("SM", "HE", d)],
        BLOCK,
        None,
        [DLBCL],
    ),
    Row(
        "HEM-02",
        "M",
        lambda d: [report("Bone marrow smear", d), report("Flow cytometry", d)],
        BLOCK,
        (14, 30, 60),
        [AML],
    ),
    Row(
        "HEM-03",
        "M",
        lambda d: [report("Karyotype", d), report("FISH", d)],
        BLOCK,
        None,
        [AML],
    ),
    Row("HEM-04", "M", lambda d: [obs("NPM1", d, "mutated", concept="NPM1")], BLOCK, None, [AML]),
    Row(
        "HEM-05",
        "C",
        lambda d: [done("Excision biopsy of lymph node", d)],
        BLOCK,
        (90, 180, None),
        [DLBCL, dx("Relapse of lymphoma")],
    ),
    Row(
        "HEM-06",
        "M",
        lambda d: [series("PT", "PET WB", d), obs("Deauville", d, "5", concept="Deauville")],
        BLOCK,
        (28, 60, 120),
        [DLBCL],
    ),
    Row(
        "HEM-07",
        "M",
        lambda d: labs("IgG IgA IgM β2-MG ALB LDH Ca CREA M-pro 24hUP FLC-ratio", d),
        BLOCK,
        (14, 30, 60),
        [MM],
    ),
    Row(
        "HEM-08",
        "M",
        lambda d: [series("CT", "WB LOW DOSE", d, "WHOLEBODY")],
        BLOCK,
        (60, 90, 180),
        [MM],
    ),
    Row(
        "HEM-09",
        "M",
        lambda d: [*labs("WBC HGB PLT NEUT LYM", d), dx("no transfusion", d)],
        BLOCK,
        (3, 14, 30),
        [DLBCL],
    ),
    Row(
        "HEM-10",
        "M",
        lambda d: labs("ALT AST TBIL CREA K LDH UA FIB D-D INR", d),
        BLOCK,
        (3, 14, 30),
        [DLBCL],
    ),
    Row(
        "HEM-11",
        "C",
        lambda d: [report("CSF cytology", d)],
        BLOCK,
        (28, 60, 120),
        [dx("Burkitt lymphoma")],
    ),
    Row(
        "HEM-12",
        "M",
        lambda d: [obs("CD19", d, "95%", concept="CD19")],
        BLOCK,
        (28, 60, 120),
        [DLBCL],
        CART,
    ),
    Row(
        "HEM-13",
        "M",
        lambda d: [done("Echocardiography", d), done("ECG", d), lab("SpO2", d, "98", "%")],
        BLOCK,
        (30, 90, 180),
        [DLBCL],
        CART,
    ),
    Row(
        "HEM-14",
        "M",
        lambda d: [
            *labs("HBsAg HBsAb HBeAg HBeAb HBcAb HCV-Ab HIV RPR CMV-DNA EBV-DNA T-SPOT", d),
            lab("HBV-DNA"),
        ],
        BLOCK,
        (None, 90, 180),
        [DLBCL],
        CART,
    ),
    Row(
        "HEM-15", "M", lambda d: [line("R-CHOP", "2015-02-03", response="CR")], BLOCK, None, [DLBCL]
    ),
    Row(
        "HEM-16",
        "C",
        lambda d: [dx("no graft-versus-host disease", d)],
        BLOCK,
        None,
        [AML, done("Allogeneic stem cell transplantation")],
    ),
    Row("HEM-17", "C", lambda d: [report("HLA typing", d)], BLOCK, None, [AML], TRANSPLANT),
    Row(
        "HEM-18",
        "M",
        lambda d: [line("bendamustine", d, certainty="negated")],
        BLOCK,
        None,
        [DLBCL],
        CART,
    ),
    Row("HEM-19", "R", lambda d: labs("FER CRP IL-6", d), WARN, (7, 14, 30), [DLBCL], CART),
    Row(
        "HEM-20",
        "C",
        lambda d: [lab("hCG", d, "negative")],
        BLOCK,
        (7, 14, 30),
        [DLBCL],
        more={"birth": "1990-01-01", "sex": "female"},
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_what_is_asked_for_meets_the_item(row: Row) -> None:
    check_met("hem", row)


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_without_it_the_item_says_so(row: Row) -> None:
    check_lacking("hem", row)


@pytest.mark.parametrize(("row", "days", "state", "effect"), flips(ROWS), ids=name)
def test_the_day_that_flips(row: Row, days: int, state: str, effect: str) -> None:
    check_flip("hem", row, days, state, effect)


def test_every_item_has_its_row() -> None:
    assert [row.id for row in ROWS] == [f"HEM-{number:02d}" for number in range(1, 21)]


def test_myc_by_immunohistochemistry_alone_is_a_question() -> None:
    stained = obs("MYC", value="45 %", concept="MYC", category="biomarker")
    finding = found("hem", "HEM-03", [DLBCL, stained])
    assert (finding.state, finding.effect) == ("unclear", "warn")
    assert "MYC low" in finding.reason.en
    fish = obs("MYC rearrangement by FISH", value="negative", concept="MYC")
    assert found("hem", "HEM-03", [DLBCL, stained, fish]).state == "met"
    assert found("hem", "HEM-03", [DLBCL]).effect == "block"
