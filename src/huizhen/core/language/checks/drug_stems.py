"""Words that look like drugs though no list has them: by the stems of nonproprietary names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from huizhen.core.language.checks.drug_sounds import Sounds
from huizhen.core.language.checks.pair import Side

_WORD = re.compile(r"(?<![^\W\d_])[a-z]{6,}(?![^\W\d_一-鿿])")
_BEFORE = 5
"""At most so many signs of a Chinese name stand before its stem."""


@dataclass(frozen=True)
class Stemmed:
    """A word with the stem of a class of drugs."""

    start: int
    end: int
    word: str
    rest: str
    """The word without its stem; in Chinese it may begin with signs of the words before."""
    classes: frozenset[str]
    is_chinese: bool


class Stems:
    """Finds words with a stem, and tells whether two of them can be one drug."""

    def __init__(self, rows: Iterable[Mapping[str, str]], sounds: Sounds) -> None:
        self._sounds = sounds
        self._latin: dict[str, set[str]] = {}
        self._chinese: dict[str, set[str]] = {}
        for row in rows:
            for stem in row["latin"].split(";"):
                self._latin.setdefault(stem, set()).add(row["class"])
            for stem in row["zh"].split(";"):
                self._chinese.setdefault(stem, set()).add(row["class"])
        self._ends = _by_three((stem[1:] for stem in self._latin if stem[0] == "-"), -3)
        self._starts = _by_three((stem[:-1] for stem in self._latin if stem[-1] == "-"), 0)
        self._signs = re.compile(_either(stem for stem in self._chinese if len(stem) > 1))

    def latin(self, side: Side) -> list[Stemmed]:
        """Latin words with a stem."""
        found = (self.read(word.group(), word.start()) for word in _WORD.finditer(side.folded))
        return [one for one in found if one]

    def chinese(self, side: Side) -> list[Stemmed]:
        """Chinese words with a stem, each with the signs that stand before it."""
        return [self._of_chinese(found, side.folded) for found in self._signs.finditer(side.folded)]

    def likeness(self, one: Stemmed, other: Stemmed) -> float:
        """How well the rest of a Chinese word says the rest of a Latin one."""
        latin, chinese = (other, one) if one.is_chinese else (one, other)
        if one.is_chinese == other.is_chinese:
            return 1.0 if one.word == other.word else -1.0
        return max(
            self._sounds.likeness(latin.rest, chinese.rest),
            self._sounds.likeness(latin.word, chinese.word),
        )

    def read(self, found: str, start: int = 0) -> Stemmed | None:
        """A Latin word with its stem; None where it has none."""
        word = found[:-1] if found.endswith("s") else found
        for stem in self._ends.get(word[-3:], ()):
            if word.endswith(stem) and len(word) > len(stem) + 1:
                rest, classes = word[: -len(stem)], frozenset(self._latin[f"-{stem}"])
                return Stemmed(start, start + len(word), word, rest, classes, False)
        for stem in self._starts.get(word[:3], ()):
            if word.startswith(stem) and len(word) > len(stem) + 3:
                rest, classes = word[len(stem) :], frozenset(self._latin[f"{stem}-"])
                return Stemmed(start, start + len(word), word, rest, classes, False)
        return None

    def _of_chinese(self, found: re.Match[str], text: str) -> Stemmed:
        stem = found.group()
        first = max(0, found.start() - _BEFORE)
        rest = re.sub(r".*[^一-鿿]", "", text[first : found.start()], flags=re.S)
        after = ""
        if stem in ("头孢", "格列"):
            after = re.sub(r"[^一-鿿].*", "", text[found.end() : found.end() + 3], flags=re.S)
        return Stemmed(
            found.start() - len(rest),
            found.end() + len(after),
            rest + stem + after,
            after or rest,
            frozenset(self._chinese[stem]),
            True,
        )


def _by_three(stems: Iterable[str], at: int) -> dict[str, list[str]]:
    """Stems by three letters of their edge, longest first, so that a word is looked up."""
    found: dict[str, list[str]] = {}
    for stem in sorted(stems, key=len, reverse=True):
        edge = stem[-3:] if at else stem[:3]
        found.setdefault(edge, []).append(stem)
    return found


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
