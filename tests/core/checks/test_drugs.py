"""Drugs: the same substance under every name it has, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from both_ways import found, packs

from huizhen.core.language.checks import drug_classes, drugs, regimens
from huizhen.core.language.checks.drug_names import DrugNames, drug_names
from huizhen.core.language.checks.drug_sounds import Sounds
from huizhen.core.language.checks.pair import Pair

_CHECK = drugs.build(packs())
_EN, _ZH = "The patient received {} 10 mg daily.", "患者接受{} 10 mg，每日1次。"


def names_by_substance() -> dict[str, tuple[list[str], list[str]]]:
    """Latin and Chinese names of each substance that has both, without weak and hidden ones."""
    book: DrugNames = drug_names(packs())
    marked = {row["form"].lower() for row in packs().checks.rows("drug_marks.tsv")}
    named: dict[str, tuple[list[str], list[str]]] = {}
    for head, forms in book.every_form().items():
        clear = [form for form in forms if form.lower() not in marked]
        latin = [form for form in clear if form.isascii()]
        chinese = [form for form in clear if not form.isascii() and any(c >= "一" for c in form)]
        if latin and chinese:
            named[head] = latin, chinese
    return named


_NAMED = names_by_substance()


def alarms_on_one_substance() -> Iterator[str]:
    for latin, chinese in _NAMED.values():
        for name in latin:
            for zh in chinese:
                if any(told := found(_CHECK, _EN.format(name), _ZH.format(zh))):
                    yield f"{name} | {zh} | {told}"


def missed_other_substances() -> Iterator[str]:
    chance = random.Random(5)
    heads = sorted(_NAMED)
    for head, (latin, _) in _NAMED.items():
        for other in chance.sample(heads, 2):
            if other == head or head in other or other in head:
                continue
            zh = chance.choice(_NAMED[other][1])
            if not all(found(_CHECK, _EN.format(latin[0]), _ZH.format(zh))):
                yield f"{latin[0]} | {zh}"


def test_the_lists_name_many_substances_in_both_languages() -> None:
    assert len(_NAMED) > 1900


@pytest.mark.slow
def test_every_name_of_a_substance_answers_every_other() -> None:
    assert list(alarms_on_one_substance()) == []


@pytest.mark.slow
def test_another_substance_is_never_taken_for_it() -> None:
    assert list(missed_other_substances()) == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("octreotide", "亮丙瑞林"), ("leuprorelin", "奥曲肽"), ("ceftriaxone", "头孢他啶"),
        ("osimertinib", "地塞米松"), ("vincristine", "长春碱"), ("vinblastine", "长春新碱"),
        ("paclitaxel", "多西他赛"), ("prednisone", "泼尼松龙"), ("epinephrine", "去甲肾上腺素"),
        ("hydroxychloroquine", "氯喹"), ("doxorubicin", "表柔比星"), ("cisplatin", "卡铂"),
        ("tenofovir disoproxil", "丙酚替诺福韦"), ("rituximab", "奥妥珠单抗"),
        ("trastuzumab", "恩美曲妥珠单抗"), ("azacitidine", "阿糖胞苷"), ("losartan", "缬沙坦"),
        ("clonidine", "氯硝西泮"), ("hydralazine", "羟嗪"), ("carbamazepine", "奥卡西平"),
        ("paclitaxel", "白蛋白结合型紫杉醇"), ("doxorubicin", "多柔比星脂质体"),
        ("folic acid", "亚叶酸钙"), ("potassium chloride", "氯化钠注射用水"),
        ("valsartan", "缬沙坦氨氯地平"), ("ripretinib", "瑞普替尼"), ("apatinib", "阿法替尼"),
        ("heparin", "依诺肝素"), ("mercaptopurine", "硫鸟嘌呤"), ("glipizide", "格列齐特"),
    ],
)  # fmt: skip
def test_a_look_alike_blocks(english: str, chinese: str) -> None:
    assert all(found(_CHECK, _EN.format(english), _ZH.format(chinese)))


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("metformin hydrochloride", "二甲双胍"), ("amlodipine", "苯磺酸氨氯地平"),
        ("sodium valproate", "丙戊酸"), ("tenofovir", "富马酸替诺福韦二吡呋酯"),
        ("insulin", "门冬胰岛素"), ("low-molecular-weight heparin", "依诺肝素钠"),
        ("interferon", "聚乙二醇干扰素α-2b"), ("Percocet", "氨酚羟考酮"), ("MTX", "甲氨喋呤"),
        ("amoxicillin-clavulanate", "阿莫西林克拉维酸钾"), ("5-FU", "氟尿嘧啶"),
        ("statins", "他汀类药物"), ("Glivec", "甲磺酸伊马替尼"), ("Lasix", "速尿"),
        ("baricitinb", "巴瑞替尼"), ("remdesivir", "Remdesivir"), ("dexamethasone", "地塞米松片"),
    ],
)  # fmt: skip
def test_salts_brands_families_mixtures_and_slips_do_not_block(english: str, chinese: str) -> None:
    assert not any(found(_CHECK, _EN.format(english), _ZH.format(chinese)))


@pytest.mark.parametrize(
    ("english", "right", "wrong"),
    [
        ("fianlimab", "菲安利单抗", ["度伐利尤单抗", "塞贝司他", "莫多替尼", "安慰剂"]),
        ("zipalertinib", "齐帕替尼", ["奥希替尼", "拉莫单抗", "头孢泊星"]),
        ("domvanalimab", "多伐那利单抗", ["替雷利珠单抗", "多伐那西利"]),
        ("rademikibart", "拉德米奇巴", []),
        ("sebetralstat", "塞贝曲司他", []),
        ("cefilavancin", "头孢拉万星", ["头孢曲松", "美罗培南"]),
        ("ensovibep", "恩索维贝", []),
        ("benapenem", "百纳培南", ["头孢曲松", "比阿培南"]),
        ("milvexian", "米尔维仙", []),
        ("tavapadon", "他伐帕登", []),
    ],
)
def test_names_that_no_list_has_are_told_by_stem_and_sound(
    english: str, right: str, wrong: list[str]
) -> None:
    assert not any(found(_CHECK, _EN.format(english), _ZH.format(right)))
    for other in wrong:
        assert all(found(_CHECK, _EN.format(english), _ZH.format(other))), other


def test_signs_write_the_sound_of_their_own_name_better_than_of_another() -> None:
    sounds = Sounds(packs().checks.rows("drug_sounds.tsv"))
    for latin, own, other in (
        ("osimertinib", "奥希替尼", "阿法替尼"),
        ("octreotide", "奥曲肽", "亮丙瑞林"),
        ("pembrolizumab", "帕博利珠单抗", "度伐利尤单抗"),
        ("levofloxacin", "左氧氟沙星", "莫西沙星"),
    ):
        assert sounds.likeness(latin, own) > 0.6 > sounds.likeness(latin, other)
        assert sounds.heard(latin, f"患者口服{own}治疗") > 0.6
    assert sounds.likeness("osimertinib", "") < 0


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Vincristine was given; vinblastine was stopped; vincristine was well tolerated.",
         "给予长春新碱；停用长春碱；长春碱耐受良好。"),
        ("Mitomycin (MMC) and fluorouracil (5-FU) were given.",
         "给予丝裂霉素（5-FU）和氟尿嘧啶（MMC）。"),
        ("Mitomycin (MMC) and fluorouracil (5-FU) were given.",
         "给予丝裂霉素（MMC）和丝裂霉素（5-FU）。"),
        ("Aspirin and clopidogrel were stopped.", "停用阿司匹林。"),
        ("Aspirin was stopped.", "停用阿司匹林和氯吡格雷。"),
    ],
)  # fmt: skip
def test_a_drug_in_the_place_of_another_or_lost_or_added_blocks(english: str, chinese: str) -> None:
    assert all(found(_CHECK, english, chinese))


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Prednisone was started. Prednisone was well tolerated.", "开始泼尼松治疗，耐受性良好。"),
        ("MRSA: methicillin-resistant S. aureus", "耐甲氧西林金黄色葡萄球菌（MRSA）"),
        ("Serum glucose and triglycerides were normal.", "血糖及甘油三酯正常。"),
        ("His condition was stable.", "病情安定。"),
        ("adrenergic receptors", "肾上腺素能受体"),
        ("ASA class II", "ASA分级Ⅱ级"),
        ("Except for the concept, all accept it.", "除概念外，均予接受。"),
        ("Aspartate aminotransferase (AST) 61 U/L", "天门冬氨酸氨基转移酶(AST) 61 U/L"),
    ],
)
def test_what_is_no_drug_or_is_named_again_is_silent(english: str, chinese: str) -> None:
    assert not any(found(_CHECK, english, chinese))


def test_other_languages_are_left_alone() -> None:
    assert not list(_CHECK(Pair.of("Amlodipin 5 mg", "Metoprolol 5 mg", "de", "en")))


@pytest.mark.parametrize(
    ("english", "right", "wrong"),
    [
        ("R-CHOP for 6 cycles", "R-CHOP方案6周期", "CHOP方案6周期"),
        ("mFOLFOX6 for 12 cycles", "mFOLFOX6方案12周期", "FOLFIRI方案12周期"),
        ("CAPOX, then FOLFIRI", "先XELOX后FOLFIRI方案", "先XELOX后FOLFOX方案"),
        ("RVd induction", "VRd方案诱导", "VTd方案诱导"),
        ("the ICE regimen", "ICE方案", "DHAP方案"),
        ("BR regimen", "BR方案", "R-CVP方案"),
    ],
)
def test_regimens_are_kept(english: str, right: str, wrong: str) -> None:
    check = regimens.build(packs())
    assert not any(found(check, english, right))
    assert all(found(check, english, wrong))


@pytest.mark.slow
def test_every_two_classes_of_drugs_are_told_apart() -> None:
    check = drug_classes.build(packs())
    rows = packs().checks.rows("drug_classes.tsv")
    wrong = []
    for one in rows:
        for other in rows:
            for en in one["en"].split(";")[:1]:
                for zh in other["zh"].split(";")[:2]:
                    blocks = all(found(check, f"He received {en} today.", f"今日予{zh}。"))
                    if blocks == (one is other):
                        wrong.append((en, zh))
    assert wrong == []
    assert not any(found(check, "He received antibiotics.", "予对症治疗。"))
