"""Every item of hepatobiliary and pancreatic surgery, as clinical content 2.1 (b) states it."""

from __future__ import annotations

import pytest
from case_builder import Row, done, dx, lab, labs, obs, report, series
from item_table import check_flip, check_lacking, check_met, flips, name

from huizhen.core.records.fact import Fact

HCC = dx("Hepatocellular carcinoma")
PDAC = dx("Pancreatic ductal adenocarcinoma")
HILAR = dx("Hilar cholangiocarcinoma")
CIRRHOSIS = dx("Cirrhosis of liver")
RESECTION = "Is a right hepatectomy feasible for this tumour in S5, or first TACE?"
MEDICAL = "Should lenvatinib be continued?"


def liver_ct(when: str) -> list[Fact]:
    return [
        series("CT", f"LIVER {phase} 1.0", when, "ABDOMEN", "1.0")
        for phase in ("ARTERIAL", "PORTAL VENOUS", "DELAYED")
    ]


def three_bilirubins(when: str) -> list[Fact]:
    values = [lab("TBIL", day, "80", "umol/L") for day in ("2026-04-01", "2026-04-20", when)]
    return [*values, done("ERCP with biliary stent", when)]


ROWS = (
    Row("HPB-01", "M", liver_ct, ("missing", "block"), (28, 90, 180), [HCC], MEDICAL),
    Row(
        "HPB-02",
        "C",
        lambda d: [
            series("MR", "HEPATOBILIARY PHASE", d, "LIVER"),
            series("MR", "DWI", d, "LIVER"),
        ],
        ("missing", "block"),
        (28, 90, 180),
        [dx("Liver metastases")],
    ),
    Row(
        "HPB-03",
        "M",
        lambda d: [
            series("CT", "PANCREATIC PHASE", d, "PANCREAS"),
            series("CT", "PORTAL VENOUS", d, "PANCREAS"),
        ],
        ("missing", "block"),
        (28, 42, 90),
        [PDAC],
    ),
    Row(
        "HPB-04",
        "M",
        lambda d: [series("MR", "3D MRCP", d, "ABDOMEN")],
        ("missing", "block"),
        (28, 42, 90),
        [HILAR],
    ),
    Row(
        "HPB-05",
        "M",
        lambda d: [series("CT", "THORAX", d, "CHEST", "5.0")],
        ("missing", "block"),
        (42, 90, 180),
        [HCC],
    ),
    Row(
        "HPB-06",
        "C",
        lambda d: [series("PT", "PET WB", d)],
        ("missing", "block"),
        (42, 90, 180),
        [HILAR],
        RESECTION,
    ),
    Row("HPB-07", "R", lambda d: [done("EUS-FNA", d)], ("missing", "warn"), None, [PDAC]),
    Row(
        "HPB-08",
        "R",
        lambda d: [done("Staging laparoscopy", d)],
        ("unclear", "note"),
        None,
        [PDAC],
    ),
    Row(
        "HPB-09",
        "M",
        lambda d: [lab("AFP", d), lab("PIVKA-II", d)],
        ("missing", "block"),
        (14, 30, 90),
        [HCC],
    ),
    Row(
        "HPB-10",
        "M",
        lambda d: [lab("TBIL", d, "12", "umol/L"), *labs("ALB ALT AST PLT CREA Na INR", d)],
        ("missing", "block"),
        (7, 30, 60),
    ),
    Row(
        "HPB-11",
        "M",
        lambda d: [
            lab("HBsAg", d, "negative"),
            lab("HBcAb", d, "negative"),
            lab("HCV-Ab", d, "neg"),
        ],
        ("missing", "block"),
        (None, 180, 365),
    ),
    Row(
        "HPB-12",
        "C",
        lambda d: [lab("ICG-R15", d, "8", "%")],
        ("missing", "block"),
        (14, 42, 90),
        [HCC, CIRRHOSIS],
    ),
    Row(
        "HPB-13",
        "C",
        lambda d: [obs("Future liver remnant", d, "38")],
        ("missing", "block"),
        (14, 42, 90),
        [HCC],
        RESECTION,
    ),
    Row(
        "HPB-14",
        "C",
        lambda d: [done("Gastroscopy", d)],
        ("missing", "block"),
        (90, 180, 365),
        [CIRRHOSIS],
    ),
    Row(
        "HPB-15",
        "C",
        lambda d: [
            *three_bilirubins(d),
            dx("no cholangitis", d),
            obs("Bile culture", d, "sterile"),
        ],
        ("missing", "block"),
        None,
        [lab("TBIL", "2026-03-01", "80", "umol/L")],
    ),
    Row(
        "HPB-16",
        "M",
        lambda d: [dx("no ascites", d), dx("no hepatic encephalopathy", d), dx("varices", d)],
        ("missing", "block"),
        (14, 30, 60),
        [CIRRHOSIS],
    ),
    Row(
        "HPB-17",
        "C",
        lambda d: [
            done("TACE", "2015-03-01", response="PR"),
            series("CT", "LIVER", "2015-01-05", "LIVER"),
            series("CT", "LIVER", "2015-03-02", "LIVER"),
        ],
        ("missing", "block"),
        None,
        [HCC, done("TACE", "2015-03-01")],
    ),
    Row(
        "HPB-18",
        "C",
        lambda d: [
            report("Operative report", d),
            report("Pathology of the resection specimen", d),
            obs("margin", d, "R0", concept="margin"),
            obs("MVI", d, "M0", concept="MVI"),
            obs("grade", d, "moderate differentiation", concept="grade"),
        ],
        ("missing", "block"),
        None,
        [HCC, done("Right hepatectomy")],
    ),
    Row(
        "HPB-19",
        "C",
        lambda d: [obs("FGFR2", d, "fusion", concept="FGFR2", category="biomarker")],
        ("missing", "block"),
        None,
        [PDAC, dx("Liver metastases")],
    ),
    Row(
        "HPB-20",
        "R",
        lambda d: [
            obs("Body weight", "2015-02-02", "70", concept="WEIGHT"),
            obs("Body weight", d, "66", concept="WEIGHT"),
            lab("ALB", d),
            obs("NRS-2002", d, "2", concept="NRS-2002"),
        ],
        ("missing", "warn"),
        (30, 60, 120),
        [HCC],
    ),
    Row(
        "HPB-21",
        "C",
        lambda d: [lab("IgG4", d)],
        ("missing", "block"),
        (90, 180, 365),
        [dx("Autoimmune pancreatitis", certainty="suspected")],
    ),
    Row(
        "HPB-22",
        "R",
        lambda d: [obs("Liver stiffness", d, "9")],
        ("missing", "warn"),
        (90, 180, 365),
        [CIRRHOSIS],
        RESECTION,
    ),
    Row(
        "HPB-23",
        "C",
        lambda d: [
            lab("ABO", d, "A"),
            done("Echocardiography", d),
            obs("Listed for transplant", d, "no"),
            obs("Living donor", d, "brother"),
        ],
        ("missing", "block"),
        (90, 180, 365),
        [HCC],
        "Is a liver transplant indicated for this HCC?",
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_what_is_asked_for_meets_the_item(row: Row) -> None:
    check_met("hpb", row)


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_without_it_the_item_says_so(row: Row) -> None:
    check_lacking("hpb", row)


@pytest.mark.parametrize(("row", "days", "state", "effect"), flips(ROWS), ids=name)
def test_the_day_that_flips(row: Row, days: int, state: str, effect: str) -> None:
    check_flip("hpb", row, days, state, effect)


def test_every_item_has_its_row() -> None:
    assert [row.id for row in ROWS] == [f"HPB-{number:02d}" for number in range(1, 24)]
