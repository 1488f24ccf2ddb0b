"""What `deidentify` prints of one text: the machine line."""

from __future__ import annotations

from collections.abc import Iterable

from huizhen.core.preparation.masking.span import IdentifierKind, IdentifierSpan
from huizhen.core.records.value import Value


class FoundIdentifier(Value):
    """One identifier of a text: code points [start, end) and what it is."""

    start: int
    end: int
    kind: IdentifierKind


class DeidentifyLine(Value):
    """The identifiers of one text, in order and without overlaps."""

    id: str = ""
    spans: tuple[FoundIdentifier, ...] = ()


def deidentify_line(id_: str, spans: Iterable[IdentifierSpan]) -> dict[str, object]:
    """One `huizhen.deidentify/1` record."""
    line = DeidentifyLine(
        id=id_,
        spans=tuple(FoundIdentifier(start=one.start, end=one.end, kind=one.kind) for one in spans),
    )
    return {"schema": "huizhen.deidentify/1", **line.model_dump(mode="json")}
