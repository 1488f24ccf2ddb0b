"""Every item of thoracic oncology, as clinical content 2.5 (b) states it."""

from __future__ import annotations

import pytest
from case_builder import Row, done, dx, lab, labs, line, obs, report, series
from item_table import check_flip, check_lacking, check_met, flips, name

ADENO = dx("Lung adenocarcinoma")
NODULE = dx("Pulmonary nodule")
STAGE_3 = obs("Stage", "2026-05-01", "IIIA", concept="Stage")
STAGE_4 = obs("Stage", "2026-05-01", "IVA", concept="Stage")
SURGERY = "Is lobectomy feasible now, or neoadjuvant treatment first?"
IMMUNE = "Should pembrolizumab be added?"
BLOCK = ("missing", "block")
WARN = ("missing", "warn")

ROWS = (
    Row(
        "THO-01",
        "M",
        lambda d: [series("CT", "THORAX LUNG", d, "CHEST", "1.25")],
        BLOCK,
        (28, 90, 180),
        [NODULE],
    ),
    Row(
        "THO-02",
        "C",
        lambda d: [series("CT", "LUNG", x, "CHEST") for x in ("2025-05-05", d)],
        BLOCK,
        None,
        [NODULE],
    ),
    Row(
        "THO-03",
        "M",
        lambda d: [series("PT", "PET", d)],
        BLOCK,
        (42, 90, 180),
        [ADENO, STAGE_3],
        SURGERY,
    ),
    Row(
        "THO-04",
        "M",
        lambda d: [series("MR", "BRAIN T1 POST GD", d, "BRAIN")],
        BLOCK,
        (42, 90, 180),
        [ADENO, STAGE_3],
    ),
    Row("THO-05", "M", lambda d: [report("Pathology report", d)], BLOCK, None, [ADENO]),
    Row(
        "THO-06",
        "M",
        lambda d: [
            obs("EGFR", d, "wild-type", concept="EGFR"),
            obs("PD-L1", d, "TPS 60%", concept="PD-L1"),
        ],
        BLOCK,
        None,
        [ADENO, STAGE_4],
    ),
    Row(
        "THO-07",
        "C",
        lambda d: [done("EBUS-TBNA", d)],
        BLOCK,
        (60, 120, None),
        [ADENO, obs("TNM", "2026-05-01", "cT2N2M0", concept="TNM")],
        SURGERY,
    ),
    Row("THO-08", "M", lambda d: labs("FEV1 DLCO", d), BLOCK, (60, 90, 180), [ADENO], SURGERY),
    Row(
        "THO-09",
        "M",
        lambda d: [done("ECG", d), done("Echocardiography", d)],
        BLOCK,
        None,
        [ADENO],
        SURGERY,
    ),
    Row(
        "THO-10",
        "R",
        lambda d: labs("CEA CYFRA21-1 SCC NSE ProGRP", d),
        WARN,
        (30, 60, 120),
        [ADENO],
    ),
    Row(
        "THO-11",
        "C",
        lambda d: [line("carboplatin and pemetrexed", "2015-02-03", response="PR")],
        BLOCK,
        None,
        [ADENO, line("osimertinib")],
    ),
    Row(
        "THO-12",
        "C",
        lambda d: [done("Radiotherapy of chest", "2015-03-01", value="60 Gy")],
        BLOCK,
        None,
        [ADENO, done("Radiotherapy")],
        "Is radiotherapy again possible?",
    ),
    Row(
        "THO-13",
        "M",
        lambda d: [obs("smoking", d, "20 a day, 30 years", concept="smoking")],
        BLOCK,
        None,
        [ADENO],
    ),
    Row(
        "THO-14",
        "M",
        lambda d: [dx("no interstitial lung disease", d)],
        BLOCK,
        None,
        [ADENO],
        IMMUNE,
    ),
    Row(
        "THO-15",
        "C",
        lambda d: [report("Pleural fluid cytology", d)],
        BLOCK,
        None,
        [ADENO, dx("Pleural effusion")],
    ),
    Row(
        "THO-16",
        "C",
        lambda d: [
            done("Gastroscopy", d),
            done("EUS", d),
            report("Pathology of biopsies", d),
            done("Barium swallow", d),
            series("CT", "NECK", d, "NECK"),
        ],
        BLOCK,
        (60, 120, 365),
        [dx("Esophageal squamous cell carcinoma")],
    ),
    Row(
        "THO-17",
        "R",
        lambda d: [done("Bronchoscopy", d)],
        WARN,
        (60, 120, 365),
        [ADENO, obs("central mass", "2026-05-01", "3 cm", category="imaging")],
    ),
    Row(
        "THO-18",
        "C",
        lambda d: [report("Surgical pathology", d)],
        BLOCK,
        None,
        [ADENO, done("Right upper lobectomy")],
    ),
    Row(
        "THO-19",
        "M",
        lambda d: labs("WBC HGB PLT ALT AST TBIL CREA Na K TSH FT4 COR CK cTnI", d),
        BLOCK,
        (14, 30, 60),
        [ADENO],
        IMMUNE,
    ),
    Row(
        "THO-20",
        "C",
        lambda d: [report("Operative report", d)],
        BLOCK,
        None,
        [ADENO, done("Right upper lobectomy")],
    ),
    Row(
        "THO-21",
        "C",
        lambda d: [*labs("AFP LDH hCG", d), lab("AChR antibody", d, "0.1")],
        BLOCK,
        (30, 60, 120),
        [dx("Anterior mediastinal mass")],
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_what_is_asked_for_meets_the_item(row: Row) -> None:
    check_met("tho", row)


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_without_it_the_item_says_so(row: Row) -> None:
    check_lacking("tho", row)


@pytest.mark.parametrize(("row", "days", "state", "effect"), flips(ROWS), ids=name)
def test_the_day_that_flips(row: Row, days: int, state: str, effect: str) -> None:
    check_flip("tho", row, days, state, effect)


def test_every_item_has_its_row() -> None:
    assert [row.id for row in ROWS] == [f"THO-{number:02d}" for number in range(1, 22)]
