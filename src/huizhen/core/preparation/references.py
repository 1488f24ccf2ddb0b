"""The numbered places that statements rest on: a mark leads to one, and it to page and box."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from huizhen.core.preparation.dossier import SourceLine
from huizhen.core.preparation.paper import Reference
from huizhen.core.preparation.statement import Place
from huizhen.core.records.evidence import ElementPath, Evidence, PageSpan
from huizhen.core.records.fact import Fact

_MARKS_OF_A_STATEMENT = 3
_LONGEST_QUOTE = 90


class References:
    """Gives places their numbers in the order of first use."""

    def __init__(self, sources: Sequence[SourceLine]) -> None:
        self._sources = {source.source_id: source for source in sources}
        self._paths = {source.number: source.path for source in sources}
        self._numbers: dict[tuple[object, ...], int] = {}
        self._listed: list[Reference] = []

    def places(self, facts: Iterable[Fact]) -> tuple[Place, ...]:
        """All places of some facts, each once."""
        found: dict[Place, None] = {}
        for fact in facts:
            for evidence in fact.evidence:
                place = self._place(evidence)
                if place is not None:
                    found[place] = None
        return tuple(found)

    def numbers(self, places: Sequence[Place]) -> tuple[int, ...]:
        """The marks of a statement: one for each source first, then further places, few in all."""
        first_of_source = {place.source: place for place in reversed(places)}
        shown = [place for place in places if first_of_source[place.source] is place]
        for place in places:
            if len(shown) >= _MARKS_OF_A_STATEMENT:
                break
            if place not in shown:
                shown.append(place)
        return tuple(dict.fromkeys(self._number(p) for p in shown[:_MARKS_OF_A_STATEMENT]))

    @property
    def listed(self) -> tuple[Reference, ...]:
        """The list so far, by number."""
        return tuple(self._listed)

    def _place(self, evidence: Evidence) -> Place | None:
        page_id = getattr(evidence, "page_id", "")
        source = self._sources.get(page_id.split(":")[0].split("!")[0])
        if source is None:
            return None
        ordinal = page_id.rsplit(":", 1)[-1]
        page = int(ordinal) if ordinal.isdigit() else None
        quote = getattr(evidence, "quote", "") or getattr(evidence, "value", "")
        if isinstance(evidence, PageSpan):
            return Place(
                source=source.number, page_id=page_id, page=page, quote=quote,
                start=evidence.start, end=evidence.end, boxes=evidence.boxes,
            )  # fmt: skip
        path = evidence.path if isinstance(evidence, ElementPath) else getattr(evidence, "tag", "")
        return Place(source=source.number, page_id=page_id, page=page, path=path, quote=quote)

    def _number(self, place: Place) -> int:
        key = (place.page_id, place.path, place.start, place.end)
        if key not in self._numbers:
            number = len(self._listed) + 1
            self._numbers[key] = number
            self._listed.append(
                Reference(
                    number=number,
                    source=place.source,
                    path=self._paths[place.source],
                    page=None if place.path else place.page,
                    where=_where(place),
                    quote=_shortened(place.quote),
                )
            )
        return self._numbers[key]


def _where(place: Place) -> str:
    if place.path:
        return place.path
    if not place.boxes:
        return ""
    lefts, tops, rights, bottoms = zip(*place.boxes, strict=True)
    left, top, right, bottom = min(lefts), min(tops), max(rights), max(bottoms)
    return f"({left:.0f}, {top:.0f})–({right:.0f}, {bottom:.0f})"


def _shortened(quote: str) -> str:
    flat = " ".join(quote.split())
    return flat if len(flat) <= _LONGEST_QUOTE else flat[: _LONGEST_QUOTE - 1] + "…"
