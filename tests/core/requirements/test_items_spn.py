"""Every item of spine surgery, as clinical content 2.4 (b) states it."""

from __future__ import annotations

import pytest
from case_builder import Row, done, drug, dx, found, lab, labs, make, obs, plan, report, series
from item_table import check_flip, check_lacking, check_met, flips, name

from huizhen.core.records.fact import Fact

LUMBAR = dx("Lumbar disc herniation")
SCOLIOSIS = dx("Scoliosis")
METASTASIS = dx("Spinal metastasis")
SURGERY = "Should L4/5 discectomy be done now, or continue physiotherapy?"
CORRECTION = "Is surgical correction indicated now?"
FUSION = "Is L4-S1 fusion indicated, or decompression alone?"
BLOCK = ("missing", "block")
WARN = ("missing", "warn")


def lumbar_mri(when: str) -> list[Fact]:
    names = ("T1 SAG", "T2 SAG", "STIR SAG", "T2 AX")
    return [series("MR", text, when, "LSPINE", "4.0") for text in names]


ROWS = (
    Row("SPN-01", "M", lumbar_mri, BLOCK, (90, 180, 365), [LUMBAR]),
    Row(
        "SPN-02",
        "M",
        lambda d: [series("DX", "LSPINE AP LAT STANDING", d, "LSPINE")],
        BLOCK,
        (90, 180, 365),
        [LUMBAR],
    ),
    Row(
        "SPN-03",
        "C",
        lambda d: [series("DX", "LSPINE FLEXION EXTENSION", d, "LSPINE")],
        BLOCK,
        (90, 180, 365),
        [dx("Degenerative spondylolisthesis")],
    ),
    Row(
        "SPN-04",
        "M",
        lambda d: [series("DX", "WHOLE SPINE STANDING", d, "SPINE")],
        BLOCK,
        (90, 180, 365),
        [SCOLIOSIS],
    ),
    Row(
        "SPN-05",
        "C",
        lambda d: [series("CT", "LSPINE BONE", d, "LSPINE", "1.0")],
        BLOCK,
        (90, 180, 365),
        [dx("Burst fracture of L1")],
    ),
    Row(
        "SPN-06",
        "M",
        lambda d: [
            obs("muscle strength EHL left", d, "4/5"),
            obs("sensation L5", d, "reduced"),
            obs("knee reflex", d, "normal"),
        ],
        BLOCK,
        (14, 30, 60),
        [LUMBAR],
    ),
    Row(
        "SPN-07",
        "M",
        lambda d: [obs("ODI", d, "46", concept="ODI"), obs("VAS", d, "7", concept="VAS")],
        BLOCK,
        (30, 60, 180),
        [LUMBAR],
    ),
    Row("SPN-08", "M", lambda d: [dx("no bladder dysfunction", d)], BLOCK, (7, 14, 30), [LUMBAR]),
    Row("SPN-09", "M", lambda d: [done("Physiotherapy, 8 weeks", d)], BLOCK, None, [LUMBAR]),
    Row(
        "SPN-10",
        "C",
        lambda d: [plan("Surgery advised", d), plan("No operation", d, source="b" * 64)],
        BLOCK,
        None,
        [LUMBAR],
        "A second surgeon disagrees: operation or not?",
    ),
    Row(
        "SPN-11",
        "C",
        lambda d: [
            report("Operative report", d),
            make("Device", "Pedicle screws", d),
            series("DX", "LSPINE", d, "LSPINE"),
        ],
        BLOCK,
        None,
        [LUMBAR, done("Lumbar fusion")],
    ),
    Row("SPN-12", "R", lambda d: [report("EMG", d)], WARN, (90, 180, 365), [LUMBAR]),
    Row(
        "SPN-13",
        "C",
        lambda d: [obs("DXA T-score", d, "-1.2")],
        BLOCK,
        (180, 365, 730),
        [LUMBAR],
        FUSION,
    ),
    Row(
        "SPN-14",
        "C",
        lambda d: [
            *labs("ESR CRP WBC PCT", d),
            obs("Blood culture", d, "no growth"),
            obs("Brucella agglutination", d, "negative"),
        ],
        BLOCK,
        (7, 14, 30),
        [dx("Spondylodiscitis")],
    ),
    Row(
        "SPN-15",
        "C",
        lambda d: [report("Pathology of biopsy", d), series("PT", "PET", d)],
        BLOCK,
        (28, 90, 180),
        [METASTASIS],
    ),
    Row(
        "SPN-16",
        "M",
        lambda d: labs("HGB PLT WBC HbA1c CREA INR", d),
        BLOCK,
        (30, 90, 180),
        [LUMBAR],
        SURGERY,
    ),
    Row(
        "SPN-17",
        "C",
        lambda d: [
            obs("Cobb angle", "2015-01-05", "30", concept="Cobb"),
            obs("Cobb angle", d, "45", concept="Cobb"),
            obs("Risser sign", d, "2"),
        ],
        BLOCK,
        (90, 180, 365),
        [SCOLIOSIS],
    ),
    Row(
        "SPN-18",
        "C",
        lambda d: [series("CT", "CTA NECK", d, "NECK")],
        BLOCK,
        (None, 365, None),
        [dx("Cervical myelopathy")],
        "Is atlantoaxial fixation indicated?",
    ),
    Row(
        "SPN-19",
        "R",
        lambda d: [
            obs("occupation", d, "driver", category="social-history"),
            drug("opioids", d, certainty="negated"),
        ],
        WARN,
        None,
        [LUMBAR],
    ),
    Row(
        "SPN-20",
        "R",
        lambda d: [make("DocumentReference", "Gait video", d)],
        WARN,
        (30, 90, None),
        [LUMBAR],
    ),
    Row(
        "SPN-21",
        "C",
        lambda d: [series("DX", "SUPINE BENDING LEFT RIGHT", d, "SPINE")],
        BLOCK,
        (90, 180, 365),
        [SCOLIOSIS],
        CORRECTION,
    ),
    Row(
        "SPN-22",
        "C",
        lambda d: [series("MR", "WHOLE SPINE T2 SAG", d, "SPINE")],
        BLOCK,
        (180, 365, 730),
        [SCOLIOSIS],
        CORRECTION,
    ),
    Row(
        "SPN-23",
        "C",
        lambda d: [lab("FVC", d, "70", "%")],
        BLOCK,
        (90, 180, 365),
        [SCOLIOSIS, obs("Cobb angle", "2026-05-01", "80", concept="Cobb", unit="°")],
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_what_is_asked_for_meets_the_item(row: Row) -> None:
    check_met("spn", row)


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_without_it_the_item_says_so(row: Row) -> None:
    check_lacking("spn", row)


@pytest.mark.parametrize(("row", "days", "state", "effect"), flips(ROWS), ids=name)
def test_the_day_that_flips(row: Row, days: int, state: str, effect: str) -> None:
    check_flip("spn", row, days, state, effect)


def test_every_item_has_its_row() -> None:
    assert [row.id for row in ROWS] == [f"SPN-{number:02d}" for number in range(1, 24)]


def test_two_sentences_of_one_letter_are_one_opinion() -> None:
    same = [plan("Surgery advised"), plan("No injection")]
    finding = found("spn", "SPN-10", same)
    assert finding.state == "unclear"
    assert "1 of at least 2" in finding.reason.en
