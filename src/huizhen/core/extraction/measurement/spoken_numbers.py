"""Numbers in words, as dictated notes have them: 'eight point two', 'ninety thousand'."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from huizhen.core.extraction.measurement.result import Result
from huizhen.core.extraction.measurement.unit_words import END, UNIT
from huizhen.core.extraction.phrases import alternatives

_HUNDRED, _THOUSAND = 100, 1_000
_FIRST_TENS = 20


class SpokenNumbers:
    """Reads a number in English words."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        self._values = {word: number for number, word in enumerate(words["units"])}
        tens = {word: _FIRST_TENS + 10 * number for number, word in enumerate(words["tens"])}
        self._values.update(tens)
        small, large = alternatives(words["units"]), alternatives(words["tens"])
        digits = alternatives(words["units"][:10])
        below = rf"(?:(?:{large})(?:[ -](?:{digits}))?|{small})"
        self._number = re.compile(
            rf"(?P<head>{below})(?P<hundred>\shundred(?:\s(?:and\s)?(?P<rest>{below}))?)?"
            rf"(?P<thousand>\sthousand)?(?:\spoint(?P<fraction>(?:\s(?:{digits})){{1,4}}))?"
            rf"(?!\w|-)(?:\s(?P<unit>{UNIT}){END})?",
            re.IGNORECASE,
        )

    def number_at(self, text: str, place: int) -> Result | None:
        """The number that begins at a place; a small whole one needs a unit, for it may count
        anything."""
        match = self._number.match(text, place)
        if match is None:
            return None
        is_sure = any(match[name] for name in ("hundred", "thousand", "fraction", "unit"))
        if not is_sure:
            return None
        whole = self._below_hundred(match["head"])
        if match["hundred"]:
            whole = whole * _HUNDRED + self._below_hundred(match["rest"] or "")
        whole *= _THOUSAND if match["thousand"] else 1
        fraction = "".join(
            str(self._values[word.lower()]) for word in (match["fraction"] or "").split()
        )
        value = f"{whole}.{fraction}" if fraction else str(whole)
        return Result(*match.span(), value, (match["unit"] or "").strip())

    def _below_hundred(self, written: str) -> int:
        return sum(self._values[word.lower()] for word in re.findall(r"[A-Za-z]+", written))
