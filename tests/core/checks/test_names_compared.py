"""Names of people and places and identifiers, both directions."""

from __future__ import annotations

from pathlib import Path

import pytest

from huizhen.core.content import load_pack
from huizhen.core.language.checks.checker import Check, Packs
from huizhen.core.language.checks.names import build
from huizhen.core.language.checks.pair import Pair

CONTENT = Path(__file__).resolve().parents[3] / "src" / "huizhen" / "content"


@pytest.fixture(scope="module")
def check() -> Check:
    return build(Packs(load_pack("checks", [CONTENT]), load_pack("terms", [CONTENT])))


def blocks(check: Check, en: str, zh: str) -> list[list[str]]:
    return [
        [one.code for one in check(Pair.of(a, b, x, y)) if one.effect == "block"]
        for a, b, x, y in ((en, zh, "en", "zh-CN"), (zh, en, "zh-CN", "en"))
    ]


PAIRS = [
    ("MRN 204417, accession A-7731942", "病历号204417，检查号A-7731942",
     ["病历号204471，检查号A-7731942", "病历号204417，检查号A-7731924", "检查号A-7731942"]),
    ("MRN: SYN-4471-B", "病历号：SYN-4471-B", ["病历号：SYN-4471-D", "病历号：SYN-4417-B"]),
    ("Trial NCT04280705 is open.", "试验NCT04280705正在招募。", ["试验NCT04280750正在招募。"]),
    ("ID 110105194912310021", "身份证号110105194912310021", ["身份证号110105194912310012"]),
    ("Phone +86 138 0013 8000", "电话+86-138-0013-8000", ["电话+86-138-0013-8080"]),
    ("Tel. 010-6655 4433", "电话：010-66554433", ["电话：010-66554343"]),
    ("Write to m.keller@clinic.example.", "请联系m.keller@clinic.example。",
     ["请联系m.kelter@clinic.example。", "请来信。"]),
    ("See https://portal.clinic.example/a/17", "见https://portal.clinic.example/a/17",
     ["见https://portal.clinic.example/a/71"]),
    ("Dr Chen will operate.", "陈医生将进行手术。", ["王医生将进行手术。"]),
    ("Dr. Zhang Wei reviewed the films.", "张伟医生阅片。", ["张强医生阅片。", "章莉医生阅片。"]),
    ("Patient: Shan Xiaoming", "患者：单小明", ["患者：单小红", "患者：丹小明"]),
    ("Prof. Qiu Hong", "仇红教授", ["仇虹光教授", "周红教授"]),
    ("Patient: Ouyang Li", "姓名：欧阳丽", ["姓名：欧丽", "姓名：欧阳明"]),
    ("Name: Yuchi Gong", "姓名：尉迟恭", ["姓名：尉迟明"]),
    ("Dr. Xie", "解医生", ["谷医生"]),
    ("Mr. Zeng", "曾先生", ["王先生"]),
    ("Wei Zhang signed the consent.", "张伟签署了知情同意书。", ["李强签署了知情同意书。"]),
    ("Li Wenliang warned his colleagues.", "李文亮提醒了同事。", ["李文华提醒了同事。"]),
    ("Dr. Porter saw her.", "Porter医生接诊。", ["Potter医生接诊。", "Keller医生接诊。"]),
    ("According to Tom Frieden, formerly of the CDC", "CDC前主任Tom Frieden表示",
     ["CDC前主任Tom Friedan表示"]),
    ("Dr. Anna Keller", "Anna Keller医生", ["Anna Kessler医生", "Hanna Keller医生"]),
    ("President Vladimir Putin spoke.", "总统弗拉基米尔·普京发表讲话。",
     ["总统唐纳德·特朗普发表讲话。"]),
    ("He was treated in Heidelberg, Germany.", "他曾在德国海德堡接受治疗。",
     ["他曾在德国慕尼黑接受治疗。", "他曾在法国海德堡接受治疗。", "他曾在德国接受治疗。"]),
    ("transferred from Wuhan to Beijing", "由武汉转至北京", ["由武汉转至上海"]),
    ("Chinese and Italian patients", "中国和意大利患者", ["中国和法国患者"]),
    ("She returned from Iran.", "她从伊朗返回。", ["她从伊拉克返回。"]),
    ("Cases rose in South Africa.", "南非病例增加。", ["南美病例增加。"]),
]  # fmt: skip


@pytest.mark.parametrize(("en", "zh", "wrong"), PAIRS)
def test_right_is_silent_and_wrong_blocks(check: Check, en: str, zh: str, wrong: list[str]) -> None:
    assert blocks(check, en, zh) == [[], []]
    for text in wrong:
        there, back = blocks(check, en, text)
        assert there, text
        assert back, text


@pytest.mark.parametrize(
    ("en", "zh"),
    [
        ("COVID-19 spread in 2020; 1.716 billion were affected.",
         "2020年COVID-19传播，17.16亿人受影响。"),
        ("We will provide 1000 samples.", "我们将提供1000份样本。"),
        ("If ordered by a physician, costs are borne.", "如果是应医生要求进行，费用由保险承担。"),
        ("Dr. Smith", "史密斯医生"),
        ("Dr. Johnson", "约翰逊医生"),
        ("Professor Zhong Nanshan", "钟南山教授"),
        ("secretary Xi Jinping", "总书记习近平"),
        ("Give us a call in Turkey.", "请在土耳其给我们打电话。"),
        ("turkey meat and us", "火鸡肉和我们"),
        ("the Chinese guidelines", "我国指南"),
        ("Hong Kong and Macau", "香港和澳门"),
        ("in developing countries", "在发展中国家"),
    ],
)  # fmt: skip
def test_what_is_no_difference_is_silent(check: Check, en: str, zh: str) -> None:
    assert blocks(check, en, zh) == [[], []]


def test_a_country_in_the_place_of_another_that_is_named_elsewhere(check: Check) -> None:
    source = "从中国到柬埔寨的机票和从柬埔寨到美国的机票"
    right = "a ticket from China to Cambodia and one from Cambodia to the United States"
    wrong = right.replace("China", "the United States")
    assert [one.code for one in check(Pair.of(source, right, "zh", "en"))] == []
    found = [one for one in check(Pair.of(source, wrong, "zh", "en")) if one.effect == "block"]
    assert [(one.meant, one.says) for one in found] == [("China", "United States")]
