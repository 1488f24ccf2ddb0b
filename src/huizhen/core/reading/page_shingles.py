"""A page's words as numbers that can be compared fast: shingles, MinHash, critical words."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

SHINGLE = 5
_ROWS = 4
_BANDS = 16

_WORD = re.compile(
    r"\d+(?:[.,:/-]\d+)*"
    r"|\([+−–-]\)|[<>≤≥±+]|(?<![\w.)])[−–-](?=\d)"
    r"|[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]"
    r"|[^\W\d_\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]+"
)
_NEGATIONS = (
    "no", "not", "non", "nor", "none", "never", "without", "denie", "deny", "negativ", "positiv",
    "absen", "kein", "nicht", "ohne", "nie", "weder", "pas", "sans", "aucun", "ni", "jamais",
    "négati", "sin", "ningun", "ningún", "nieg", "nunca", "não", "sem", "nenhum", "nega", "senza",
    "nessun", "mai", "не", "нет", "без", "ни", "отсутств", "отриц", "полож", "немає", "відсутн",
    "bez", "brak", "yok", "değil", "geen", "niet", "zonder", "inte", "ingen", "ikke", "uden",
    "لا", "ليس",
    "بدون", "غير", "없", "않", "아니", "음성", "χωρίς", "δεν", "όχι", "לא", "ללא", "אין",
)  # fmt: skip
_SHORT = frozenset(("no", "not", "non", "nor", "nie", "pas", "ni", "sin", "sem", "mai", "не", "ни",
                    "لا"))  # fmt: skip
_NEGATION_SIGNS = frozenset("无無未不否非没沒阴陰阳陽")
_SIDES = (
    "left", "right", "bilateral", "unilateral", "link", "recht", "beidseit", "gauche", "droit",
    "izquierd", "derech", "esquerd", "direit", "sinistr", "destr", "лев", "прав", "двусторон",
    "lew", "praw", "sol", "sağ", "vänster", "höger", "يمين", "يسار", "أيمن", "أيسر", "좌", "우",
)  # fmt: skip
_SIDE_SIGNS = frozenset("左右双雙両")


class PlacedWords(NamedTuple):
    """The words of a page, folded, and where each stands in its text."""

    texts: list[str]
    starts: list[int]
    ends: list[int]


def words_of(text: str) -> list[str]:
    """Words, numbers and signs, folded; Chinese, Japanese kana and Thai by character."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def placed_words(text: str) -> PlacedWords:
    """The same with their half-open spans in the text as it is."""
    matches = list(_WORD.finditer(text))
    return PlacedWords(
        [_folded(match[0]) for match in matches],
        [match.start() for match in matches],
        [match.end() for match in matches],
    )


@lru_cache(maxsize=100_000)
def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()


@lru_cache(maxsize=100_000)
def is_critical(word: str) -> bool:
    """Whether another word in its place changes what a page says: number, sign, negation, side."""
    if not word[0].isalpha() or word in _NEGATION_SIGNS or word in _SIDE_SIGNS:
        return True
    if word in _SHORT:
        return True
    return word.startswith(tuple(n for n in (*_NEGATIONS, *_SIDES) if n not in _SHORT))


@lru_cache(maxsize=500_000)
def _number(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest())


@cache
def _powers(size: int) -> list[int]:
    return [pow(0x9E3779B97F4A7C15, power, 1 << 64) for power in range(1, size + 1)]


def window_hashes(words: list[str], size: int) -> Hashes:
    """A hash of each run of `size` words, in order; empty when there are fewer words."""
    if len(words) < size:
        return np.empty(0, dtype=np.uint64)
    numbers = np.fromiter(map(_number, words), dtype=np.uint64, count=len(words))
    count = len(words) - size + 1
    total: Hashes = np.zeros(count, dtype=np.uint64)
    for offset, power in enumerate(_powers(size)):
        total += numbers[offset : offset + count] * np.uint64(power)
    return total


@cache
def _permutations() -> tuple[Hashes, Hashes]:
    made: list[Any] = [
        int.from_bytes(hashlib.blake2b(b"minhash-%d" % i, digest_size=8).digest())
        for i in range(2 * _ROWS * _BANDS)
    ]
    half = _ROWS * _BANDS
    factors = np.array([value | 1 for value in made[:half]], dtype=np.uint64)
    return factors[:, None], np.array(made[half:], dtype=np.uint64)[:, None]


def band_keys(shingles: Hashes) -> list[tuple[int, bytes]]:
    """MinHash bands: two pages that share most shingles share at least one of these keys."""
    factors, shifts = _permutations()
    mixed = (shingles[None, :] * factors + shifts) >> np.uint64(20)
    lowest = mixed.min(axis=1).reshape(_BANDS, _ROWS)
    return [(band, row.tobytes()) for band, row in enumerate(lowest)]


def bag_of(words: list[str]) -> Hashes:
    """Words as a sorted set in which the second 'no' differs from the first: a multiset."""
    seen: dict[str, int] = {}
    numbers = []
    for word in words:
        seen[word] = seen.get(word, 0) + 1
        numbers.append((_number(word) + seen[word] * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF)
    return np.unique(np.array(numbers, dtype=np.uint64))


def shared(one: Hashes, other: Hashes) -> int:
    """How many members two sorted sets have in common."""
    return int(np.intersect1d(one, other, assume_unique=True).size)


def jaccard(one: Hashes, other: Hashes) -> float:
    """Shared by all members of two sorted sets."""
    common = shared(one, other)
    return common / max(1, one.size + other.size - common)
