"""Every digit and every number word of right clinical pairs: changed, it blocks."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from number_reading import blocks, told

with (Path(__file__).parent / "right_pairs.tsv").open(encoding="utf-8") as file:
    PAIRS = [(row["en"], row["zh"]) for row in csv.DictReader(file, delimiter="\t")]
_WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve")
_SIGNS = "二三四五六七八九"


def test_right_pairs_are_silent() -> None:
    assert len(PAIRS) > 100
    for english, chinese in PAIRS:
        assert not told(english, chinese), (english, told(english, chinese))
        assert not told(chinese, english, "zh", "en"), english


def test_every_digit_changed_blocks() -> None:
    for english, chinese in PAIRS:
        for at in (one.start() for one in re.finditer(r"(?<!/m)[0-9]", english)):
            other = english[:at] + str((int(english[at]) + 3) % 10) + english[at + 1 :]
            assert blocks(chinese, other, "zh", "en"), (chinese, other)
        for at in (one.start() for one in re.finditer(r"(?<!/m)[0-9]", chinese)):
            other = chinese[:at] + str((int(chinese[at]) + 3) % 10) + chinese[at + 1 :]
            assert blocks(english, other), (english, other)


def test_every_number_word_changed_blocks() -> None:
    for english, chinese in PAIRS:
        for found in re.finditer(rf"\b(?:{'|'.join(_WORDS)})\b", english):
            for word in set(_WORDS) - {found.group()}:
                other = english[: found.start()] + word + english[found.end() :]
                assert blocks(chinese, other, "zh", "en"), (chinese, other)
        for at in (one.start() for one in re.finditer(f"[{_SIGNS}两]", chinese)):
            for sign in set(_SIGNS) - {chinese[at], "二" if chinese[at] == "两" else ""}:
                other = chinese[:at] + sign + chinese[at + 1 :]
                assert blocks(english, other), (english, other)


def test_every_decimal_point_lost_blocks() -> None:
    for english, chinese in PAIRS:
        for found in re.finditer(r"(?<=\d)\.(?=\d)", chinese):
            other = chinese[: found.start()] + chinese[found.end() :]
            assert blocks(english, other), (english, other)
