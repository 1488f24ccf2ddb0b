"""Whether a label says a word: whole words of any script, with `*` where a word may go on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from huizhen.core.language.terms import normalised

_LETTER = r"0-9a-z\u00df-\u024f\u0370-\u04ff"
"""Latin, Greek and Cyrillic letters and digits. Chinese has no spaces between words, so that a
Chinese character is no border to a Latin word and needs none itself."""
_NOTHING = re.compile(r"(?!)")


@lru_cache(maxsize=4096)
def word_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Finds any of the words in a normalised label; nothing where no word is given."""
    found = [_one_word(word) for word in words if word.strip("*")]
    return re.compile("|".join(found)) if found else _NOTHING


def _one_word(word: str) -> str:
    bare = normalised(word.strip("*")) or word.strip("* ").casefold()
    start = "" if word.startswith("*") or not _is_letter(bare[0]) else f"(?<![{_LETTER}])"
    end = "" if word.endswith("*") or not _is_letter(bare[-1]) else f"(?![{_LETTER}])"
    return start + re.escape(bare) + end


def _is_letter(character: str) -> bool:
    return re.match(f"[{_LETTER}]", character) is not None


def says(text: str, words: Sequence[str]) -> bool:
    """Whether a normalised text holds any of the words."""
    return word_pattern(tuple(words)).search(text) is not None


def word_said(text: str, words: Sequence[str]) -> str:
    """The first place of a normalised text that holds one of the words; '' where none does."""
    found = word_pattern(tuple(words)).search(text)
    return found.group(0) if found else ""
