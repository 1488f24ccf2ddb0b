"""Longest match of many phrases in running text, without a segmenter.

A word is a run of letters and digits; every ideograph is a word of its own, so that Chinese needs
no segmentation. Hyphens, slashes and single line breaks between words do not count; a full stop,
colon or semicolon ends a phrase.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

T = TypeVar("T")

_WORD = re.compile(
    r"[\u3400-\u9fff]|(?:[cdjlmnstCDJLMNST]|[qQ]u)['’](?=[^\W\d_]{2})"
    r"|[^\W_\u3400-\u9fff]+(?:['’][^\W_\u3400-\u9fff]+)*|[+%]",
)
"""An elided article or preposition is a word of its own: 'd’ascite', 'l'hypertension'."""
_BREAK = re.compile(r"[.;:!?。；：！？,，、()（）\[\]|•]|\n\s*\n|\t| {3,}")
_INNER_STOP = re.compile(r"\w\.\s?\w")
_STOP = re.compile(r"\.[ \n]?")
_SPELLINGS = (
    ("haem", "hem"), ("oedem", "edem"), ("oesoph", "esoph"), ("tumour", "tumor"), ("anaem", "anem"),
    ("leukaem", "leukem"), ("caec", "cec"), ("paed", "ped"), ("rrhoea", "rrhea"), ("caem", "cem"),
    ("isation", "ization"), ("colour", "color"), ("centre", "center"), ("fibre", "fiber"),
    ("ischaem", "ischem"), ("gynae", "gyne"), ("orthopaed", "orthoped"), ("faec", "fec"),
)  # fmt: skip
_LEAST_STEM = 5
_LEAST_SHARED = 400
"""A shorter stretch is read anew sooner than looked up."""
_CYRILLIC_ENDING = re.compile(
    r"(?:иеи|ами|ями|ого|его|ому|ему|ыми|ими|ов|ев|еи|ах|ях|ои|ыи|ии|ая|яя|ое|ее|ые|ие|ую|юю|ою|ию|ия|"
    r"ом|ем|ам|ям|ым|им|ых|их|а|я|о|е|ы|и|у|ю|ь)$"
)
"""Case endings: Russian names are found in whatever case the sentence needs. An й has lost its
breve by then, like every other accent."""

_SHORT = 5
"""Abbreviations up to this length in capitals match in capitals alone."""


@lru_cache(maxsize=65_536)
def word_key(word: str) -> str:
    """A word for comparison: case, accents and British spelling evened out; ß is ss."""
    plain = unicodedata.normalize("NFKD", word.casefold()).replace("’", "'")
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    for british, american in _SPELLINGS:
        if british in plain:
            plain = plain.replace(british, american)
    if len(plain) >= _LEAST_STEM and "\u0400" <= plain[0] <= "\u04ff":
        plain = _CYRILLIC_ENDING.sub("", plain)
    return plain


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """A phrase found: half-open span of the text, and what the phrase stands for."""

    start: int
    end: int
    payload: T


@dataclass(frozen=True, slots=True)
class _Entry(Generic[T]):
    payload: T
    written: str
    """The exact form that the text must have, '' for any case."""
    is_dotted: bool = False
    """Whether the phrase itself has a stop inside: 'Vit. D', 'T. bili'."""


class TermIndex(Generic[T]):
    """Phrases with what they stand for; the first entry of a phrase wins."""

    def __init__(self, entries: Iterable[tuple[str, T]], plural: bool = False) -> None:
        self._entries: dict[tuple[str, ...], list[_Entry[T]]] = {}
        self._longest: dict[str, int] = {}
        for phrase, payload in entries:
            self._add(phrase, payload, plural)

    def __len__(self) -> int:
        return len(self._entries)

    def _add(self, phrase: str, payload: T, plural: bool) -> None:
        words = tuple(_WORD.findall(phrase))
        if not words:
            return
        bare = "".join(words)
        is_short = len(bare) <= _SHORT and bare.isascii() and bare.upper() == bare
        exact = bare if is_short and any(char.isalpha() for char in bare) else ""
        is_dotted = _INNER_STOP.search(phrase) is not None
        self._put(tuple(map(word_key, words)), _Entry(payload, exact, is_dotted))
        last = words[-1]
        if plural and not exact and last.isascii() and last.isalpha() and len(last) > 3:
            for form in _plurals(last.lower()):
                self._put((*map(word_key, words[:-1]), word_key(form)), _Entry(payload, ""))

    def _put(self, key: tuple[str, ...], entry: _Entry[T]) -> None:
        known = self._entries.setdefault(key, [])
        if (entry.written, entry.is_dotted) not in ((one.written, one.is_dotted) for one in known):
            known.append(entry)
        self._longest[key[0]] = max(len(key), self._longest.get(key[0], 0))

    def matches(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Match[T]]:
        """The phrases between two offsets, longest first at each place, none inside another."""
        stop = len(text) if end is None else end
        words, keys = _words_between(text, start, stop)
        position = 0
        while position < len(words):
            found = self._at(text, words, keys, position)
            if found is None:
                position += 1
                continue
            length, payload = found
            yield Match(words[position][0], words[position + length - 1][1], payload)
            position += length

    def _at(
        self, text: str, words: list[tuple[int, int]], keys: list[str], position: int
    ) -> tuple[int, T] | None:
        most = min(self._longest.get(keys[position], 0), len(words) - position)
        for length in range(most, 0, -1):
            entries = self._entries.get(tuple(keys[position : position + length]))
            if not entries:
                continue
            place = words[position : position + length]
            is_joined = _is_joined(text, place)
            written = "".join(text[s:e] for s, e in place)
            for entry in entries:
                if not is_joined and not (entry.is_dotted and _is_joined(text, place, stops=True)):
                    continue
                if not entry.written or entry.written == written:
                    return length, entry.payload
        return None


def _is_joined(text: str, words: list[tuple[int, int]], stops: bool = False) -> bool:
    """Whether nothing that ends a phrase stands between the words; a full stop where asked."""
    return not any(
        _BREAK.search(text, before[1], after[0])
        and not _is_decimal(text, before[1], after[0])
        and not (stops and _STOP.fullmatch(text, before[1], after[0]))
        for before, after in itertools.pairwise(words)
    )


def _is_decimal(text: str, start: int, end: int) -> bool:
    """Whether the stop between two words is that of a number: 'CA 19.9'."""
    return text[start:end] == "." and text[start - 1].isdigit() and text[end].isdigit()


_Words = tuple[list[tuple[int, int]], list[str]]


@lru_cache(maxsize=4)
def _all_words(text: str) -> _Words:
    """The words of a text with their keys: many indexes look at the same page."""
    words = [(m.start(), m.end()) for m in _WORD.finditer(text)]
    return words, [word_key(text[s:e]) for s, e in words]


def _words_between(text: str, start: int, stop: int) -> _Words:
    """The words that stand between two offsets; a part of a word at a border counts as one."""
    if start == 0 and stop == len(text):
        return _all_words(text)
    if stop - start < _LEAST_SHARED:
        words = [(m.start(), m.end()) for m in _WORD.finditer(text, start, stop)]
        return words, [word_key(text[s:e]) for s, e in words]
    every, keys = _all_words(text)
    first, last = bisect_left(every, (start, start)), bisect_left(every, (stop, stop))
    is_cut = (first > 0 and every[first - 1][1] > start) or (last > 0 and every[last - 1][1] > stop)
    if is_cut:
        words = [(m.start(), m.end()) for m in _WORD.finditer(text, start, stop)]
        return words, [word_key(text[s:e]) for s, e in words]
    return every[first:last], keys[first:last]


def _plurals(word: str) -> tuple[str, ...]:
    if word.endswith("is"):
        return (f"{word[:-2]}es",)
    if word.endswith(("s", "x", "ch", "sh")):
        return (f"{word}es",)
    if word.endswith("y") and word[-2] not in "aeiou":
        return (f"{word[:-1]}ies",)
    return (f"{word}s",)
