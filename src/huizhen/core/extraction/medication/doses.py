"""Amounts of a drug as written: '50 mg', '1-2 tablets', '5/325 mg', '75 mg/m2', 'AUC 5'."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from huizhen.core.extraction.numbers import NUMBER
from huizhen.core.extraction.prose import Prose

_LETTER = r"(?-i:[^\W\u3400-\u9fff])"
"""A letter or figure of a script that writes spaces."""
_SPACE = r"[ \t\u00a0\u202f]"
_RANGE = re.compile(
    r"\s*(?:->|=>|→|[-–—~]|to|or|auf|bis|oder|до|或|增至|减至|至|hasta|a|à|ou|o)\s*", re.IGNORECASE
)
_FRACTIONS = {"½": "0.5", "¼": "0.25", "¾": "0.75", "1/2": "0.5", "1/4": "0.25", "3/4": "0.75"}
_GROUPING = frozenset(("ru", "fr", "es"))
_ARROW = re.compile(rf"{_SPACE}*(?:->|=>|→){_SPACE}*")
_SCHEME_VALUE = re.compile(r"\d+(?:[.,]\d+)?(?:\s?[-–]\s?\d+(?:[.,]\d+)?){2}")
"""'12-0-8 units': what is given at each time of the day, not one amount."""
_SEPARATOR = re.compile(rf"{_SPACE}*/{_SPACE}*")


class Dose(NamedTuple):
    """One amount; `value` is '5-10' for a range and '5/325' for a combination."""

    start: int
    end: int
    value: str
    unit: str
    is_count: bool = False
    """Whether it counts tablets, puffs or drops."""
    is_strength: bool = False
    """Whether it is a strength of a solution: '100 units/mL', '1 %'."""
    doubt: str = ""
    lead: int = -1
    """Where a change that this amount ends begins: 'from 20 to 40 mg'; -1 for no change."""


class DoseReader:
    """Finds amounts with the units of a content pack."""

    def __init__(self, words: Mapping[str, Any], numbers: Sequence[str]) -> None:
        units = words["units"]
        exact = frozenset(words["bare_unit_case"])
        self._units = frozenset(unit.casefold() for unit in (*units["mass"], *units["count"]))
        mass = _alternatives(units["mass"], exact)
        per = _alternatives(words["per"], frozenset(("d", "h", "j", "m2")))
        one = rf"(?:{NUMBER}|[½¼¾])"
        lead = rf"{_SPACE}?(?:/|per|pro|por|par|на){_SPACE}?(?:\d+{_SPACE}?)?"
        part = rf"(?:{lead}(?:{per})(?!{_LETTER}))"
        word = "|".join(
            re.escape(one) for one in sorted(numbers, key=len, reverse=True) if len(one) > 1
        )
        joint = (
            rf"(?:{_SPACE}*(?:/|->|=>|→|[-–—~]|to|or|auf|bis|oder|до|或|增至|减至|至|hasta|\ba\b|à)"
            rf"{_SPACE}*{one})"
        )
        end = rf"(?!{_LETTER})(?!{_SPACE}?/{_SPACE}?{_LETTER})(?!\^)"
        flags = re.IGNORECASE
        self._mass = re.compile(
            rf"(?:(?<!{_LETTER})|(?<=\d[x×х]))(?<![.,/])(?P<n>{one}{joint}{{0,2}}){_SPACE}*-?(?P<u>(?:{mass})(?:{part}){{0,2}}){end}",
            flags,
        )
        self._pair = re.compile(
            rf"(?<!{_LETTER})(?<![.,])(?P<n1>{NUMBER}){_SPACE}?(?P<u>{mass}){_SPACE}?[/+-]{_SPACE}?"
            rf"(?P<n2>{NUMBER}){_SPACE}?(?P=u){end}",
            flags,
        )
        count = _alternatives(units["count"], exact)
        # '1 comp/24h' is one tablet and how often, '1 tablet/kg' would be another unit
        hours = rf"\d{{1,2}}{_SPACE}?h(?!{_LETTER})"
        count_end = rf"(?!{_LETTER})(?!{_SPACE}?/{_SPACE}?(?!{hours}){_LETTER})(?!\^)"
        figure = rf"(?:1/[24]|3/4|(?:{one})(?:{_SPACE}?(?:1/2|½))?{joint}?|half|{word})"
        self._count = re.compile(
            rf"(?<!{_LETTER})(?<![.,/])(?P<n>{figure}(?:{_SPACE}*(?:to|or|-|bis|a|à){_SPACE}*{figure})?)"
            rf"{_SPACE}*(?:an?{_SPACE}+)?-?(?P<u>{count}){count_end}",
            flags,
        )
        self._chinese = re.compile(
            rf"(?P<n>{NUMBER}|[一二两三四半])(?P<u>{_chinese(units['count'])})(?!剂)"
        )
        self._auc = re.compile(r"\bAUC\s?=?\s?(?P<n>\d+(?:[.,]\d)?)(?![\d/])")
        strength = _alternatives(words["strength_per"], frozenset())
        self._percent = re.compile(rf"(?<![\w.,/])(?P<n>{NUMBER}){_SPACE}?(?P<u>%)")
        self._strength = re.compile(rf"(?:/|per|pro){_SPACE}?\d*{_SPACE}?(?:{strength})$", flags)
        self._from = _phrases_before(words["from"])

    def doses(self, prose: Prose, start: int, end: int) -> Iterator[Dose]:
        """The amounts between two offsets in order, the longest at each place."""
        found: list[Dose] = []
        text = prose.text
        for match in self._auc.finditer(text, start, end):
            found.append(Dose(match.start(), match.end(), *_value(prose, match["n"])[:1], "AUC"))
        for match in self._pair.finditer(text, start, end):
            value = f"{_value(prose, match['n1'])[0]}/{_value(prose, match['n2'])[0]}"
            found.append(Dose(match.start(), match.end(), value, match["u"]))
        for pattern, is_count in (
            (self._mass, False),
            (self._count, True),
            (self._chinese, True),
            (self._percent, False),
        ):
            for match in pattern.finditer(text, start, end):
                dose = self._dose(prose, match, is_count)
                # '25/100 tablets' is the strength of two drugs, not how many are taken
                is_strengths = is_count and "/" in dose.value
                if not is_strengths and not _SCHEME_VALUE.fullmatch(match["n"].strip()):
                    found.append(dose)
        found.sort(key=lambda dose: (dose.start, -dose.end))
        position = start
        for dose in found:
            if dose.start >= position:
                yield dose
                position = dose.end

    def _dose(self, prose: Prose, match: re.Match[str], is_count: bool) -> Dose:
        start = match.start("n")
        written = match["n"]
        grouped = re.match(r"(\d{1,3}) (?=\d{3}\b)", written)
        if grouped and prose.language not in _GROUPING:
            start += grouped.end()
            written = written[grouped.end() :]
        lead = -1
        changed = self._new_of_change(prose, start, written)
        if changed:
            lead = start
            start += len(written) - len(changed)
            written = changed
        value, doubt = _value(prose, written)
        unit = match["u"].strip()
        end = match.end()
        if unit.endswith(".") and unit[:-1].casefold() in self._units:
            unit, end = unit[:-1], end - 1
        is_strength = unit == "%" or bool(self._strength.search(unit))
        return Dose(start, end, value, unit, is_count, is_strength, doubt, lead)

    def _new_of_change(self, prose: Prose, start: int, written: str) -> str:
        """'20 to 40' after 'from', '75→100': a change; the new amount stands."""
        arrowed = _ARROW.split(written)
        if len(arrowed) > 1:
            return arrowed[-1]
        parts = _RANGE.split(written)
        if len(parts) == 2 and self._from.search(prose.text[max(0, start - 12) : start]):
            return parts[1]
        return ""


def _value(prose: Prose, written: str) -> tuple[str, str]:
    """The amount with decimal points, ranges as 'a-b', combinations as 'a/b', and its doubt."""
    text = written.strip()
    mixed = re.fullmatch(r"(\d+)\s*(½|1/2)", text)
    if mixed:
        return f"{mixed[1]}.5", ""
    if text in _FRACTIONS:
        return _FRACTIONS[text], ""
    for sign, splitter in (("/", _SEPARATOR), ("-", _RANGE)):
        parts = splitter.split(text)
        if len(parts) > 1 and all(parts):
            values = [_value(prose, part) for part in parts]
            return sign.join(v for v, _ in values), next((d for _, d in values if d), "")
    if not text[0].isdigit():
        return _IN_WORDS.get(text.casefold(), text), ""
    number = prose.number(text)
    return number.value, number.doubt


_IN_WORDS = {
    "half": "0.5", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "eine": "1", "ein": "1", "einen": "1", "zwei": "2", "drei": "3", "un": "1", "una": "1",
    "uno": "1", "dos": "2", "tres": "3", "une": "1", "deux": "2", "trois": "3", "одна": "1",
    "один": "1", "две": "2", "два": "2", "три": "3", "одну": "1", "一": "1", "二": "2", "两": "2",
    "三": "3", "四": "4", "半": "0.5",
}  # fmt: skip


def _alternatives(words: Sequence[str], exact: frozenset[str]) -> str:
    ordered = sorted(set(words), key=len, reverse=True)
    return "|".join(
        f"(?-i:{re.escape(word)})" if word in exact else re.escape(word).replace(r"\ ", r"\s+")
        for word in ordered
    )


def _chinese(words: Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in words if "\u3400" <= word[0] <= "\u9fff")


def _phrases_before(words: Sequence[str]) -> re.Pattern[str]:
    joined = "|".join(map(re.escape, words))
    return re.compile(rf"(?:^|[\s(]|(?<=[\u3400-\u9fff]))(?:{joined})\s*$", re.IGNORECASE)
