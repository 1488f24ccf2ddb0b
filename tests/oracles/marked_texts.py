"""Fictional texts of the project with their identifiers marked: ⟦kind:text⟧."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parents[1] / "golden" / "masking"
LANGUAGES = ("en", "de", "es", "fr", "ru", "zh")
_MARK = re.compile("⟦([a-z_]+):([^⟧]*)⟧")


class Gold(NamedTuple):
    """One identifier that stands in a text."""

    start: int
    end: int
    kind: str


class MarkedText(NamedTuple):
    """A text without its marks, and what they marked."""

    language: str
    text: str
    gold: tuple[Gold, ...]


def marked_text(source: str, language: str) -> MarkedText:
    """The text of a source with marks."""
    parts: list[str] = []
    gold: list[Gold] = []
    length = position = 0
    for match in _MARK.finditer(source):
        parts += [source[position : match.start()], match[2]]
        start = length + match.start() - position
        gold.append(Gold(start, start + len(match[2]), match[1]))
        length, position = start + len(match[2]), match.end()
    return MarkedText(language, "".join([*parts, source[position:]]), tuple(gold))


def texts_of(language: str) -> list[MarkedText]:
    """The texts of a language."""
    content = (FOLDER / f"{language}.txt").read_text(encoding="utf-8")
    return [marked_text(source, language) for source in content.split("----\n")]


def texts_without_identifiers() -> list[MarkedText]:
    """A text a language that has eponyms, trade names and colours, and nobody's name."""
    rows = (FOLDER / "none.txt").read_text(encoding="utf-8").splitlines()
    return [MarkedText(row[:2], row[3:], ()) for row in rows if row]
