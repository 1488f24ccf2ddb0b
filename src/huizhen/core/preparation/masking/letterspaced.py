"""Text printed with a space between letters ('N a m e : M U S T E R'), read without them."""

from __future__ import annotations

import re
from typing import NamedTuple

from huizhen.core.preparation.masking.span import IdentifierSpan

_UNIT = r"(?:[^\W_\u3040-\u9fff]|[.,:;/\-])"
_RUN = re.compile(rf"(?<![^\W_])[^\W_\u3040-\u9fff](?:[ \u00a0]{_UNIT}){{3,}}(?![^\W_])")
_HAN_RUN = re.compile(
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff](?:[ \u3000][\u4e00-\u9fff]){1,5}(?![\u4e00-\u9fff])"
)
_LETTERS = re.compile(r"(?:[^\W\d_][ \u00a0]){3,}")
_DATE = re.compile(r"\d[ \u00a0](?:\d[ \u00a0])?[./\-][ \u00a0]\d")


class Joined(NamedTuple):
    """A text without those spaces, and where each of its characters stood."""

    text: str
    places: list[int]
    runs: list[tuple[int, int]]
    """The letterspaced pieces, in the original."""


def joined(text: str) -> Joined | None:
    """The text as its letterspaced words are meant; None when it has none."""
    runs = [
        match.span()
        for match in _RUN.finditer(text)
        if _LETTERS.search(match[0] + " ") or _DATE.search(match[0])
    ]
    runs = sorted([*runs, *(match.span() for match in _HAN_RUN.finditer(text))])
    if not runs:
        return None
    dropped = {
        at for start, end in runs for at in range(start, end) if text[at] in " \u00a0\u3000"
    } - _kept(text, runs)
    places = [at for at in range(len(text)) if at not in dropped]
    return Joined("".join(text[at] for at in places), places, runs)


def _kept(text: str, runs: list[tuple[int, int]]) -> set[int]:
    """Spaces behind a colon or comma: there a label or a surname ends."""
    return {
        at + 1
        for start, end in runs
        for at in range(start, end - 1)
        if text[at] in ":,;" and text[at + 1] in " \u00a0"
    }


def placed(spans: tuple[IdentifierSpan, ...], made: Joined) -> list[IdentifierSpan]:
    """Spans of the joined text where they stand in the original, those in letterspaced pieces."""
    found = []
    for span in spans:
        start, end = made.places[span.start], made.places[span.end - 1] + 1
        if any(start < stop and end > begin for begin, stop in made.runs):
            found.append(
                IdentifierSpan(start=start, end=end, kind=span.kind, found_by=span.found_by)
            )
    return found
