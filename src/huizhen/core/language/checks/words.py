"""Longest-match search of word lists in a side, without a segmenter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from huizhen.core.language.checks.pair import Side, folded

T = TypeVar("T")


def _starts(heads: Iterable[str]) -> re.Pattern[str]:
    """Where a word with one of these first signs may begin: never inside a Latin word."""
    signs = sorted(set(heads))
    latin = "".join(sign for sign in signs if "a" <= sign <= "z")
    others = "".join(re.escape(sign) for sign in signs if sign not in latin)
    inside = [f"(?<![a-z])[{latin}]"] if latin else []
    return re.compile("|".join([*inside, f"[{others}]"] if others else inside) or "(?!)")


@dataclass(frozen=True)
class Hit(Generic[T]):
    """A listed word found in a text."""

    start: int
    end: int
    value: T


def _is_letter(sign: str) -> bool:
    """Whether a word of an alphabet goes on through this sign (Chinese signs never join)."""
    return sign.isalnum() and sign < "⺀"


class WordFinder(Generic[T]):
    """Finds the words of a list, longest first, left to right, never inside a longer match.

    A word whose edge is a Latin letter or digit matches only where the text's word ends too.
    Words are compared folded; a row that hides a shorter word is a word like any other, with a
    value that its reader leaves out.
    """

    def __init__(self, words: Mapping[str, T] | Iterable[tuple[str, T]]) -> None:
        pairs = words.items() if isinstance(words, Mapping) else words
        self._words: dict[str, T] = {}
        for word, value in pairs:
            self._words.setdefault(folded(word.strip()), value)
        self._words.pop("", None)
        lengths: dict[str, set[int]] = {}
        for word in self._words:
            lengths.setdefault(word[:2], set()).add(len(word))
        self._lengths = {sign: sorted(sizes, reverse=True) for sign, sizes in lengths.items()}
        self._starts = _starts(word[0] for word in self._words)

    def hits(self, side: Side) -> Iterator[Hit[T]]:
        """Every hit in the side's folded text."""
        return self.hits_in(side.folded)

    def hits_in(self, text: str) -> Iterator[Hit[T]]:
        """Every hit in a folded text."""
        words, end = self._words, 0
        for start in self._starts.finditer(text):
            at = start.start()
            if at < end:
                continue
            for size in self._sizes(text, at):
                word = text[at : at + size]
                if word in words and self._stands_alone(text, at, at + size):
                    end = at + size
                    yield Hit(at, end, words[word])
                    break

    def _sizes(self, text: str, at: int) -> Iterator[int]:
        """The lengths of listed words that begin as the text does here, longest first."""
        yield from self._lengths.get(text[at : at + 2], ())
        yield from self._lengths.get(text[at], ())

    @staticmethod
    def _stands_alone(text: str, start: int, end: int) -> bool:
        before = start > 0 and _is_letter(text[start]) and _is_letter(text[start - 1])
        after = end < len(text) and _is_letter(text[end - 1]) and _is_letter(text[end])
        return not (before or after)
