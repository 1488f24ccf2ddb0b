"""Longest-match search of phrases in a side that writes words apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

from huizhen.core.language.checks.pair import Side, folded
from huizhen.core.language.checks.words import Hit

T = TypeVar("T")
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[^\w\s]")
_KEY = "words apart"


class Token(NamedTuple):
    """One word, number or sign of a folded text with its place."""

    word: str
    start: int
    end: int


def _split(text: str) -> list[Token]:
    return [Token(one[0], one.start(), one.end()) for one in _TOKEN.finditer(text)]


def tokens(side: Side) -> list[Token]:
    """The words, numbers and signs of a side's folded text, read once for all checks."""
    found: list[Token] | None = side.kept.get(_KEY)
    if found is None:
        found = side.kept[_KEY] = _split(side.folded)
    return found


class PhraseFinder(Generic[T]):
    """Finds phrases of whole words, longest first, left to right, never inside a longer match.

    Spaces and hyphens between the words of a phrase are as they may be: 'follow-up' finds
    'follow up' only where it is listed with the sign, since a hyphen is a word of its own.
    """

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        listed: dict[str, dict[tuple[str, ...], T]] = {}
        for phrase, value in phrases:
            words = tuple(one.word for one in _split(folded(phrase)))
            if words:
                listed.setdefault(words[0], {}).setdefault(words, value)
        self._by_first = {
            first: [(w, len(w), v) for w, v in sorted(of.items(), key=lambda one: -len(one[0]))]
            for first, of in listed.items()
        }

    def hits(self, side: Side) -> Iterator[Hit[T]]:
        """Every hit in the side."""
        for at, size, value in self.places(tokens(side)):
            words = tokens(side)
            yield Hit(words[at].start, words[at + size - 1].end, value)

    def places(self, words: list[Token]) -> Iterator[tuple[int, int, T]]:
        """Every hit as place of its first word, number of words, value."""
        by_first, free = self._by_first, 0
        texts = tuple([one[0] for one in words])
        for at, text in enumerate(texts):
            listed = by_first.get(text)
            if listed is None or at < free:
                continue
            for phrase, size, value in listed:
                if size == 1 or phrase == texts[at : at + size]:
                    yield at, size, value
                    free = at + size
                    break
