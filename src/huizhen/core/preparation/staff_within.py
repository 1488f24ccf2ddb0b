"""Physicians whose name is part of an institution's: the institution stays, they do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from huizhen.core.preparation.masking import IdentifierSpan, identifier_spans
from huizhen.core.records.known_identifiers import KnownIdentifiers

_NOBODY = KnownIdentifiers()


def staff_within(
    text: str, language: str, spans: Iterable[IdentifierSpan]
) -> Iterator[IdentifierSpan]:
    """Names behind a title within institutions ('Praxis Dr. ...'): found in what follows the
    institution's first word, which hides them as a whole."""
    for span in spans:
        if span.kind != "institution":
            continue
        first, gap, rest = text[span.start : span.end].partition(" ")
        at = span.start + len(first) + len(gap)
        for one in identifier_spans(rest, language, _NOBODY) if rest else ():
            if one.kind == "name_staff" and one.found_by == "pattern":
                yield one.replaced(start=at + one.start, end=at + one.end)
