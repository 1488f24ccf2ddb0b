"""Every finding has its words in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from slice_headers import words

SOURCE = Path(__file__).resolve().parents[3] / "src" / "huizhen"
MAKERS = {"finding", "_finding", "_of_study", "ImagingFinding"}


def modules() -> list[Path]:
    return [*(SOURCE / "core" / "imaging").rglob("*.py"), *(SOURCE / "cli").glob("imaging_*.py")]


def said_codes(path: Path) -> Iterator[str]:
    """Codes that stand as text in a call that makes a finding."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id in MAKERS:
            given = [*node.args[:2], *(k.value for k in node.keywords if k.arg == "code")]
            texts = [a.value for a in given if isinstance(a, ast.Constant)]
            yield from (t for t in texts if isinstance(t, str) and re.fullmatch("[a-z_]+", t))


def test_every_code_has_words() -> None:
    codes = {code for path in modules() for code in said_codes(path)}
    assert len(codes) > 25
    assert codes - set(words().rows) == set()


def test_every_row_is_some_finding_of_the_product() -> None:
    texts = {
        node.value
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(words().rows) - texts == set()


@pytest.mark.parametrize("code", sorted(words().rows))
def test_words_are_whole_sentences_in_both_languages(code: str) -> None:
    row = words()[code]
    for english in (row.en, row.remedy_en):
        assert english[0].isupper()
        assert english.endswith(".")
        assert not re.search("[\u4e00-\u9fff]", english)
    for chinese in (row.zh, row.remedy_zh):
        assert chinese.endswith("。")
        assert re.search("[\u4e00-\u9fff]", chinese)
