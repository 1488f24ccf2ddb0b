"""The language and script of each page of a reading."""

from __future__ import annotations

from huizhen.core.language.detect import language_of
from huizhen.core.language.script import script_of
from huizhen.core.records.page import Page
from huizhen.core.records.reading import Reading


def with_languages(reading: Reading) -> Reading:
    """The reading with language and script filled in where its reader did not say."""
    if not reading.pages:
        return reading
    return reading.model_copy(update={"pages": tuple(map(_with_language, reading.pages))})


def _with_language(page: Page) -> Page:
    if not page.text or page.language:
        return page
    script = page.script or script_of(page.text)
    return page.model_copy(update={"language": language_of(page.text), "script": script})
