"""What is said of lesions and of change, one end of an axis taken for the other."""

from __future__ import annotations

from itertools import permutations, product
from pathlib import Path

import pytest

from huizhen.core.content import load_pack
from huizhen.core.language.checks import lesions, trends
from huizhen.core.language.checks.checker import Checker, Packs
from huizhen.core.language.checks.pair import Pair

_CONTENT = Path(__file__).resolve().parents[3] / "src" / "huizhen" / "content"
_PACKS = Packs(load_pack("checks", [_CONTENT]), load_pack("terms", [_CONTENT]))
_CHECK = Checker(_PACKS, (lesions.build, trends.build))

# English | right Chinese | wrong Chinese versions, each of which must block
_EN_ZH = [
    ("a solitary pulmonary nodule", "孤立性肺结节", ["多发肺结节", "肺内多个结节"]),
    ("multiple liver metastases", "肝内多发转移瘤", ["肝内单发转移瘤", "肝内孤立转移瘤"]),
    ("two nodules in the right lobe", "右叶两个结节", ["右叶多发结节", "右叶单发结节"]),
    ("3 enlarged lymph nodes", "3枚肿大淋巴结", ["多发肿大淋巴结", "单发肿大淋巴结"]),
    ("longer survival", "生存期更长", ["生存期更短"]),
    ("low sodium", "血钠偏低", ["血钠偏高"]),
    ("several lymph nodes", "数枚淋巴结", ["单枚淋巴结", "单个淋巴结"]),
    ("a single lesion", "单个病灶", ["多个病灶", "多发病灶", "数个病灶"]),
    ("multifocal disease", "多灶性病变", ["单灶病变"]),
    ("innumerable nodules", "无数结节", ["孤立结节", "单发结节"]),
    ("diffuse wall thickening", "弥漫性管壁增厚", ["局限性管壁增厚", "弥漫性管壁变薄"]),
    ("focal fatty infiltration", "局灶性脂肪浸润", ["弥漫性脂肪浸润"]),
    ("the largest measuring 3 cm", "最大者3 cm", ["最小者3 cm"]),
    ("short axis 1.2 cm", "短径1.2 cm", ["长径1.2 cm", "最大径1.2 cm"]),
    ("long axis of 4 cm", "长径4 cm", ["短径4 cm"]),
    ("new lesions in the liver", "肝内新发病灶", ["肝内病灶消失", "肝内病灶稳定"]),
    ("the mass has enlarged", "肿块增大", ["肿块缩小", "肿块稳定", "肿块消失"]),
    ("the nodule decreased in size", "结节缩小", ["结节增大", "结节稳定"]),
    ("the cyst is unchanged", "囊肿无变化", ["囊肿增大", "囊肿缩小"]),
    ("the lesion disappeared", "病灶消失", ["病灶增大", "病灶稳定"]),
    ("the effusion has resolved", "积液消退", ["积液进展", "积液增多", "积液复发"]),
    ("tumor recurrence", "肿瘤复发", ["肿瘤消退", "肿瘤稳定"]),
    ("the disease progressed", "疾病进展", ["疾病稳定", "病变消失"]),
    ("spiculated margin", "边缘毛刺", ["边缘光滑"]),
    ("a cystic lesion", "囊性病变", ["实性病变"]),
    ("a solid mass", "实性肿块", ["囊性肿块"]),
    ("ALT was elevated", "ALT升高", ["ALT降低", "ALT下降", "ALT减低"]),
    ("hemoglobin decreased", "血红蛋白下降", ["血红蛋白上升", "血红蛋白升高"]),
    ("CEA rose to 20", "CEA升至20", ["CEA降至20"]),
    ("a fall in platelets, which declined", "血小板减少", ["血小板增多"]),
    ("higher than normal", "高于正常", ["低于正常"]),
    ("lower than before", "较前降低，低于此前", ["较前升高，高于此前"]),
    ("WBC ↑", "白细胞↑", ["白细胞↓"]),
    ("hypertension", "高血压", ["低血压"]),
    ("hypoglycemia", "低血糖", ["高血糖"]),
    ("hyperkalemia", "高钾血症", ["低钾血症"]),
    ("hyponatremia", "低钠血症", ["高钠血症"]),
    ("hypercalcemia of malignancy", "恶性肿瘤高钙血症", ["恶性肿瘤低钙血症"]),
    ("hypothyroidism", "甲状腺功能减退", ["甲状腺功能亢进", "甲亢"]),
    ("tachycardia", "心动过速", ["心动过缓"]),
    ("thrombocytopenia", "血小板减少", ["血小板增多"]),
    ("leukocytosis", "白细胞增多", ["白细胞减少"]),
    ("neutropenia", "中性粒细胞减少", ["中性粒细胞增多"]),
    ("a hypodense lesion", "低密度灶", ["高密度灶", "等密度灶"]),
    ("hyperintense on T2", "T2高信号", ["T2低信号", "T2等信号"]),
    ("a hypoechoic nodule", "低回声结节", ["高回声结节", "无回声结节"]),
    ("hypermetabolic nodes", "高代谢淋巴结", ["低代谢淋巴结"]),
    ("hypervascular tumor", "富血供肿瘤", ["乏血供肿瘤"]),
    ("low-density lipoprotein", "低密度脂蛋白", ["高密度脂蛋白"]),
    ("symptoms improved", "症状改善", ["症状恶化", "症状加重"]),
    ("pain worsened", "疼痛加重", ["疼痛减轻", "疼痛缓解"]),
    ("prolonged QT interval", "QT间期延长", ["QT间期缩短"]),
    ("dilated bile duct", "胆管扩张", ["胆管狭窄"]),
    ("ureteral stricture", "输尿管狭窄", ["输尿管扩张"]),
    ("weight loss", "体重减轻", ["体重增加"]),
    ("preoperative chemotherapy", "术前化疗", ["术后化疗"]),
    ("postoperative day 3", "术后第3天", ["术前第3天"]),
    ("premenopausal woman", "绝经前女性", ["绝经后女性"]),
    ("high-dose methotrexate", "大剂量甲氨蝶呤", ["小剂量甲氨蝶呤", "低剂量甲氨蝶呤"]),
    ("low-dose CT", "低剂量CT", ["高剂量CT"]),
    ("muscle atrophy", "肌肉萎缩", ["肌肉肥大"]),
    ("increased muscle tone", "肌张力增高", ["肌张力减低"]),
    ("inhibits aggregation", "抑制聚集", ["促进聚集"]),
]  # fmt: skip
_SAME = [
    ("a solitary 1.4 cm nodule", "单发结节，大小1.4 cm"),
    ("a solitary nodule of 3.2 cm", "单个3.2 cm结节"),
    ("high blood pressure", "高血压"), ("lower limb swelling", "下肢肿胀"),
    ("left lower lobe", "左下叶"), ("reduction and fixation", "复位固定"),
    ("eye drops", "滴眼液"), ("a number of nodules", "多个结节"), ("a nodule", "单发结节"),
    ("improved survival", "生存率提高"), ("reduced pain", "疼痛减轻"),
    ("multiple sclerosis", "多发性硬化"), ("multiple myeloma", "多发性骨髓瘤"),
    ("recurrent laryngeal nerve", "喉返神经"), ("high-resolution CT", "高分辨CT"),
    ("CT without and with contrast", "CT平扫+增强"),
    ("isolated from patients", "从患者中分离"),
    ("antihypertensive drugs", "降压药"), ("unstable angina", "不稳定型心绞痛"),
    ("new drugs", "新药"), ("perioperative care", "围手术期护理"),
    ("rise of ALT, fall of albumin", "ALT升高，白蛋白下降"),
    ("the tumor shrank and CEA decreased", "肿瘤缩小，CEA下降"),
]  # fmt: skip


def _blocks(source: str, target: str, direction: str = "en zh") -> bool:
    found = _CHECK(Pair.of(source, target, *direction.split()))
    return any(one.effect == "block" for one in found)


def _found(source: str, target: str, direction: str) -> list[str]:
    pair = Pair.of(source, target, *direction.split())
    return [f"{one.code} {one.meant} -> {one.says}" for one in _CHECK(pair)]


@pytest.mark.parametrize(("english", "chinese", "wrong"), _EN_ZH)
def test_the_other_end_of_an_axis_blocks(english: str, chinese: str, wrong: list[str]) -> None:
    assert _found(english, chinese, "en zh") == []
    assert _found(chinese, english, "zh en") == []
    assert [text for text in wrong if not _blocks(english, text)] == []
    assert [text for text in wrong if not _blocks(text, english, "zh en")] == []


@pytest.mark.parametrize(("english", "chinese"), _SAME)
def test_words_that_only_look_alike_are_silent(english: str, chinese: str) -> None:
    assert _found(english, chinese, "en zh") == []
    assert _found(chinese, english, "zh en") == []


def _axes() -> dict[str, dict[str, tuple[list[str], list[str]]]]:
    axes: dict[str, dict[str, tuple[list[str], list[str]]]] = {}
    for file in ("lesion_words.tsv", "trend_words.tsv"):
        for row in _PACKS.checks.rows(file):
            if row["axis"] == "-" or "+" in row["sense"]:
                continue
            english, chinese = (
                [form for form in row[language].split(";") if form and form[0] != "?"]
                for language in ("en", "zh")
            )
            axes.setdefault(f"{file} {row['axis']}", {})[row["sense"]] = english, chinese
    return axes


def test_every_form_of_an_axis_is_told_from_those_of_its_other_senses() -> None:
    missed: list[tuple[str, str, str]] = []
    alarms: list[tuple[str, str, str]] = []
    for axis, senses in _axes().items():
        for one, other in permutations(senses, 2):
            pairs = product(senses[one][0][:12], senses[other][1][:12])
            missed += [
                (axis, en, zh) for en, zh in pairs if not _blocks(f"It is {en}.", f"为{zh}。")
            ]
        for english, chinese in senses.values():
            pairs = product(english[:12], chinese[:12])
            alarms += [(axis, en, zh) for en, zh in pairs if _blocks(f"It is {en}.", f"为{zh}。")]
    assert missed == []
    assert alarms == []
