"""The parts of a posology in text order: amounts, routes, forms, frequencies, 'as needed'."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, Literal, NamedTuple

from huizhen.core.extraction.medication.doses import Dose, DoseReader
from huizhen.core.extraction.medication.phrase_patterns import Phrases
from huizhen.core.extraction.prose import Prose

Kind = Literal["dose", "frequency", "needed", "route", "form", "duration", "supply"]

_PART = r"(?:\d{1,2}(?:[.,]\d{1,2})?|[½¼¾]|1/[24])"
_SCHEME = re.compile(rf"(?<![\w./,-]){_PART}(?:\s?[-–+]\s?{_PART}){{2,3}}(?![\w]|[-–./]\d)")
_TIMES = re.compile(
    r"(?<![\w./,-])\d\s?[x×]\s?\d(?:[.,]\d)?(?![\w.,-]*\d|\s?(?:mm|cm|m\b|mg|g\b|gm|mcg|[µμ]g|ml|IE|IU|мг|г\b|мл|Mio))"
)
_REPEATED = re.compile(
    r"(?<![\w.,/-])\d{1,2}\s?[x×х](?=\s?\d{1,4}(?:[.,]\d+)?\s?[^\W\d]{1,3}(?:\b|/))"
)
_SUPPLY = re.compile(r"#\s?\d+(?:\s?\(\w+\))?")
_MOST_AT_ONCE = 80


class Element(NamedTuple):
    """One part of a posology."""

    kind: Kind
    start: int
    end: int
    dose: Dose | None = None


class ElementReader:
    """Finds the parts with the words of the content pack."""

    def __init__(self, words: Mapping[str, Any], frequencies: Mapping[str, Any]) -> None:
        numbers, ranges = frequencies["numbers"], frequencies["range_words"]
        self._doses = DoseReader(words, numbers)
        phrases = chain.from_iterable(frequencies["phrases"].values())
        self.frequencies = Phrases(phrases, numbers, ranges)
        self._needed = Phrases(words["needed"])
        self._durations = Phrases(words["durations"], numbers, ranges)
        self._routes = Phrases(chain.from_iterable(words["routes"].values()))
        self._forms = Phrases(chain.from_iterable(words["forms"].values()))

    def elements(self, prose: Prose, start: int, end: int) -> list[Element]:
        """The parts between two offsets, none inside another; the longest wins its place."""
        found = sorted(self._all(prose, start, end), key=lambda one: (one.start, -one.end))
        kept: list[Element] = []
        position = start
        for element in found:
            if element.start >= position and not _is_in_date(prose, element):
                kept.append(element)
                position = element.end
        return kept

    def _all(self, prose: Prose, start: int, end: int) -> Iterator[Element]:
        text = prose.text
        for dose in self._doses.doses(prose, start, end):
            yield Element("dose", dose.lead if dose.lead >= 0 else dose.start, dose.end, dose)
        for match in chain(_SCHEME.finditer(text, start, end), _TIMES.finditer(text, start, end)):
            if all(float(part.replace(",", ".")) < _MOST_AT_ONCE for part in _figures(match[0])):
                yield Element("frequency", match.start(), match.end())
        for match in _REPEATED.finditer(text, start, end):
            yield Element("frequency", match.start(), match.end())
        for match in _SUPPLY.finditer(text, start, end):
            yield Element("supply", match.start(), match.end())
        sets: tuple[tuple[Kind, Phrases], ...] = (
            ("needed", self._needed),
            ("duration", self._durations),
            ("frequency", self.frequencies),
            ("route", self._routes),
            ("form", self._forms),
        )
        for kind, phrases in sets:
            for place in phrases.finditer(text, start, end):
                yield Element(kind, place.start, place.end)


def _figures(written: str) -> list[str]:
    return re.findall(r"\d+(?:[.,]\d+)?", written)


def _is_in_date(prose: Prose, element: Element) -> bool:
    """Whether what looks like a part is a piece of a calendar date."""
    if element.kind not in ("dose", "frequency"):
        return False
    return any(
        date.start < element.end and element.start < date.end
        for date in prose.dates
        if date.start <= element.end
    )
