"""Which words of one side the other side answers, English and Chinese, with a weight for each.

Every word has the share of good translations in which one of its partners stands on the other
side (`found`) and the share of texts without the word in which one stands by chance (`chance`).
A word that is answered speaks for being translated with log(chance / found), one that is not
against it with log((1 - chance) / (1 - found)). The shares are fitted by
benchmarks/fit_completeness.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import log
from typing import NamedTuple

from huizhen.core.content import Pack
from huizhen.core.language.checks.pair import Side
from huizhen.core.language.checks.stems import stem
from huizhen.core.language.checks.words import heads

_MOST = 2.5
"""No single word says more than this."""
_AFTER_OPENER = 0.4
_LONGEST_HEAD = 2
_SHARED, _FIGURE, _REPEATED = -2.0, 1.0, 0.5
_BY_HAND = (0.85, 0.03)

_LATIN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:[.,]\d+)*")
_CHINESE = re.compile(r"[㐀-鿿]+|[a-z]+(?:'[a-z]+)?|\d+(?:[.,]\d+)*")
_STOPS = frozenset(",;:.!?()，；：。！？（）、\n")
_GLOSS = re.compile(r"\([^()㐀-鿿]*\)")


Word = tuple[int, int, float, float]
"""A word of a side: its place, what it says for being left out, how surely no part begins here
(0: one does, after a stop; 1: hardly, inside a phrase)."""


class _Weights(NamedTuple):
    answered: float
    alone: float


class _Partners(NamedTuple):
    """The Chinese that answers an English word."""

    units: frozenset[str]
    listed: tuple[str, ...]
    long: tuple[str, ...]
    """Those that no head of a side is as long as."""
    weights: _Weights


def _weights(found: float, chance: float) -> _Weights:
    return _Weights(max(log(chance / found), -_MOST), min(log((1 - chance) / (1 - found)), _MOST))


@dataclass(frozen=True)
class Latin:
    """The words and figures of an alphabet in a side, read once."""

    words: list[tuple[int, int, str]]
    counts: Counter[str]
    bases: Counter[str]
    """How often each stem stands there."""
    stems: frozenset[str]


def latin(side: Side) -> Latin:
    """The Latin words and figures of a side."""
    kept = side.kept.get(latin)
    if kept is None:
        words = [(m.start(), m.end(), m.group()) for m in _LATIN.finditer(side.folded)]
        counts = Counter([word for _, _, word in words])
        bases = Counter([stem(word) for _, _, word in words])
        kept = side.kept[latin] = Latin(words, counts, bases, frozenset(bases))
    found: Latin = kept
    return found


class Correspondence:
    """The partners of English words and Chinese signs, from the checks' pack."""

    def __init__(self, checks: Pack) -> None:
        function_words = checks.rows("function_words.tsv")
        self._plain = {stem(r["form"]) for r in function_words if "counts" not in r["role"]}
        self._openers = {row["form"] for row in function_words if "opens" in row["role"]}
        self._english: dict[str, _Partners] = {}
        self._partners: dict[str, set[str]] = {}
        by_hand = _by_hand(checks.rows("general_words.tsv"))
        for row in checks.rows("completeness_words.tsv"):
            own = row["zh"].split(";")
            units = own + [one for one in by_hand.pop(row["en"], ()) if one not in own]
            self._add(row["en"], units, float(row["found"]), float(row["chance"]))
        for word, units in by_hand.items():
            self._add(word, units, *_BY_HAND)
        self._chinese: dict[str, tuple[frozenset[str], _Weights]] = {}
        for row in checks.rows("completeness_signs.tsv"):
            words = self._partners.get(row["zh"])
            if words:
                weights = _weights(float(row["found"]), float(row["chance"]))
                self._chinese[row["zh"]] = (frozenset(words), weights)

    def _add(self, word: str, units: list[str], found: float, chance: float) -> None:
        single = {unit for unit in units if len(unit) == 1}
        short = tuple(u for u in units if len(u) == 1 or single.isdisjoint(u))
        if word not in self._plain:
            long = tuple(unit for unit in short if len(unit) > _LONGEST_HEAD)
            self._english[word] = _Partners(frozenset(short), short, long, _weights(found, chance))
        for unit in units:
            for part in _pairs_of_signs(unit):
                self._partners.setdefault(part, set()).add(word)

    def english(self, side: Side, chinese: Side) -> Iterator[Word]:
        """The words of an English side and whether the Chinese side answers them."""
        text, other = side.folded, chinese.folded
        signs = heads(chinese).all
        own, theirs = latin(side), latin(chinese).counts
        before, inside = 0, 0.0
        for start, end, word in own.words:
            if start - before > 1 and inside and not _STOPS.isdisjoint(text[before:start]):
                inside = 0.0
            elif inside > _AFTER_OPENER and word in self._openers:
                inside = _AFTER_OPENER
            before = end
            base = stem(word)
            if word in theirs:
                weight = _shared(theirs[word] / own.counts[word])
            elif word[0].isdigit():
                weight = _FIGURE
            elif base in self._plain:
                continue
            else:
                weight = self._answered(base, own.bases[base], other, signs)
            yield start, end, weight, inside
            inside = 1.0

    def _answered(self, base: str, count: int, other: str, signs: frozenset[str]) -> float:
        known = self._english.get(base)
        if known is None:
            return 0.0
        if known.units.isdisjoint(signs) and not any(unit in other for unit in known.long):
            return known.weights.alone
        if count == 1:
            return known.weights.answered
        share = min(1.0, max(map(other.count, known.listed)) / count)
        return known.weights.answered * share + (1 - share) * _REPEATED * known.weights.alone

    def chinese(self, side: Side, english: Side) -> Iterator[Word]:
        """The signs of a Chinese side, in twos where known, and whether the English answers."""
        text, stems, words = side.folded, latin(english).stems, latin(english).counts
        glosses = [m.span() for m in _GLOSS.finditer(text)] if "(" in text else []
        before, inside = 0, 0.0
        for match in _CHINESE.finditer(text):
            start, run = match.start(), match.group()
            if start > before and inside and not _STOPS.isdisjoint(text[before:start]):
                inside = 0.0
            before = match.end()
            if run < "㐀":
                is_gloss = run[0].isalpha() and any(a < start < b for a, b in glosses)
                weight = _SHARED if run in words else 0.0 if is_gloss else _FIGURE
                yield start, before, weight, inside
                inside = 1.0
                continue
            for at, size, weight in self._signs(run, stems):
                if inside > _AFTER_OPENER and not self._openers.isdisjoint(
                    run[max(0, at - 1) : at + 1]
                ):
                    inside = _AFTER_OPENER
                yield start + at, start + at + size, weight, inside
                inside = 1.0

    def _signs(self, run: str, stems: frozenset[str]) -> Iterator[tuple[int, int, float]]:
        known, at, end = self._chinese, 0, len(run)
        while at < end:
            size = 2
            found = known.get(run[at : at + 2]) if at + 1 < end else None
            if found is None:
                size, found = 1, known.get(run[at])
            if found is not None:
                partners, weights = found
                yield at, size, weights.alone if partners.isdisjoint(stems) else weights.answered
            at += size


def _shared(share: float) -> float:
    share = min(1.0, share)
    return _SHARED * share + (1 - share)


def _by_hand(rows: Iterable[dict[str, str]]) -> dict[str, list[str]]:
    """Chinese forms by English word, also by its stem."""
    found: dict[str, list[str]] = {}
    for row in rows:
        for word in {row["en"], stem(row["en"])}:
            mine = found.setdefault(word, [])
            mine.extend(form for form in row["zh"].split(";") if form not in mine)
    return found


def _pairs_of_signs(unit: str) -> list[str]:
    return [unit] if len(unit) < 3 else [unit[at : at + 2] for at in range(len(unit) - 1)]
