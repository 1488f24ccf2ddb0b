"""Which English words are words that Chinese has too, and which are everyday or function words."""

from __future__ import annotations

from huizhen.core.content import Pack
from huizhen.core.language.checks.stems import stem


class EnglishWords:
    """English words of the checks' pack, asked for in lower case."""

    def __init__(self, checks: Pack) -> None:
        self._functions = {row["form"] for row in checks.rows("function_words.tsv")}
        everyday = {row["en"] for row in checks.rows("general_words.tsv")}
        self._everyday = everyday | {stem(word) for word in everyday}
        self._known = {row["en"] for row in checks.rows("completeness_words.tsv")} | self._everyday

    def knows(self, word: str) -> bool:
        """Whether it is one that is translated."""
        return stem(word) in self._known

    def is_everyday(self, word: str) -> bool:
        """Whether it is an everyday one, never a name alone."""
        return stem(word) in self._everyday

    def is_function_word(self, word: str) -> bool:
        """Whether it has no Chinese of its own: 'of', 'with'."""
        return word in self._functions
