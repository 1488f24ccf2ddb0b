"""One look-up over the shipped lexicon and the sets that a site imported."""

from __future__ import annotations

from huizhen.core.language.imported.term import FoundTerm, TermInText
from huizhen.core.language.shipped import ShippedTerms, nearest_first
from huizhen.core.ports import TermStore
from huizhen.core.records.value import Value


class Answer(Value):
    """What a look-up found: `exact` names are the term's own; `proposed` ones only look like it."""

    exact: tuple[FoundTerm, ...] = ()
    proposed: tuple[FoundTerm, ...] = ()


class TermFinder:
    """Looks terms up for people; nothing here is printed in a dossier by being found."""

    def __init__(self, shipped: ShippedTerms, imported: TermStore) -> None:
        self._shipped = shipped
        self._imported = imported

    def find(self, asked: str, language: str = "", most: int = 20) -> Answer:
        """The terms of a code or name; where there is none, those whose name begins so or
        differs by a slip of the pen."""
        exact = [
            *self._shipped.by_name(asked, language),
            *self._imported.by_name(asked, language),
            *self._shipped.by_code(asked),
            *self._imported.by_code(asked),
        ]
        if exact:
            return Answer(exact=tuple(nearest_first(exact)[:most]))
        return Answer(proposed=self.proposals(asked, language, most))

    def proposals(self, asked: str, language: str = "", most: int = 20) -> tuple[FoundTerm, ...]:
        """Terms that somebody may have meant, misspellings before longer names."""
        near = nearest_first([*self._shipped.near(asked), *self._imported.near(asked)])
        longer = [*self._shipped.beginning(asked, most), *self._imported.beginning(asked, most)]
        found = [term for term in (*near, *longer) if not language or term.language == language]
        return tuple(dict.fromkeys(found))[:most]

    def in_text(self, text: str) -> tuple[TermInText, ...]:
        """The longest known names in a text; where both know one, the longer wins."""
        spans = [*self._shipped.in_text(text), *self._imported.in_text(text)]
        kept: list[TermInText] = []
        for span in sorted(spans, key=lambda one: (one.start, -one.end)):
            last = kept[-1] if kept else None
            if last is not None and (last.start, last.end) == (span.start, span.end):
                kept[-1] = TermInText(last.start, last.end, (*last.terms, *span.terms))
            elif last is None or span.start >= last.end:
                kept.append(span)
        return tuple(kept)
