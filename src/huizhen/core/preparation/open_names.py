"""The open names of a dossier, each once, with the sections where it stands: what a medical editor
settles for every case at once."""

from __future__ import annotations

from typing import Final

from huizhen.core.language.settled import settled_key
from huizhen.core.preparation.dossier import Dossier
from huizhen.core.preparation.statement import OpenTerm
from huizhen.core.records.value import Value

TO_SETTLE: Final = ("untranslated", "partly")
"""Printed, wholly or in part, in the original."""
_ORDER: Final = ("untranslated", "partly", "unverified", "attested")


class OpenName(Value):
    """A name without an approved Chinese form, wherever it stands in one dossier."""

    kind: str
    original: str
    zh: str
    status: str
    count: int
    """In how many statements."""
    sections: tuple[str, ...]
    """Their sections' titles, in reading order."""


def open_names(dossier: Dossier) -> tuple[OpenName, ...]:
    """The open names of a dossier; of several readings of one name the least settled is told."""
    first: dict[tuple[str, str], OpenTerm] = {}
    counts: dict[tuple[str, str], int] = {}
    places: dict[tuple[str, str], dict[str, None]] = {}
    for section in dossier.sections:
        for statement in section.statements:
            for term in dict.fromkeys(statement.open_terms):
                key = settled_key(term.kind, term.original)
                known = first.setdefault(key, term)
                if _ORDER.index(term.status) < _ORDER.index(known.status):
                    first[key] = term
                counts[key] = counts.get(key, 0) + 1
                places.setdefault(key, {})[section.title] = None
    return tuple(
        OpenName(
            kind=term.kind,
            original=term.original,
            zh=term.zh,
            status=term.status,
            count=counts[key],
            sections=tuple(places[key]),
        )
        for key, term in first.items()
        if key[1]
    )
