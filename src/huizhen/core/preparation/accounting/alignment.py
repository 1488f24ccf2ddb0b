"""Lays what a paper should say along what its pages do say; both are told where they part.

Pages are read strictly in order. Only two things may come between: the heading of a table again at
the top of a page, and the cells of one row that go on there side by side. Where the pages say
something else, the reading takes up again at the nearest place that agrees.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from huizhen.core.preparation.accounting.page_text import HYPHEN, PageText
from huizhen.core.preparation.accounting.runs import Band, Run

_HYPHENS: Final = "-\u2010\u2011"
_BANDS_AHEAD: Final = 80
_LETTERS_AHEAD: Final = 6000
_PROBE: Final = 24
_SHORTEST_PROBE: Final = 5
_MOST_COMPARED: Final = 40_000_000


class Found(NamedTuple):
    """A run that stands on the pages; `start` and `end` count letters over all pages."""

    run: Run
    start: int
    end: int


class Parted(NamedTuple):
    """A run that the pages do not say, and what stands in its place ('' when nothing)."""

    run: Run
    start: int
    end: int


class Alignment(NamedTuple):
    """What agrees, what does not, and stretches of the pages that belong to no run."""

    found: tuple[Found, ...]
    parted: tuple[Parted, ...]
    strangers: tuple[tuple[int, int], ...]


class Letters:
    """The letters of all pages in a row."""

    def __init__(self, pages: Sequence[PageText]) -> None:
        self.text = "".join(page.letters for page in pages)
        self._pages = tuple(pages)
        self._starts: list[int] = []
        at = 0
        for page in pages:
            self._starts.append(at)
            at += len(page.letters)
        self._tops = frozenset(self._starts[1:])

    def is_top(self, at: int) -> bool:
        """Whether a page other than the first begins here."""
        return at in self._tops

    def next_top(self, at: int) -> int:
        """Where the page of this letter ends."""
        after = bisect_right(self._starts, at)
        return self._starts[after] if after < len(self._starts) else len(self.text)

    def page_of(self, at: int) -> int:
        """The number of the page of a letter."""
        place = max(0, bisect_right(self._starts, min(at, max(0, len(self.text) - 1))) - 1)
        return self._pages[place].number if self._pages else 0

    def shown(self, start: int, end: int) -> str:
        """The pages' own text of a stretch."""
        parts = []
        for page, first in zip(self._pages, self._starts, strict=True):
            low, high = max(start - first, 0), min(end - first, len(page.letters))
            if low < high:
                parts.append(page.shown(low, high))
        return " ".join(parts)


def aligned(bands: Sequence[Band], letters: Letters) -> Alignment:
    """Both read to their ends."""
    return _Reader(bands, letters).read()


class _Reader:
    def __init__(self, bands: Sequence[Band], letters: Letters) -> None:
        self._bands = [band for band in bands if any(run.letters for run in band.runs)]
        self._letters = letters
        self._words = ["".join(run.letters for run in band.runs) for band in self._bands]
        self._found: list[Found] = []
        self._parted: list[Parted] = []
        self._strangers: list[tuple[int, int]] = []

    def read(self) -> Alignment:
        at, place = 0, 0
        while place < len(self._bands):
            read = self._band(self._bands[place], at)
            if read is not None:
                found, at = read
                self._found += found
                place += 1
                continue
            place, at = self._take_up_again(place, at)
        if at < len(self._letters.text):
            self._strangers.append((at, len(self._letters.text)))
        return Alignment(tuple(self._found), tuple(self._parted), tuple(self._strangers))

    def _band(self, band: Band, at: int) -> tuple[list[Found], int] | None:
        """The band read from here; None when the pages say something else."""
        again, start = self._heading(band, at)
        in_a_row = self._in_a_row(band, start)
        if in_a_row is not None:
            return [*again, *in_a_row[0]], in_a_row[1]
        cells = [tuple((run, run.letters) for run in cell if run.letters) for cell in band.cells]
        beside = self._beside(band, cells, start)
        return ([*again, *beside[0]], beside[1]) if beside is not None else None

    def _heading(self, band: Band, at: int) -> tuple[list[Found], int]:
        """The heading of the band's table where a page begins with it again."""
        words = "".join(run.letters for run in band.heading)
        if (
            not words
            or not self._letters.is_top(at)
            or not self._letters.text.startswith(words, at)
        ):
            return [], at
        found = []
        for run in band.heading:
            end = at + len(run.letters)
            if end > at:
                found.append(Found(run._replace(kind="heading_again"), at, end))
            at = end
        return found, at

    def _in_a_row(self, band: Band, at: int) -> tuple[list[Found], int] | None:
        """One cell after the other; a page may end within a single cell only."""
        found: list[Found] = []
        may_turn = sum(any(run.letters for run in cell) for cell in band.cells) < 2
        for run in band.runs:
            words, done, start = run.letters, 0, at
            while done < len(words):
                if self._letters.is_top(at) and (found or done):
                    if not may_turn:
                        return None
                    again, at = self._heading(band, at)
                    found += again
                    start = at if done == 0 else start
                length, taken = self._common(words[done:], at)
                if length == 0:
                    return None
                done, at = done + length, at + taken
            if words:
                found.append(Found(run, start, at))
        return found, at

    def _common(self, words: str, at: int) -> tuple[int, int]:
        """How many letters agree from here to the end of the page, and how many that takes there.

        A hyphen at a line's end is the word's own, or the setter's and no letter.
        """
        text, top = self._letters.text, self._letters.next_top(at)
        done, start = 0, at
        while done < len(words) and at < top:
            if text[at] == words[done] or (text[at] == HYPHEN and words[done] in _HYPHENS):
                done += 1
            elif text[at] != HYPHEN or not _may_part(words, done):
                break
            at += 1
        return done, at - start

    def _beside(
        self, band: Band, cells: Sequence[tuple[tuple[Run, str], ...]], at: int
    ) -> tuple[list[Found], int] | None:
        """Cells side by side over the end of a page: their first parts fill it."""
        top = self._letters.next_top(at)
        whole = ["".join(words for _, words in cell) for cell in cells]
        if sum(map(len, whole)) <= top - at or top >= len(self._letters.text):
            return None
        for heads in self._splits(whole, at, top, 0):
            rest = [_after(cell, head) for cell, head in zip(cells, heads, strict=True)]
            again, below = self._heading(band, top)
            plain_band = Band(tuple(tuple(_run(r, w) for r, w in cell) for cell in rest))
            read = self._in_a_row(plain_band, below) or self._beside(
                band._replace(cells=plain_band.cells), rest, below
            )
            if read is not None:
                first = _firsts(cells, heads, at)
                return [*first, *again, *read[0]], read[1]
        return None

    def _splits(self, cells: Sequence[str], at: int, top: int, place: int) -> Iterator[list[int]]:
        """Lengths of the cells' first parts that fill the page exactly."""
        if place == len(cells):
            if at == top:
                yield []
            return
        length = 0
        text = self._letters.text
        most = min(len(cells[place]), top - at)
        while length < most and _agree(text[at + length], cells[place][length]):
            length += 1
        if sum(map(len, cells[place + 1 :])) + length < top - at:
            return
        for taken in range(length, -1, -1):
            for rest in self._splits(cells, at + taken, top, place + 1):
                yield [taken, *rest]

    def _take_up_again(self, place: int, at: int) -> tuple[int, int]:
        """The nearest band that the pages go on with; what lies between is compared in detail."""
        best: tuple[int, int, int] | None = None
        for ahead in range(place, min(len(self._bands), place + _BANDS_AHEAD)):
            probe = "".join(self._words[ahead : ahead + 3])[:_PROBE]
            found = self._next(probe, at, 0 if ahead > place else 1)
            if found is not None:
                cost = found - at + sum(map(len, self._words[place:ahead]))
                if best is None or cost < best[0]:
                    best = (cost, ahead, found)
        ahead, found = (len(self._bands), len(self._letters.text)) if best is None else best[1:]
        self._compare(place, ahead, at, found)
        return ahead, found

    def _next(self, probe: str, at: int, least: int) -> int | None:
        if len(probe) < _SHORTEST_PROBE:
            return None
        found = self._letters.text.find(probe, at + least, at + _LETTERS_AHEAD)
        return None if found < 0 else found

    def _compare(self, place: int, ahead: int, start: int, end: int) -> None:
        """Runs between two places that agree, letter by letter."""
        runs = [run for band in self._bands[place:ahead] for run in band.runs if run.letters]
        wanted = "".join(run.letters for run in runs)
        said = self._letters.text[start:end]
        map_ = _same_letters(wanted, said)
        taken: set[int] = set()
        at = 0
        for run in runs:
            length = len(run.letters)
            spots = [map_[i] for i in range(at, at + length) if i in map_]
            at += length
            if not spots:
                self._parted.append(Parted(run, start, start))
                continue
            low, high = start + spots[0], start + spots[-1] + 1
            taken.update(range(low, high))
            if len(spots) == length and high - low == length:
                self._found.append(Found(run, low, high))
            else:
                self._parted.append(Parted(run, low, high))
        self._strangers += _stretches(i for i in range(start, end) if i not in taken)


def _same_letters(wanted: str, said: str) -> dict[int, int]:
    """Places of letters that agree in order; none in texts too long to compare."""
    if len(wanted) * len(said) > _MOST_COMPARED:
        return {}
    blocks = SequenceMatcher(None, wanted, said, autojunk=False).get_matching_blocks()
    return {block.a + i: block.b + i for block in blocks for i in range(block.size)}


def _may_part(words: str, place: int) -> bool:
    """Whether a setter may break a word here."""
    before = words[place - 1 : place]
    return words[place].isalpha() and (before.isalpha() or unicodedata.combining(before or " ") > 0)


def _stretches(places: Iterator[int]) -> list[tuple[int, int]]:
    result: list[tuple[int, int]] = []
    for place in places:
        if result and result[-1][1] == place:
            result[-1] = (result[-1][0], place + 1)
        else:
            result.append((place, place + 1))
    return result


def _agree(said: str, wanted: str) -> bool:
    return said == wanted or (said == HYPHEN and wanted in _HYPHENS)


def _run(run: Run, words: str) -> Run:
    return run if run.letters == words else run._replace(text=words)


def _after(cell: Sequence[tuple[Run, str]], head: int) -> tuple[tuple[Run, str], ...]:
    """A cell without its first letters."""
    rest = []
    for run, words in cell:
        if head < len(words):
            rest.append((run, words[head:]))
        head = max(0, head - len(words))
    return tuple(rest)


def _firsts(
    cells: Sequence[Sequence[tuple[Run, str]]], heads: Sequence[int], at: int
) -> list[Found]:
    """The first parts as found; a run that goes on below is found in two parts."""
    found = []
    for cell, head in zip(cells, heads, strict=True):
        left = head
        for run, words in cell:
            length = min(left, len(words))
            if length:
                found.append(Found(run, at, at + length))
            at += length
            left -= length
    return found
