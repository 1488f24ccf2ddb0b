"""What a pathology report states, and whether a place of a text speaks of a specimen at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from huizhen.core.extraction.phrases import alternatives
from huizhen.core.extraction.prose import Prose

W = r"[A-Za-z0-9_\u00c0-\u024f\u0400-\u04ff]"
"""A word character that is no ideograph."""
_SPECIMEN_SECTIONS = frozenset(("pathology", "macroscopy", "microscopy", "specimen"))
_IMAGE_SECTIONS = frozenset(("imaging", "findings", "technique", "comparison"))
_HEAD = 500


class Statement(NamedTuple):
    """One statement: its concept, value, the span of its label and its own."""

    concept: str
    value: str
    label: tuple[int, int]
    span: tuple[int, int]
    unit: str | None = None
    method: str = ""
    category: str = "pathology"
    is_denied: bool = False
    """Whether the value itself says that the thing is not there."""


class Specimens:
    """Tells reports about a specimen from images and letters."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._titles = stems_pattern(data["titles"])
        self._words = stems_pattern(data["specimen_words"])

    def is_report(self, prose: Prose, offset: int) -> bool:
        """Whether the place lies in a report on tissue, by its section or by its title."""
        kind = prose.section_kind(offset)
        if kind in _SPECIMEN_SECTIONS:
            return True
        return kind not in _IMAGE_SECTIONS and bool(self._titles.search(prose.text[:_HEAD]))

    def is_image(self, prose: Prose, offset: int) -> bool:
        """Whether the place lies in the findings of an image."""
        return prose.section_kind(offset) in _IMAGE_SECTIONS and not self._titles.search(
            prose.text[:_HEAD]
        )

    def is_spoken_of(self, prose: Prose, offset: int) -> bool:
        """Whether the report, or at least the sentence, speaks of tissue."""
        if self.is_report(prose, offset):
            return True
        if self.is_image(prose, offset):
            return False
        sentence = prose.sentence_at(offset)
        return bool(self._words.search(prose.text, sentence.start, sentence.end))


def stems_pattern(stems: Iterable[str]) -> re.Pattern[str]:
    """Finds any of the stems, wherever in a word; one with a capital after its first letter only
    as a whole word in this very spelling."""
    parts = (
        rf"(?-i:(?<!{W}){re.escape(one)}(?!{W}))" if one[1:] != one[1:].lower() else re.escape(one)
        for one in stems
    )
    return re.compile("|".join(parts) or r"(?!)", re.IGNORECASE)


def words_pattern(words: Iterable[str]) -> str:
    """A pattern of whole words in any case, longest first."""
    return rf"(?<!{W})(?i:{alternatives(words)})(?!{W})"
