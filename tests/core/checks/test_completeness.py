"""Clauses left out and put in, both directions, over clinical texts told clause by clause."""

from __future__ import annotations

from pathlib import Path

import pytest

from huizhen.core.content import load_pack
from huizhen.core.language.checks.builtin import BUILTIN
from huizhen.core.language.checks.checker import Checker, Packs
from huizhen.core.language.checks.completeness import Completeness, build
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.pair import Pair

CONTENT = Path(__file__).resolve().parents[3] / "src" / "huizhen" / "content"
PACKS = Packs(load_pack("checks", [CONTENT]), load_pack("terms", [CONTENT]))

Clauses = list[tuple[str, str]]

TEXTS: list[Clauses] = [
    [("The patient was admitted with abdominal pain,", "患者因腹痛入院，"),
     ("which had started two days before,", "两天前开始，"),
     ("and was accompanied by vomiting and fever.", "伴呕吐和发热。")],
    [("CT of the abdomen shows a mass in the head of the pancreas,", "腹部CT示胰头肿块，"),
     ("the bile ducts are dilated,", "胆管扩张，"),
     ("no enlarged lymph nodes are seen.", "未见肿大淋巴结。")],
    [("She underwent right hemicolectomy in March 2021.", "患者于2021年3月行右半结肠切除术。"),
     ("The postoperative course was complicated by an anastomotic leak.", "术后并发吻合口漏。"),
     ("She received antibiotics and recovered.", "予抗生素治疗后康复。")],
    [("Past history of hypertension and type 2 diabetes;", "既往高血压和2型糖尿病病史；"),
     ("he smoked 20 cigarettes a day for 30 years;", "吸烟30年，每日20支；"),
     ("his father died of lung cancer.", "其父死于肺癌。")],
    [("Bone marrow biopsy showed 40% plasma cells.", "骨髓活检示浆细胞占40%。"),
     ("Serum free light chains were elevated.", "血清游离轻链升高。"),
     ("Renal function was normal.", "肾功能正常。")],
    [("MRI of the lumbar spine reveals disc herniation at L4/5,", "腰椎MRI示L4/5椎间盘突出，"),
     ("compressing the left nerve root;", "压迫左侧神经根；"),
     ("the spinal cord shows no abnormal signal.", "脊髓未见异常信号。")],
    [("After three cycles of chemotherapy,", "化疗三周期后，"),
     ("the tumour had shrunk by half,", "肿瘤缩小一半，"),
     ("but the platelets fell to 30.", "但血小板降至30。")],
    [("The liver is cirrhotic with a nodular surface,", "肝脏呈硬化改变，表面结节状，"),
     ("the spleen is enlarged,", "脾脏增大，"),
     ("and there is a small amount of ascites.", "少量腹水。")],
    [("Immunohistochemistry was positive for CK7 and TTF-1,", "免疫组化CK7和TTF-1阳性，"),
     ("supporting a primary adenocarcinoma of the lung;", "支持原发性肺腺癌；"),
     ("PD-L1 expression was 60%.", "PD-L1表达60%。")],
    [("The patient is allergic to penicillin.", "患者对青霉素过敏。"),
     ("Contrast media caused a rash in 2018.", "2018年造影剂引起皮疹。"),
     ("No food allergies are known.", "无已知食物过敏。")],
    [("Coronary angiography showed severe stenosis of the left main stem,",
      "冠状动脉造影示左主干重度狭窄，"),
     ("so bypass surgery was recommended,", "因此建议行搭桥手术，"),
     ("which the patient refused.", "患者拒绝。")],
    [("The wound is clean and dry;", "伤口清洁干燥；"),
     ("sutures were removed on day 10;", "术后第10天拆线；"),
     ("the drain was taken out before discharge.", "出院前拔除引流管。")],
    [("He has lost 10 kg in six months,", "六个月内体重下降10 kg，"),
     ("his appetite is poor,", "食欲差，"),
     ("and he sleeps badly because of the pain.", "因疼痛睡眠不佳。")],
    [("Blood cultures grew Staphylococcus aureus,", "血培养出金黄色葡萄球菌，"),
     ("echocardiography showed vegetation on the mitral valve,", "超声心动图示二尖瓣赘生物，"),
     ("and infective endocarditis was diagnosed.", "诊断为感染性心内膜炎。")],
    [("Neurological examination: the patient is alert and oriented.",
     "神经系统查体：患者神志清楚。"),
     ("Muscle strength of the right arm is 4/5.", "右上肢肌力4/5级。"),
     ("The gait is unsteady.", "步态不稳。")],
    [("Radiotherapy was stopped because of severe mucositis;", "因重度黏膜炎停止放疗；"),
     ("nutrition was given through a gastric tube;", "经胃管给予营养；"),
     ("his weight is now stable.", "目前体重稳定。")],
    [("The pathologist reports clear resection margins.", "病理报告切缘阴性。"),
     ("Two of 18 lymph nodes contain metastases.", "18枚淋巴结中2枚转移。"),
     ("Vascular invasion is present.", "可见脉管侵犯。")],
    [("Before transplantation the patient needs dental treatment,", "移植前患者需行口腔治疗，"),
     ("vaccination against hepatitis B,", "接种乙肝疫苗，"),
     ("and an assessment of lung function.", "并评估肺功能。")],
    [("The ultrasound examination was limited by bowel gas.", "超声检查受肠气干扰。"),
     ("The gallbladder contains several stones.", "胆囊内多发结石。"),
     ("The kidneys are of normal size.", "双肾大小正常。")],
    [("The question is whether surgery is still possible,", "问题是是否仍可手术，"),
     ("or whether systemic treatment should come first,", "还是应先行全身治疗，"),
     ("and which drugs you would choose.", "以及您会选择哪些药物。")],
    [("Genetic testing found a mutation in the BRCA2 gene.", "基因检测发现BRCA2基因突变。"),
     ("Her sister carries the same mutation.", "其妹妹携带相同突变。"),
     ("Genetic counselling has been offered to the family.", "已向其家族提供遗传咨询。")],
    [("The seizures began in childhood,", "癫痫发作始于儿童期，"),
     ("were controlled with valproate for years,", "多年来以丙戊酸控制，"),
     ("and have become more frequent since last summer.", "自去年夏天以来发作更频繁。")],
]  # fmt: skip

EDGES = [(text, at) for text in range(len(TEXTS)) for at in range(3)]


def joined(clauses: Clauses) -> tuple[str, str]:
    return " ".join(en for en, _ in clauses), "".join(zh for _, zh in clauses)


@pytest.fixture(scope="module")
def check() -> Completeness:
    made = build(PACKS)
    assert isinstance(made, Completeness)
    return made


@pytest.fixture(scope="module")
def every() -> Checker:
    return Checker(PACKS, BUILTIN)


def told(check: object, en: str, zh: str, way: str) -> list[Difference]:
    assert callable(check)
    pair = Pair.of(en, zh, "en", "zh") if way == "en-zh" else Pair.of(zh, en, "zh", "en")
    return [one for one in check(pair) if one.effect == "block"]


WAYS = ("en-zh", "zh-en")


@pytest.mark.parametrize("clauses", TEXTS)
def test_a_whole_translation_is_silent(check: Completeness, clauses: Clauses) -> None:
    assert [told(check, *joined(clauses), way) for way in WAYS] == [[], []]


def test_a_clause_left_out_blocks(check: Completeness, every: Checker) -> None:
    alone, missed = 0, []
    for number, at in EDGES:
        whole, rest = TEXTS[number], TEXTS[number][:at] + TEXTS[number][at + 1 :]
        for way, en, zh in (
            ("en-zh", joined(whole)[0], joined(rest)[1]),
            ("zh-en", joined(rest)[0], joined(whole)[1]),
        ):
            alone += any(one.code == "omission.missing" for one in told(check, en, zh, way))
            if not told(every, en, zh, way):
                missed.append((way, whole[at]))
    assert len(missed) <= 0.05 * 2 * len(EDGES), missed
    assert alone >= 0.8 * 2 * len(EDGES)


def test_a_clause_from_nowhere_blocks(check: Completeness, every: Checker) -> None:
    alone, missed = 0, []
    for number, at in EDGES:
        whole, strange = TEXTS[number], TEXTS[(number + 7) % len(TEXTS)][at]
        more = [*whole, strange]
        for way, en, zh in (
            ("en-zh", joined(whole)[0], joined(more)[1]),
            ("zh-en", joined(more)[0], joined(whole)[1]),
        ):
            alone += any(one.code == "addition.added" for one in told(check, en, zh, way))
            if not told(every, en, zh, way):
                missed.append((way, strange))
    assert len(missed) <= 0.05 * 2 * len(EDGES), missed
    assert alone >= 0.8 * 2 * len(EDGES)


def test_the_place_is_the_clause(check: Completeness) -> None:
    whole = TEXTS[1]
    [found] = told(check, joined(whole)[0], joined([whole[0], whole[2]])[1], "en-zh")
    assert found.source is not None
    assert "bile ducts are dilated" in found.source.text
    assert (found.code, found.target) == ("omission.missing", None)


@pytest.mark.parametrize("way", ["en-zh", "de-zh", "zh-fr"])
def test_an_empty_side_blocks_in_any_language(check: Completeness, way: str) -> None:
    source, target = way.split("-")
    [lost] = check(Pair.of("Etwas 1", " ", source, target))
    assert (lost.code, lost.effect) == ("omission.missing", "block")
    [new] = check(Pair.of("", "x", source, target))
    assert new.code == "addition.added"
    assert list(check(Pair.of("", " ", source, target))) == []


def test_other_languages_are_let_be(check: Completeness) -> None:
    assert list(check(Pair.of("Der Patient hat seit drei Tagen Fieber.", "发热", "de", "zh"))) == []


@pytest.mark.parametrize(
    ("en", "zh"),
    [
        ("SPEP and FLC", "血清蛋白电泳及血清游离轻链"),
        ("5 mg tiw", "5 mg，每周3次"),
        ("WHO recommends it.", "世界卫生组织建议这样做。"),
        ("CBT", "认知行为治疗"),
        ("COVID-19", "2019冠状病毒病"),
        ("as needed", "必要时"),
        ("The World Health Organization (WHO) recommends this.", "WHO建议这样做。"),
    ],
)
def test_abbreviations_in_full_are_no_addition(check: Completeness, en: str, zh: str) -> None:
    assert [told(check, en, zh, way) for way in WAYS] == [[], []]
