"""What a finder of facts is, and how it writes one down."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from huizhen.core.extraction.prose import Prose
from huizhen.core.records.fact import Fact, FactType, make_fact


class Finder(Protocol):
    """Finds one kind of fact in prose; made once with the knowledge, used for every page."""

    name: str
    version: int

    def find(self, prose: Prose) -> Iterable[Fact]:
        """The facts of one page, each with its span."""


def found(
    prose: Prose, type_: FactType, start: int, end: int, label: tuple[int, int], **fields: Any
) -> Fact:
    """A proposed fact that stands in a span; `label` is the span of what it is about.

    `text` is the label as written and the certainty that of its context, unless given.
    """
    fields.setdefault("text", " ".join(prose.text[label[0] : label[1]].split()))
    if "certainty" not in fields:
        fields["certainty"] = prose.context(*label).certainty
    if prose.page.origin == "ocr" and any(c.isdigit() for c in prose.text[start:end]):
        fields["doubts"] = (*fields.get("doubts", ()), "ocr_number")
    return make_fact(
        type_,
        document_date=prose.document_date,
        evidence=(prose.evidence(start, end),),
        **fields,
    )
