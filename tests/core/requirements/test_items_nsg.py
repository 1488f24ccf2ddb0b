"""Every item of neurosurgery, as clinical content 2.6 (b) states it."""

from __future__ import annotations

import pytest
from case_builder import Row, done, drug, dx, found, labs, obs, report, series
from item_table import check_flip, check_lacking, check_met, flips, name

from huizhen.core.records.fact import Fact

GBM = dx("Glioblastoma")
PITUITARY = dx("Pituitary adenoma")
ANEURYSM = dx("Intracranial aneurysm")
SURGERY = "Should the tumour be resected now, or radiotherapy first?"
BLOCK = ("missing", "block")
WARN = ("missing", "warn")


def brain_mri(when: str) -> list[Fact]:
    names = ("T1 POST GD MPRAGE", "T2 TSE", "FLAIR", "DWI", "SWI")
    return [series("MR", text, when, "BRAIN", "1.0") for text in names]


ROWS = (
    Row("NSG-01", "M", brain_mri, BLOCK, (21, 42, 90), [GBM]),
    Row(
        "NSG-02",
        "M",
        lambda d: [series("CT", "CTA HEAD", d, "HEAD", "0.6")],
        BLOCK,
        (90, 180, 365),
        [ANEURYSM],
    ),
    Row(
        "NSG-03",
        "C",
        lambda d: [series("CT", "SKULL BASE BONE", d, "HEAD", "0.6")],
        BLOCK,
        (90, 180, None),
        [dx("Skull base tumour")],
    ),
    Row(
        "NSG-04",
        "C",
        lambda d: [series("MR", "DTI 64 DIR", d, "BRAIN")],
        BLOCK,
        (60, 90, 180),
        [GBM, dx("Lesion of motor cortex")],
        SURGERY,
    ),
    Row(
        "NSG-05",
        "C",
        lambda d: [series("MR", "PERFUSION DSC", d, "BRAIN")],
        BLOCK,
        (21, 42, 90),
        [GBM, dx("Radionecrosis", certainty="suspected")],
    ),
    Row(
        "NSG-06",
        "M",
        lambda d: [report("Pathology report", d), obs("IDH1", d, "wild-type", concept="IDH1")],
        BLOCK,
        None,
        [GBM, done("Craniotomy and tumor resection")],
    ),
    Row(
        "NSG-08",
        "C",
        lambda d: [done("Radiotherapy of brain", "2015-03-01", value="60 Gy")],
        BLOCK,
        None,
        [GBM, done("Radiotherapy")],
    ),
    Row(
        "NSG-09",
        "M",
        lambda d: [
            obs("Neurological examination", d, "no deficit"),
            obs("KPS", d, "90", concept="KPS"),
            obs("GCS", d, "15", concept="GCS"),
        ],
        BLOCK,
        (7, 14, 30),
        [GBM],
    ),
    Row(
        "NSG-10",
        "M",
        lambda d: [obs("Visual acuity", d, "1.0"), obs("Visual field", d, "full")],
        BLOCK,
        (30, 90, 180),
        [PITUITARY],
    ),
    Row(
        "NSG-11",
        "M",
        lambda d: labs("PRL GH IGF-1 COR ACTH TSH FT4 LH FSH Na T", d),
        BLOCK,
        (30, 90, 180),
        [PITUITARY],
    ),
    Row(
        "NSG-12",
        "C",
        lambda d: [report("Audiogram", d)],
        BLOCK,
        (90, 180, 365),
        [dx("Vestibular schwannoma")],
    ),
    Row("NSG-13", "C", lambda d: [report("EEG", d)], BLOCK, None, [GBM, dx("Seizures")]),
    Row(
        "NSG-14",
        "C",
        lambda d: [
            drug("dexamethasone", d, concept="dexamethasone", dose="4 mg orally twice daily")
        ],
        BLOCK,
        (7, 14, 30),
        [GBM, dx("Perifocal edema")],
    ),
    Row(
        "NSG-15",
        "M",
        lambda d: [*labs("PLT INR", d), drug("warfarin", d, certainty="negated")],
        BLOCK,
        (14, 30, 60),
        [GBM],
        SURGERY,
    ),
    Row(
        "NSG-16",
        "C",
        lambda d: labs("AFP hCG", d),
        BLOCK,
        (14, 30, 60),
        [dx("Pineal mass")],
        more={"birth": "2001-01-01"},
    ),
    Row(
        "NSG-17",
        "C",
        lambda d: [report("CSF cytology", d), series("MR", "SPINE SAG", d, "SPINE")],
        BLOCK,
        (28, 60, 120),
        [dx("Medulloblastoma")],
    ),
    Row(
        "NSG-18",
        "C",
        lambda d: [series("PT", "PET", d)],
        BLOCK,
        (42, 90, 180),
        [dx("Brain metastases")],
    ),
    Row(
        "NSG-19",
        "C",
        lambda d: [
            obs("aneurysm of left MCA", d, "7 mm"),
            dx("no subarachnoid hemorrhage", d),
            dx("Essential hypertension", d),
        ],
        BLOCK,
        None,
        [ANEURYSM],
    ),
    Row(
        "NSG-20",
        "C",
        lambda d: [report("Operative report", d)],
        BLOCK,
        None,
        [GBM, done("Craniotomy")],
    ),
    Row(
        "NSG-21",
        "M",
        lambda d: [
            series("MR", "T1 SAG POST GD", d, "CSPINE", "3.0"),
            series("MR", "T1 AX POST GD", d, "CSPINE", "3.0"),
        ],
        BLOCK,
        (28, 90, 180),
        [dx("Intramedullary tumour")],
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_what_is_asked_for_meets_the_item(row: Row) -> None:
    check_met("nsg", row)


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_without_it_the_item_says_so(row: Row) -> None:
    check_lacking("nsg", row)


@pytest.mark.parametrize(("row", "days", "state", "effect"), flips(ROWS), ids=name)
def test_the_day_that_flips(row: Row, days: int, state: str, effect: str) -> None:
    check_flip("nsg", row, days, state, effect)


def test_every_item_has_its_row() -> None:
    known = [row.id for row in ROWS]
    assert known == [f"NSG-{number:02d}" for number in range(1, 22) if number != 7]


def test_the_mri_after_the_operation_leaves_the_hours_to_a_person() -> None:
    operated = [GBM, done("Craniotomy", "2026-05-10")]
    before = found("nsg", "NSG-07", [*operated, series("MR", "T1", "2026-05-09", "BRAIN")])
    assert (before.state, before.effect) == ("outdated", "block")
    after = found("nsg", "NSG-07", [*operated, series("MR", "T1", "2026-05-11", "BRAIN")])
    assert (after.state, after.effect) == ("unclear", "note")
    assert "72 hours" in after.reason.en
    none = found("nsg", "NSG-07", operated)
    assert (none.state, none.effect) == ("missing", "block")
