"""Units beside numbers: another unit, a unit lost, a conversion; both directions."""

from __future__ import annotations

from pathlib import Path

import pytest

from huizhen.core.content import load_pack
from huizhen.core.language.checks.checker import Packs
from huizhen.core.language.checks.pair import Pair
from huizhen.core.language.checks.units import build

_CONTENT = Path(__file__).resolve().parents[3] / "src" / "huizhen" / "content"
_PACKS = Packs(load_pack("checks", [_CONTENT]), load_pack("terms", [_CONTENT]))
_CHECK = build(_PACKS)

# English | right Chinese | wrong Chinese versions, each of which must block
_EN_ZH = [
    ("distension for more than 3 months", "腹胀3月余", ["腹胀3天余", "腹胀3周余", "腹胀3年余"]),
    ("on the 19th day after surgery", "术后第19天", ["术后第19周", "术后第19小时"]),
    ("cisplatin on days 1–3", "顺铂，第1–3天", ["顺铂，第1–3个时辰", "顺铂，第1–3周"]),
    ("Morphine 5 mg IV", "吗啡5 mg静脉注射", ["吗啡5 μg静脉注射", "吗啡5静脉注射"]),
    ("fentanyl 50 mcg", "芬太尼50微克", ["芬太尼50毫克", "芬太尼50 mg", "芬太尼50纳克"]),
    ("Hb 98 g/L", "血红蛋白98 g/L", ["血红蛋白98 g/dL", "血红蛋白98 mg/L", "血红蛋白98 g"]),
    ("creatinine 115 μmol/L", "肌酐115 μmol/L", ["肌酐115 mmol/L", "肌酐115 mg/dL", "肌酐115"]),
    ("500 mL of normal saline", "生理盐水500毫升", ["生理盐水500升", "生理盐水500微升"]),
    ("temperature 38.5 °C", "体温38.5℃", ["体温38.5℉", "体温38.5华氏度"]),
    ("BP 120/80 mmHg", "血压120/80 mmHg", ["血压120/80 kPa", "血压120/80 cmH2O"]),
    ("PEEP 8 cmH2O", "PEEP 8 cmH₂O", ["PEEP 8 mmHg", "PEEP 8 kPa"]),
    ("insulin 10 units", "胰岛素10单位", ["胰岛素10 mL", "胰岛素10毫克", "胰岛素10万单位"]),
    ("heparin 5000 IU", "肝素5000 IU", ["肝素5000 mg", "肝素5000 mU"]),
    ("50.4 Gy in 28 fractions", "50.4 Gy/28次", ["50.4 cGy/28次", "50.4 mGy/28次"]),
    ("effective dose 7 mSv", "有效剂量7 mSv", ["有效剂量7 Sv", "有效剂量7 μSv"]),
    ("a 3.2 cm nodule", "3.2 cm结节", ["3.2 mm结节", "3.2 μm结节", "3.2 m结节"]),
    ("a 12-mm cyst", "12毫米囊肿", ["12厘米囊肿", "12微米囊肿"]),
    ("2000 kcal per day", "每日2000千卡", ["每日2000千焦", "每日2000 kJ"]),
    ("for 3 days", "持续3天", ["持续3周", "持续3个月", "持续3小时", "持续3"]),
    ("for two weeks", "两周", ["两天", "两个月", "两年"]),
    ("6 months ago", "6个月前", ["6天前", "6周前", "6年前"]),
    ("a 10-year history", "10年病史", ["10个月病史", "10天病史"]),
    ("every 8 hours", "每8小时1次", ["每8天1次", "每8分钟1次"]),
    ("over 30 minutes", "30分钟以上", ["30小时以上", "30秒以上"]),
    ("one week after surgery", "术后一周", ["术后一天", "术后一个月", "术后一年"]),
    ("several days of fever", "发热数天", ["发热数周", "发热数月", "发热几个小时"]),
    ("for a few hours", "几小时", ["几天", "几分钟"]),
    ("symptoms for decades", "症状已有几十年", ["症状已有几十天"]),
    ("half a year ago", "半年前", ["半天前", "半个月前"]),
    ("one and a half years", "一年半", ["一天半", "一个半月"]),
    ("a 3-month-old infant", "3个月大的婴儿", ["3岁的婴儿", "3周大的婴儿"]),
    ("those aged over 65", "65岁以上者", ["65个月以上者", "65天以上者"]),
    ("5 mg/kg/day", "5 mg/kg/d", ["5 mg/m²/d", "5 g/kg/d", "5 mg/d", "5 mg/kg/h"]),
    ("75 mg/m2 every 3 weeks", "75 mg/m²，每3周1次", ["75 mg/kg，每3周1次", "75 mg/m²，每3天1次"]),
    ("0.1 μg/kg/min", "0.1 μg/kg/min", ["0.1 mg/kg/min", "0.1 μg/kg/h", "0.1 μg/min"]),
    ("urine output 0.5 mL/kg/h", "尿量0.5 mL/(kg·h)", ["尿量0.5 mL/(kg·d)", "尿量0.5 L/(kg·h)"]),
    ("heart rate 75 bpm", "心率75次/分", ["心率75次/小时", "心率75次/秒"]),
    ("18 breaths per minute", "呼吸18次/分", ["呼吸18次/时", "呼吸18次/天"]),
    ("2 capsules", "2粒胶囊", ["2片", "2支", "2瓶"]),
    ("take 1 tablet", "服1片", ["服1粒", "服1瓶"]),
    ("2 puffs twice daily", "每次2喷，每日2次", ["每次2滴，每日2次", "每次2片，每日2次"]),
    ("3 drops in each eye", "每眼3滴", ["每眼3喷", "每眼3毫升"]),
    ("1 ampoule", "1支", ["1片", "1袋"]),
    ("2 sachets", "2袋", ["2瓶", "2粒"]),
    ("Ki-67 30%", "Ki-67 30%", ["Ki-67 30‰", "Ki-67 30"]),
    ("thirty percent of patients", "百分之三十的患者", ["千分之三十的患者"]),
    ("10 mitoses per 10 HPF", "核分裂象10个/10 HPF", ["核分裂象10个/10 LPF"]),
    ("WBC 3-5/HPF", "白细胞3-5/HPF", ["白细胞3-5/LPF", "白细胞3-5/μL"]),
    ("2000 copies/mL", "2000拷贝/mL", ["2000拷贝/L", "2000拷贝/μL"]),
    ("HBV DNA 2000 IU/mL", "HBV DNA 2000 IU/mL", ["HBV DNA 2000 IU/L", "HBV DNA 2000 g/mL"]),
    ("platelets 150 x 10^9/L", "血小板150×10⁹/L", ["血小板150×10⁹/mL", "血小板150×10¹²/L"]),
    ("TSH 2.5 mIU/L", "TSH 2.5 mIU/L", ["TSH 2.5 IU/L", "TSH 2.5 mg/L"]),
    ("5-10 mg daily", "每日5-10 mg", ["每日5-10 g", "每日5-10 μg", "每周5-10 mg"]),
    ("between 2 and 4 weeks", "2至4周", ["2至4天", "2至4个月"]),
    ("10, 20 and 40 mg", "10、20和40毫克", ["10、20和40克", "10、20和40微克"]),
    ("MRI at 3.0 T", "3.0 T磁共振", ["3.0 mT磁共振"]),
    ("6 cycles of chemotherapy", "化疗6个周期", ["化疗6个疗程，共6天"]),
    ("37 degrees Celsius", "37摄氏度", ["37华氏度"]),
    ("a dose of 2 g/24 h", "剂量2 g/24 h", ["剂量2 mg/24 h", "剂量2 kg/24 h"]),
    ("18F-FDG 185 MBq", "18F-FDG 185 MBq", ["18F-FDG 185 mCi", "18F-FDG 185 kBq"]),
    ("eGFR 60 mL/min/1.73 m2", "eGFR 60 mL/(min·1.73m²)", ["eGFR 60 L/(min·1.73m²)"]),
    ("weight 60 kg", "体重60公斤", ["体重60斤", "体重60磅", "体重60克"]),
    ("KCl 40 mEq", "氯化钾40 mEq", ["氯化钾40 mg", "氯化钾40 g"]),
    ("MAC 20 mg·kg-1·d-1", "MAC 20 mg/kg/d", ["MAC 20 mg/m²/d", "MAC 20 g/kg/d"]),
    ("osmolality 290 mOsm/kg", "渗透压290 mOsm/kg", ["渗透压290 mOsm/L"]),
    ("tube voltage 120 kV", "管电压120 kV", ["管电压120 V", "管电压120 mV"]),
    ("MCV 88 fL", "MCV 88 fL", ["MCV 88 pL", "MCV 88 pg"]),
    ("80 U/kg", "80 U/kg", ["80 mU/kg", "80 mg/kg"]),
    ("5 mg per kilogram of body weight", "每千克体重5毫克", ["每平方米体表面积5毫克"]),
    ("5 mg/kg", "5毫克每千克", ["5毫克每平方米", "5微克每千克"]),
    ("potassium 4.2 millimoles per liter", "钾4.2毫摩尔每升", ["钾4.2微摩尔每升"]),
    ("creatinine 88 μmol·L⁻¹", "肌酐88 μmol/L", ["肌酐88 mmol/L", "肌酐88 μmol/mL"]),
    ("pulse 75 beats per minute", "脉搏每分钟75次", ["脉搏每小时75次", "脉搏每秒75次"]),
    ("respiratory rate 18/min", "呼吸频率18次每分钟", ["呼吸频率18次每小时"]),
    ("125 millilitres per hour", "每小时125毫升", ["每分钟125毫升", "每小时125升", "每日125毫升"]),
    ("CD4 350 cells per microliter", "CD4 350个/微升", ["CD4 350个/毫升", "CD4 350个/升"]),
    ("BMI 27.5 kg/m2", "BMI 27.5 kg/m²", ["BMI 27.5 g/m²", "BMI 27.5 kg/m³", "BMI 27.5 kg/cm²"]),
    ("viral load 5.2 log10 IU/mL", "病毒载量5.2 log10 IU/mL", ["病毒载量5.2 log10 copies/mL"]),
    ("1.5 x 10^6 cells/kg", "1.5×10⁶/kg", ["1.5×10⁶/L"]),
    ("0.9% saline 100 mL over 30 min", "0.9%盐水100 mL，30 min", ["0.9%盐水100 mL，30 h"]),
    ("oxygen 3 litres per minute", "吸氧3 L/min", ["吸氧3 mL/min", "吸氧3 L/h"]),
    ("dose 200 mg twice weekly", "200 mg，每周2次", ["200 g，每周2次", "200 mg，每日2次"]),
    ("a 5-year survival of 60%", "5年生存率60%", ["5个月生存率60%", "5年生存率60‰"]),
    ("every six weeks for one year", "每六周一次，共一年", ["每六天一次，共一年"]),
    ("a fortnight ago", "两周前", ["两天前", "两个月前"]),
    ("at 48 hours", "48小时时", ["48天时", "48分钟时"]),
    ("gestational age 32 weeks", "孕32周", ["孕32个月", "孕32天"]),
    ("a 2-month-old girl", "2月龄女婴", ["2岁女婴", "2周龄女婴"]),
    ("fever for three days", "发烧三日", ["发烧三周", "发烧三月"]),
    ("for 10 min", "10 min", ["10 h", "10 s"]),
    ("10 minutes of walking", "步行10分钟", ["步行10小时", "步行10米"]),
    ("walks 200 meters", "可行走200米", ["可行走200公里", "可行走200厘米"]),
    ("height 172 cm, weight 65.5 kg", "身高172 cm，体重65.5 kg", ["身高172 m，体重65.5 kg"]),
    ("slice thickness 1.25 mm", "层厚1.25 mm", ["层厚1.25 cm", "层厚1.25 μm"]),
    ("blood loss of 1.2 L", "出血1.2 L", ["出血1.2 mL", "出血1.2 dL"]),
    ("hCG 25,000 mIU/mL", "hCG 25000 mIU/mL", ["hCG 25000 IU/mL", "hCG 25000 mIU/L"]),
    ("ferritin 800 ng/mL", "铁蛋白800 ng/mL", ["铁蛋白800 μg/mL", "铁蛋白800 ng/L"]),
    ("INR 2.5, PT 14 s", "INR 2.5，PT 14 s", ["INR 2.5，PT 14 min"]),
    ("ESR 40 mm/h", "血沉40 mm/h", ["血沉40 cm/h", "血沉40 mm/min"]),
    ("D-dimer 0.5 mg/L FEU", "D-二聚体0.5 mg/L FEU", ["D-二聚体0.5 μg/L FEU"]),
    ("urine protein 1.2 g/day", "尿蛋白1.2 g/d", ["尿蛋白1.2 mg/d", "尿蛋白1.2 g/h"]),
    ("urine protein 1.2 g/24h", "24小时尿蛋白1.2 g", ["24小时尿蛋白1.2 mg"]),
    ("vancomycin trough 15 mcg/mL", "万古霉素谷浓度15 μg/mL", ["万古霉素谷浓度15 mg/mL"]),
    ("methotrexate 12 g/m²", "甲氨蝶呤12 g/m²", ["甲氨蝶呤12 mg/m²", "甲氨蝶呤12 g/kg"]),
    ("penicillin 4 million units IV q4h", "青霉素400万单位静滴q4h", ["青霉素400万毫克静滴q4h"]),
    ("two tablets at night", "晚上两片", ["晚上两粒", "晚上两支"]),
    ("one capsule three times a day", "一次一粒，一日三次", ["一次一片，一日三次"]),
    ("half a tablet", "半片", ["半粒", "半支"]),
    ("10 drops", "十滴", ["十片", "十毫升"]),
    ("1 vial", "1瓶", ["1片"]),
    ("insulin glargine 20 U at bedtime", "甘精胰岛素20 U睡前", ["甘精胰岛素20 mL睡前"]),
    ("90 degrees of flexion", "屈曲90度", ["屈曲90毫米"]),
    ("Cobb angle 45°", "Cobb角45°", ["Cobb角45 mm"]),
    ("3 mm × 4 mm", "3毫米×4毫米", ["3毫米×4厘米", "3厘米×4毫米"]),
    ("2-3 times per week", "每周2-3次", ["每日2-3次", "每月2-3次"]),
    ("eats 1800 calories", "摄入1800卡", ["摄入1800千卡"]),
    ("radiation 2 Gy per fraction", "放疗2 Gy/次", ["放疗2 cGy/次", "放疗2 Gy/日"]),
    ("lead time 6 mo", "6个月", ["6天", "6年"]),
    ("Ten percent", "百分之十", ["千分之十"]),
    ("ten per cent", "10%", ["10‰"]),
    ("5 g/dL", "5 g/dl", ["5 g/l", "5 mg/dl"]),
    ("pO2 60 mm Hg", "pO2 60毫米汞柱", ["pO2 60千帕", "pO2 60厘米水柱"]),
    ("bladder volume 350 cc", "膀胱容量350毫升", ["膀胱容量350升"]),
    ("temperature 98.6 F", "体温98.6℉", ["体温98.6℃"]),
    ("temp 37.2 C", "体温37.2℃", ["体温37.2℉"]),
    ("5 ml (1 teaspoon)", "5毫升（1茶匙）", ["5升（1茶匙）", "5毫升（1汤匙）"]),
    ("exposure of 15 mAs at 120 kVp", "15 mAs，120 kVp", ["15 mA，120 kVp"]),
    ("frequency 2.5 MHz", "频率2.5 MHz", ["频率2.5 kHz"]),
    ("100 kU/L", "100 kU/L", ["100 U/L"]),
    ("500 000 IU", "50万IU", ["50万mg"]),
    ("for one month", "1个月", ["1周", "1年", "1天"]),
    ("12 mg/dL", "12 mg/dL", ["12 mmol/L", "12 mg/L", "12 μg/dL"]),
    ("in the past year", "过去一年", ["过去一天", "过去一个月"]),
    ("40 dB hearing loss", "听力下降40分贝", ["听力下降40赫兹"]),
]  # fmt: skip
_SAME = [
    ("In the 1970s, survival improved", "20世纪70年代，生存改善"),
    ("since the 1970 s", "从20世纪70年代起"), ("the 1860s mask series", "1860s系列口罩"),
    ("122,653 U.S. cases", "122,653名美国病例"), ("this 19th day of March 2020", "2020年3月19日"),
    ("-181.7 (-230.7, -132.7) µm", "-181.7（-230.7，-132.7）μm"),
    ("died at 52", "52岁时死亡"),
    ("1 g", "1000 mg"), ("0.5 mg", "500微克"), ("24 hours", "1天"), ("two weeks", "14天"),
    ("18 months", "一年半"), ("12 weeks", "3个月"), ("7-day average", "一周平均值"),
    ("Na 140 mEq/L", "钠140 mmol/L"), ("5 ft 8 in", "173 cm"), ("20 [IU]/L", "20 IU/L"),
    ("101.3 °F", "38.5℃"), ("176 lb", "80 kg"), ("15 feet", "4.5米"),
    ("glucose 126 mg/dL", "葡萄糖7.0 mmol/L"), ("creatinine 1.3 mg/dL", "肌酐114.9 μmol/L"),
    ("Hb 9.8 g/dL", "血红蛋白98 g/L"), ("800,000 units", "80万单位"),
    ("albumin 3.2 g/dL", "白蛋白32 g/L"), ("calcium 10.8 mg/dL", "钙2.69 mmol/L"),
    ("total bilirubin 2.4 mg/dL", "总胆红素41.0 μmol/L"), ("WBC 5,000/μL", "白细胞5×10⁹/L"),
    ("5 mg/kg of body weight", "每公斤体重5毫克"), ("aged 65", "65岁"),
    ("a 65-year-old man", "男，65岁"), ("a week or two", "一到两周"),
    ("5 and 10 mg tablets", "5 mg和10 mg片剂"), ("3 × 2 × 1 cm", "3 cm×2 cm×1 cm"),
    ("3 × 2 × 1 cm", "3×2×1厘米"), ("20-odd days", "20余天"), ("on 5 March", "3月5日"),
    ("in 2019", "2019年"), ("a day or two later", "一两天后"), ("50 MM patients", "50例MM患者"),
    ("2 L/min", "2升/分钟"), ("75/min", "75次/分"), ("CT slice 5mm", "CT层厚5 mm"),
    ("grade 3, week 12", "3级，第12周"), ("four U.S. states", "美国四个州"),
    ("38.5 degrees", "三十八度五"), ("two-fold increase", "增加2倍"),
]  # fmt: skip
_WRONG_CONVERSIONS = [
    ("glucose 126 mg/dL", "葡萄糖12.6 mmol/L"), ("creatinine 1.3 mg/dL", "肌酐23 μmol/L"),
    ("Hb 9.8 g/dL", "血红蛋白9.8 g/L"), ("101.3 °F", "40.5℃"), ("1 g", "100 mg"),
    ("0.5 mg", "50微克"), ("176 lb", "88 kg"), ("total bilirubin 2.4 mg/dL", "总胆红素2.4 μmol/L"),
    ("calcium 10.8 mg/dL", "钙4.5 mmol/L"), ("5 cm", "5.5 mm"),
]  # fmt: skip


def _blocks(source: str, target: str, direction: str = "en zh") -> bool:
    found = list(_CHECK(Pair.of(source, target, *direction.split())))
    return any(one.effect == "block" for one in found)


def _found(source: str, target: str, direction: str) -> list[str]:
    pair = Pair.of(source, target, *direction.split())
    return [f"{one.code} {one.meant} -> {one.says}" for one in _CHECK(pair)]


@pytest.mark.parametrize(("english", "chinese", "wrong"), _EN_ZH)
def test_another_unit_blocks_and_the_right_one_is_silent(
    english: str, chinese: str, wrong: list[str]
) -> None:
    assert _found(english, chinese, "en zh") == []
    assert _found(chinese, english, "zh en") == []
    assert [text for text in wrong if not _blocks(english, text)] == []
    assert [text for text in wrong if not _blocks(text, english, "zh en")] == []


@pytest.mark.parametrize(("english", "chinese"), _SAME)
def test_the_same_amount_in_another_notation_is_silent(english: str, chinese: str) -> None:
    assert _found(english, chinese, "en zh") == []
    assert _found(chinese, english, "zh en") == []


@pytest.mark.parametrize(("english", "chinese"), _WRONG_CONVERSIONS)
def test_a_wrong_conversion_blocks(english: str, chinese: str) -> None:
    assert _blocks(english, chinese)
    assert _blocks(chinese, english, "zh en")


def _forms(language: str) -> list[tuple[str, frozenset[str]]]:
    rows = _PACKS.checks.rows("units.tsv")
    return [
        (row["form"], frozenset(row["units"].split(";")))
        for row in rows
        if row["language"] == language and row["units"] != "-" and "/" not in row["units"]
    ]


def test_every_unit_of_the_list_is_told_from_every_other_of_its_kind() -> None:
    sizes = {row["unit"]: row for row in _PACKS.checks.rows("unit_sizes.tsv")}
    chinese = [(form, units) for form, units in _forms("zh") if "半" not in form]
    one_form: dict[str, str] = {}
    for form, units in _forms("mul"):
        one_form.setdefault(min(units), form)
    for form, units in _forms("en"):
        one_form.setdefault(min(units), form)
    missed: list[tuple[str, str]] = []
    alarms: list[tuple[str, str]] = []
    for form, units in chinese:
        kinds = {kind for unit in units for kind in sizes[unit]["kinds"].split(";")}
        for unit, english in one_form.items():
            row = sizes[unit]
            if kinds.isdisjoint(row["kinds"].split(";")):
                continue
            is_same = any(sizes[own]["size"] == row["size"] for own in units)
            blocks = _blocks(f"about 7 {english}.", f"约7{form}。")
            if blocks == is_same:
                (alarms if is_same else missed).append((english, form))
    assert missed == []
    assert alarms == []


@pytest.mark.parametrize(
    ("language", "source", "right", "wrong"),
    [
        ("de", "47,5 mg seit 3 Tagen", "47.5 mg，3天来", "47.5 g，3天来"),
        ("es", "1 g cada 8 horas", "1 g，每8小时1次", "1 mg，每8小时1次"),
        ("ru", "вес 70 кг, 5 mg", "体重70公斤，5 mg", "体重70公斤，5 g"),
    ],
)  # fmt: skip
def test_of_other_languages_symbols_are_compared_and_words_are_not(
    language: str, source: str, right: str, wrong: str
) -> None:
    assert _found(source, right, f"{language} zh") == []
    assert _blocks(source, wrong, f"{language} zh")


def test_one_wrong_unit_in_a_long_text_is_found_and_told_once() -> None:
    english = "".join(f"{at}.5 mg; " for at in range(1, 400))
    chinese = "".join(f"{at}.5 mg；" for at in range(1, 400))
    assert _found(english, chinese, "en zh") == []
    wrong = chinese.replace("；250.5 mg；", "；250.5 g；")
    assert _found(english, wrong, "en zh") == ["unit.differs 250.5 mg -> 250.5 g"]
    every = chinese.replace("mg", "g")
    assert len(_found(english, every, "en zh")) == 399


@pytest.mark.parametrize("wrong", ["52日龄时死亡", "52小时后死亡", "52分钟后死亡"])
def test_an_age_without_unit_is_in_years(wrong: str) -> None:
    assert _blocks("her mother died at 52", wrong)
    assert _blocks(wrong, "her mother died at 52", "zh en")
