"""Lengths of time before or after something: '3 days ago', 3天后, 术前2周."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence

from huizhen.core.language.checks.difference import Difference
from huizhen.core.language.checks.figure import Figure
from huizhen.core.language.checks.pair import Pair, Side

_UNIT_EN = r"(?:\s|-)?(?:years?|yrs?|months?|mos?|weeks?|wks?|days?|hours?|hrs?|h|minutes?|mins?)\b"
_AFTER_EN = re.compile(
    _UNIT_EN + r"\s?(?:(?P<before>ago|earlier|before|prior to|previously|beforehand)"
    r"|(?P<after>later|after|afterwards?|thereafter|following|post-?\w*))\b"
)
_BEFORE_EN = re.compile(r"\bafter (?:about |approximately |at least )?$")
_UNIT_ZH = r"\s?(?:余|多)?(?:个?(?:半)?(?:年|月|星期|小时|钟头)|周|天|日|分钟)(?:左右|余|多)?"
_AFTER_ZH = re.compile(_UNIT_ZH + r"(?:之|以)?(?:(?P<before>前)|(?P<after>后))(?!半|程|段|往)")
_BEFORE_ZH = re.compile(
    r"[一-鿿](?:(?P<before>(?<![目提当空面先之以后])前)|(?P<after>(?<![今最先落此然而之以])后))第?(?:约|近)?\s?$"
)


def time_directions(
    pair: Pair, source: Sequence[Figure], target: Sequence[Figure]
) -> list[Difference]:
    """Lengths of time that are before something on one side and after it on the other."""
    ours, theirs = _directed(pair.source, source), _directed(pair.target, target)
    found = []
    for length, (one, says) in ours.items():
        other = theirs.get(length)
        if other is not None and other[1] != says and "" not in (says, other[1]):
            found.append(
                Difference(
                    code="dates.direction",
                    effect="block",
                    source=one.span,
                    target=other[0].span,
                    meant=says,
                    says=other[1],
                )
            )
    return found


def _directed(side: Side, found: Sequence[Figure]) -> dict[Hashable, tuple[Figure, str]]:
    """The lengths of time that are told once, with their direction."""
    directed: dict[Hashable, tuple[Figure, str]] = {}
    for one in found:
        for sense in one.senses:
            if isinstance(sense, tuple) and sense[0] in ("mon", "min"):
                is_again = sense in directed
                directed[sense] = (one, "" if is_again else _direction(side, one))
    return directed


def _direction(side: Side, one: Figure) -> str:
    text, start, end = side.folded, one.span.start, one.span.end
    if side.is_chinese:
        behind = _AFTER_ZH.match(text, end)
        before = _BEFORE_ZH.search(text, max(0, start - 5), start)
    else:
        behind = _AFTER_EN.match(text, end)
        before = None
        if _BEFORE_EN.search(text, max(0, start - 24), start):
            return "after" if behind is None else ""
    if (behind is None) == (before is None):
        return ""
    told = behind or before
    return "before" if told and told["before"] else "after"
