"""A question's text prepared for matching, and the plain patterns of the content pack.

Folding replaces one character by one, so that every span is a span of the text as written.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

_WIDE = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    0x3000: " ", 0x00A0: " ", 0x2212: "-", 0x2011: "-", 0x2010: "-", 0x03BC: "µ", 0x2019: "'",
}  # fmt: skip
LONGEST_QUESTION = 2_000
"""Longer texts are records, not questions; the rest is not looked at, and V6 says so."""
_LETTER = "0-9A-Za-zÀ-ɏЀ-ӿ"
_EDGE = f"(?:(?<![{_LETTER}])|(?![{_LETTER}]))"
"""A word's edge, or beside a character that is no letter of an alphabet: `\\b` would not do,
for it takes Chinese characters as part of the word (奥希替尼后EGFR扩增)."""
_GAP = r"[^.?!;。\n]{0,40}?"
_SENTENCE_END = re.compile(r"[?!;。\n]+|\.(?=\s|$)")
_ABBREVIATION = re.compile(r"(?:^|[\s(])(?:vs|incl|approx|e\.g|i\.e|dr|prof|no|z\.b|ca|bzw)$")
_CLAUSE_END = re.compile(r"[,;:?!。()\n]|\.(?=\s|$)")


class Span(NamedTuple):
    """Half-open offsets into the text as written."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        """Whether the other lies within this one."""
        return self.start <= other.start and other.end <= self.end


class QuestionText:
    """The text as written, with its folded forms, sentences and clauses."""

    def __init__(self, written: str) -> None:
        self.is_cut = len(written) > LONGEST_QUESTION
        self.written = written[:LONGEST_QUESTION]
        self.folded = self.written.translate(_WIDE)
        self.lower = "".join(low if len(low := char.lower()) == 1 else char for char in self.folded)

    @cached_property
    def sentences(self) -> list[Span]:
        """The sentences; a semicolon ends one, a colon does not."""
        return _cut(self.lower, _SENTENCE_END)

    @cached_property
    def clauses(self) -> list[Span]:
        """What stands between commas, brackets, colons and sentence ends."""
        return _cut(self.lower, _CLAUSE_END)

    @cached_property
    def _clause_ends(self) -> list[int]:
        return [match.start() for match in _CLAUSE_END.finditer(self.lower)]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [one.start for one in self.sentences]

    def clause_end(self, start: int) -> int:
        """Where the clause ends that an offset lies in."""
        index = bisect_left(self._clause_ends, start)
        return self._clause_ends[index] if index < len(self._clause_ends) else len(self.lower)

    def clause_start(self, end: int) -> int:
        """Where the clause begins that ends or goes on at an offset."""
        index = bisect_left(self._clause_ends, end)
        return self._clause_ends[index - 1] + 1 if index else 0

    def sentence_of(self, offset: int) -> Span:
        """The sentence that an offset lies in."""
        index = bisect_right(self._sentence_starts, offset) - 1
        return self.sentences[index] if index >= 0 else Span(0, len(self.lower))


def _cut(text: str, ends: re.Pattern[str]) -> list[Span]:
    pieces, start = [], 0
    for match in ends.finditer(text):
        if match[0] == "." and _ABBREVIATION.search(text, start, match.start()):
            continue
        pieces.append(Span(start, match.end()))
        start = match.end()
    pieces.append(Span(start, len(text)))
    return [piece for piece in pieces if text[piece.start : piece.end].strip()]


class Phrases:
    """A list of patterns of the content pack, compiled; see content/questions/README.md."""

    def __init__(self, patterns: Iterable[str]) -> None:
        listed = list(patterns)
        exact = [one[3:] for one in listed if one.startswith("RE:")]
        lower = [_Piece.of(one) for one in listed if not one.startswith("RE:")]
        lower.sort(key=lambda one: one.length, reverse=True)
        self._exact = re.compile("|".join(f"(?:{one})" for one in exact) or r"(?!)")
        self._lower = re.compile(_alternatives(lower) or r"(?!)")

    def spans(self, text: QuestionText, within: Span | None = None) -> list[Span]:
        """Where the patterns stand, in order."""
        start, end = within or Span(0, len(text.lower))
        found = [Span(*match.span()) for match in self._lower.finditer(text.lower, start, end)]
        found += [Span(*match.span()) for match in self._exact.finditer(text.folded, start, end)]
        return sorted(span for span in found if span.end > span.start)

    def free_spans(self, text: QuestionText, masks: Sequence[Span]) -> list[Span]:
        """Where the patterns stand outside of what masks them."""
        return [span for span in self.spans(text) if not any(span.overlaps(m) for m in masks)]

    def is_in(self, text: QuestionText, within: Span | None = None) -> bool:
        """Whether any of the patterns stands there."""
        return bool(self.spans(text, within))


class _Piece(NamedTuple):
    """One pattern as a regular expression, and whether it stands between edges of words."""

    body: str
    is_edged: bool

    @classmethod
    def of(cls, pattern: str) -> _Piece:
        """The piece that a pattern of the content pack is written as."""
        if pattern.startswith("re:"):
            return cls(f"(?:{pattern[3:]})", is_edged=False)
        folded = pattern.replace(" … ", "\0")
        body = "".join(_PIECES.get(char) or re.escape(char) for char in folded)
        return cls(f"(?:{body})", is_edged=True)

    @property
    def length(self) -> int:
        """How long the expression is, edges included: longer ones are tried first."""
        return len(self.body) + (2 * len(_EDGE) if self.is_edged else 0)


def _alternatives(pieces: Iterable[_Piece]) -> str:
    """Neighbours share their edges: to compile these for each word took two seconds."""
    runs = []
    for is_edged, run in groupby(pieces, key=lambda one: one.is_edged):
        joined = "|".join(one.body for one in run)
        runs.append(f"{_EDGE}(?:{joined}){_EDGE}" if is_edged else joined)
    return "|".join(runs)


_PIECES = {
    "\0": rf"(?:\s{_GAP})?[\s\-]+",
    "…": _GAP,
    "*": f"[{_LETTER}'-]*",
    "#": r"\d+(?:[.,]\d+)?",
    " ": r"[\s\-–]+",
    "-": r"[\s\-–]?",
    "(": "(?:",
    ")": ")",
    "|": "|",
}
