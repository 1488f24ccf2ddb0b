"""Longest-match search of phrases in a side that writes words apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

from huizhen.core.language.checks.pair import Side, folded
from huizhen.core.language.checks.words import Hit

T = TypeVar("T")
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[^\w\s]")
_KEY = "words apart"


class Words(NamedTuple):
    """The words of a side in order, and where each stands."""

    texts: tuple[str, ...]
    places: dict[str, list[int]]
    all: frozenset[str]


class Token(NamedTuple):
    """One word, number or sign of a folded text with its place."""

    word: str
    start: int
    end: int


def _split(text: str) -> list[Token]:
    return [Token(one[0], one.start(), one.end()) for one in _TOKEN.finditer(text)]


def _words(side: Side) -> Words:
    """The words of a side by their text, read once for all lists."""
    found: Words | None = side.kept.get(_words)
    if found is None:
        texts = tuple([one[0] for one in tokens(side)])
        places: dict[str, list[int]] = {}
        for at, text in enumerate(texts):
            if text in places:
                places[text].append(at)
            else:
                places[text] = [at]
        found = side.kept[_words] = Words(texts, places, frozenset(places))
    return found


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
            first: (sorted({len(words) for words in of}, reverse=True), of)
            for first, of in listed.items()
        }
        self._firsts = frozenset(self._by_first)

    def hits(self, side: Side) -> Sequence[Hit[T]]:
        """Every hit in the side."""
        places = self.places(side)
        if not places:
            return ()
        words = tokens(side)
        return [Hit(words[at].start, words[at + size - 1].end, value) for at, size, value in places]

    def places(self, side: Side) -> Sequence[tuple[int, int, T]]:
        """Every hit as place of its first word, number of words, value."""
        texts, places, known = _words(side)
        here = self._firsts & known
        if not here:
            return ()
        found: list[tuple[int, int, T]] = []
        by_first, free = self._by_first, 0
        for at in sorted([at for first in here for at in places[first]]):
            if at < free:
                continue
            sizes, phrases = by_first[texts[at]]
            for size in sizes:
                phrase = texts[at : at + size]
                if phrase in phrases:
                    found.append((at, len(phrase), phrases[phrase]))
                    free = at + len(phrase)
                    break
        return found
