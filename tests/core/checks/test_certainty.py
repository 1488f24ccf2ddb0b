"""Certainty and advice: right pairs are silent, wrong ones block, either way round."""

from __future__ import annotations

import pytest
from both_ways import cases, found, mistakes, packs

from huizhen.core.language.checks import advice, antonyms, certainty, laterality, negation
from huizhen.core.language.checks.checker import Build, Checker

_SCALE = {
    "out": ("Metastasis was ruled out.", "已排除转移。"),
    "unlikely": ("Metastasis is unlikely.", "转移可能性小。"),
    "notout": ("Metastasis cannot be excluded.", "不能除外转移。"),
    "suspected": ("Suspected metastasis.", "疑似转移。"),
    "strong": ("Highly suspicious for metastasis.", "高度怀疑转移。"),
    "confirmed": ("Confirmed metastasis.", "证实转移。"),
}
_TAKEN_FOR_ONE = {frozenset(("notout", "suspected")), frozenset(("strong", "suspected"))}
"""Translators mix these neighbours."""


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(packs(), [certainty.build, advice.build, negation.build])


def test_hand_written_pairs(checker: Checker) -> None:
    assert list(mistakes(checker, cases("certainty"))) == []


def test_traps_of_the_clinical_specification() -> None:
    builds: list[Build] = [
        negation.build,
        certainty.build,
        antonyms.build,
        laterality.build,
        advice.build,
    ]
    assert list(mistakes(Checker(packs(), builds), cases("polarity_traps"))) == []


def test_every_step_of_the_scale_is_told_from_every_other(checker: Checker) -> None:
    for one, (english, _) in _SCALE.items():
        for other, (_, chinese) in _SCALE.items():
            if frozenset((one, other)) not in _TAKEN_FOR_ONE:
                told = found(checker, english, chinese)
                assert all(told) == (one != other), (one, other, told)


@pytest.mark.parametrize("english", ["Suspected", "Possible", "Probable", "Likely", "Presumed"])
@pytest.mark.parametrize("chinese", ["疑似{}。", "可疑{}。", "{}可能。", "考虑{}。", "怀疑{}。"])
def test_hedges_that_translators_mix_are_one(checker: Checker, english: str, chinese: str) -> None:
    right = chinese.format("肺癌")
    assert not any(found(checker, f"{english} lung cancer.", right))
    assert all(found(checker, f"{english} lung cancer.", "肺癌。"))
    assert all(found(checker, f"{english} lung cancer.", "确诊肺癌。"))
    assert all(found(checker, "Lung cancer.", right))


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("He was seen on May 5, 2024.", "患者于2024年5月5日就诊。"),
        ("Please come as soon as possible.", "请尽快就诊。"),
        ("Take it whenever possible with food.", "尽可能与食物同服。"),
        ("The results were similar.", "结果相似。"),
        ("Taking age into account.", "考虑到年龄。"),
    ],
)
def test_words_that_only_look_like_hedges(checker: Checker, english: str, chinese: str) -> None:
    assert not any(found(checker, english, chinese))


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("must", "可以"), ("must", "禁忌"), ("should", "可"), ("should", "必须"),
        ("may", "必须"), ("may", "禁止"), ("may", "应"),
    ],
)  # fmt: skip
def test_degrees_of_advice(checker: Checker, english: str, chinese: str) -> None:
    assert all(found(checker, f"Patients {english} drink water.", f"患者{chinese}饮水。"))
