"""The lines in which a letter says who sent it: names, streets and towns that no form betrays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from huizhen.core.preparation.masking.span import IdentifierSpan, settled
from huizhen.core.preparation.masking.tables import masking_tables
from huizhen.core.preparation.masking.words import MaskedText

_PIECE = re.compile(r"[^\n]+")
_LONGEST = 600


@lru_cache(maxsize=1)
def _opening() -> re.Pattern[str]:
    words = masking_tables().contact_openings
    return re.compile(rf"(?im)(?:^|(?<=[.;)])\s)[ \t\ufeff]*(?:{words})\s*:\s*")


@lru_cache(maxsize=1)
def _kept() -> re.Pattern[str]:
    return re.compile(rf"(?i)(?:{masking_tables().contact_kept})")


def contact_spans(masked: MaskedText, found: Sequence[IdentifierSpan]) -> Iterator[IdentifierSpan]:
    """What is left of such a line beside what has been found, without words of departments.

    A line like that holds nothing clinical; a street without a word for it, or a hospital known
    by its founder alone, is found here and nowhere else.
    """
    taken = settled(found)
    for match in _opening().finditer(masked.text):
        line = _PIECE.match(masked.text, match.end())
        if line is None or len(line[0]) > _LONGEST:
            continue
        start, end = line.span()
        inside = [span for span in taken if span.start < end and span.end > start]
        if not any(span.kind.startswith("name") for span in inside):
            continue
        position = start
        for span in [*inside, None]:
            stop = span.start if span is not None else end
            is_before_town = span is not None and span.kind in ("postcode", "place")
            yield from _rest(masked, position, min(stop, end), is_before_town=is_before_town)
            position = span.end if span is not None else end


def _rest(
    masked: MaskedText, start: int, end: int, *, is_before_town: bool
) -> Iterator[IdentifierSpan]:
    """The pieces of [start, end) that are neither words of departments nor signs alone."""
    position = start
    for match in [*_kept().finditer(masked.text, start, end), None]:
        stop = match.start() if match is not None else end
        text = masked.text[position:stop]
        inner = text.strip(" \t.,;:()-–·/")
        is_said = any(char.isupper() or char.isdigit() for char in inner) or inner == "s/n"
        is_said = is_said or (is_before_town and stop == end)
        if is_said and len(inner) > 1:
            at = position + text.index(inner)
            yield IdentifierSpan(start=at, end=at + len(inner), kind="address", found_by="pattern")
        position = match.end() if match is not None else end
