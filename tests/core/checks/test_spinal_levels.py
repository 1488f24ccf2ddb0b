"""Spinal levels and regions, ribs, digits and cranial nerves."""

from __future__ import annotations

import pytest
from both_ways import cases, mistakes, packs, swept, together

from huizhen.core.language.checks import spinal_levels

_CHECK = spinal_levels.build(packs())


def test_what_is_changed_blocks_and_the_same_in_other_words_does_not() -> None:
    assert list(mistakes(together(), cases("spinal_levels"))) == []


@pytest.mark.slow
def test_every_two_senses_of_the_list_are_told_apart() -> None:
    rows = packs().checks.rows("spine_words.tsv")
    assert list(swept(_CHECK, rows, "The note says {} here.", "记录示{}，请知。")) == []
