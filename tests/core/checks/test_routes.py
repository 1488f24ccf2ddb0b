"""By which way a drug is given."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from both_ways import found, packs

from huizhen.core.language.checks import routes
from huizhen.core.language.checks.pair import Pair

_CHECK = routes.build(packs())
_EN, _ZH = "Drug: compound 5 mg {}.", "药物：某药 5 mg {}。"
_ALIKE = [{"inh", "neb"}, {"ngt", "gast"}, {"top", "td"}]


def wrong_pairs() -> Iterator[str]:
    """Every form of the list against every ninth of the other language."""
    rows = [
        (row["language"], row["form"], set(row["sense"].split("|")))
        for row in packs().checks.rows("routes.tsv")
        if row["need"] in ("must", "near") and row["sense"]
    ]
    english = [(form, senses) for language, form, senses in rows if language != "zh"]
    chinese = [(form, senses) for language, form, senses in rows if language != "en"]
    for at, (en, one) in enumerate(english):
        for zh, other in chinese[at % 9 :: 9]:
            blocks = all(found(_CHECK, _EN.format(en), _ZH.format(zh)))
            alike = any({a, b} in _ALIKE for a in one for b in other)
            if not alike and blocks == bool(one & other):
                yield f"{'FALSE' if blocks else 'MISSED'} {en} | {zh}"


@pytest.mark.slow
def test_every_two_routes_are_told_apart_and_every_form_of_one_is_equal() -> None:
    assert list(wrong_pairs()) == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("KCl 1 g by IV drip", "氯化钾1g静脉推注"),
        ("vincristine 2 mg intravenously", "长春新碱2mg鞘内注射"),
        ("adrenaline 0.5 mg im", "肾上腺素0.5mg静脉注射"),
        ("diazepam 10 mg pr", "地西泮10mg口服"),
        ("heparin 5000 U sc", "肝素5000U im"),
        ("ofloxacin ear drops, 5 drops", "氧氟沙星滴眼液，5滴"),
        ("clotrimazole vaginal tablet 500 mg", "克霉唑阴道片500mg口服"),
        ("ranibizumab 0.5 mg intravitreally", "雷珠单抗0.5mg静脉注射"),
        ("lactulose via nasogastric tube, 15 mL", "乳果糖15ml灌肠"),
        ("nitroglycerin 0.5 mg sl", "硝酸甘油0.5mg静滴"),
        ("ceftriaxone 2 g intravenously", "头孢曲松2g"),
    ],
)
def test_dangerous_changes_block(english: str, chinese: str) -> None:
    assert all(found(_CHECK, english, chinese))


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("She took aspirin 100 mg.", "口服阿司匹林100mg。"),
        ("Take two tablets of 5 mg.", "服用2片5mg的药片。"),
        ("insulin 6 U sc", "胰岛素6U ih"),
        ("meropenem 1 g iv", "美罗培南1g静滴"),
        ("meropenem 1 g intravenously", "美罗培南1g静脉注射"),
        ("an injection of vitamin B12 500 μg", "肌注维生素B12 500μg"),
        ("oral cancer", "口腔癌"),
        ("subcutaneous nodule of 2 cm", "皮下结节2cm"),
        ("rectal cancer, 40 mg of drug", "直肠癌，药物40mg"),
        ("fecal-oral transmission", "粪口传播"),
        ("deep vein thrombosis, heparin 5000 U", "深静脉血栓，肝素5000U"),
        ("nasal swab", "鼻拭子"),
        ("smoke inhalation", "吸入烟雾"),
        ("intravenous immunoglobulin 20 g", "静丙20g"),
    ],
)
def test_what_a_translation_may_do_is_silent(english: str, chinese: str) -> None:
    assert not any(found(_CHECK, english, chinese))


def test_by_mouth_that_only_one_side_says_is_advised() -> None:
    pair = Pair.of("osimertinib 80 mg daily", "奥希替尼80mg口服，每日1次", "en", "zh")
    assert [one.effect for one in _CHECK(pair)] == ["advise"]
