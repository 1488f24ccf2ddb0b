"""Since when a complaint is there, where the words right beside it say so."""

from __future__ import annotations

import re

from huizhen.core.extraction.prose import Prose
from huizhen.core.records.dates import PartialDate

_SINCE = r"(?:since|from|seit|desde|depuis|с)"
_BEHIND = re.compile(rf"[ \n]{_SINCE}[ \n](?:(?:Anfang|Mitte|Ende|early|mid|late)[ \n-])?", re.I)
_AHEAD = re.compile(rf"(?<!\w){_SINCE}[ \n](?:(?:Anfang|Mitte|Ende|early|mid|late)[ \n-])?$", re.I)
_VERB = re.compile(
    r"[ \n](?:bestehen|besteht|bestanden|bestand|hat er|hat sie|there (?:is|has been|was)|"
    r"presenta|refiere|présente)(?:[ \n][\w-]+){0,2}[ \n]$",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"[ \n](?:to|until|bis(?: zum)?|al|au|по|-|–)[ \n]", re.IGNORECASE)
_REACH = 48


def since(prose: Prose, start: int, end: int) -> PartialDate | None:
    """'headache since February 2026', 'Seit März 2026 bestehen Schmerzen'; None otherwise."""
    text = prose.text
    sentence = prose.sentence_at(start)
    behind = _BEHIND.match(text, end)
    dates = prose.dates_in(sentence.start, max(sentence.end, end))
    for date in dates:
        if behind and date.start == behind.end():
            return date.value
    for date in dates:
        is_ahead = date.end < start <= date.end + _REACH
        is_since = is_ahead and _AHEAD.search(text[max(0, date.start - 16) : date.start])
        if is_since and _VERB.fullmatch(text, date.end, start):
            return date.value
    return None


def is_where_a_period_begins(prose: Prose, value: PartialDate, start: int) -> bool:
    """Whether a date of the sentence is only where a treatment began: 'с 12.01.2026 по 30.03.2026,
    progression' came when it ended, or later."""
    sentence = prose.sentence_at(start)
    dates = {date.start: date for date in prose.dates_in(sentence.start, sentence.end)}
    for date in dates.values():
        joint = _UNTIL.match(prose.text, date.end)
        if date.value == value and joint is not None and joint.end() in dates:
            return True
    return False
