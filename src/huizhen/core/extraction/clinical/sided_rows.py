"""Rows of a table with a column for each side: 'Strength (0–5) Right Left', 'Hip flexion 5 4'."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from huizhen.core.extraction.phrases import alternatives
from huizhen.core.extraction.prose import Prose, Span
from huizhen.core.records.fact import Side

_GRADE = r"[0-5][+-]?(?:/5)?"
_FULL = re.compile(r"5(?:/5)?")


class SidedRow(NamedTuple):
    """One row: its label, and what stands in the column of each side."""

    label: Span
    results: tuple[tuple[Side, Span], ...]


class SidedTables:
    """Finds such tables by their heading."""

    def __init__(
        self,
        left: Sequence[str],
        right: Sequence[str],
        results: Mapping[str, Sequence[str]],
    ) -> None:
        one, other = alternatives(left), alternatives(right)
        self._head = re.compile(
            rf"^(?P<title>\S.*?)\s+(?:(?P<left>{one})\s+(?:{other})|(?:{other})\s+(?:{one}))\s*$",
            re.IGNORECASE | re.MULTILINE,
        )
        words = alternatives([*results["normal"], *results["changed"]])
        self._row = re.compile(
            rf"(?P<label>\S[^\n]*?)\s+(?P<one>{_GRADE}|{words})\s+(?P<other>{_GRADE}|{words})\s*$",
            re.IGNORECASE,
        )
        self._normal = re.compile(rf"(?:{alternatives(results['normal'])})", re.IGNORECASE)

    def rows(self, prose: Prose) -> Iterator[SidedRow]:
        """The rows below each heading, up to the first line that is none."""
        for head in self._head.finditer(prose.text):
            sides: tuple[Side, Side] = ("left", "right") if head["left"] else ("right", "left")
            at = head.end() + 1
            while at < len(prose.text):
                end = prose.text.find("\n", at)
                end = len(prose.text) if end < 0 else end
                row = self._row.fullmatch(prose.text, at, end)
                if row is None:
                    break
                spans = (Span(*row.span("one")), Span(*row.span("other")))
                yield SidedRow(Span(*row.span("label")), tuple(zip(sides, spans, strict=True)))
                at = end + 1

    def is_normal(self, result: str) -> bool:
        """Whether a result says full strength, or that nothing is amiss."""
        return bool(_FULL.fullmatch(result) or self._normal.fullmatch(result))
