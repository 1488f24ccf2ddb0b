"""Doses: which belongs to which drug, pieces, by weight; and whole lines of treatment."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pytest
from both_ways import cases, found, mistakes, packs

from huizhen.core.language.checks import doses, drugs, frequencies, regimens, routes
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.dose_amounts import doses as read
from huizhen.core.language.checks.pair import Pair, Side

_CHECK = doses.build(packs())
_ALL = [one.build(packs()) for one in (doses, drugs, frequencies, regimens, routes)]


def treatment(pair: Pair) -> Iterable[Difference]:
    """What all checks of treatment say."""
    return [one for check in _ALL for one in check(pair)]


def test_lines_of_treatment_are_silent_when_right_and_block_when_wrong() -> None:
    lines = cases("treatment")
    assert len(lines) > 100
    assert list(mistakes(treatment, lines)) == []


@pytest.mark.parametrize(
    ("language", "text", "kind", "values", "per"),
    [
        ("en", "1.5 g", "mass", ["1500"], []),
        ("zh", "卡培他滨1.5克", "mass", ["1500"], []),
        ("en", "500 mcg", "mass", ["0.5"], []),
        ("zh", "200万单位", "units", ["2000000"], []),
        ("en", "1.2 million units", "units", ["1200000"], []),
        ("en", "5 mg/kg/day", "mass", ["5"], ["kg"]),
        ("zh", "每公斤体重5mg", "mass", ["5"], ["kg"]),
        ("zh", "75mg/m²", "mass", ["75"], ["m2"]),
        ("en", "5-10 mg", "mass", ["5", "10"], []),
        ("en", "half a tablet", "tablet", ["0.5"], []),
        ("zh", "半片", "tablet", ["0.5"], []),
        ("zh", "两片", "tablet", ["2"], []),
        ("en", "10,000 IU", "units", ["10000"], []),
    ],
)
def test_amounts_are_read_in_every_notation(
    language: str, text: str, kind: str, values: list[str], per: list[str]
) -> None:
    (dose,) = read(Side(text, language))
    assert (dose.kind, list(dose.values)) == (kind, [Decimal(value) for value in values])
    assert dose.per == frozenset(per)


def test_concentrations_and_other_words_are_no_doses() -> None:
    for text in ("glucose 5 mg/dL", "albumin 35 g/L", "4 grade", "stage 3 l"):
        assert [dose for dose in read(Side(text, "en")) if dose.kind == "mass"] == []
    assert read(Side("克隆3克隆", "zh")) == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("aspirin 100 mg and clopidogrel 75 mg", "阿司匹林75mg和氯吡格雷100mg"),
        ("10 mg of prednisone and 50 mg of azathioprine", "泼尼松50mg、硫唑嘌呤10mg"),
        ("bisoprolol 5 mg qd, ramipril 10 mg bid", "比索洛尔5mg bid，雷米普利10mg qd"),
        ("morphine 10 mg po, ketorolac 30 mg im", "吗啡10mg肌注，酮咯酸30mg口服"),
        ("two tablets of co-trimoxazole", "复方磺胺甲噁唑4片"),
        ("half a tablet of warfarin", "华法林1片"),
        ("2 puffs of salbutamol", "沙丁胺醇4喷"),
        ("vancomycin 15 mg/kg", "万古霉素15mg"),
        ("paclitaxel 80 mg/m2", "紫杉醇80mg/kg"),
        ("take 5 mg of apixaban each time", "阿哌沙班共计5mg"),
        ("clopidogrel, loading dose 300 mg", "氯吡格雷维持剂量300mg"),
        ("paracetamol, maximum 4 g a day", "对乙酰氨基酚每日至少4g"),
        ("the dose of prednisone 10 mg was doubled", "泼尼松10mg剂量减半"),
        ("low-dose aspirin 100 mg", "大剂量阿司匹林100mg"),
        ("start at gabapentin 100 mg", "加巴喷丁末次剂量100mg"),
    ],
)
def test_a_dose_of_another_drug_or_another_number_of_pieces_blocks(
    english: str, chinese: str
) -> None:
    assert all(found(_CHECK, english, chinese))


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("aspirin 100 mg and clopidogrel 75 mg", "氯吡格雷75mg和阿司匹林100mg"),
        ("capecitabine 1500 mg", "卡培他滨1.5g"),
        ("10 mg of prednisone, 50 mg of azathioprine", "泼尼松10mg，硫唑嘌呤50mg"),
        ("aspirin and clopidogrel (100 mg and 75 mg)", "阿司匹林及氯吡格雷（100mg和75mg）"),
        ("take a tablet of warfarin", "服用华法林"),
        ("first dose of trastuzumab 8 mg/kg", "曲妥珠单抗负荷剂量8mg/kg"),
        ("quetiapine 600 mg a day in three divided doses", "喹硫平每日600mg，分3次服用"),
        ("two 5-mg tablets of warfarin", "华法林2片，每片5mg"),
        ("bisoprolol 5 mg and ramipril 10 mg once daily", "比索洛尔5mg、雷米普利10mg，均每日1次"),
        ("toilet paper, two packs per customer", "卫生纸每位顾客限购两包"),
        ("BMI 24 kg/m2, eGFR 60 mL/min/1.73m2", "BMI 24 kg/m²，eGFR 60 ml/min/1.73m²"),
    ],
)
def test_other_orders_and_units_are_silent(english: str, chinese: str) -> None:
    assert not any(found(_CHECK, english, chinese))
