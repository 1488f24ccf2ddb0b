"""Facts of imaging in the notation of Chinese departments."""

from __future__ import annotations

from huizhen.core.language.notation.lexicon import NotationLexicon
from huizhen.core.language.notation.phrase import Phrase
from huizhen.core.records.fact import Fact


def imaging_phrase(fact: Fact, lexicon: NotationLexicon) -> Phrase:
    """The fact in Chinese, the original beside it."""
    written = " ".join(filter(None, (fact.text, fact.value, fact.unit)))
    return Phrase(zh=written, original=written, untranslated=(fact.text,))
