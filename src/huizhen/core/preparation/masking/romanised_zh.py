"""Chinese names in Latin letters that no list has: a spelling of a surname beside syllables
of Mandarin, Cantonese or Hokkien, with tones or without ('Zhāng Wěimín', 'CHAN Pak On')."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from huizhen.core.language.hanzi_names import is_pinyin, surnames_by_spelling
from huizhen.core.language.name_tables import name_tables
from huizhen.core.preparation.masking.lexicon import is_ordinary
from huizhen.core.preparation.masking.listed import is_eponym
from huizhen.core.preparation.masking.span import IdentifierSpan
from huizhen.core.preparation.masking.within_zh import within_words
from huizhen.core.preparation.masking.words import MaskedText, Word

_LONGEST = 3
_LEAST_LETTERS = 7
"""Of a whole name outside Chinese texts: shorter ones are words of other languages too."""


def romanised_zh(masked: MaskedText) -> Iterator[IdentifierSpan]:
    """Two or three words with capitals that are such a name."""
    is_chinese = masked.language == "zh" or any("\u4e00" <= c <= "\u9fff" for c in masked.text)
    position = 0
    for index, word in enumerate(masked.words):
        if word.start < position or not _is_latin(word):
            continue
        for length in range(_LONGEST, 1, -1):
            words = masked.words[index : index + length]
            if len(words) == length and _is_name(masked, words, is_chinese=is_chinese):
                position = words[-1].end
                yield IdentifierSpan(
                    start=word.start, end=position, kind="name", found_by="pattern"
                )
                break


def _is_latin(word: Word) -> bool:
    return word.is_capital and word.plain.replace("-", "").replace("'", "").isascii()


def _is_name(masked: MaskedText, words: Sequence[Word], *, is_chinese: bool) -> bool:
    gaps = [masked.text[one.end : other.start] for one, other in pairwise(words)]
    if any(gap not in (" ", ", ", "\u00a0") for gap in gaps) or gaps.count(", ") > 1:
        return False
    if not all(_is_latin(word) for word in words[:2]) or (not masked.has_case and not is_chinese):
        return False
    return _is_ordered(masked, words, is_chinese=is_chinese) or (
        ", " not in gaps and _is_ordered(masked, words[::-1], is_chinese=is_chinese)
    )


def _is_ordered(masked: MaskedText, words: Sequence[Word], *, is_chinese: bool) -> bool:
    """Whether the first is a surname and the others are syllables of a given name."""
    family, given = words[0], words[1:]
    if family.plain not in surnames_by_spelling() or is_eponym(masked, family):
        return False
    if not all(_is_syllables(word.plain) for word in given):
        return False
    signs = sum(len(_syllables(word.plain)) for word in given)
    if signs not in (1, 2):
        return False
    if is_chinese:
        return True
    parts = [part for word in given for part in word.plain.split("-")]
    letters = sum(len(word.plain) for word in words)
    is_unknown = any(not is_ordinary(part) for part in parts)
    return is_unknown and letters >= _LEAST_LETTERS and signs == 2


@lru_cache(maxsize=8192)
def _is_syllables(word: str) -> bool:
    return bool(_syllables(word))


@lru_cache(maxsize=8192)
def _syllables(word: str) -> tuple[str, ...]:
    """The fewest syllables that a word is made of, none where it is not."""
    bare = word.replace("'", "").replace("’", "")
    if "-" in bare:
        parts = [_syllables(part) for part in bare.split("-")]
        return tuple(one for part in parts for one in part) if all(parts) else ()
    if _is_syllable(bare):
        return (bare,)
    for cut in range(1, len(bare)):
        if _is_syllable(bare[:cut]) and _is_syllable(bare[cut:]):
            return bare[:cut], bare[cut:]
    return ()


@lru_cache(maxsize=8192)
def _is_syllable(text: str) -> bool:
    return text in _attested() or (len(text) <= 6 and is_pinyin(text) and not _is_two(text))


def _is_two(text: str) -> bool:
    """Whether the text can only be read as two syllables."""
    vowels = "".join("v" if char in "aeiouü" else " " for char in text).split()
    return len(vowels) > 1


@lru_cache(maxsize=1)
def _attested() -> frozenset[str]:
    said = name_tables().attested_romanisations.values()
    more = within_words()["syllables"].split()
    return frozenset(one.casefold() for many in said for one in many) | frozenset(more)
