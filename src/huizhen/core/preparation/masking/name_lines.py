"""Names of addresses of mail, and lines of nothing but names: over an address, a birth date or a
role, and under a title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import Literal

from huizhen.core.preparation.masking.lexicon import is_ordinary
from huizhen.core.preparation.masking.span import IdentifierKind, IdentifierSpan
from huizhen.core.preparation.masking.tables import beside_names
from huizhen.core.preparation.masking.unlisted import PROVES, is_somebody, is_title, may_be
from huizhen.core.preparation.masking.words import MaskedText, Word

_LINE = re.compile(r"[^\n]+")
_MOST_IN_LINE = 5
_LONGEST_LINE = 80
_MOST_LINES = 3
_MOST_OF_TITLE = 2
_MOST_OF_ROLE = 8


def names_of_mail(masked: MaskedText, found: Sequence[IdentifierSpan]) -> Iterator[IdentifierSpan]:
    """The words of addresses of mail, where they stand as words of no lexicon."""
    told = {
        part
        for span in found
        if span.kind == "email"
        for part in re.findall(
            r"[^\W\d_]{4,}", masked.plain[span.start : span.end].partition("@")[0]
        )
        if not is_ordinary(part)
    }
    for word in masked.words if told else ():
        if word.plain in told and word.is_capital:
            yield _span(word.start, word.end, "name")


def lines_of_names(masked: MaskedText, found: Sequence[IdentifierSpan]) -> Iterator[IdentifierSpan]:
    """Lines of nothing but names: over an address or a birth date, over a role, under a title."""
    lines = [match.span() for match in _LINE.finditer(masked.text)]
    lines = [line for line in lines if masked.text[slice(*line)].strip()]
    names = [_names_of_line(masked, line) for line in lines]
    for number, line in enumerate(lines):
        proof = _proof(masked, line, found)
        if not proof:
            continue
        above = range(number - 1, max(-1, number - 1 - _MOST_LINES), -1)
        below = range(number + 1, min(len(lines), number + 1 + _MOST_LINES))
        for places in (() if proof == "title" else above, below if proof == "title" else below[:1]):
            chosen = list(takewhile(lambda at: bool(names[at]), places))
            words = [word for at in chosen for word in names[at]]
            is_above = places is above
            if is_somebody(masked, words, least=2 if proof != "title" and not is_above else 1):
                yield from (_span(word.start, word.end, "name") for word in words)


def _names_of_line(masked: MaskedText, line: tuple[int, int]) -> list[Word]:
    """The words of a line that has nothing but a name, with its titles; else none."""
    start, end = line
    text = masked.text[start:end]
    if end - start > _LONGEST_LINE or any(map(str.isdigit, text)) or text.rstrip()[-1] in ":?!;":
        return []
    words = masked.words[masked.index_at(start) : masked.index_at(end)]
    named = [word for word in words if may_be(masked, word)]
    rest = [word for word in words if word not in named]
    is_whole = all(word.plain in masked.tables.particles or is_title(word) for word in rest)
    return named if is_whole and len(named) <= _MOST_IN_LINE else []


@lru_cache(maxsize=1)
def _role_line() -> re.Pattern[str]:
    said = beside_names()["roles"]
    words = [piece for pieces in said.values() for piece in pieces]
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(words, key=len, reverse=True))})(?!\w)")


def _proof(
    masked: MaskedText, line: tuple[int, int], found: Sequence[IdentifierSpan]
) -> Literal["", "title", "role", "value"]:
    """What of a line says that the next is of a person."""
    start, end = line
    if end - start > _LONGEST_LINE:
        return ""
    text = masked.plain[start:end].strip(" ,:")
    words = masked.words[masked.index_at(start) : masked.index_at(end)]
    if words and len(words) <= _MOST_OF_TITLE and all(map(is_title, words)):
        return "title"
    if any(
        span.kind in PROVES
        and start <= span.start < end
        and (span.end - span.start) * 4 >= len(text)
        for span in found
    ):
        return "value"
    is_role = len(words) <= _MOST_OF_ROLE and _role_line().search(text) is not None
    return "role" if is_role and not text.endswith((".", ":")) else ""


def _span(start: int, end: int, kind: IdentifierKind) -> IdentifierSpan:
    return IdentifierSpan(start=start, end=end, kind=kind, found_by="pattern")
