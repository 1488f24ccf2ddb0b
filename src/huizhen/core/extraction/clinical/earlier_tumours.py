"""Tumours of earlier history that are over: with a year alone, or with how they were treated."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from huizhen.core.extraction.phrases import alternatives, phrases_pattern
from huizhen.core.extraction.prose import Prose

_YEAR = r"(?:19|20)\d\d"
_YEAR_BEHIND = re.compile(rf"(?:\s?\([LRlr]\))?[ ,]{{1,2}}(?:\(|in |en )?{_YEAR}\b")
_YEAR_AHEAD = re.compile(rf"(?:^|[;,.]\s*)[ \t]*(?:[-–—•*][ \t]*)?{_YEAR}[ \t:–-]{{1,6}}$")
_ITEM_END = re.compile(r"[;；\n]|\.(?=\s|$)")
_MOST = 120


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
        return bool(
            _YEAR_BEHIND.match(prose.text, end)
            or _YEAR_AHEAD.search(prose.text[line.start : start])
            or self._treated.search(prose.text, end, item_end)
        )
