"""Invented clinical texts in six languages in which every identifier is marked.

Kinds: name (the patient and kin), staff, birth_date, id, address, phone, email. A hospital's name
is marked too, but neither has to be masked nor counts as masked too much. A third of the texts
may be shown to whoever writes the masking; of the rest only counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "de", "es", "fr", "ru", "zh")
KINDS = ("name", "staff", "birth_date", "id", "address", "phone", "email")
# A name already cut to 某某 and a bare year of birth identify nobody.
_NEUTRAL = ("hospital", "masked", "year")
_MARK = re.compile(r"\{\{(\w+)\|(.*?)\}\}", re.DOTALL)
# A title is no identifier: to mask "Quillfeather" of "Mr Quillfeather" is enough.
_TITLE = re.compile(
    r"^(?:(?:(?:mr|mrs|ms|drs?|prof|herrn?|frau|fr|hr|mme|mlle|monsieur|madame|docteur|don|dra|pr|"
    r"oa|l'interne|med|доцентом|проф|д-ром|к\.м\.н)\b[.,]?|m\.(?=\s))\s*)+",
    re.IGNORECASE,
)
# "Traunegg, Leopold" of "von Traunegg, Leopold" is masked: the particle names nobody.
_PARTICLE = re.compile(r"\b(?:von|van|der|de|del|la|le|v\.|кызы|оглы|d')(?!\w)|\bd'(?=\w)", re.I)
_TITLE_AFTER = re.compile(r"(?:主任|教授|先生|医生|医师)$")


@dataclass(frozen=True)
class GoldSpan:
    """Where an identifier stands, and its kind."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class GoldText:
    """One text and the identifiers in it."""

    id: str
    language: str
    text: str
    spans: tuple[GoldSpan, ...]
    is_shown: bool
    patient: str = ""
    """What a case would know: "Family, Given; birth date; sex; id@issuer"."""

    @property
    def wanted(self) -> tuple[GoldSpan, ...]:
        """The spans that have to be masked."""
        return tuple(span for span in self.spans if span.kind not in _NEUTRAL)


def parsed(marked: str) -> tuple[str, tuple[GoldSpan, ...]]:
    """A marked text without its marks, and the spans they stood for."""
    text, spans, at = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        kind, inside = match.group(1), match.group(2)
        first, last = _without_title(inside) if kind in ("name", "staff") else (0, len(inside))
        spans.append(GoldSpan(len(text) + first, len(text) + last, kind))
        text += inside
        at = match.end()
    return text + marked[at:], tuple(spans)


def _without_title(name: str) -> tuple[int, int]:
    before, after = _TITLE.match(name), _TITLE_AFTER.search(name)
    first = before.end() if before and before.end() < len(name) else 0
    return first, after.start() if after and after.start() else len(name)


@cache
def texts() -> tuple[GoldText, ...]:
    """All texts; every third of a language may be shown."""
    path = Path(__file__).with_name("masking_texts.json")
    made = []
    for language, entries in json.loads(path.read_text(encoding="utf-8")).items():
        for number, entry in enumerate(entries):
            text, spans = parsed("\n".join(entry["text"]))
            patient = entry.get("patient", "")
            made.append(GoldText(entry["id"], language, text, spans, number % 3 == 0, patient))
    return tuple(made)


def is_masked(text: str, gold: GoldSpan, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether every letter and digit of an identifier lies under a span, particles left aside."""
    under = {place for start, end in spans for place in range(start, end)}
    free = {
        gold.start + place
        for match in _PARTICLE.finditer(text[gold.start : gold.end])
        for place in range(*match.span())
        if gold.kind in ("name", "staff")
    }
    return all(
        place in under or place in free
        for place in range(gold.start, gold.end)
        if text[place].isalnum()
    )


def is_needless(gold: Sequence[GoldSpan], start: int, end: int) -> bool:
    """Whether a span touches no identifier and no hospital's name."""
    return not any(start < one.end and one.start < end for one in gold)


def needless_letters(one: GoldText, spans: Sequence[tuple[int, int]]) -> int:
    """How many letters and digits lie under a span without belonging to an identifier."""
    under = {place for start, end in spans for place in range(start, end)}
    own = {place for span in one.spans for place in range(span.start, span.end)}
    return sum(one.text[place].isalnum() for place in under - own if place < len(one.text))
