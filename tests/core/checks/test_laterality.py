"""Sides and directions: right pairs are silent, wrong ones block, either way round."""

from __future__ import annotations

import pytest
from both_ways import cases, found, mistakes, packs

from huizhen.core.language.checks import directions, laterality
from huizhen.core.language.checks.checker import Checker

_SENSES = {
    "left": ("left", "左"), "right": ("right", "右"), "both": ("bilateral", "双侧"),
    "one": ("unilateral", "单侧"), "same": ("ipsilateral", "同侧"),
    "other": ("contralateral", "对侧"),
}  # fmt: skip


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(packs(), [laterality.build, directions.build])


def test_hand_written_pairs(checker: Checker) -> None:
    assert list(mistakes(checker, cases("sides"))) == []


def test_every_side_is_told_from_every_other(checker: Checker) -> None:
    for one, (english, _) in _SENSES.items():
        for other, (_, chinese) in _SENSES.items():
            told = found(checker, f"{english} renal cyst", f"{chinese}肾囊肿")
            assert all(told) == (one != other), (one, other)


def test_every_form_of_a_side_is_that_side(checker: Checker) -> None:
    rows = packs().checks.rows("side_words.tsv")
    for row in rows:
        if row["role"] != "must" or row["sense"] not in _SENSES:
            continue
        english, chinese = _SENSES[row["sense"]]
        if row["language"] == "en":
            english = row["form"].upper() if len(row["form"]) <= 4 else row["form"]
        else:
            chinese = row["form"]
        assert not any(found(checker, f"pain: {english} kidney", f"疼痛：{chinese}肾")), row


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("The patient left the hospital after 5 days.", "患者5天后出院。"),
        ("Levofloxacin 500 mg daily for about 7 days.", "左氧氟沙星 500 mg 每日1次，7天左右。"),
        ("Median OS 12 months.", "中位OS 12个月。"),
        ("Call us right away.", "请立即与我们联系。"),
        ("RT-PCR was done.", "已行RT-PCR。"),
        ("The two groups were treated.", "两组均接受治疗。"),
        ("Metastasis in the left lung from right breast cancer.", "右乳腺癌左肺转移。"),
        ("No stones in the left and right kidneys.", "双肾未见结石。"),
        ("Dextromethorphan 15 mg.", "右美沙芬 15 mg。"),
        ("Distal ureter stone.", "输尿管下段结石。"),
    ],
)
def test_words_that_only_look_like_sides(checker: Checker, english: str, chinese: str) -> None:
    assert not any(found(checker, english, chinese))


def test_a_side_dropped_beside_another_that_stayed(checker: Checker) -> None:
    assert all(found(checker, "left renal cyst and left ovarian cyst", "左肾囊肿及卵巢囊肿"))


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (
            "Lungs are clear. Right kidney is small, cyst, right kidney stone; right ureter wide.",
            "双肺清晰。右肾缩小伴囊肿、结石，右输尿管扩张。",
        ),
        (
            "Adrenal glands normal. Left kidney cyst; left kidney 10 cm. Left renal vein patent.",
            "双侧肾上腺正常。左肾囊肿，大小10 cm。左肾静脉通畅。",
        ),
    ],
)
def test_both_at_a_pair_beside_another_part_whose_side_is_repeated(
    checker: Checker, english: str, chinese: str
) -> None:
    assert found(checker, english, chinese) == [[], []]


def test_both_at_a_part_of_which_one_side_was_meant(checker: Checker) -> None:
    english = "CT of the lungs: nodule in the right lung; the right hilum is enlarged."
    assert all(found(checker, english, "肺部CT：双肺结节；右肺门增大。"))


def test_other_languages_are_left_alone(checker: Checker) -> None:
    from huizhen.core.language.checks.pair import Pair

    assert checker(Pair.of("Schmerzen links", "右侧疼痛", "de", "zh")) == []


@pytest.mark.parametrize(
    ("english", "chinese", "wrong"),
    [
        ("Stenosis of the L internal carotid artery.", "左侧颈内动脉狭窄。", "右侧颈内动脉狭窄。"),
        ("Vocal cord palsy on the L after surgery.", "术后左侧声带麻痹。", "术后右侧声带麻痹。"),
        ("L lateral sectionectomy was performed.", "行肝左外叶切除术。", "行肝右外叶切除术。"),
        ("Midline shift to the Rt. by 6 mm.", "中线右移6 mm。", "中线左移6 mm。"),
        ("Uptake in the R sixth rib.", "右侧第6肋放射性浓聚。", "左侧第6肋放射性浓聚。"),
        ("Hemorrhage of the R basilar region.", "右侧基底区出血。", "左侧基底区出血。"),
    ],
)
def test_a_letter_for_a_side_some_words_before_its_part(
    checker: Checker, english: str, chinese: str, wrong: str
) -> None:
    assert found(checker, english, chinese) == [[], []]
    assert all(found(checker, english, wrong))


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("2 L of ascites was drained, then RT to the chest.", "引流腹水2 L，后行胸部放疗。"),
        ("L spine MRI: disc herniation.", "腰椎MRI：椎间盘突出。"),
        ("Values differ (P &lt; 0.05).", "数值有差异（P<0.05）。"),
    ],
)
def test_letters_that_are_no_sides(checker: Checker, english: str, chinese: str) -> None:
    assert found(checker, english, chinese) == [[], []]
