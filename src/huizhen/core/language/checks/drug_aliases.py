"""Whether a drug that seems to be missing is there after all, written in another way."""

from __future__ import annotations

import re
from typing import Protocol

from huizhen.core.language.checks.difference import Effect
from huizhen.core.language.checks.drug_names import DrugNames
from huizhen.core.language.checks.drug_sounds import Sounds
from huizhen.core.language.checks.drug_stems import Stemmed, Stems
from huizhen.core.language.checks.latin_words import words_of
from huizhen.core.language.checks.pair import Side

_SAME_REST = 0.05
_SURELY_HEARD = 0.7
_HEARD = 0.6
"""From here a stretch of Chinese text says a Latin name."""
_OF_LETTERS = re.compile(r"[a-z]{5,}")
_OF_SIGNS = re.compile(r"[一-鿿]{2,}")


class Lost(Protocol):
    """A drug that the other side does not name."""

    @property
    def side(self) -> Side: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def name(self) -> str: ...


class Aliases:
    """Other transliterations and slips of the pen of a known name."""

    def __init__(self, names: DrugNames, stems: Stems, sounds: Sounds) -> None:
        self._names = names
        self._stems = stems
        self._sounds = sounds

    def effect(self, lost: Lost, other: Side) -> Effect | None:
        """What a drug that is not on the other side deserves; None when it is there."""
        forms = self._names.forms_of(lost.name)
        text = self._names.without_named(other)
        if other.is_chinese:
            latin = [form for form in forms if _OF_LETTERS.fullmatch(form)]
            if any(self._sounds.heard(form, text) >= _HEARD for form in latin[:4]):
                return None
            signs = [form for form in forms if _OF_SIGNS.fullmatch(form)]
            if any(_has_slip(form, text) for form in signs if len(form) > 3):
                return "advise"
        elif self._is_said(lost, text):
            return None
        words = _OF_LETTERS.findall(text)
        known = [form for form in forms if len(form) > 6]
        return (
            "advise" if any(_is_slip(word, form) for word in words for form in known) else "block"
        )

    def is_heard(self, latin: str, side: Side) -> bool:
        """Whether a stretch of Chinese text that names no listed drug says a Latin name."""
        return self._sounds.heard(latin, self._names.without_named(side)) >= _HEARD

    def is_written(self, sign: Stemmed, side: Side) -> bool:
        """Whether a Latin word of the side may be what a Chinese word with a stem says."""
        words = [word for word in words_of(side).places if len(word) > 5 and word.isascii()]
        if "mab" in sign.classes and any(word.startswith("antibod") for word in words):
            return True
        for word in words:
            known = self._stems.read(word)
            if known and not known.classes.isdisjoint(sign.classes):
                if self._stems.likeness(known, sign) >= _SAME_REST:
                    return True
            elif self._sounds.likeness(word, sign.word) >= _SURELY_HEARD:
                return True
        return False

    def _is_said(self, lost: Lost, text: str) -> bool:
        """Whether a Latin word of the text sounds as the Chinese name is written."""
        written = lost.side.folded[lost.start : lost.end]
        return any(
            self._sounds.likeness(word, written, whole=True) >= _HEARD
            for word in _OF_LETTERS.findall(text)
        )


def _has_slip(name: str, text: str) -> bool:
    """Whether the text has the Chinese name with one sign wrong."""
    size = len(name)
    return any(
        sum(a != b for a, b in zip(name, text[at : at + size], strict=True)) == 1
        for at in range(len(text) - size + 1)
    )


def _is_slip(word: str, name: str) -> bool:
    """Whether a Latin word is a long name with one letter wrong, lost, doubled or moved."""
    if abs(len(word) - len(name)) > 1 or word[0] != name[0] or word == name:
        return False
    start = 0
    while start < min(len(word), len(name)) and word[start] == name[start]:
        start += 1
    return any(
        word[start + skip :] == name[start + pass_over :]
        for skip, pass_over in ((1, 1), (0, 1), (1, 0))
    ) or (sorted(word) == sorted(name) and word[start + 2 :] == name[start + 2 :])
