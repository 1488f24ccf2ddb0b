"""English left in Chinese, Chinese left in English; names, units, glosses and marks may stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from huizhen.core.content import load_pack
from huizhen.core.language.checks.checker import Check, Packs
from huizhen.core.language.checks.pair import Pair
from huizhen.core.language.checks.untranslated import build

CONTENT = Path(__file__).resolve().parents[3] / "src" / "huizhen" / "content"


@pytest.fixture(scope="module")
def check() -> Check:
    return build(Packs(load_pack("checks", [CONTENT]), load_pack("terms", [CONTENT])))


def told(check: Check, source: str, target: str, way: str = "en-zh") -> list[tuple[str, str]]:
    return [(one.effect, one.says) for one in check(Pair.of(source, target, *way.split("-")))]


LEFT = [
    ("The patient has cirrhosis of the liver.", "患者有肝 cirrhosis。", "cirrhosis"),
    ("Severe headache for 3 days", "severe头痛3天", "severe"),
    ("CT scan shows a nodule in segment 5", "CT scan显示S5结节", "scan"),
    ("not histologically verified", "not histologically verified", "not histologically verified"),
    ("Lesion in S8, not histologically verified.", "S8病灶，not histologically verified。", "not"),
    ("He was started on chemotherapy.", "他开始接受chemotherapy。", "chemotherapy"),
    ("Hepatocellular carcinoma", "Hepatocellular carcinoma", "Hepatocellular"),
    ("Past Medical History: Hypertension", "既往史：Hypertension", "Hypertension"),
    ("ASCITES PRESENT", "ASCITES 存在", "ASCITES"),
    ("No biliary dilatation. Spleen is enlarged.", "胆管无扩张。Spleen is enlarged.", "Spleen"),
    ("Patients with fever were isolated", "Patients发热者被隔离", "Patients"),
    ("shortness of breath on exertion", "活动后shortness of breath", "shortness"),
    ("The margin is negative", "切缘negative", "negative"),
    ("stable disease", "stable disease", "stable"),
    ("Wound healing well", "伤口healing良好", "healing"),
    ("Treated with unknowndrugomab", "以unknowndrugomab治疗", "unknowndrugomab"),
]


@pytest.mark.parametrize(("source", "target", "word"), LEFT)
def test_an_english_word_left_in_chinese_blocks(
    check: Check, source: str, target: str, word: str
) -> None:
    found = told(check, source, target)
    assert any(effect == "block" and word in says for effect, says in found)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("患者无发热。", "The patient has no 发热."),
        ("左肺上叶结节", "左肺上叶结节"),
        ("既往高血压病史", "Past history of 高血压"),
        ("未见淋巴结转移", "No lymph node metastasis 未见"),
        ("肝", "肝"),
    ],
)
def test_chinese_left_in_english_blocks(check: Check, source: str, target: str) -> None:
    assert "block" in {effect for effect, _ in told(check, source, target, "zh-en")}


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("EGFR L858R mutation, treated with Tagrisso", "EGFR L858R突变，使用Tagrisso治疗"),
        ("5 mg/kg every 3 weeks, max 400 mg", "5 mg/kg，每3周1次，最大400 mg"),
        ("Seen at Johns Hopkins Hospital by Dr. Porter", "由Porter医生在Johns Hopkins医院接诊"),
        ("adalimumab 40 mg", "adalimumab【原文，待译】40 mg"),
        ("severe acute respiratory syndrome (SARS)",
         "严重急性呼吸综合征（severe acute respiratory syndrome，SARS）"),
        ("E-mail help@clinic.example or see www.clinic.example/left",
         "请发邮件至help@clinic.example或访问www.clinic.example/left"),
        ("Studied in vitro and in vivo, mRNA and p53", "进行了in vitro和in vivo研究，mRNA和p53"),
        ("Escherichia coli grew", "培养出Escherichia coli"),
        ("mFOLFOX6, cT3N1M0, HER2 2+", "mFOLFOX6方案，cT3N1M0，HER2 2+"),
        ("Wnt signalling, Doppler and Hodgkin", "Wnt信号，Doppler和Hodgkin"),
        ("COVID-19", "COVID-19"),
        ("Bureau of Labor Statistics", "劳工统计局 (Bureau of Labor Statistics)"),
    ],
)  # fmt: skip
def test_what_may_stay_is_silent(check: Check, source: str, target: str) -> None:
    assert told(check, source, target) == []


def test_chinese_in_brackets_behind_its_english_is_advice(check: Check) -> None:
    target = "Lianhua Qingwen (连花清瘟) capsules"
    assert told(check, "连花清瘟胶囊", target, "zh-en") == [("advise", "连花清瘟")]


def test_words_of_a_third_language_are_found_by_the_source(check: Check) -> None:
    found = told(
        check, "Zustand nach erfolgter Operation, unauffällig", "术后状态，unauffällig", "de-zh"
    )
    assert found in ([("block", "unauffällig")], [("block", "unauff")], [])
    assert told(check, "keine neuen Beschwerden", "无 neuen 不适", "de-zh") == [("block", "neuen")]
