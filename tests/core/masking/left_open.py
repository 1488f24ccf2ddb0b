"""What masking leaves of marked texts of which nobody is known."""

from __future__ import annotations

from marked_texts import marked_text

from huizhen.core.preparation.masking.spans import identifier_spans
from huizhen.core.records.known_identifiers import KnownIdentifiers

UNKNOWN = KnownIdentifiers()


def missed(source: str, language: str) -> list[str]:
    """The marked identifiers of which a letter or figure stays."""
    marked = marked_text(source, language)
    spans = identifier_spans(marked.text, language, UNKNOWN)
    covered = {at for span in spans for at in range(span.start, span.end)}
    return [
        marked.text[gold.start : gold.end]
        for gold in marked.gold
        if any(
            marked.text[at].isalnum() and at not in covered for at in range(gold.start, gold.end)
        )
    ]
