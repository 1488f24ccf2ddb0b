"""Clinical sentences as people write them: the right pair is silent, each wrong word blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from both_ways import whole_gate

from huizhen.core.language.checks.checker import Checker
from huizhen.core.language.checks.pair import Pair

_CASES = Path(__file__).parent / "cases" / "written_sentences.txt"
"""A pair a line, English ## Chinese; {right|wrong|wrong} at each place that can go wrong."""
_PLACE = re.compile(r"\{([^}]*)\}")
_LINES = [line for line in _CASES.read_text(encoding="utf-8").splitlines() if " ## " in line]


@cache
def _checker() -> Checker:
    return whole_gate()


def _right(text: str) -> str:
    return _PLACE.sub(lambda place: place[1].split("|")[0], text)


def _wrong(text: str) -> Iterator[str]:
    """The text with one place wrong, for every wrong form of every place."""
    for place in _PLACE.finditer(text):
        before, after = _right(text[: place.start()]), _right(text[place.end() :])
        yield from (before + form + after for form in place[1].split("|")[1:])


def _blocks(source: str, target: str, *languages: str) -> list[str]:
    told = _checker()(Pair.of(source, target, *languages))
    return [one.code for one in told if one.effect == "block"]


@pytest.mark.parametrize("line", _LINES)
def test_the_right_sentence_is_silent_and_each_wrong_one_blocks(line: str) -> None:
    english, chinese = line.split(" ## ")
    en, zh = _right(english), _right(chinese)
    assert _blocks(en, zh, "en", "zh") == []
    assert _blocks(zh, en, "zh", "en") == []
    assert [text for text in _wrong(chinese) if not _blocks(en, text, "en", "zh")] == []
    assert [text for text in _wrong(english) if not _blocks(zh, text, "zh", "en")] == []
