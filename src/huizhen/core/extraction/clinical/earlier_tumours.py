"""Tumours of earlier history that are over: with a year alone, or with how they were treated."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from huizhen.core.extraction.phrases import alternatives, phrases_pattern
from huizhen.core.extraction.prose import Prose

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_YEAR_BEHIND = re.compile(rf"(?:\s?\([LRlr]\))?[ ,]{{1,2}}(?:\(|in |en )?{_YEAR}\b")
_YEAR_AHEAD = re.compile(rf"(?:^|[;,.]\s*)[ \t]*(?:[-–—•*][ \t]*)?{_YEAR}[ \t:–-]{{1,6}}$")
_ITEM_END = re.compile(r"[;；\n]|\.(?=\s|$)")
_MOST = 120
_BARE = len("2026")
_ANY_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


class EarlierTumours:
    """Reads the words of a content pack that tell a tumour, its treatment, and that it is there."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        self._tumour = phrases_pattern(words["tumours"])
        self._treated = phrases_pattern(words["treated"])
        self._current = phrases_pattern(words["current"])
        self._denied = re.compile(
            rf"(?<!\w)(?:{alternatives(words['denials'])})\s+$", re.IGNORECASE
        )

    def is_tumour(self, prose: Prose, start: int, end: int) -> bool:
        """Whether a name is one of a tumour."""
        return self._tumour.search(prose.text, start, end) is not None

    def is_over(self, prose: Prose, start: int, end: int) -> bool:
        """Whether a tumour's item has its year or its treatment, and nothing of the item says
        that it is there still."""
        line = prose.line_at(start)
        stop = _ITEM_END.search(prose.text, end, min(len(prose.text), end + _MOST))
        item_end = stop.start() if stop else min(len(prose.text), end + _MOST)
        begin = max(
            (m.end() for m in _ITEM_END.finditer(prose.text, line.start, start)), default=line.start
        )
        if any(
            not self._denied.search(prose.text[begin : found.start()])
            for found in self._current.finditer(prose.text, begin, item_end)
        ):
            return False
        dated = _YEAR_BEHIND.match(prose.text, end) or _YEAR_AHEAD.search(
            prose.text[line.start : start]
        )
        if dated is not None and not _is_recent(prose, dated["year"]):
            return True
        return self._treated.search(prose.text, end, item_end) is not None


def _is_recent(prose: Prose, year: str) -> bool:
    """Whether a year is that of the document or the one before: such a tumour may be there yet,
    when nothing tells of its treatment."""
    own = [str(prose.document_date)[:4]] if prose.document_date else _years(prose)
    return len(own) > 0 and 0 <= int(max(own)) - int(year) <= 1


def _years(prose: Prose) -> list[str]:
    """The years of the days and months that the page tells, those of two readings too."""
    written = [prose.text[date.start : date.end] for date in prose.dates]
    return [year for day in written if len(day) > _BARE for year in _ANY_YEAR.findall(day)]
