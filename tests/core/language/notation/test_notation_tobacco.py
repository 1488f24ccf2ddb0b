"""How much somebody smoked: what is understood is said, the rest stays as written."""

from __future__ import annotations

import pytest
from notation_bench import lexicon

from huizhen.core.language.notation.tobacco import smoked_zh


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("30 pack-years", "吸烟指数600支·年(原 30 pack-years)"),
        ("12,5 Packungsjahre", "吸烟指数250支·年(原 12,5 Packungsjahre)"),
        ("18 paquets-années", "吸烟指数360支·年(原 18 paquets-années)"),
        ("5 сигарет в день, 12 лет", "吸烟每日5支，12年"),
        ("20 cigarettes per day", "吸烟每日20支"),
        ("2 cigars", ""),
        ("never", ""),
    ],
)
def test_an_amount_of_tobacco_is_said_in_chinese_units(value: str, said: str) -> None:
    assert smoked_zh(value, lexicon()) == said
