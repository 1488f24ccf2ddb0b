"""Names, dates and addresses that a line's end breaks, read as if it did not."""

from __future__ import annotations

import re
from typing import Literal

from huizhen.core.preparation.masking.letterspaced import Joined
from huizhen.core.preparation.masking.names_zh import is_name_zh
from huizhen.core.preparation.masking.span import IdentifierSpan

_END = re.compile(r"(?<=[^\s:：;.!?|])[ \t]*\n[ \t]*(?=[^\W_])")
_HAN = re.compile("[\u3040-\u9fff]")
_MOST_LINES = 400


def rejoined(text: str) -> Joined | None:
    """The text with the ends of its lines as spaces, or as nothing within words; None when no
    line can go on in the next."""
    ends = [match.span() for match in _END.finditer(text)][:_MOST_LINES]
    if not ends:
        return None
    parts: list[str] = []
    places: list[int] = []
    position = 0
    for start, stop in ends:
        parts.append(text[position:start])
        places += range(position, start)
        if _joint(text, start, stop) == "space":
            parts.append(" ")
            places.append(start)
        position = stop
    parts.append(text[position:])
    places += range(position, len(text))
    return Joined("".join(parts), places, ends)


def _joint(text: str, start: int, stop: int) -> Literal["space", "nothing"]:
    """Whether words or parts of one word stand on the two sides."""
    before, after = text[start - 1], text[stop]
    if before in "-‐\u00ad/" or (_HAN.match(before) and _HAN.match(after)):
        return "nothing"
    return "nothing" if before in "./" and after.isdigit() else "space"


def crossing(spans: tuple[IdentifierSpan, ...], made: Joined, text: str) -> list[IdentifierSpan]:
    """Spans of the joined text that go over a line's end, where they stand in the original.

    What no case knows has to look broken: a hyphen or sign of Chinese at the end, figures on both
    sides, or a surname with its comma.
    """
    found = []
    for span in spans:
        start, end = made.places[span.start], made.places[span.end - 1] + 1
        over = [one for one in made.runs if start < one[0] and end > one[1]]
        if len(over) == 1 and (
            span.found_by == "known"
            or _looks_broken(span, text[start:end], (over[0][0] - start, over[0][1] - start))
        ):
            found.append(
                IdentifierSpan(start=start, end=end, kind=span.kind, found_by=span.found_by)
            )
    return found


def _looks_broken(span: IdentifierSpan, text: str, joint: tuple[int, int]) -> bool:
    before, after = text[joint[0] - 1], text[joint[1]]
    if span.kind in ("birth_date", "id", "phone"):
        return before.isdigit() or after.isdigit()
    if not span.kind.startswith("name"):
        return False
    if _HAN.match(before) and _HAN.match(after):
        return is_name_zh(text)
    if before in "-‐\u00ad":
        return True
    return before == "," or "," in text[joint[1] :]
