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


AXES = {
    "segment": "segment_words.tsv", "stage": "stage_words.tsv", "nodes": "node_words.tsv",
    "grade": "grade_words.tsv", "lesion": "lesion_words.tsv", "trend": "trend_words.tsv",
    "marker": "marker_words.tsv", "level": "spine_words.tsv", "subject": "role_words.tsv",
}  # fmt: skip


@pytest.mark.parametrize(("code", "file"), AXES.items())
def test_every_axis_has_words_in_both_languages(code: str, file: str) -> None:
    checks = load_pack("checks", [CONTENT])
    named = {row["code"] for row in checks.rows("wording.tsv")}
    axes = {row["axis"].rstrip("~") for row in checks.rows(file)} - {"-"}
    assert axes
    assert not {f"{code}.{axis.replace(' ', '-')}" for axis in axes} - named
