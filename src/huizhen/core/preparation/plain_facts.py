"""What a fact says, in English words: what a composed statement is compared with.

A statement is composed of a fact's fields, and its quote alone often says less: the side stands in
a heading, the date at the top of the page, and 'no' before a whole list.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from huizhen.core.records.fact import Dosage, Fact

_SIDES: Final = {"left": "left", "right": "right", "bilateral": "both sides"}
_BEFORE: Final = {"negated": "no", "suspected": "possible", "to_exclude": "possible"}
_AFTER: Final = (
    "interval", "date", "end_date", "document_date", "method", "count", "response", "relation",
    "specimen", "reaction", "reason", "note", "performer",
)  # fmt: skip


def plain_words(fact: Fact) -> str:
    """One line of the fact's fields as they are."""
    return " ".join(word for word in _words(fact) if word)


def _words(fact: Fact) -> Iterator[str]:
    yield _BEFORE.get(fact.certainty, "")
    yield _SIDES.get(fact.side or "", "")
    yield from (fact.body_site, fact.concept, fact.text)
    if fact.code is not None:
        yield fact.code.display
    if fact.value is not None:
        yield f"{fact.comparator or ''}{fact.value} {fact.unit or ''}".strip()
    if fact.dosage is not None:
        yield from _dosage(fact.dosage)
    for name in _AFTER:
        told = getattr(fact, name)
        yield str(told) if told else ""


def _dosage(dosage: Dosage) -> Iterator[str]:
    yield from (dosage.text, dosage.dose, dosage.route, dosage.frequency)
