"""Roman numerals and the numbers of lists, where their signs or their place tell them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from huizhen.core.language.checks.numeral import Numeral

_SIGNS = {chr(0x2160 + at): at + 1 for at in range(12)} | {
    chr(0x2170 + at): at + 1 for at in range(12)
}
_CIRCLED = {chr(first + at): at + 1 for first in (0x2460, 0x2474, 0x2488) for at in range(20)}
_MADE = re.compile("[Ⅰ-Ⅻⅰ-ⅻ]")
_GLUED = re.compile(r"[A-Za-z][Ⅰ-Ⅻⅰ-ⅻ](?![期级型类度相区段因])")
_NUMBERED = re.compile("[①-⒛]")
_WORTH = {"I": 1, "V": 5, "X": 10}
_LABEL = (
    r"(?:stages?|grades?|types?|class(?:es)?|phases?|factors?|leads?|groups?|segments?|levels?|"
    r"zones?|parts?|category|degrees?|nerves?|collagen|interleukin|angiotensin|Mallampati|NYHA|"
    r"Child-Pugh|FIGO|WHO|Clark|Arbor|R?-?ISS|Okuda|Rai|Dukes|Siewert|Forrest|Gustilo|Bismuth|Borrmann|Fitzpatrick|Killip|ASA|bipolar|anti)"
)
_LETTERS = re.compile(
    r"[IVX](?<![A-Za-z0-9].)(?:(?<=X)X?(?:IX|IV|VI{0,3}|I{0,3})|(?<=V)I{0,3}|(?<=I)(?:X|V|I{0,2}))"
    r"(?=(?:(?<=II)F|E[ABS]?|[ABCabc]?\d?)(?![A-Za-z0-9]))(?=(?P<after>(?:[ABCabc]?\s?[-/~～至到、和或与]\s?[IVX]+)*[ABCabc]?\s?[期级型类度相区段因联导])?)"
)
_LISTED = re.compile(r"\((i{1,3}|iv|vi{0,3}|v|ix|x)\)")
_LABELLED = re.compile(
    rf"(?i:\b{_LABEL})(?:[\s:-]|\s(?:of|is)\s)\s?(?:[IVX]+[ABCabc]?\s?(?:-|/|,|and|or|to)\s?)*$"
)


def roman_numerals(narrow: str) -> Iterator[Numeral]:
    """Every Roman numeral; weak where the letters may be something else (IV, I, V, X)."""
    for one in _MADE.finditer(narrow) if not narrow.isascii() else ():
        is_name = _GLUED.match(narrow, max(0, one.start() - 1)) is not None
        yield _numeral(one.start(), one.end(), _SIGNS[one.group()], is_weak=is_name)
    for one in _NUMBERED.finditer(narrow) if not narrow.isascii() else ():
        yield _numeral(one.start(), one.end(), _CIRCLED[one.group()], is_weak=True)
    for one in _LISTED.finditer(narrow):
        yield _numeral(one.start(1), one.end(1), _worth(one[1].upper()), is_weak=True)
    if not ("I" in narrow or "V" in narrow or "X" in narrow):
        return
    for found in _LETTERS.finditer(narrow):
        letters = found.group()
        is_named = bool(found["after"]) or bool(
            _LABELLED.search(narrow, max(0, found.start() - 30), found.start())
        )
        is_chinese_beside = narrow[max(0, found.start() - 2) : found.start()].strip() > "⺀"
        if len(letters) == 1 and not (is_named or is_chinese_beside):
            continue
        is_tail = re.search(r"[A-Za-z]-$", narrow[max(0, found.start() - 2) : found.start()])
        is_weak = (letters == "IV" or len(letters) == 1 or bool(is_tail)) and not is_named
        yield _numeral(found.start(), found.end(), _worth(letters), is_weak=is_weak)


def _numeral(start: int, end: int, worth: int, *, is_weak: bool) -> Numeral:
    return Numeral(start, end, frozenset({Decimal(worth)}), "roman", is_weak=is_weak)


def _worth(letters: str) -> int:
    """IX is 9: a smaller letter before a larger one is taken away."""
    worths = [_WORTH[one] for one in letters]
    return sum(
        -one if any(later > one for later in worths[at + 1 :]) else one
        for at, one in enumerate(worths)
    )
