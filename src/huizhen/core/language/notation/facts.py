"""Which notation a fact has: by its category."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from huizhen.core.language.notation.biomarkers import biomarker_phrase
from huizhen.core.language.notation.examination import exam_zh
from huizhen.core.language.notation.imaging import imaging_phrase
from huizhen.core.language.notation.lexicon import NotationLexicon
from huizhen.core.language.notation.pathology import pathology_phrase
from huizhen.core.language.notation.phrase import Phrase
from huizhen.core.language.notation.scales import scale_phrase
from huizhen.core.language.notation.staging import staging_phrase
from huizhen.core.records.fact import Fact

_BY_CATEGORY: Mapping[str, Callable[[Fact, NotationLexicon], Phrase]] = {
    "imaging": imaging_phrase,
    "staging": staging_phrase,
    "pathology": pathology_phrase,
    "biomarker": biomarker_phrase,
    "score": scale_phrase,
    "function": scale_phrase,
    "performance-status": scale_phrase,
}


def fact_phrase(fact: Fact, lexicon: NotationLexicon) -> Phrase | None:
    """The phrase of an observation that has a notation of its own; None for every other fact."""
    if fact.type != "Observation":
        return None
    examined = exam_zh(fact, lexicon)
    if examined:
        return Phrase(zh=examined)
    word = _BY_CATEGORY.get(fact.category)
    if word is None and fact.concept in lexicon.scales:
        word = scale_phrase
    return word(fact, lexicon) if word else None


def aged_zh(fact: Fact) -> str:
    """'(58岁)' behind a relative's disease whose age at onset is told, else ''."""
    age = fact.note.removeprefix("age ")
    return f"({age}岁)" if age != fact.note and age.isdigit() else ""
