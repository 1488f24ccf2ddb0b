"""An identifier's place in a text, and the text without it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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

_SURE: tuple[FoundBy, ...] = ("known", "pattern", "list")
_RANK: tuple[IdentifierKind, ...] = (
    "place", "name_staff", "name_relative", "name", "institution", "postcode", "address",
    "phone", "id_staff", "id", "birth_date", "url", "email", "other",
)  # fmt: skip
"""Of two kinds at one place the later says more: a street in an institution's line is a street, a
founder in an institution's name no person."""


class IdentifierSpan(Value):
    """Code points [start, end) of a text that identify somebody."""

    start: int
    end: int
    kind: IdentifierKind
    found_by: FoundBy


def settled(spans: Iterable[IdentifierSpan]) -> tuple[IdentifierSpan, ...]:
    """Spans in order and apart. Where two overlap, a known value keeps its place, then what a
    pattern found, then the kind that says more; the other keeps what is left of it, so that no
    letter of either is lost."""
    ordered = sorted(
        dict.fromkeys(spans),
        key=lambda one: (_SURE.index(one.found_by), -_RANK.index(one.kind), one.start, -one.end),
    )
    kept: list[IdentifierSpan] = []
    for span in ordered:
        kept += [_cut(span, start, end) for start, end in _free(span, kept)]
    return tuple(_joined(sorted(kept, key=lambda one: one.start)))


def _free(span: IdentifierSpan, kept: Sequence[IdentifierSpan]) -> list[tuple[int, int]]:
    """What of a span none of the others covers."""
    free = [(span.start, span.end)]
    for other in kept:
        if other.start < span.end and other.end > span.start:
            free = [
                (max(start, low), min(end, high))
                for start, end in free
                for low, high in ((0, other.start), (other.end, end))
                if max(start, low) < min(end, high)
            ]
    return free


def _cut(span: IdentifierSpan, start: int, end: int) -> IdentifierSpan:
    return IdentifierSpan(start=start, end=end, kind=span.kind, found_by=span.found_by)


def _joined(spans: Iterable[IdentifierSpan]) -> Iterator[IdentifierSpan]:
    """Parts of one kind that touch, as one."""
    last: IdentifierSpan | None = None
    for span in spans:
        if last is not None and span.start == last.end and span.kind == last.kind:
            surer = min((last, span), key=lambda one: _SURE.index(one.found_by))
            last = _cut(surer, last.start, span.end)
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last


def masked_text(text: str, spans: Sequence[IdentifierSpan]) -> str:
    """The text with each span replaced by its kind in brackets: 'Name: [name]'."""
    parts: list[str] = []
    position = 0
    for span in settled(spans):
        parts += [text[position : span.start], f"[{span.kind}]"]
        position = span.end
    parts.append(text[position:])
    return "".join(parts)
