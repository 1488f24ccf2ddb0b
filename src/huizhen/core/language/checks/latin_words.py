"""Search of long word lists in Latin letters, by the first word of each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from huizhen.core.language.checks.pair import Side
from huizhen.core.language.checks.words import Hit, heads

T = TypeVar("T")
_WORD = re.compile(r"[^\W_一-鿿]+")
_KEPT = "latin words"


@dataclass
class Words:
    """Where the words of a side begin, folded, by word; plurals by their singular too."""

    places: dict[str, list[int]] = field(default_factory=dict)
    singular: dict[str, list[int]] = field(default_factory=dict)
    all: frozenset[str] = frozenset()
    all_singular: frozenset[str] = frozenset()


def words_of(side: Side) -> Words:
    """The words of a side in Latin letters and digits; read once."""
    kept: Words | None = side.kept.get(_KEPT)
    if kept is None:
        read = heads(side)
        plurals = [word for word in read.places if word[-1] == "s" and len(word) > 1]
        plurals = [word for word in plurals if word[0].isalnum()]
        singular = {word[:-1]: read.places[word] for word in plurals}
        kept = side.kept[_KEPT] = Words(read.places, singular, read.all, frozenset(singular))
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
        self._firsts = frozenset(self._by_first)

    def hits(self, side: Side) -> Sequence[Hit[T]]:
        """Every phrase in the side."""
        words, text, past = words_of(side), side.folded, 0
        if self._firsts.isdisjoint(words.all) and (
            not self._plurals or self._firsts.isdisjoint(words.all_singular)
        ):
            return ()
        found: list[Hit[T]] = []
        here = self._firsts & words.all
        starts = [(at, word) for word in here for at in words.places[word]]
        if self._plurals:
            more = self._firsts & words.all_singular
            starts += [(at, word) for word in more for at in words.singular[word]]
        for start, word in sorted(starts, key=lambda place: (place[0], -len(place[1]))):
            if start < past:
                continue
            for phrase in self._by_first[word]:
                end = start + len(phrase)
                if text.startswith(phrase, start) and self._is_over(text, end):
                    found.append(Hit(start, end, self._phrases[phrase]))
                    past = end
                    break
        return found

    def _is_over(self, text: str, end: int) -> bool:
        """Whether the word ends there; the s of a plural may follow where the list allows it."""
        after = text[end : end + 2]
        if self._plurals and after[:1] == "s":
            after = after[1:]
        return not after[:1].isalnum() or after[:1] >= "⺀"
