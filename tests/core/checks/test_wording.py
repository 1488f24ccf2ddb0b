"""What differences are called: by code, by name and kind, with the axis between, or as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from huizhen.core.content import load_pack
from huizhen.core.language.checks.wording import Wording

CONTENT = Path(__file__).resolve().parents[3] / "src" / "huizhen" / "content"


@pytest.mark.parametrize(
    ("code", "en", "zh"),
    [
        ("laterality.differs", "side: differs", "侧别：前后不一致"),
        ("omission.missing", "omission: missing in the translation", "漏译：译文缺失"),
        ("grade.severity.differs", "grade: severity: differs", "分级：轻重程度：前后不一致"),
        ("of-a-site.odd", "of-a-site: odd", "of-a-site：odd"),
        ("alone", "alone", "alone"),
    ],
)
def test_a_code_has_words_in_both_languages(code: str, en: str, zh: str) -> None:
    wording = Wording(load_pack("checks", [CONTENT]))
    assert (wording.en(code), wording.zh(code)) == (en, zh)
