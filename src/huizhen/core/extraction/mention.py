"""How a text means a concept that is given by name."""

from __future__ import annotations

import re

from huizhen.core.extraction.context import Context
from huizhen.core.extraction.prose import Prose
from huizhen.core.language.term_index import TermIndex

_LEAST_SHARED = 0.5


def context_of_concept(prose: Prose, concept: str) -> Context:
    """The context of the first place where the text names the concept.

    Where it is named in other words, the place that shares most of its words counts; a text that
    does not name it at all has a context without flags.
    """
    place = _place(prose.text, concept)
    return prose.context(*place) if place else Context()


def _place(text: str, concept: str) -> tuple[int, int] | None:
    index: TermIndex[str] = TermIndex([(concept, concept)], plural=True)
    match = next(index.matches(text), None)
    if match is not None:
        return match.start, match.end
    at = text.casefold().find(concept.casefold().strip())
    if concept.strip() and at >= 0:
        return at, at + len(concept.strip())
    return _by_words(text, concept)


def _by_words(text: str, concept: str) -> tuple[int, int] | None:
    """The span of the concept's words that stand close together, if half of them do."""
    words = {word.casefold()[:6] for word in re.findall(r"\w{3,}", concept)}
    places = [m for m in re.finditer(r"\w{3,}", text) if m[0].casefold()[:6] in words]
    if not words or len({m[0].casefold()[:6] for m in places}) < _LEAST_SHARED * len(words):
        return None
    return places[0].start(), places[-1].end() if len(places) <= 2 * len(words) else places[0].end()
