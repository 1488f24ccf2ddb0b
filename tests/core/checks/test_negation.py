"""Negations and opposites: right pairs are silent, wrong ones block, either way round."""

from __future__ import annotations

import pytest
from both_ways import cases, found, mistakes, packs

from huizhen.core.language.checks import antonyms, negation
from huizhen.core.language.checks.checker import Checker


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(packs(), [negation.build, antonyms.build])


def test_hand_written_pairs(checker: Checker) -> None:
    assert list(mistakes(checker, cases("negations"))) == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Denies fever, cough, or dyspnea.", "无发热、无咳嗽、无呼吸困难。"),
        ("No fever, no cough, no dyspnea.", "无发热、咳嗽、呼吸困难。"),
        ("No fever, chills or cough.", "无发热，无寒战，无咳嗽。"),
        ("Denies smoking or alcohol use.", "否认吸烟，否认饮酒。"),
        ("There is no pleural effusion or pneumothorax.", "未见胸腔积液，未见气胸。"),
        ("The abdomen is soft without tenderness or rebound.", "腹软，无压痛，无反跳痛。"),
        ("Not only the liver but also the spleen is enlarged.", "不仅肝大，脾也大。"),
        ("Ward No. 5, bed no. 12.", "5号病房，12床。"),
        ("Nonetheless the fever persisted.", "然而发热持续。"),
        ("The pain increased constantly.", "疼痛不断加重。"),
        ("Very severe pain.", "非常剧烈的疼痛。"),
        ("In the future, regardless of age.", "未来无论年龄。"),
        ("With or without contrast.", "平扫或增强。"),
        ("Atelectasis of the left lower lobe.", "左肺下叶肺不张。"),
        ("Patent ductus arteriosus.", "动脉导管未闭。"),
        ("NSCLC, stage IV.", "非小细胞肺癌，IV期。"),
        ("Regorafenib 160 mg daily.", "瑞戈非尼160 mg，每日1次。"),
        ("CT head without contrast.", "头颅CT平扫。"),
        ("Dose not to exceed 4 g per day.", "每日剂量不超过4 g。"),
        ("The diagnosis was not made until biopsy.", "直至活检才确诊。"),
        ("It is unclear whether he smokes.", "尚不清楚其是否吸烟。"),
        ("Whether or not surgery is needed.", "是否需要手术。"),
        ("Abdominal discomfort.", "腹部不适。"),
        ("Poor appetite.", "食欲不振。"),
        ("Adverse reactions were mild.", "不良反应轻微。"),
        ("Aortic regurgitation.", "主动脉瓣关闭不全。"),
        ("The patient is not stable.", "患者病情不稳定。"),
        ("Fracture without displacement.", "骨折无移位。"),
        ("Treatment was not effective.", "治疗无效。"),
        ("No malignancy was found.", "未发现恶性病变。"),
    ],
)
def test_one_negation_said_another_way_or_none_at_all(
    checker: Checker, english: str, chinese: str
) -> None:
    assert found(checker, english, chinese) == [[], []]


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("No fever, no cough, no dyspnea.", "无发热、无咳嗽，有呼吸困难。"),
        ("Denies fever, cough, or dyspnea.", "无发热、无咳嗽，有呼吸困难。"),
        ("No fever, chills or cough; has dyspnea.", "无发热、寒战、咳嗽，无呼吸困难。"),
        ("Chest pain, no palpitations.", "无胸痛，无心悸。"),
        ("The patient denies fever but has cough.", "患者否认咳嗽，但有发热。"),
        ("No edema is seen.", "有水肿。"),
        ("No diabetes.", "有糖尿病。"),
        ("No orthopnea.", "有端坐呼吸。"),
        ("The patient with unstable angina denies chest pain.", "不稳定型心绞痛患者胸痛。"),
    ],
)
def test_a_denial_lost_in_a_list_or_moved(checker: Checker, english: str, chinese: str) -> None:
    assert all(found(checker, english, chinese))


def test_every_plain_denial_is_answered_by_every_other_and_missed_when_lost(
    checker: Checker,
) -> None:
    english = ("No {}.", "Denies {}.", "Without {}.", "Negative for {}.", "There is no {}.")
    chinese = ("无{}。", "未见{}。", "否认{}。", "没有{}。", "不伴{}。", "未发现{}。", "并无{}。")
    for here in english:
        for there in chinese:
            pair = here.format("edema"), there.format("水肿")
            assert not any(found(checker, *pair)), pair
            assert all(found(checker, pair[0], "水肿。")), pair
            assert all(found(checker, "Edema.", pair[1])), pair


def test_every_axis_of_opposites_is_told(checker: Checker) -> None:
    axes: dict[str, dict[tuple[str, str], str]] = {}
    for row in packs().checks.rows("antonyms.tsv"):
        if row["axis"] != "-":
            axes.setdefault(row["axis"], {}).setdefault((row["language"], row["end"]), row["form"])
    for axis, forms in axes.items():
        for end, other in (("a", "b"), ("b", "a")):
            told = found(checker, f"It is {forms['en', end]}.", f"其为{forms['zh', other]}。")
            assert all(told), axis
            assert not any(
                "polarity" in one
                for some in found(checker, forms["en", end], forms["zh", end])
                for one in some
            ), axis


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (
            "Bowel sounds absent. The wound has healed. No ascites.",
            "肠鸣音消失。伤口未愈合。无腹水。",
        ),
        (
            "Refuses transfusion. Lymph nodes are enlarged.",
            "拒绝输血。淋巴结无肿大。",
        ),
        (
            "Irregular rhythm. Small cell lung cancer. Denies fever.",
            "心律不齐。非小细胞肺癌。否认发热。",
        ),
    ],
)
def test_a_word_of_one_sentence_does_not_answer_for_another(
    checker: Checker, english: str, chinese: str
) -> None:
    assert all(found(checker, english, chinese))


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("The findings were unverified and unchanged in size.", "所见经证实，大小无变化。"),
        ("Independently audited records of unvaccinated children.", "独立审核的已接种儿童病历。"),
        ("Surgery is prohibited during pregnancy.", "妊娠期可以手术。"),
        (
            "Poor survival in older patients; resection is recommended.",
            "老年患者生存期短；不建议切除。",
        ),
        ("Lower doses are limited in effect but can help.", "较低剂量效果有限，但不会有帮助。"),
        ("Avoid alcohol; exercise is allowed.", "避免饮酒；不允许运动。"),
        ("The uncinate process is not enlarged.", "钩突增大。"),
    ],
)
def test_a_word_of_the_other_text_that_hid_a_negation(
    checker: Checker, english: str, chinese: str
) -> None:
    assert all(found(checker, english, chinese))


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Mass in the uncinate process, unilateral hydronephrosis.", "钩突肿块，单侧肾积水。"),
        ("An unexpected finding.", "意外发现。"),
        ("Noninvasive ventilation is critical.", "无创通气至关重要。"),
        ("Findings are indeterminate.", "所见性质待定。"),
    ],
)
def test_words_that_only_look_negated_or_are_said_otherwise(
    checker: Checker, english: str, chinese: str
) -> None:
    assert found(checker, english, chinese) == [[], []]
