"""Stages: TNM and prefix, stage groups in any numeral, systems, residual tumour, extent, course."""

from __future__ import annotations

import pytest
from both_ways import Case, cases, mistakes, packs, swept, together

from huizhen.core.language.checks import stages
from huizhen.core.language.checks.pair import Pair

_CHECK = stages.build(packs())


def test_a_changed_stage_blocks_and_the_same_stage_in_other_signs_does_not() -> None:
    assert list(mistakes(together(), cases("stages"))) == []


def test_every_two_senses_of_the_list_are_told_apart() -> None:
    rows = packs().checks.rows("stage_words.tsv")
    assert list(swept(_CHECK, rows, "The note says {} here.", "记录示{}，请知。")) == []


@pytest.mark.parametrize("group", ["I", "II", "III", "IV"])
@pytest.mark.parametrize("letter", ["", "A", "B", "C"])
def test_every_group_is_equal_in_all_its_signs_and_to_no_other(group: str, letter: str) -> None:
    figure = {"I": "1", "II": "2", "III": "3", "IV": "4"}[group]
    sign = {"I": "Ⅰ", "II": "Ⅱ", "III": "Ⅲ", "IV": "Ⅳ"}[group]
    other = {"I": "II", "II": "III", "III": "IV", "IV": "I"}[group]
    cases: list[Case] = [
        (
            [f"stage {group}{letter} disease", f"Stage {figure}{letter.lower()} disease"],
            [f"{sign}{letter}期", f"{group}{letter.lower()}期", f"{figure}{letter}期"],
            [f"{other}{letter}期", f"{group}{'D' if letter else 'A'}期"],
            [f"stage {other}{letter} disease"],
        )
    ]
    assert list(mistakes(_CHECK, cases)) == []


def test_of_another_language_only_the_signs_of_a_class_are_set_against_each_other() -> None:
    silent = Pair.of("Tumorstadium IIIB, cT2 N1 M0", "肿瘤ⅢB期，cT2N1M0", "de", "zh")
    spelled = Pair.of("Stadium drei", "Ⅱ期", "de", "zh")
    wrong = Pair.of("Tumorstadium IIIB, cT2 N1 M0", "肿瘤ⅢB期，cT3N1M0", "de", "zh")
    assert [list(_CHECK(silent)), list(_CHECK(spelled))] == [[], []]
    assert [one.code for one in _CHECK(wrong)] == ["stage.tnm.differs"]
