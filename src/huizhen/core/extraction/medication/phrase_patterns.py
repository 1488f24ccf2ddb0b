"""Phrases with places for numbers and alternatives, compiled from data: longest match first.

In a phrase `{n}` is a number or a number word or a range of them, `{l}` a list of days,
`[a|b]` one of several words (`[a|]` may be absent), `_` a space that may be absent. A phrase is
taken whole: 'twice daily' is never read as 'daily', for a shorter phrase inside a longer one,
or right after a word that changes it, does not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import product
from typing import NamedTuple

_PIECE = re.compile(r"\{n\}|\{l\}|\[[^\]]*\]|_|\s+|[^\s_\[{]+|.")
_IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
_LETTER = r"(?-i:[^\W\u3400-\u9fff])"
_PREFIX = 2
_ABBREVIATION = 3
"""Abbreviations in capitals up to this length match in capitals alone: IM is not 'im'."""


class PhraseMatch(NamedTuple):
    """A phrase found: half-open span."""

    start: int
    end: int


class _Phrase:
    """One phrase, compiled when it is first tried: most never are."""

    __slots__ = ("_flags", "_pattern", "_source")

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags
        self._pattern: re.Pattern[str] | None = None

    def match(self, text: str, position: int) -> re.Match[str] | None:
        """The phrase at a position."""
        if self._pattern is None:
            self._pattern = re.compile(self._source, self._flags)
        return self._pattern.match(text, position)


class Phrases:
    """A set of phrases, looked for at the starts of words only, longest match at each place."""

    def __init__(
        self, phrases: Iterable[str], numbers: Sequence[str] = (), ranges: Sequence[str] = ()
    ) -> None:
        self._numbers = tuple(word.casefold() for word in numbers)
        self._known_words = frozenset(self._numbers)
        self._number = number_pattern(numbers, ranges)
        self._list = rf"\d{{1,2}}{_JOINED_DAYS}"
        self._by_start: dict[str, list[_Phrase]] = {}
        self._numeric: list[_Phrase] = []
        for phrase in dict.fromkeys(phrases):
            self._add(phrase)

    def _add(self, phrase: str) -> None:
        is_exact = phrase.isascii() and phrase.isupper() and len(phrase) <= _ABBREVIATION
        pattern = _Phrase(self._source(phrase), 0 if is_exact else re.IGNORECASE)
        for start in _first_words(phrase):
            if start.startswith(("{n}", "{l}")):
                self._numeric.append(pattern)
            else:
                self._by_start.setdefault(start[:_PREFIX], []).append(pattern)

    def _source(self, phrase: str) -> str:
        parts: list[str] = []
        for piece in _PIECE.findall(phrase):
            if piece == "{n}":
                parts.append(self._number)
            elif piece == "{l}":
                parts.append(self._list)
            elif piece == "_":
                parts.append(r"[\s\u00a0-]?")
            elif piece.isspace():
                parts.append(r"[\s\u00a0-]+")
            elif piece.startswith("["):
                parts.append(_alternatives(piece))
            else:
                parts.append(re.escape(piece))
        bare = phrase.rstrip("]")
        left = rf"(?<!{_LETTER})" if _needs_edge(phrase.lstrip("[")[:1]) else ""
        return left + "".join(parts) + (rf"(?!{_LETTER})" if _needs_edge(bare[-1:]) else "")

    def at(self, text: str, position: int) -> int:
        """The end of the longest phrase that starts at a position, -1 when none does."""
        head = text[position : position + _PREFIX].casefold()
        best = -1
        for key in {head, head[:1]}:
            for pattern in self._by_start.get(key, ()):
                best = max(best, self._end(pattern, text, position))
        if head[:1].isdigit() or head[:1] in "½¼" or self._is_number_word(text, position):
            for pattern in self._numeric:
                best = max(best, self._end(pattern, text, position))
        return best

    def _end(self, phrase: _Phrase, text: str, position: int) -> int:
        """Where a phrase ends that starts at a position; -1 when a word in the place of a number
        is none."""
        match = phrase.match(text, position)
        if match is None:
            return -1
        words = (word.casefold() for word in match.groups() if word)
        return match.end() if all(word in self._known_words for word in words) else -1

    def _is_number_word(self, text: str, position: int) -> bool:
        rest = text[position : position + 12].casefold()
        return rest.startswith(self._numbers) if self._numbers else False

    def finditer(self, text: str, start: int, end: int) -> Iterable[PhraseMatch]:
        """The phrases between two offsets, none inside another."""
        position = start
        for match in _WORD_START.finditer(text, start, end):
            if match.start() < position:
                continue
            stop = self.at(text, match.start())
            if match.start() < stop <= end:
                yield PhraseMatch(match.start(), stop)
                position = stop


_WORD_START = re.compile(r"(?<!\w)\w|[\u3400-\u9fff]|(?<=[\u3400-\u9fff])\w|(?<=\d)[^\W\d]|[½¼/№×]")
_JOINED_DAYS = (
    r"(?:\s?(?:[-–—,/&+、,]|and|und|y|et|и|to|bis|a|à|по|до|至|[-–,]\s?(?:d|D|J|Tag))"
    r"\s?\d{1,2}){0,8}"
)


def number_pattern(words: Sequence[str], ranges: Sequence[str]) -> str:
    """A small number in figures or words, or a range of two; words are groups, for the look-up."""
    chinese = "".join(word for word in words if _IDEOGRAPH.match(word))
    word = r"(?-i:[^\W\d_\u3400-\u9fff]){2,7}(?!\w)" + (f"|[{chinese}]" if chinese else "")
    figure = r"\d{1,3}(?:[.,]\d{1,2})?(?![\d])"
    one = f"(?:{figure}|½|1/2|({word}))"
    between = "|".join(["-", "–", "—", "~", *map(re.escape, sorted(ranges, key=len, reverse=True))])
    return rf"{one}(?:\s?(?:{between})\s?{one})?"


def _alternatives(piece: str) -> str:
    words = piece[1:-1].split("|")
    ordered = sorted((word for word in words if word), key=len, reverse=True)
    body = "|".join(
        r"\s*".join(re.escape(part) for part in word.split("_")).replace(r"\ ", r"[\s\u00a0-]+")
        for word in ordered
    )
    return f"(?:{body})" + ("?" if "" in words else "")


def _first_words(phrase: str) -> set[str]:
    """The ways in which a phrase can begin, in lower case, two characters of each."""
    choices: list[list[str]] = []
    for piece in _PIECE.findall(phrase):
        if piece.startswith("["):
            choices.append([word.replace("_", "") for word in piece[1:-1].split("|")])
        elif piece == "_":
            choices.append([""])
        else:
            choices.append([piece])
        if "" not in choices[-1] and sum(min(map(len, one)) for one in choices) >= _PREFIX:
            break
    starts = set()
    for chosen in product(*choices):
        start = "".join(chosen).casefold()
        if not start.startswith("{"):
            start = re.split(r"[\s{]", start)[0] or start
        starts.add(start)
    return starts


def _needs_edge(char: str) -> bool:
    return bool(char) and (char.isalnum() or char == "}") and not _IDEOGRAPH.match(char)
