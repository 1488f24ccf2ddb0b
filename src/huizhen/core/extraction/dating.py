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

_COMMA = re.compile(r"[,;，；、]")
_LEADS_DATE = re.compile(
    r"(?:^|\W)(?:in|on|since|from|until|to|of|by|at|dated|am|im|vom|seit|bis|en|el|del|de|desde|le|"
    r"du|au|depuis|в|с|от|до|на)$|[于在自至从]$",
    re.IGNORECASE,
)
"""Words that open a time: 'In March 2024, CT ...' is of what follows as well."""


def date_of(prose: Prose, start: int, end: int) -> PartialDate | None:
    """The date that the sentence gives to a span: the only one close to it, with no other thing
    of the sentence nearer to that date by a comma or a semicolon."""
    sentence = prose.sentence_at(start)
    near = [
        date
        for date in prose.dates_in(sentence.start, sentence.end)
        if not _trails_another(prose.text, sentence.start, date.start, date.end, start)
        if not _BIRTH.search(prose.text[max(0, date.start - 14) : date.start])
        if (gap := _gap(prose.text, date.start, date.end, start, end)) is not None
        and len(gap) <= _NEAREST_DATE
        and not _OF_ANOTHER.search(gap)
    ]
    own = [date for date in near if _is_own(prose.text, date.start, end)]
    near = own if len(own) == 1 else near
    if len(near) != 1:
        following = [date for date in near if 0 <= date.start - end <= 4]
        near = following if len(following) == 1 else []
    return near[0].value if near else None


def date_or_heading(prose: Prose, start: int, end: int) -> PartialDate | None:
    """As `date_of`; what no words date is of the day in the heading of its section, unless its
    sentence names another day: 'Examination on 4 May 2026: ...'."""
    own = date_of(prose, start, end)
    sentence, line = prose.sentence_at(start), prose.line_at(start)
    if own is not None or prose.dates_in(max(sentence.start, line.start), sentence.end):
        return own
    heading = prose.heading_date(start)
    return heading.value if heading is not None else None


def _is_own(text: str, date_start: int, end: int) -> bool:
    """Whether a date follows in the part of the enumeration that names the thing."""
    return date_start >= end and not _COMMA.search(text, end, date_start)


def _trails_another(text: str, begin: int, date_start: int, date_end: int, start: int) -> bool:
    """Whether a date before a thing closes the item before it: 'C-section 2009, discectomy'."""
    if date_end > start or not _COMMA.match(text, date_end):
        return False
    before = text[begin:date_start].rstrip(" (")
    return bool(re.search(r"[\w.)]$", before)) and not _LEADS_DATE.search(before)


def _gap(text: str, date_start: int, date_end: int, start: int, end: int) -> str | None:
    if date_start >= end:
        return text[end:date_start]
    return text[date_end:start] if date_end <= start else None
