"""Figures and words inside grades, levels and markers are told once, by what they mean."""

from __future__ import annotations

import pytest
from both_ways import found, whole_gate


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Power 4/5 in the left leg", "左下肢肌力4级"),
        ("CN VII palsy", "面神经麻痹"),
        ("FIGO stage IIIC1", "FIGO ⅢC1期"),
        ("VAS score 7", "视觉模拟评分（VAS）7分"),
        ("complete response", "CR"),
        ("dMMR", "错配修复缺陷"),
        ("ASIA grade B", "ASIA B级"),
        ("BCLC stage C", "巴塞罗那分期C期"),
        ("liver fibrosis METAVIR F3", "肝纤维化METAVIR F3级"),
        ("complex karyotype with del(5q), -7 and +8", "复杂核型，伴del(5q)、-7及+8"),
        ("Glasgow Coma Scale score 8 (E2 V2 M4)", "GCS 8分（E2V2M4）"),
    ],
)
def test_the_same_thing_in_other_figures_and_words_is_silent(english: str, chinese: str) -> None:
    assert found(whole_gate(), english, chinese) == [[], []]


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Power 4/5 in the left leg", "左下肢肌力3级"),
        ("Power 4/5 in the left leg for 3 days", "左下肢肌力4级5天"),
        ("FIGO stage IIIC1, 12 mm", "FIGO ⅢC1期，13 mm"),
        ("VAS score 7 at 30 minutes", "视觉模拟评分（VAS）7分，20分钟时"),
        ("HER2 (3+), Ki-67 30%", "HER2（+++），Ki-67 20%"),
        ("CN VII palsy", "动眼神经麻痹"),
        ("ASIA grade B in London", "ASIA B级，于巴黎"),
        (
            "Complete response of the tumour. The patient was discharged home on the next day.",
            "肿瘤完全缓解。",
        ),
    ],
)
def test_what_stands_beside_it_is_told_as_before(english: str, chinese: str) -> None:
    assert all(found(whole_gate(), english, chinese))
