"""The text of finished pages without blanks, with a way back to the page and its own letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

HYPHEN: Final = "\ufffe"
"""What a reader of PDF gives for a hyphen at the end of a line: the word's own or the setter's."""

_UNSEEN: Final = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
_SPELT: Final = re.compile(r"\[U\+([0-9A-F]{4,6})\]")
_LINE_END_HYPHENS: Final = "\x02\ufffe"


class PageText(NamedTuple):
    """A page's letters in reading order without blanks, and where each stands in its text."""

    number: int
    letters: str
    places: tuple[int, ...]
    text: str

    def shown(self, start: int, end: int) -> str:
        """The page's own text of a stretch of letters, in one line."""
        if start >= end:
            return ""
        stretch = self.text[self.places[start] : self.places[end - 1] + 1]
        visible = "".join("-" if c in _LINE_END_HYPHENS else c for c in stretch if c not in _UNSEEN)
        return " ".join(visible.split())


def letters_of(text: str) -> str:
    """A text as the letters that a page shows: no blanks, no places to break."""
    return _with_places(text)[0]


def page_text(number: int, text: str) -> PageText:
    """A page of that number from the text that a reader found on it."""
    letters, places = _with_places(text)
    return PageText(number, letters, tuple(places), text)


def page_texts(texts: Sequence[str]) -> tuple[PageText, ...]:
    """All pages of a document, numbered from one."""
    return tuple(page_text(number, text) for number, text in enumerate(texts, 1))


def _with_places(text: str) -> tuple[str, list[int]]:
    letters: list[str] = []
    places: list[int] = []
    for place, char in _characters(text):
        for letter in _folded(char):
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


def _characters(text: str) -> Iterable[tuple[int, str]]:
    """Characters with places; one that no font has stands as [U+XXXX] and is one character."""
    at = 0
    for spelt in _SPELT.finditer(text):
        yield from ((at + i, char) for i, char in enumerate(text[at : spelt.start()]))
        code = int(spelt[1], 16)
        yield spelt.start(), chr(code) if code <= 0x10FFFF else "\ufffd"
        at = spelt.end()
    yield from ((at + i, char) for i, char in enumerate(text[at:]))


def _folded(char: str) -> str:
    """A letter as it is compared: radicals and compatibility ideographs are their characters."""
    if char.isspace() or char in _UNSEEN:
        return ""
    if char in _LINE_END_HYPHENS:
        return HYPHEN
    if "\u2e80" <= char <= "\u2fdf" or "\uf900" <= char <= "\ufaff":
        return unicodedata.normalize("NFKC", char)
    return unicodedata.normalize("NFD", char)
