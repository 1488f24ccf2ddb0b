"""Roman numerals: the signs made for them, and letters where a stage or a type is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from huizhen.core.language.checks.numeral import Numeral

_SIGNS = {chr(0x2160 + at): at + 1 for at in range(12)} | {
    chr(0x2170 + at): at + 1 for at in range(12)
}
_WORTH = {"I": 1, "V": 5, "X": 10}
_LABEL = (
    r"(?:stages?|grades?|types?|class(?:es)?|phases?|factors?|leads?|groups?|segments?|levels?|"
    r"zones?|parts?|category|degrees?|nerves?|collagen|interleukin|angiotensin|Mallampati|NYHA|"
    r"Child-Pugh|FIGO|WHO|Bismuth|Borrmann|Fitzpatrick|Killip|ASA)"
)
_LETTERS = re.compile(
    r"(?<![A-Za-z0-9])(?P<number>X{0,2}(?:IX|IV|VI{0,3}|I{1,3})|X{1,2})"
    r"(?=[ABCabc]?\d?(?![A-Za-z0-9]))(?P<after>\s?[期级型类度相区段因联导])?"
)
_LABELLED = re.compile(
    rf"(?i:\b{_LABEL})(?:[\s:]|\s(?:of|is)\s)\s?(?:[IVX]+[ABCabc]?\s?(?:-|/|,|and|or|to)\s?)*$"
)


def roman_numerals(narrow: str) -> Iterator[Numeral]:
    """Every Roman numeral; weak where the letters may be something else (IV, I, V, X)."""
    for at, sign in enumerate(narrow):
        if sign in _SIGNS:
            yield _numeral(at, at + 1, _SIGNS[sign], is_weak=False)
    if not ("I" in narrow or "V" in narrow or "X" in narrow):
        return
    for found in _LETTERS.finditer(narrow):
        letters = found["number"]
        is_named = bool(found["after"]) or bool(_LABELLED.search(narrow, 0, found.start()))
        if len(letters) == 1 and not is_named:
            continue
        is_weak = letters == "IV" and not is_named
        yield _numeral(found.start(), found.end("number"), _worth(letters), is_weak=is_weak)


def _numeral(start: int, end: int, worth: int, *, is_weak: bool) -> Numeral:
    return Numeral(start, end, frozenset({Decimal(worth)}), "roman", is_weak=is_weak)


def _worth(letters: str) -> int:
    """IX is 9: a smaller letter before a larger one is taken away."""
    worths = [_WORTH[one] for one in letters]
    return sum(
        -one if any(later > one for later in worths[at + 1 :]) else one
        for at, one in enumerate(worths)
    )
