"""Whose it is: relatives, sexes, arms of a study, donor and recipient, both directions."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from huizhen.core.content import load_pack
from huizhen.core.language.checks.checker import Packs
from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.pair import Pair
from huizhen.core.language.checks.subject import Subjects, build

CONTENT = Path(__file__).resolve().parents[3] / "src" / "huizhen" / "content"
PACKS = Packs(load_pack("checks", [CONTENT]), load_pack("terms", [CONTENT]))


@pytest.fixture(scope="module")
def check() -> Subjects:
    made = build(PACKS)
    assert isinstance(made, Subjects)
    return made


def both_ways(check: Subjects, en: str, zh: str) -> list[list[Difference]]:
    return [
        [one for one in check(Pair.of(a, b, x, y)) if one.effect == "block"]
        for a, b, x, y in ((en, zh, "en", "zh-CN"), (zh, en, "zh-CN", "en"))
    ]


PAIRS = [
    ("The patient's mother had breast cancer.", "患者的母亲曾患乳腺癌。",
     ["患者的父亲曾患乳腺癌。", "患者曾患乳腺癌。", "患者的姐姐曾患乳腺癌。"]),
    ("Her father died of gastric cancer at 60.", "其父60岁死于胃癌。",
     ["其母60岁死于胃癌。", "其60岁死于胃癌。", "其祖父60岁死于胃癌。"]),
    ("Brother: hypertension", "哥哥：高血压", ["姐姐：高血压", "父亲：高血压"]),
    ("Brother: hypertension", "弟弟：高血压", ["妹妹：高血压"]),
    ("maternal aunt with ovarian cancer", "姨母患卵巢癌", ["姑母患卵巢癌", "姐姐患卵巢癌",
     "舅父患卵巢癌"]),
    ("A paternal aunt had leukaemia.", "一位姑姑曾患白血病。", ["一位姨妈曾患白血病。",
     "一位叔叔曾患白血病。"]),
    ("an aunt had asthma", "一位姨妈有哮喘", ["一位舅舅有哮喘"]),
    ("maternal uncle: haemophilia", "舅父：血友病", ["伯父：血友病", "姨母：血友病"]),
    ("Maternal grandmother: colon cancer", "外祖母：结肠癌", ["祖母：结肠癌", "外祖父：结肠癌"]),
    ("grandfather with lung cancer", "祖父患肺癌", ["祖母患肺癌"]),
    ("He lives with his wife.", "他与妻子同住。", ["她与丈夫同住。", "他与母亲同住。"]),
    ("Her husband is a carrier.", "其丈夫为携带者。", ["其妻子为携带者。", "其儿子为携带者。"]),
    ("Her son has haemophilia A.", "其子患血友病A。", ["其女患血友病A。", "患者患血友病A。"]),
    ("two daughters, both healthy", "两个女儿，均体健", ["两个儿子，均体健"]),
    ("Both parents are healthy.", "父母均体健。", ["兄弟姐妹均体健。"]),
    ("Siblings: none affected", "兄弟姐妹：均未患病", ["父母：均未患病"]),
    ("a cousin had the same disease", "一位表兄患同样疾病", ["一位哥哥患同样疾病"]),
    ("Mother and sister: thyroid cancer", "母亲及妹妹：甲状腺癌", ["母亲及弟弟：甲状腺癌",
     "父亲及妹妹：甲状腺癌"]),
    ("The patient had gastric cancer.", "患者曾患胃癌。", ["患者的父亲曾患胃癌。"]),
    ("A 65-year-old woman presented with cough.", "患者女性，65岁，因咳嗽就诊。",
     ["患者男性，65岁，因咳嗽就诊。"]),
    ("56M with HCC; he denies alcohol use.", "56岁肝细胞癌患者，他否认饮酒。",
     ["56岁肝细胞癌患者，她否认饮酒。"]),
    ("male sex, 12 men and 9 women", "12名男性和9名女性", ["12名男性和9名男性"]),
    ("She reports fatigue.", "她诉乏力。", ["他诉乏力。"]),
    ("Response was 40% in the treatment group and 20% in the control group.",
     "治疗组缓解率40%，对照组20%。", ["对照组缓解率40%，对照组20%。",
      "治疗组缓解率40%，治疗组20%。"]),
    ("In the placebo group, 3 patients died.", "安慰剂组有3例患者死亡。",
     ["治疗组有3例患者死亡。"]),
    ("Healthy controls were recruited.", "招募了健康对照。", ["招募了观察组。"]),
    ("The donor is HBsAg-positive.", "供者HBsAg阳性。", ["受者HBsAg阳性。"]),
    ("The recipient received tacrolimus.", "受者接受了他克莫司。", ["供者接受了他克莫司。"]),
    ("The doctor was infected.", "医生被感染。", ["护士被感染。"]),
    ("All patients completed the study.", "所有患者均完成研究。", ["所有护士均完成研究。",
     "所有医师均完成研究。", "所有健康对照均完成研究。"]),
    ("24 patients were enrolled.", "纳入24例。", ["纳入24例健康对照。"]),
    ("He declined chemotherapy.", "患者拒绝化疗。", ["医生拒绝化疗。", "护士拒绝化疗。",
     "患者之妹拒绝化疗。"]),
    ("Physicians recommended surgery.", "医师建议手术。", ["患者建议手术。"]),
    ("Healthy volunteers received one dose.", "健康志愿者接受单次给药。",
     ["患者接受单次给药。"]),
    ("Children require two doses.", "儿童需接种两剂。", ["男性需接种两剂。",
     "女性需接种两剂。", "老年人需接种两剂。", "成人需接种两剂。"]),
    ("8 males and 19 females", "男性8例，女性19例", ["儿童8例，女性19例", "男性8例，儿童19例"]),
    ("Pregnant women were excluded.", "排除孕妇。", ["排除儿童。", "排除护士。"]),
    ("The relatives were informed.", "已告知家属。", ["已告知护士。", "已告知患者。"]),
    ("His daughter signed as next of kin.", "其女儿作为近亲属签字。", ["其女儿作为患者签字。"]),
    ("Her younger sister is a carrier.", "其妹妹为携带者。", ["其同父异母妹妹为携带者。",
     "其孪生妹妹为携带者。"]),
    ("His twin brother is healthy.", "其孪生兄弟体健。", ["其兄弟体健。"]),
    ("A stepbrother had asthma.", "继兄有哮喘。", ["哥哥有哮喘。"]),
    ("No family history of cancer.", "无肿瘤家族史。", ["无肿瘤个人史。"]),
    ("No cancer on his father's side.", "父系亲属无肿瘤。", ["母系亲属无肿瘤。",
     "母方亲属无肿瘤。"]),
    ("an uncle on the mother's side", "舅舅", ["叔叔"]),
]  # fmt: skip


@pytest.mark.parametrize(("en", "zh", "wrong"), PAIRS)
def test_right_is_silent_and_wrong_blocks(
    check: Subjects, en: str, zh: str, wrong: list[str]
) -> None:
    assert both_ways(check, en, zh) == [[], []]
    for text in wrong:
        there, back = both_ways(check, en, text)
        assert there, text
        assert back, text


@pytest.mark.parametrize(
    ("en", "zh"),
    [
        ("Mother-to-child transmission was prevented.", "阻断了母婴传播。"),
        ("diffuse alveolar damage (DAD)", "弥漫性肺泡损伤 (DAD)"),
        ("yeast cells and sister chromatids", "酵母细胞和姐妹染色单体"),
        ("HER2 3+, tacrolimus 2 mg", "HER2 3+，他克莫司2 mg"),
        ("hepatoblastoma in a child", "儿童肝母细胞瘤"),
        ("The patient takes atorvastatin; others do not.", "患者服用阿托伐他汀；其他人不服用。"),
        ("His or her doctor decides.", "由医生决定。"),
        ("palliative care", "姑息治疗"),
        ("The receptor binds its ligand.", "受体与其配体结合。"),
        ("Infection was well controlled; the virus controls cells.",
         "感染控制良好；病毒控制细胞。"),
        ("Mother: diabetes. Mother died at 70.", "母亲：糖尿病，70岁去世。"),
        ("Women were more often affected.", "女性更常受累。"),
        ("In severe cases, patients deteriorate.", "重症者病情恶化。"),
        ("people with diabetes", "糖尿病患者"),
        ("These individuals were followed up.", "对这些患者进行了随访。"),
        ("health-care providers", "医护人员"),
        ("MEN-IIb (multiple endocrine neoplasia)", "MEN-IIb（多发性内分泌肿瘤）"),
        ("He saw a doctor about his cough.", "因咳嗽就医。"),
        ("The virus belongs to the coronavirus family.", "该病毒属于冠状病毒科。"),
        ("ICU monitoring of a 70-year-old", "70岁患者的重症监护"),
        ("breast milk, subscapular and uterine", "母乳、肩胛下及子宫"),
    ],
)  # fmt: skip
def test_look_alikes_are_silent(check: Subjects, en: str, zh: str) -> None:
    assert both_ways(check, en, zh) == [[], []]


KIN = [
    row for row in PACKS.checks.rows("subjects.tsv") if row["group"] == "kin" and not row["need"]
]


@pytest.mark.slow
def test_every_relative_is_told_from_every_other(check: Subjects) -> None:
    english = [row for row in KIN if row["language"] == "en"]
    chinese = [row for row in KIN if row["language"] == "zh"]
    missed = []
    for one, other in product(english, chinese):
        en, zh = f"History of cancer in her {one['form']}.", f"癌症家族史：{other['form']}。"
        is_same = not set(one["senses"].split(";")).isdisjoint(other["senses"].split(";"))
        found = both_ways(check, en, zh)
        if is_same == any(found):
            missed.append((one["form"], other["form"]))
    assert missed == []
