"""Search of long word lists in Latin letters, by the first word of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from huizhen.core.language.checks.pair import Side
from huizhen.core.language.checks.words import Hit

T = TypeVar("T")
_WORD = re.compile(r"[^\W_一-鿿]+")
_KEPT = "latin words"


def words_of(side: Side) -> list[tuple[str, int]]:
    """The words of a side in Latin letters and digits, folded, with their places; read once."""
    kept: list[tuple[str, int]] | None = side.kept.get(_KEPT)
    if kept is None:
        kept = [(found.group(), found.start()) for found in _WORD.finditer(side.folded)]
        side.kept[_KEPT] = kept
    return kept


class LatinWords(Generic[T]):
    """Finds the phrases of a list, longest first, left to right, whole words only."""

    def __init__(self, phrases: Mapping[str, T], *, plurals: bool = False) -> None:
        self._phrases = phrases
        self._plurals = plurals
        self._by_first: dict[str, list[str]] = {}
        for phrase in phrases:
            first = _WORD.match(phrase)
            if first:
                self._by_first.setdefault(first.group(), []).append(phrase)
        for same in self._by_first.values():
            same.sort(key=len, reverse=True)

    def hits(self, side: Side) -> Iterator[Hit[T]]:
        """Every phrase in the side."""
        text, past = side.folded, 0
        for word, start in words_of(side):
            same = self._by_first.get(word)
            if same is None and self._plurals and word[-1] == "s":
                same = self._by_first.get(word[:-1])
            if same is None or start < past:
                continue
            for phrase in same:
                end = start + len(phrase)
                if text.startswith(phrase, start) and self._is_over(text, end):
                    yield Hit(start, end, self._phrases[phrase])
                    past = end
                    break

    def _is_over(self, text: str, end: int) -> bool:
        """Whether the word ends there; the s of a plural may follow where the list allows it."""
        after = text[end : end + 2]
        if self._plurals and after[:1] == "s":
            after = after[1:]
        return not after[:1].isalnum() or after[:1] >= "⺀"
