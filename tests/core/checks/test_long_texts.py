"""The same cases inside the text of a record, with other numbers, stages and sites around them."""

from __future__ import annotations

import pytest
from both_ways import cases, found, together

_AROUND = [(english[0], chinese[0]) for english, chinese, _, _ in cases("around")]
_MISSED_AT_MOST = 0.015


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["stages", "grades", "liver_segments", "spinal_levels", "lymph_nodes", "markers"]
)
def test_a_case_is_seen_and_the_right_one_is_silent_in_a_long_text(name: str) -> None:
    false, missed, wrong = [], [], 0
    for english, chinese, wrong_chinese, _ in cases(name):
        for at, (around, other) in enumerate(_AROUND):
            en = around.format(english[at % len(english)].rstrip("."))
            zh = other.format(chinese[at % len(chinese)].rstrip("。"))
            if any(told := found(together(), en, zh)):
                false.append(f"{en} | {zh} | {told}")
            for changed in wrong_chinese:
                wrong += 1
                if not all(found(together(), en, other.format(changed.rstrip("。")))):
                    missed.append(f"{english[0]} | {changed}")
    assert false == []
    assert len(missed) <= _MISSED_AT_MOST * wrong, missed
