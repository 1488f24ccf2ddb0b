"""An identifier's place in a text, and the text without it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from huizhen.core.records.value import Value

IdentifierKind = Literal[
    "name",
    "name_relative",
    "name_staff",
    "birth_date",
    "id",
    "id_staff",
    "address",
    "postcode",
    "place",
    "phone",
    "email",
    "url",
    "institution",
    "other",
]
"""`name` is the patient's, or a person's of whom the text does not say who it is; `id` a number of
the patient, `id_staff` a licence; `place` a town, region or country beside an address; `other` what
a person entered word for word."""

FoundBy = Literal["known", "pattern", "list"]
"""By a value of the case; by a label, form or check digit; by a list of names alone."""

OF_PATIENT: frozenset[IdentifierKind] = frozenset((
    "name", "name_relative", "birth_date", "id", "address", "postcode", "phone", "email", "url",
    "other",
))  # fmt: skip
"""Always masked in what leaves; the other kinds by the policy of the case."""

_STRENGTH: dict[FoundBy, int] = {"known": 0, "pattern": 1, "list": 2}


class IdentifierSpan(Value):
    """Code points [start, end) of a text that identify somebody."""

    start: int
    end: int
    kind: IdentifierKind
    found_by: FoundBy


def settled(spans: Iterable[IdentifierSpan]) -> tuple[IdentifierSpan, ...]:
    """Spans in order and apart: where two overlap the surer one keeps its kind and takes the
    other's letters too, so that no letter of either stays."""
    kept: list[IdentifierSpan] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
            continue
        kept[-1] = _united(kept[-1], span)
    return tuple(kept)


def _united(first: IdentifierSpan, second: IdentifierSpan) -> IdentifierSpan:
    surer = min((first, second), key=lambda one: (_STRENGTH[one.found_by], one.start - one.end))
    return IdentifierSpan(
        start=min(first.start, second.start),
        end=max(first.end, second.end),
        kind=surer.kind,
        found_by=surer.found_by,
    )


def masked_text(text: str, spans: Sequence[IdentifierSpan]) -> str:
    """The text with each span replaced by its kind in brackets: 'Name: [name]'."""
    parts: list[str] = []
    position = 0
    for span in settled(spans):
        parts += [text[position : span.start], f"[{span.kind}]"]
        position = span.end
    parts.append(text[position:])
    return "".join(parts)
