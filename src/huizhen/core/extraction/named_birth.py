"""A name beside a birth date that is marked as one: 'Erika Mustermann, geb. am 11.02.1968'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from huizhen.core.extraction.birth_date import FoundDate, birth_date_at
from huizhen.core.extraction.identity_labels import IdentityLabels
from huizhen.core.extraction.identity_values import FoundName, name_at

_BETWEEN = " \t\u00a0,;(-–—，、"
_SEX_BETWEEN = re.compile(r"[，,]\s?[男女]性?$")
_CELL_EDGE = re.compile(r"[|\t:;•*]|\s{2,}|(?<=[^\W\d_]{4})[.!?]\s+")
_WORD_START = re.compile(r"(?<![\w'’.-])[^\W\d_]")
_DATE_START = re.compile(r"(?<![\d./-])\d")
_LONGEST_NAME = 80
_MOST_STARTS = 8


def starred_and_trailing_dates(
    text: str, start: int, end: int, labels: IdentityLabels, language: str
) -> Iterator[tuple[int, FoundDate]]:
    """Birth dates marked by a star before them or by 'г.р.' after, with the offset at which their
    mark or figures begin. `text` is plain."""
    spoken = frozenset((language,)) if language else frozenset()
    for match in _DATE_START.finditer(text, start, end):
        found = birth_date_at(text, match.start(), labels, spoken)
        if found is None or found.end > end:
            continue
        before = text[start : match.start()].rstrip()
        star = next((star for star in labels.born_star if before.endswith(star)), "")
        if star and found.date.precision == "day":
            yield start + len(before) - len(star), found
        elif _is_followed_by_birth(text, found.end, end, labels):
            yield match.start(), found


def _is_followed_by_birth(text: str, at: int, end: int, labels: IdentityLabels) -> bool:
    rest = text[at : min(end, at + 24)].lstrip(" \u00a0")
    return any(
        rest.startswith(mark) and not rest[len(mark) : len(mark) + 1].isalpha()
        for mark in labels.born_after_date
    )


def name_before(
    text: str, plain_text: str, line_start: int, at: int, labels: IdentityLabels
) -> FoundName | None:
    """The name that ends where a marked birth date begins.

    It begins with a salutation, or at the start of its line, cell or sentence. A relative's or a
    doctor's name is none: 'Mutter: Eva Muster, geb. 1940'.
    """
    stop = at
    while stop > line_start and text[stop - 1] in _BETWEEN:
        stop -= 1
    sex = _SEX_BETWEEN.search(text, line_start, stop)
    stop = sex.start() if sex is not None else stop
    if stop - line_start < 2:
        return None
    floor = max(line_start, stop - _LONGEST_NAME)
    edges = [edge.end() for edge in _CELL_EDGE.finditer(text, floor, stop)]
    begin = edges[-1] if edges else floor
    if is_of_another(plain_text, max(line_start, begin - 40), stop, labels):
        return None
    starts = [match.start() for match in _WORD_START.finditer(text, begin, stop)]
    is_whole = (begin > floor or floor == line_start) and len(starts) <= _MOST_STARTS
    for index, start in enumerate(starts[-_MOST_STARTS:]):
        name = name_at(text, start, stop, labels)
        if name is None or name.words < 2 or stop - name.end > 1:
            continue
        if name.has_title and not name.has_salutation:
            return None
        if name.has_salutation or (is_whole and index == 0):
            return name
    return None


def is_of_another(text: str, start: int, stop: int, labels: IdentityLabels) -> bool:
    """Whether a stretch of plain text has a word for another person: a relative, a doctor."""
    words = re.findall(r"[^\W\d_]+", text[start:stop])
    spans = {*words, *(" ".join(pair) for pair in pairwise(words))}
    return any(
        label.kind == "other_person" and len(label.text) > 2 and label.text == span
        for span in spans
        for label in labels.buckets.get(span[0], ())
    )
