"""Every item of rare tumours and sarcoma, as clinical content 2.7 (b) states it."""

from __future__ import annotations

import pytest
from case_builder import Row, done, drug, dx, labs, make, obs, report, series
from item_table import check_flip, check_lacking, check_met, flips, name

from huizhen.core.records.fact import Fact

SARCOMA = dx("Undifferentiated pleomorphic sarcoma", body_site="thigh")
LOW_GRADE = obs("grade", "2026-05-01", "G1", concept="grade")
GIST = dx("GIST of stomach")
NET = dx("Neuroendocrine tumour")
BONE = dx("Osteosarcoma of femur")
BLOCK = ("missing", "block")
WARN = ("missing", "warn")


def thigh_mri(when: str) -> list[Fact]:
    names = ("T1", "T2 FS STIR", "T1 POST GD")
    return [series("MR", text, when, "THIGH", "4.0") for text in names]


ROWS = (
    Row("RAR-01", "M", lambda d: [report("Pathology report", d)], BLOCK, None, [SARCOMA]),
    Row("RAR-02", "M", lambda d: [series("SM", "HE", d)], BLOCK, None, [SARCOMA]),
    Row("RAR-03", "M", lambda d: [obs("KIT", d, "exon 11", concept="KIT")], BLOCK, None, [GIST]),
    Row("RAR-04", "M", thigh_mri, BLOCK, (28, 90, 180), [SARCOMA, LOW_GRADE]),
    Row(
        "RAR-05",
        "M",
        lambda d: [series("CT", "THORAX", d, "CHEST", "1.5")],
        BLOCK,
        (28, 90, 180),
        [SARCOMA],
    ),
    Row(
        "RAR-06",
        "C",
        lambda d: [series("PT", "68GA DOTATATE", d)],
        BLOCK,
        (42, 90, 180),
        [NET],
    ),
    Row(
        "RAR-07",
        "C",
        lambda d: [report("Operative report", d)],
        BLOCK,
        None,
        [SARCOMA, done("Excision of thigh mass")],
    ),
    Row(
        "RAR-08",
        "C",
        lambda d: [
            obs("Cumulative doxorubicin dose", d, "300", unit="mg/m2"),
            done("Echocardiography", d),
        ],
        BLOCK,
        (90, 180, 365),
        [SARCOMA, drug("doxorubicin")],
    ),
    Row(
        "RAR-09",
        "C",
        lambda d: [done("Radiotherapy of thigh", "2015-03-01", value="50 Gy")],
        BLOCK,
        None,
        [SARCOMA, done("Radiotherapy")],
    ),
    Row(
        "RAR-10",
        "C",
        lambda d: [
            *labs("Ki-67 CgA", d),
            obs("mitoses", d, "2", concept="mitoses"),
            obs("5-HIAA in urine", d, "20"),
        ],
        BLOCK,
        (30, 60, 120),
        [NET],
    ),
    Row(
        "RAR-11",
        "C",
        lambda d: [obs("Plasma metanephrines", d, "0.3")],
        BLOCK,
        (30, 90, 180),
        [dx("Paraganglioma", certainty="suspected")],
    ),
    Row(
        "RAR-12",
        "C",
        lambda d: [*labs("COR ALD", d), obs("DHEAS", d), obs("Renin", d)],
        BLOCK,
        (30, 90, 180),
        [dx("Adrenocortical carcinoma")],
    ),
    Row(
        "RAR-13",
        "C",
        lambda d: [*labs("CEA CA125 CA19-9", d), obs("PCI", d, "12", concept="PCI")],
        BLOCK,
        (28, 90, 180),
        [dx("Pseudomyxoma peritonei")],
    ),
    Row(
        "RAR-14",
        "M",
        lambda d: [series("DX", "FEMUR AP LAT", d, "FEMUR")],
        BLOCK,
        (28, 90, 180),
        [BONE],
    ),
    Row("RAR-15", "M", lambda d: labs("ALP LDH", d), BLOCK, (14, 30, 60), [BONE]),
    Row(
        "RAR-16",
        "M",
        lambda d: [obs("Neurovascular status of leg", d, "intact")],
        BLOCK,
        (14, 30, 60),
        [SARCOMA],
    ),
    Row(
        "RAR-17",
        "R",
        lambda d: [make("FamilyMemberHistory", "Breast cancer", d, certainty="family")],
        WARN,
        None,
        [SARCOMA],
    ),
    Row(
        "RAR-18",
        "C",
        lambda d: [series("CT", "ABDOMEN", x, "ABDOMEN") for x in ("2025-05-05", d)],
        BLOCK,
        None,
        [GIST, drug("imatinib", concept="imatinib")],
    ),
    Row(
        "RAR-19",
        "R",
        lambda d: [drug("imatinib", d, concept="imatinib", dose="400 mg daily")],
        WARN,
        None,
        [GIST],
    ),
    Row(
        "RAR-20",
        "C",
        lambda d: [
            obs("height", d, "170", concept="HEIGHT"),
            obs("weight", d, "60", concept="WEIGHT"),
            obs("Fertility", d, "wish to preserve"),
        ],
        BLOCK,
        None,
        [SARCOMA],
        more={"birth": "2005-01-01"},
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_what_is_asked_for_meets_the_item(row: Row) -> None:
    check_met("rar", row)


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_without_it_the_item_says_so(row: Row) -> None:
    check_lacking("rar", row)


@pytest.mark.parametrize(("row", "days", "state", "effect"), flips(ROWS), ids=name)
def test_the_day_that_flips(row: Row, days: int, state: str, effect: str) -> None:
    check_flip("rar", row, days, state, effect)


def test_every_item_has_its_row() -> None:
    assert [row.id for row in ROWS] == [f"RAR-{number:02d}" for number in range(1, 21)]
