"""What was received more than once: files, pages, and paragraphs copied from visit to visit.

A page counts as a copy only when every number, date, sign, negation and side in it is the same in
the same order; pages that are alike in all but these are 'similar', and a person looks at both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

from huizhen.core.reading.page_shingles import (
    SHINGLE,
    Hashes,
    PlacedWords,
    bag_of,
    band_keys,
    is_critical,
    jaccard,
    placed_words,
    shared,
    window_hashes,
    words_of,
)
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.page import Page, PageId, SourceId
from huizhen.core.records.reading import Received
from huizhen.core.records.value import Value

THRESHOLD = 0.9
"""Share of 5-word shingles that two pages have in common, critical words apart."""
SHORTEST_PAGE = 200
SHORTEST_PARAGRAPH = 120
_LEADERS_PER_KEY = 20
_FEW_DIFFERENCES = 6
_RUN = 12
_INDEX_STEP = 4

TextSpan = tuple[PageId, int, int]
"""A half-open span of a page's text, in code points."""


class DuplicateSource(Value):
    """The same bytes under several paths."""

    source_id: SourceId
    paths: tuple[str, ...]


class DuplicatePage(Value):
    """A page and its copies, in the order in which the pages were given."""

    first: PageId
    others: tuple[PageId, ...]


class SimilarPage(Value):
    """A page and others that differ from it in a number, date, negation or side."""

    first: PageId
    others: tuple[PageId, ...]


class PageLikeness(Value):
    """All copies and look-alikes among some pages."""

    duplicates: tuple[DuplicatePage, ...] = ()
    similar: tuple[SimilarPage, ...] = ()


class CopiedParagraph(Value):
    """A stretch of text in the earliest document, and the same words in later ones."""

    first: TextSpan
    others: tuple[TextSpan, ...]


class DatedPage(NamedTuple):
    """A page and its document's date."""

    page: Page
    document_date: PartialDate | None


def duplicate_sources(received: Iterable[Received]) -> tuple[DuplicateSource, ...]:
    """Sources that lie under more than one path, by first path."""
    paths: dict[SourceId, list[str]] = {}
    for file in received:
        paths.setdefault(file.source_id, []).append(file.path)
    return tuple(
        DuplicateSource(source_id=source_id, paths=tuple(found))
        for source_id, found in paths.items()
        if len(found) > 1
    )


class _Sketch(NamedTuple):
    """A page as it is compared: its wording apart from the words that decide its meaning."""

    page_id: PageId
    shingles: Hashes
    critical: tuple[str, ...]
    bag: Hashes
    """The critical words without their order."""


def compare_pages(pages: Iterable[Page]) -> PageLikeness:
    """Copies and look-alikes among pages of at least 200 characters, in nearly linear time."""
    leaders: dict[tuple[int, bytes], list[_Sketch]] = {}
    duplicates: dict[PageId, list[PageId]] = {}
    similar: dict[PageId, list[PageId]] = {}
    for page in {page.page_id: page for page in pages}.values():
        sketch = _sketch(page)
        if sketch is None:
            continue
        keys = band_keys(sketch.shingles)
        leader = _leader_of(sketch, [found for key in keys for found in leaders.get(key, ())])
        if leader is not None and leader.critical == sketch.critical:
            duplicates.setdefault(leader.page_id, []).append(page.page_id)
            continue
        if leader is not None:
            similar.setdefault(leader.page_id, []).append(page.page_id)
        for key in keys:
            group = leaders.setdefault(key, [])
            if len(group) < _LEADERS_PER_KEY:
                group.append(sketch)
    return PageLikeness(
        duplicates=tuple(
            DuplicatePage(first=first, others=tuple(others)) for first, others in duplicates.items()
        ),
        similar=tuple(
            SimilarPage(first=first, others=tuple(others)) for first, others in similar.items()
        ),
    )


def _sketch(page: Page) -> _Sketch | None:
    words = words_of(page.text)
    if sum(map(len, words)) + len(words) < SHORTEST_PAGE:
        return None
    critical = [word for word in words if is_critical(word)]
    wording = [word for word in words if not is_critical(word)]
    shingles: Hashes = np.unique(window_hashes(wording, SHINGLE))
    if not shingles.size:
        return None
    return _Sketch(page.page_id, shingles, tuple(critical), bag_of(critical))


def _leader_of(sketch: _Sketch, candidates: Sequence[_Sketch]) -> _Sketch | None:
    """The first leader that the page copies; else the first that it resembles."""
    alike: _Sketch | None = None
    for leader in {found.page_id: found for found in candidates}.values():
        is_same = leader.critical == sketch.critical
        if not is_same and (alike is not None or not _differ_little(leader, sketch)):
            continue
        if jaccard(leader.shingles, sketch.shingles) >= THRESHOLD:
            if is_same:
                return leader
            alike = leader
    return alike


def _differ_little(one: _Sketch, other: _Sketch) -> bool:
    """Lab sheets of one panel share their wording, but hardly a number: they are not alike."""
    size = one.bag.size + other.bag.size
    limit = max(_FEW_DIFFERENCES, size // 20)
    if abs(one.bag.size - other.bag.size) > limit:
        return False
    return size - 2 * shared(one.bag, other.bag) <= limit


class _Run(NamedTuple):
    """A place in the index: which page, at which word."""

    page: int
    at: int


def copied_paragraphs(dated: Iterable[DatedPage]) -> tuple[CopiedParagraph, ...]:
    """Stretches of at least 120 characters that stand word for word in a later document.

    Line breaks, capitals and blanks do not count; numbers do. Pages without a date are left out,
    and so are pairs whose order their dates do not settle ('2025' and '2025-03').
    """
    pages = sorted(
        ((page, date) for page, date in dated if date is not None), key=lambda pair: pair[1]
    )
    finder = _CopyFinder([(page, date, placed_words(page.text)) for page, date in pages])
    for _, group in groupby(range(len(pages)), key=lambda index: str(pages[index][1])):
        indexes = list(group)
        for index in indexes:
            finder.find_in(index)
        for index in indexes:
            finder.add(index)
    return finder.found()


class _CopyFinder:
    """Runs of words of earlier pages, and the copies that were found of them."""

    def __init__(self, pages: list[tuple[Page, PartialDate, PlacedWords]]) -> None:
        self._pages = pages
        self._index: dict[int, _Run] = {}
        self._copies: dict[TextSpan, list[TextSpan]] = {}

    def add(self, page: int) -> None:
        """Let later pages be compared with this one; the earliest place of a run stays."""
        hashes = window_hashes(self._pages[page][2].texts, _RUN)
        for at in range(0, len(hashes), _INDEX_STEP):
            self._index.setdefault(int(hashes[at]), _Run(page, at))

    def find_in(self, page: int) -> None:
        """Note every stretch of this page that an earlier document has."""
        words = self._pages[page][2].texts
        at = 0
        hashes = window_hashes(words, _RUN).tolist()
        free = 0
        while at < len(hashes):
            run = self._index.get(hashes[at])
            if run is None or not self._is_earlier(run.page, page):
                at += 1
                continue
            start, end, first = self._extent(words, at, run, free)
            if end - start >= _RUN and self._note(page, start, end, run.page, first):
                at = free = end
            else:
                at += 1

    def _is_earlier(self, one: int, other: int) -> bool:
        first, second = self._pages[one][1], self._pages[other][1]
        return first < second and not first.contains(second)

    def _extent(self, words: list[str], at: int, run: _Run, free: int) -> tuple[int, int, int]:
        """Start and end of the common stretch in this page, and its start in the earlier one."""
        earlier = self._pages[run.page][2].texts
        back = 0
        while (
            at - back > free
            and run.at - back > 0
            and words[at - back - 1] == earlier[run.at - back - 1]
        ):
            back += 1
        ahead = 0
        while (
            at + ahead < len(words)
            and run.at + ahead < len(earlier)
            and words[at + ahead] == earlier[run.at + ahead]
        ):
            ahead += 1
        return at - back, at + ahead, run.at - back

    def _note(self, page: int, start: int, end: int, earlier: int, first: int) -> bool:
        words = self._pages[page][2].texts[start:end]
        if sum(map(len, words)) + len(words) <= SHORTEST_PARAGRAPH:
            return False
        origin = self._span(earlier, first, first + end - start)
        self._copies.setdefault(origin, []).append(self._span(page, start, end))
        return True

    def _span(self, page: int, start: int, end: int) -> TextSpan:
        words = self._pages[page][2]
        return (self._pages[page][0].page_id, words.starts[start], words.ends[end - 1])

    def found(self) -> tuple[CopiedParagraph, ...]:
        """All copies by their first place."""
        return tuple(
            CopiedParagraph(first=first, others=tuple(others))
            for first, others in self._copies.items()
        )
