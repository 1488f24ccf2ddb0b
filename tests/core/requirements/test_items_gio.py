"""Every item of gastrointestinal oncology, as clinical content 2.2 (b) states it."""

from __future__ import annotations

import pytest
from case_builder import Row, done, dx, labs, line, obs, report, series
from item_table import check_flip, check_lacking, check_met, flips, name

GASTRIC = dx("Gastric adenocarcinoma")
RECTAL = dx("Rectal adenocarcinoma")
COLON = dx("Colon adenocarcinoma")
METASTASES = dx("Liver metastases")
SURGERY = "Should resection of the primary come now, or more chemotherapy?"
BLOCK = ("missing", "block")
WARN = ("missing", "warn")

ROWS = (
    Row("GIO-01", "M", lambda d: [report("Pathology report", d)], BLOCK, None, [GASTRIC]),
    Row("GIO-02", "M", lambda d: [obs("MSI", d, "MSS", concept="MSI")], BLOCK, None, [COLON]),
    Row(
        "GIO-03",
        "M",
        lambda d: [obs("HER2", d, "3+", concept="HER2")],
        BLOCK,
        None,
        [GASTRIC, METASTASES],
    ),
    Row(
        "GIO-04",
        "M",
        lambda d: [
            obs("KRAS", d, "wild-type", concept="KRAS"),
            obs("NRAS", d, "wild-type", concept="NRAS"),
            obs("BRAF", d, "wild-type", concept="BRAF"),
        ],
        BLOCK,
        None,
        [COLON, METASTASES],
    ),
    Row(
        "GIO-05",
        "C",
        lambda d: [
            obs("PD-L1", d, "CPS 5", concept="PD-L1"),
            obs("CLDN18.2", d, "80%", concept="CLDN18.2"),
            obs("EBER", d, "negative", concept="EBER"),
        ],
        BLOCK,
        None,
        [GASTRIC, METASTASES],
    ),
    Row(
        "GIO-06",
        "M",
        lambda d: [series("CT", "CAP PORTAL VENOUS", d, "CHESTABDPELVIS", "5.0")],
        BLOCK,
        (42, 90, 180),
        [GASTRIC],
    ),
    Row(
        "GIO-07",
        "M",
        lambda d: [
            series("MR", "T2 SAG", d, "RECTUM", "3.0"),
            series("MR", "T2 AX OBLIQUE", d, "RECTUM", "3.0"),
            series("MR", "T2 COR", d, "RECTUM", "3.0"),
            series("MR", "DWI", d, "RECTUM", "3.0"),
        ],
        BLOCK,
        (42, 90, 180),
        [RECTAL],
    ),
    Row(
        "GIO-08",
        "C",
        lambda d: [series("MR", "LIVER HEPATOBILIARY", d, "LIVER")],
        BLOCK,
        (28, 90, 180),
        [COLON, METASTASES],
        SURGERY,
    ),
    Row("GIO-09", "R", lambda d: [series("PT", "PET", d)], WARN, (42, 90, 180), [COLON]),
    Row("GIO-10", "M", lambda d: [done("Gastroscopy", d)], BLOCK, (60, 120, 365), [GASTRIC]),
    Row(
        "GIO-11",
        "R",
        lambda d: [done("Diagnostic laparoscopy", d)],
        WARN,
        None,
        [GASTRIC, obs("TNM", "2026-01-05", "cT3N1M0", concept="TNM")],
    ),
    Row("GIO-12", "M", lambda d: labs("CEA CA19-9 CA72-4", d), BLOCK, (30, 60, 120), [GASTRIC]),
    Row(
        "GIO-13",
        "M",
        lambda d: labs("WBC HGB PLT ALT AST TBIL ALB CREA Na K INR", d),
        BLOCK,
        (14, 30, 60),
        [GASTRIC],
    ),
    Row(
        "GIO-14",
        "M",
        lambda d: [
            *(obs("weight", x, "70", concept="WEIGHT") for x in ("2015-01-05", "2015-04-05", d)),
            obs("NRS-2002", d, "2", concept="NRS-2002"),
        ],
        BLOCK,
        (30, 60, 120),
        [GASTRIC],
    ),
    Row(
        "GIO-15",
        "C",
        lambda d: [report("Operative report", d), report("Surgical pathology", d)],
        BLOCK,
        None,
        [GASTRIC, done("Distal gastrectomy")],
    ),
    Row(
        "GIO-16",
        "C",
        lambda d: [line("FOLFOX", "2015-03-05", response="PR")],
        BLOCK,
        None,
        [COLON, line("FOLFIRI", "2015-01-07")],
    ),
    Row(
        "GIO-17",
        "C",
        lambda d: [done("Radiotherapy", "2015-02-03", value="50.4 Gy in 28 fractions")],
        BLOCK,
        None,
        [RECTAL, done("Radiotherapy of pelvis")],
    ),
    Row(
        "GIO-18",
        "M",
        lambda d: [dx("no obstruction", d), dx("no bleeding", d), dx("no perforation", d)],
        BLOCK,
        (7, 14, 30),
        [COLON],
    ),
    Row("GIO-19", "R", lambda d: labs("DPYD UGT1A1", d), WARN, None, [COLON]),
    Row(
        "GIO-20",
        "C",
        lambda d: [obs("TMB", d, "4", concept="TMB")],
        BLOCK,
        None,
        [COLON, line("FOLFOX", "2015-01-06"), line("FOLFIRI", "2015-06-06")],
    ),
    Row(
        "GIO-21",
        "C",
        lambda d: [obs("Digital rectal examination", d, "6 cm, mobile")],
        BLOCK,
        (14, 30, 60),
        [dx("Anal cancer")],
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_what_is_asked_for_meets_the_item(row: Row) -> None:
    check_met("gio", row)


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_without_it_the_item_says_so(row: Row) -> None:
    check_lacking("gio", row)


@pytest.mark.parametrize(("row", "days", "state", "effect"), flips(ROWS), ids=name)
def test_the_day_that_flips(row: Row, days: int, state: str, effect: str) -> None:
    check_flip("gio", row, days, state, effect)


def test_every_item_has_its_row() -> None:
    assert [row.id for row in ROWS] == [f"GIO-{number:02d}" for number in range(1, 22)]
