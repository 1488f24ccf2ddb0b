"""Patterns of many phrases: whole words, longest first, whatever stands between them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

_LETTER = r"(?-i:[^\W\u3400-\u9fff])"
"""A word character that is no ideograph: Chinese writes CT检查 without a space. Its case is left
alone, for the compiler would else try every ideograph of the range."""

_CHOICE = re.compile(r"\{([^{}]*)\}")


def alternatives(words: Iterable[str]) -> str:
    """A pattern of any of the words, longest first."""
    ordered = sorted(set(words), key=len, reverse=True)
    return "|".join(r"\s+".join(map(re.escape, word.split())) for word in ordered)


def spelled_out(phrase: str) -> Iterator[str]:
    """Every reading of a phrase with choices: '{does|did} not {show|reveal}' is four phrases."""
    choice = _CHOICE.search(phrase)
    if choice is None:
        yield " ".join(phrase.split())
        return
    for word in choice[1].split("|"):
        yield from spelled_out(phrase[: choice.start()] + word + phrase[choice.end() :])


def phrases_pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern of whole phrases, longest first; a final '*' stands for any ending."""
    ordered = sorted(set(phrases), key=len, reverse=True)
    # neighbours share their borders: compiled for each phrase, these would take seconds
    runs = itertools.groupby(ordered, key=_borders)
    parts = [f"{left}(?:{'|'.join(map(_body, run))}){right}" for (left, right), run in runs]
    return re.compile("|".join(parts) or r"(?!)", re.IGNORECASE)


def _borders(phrase: str) -> tuple[str, str]:
    """What must stand before and after a phrase."""
    left = rf"(?<!{_LETTER})" if _is_word(phrase[0]) else ""
    if phrase.endswith("*"):
        return left, r"\w*"
    return left, rf"(?!{_LETTER})" if _is_word(phrase[-1]) else ""


def _body(phrase: str) -> str:
    words = phrase.removesuffix("*").replace("ß", "ss").split()
    body = r"\s+".join(map(re.escape, words)).replace("ss", "(?:ss|ß)")
    return body.replace("'", "['’]")


def _is_word(char: str) -> bool:
    return (char.isalnum() or char == "_") and not "\u3400" <= char <= "\u9fff"
