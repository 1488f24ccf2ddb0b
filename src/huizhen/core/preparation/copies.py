"""What stands in the records more than once: noted where repeated, cited where it is first."""

from __future__ import annotations

from collections.abc import Sequence

from huizhen.core.reading.duplicates import DatedPage, compare_pages, copied_paragraphs
from huizhen.core.records.dates import parse_partial_date
from huizhen.core.records.inventory import PageNote
from huizhen.core.records.page import Page, PageId
from huizhen.core.records.reading import Reading


class Copies:
    """Notes for pages that repeat others."""

    def __init__(self, files: Sequence[tuple[str, Reading]]) -> None:
        pages = [(path, reading, page) for path, reading in files for page in reading.pages]
        self._places = {page.page_id: f"{path}, page {page.ordinal}" for path, _, page in pages}
        self._notes: dict[PageId, list[tuple[str, PageId]]] = {}
        likeness = compare_pages(page for _, _, page in pages)
        for copy in likeness.duplicates:
            self._note("same_page", copy.first, copy.others)
        for alike in likeness.similar:
            self._note("similar_page", alike.first, alike.others)
        dated = [DatedPage(page, parse_partial_date(r.document_date)) for _, r, page in pages]
        for paragraph in copied_paragraphs(dated):
            others = tuple(dict.fromkeys(page_id for page_id, _, _ in paragraph.others))
            self._note("copied_paragraph", paragraph.first[0], others)

    def _note(self, code: str, first: PageId, others: tuple[PageId, ...]) -> None:
        for other in others:
            if other != first:
                self._notes.setdefault(other, []).append((code, first))

    def notes_of(self, page: Page) -> list[PageNote]:
        """What a page repeats, each with the place where it stands first."""
        return [
            PageNote(ordinal=page.ordinal, code=code, detail=self._places[first])
            for code, first in dict.fromkeys(self._notes.get(page.page_id, ()))
        ]
