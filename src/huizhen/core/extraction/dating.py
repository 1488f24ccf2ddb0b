"""Which date of a sentence belongs to a thing that it names."""

from __future__ import annotations

import re

from huizhen.core.extraction.prose import Prose
from huizhen.core.records.dates import PartialDate

_NEAREST_DATE = 60
_BIRTH = re.compile(
    r"(?:born|DOB|birth|geb\.?|geboren|née?|naissance|nacid[oa]|nac\.|рожд\w*|род\.|出生)\W{0,3}"
    r"(?:on|le|el|am|in|в|:)?\s*$",
    re.IGNORECASE,
)
_OF_ANOTHER = re.compile(
    r"[;；]|,.*,|[(（][^)）]*\d|\b(?:today|now|heute|aktuell|hoy|aujourd'hui|сегодня|сейчас)\b|今日|目前"
)
"""What stands between a thing and a date of another: 'ODI 46 % today (52 % on 11/10/2025)'."""


def date_of(prose: Prose, start: int, end: int) -> PartialDate | None:
    """The date that the sentence gives to a span: the only one close to it, with no other thing
    of the sentence nearer to that date by a comma or a semicolon."""
    sentence = prose.sentence_at(start)
    near = [
        date
        for date in prose.dates_in(sentence.start, sentence.end)
        if not _BIRTH.search(prose.text[max(0, date.start - 14) : date.start])
        if (gap := _gap(prose.text, date.start, date.end, start, end)) is not None
        and len(gap) <= _NEAREST_DATE
        and not _OF_ANOTHER.search(gap)
    ]
    if len(near) != 1:
        following = [date for date in near if 0 <= date.start - end <= 4]
        near = following if len(following) == 1 else []
    return near[0].value if near else None


def _gap(text: str, date_start: int, date_end: int, start: int, end: int) -> str | None:
    if date_start >= end:
        return text[end:date_start]
    return text[date_end:start] if date_end <= start else None
