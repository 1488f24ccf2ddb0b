"""How much and how often a complaint is: kilograms lost in months, the number of seizures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from huizhen.core.extraction.numbers import NUMBER

_PERIODS = {
    "month": "month", "monat": "month", "mes": "month", "mois": "month", "месяц": "month",
    "week": "week", "woche": "week", "semana": "week", "semaine": "week", "недел": "week",
    "year": "year", "jahr": "year", "año": "year", "an": "year", "год": "year", "лет": "year",
}  # fmt: skip
_PERIOD = (
    r"(?:in|over|within|during|innerhalb von|über|en|au cours de|за|в течение)\s"
    r"(?:the last\s|the past\s)?"
    r"(?P<count>\d{1,2})\s(?P<period>months?|weeks?|years?|Monaten?|Wochen?|Jahren?|mes(?:es)?|"
    r"semanas?|años?|mois|semaines?|ans?|месяц\w*|недел\w*|год\w*|лет)(?!\w)"
)
_KILOGRAMS = re.compile(
    rf"\s(?:(?:of|von|um|de|на|by)\s)?(?:about\s|approximately\s|ca\.\s|etwa\s|unos\s|environ\s)?"
    rf"(?P<value>{NUMBER})\s?(?P<unit>kg|кг|lbs?|pounds)(?!\w)(?:\s{_PERIOD})?",
    re.IGNORECASE,
)
_LOSS = re.compile(
    r"(?<!\w)(?:pérdida|perdió|perte|Verlust|loss|lost|has lost|потеря|похудел\w*)(?=\s)",
    re.IGNORECASE,
)
_COUNTS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "zwei": "2", "drei": "3", "vier": "4", "dos": "2", "tres": "3", "deux": "2", "trois": "3",
    "два": "2", "две": "2", "три": "3",
}  # fmt: skip
_COUNT = re.compile(r"(?<!\w)(?P<count>[^\W\d_]{2,6}|\d{1,2})\s$")


class Amount(NamedTuple):
    """A quantity of a complaint; `note` is the time that it took, '3 month'."""

    value: str = ""
    unit: str = ""
    note: str = ""
    end: int = 0


def weight_change(text: str, end: int) -> Amount:
    """The kilograms right behind a change of weight, with the time that it took."""
    match = _KILOGRAMS.match(text, end)
    if match is None:
        return Amount(end=end)
    note = ""
    if match["period"]:
        word = match["period"].casefold()
        period = next((zh for stem, zh in _PERIODS.items() if word.startswith(stem)), "")
        note = f"{match['count']} {period}" if period else ""
    value = match["value"].replace(",", ".")
    return Amount(value, match["unit"], note, match.end())


def lost_kilograms(text: str) -> Iterator[tuple[int, int, Amount]]:
    """Words of a loss with kilograms right behind them: their span, and how much."""
    for match in _LOSS.finditer(text):
        amount = weight_change(text, match.end())
        if amount.value:
            yield match.start(), match.end(), amount


def count_before(text: str, start: int) -> tuple[str, int]:
    """The number of attacks that stands right before their name, and where it begins."""
    match = _COUNT.search(text[max(0, start - 10) : start])
    if match is None:
        return "", start
    said = match["count"].casefold()
    count = said if said.isdigit() else _COUNTS.get(said, "")
    begin = start - (len(match[0]))
    return (count, begin) if count else ("", start)
