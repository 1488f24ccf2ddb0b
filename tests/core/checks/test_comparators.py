"""Comparators of numbers turned round or lost; both directions."""

from __future__ import annotations

import pytest
from both_ways import found, packs, whole_gate

from huizhen.core.language.checks.comparators import build
from huizhen.core.language.checks.pair import Pair

_PACKS = packs()
_CHECK = build(_PACKS)

# English | right Chinese | wrong Chinese versions, each of which must block
_EN_ZH = [
    ("over 5 mg", "超过5 mg", ["5 mg以内", "5 mg之内", "不足5 mg"]),
    ("over 5 years", "5年以上", ["5年以内", "5年内", "不到5年"]),
    (
        "3 were under 2 cm and none were over 5 cm",
        "3例小于2 cm，均未超过5 cm",
        ["3例小于2 cm，均超过5 cm"],
    ),
    ("eGFR < 30 mL/min", "eGFR<30 mL/min", ["eGFR30 mL/min", "eGFR 30 mL/min"]),
    (
        "no difference in survival (P>0.05); less relapse (P<0.05)",
        "生存无差异（P＞0.05）；复发较少（P＜0.05）",
        ["生存无差异（P＜0.05）；复发较少（P＞0.05）"],
    ),
    ("nobody had received more than 3 doses", "接种均不超过3剂", ["接种均超过3剂"]),
    ("about one third of patients", "约三分之一的患者", ["超过三分之一的患者"]),
    ("P < 0.05", "P＜0.05", ["P＞0.05", "P=0.05", "P 0.05", "P≥0.05"]),
    ("P>0.05", "P>0.05", ["P<0.05", "P0.05"]),
    ("HBV DNA < 20 IU/mL", "HBV DNA <20 IU/mL", ["HBV DNA >20 IU/mL", "HBV DNA 20 IU/mL"]),
    ("CA19-9 > 1000 U/mL", "CA19-9＞1000 U/mL", ["CA19-9＜1000 U/mL", "CA19-9 1000 U/mL"]),
    ("ANC ≥ 1.5 x 10^9/L", "ANC≥1.5×10⁹/L", ["ANC≤1.5×10⁹/L", "ANC>1.5×10⁹/L", "ANC<1.5×10⁹/L"]),
    ("creatinine ≤ 1.5 mg/dL", "肌酐≤1.5 mg/dL", ["肌酐≥1.5 mg/dL", "肌酐<1.5 mg/dL"]),
    ("bilirubin <= 3 mg/dL", "胆红素≤3 mg/dL", ["胆红素≥3 mg/dL", "胆红素3 mg/dL"]),
    ("age >= 65", "年龄≥65岁", ["年龄＜65岁", "年龄≤65岁", "年龄65岁"]),
    ("more than 5 cm", "大于5 cm", ["小于5 cm", "不超过5 cm", "5 cm"]),
    ("over 3 months", "超过3个月", ["不足3个月", "不到3个月", "3个月"]),
    ("larger than 2 cm", "直径超过2 cm", ["直径小于2 cm", "直径2 cm"]),
    ("exceeding 10 mm", "大于10 mm", ["小于10 mm", "10 mm"]),
    ("in excess of 200 mg", "超过200 mg", ["不足200 mg"]),
    ("above 38.5 °C", "高于38.5℃", ["低于38.5℃", "38.5℃"]),
    ("below 90 mmHg", "低于90 mmHg", ["高于90 mmHg", "90 mmHg"]),
    ("under 18 years", "未满18岁", ["超过18岁", "18岁以上"]),
    ("less than 2 weeks", "不到2周", ["2周以上", "超过2周", "至少2周"]),
    ("fewer than 3 lesions", "少于3个病灶", ["多于3个病灶", "至少3个病灶", "3个病灶"]),
    ("at least 4 weeks", "至少4周", ["至多4周", "不超过4周", "4周"]),
    ("no less than 6 hours", "不少于6小时", ["不超过6小时", "少于6小时"]),
    ("not less than 50 mL", "不少于50 mL", ["不多于50 mL", "少于50 mL"]),
    ("at most 2 tablets", "至多2片", ["至少2片", "2片以上"]),
    ("no more than 4 g per day", "每日不超过4 g", ["每日不少于4 g", "每日超过4 g", "每日4 g"]),
    ("should not exceed 10 mg", "不应超过10 mg", ["应超过10 mg", "不应少于10 mg"]),
    ("up to 3 days", "最多3天", ["至少3天", "3天以上"]),
    ("within 24 hours", "24小时以内", ["24小时以上", "超过24小时"]),
    ("65 years or older", "65岁及以上", ["65岁及以下", "65岁以下", "65岁"]),
    ("aged 18 and over", "18岁以上", ["18岁以下", "未满18岁"]),
    ("patients over the age of 70", "70岁以上患者", ["70岁以下患者", "70岁患者"]),
    ("under the age of 16", "16岁以下", ["16岁以上", "年满16岁以上"]),
    ("5 or more nodes", "5枚及以上淋巴结", ["5枚及以下淋巴结", "少于5枚淋巴结"]),
    ("50 kg or less", "50 kg及以下", ["50 kg及以上", "超过50 kg"]),
    ("about 3 cm", "约3 cm", ["超过3 cm", "不足3 cm", "至少3 cm"]),
    ("approximately 40%", "大约40%", ["超过40%", "不到40%"]),
    ("some 20 minutes", "20分钟左右", ["20分钟以上", "20分钟以下"]),
    ("nearly 100 cases", "近100例", ["超过100例", "100例以上"]),
    ("almost 2 years", "将近2年", ["超过2年", "2年以上"]),
    ("more than 20 days", "20余天", ["不到20天", "20天以下"]),
    ("more than 300 patients", "300多名患者", ["不足300名患者", "至多300名患者"]),
    ("more than half a year", "超过半年", ["不到半年"]),
    ("greater than or equal to 7", "大于或等于7", ["小于或等于7", "小于7"]),
    ("less than or equal to 100", "小于等于100", ["大于等于100", "大于100"]),
    ("life expectancy of at least 12 weeks", "预期寿命至少12周", ["预期寿命至多12周"]),
    ("a minimum of 30 minutes", "最少30分钟", ["最多30分钟"]),
    ("a maximum of 6 cycles", "最多6个周期", ["至少6个周期"]),
    ("scrub for at least 20 seconds", "至少搓洗20秒", ["至多搓洗20秒", "搓洗20秒"]),
    ("Ki-67 > 30%", "Ki-67＞30%", ["Ki-67＜30%", "Ki-67 30%"]),
    ("weight loss >10% in 6 months", "6个月内体重下降>10%", ["6个月内体重下降<10%"]),
    ("platelets below 50", "血小板低于50", ["血小板高于50", "血小板50"]),
    ("QTc of 470 ms or more", "QTc 470 ms以上", ["QTc 470 ms以下", "QTc不到470 ms"]),
    ("longer than 7 days", "7天以上", ["7天以下", "不超过7天"]),
    ("no longer than 40 minutes", "不要超过40分钟", ["要超过40分钟", "至少40分钟"]),
    ("no later than 72 hours", "不晚于72小时", ["晚于72小时"]),
    ("not lower than 35 g/L", "不低于35 g/L", ["低于35 g/L", "不高于35 g/L"]),
    ("margin >1 cm", "切缘>1 cm", ["切缘<1 cm", "切缘1 cm"]),
    ("&lt; 5 years", "&lt;5 岁", ["&gt;5 岁", "5 岁"]),
    ("~65 kg", "约65公斤", ["超过65公斤", "不足65公斤"]),
    ("shorter than 4 cm", "短于4 cm", ["长于4 cm"]),
    ("one or more lesions of >= 15 mm", "一个或多个≥15 mm的病灶", ["一个或多个<15 mm的病灶"]),
    ("well over 1,000 mL", "远超过1000 mL", ["远低于1000 mL", "不到1000 mL"]),
    ("Lesions greater than 2 cm in diameter", "直径大于2 cm的病灶", ["直径小于2 cm的病灶"]),
    ("lasting more than 5 minutes", "持续5分钟以上", ["持续5分钟以下", "持续不到5分钟"]),
    ("not more than two drinks a day", "每天不超过两杯", ["每天不少于两杯", "每天超过两杯"]),
    ("two or more episodes", "两次及以上发作", ["两次及以下发作"]),
    ("three or fewer nodes", "3枚及以下淋巴结", ["3枚及以上淋巴结"]),
    ("up to 10 mg daily", "每日最多10 mg", ["每日至少10 mg"]),
    ("no fewer than six cycles", "不少于六个周期", ["不多于六个周期"]),
    ("over 90% of cells", "90%以上的细胞", ["90%以下的细胞", "不到90%的细胞"]),
    ("well under 1%", "远低于1%", ["远高于1%"]),
    ("LVEF < 40 %", "左室射血分数<40%", ["左室射血分数>40%", "左室射血分数40%"]),
    ("if the temperature exceeds 38 °C", "如体温超过38℃", ["如体温低于38℃", "如体温38℃"]),
    ("lower than 7.35", "小于7.35", ["大于7.35", "高于7.35"]),
    ("PSA > 4 ng/mL", "PSA大于4 ng/mL", ["PSA小于4 ng/mL"]),
    ("O2 sat < 90%", "血氧饱和度低于90%", ["血氧饱和度高于90%", "血氧饱和度90%"]),
    ("for at least three consecutive days", "至少连续三天", ["至多连续三天", "连续三天"]),
    ("Keep at least 1 metre apart", "保持至少1米的距离", ["保持至多1米的距离", "保持1米的距离"]),
    ("within the last 14 days", "近14天内", ["14天以上"]),
    ("more than one third of patients", "三分之一以上的患者", ["三分之一以下的患者"]),
    ("no more than half", "不超过一半", ["超过一半", "至少一半"]),
    ("older than 75 years", "75岁以上", ["75岁以下"]),
    ("younger than 5 years", "5岁以下", ["5岁以上"]),
    ("≤ 3 mm", "≤3 mm", ["≥3 mm", "<3 mm", "3 mm"]),
    ("~10 mm", "约10 mm", ["10 mm以上"]),
    ("≈ 5%", "约5%", ["超过5%"]),
    ("+/- 2 SD, > 3 SD", "±2 SD，>3 SD", ["±2 SD，<3 SD"]),
    ("ALT >3× ULN", "ALT>3倍正常上限", ["ALT<3倍正常上限", "ALT 3倍正常上限"]),
    ("less than 1 in 1000", "不足千分之一", ["超过千分之一"]),
    ("at least 18 years of age", "18周岁及以上", ["18周岁及以下"]),
    ("pain score of 7 or higher", "疼痛评分≥7分", ["疼痛评分≤7分", "疼痛评分<7分"]),
    ("ECOG PS 0-1, KPS > 70", "ECOG 0-1分，KPS＞70分", ["ECOG 0-1分，KPS＜70分"]),
    ("more than twice", "两次以上", ["两次以下"]),
    ("below the 5th percentile", "低于第5百分位", ["高于第5百分位"]),
    ("a dose of no less than 50 Gy", "剂量不低于50 Gy", ["剂量低于50 Gy", "剂量不高于50 Gy"]),
    ("nearly 3 years", "近3年", ["3年以上", "3年多"]),
    ("roughly 12 weeks", "12周左右", ["12周以上"]),
    ("T score under -2.5", "T值低于-2.5", ["T值高于-2.5"]),
]  # fmt: skip
_SAME = [
    ("no country had tested more than 3% of its population", "各国检测均未超过总人口的3%"),
    ("about one third had at least one risk factor", "约三分之一具有至少一种危险因素"),
    ("no patient under 18 years was enrolled", "未纳入18岁以下患者"),
    ("there was no fever but the count was below 4.0", "无发热，但计数低于4.0"),
    ("counts made over 2 years", "对估计值与2年来的计数"),
    ("coming close (1 metre (3 ft) or less)", "近距离接触（1米（3英尺）范围内）"),
    ("built up over several years", "在过去几年里建立"),
    ("P>0.05 for survival; P<0.05 for relapse", "生存P＞0.05；复发P＜0.05"),
    ("at least 18 years of age", "年满18岁"),
    ("aged between 18 and 75 years", "18～75岁"),
    ("around 8 o'clock", "8点左右"),
    ("only 3 patients", "仅3例患者"),
    ("just 5 mL", "只有5 mL"),
    ("after 6 months", "6个月后"),
    ("until 2 weeks before", "直至2周前"),
    ("first 3 months", "前3个月"),
    ("top 10%", "前10%"),
    ("more than 60% of patients", "60%以上的患者"), ("at least 5", "5以上"),
    ("up to 80%", "高达80%"), ("as long as 3 days", "长达3天"), ("within 2 m", "2米内"),
    ("8-24 months", "8～24个月"), ("about 5-10 mg", "5～10 mg左右"), ("around 1890", "1890年前后"),
    ("around 21 February", "2月21日左右"), ("more than in 2003", "超过2003年"),
    ("over the past 5 years", "过去5年"), ("at least one of 3", "3项中至少一项"),
    ("more than 50 million people", "5,000多万人"), ("and over 3,000 died", "超过3,000人死亡"),
    ("the 2 sides of a node", "结节的左右2侧"), ("not only 3 but 5", "不仅3而且5"),
    ("a mean of 16.8 months", "平均16.8个月"), ("3 of 5 domestic cases", "国内5例中的3例"),
    ("exceeds 40% of the total", "超出总额的40%"), ("over 50 countries", "50多个国家"),
    ("at least a 30-day supply", "至少30天的储备"), ("(P = 0.01)", "（P=0.01）"),
    ("less than 1 g", "少于1000 mg"), ("a 2 cm lesion in segment 5", "肝5段2 cm病灶"),
]  # fmt: skip


def _blocks(source: str, target: str, direction: str = "en zh") -> bool:
    found = list(_CHECK(Pair.of(source, target, *direction.split())))
    return any(one.effect == "block" for one in found)


def _found(source: str, target: str, direction: str) -> list[str]:
    pair = Pair.of(source, target, *direction.split())
    return [f"{one.code} {one.meant} -> {one.says}" for one in _CHECK(pair)]


@pytest.mark.parametrize(("english", "chinese", "wrong"), _EN_ZH)
def test_a_comparator_turned_round_or_lost_blocks(
    english: str, chinese: str, wrong: list[str]
) -> None:
    assert _found(english, chinese, "en zh") == []
    assert _found(chinese, english, "zh en") == []
    assert [text for text in wrong if not _blocks(english, text)] == []
    assert [text for text in wrong if not _blocks(text, english, "zh en")] == []


@pytest.mark.parametrize(("english", "chinese"), _SAME)
def test_the_same_bound_in_other_words_is_silent(english: str, chinese: str) -> None:
    assert _found(english, chinese, "en zh") == []
    assert _found(chinese, english, "zh en") == []


def _said(language: str) -> list[tuple[str, str, frozenset[str]]]:
    rows = _PACKS.checks.rows("comparators.tsv")
    return [
        (row["form"], row["place"], frozenset(row["senses"].split(";")))
        for row in rows
        if row["language"] == language and row["place"] != "-" and row["need"] == "required"
    ]


def _side(senses: frozenset[str]) -> str:
    up, down = senses & {"gt", "ge"}, senses & {"lt", "le"}
    return "up" if up and not down else "down" if down and not up else "about"


@pytest.mark.slow
def test_every_form_is_told_from_every_form_that_means_the_opposite() -> None:
    missed: list[tuple[str, str]] = []
    alarms: list[tuple[str, str]] = []
    for english, place, senses in _said("en"):
        for chinese, chinese_place, other in _said("zh"):
            source = f"it was {english} 37 kg" if place == "before" else f"it was 37 kg {english}"
            target = f"为{chinese}37 kg" if chinese_place == "before" else f"为37 kg{chinese}"
            blocks = _blocks(source, target)
            if not blocks and senses.isdisjoint(other) and _side(senses) != _side(other):
                missed.append((english, chinese))
            if blocks and senses & other:
                alarms.append((english, chinese))
    assert missed == []
    assert alarms == []


def test_of_other_languages_signs_are_compared_and_words_are_not() -> None:
    assert _found("mehr als 5 mg, CEA < 3", "超过5 mg，CEA <3", "de zh") == []
    assert _blocks("mehr als 5 mg, CEA < 3", "超过5 mg，CEA >3", "de zh")
    assert _blocks("CEA < 3", "CEA 3", "fr zh")


@pytest.mark.parametrize(
    ("english", "chinese", "wrong"),
    [
        ("The margin was shy of 5 mm.", "切缘不足5 mm。", "切缘超过5 mm。"),
        ("The margin was not under 5 mm.", "切缘至少5 mm。", "切缘不足5 mm。"),
        ("Ferritin approx. 300 ng/mL.", "铁蛋白约300 ng/mL。", "铁蛋白300 ng/mL。"),
        ("Ferritin max. 300 ng/mL.", "铁蛋白不超过300 ng/mL。", "铁蛋白超过300 ng/mL。"),
        ("Ferritin >/= 300 ng/mL.", "铁蛋白不低于300 ng/mL。", "铁蛋白低于300 ng/mL。"),
        ("From 18 years upwards.", "18岁及以上。", "18岁以下。"),
        ("Less than 3 months.", "尚不足3个月。", "已超过3个月。"),
        ("At least 5 mm.", "未低于5 mm。", "未超5 mm。"),
    ],
)
def test_rarer_ways_to_compare(english: str, chinese: str, wrong: str) -> None:
    check = whole_gate()
    assert found(check, english, chinese) == [[], []]
    assert all(found(check, english, wrong))
