"""Longest-match search of word lists in a side, without a segmenter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from threading import RLock
from typing import Generic, NamedTuple, TypeVar
from weakref import finalize

from huizhen.core.language.checks.pair import Side, folded

T = TypeVar("T")

_WORD = re.compile(r"[^\W_⺀-\U0010ffff]+")
"""A run of letters and digits of alphabets (Chinese signs never join)."""
_JOINING = frozenset("abcdefghijklmnopqrstuvwxyz0123456789 ")
"""The commonest signs that begin no word by themselves."""
_KEY = "heads"
_ENTERING = RLock()


class Heads(NamedTuple):
    """Where each beginning of a listed word may stand in a text."""

    places: dict[str, list[int]]
    all: frozenset[str]
    of_finder: dict[int, list[str]]
    """The beginnings that each list has, by the number of its finder."""
    newest: int
    """The last finder that there was when the text was read."""


class Hit(NamedTuple, Generic[T]):
    """A listed word found in a text."""

    start: int
    end: int
    value: T


def _is_letter(sign: str) -> bool:
    """Whether a word of an alphabet goes on through this sign (Chinese signs never join)."""
    return sign.isalnum() and sign < "⺀"


def _is_inside(text: str, end: int) -> bool:
    return _is_letter(text[end - 1]) and _is_letter(text[end])


def heads_of(text: str) -> Heads:
    """Where each beginning of a listed word may stand in a folded text.

    A word of an alphabet begins with a whole word of the text; any other with a sign, and is
    looked up by that sign and the next.
    """
    places: dict[str, list[int]] = {}
    for word in _WORD.finditer(text):
        head = word.group()
        if head in places:
            places[head].append(word.start())
        else:
            places[head] = [word.start()]
    for at, sign in enumerate(text):
        if sign in _JOINING or (sign < "⺀" and sign != "_" and (sign.isalnum() or sign.isspace())):
            continue
        for head in (sign, text[at : at + 2]):
            if head in places:
                places[head].append(at)
            else:
                places[head] = [at]
    newest, of_finder = _Numbers.last, dict[int, list[str]]()
    for head in places:
        for number in _FINDERS.get(head, ()):
            if number in of_finder:
                of_finder[number].append(head)
            else:
                of_finder[number] = [head]
    return Heads(places, frozenset(places), of_finder, newest)


def heads(side: Side) -> Heads:
    """The heads of a side's folded text, read once for all lists."""
    found: Heads | None = side.kept.get(_KEY)
    if found is None:
        found = side.kept[_KEY] = heads_of(side.folded)
    return found


_FINDERS: dict[str, tuple[int, ...]] = {}
"""The numbers of the finders that list a word with this beginning: a text looks each of its
beginnings up once, and not once for every list."""


class _Numbers:
    last = 0


def _enter(finder: object, heads_listed: frozenset[str]) -> int:
    """The number of a finder, under its beginnings for as long as it is in use."""
    with _ENTERING:
        number = _Numbers.last + 1
        for head in heads_listed:
            _FINDERS[head] = (*_FINDERS.get(head, ()), number)
        _Numbers.last = number
    finalize(finder, _leave, number, heads_listed).atexit = False
    return number


def _leave(number: int, heads_listed: frozenset[str]) -> None:
    with _ENTERING:
        for head in heads_listed:
            _FINDERS[head] = tuple([one for one in _FINDERS[head] if one != number])


def _head_of(word: str) -> str:
    match = _WORD.match(word)
    return match.group() if match else word[:2]


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
        sizes: dict[str, set[int]] = {}
        for word in self._words:
            sizes.setdefault(_head_of(word), set()).add(len(word))
        self._sizes = {head: sorted(of, reverse=True) for head, of in sizes.items()}
        self._heads = frozenset(sizes)
        self._number = _enter(self, self._heads)

    def may_hit(self, side: Side) -> bool:
        """Whether the beginning of any listed word stands in the side."""
        of_text: Heads = side.kept.get(_KEY) or heads(side)
        return self._number in of_text.of_finder or self._number > of_text.newest

    def hits(self, side: Side) -> Sequence[Hit[T]]:
        """Every hit in the side's folded text."""
        return self.hits_at(side.folded, heads(side)) if self.may_hit(side) else ()

    def hits_in(self, text: str) -> Sequence[Hit[T]]:
        """Every hit in a folded text."""
        return self.hits_at(text, heads_of(text))

    def hits_at(self, text: str, of_text: Heads) -> Sequence[Hit[T]]:
        """Every hit in a folded text whose heads are known."""
        found: list[Hit[T]] = []
        here: Iterable[str] | None = of_text.of_finder.get(self._number)
        if here is None:
            if self._number <= of_text.newest:
                return found
            here = self._heads & of_text.all
        words, sizes, past, length = self._words, self._sizes, 0, len(text)
        standing = of_text.places
        places = [(at, -len(head), head) for head in here for at in standing[head]]
        if len(places) > 1:
            places.sort()
        for at, _, head in places:
            if at < past:
                continue
            for size in sizes[head]:
                word = text[at : at + size]
                if word in words:
                    end = at + len(word)
                    if word[-1] < "⺀" and end < length and _is_inside(text, end):
                        continue
                    past = end
                    found.append(Hit(at, end, words[word]))
                    break
        return found
