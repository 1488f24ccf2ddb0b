"""The pages of one document: narrative blocks, header lines, inline text; where each ID stands."""

from __future__ import annotations

from dataclasses import dataclass

from huizhen.core.reading.coded.narrative import Narrative
from huizhen.core.records.page import Line, Origin, Page, SourceId, page_id

_SEARCHED = 100_000
"""Labels are looked for in pages up to this length; above it only references give spans."""
_LONGEST_QUOTE = 1_000
_UNSHOWN = dict.fromkeys((*range(9), *range(0xE, 0x20), 0x7F, 0xFFFE, 0xFFFF), 0xFFFD)


@dataclass(frozen=True, slots=True)
class Place:
    """A half-open span of a page's text."""

    ordinal: int
    start: int
    end: int


class PageBook:
    """Collects pages in order; their number is bounded, and what is left out is said."""

    def __init__(self, source_id: SourceId, max_pages: int) -> None:
        self._source_id = source_id
        self._max_pages = max_pages
        self._texts: list[str] = []
        self._folded: dict[int, str] = {}
        self._pages: list[Page] = []
        self._places: dict[str, list[Place]] = {}
        self.is_cut = False

    @property
    def pages(self) -> tuple[Page, ...]:
        """All pages so far."""
        return tuple(self._pages)

    def add_narrative(self, narrative: Narrative, title: str, language: str) -> int:
        """The ordinal of a narrative's page; 0 when it has no text or does not fit."""
        ordinal = self.add(narrative.text, title, "narrative", language)
        if ordinal:
            for identifier, start, end in narrative.spans:
                self._places.setdefault(identifier, []).append(Place(ordinal, start, end))
        return ordinal

    def add(self, text: str, title: str, origin: Origin, language: str = "") -> int:
        """The ordinal of a page of the given text; 0 when it is empty or does not fit."""
        if not text.strip():
            return 0
        if len(self._pages) >= self._max_pages:
            self.is_cut = True
            return 0
        ordinal = len(self._pages) + 1
        shown = text.translate(_UNSHOWN)
        self._texts.append(shown)
        self._pages.append(
            Page(
                page_id=page_id(self._source_id, ordinal),
                ordinal=ordinal,
                text=shown,
                lines=_lines(shown),
                origin=origin,
                title=" ".join(title.split())[:300],
                language=language,
            )
        )
        return ordinal

    def referenced(self, reference: str, ordinal: int) -> Place | None:
        """Where the element that a `reference` names stands; on the given page first.

        An element without text of its own stands for the line that it is in.
        """
        places = self._places.get(reference.removeprefix("#"))
        if not places:
            return None
        place = next((known for known in places if known.ordinal == ordinal), places[0])
        return self._trimmed(place)

    def found(self, label: str, ordinal: int) -> Place | None:
        """The one place of a label on a page, in any case; None if it has none or several."""
        if not 0 < ordinal <= len(self._texts) or not label:
            return None
        text = self._texts[ordinal - 1]
        if len(text) > _SEARCHED:
            return None
        folded, wanted = self._folded_text(ordinal), label.lower()
        if folded is text:
            wanted = label
        start = folded.find(wanted)
        if start < 0 or folded.find(wanted, start + 1) >= 0:
            return None
        return Place(ordinal, start, start + len(wanted))

    def _folded_text(self, ordinal: int) -> str:
        """The page's text in lower case; as it is where letters change length with their case."""
        if ordinal not in self._folded:
            text = self._texts[ordinal - 1]
            folded = text.lower()
            self._folded[ordinal] = folded if len(folded) == len(text) else text
        return self._folded[ordinal]

    def text(self, place: Place) -> str:
        """The page's text at a place."""
        return self._texts[place.ordinal - 1][place.start : place.end]

    def page_id(self, ordinal: int) -> str:
        """The identifier of a page."""
        return str(page_id(self._source_id, ordinal))

    def _trimmed(self, place: Place) -> Place | None:
        text = self._texts[place.ordinal - 1]
        start, end = place.start, min(place.end, place.start + _LONGEST_QUOTE)
        if start >= end:
            start = text.rfind("\n", 0, start) + 1
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        return Place(place.ordinal, start, end) if start < end else None


def _lines(text: str) -> tuple[Line, ...]:
    lines = []
    position = 0
    for line in text.split("\n"):
        lines.append(Line.model_construct(start=position, end=position + len(line)))
        position += len(line) + 1
    return tuple(lines)
