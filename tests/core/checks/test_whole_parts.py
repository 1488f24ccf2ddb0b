"""A part that is left out is one difference; times round an operation are both told at once."""

from __future__ import annotations

import pytest
from both_ways import found, whole_gate

from huizhen.core.language.checks.checker import Checker


@pytest.fixture(scope="module")
def checker() -> Checker:
    return whole_gate()


_ENGLISH = (
    "The operation was uneventful. All patients of both groups were followed for 12 to 36 months,"
    " with an average of 24.2 months after discharge. The wounds healed well."
)


def test_figures_of_a_part_left_out_are_not_told_one_by_one(checker: Checker) -> None:
    for told in found(checker, _ENGLISH, "手术顺利。伤口愈合良好。"):
        assert any(one.split(":")[0] in ("omission.missing", "addition.added") for one in told)
        assert not any(one.startswith("numbers.") for one in told)


def test_a_figure_left_out_alone_is_told(checker: Checker) -> None:
    chinese = "手术顺利。两组患者出院后均获随访，随访时间12～36个月。伤口愈合良好。"
    assert all(
        any(one.startswith("numbers.") for one in told)
        for told in found(checker, _ENGLISH, chinese)
    )


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("After neoadjuvant therapy the tumour shrank to 2 cm.", "新辅助治疗后肿瘤缩小至2 cm。"),
        ("Findings before and after treatment are compared.", "比较治疗前后的表现。"),
        ("Creatinine was normal before and after surgery.", "手术前后肌酐正常。"),
        ("Pre- and postoperative imaging.", "术前术后影像。"),
        ("Previously untreated patient; treatment started today.", "初治患者，今日开始治疗。"),
    ],
)
def test_before_and_after_are_both_told(checker: Checker, english: str, chinese: str) -> None:
    assert found(checker, english, chinese) == [[], []]


def test_after_for_before_is_told(checker: Checker) -> None:
    assert all(found(checker, "Creatinine was normal before surgery.", "术后肌酐正常。"))
    assert all(found(checker, "Creatinine was normal before and after surgery.", "术后肌酐正常。"))
