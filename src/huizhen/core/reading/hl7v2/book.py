"""The book of a reading: pages of readable lines, and the facts that stand on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from huizhen.core.reading.lines import MAX_LINES, native_page, split_lines
from huizhen.core.records.evidence import ElementPath
from huizhen.core.records.fact import Fact, FactType, make_fact
from huizhen.core.records.page import Page

MAX_FACTS = 100_000
"""Facts of one file: what a parser's memory holds; a file of more is a data export."""

_LONGEST_QUOTE = 4_000


@dataclass(frozen=True, slots=True)
class Place:
    """Lines of the current page: the first and the last one, counted from 0."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Draft:
    type: FactType
    path: str
    place: Place | None
    fields: dict[str, Any]


class Book:
    """Collects lines and facts of one page after the other."""

    def __init__(self, source_id: str, max_pages: int, max_lines: int = MAX_LINES) -> None:
        self.pages: list[Page] = []
        self.facts: list[Fact] = []
        self.is_cut = False
        self.lacks_facts = False
        self._source_id = source_id
        self._max_pages = max_pages
        self._left = max_lines
        self._lines: list[str] = []
        self._drafts: list[_Draft] = []

    @property
    def is_full(self) -> bool:
        """Whether no further page may begin."""
        return len(self.pages) >= self._max_pages

    @property
    def ordinal(self) -> int:
        """The number of the page that is being made."""
        return len(self.pages) + 1

    def add(self, text: str) -> Place | None:
        """Puts one or more lines on the page; None when nothing of them could be shown."""
        lines = [line.rstrip() for line in split_lines(text)]
        while lines and not lines[-1]:
            lines.pop()
        if not lines:
            return None
        if len(lines) > self._left:
            self.is_cut = True
            lines = lines[: self._left]
        if not lines:
            return None
        self._left -= len(lines)
        first = len(self._lines)
        self._lines += lines
        return Place(first, len(self._lines) - 1)

    def fact(self, type_: FactType, path: str, place: Place | None, **fields: Any) -> None:
        """Notes a fact of the element at `path`, shown at `place`; none above the limit."""
        if len(self.facts) + len(self._drafts) >= MAX_FACTS:
            self.lacks_facts = True
            return
        said = {name: value for name, value in fields.items() if value not in ("", None, ())}
        self._drafts.append(_Draft(type_, path, place, said))

    def end_page(self, title: str) -> None:
        """Closes the page and makes its facts."""
        page = native_page(self._source_id, self.ordinal, self._lines, title)
        self._drafts.reverse()
        while self._drafts:
            self.facts.append(_made(self._drafts.pop(), page))
        self.pages.append(page)
        self._lines = []


def _made(draft: _Draft, page: Page) -> Fact:
    start: int | None = None
    end: int | None = None
    quote = _quote_of(draft.fields)
    if draft.place is not None:
        start = page.lines[draft.place.first].start
        end = min(page.lines[draft.place.last].end, start + _LONGEST_QUOTE)
        quote = page.text[start:end]
    evidence = ElementPath(page_id=page.page_id, path=draft.path, quote=quote, start=start, end=end)
    return make_fact(draft.type, evidence=(evidence,), **draft.fields)


def _quote_of(fields: dict[str, Any]) -> str:
    said = [str(fields.get(name) or "") for name in ("text", "value")]
    return ": ".join(part for part in said if part)[:_LONGEST_QUOTE]
