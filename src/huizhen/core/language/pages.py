"""The language and script of each page of a reading."""

from __future__ import annotations

from huizhen.core.language.detect import language_of
from huizhen.core.language.script import script_of
from huizhen.core.records.page import Page
from huizhen.core.records.reading import Reading

_SHORT_TEXT_LETTERS = 80


def with_languages(reading: Reading) -> Reading:
    """The reading with language and script filled in where its reader did not say."""
    if not reading.pages:
        return reading
    return reading.model_copy(update={"pages": tuple(map(_with_language, reading.pages))})


def short_text_language(text: str) -> str:
    """The language of a text given alone: a short one in plain letters is taken for English,
    for a classifier guesses on a sentence."""
    is_plain = text.isascii() and sum(char.isalpha() for char in text) < _SHORT_TEXT_LETTERS
    return "en" if is_plain else language_of(text) or "en"


def _with_language(page: Page) -> Page:
    if not page.text or page.language:
        return page
    script = page.script or script_of(page.text)
    return page.model_copy(update={"language": language_of(page.text), "script": script})
