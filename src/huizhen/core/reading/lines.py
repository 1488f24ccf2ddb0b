"""Lines of text to pages: the one place where a native reader's text gets its spans."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from huizhen.core.records.page import Line, Page, page_id

MAX_LINES = 200_000
"""Lines of one source that are kept; a record of more is a data export, and is said to be cut."""

_BREAKS = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNSHOWN = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\xa0\u3000]+")


def split_lines(text: str) -> Iterator[str]:
    """The lines of a text at any of Unicode's line ends, one after the other."""
    start = 0
    for match in _BREAKS.finditer(text):
        yield text[start : match.start()]
        start = match.end()
    yield text[start:]


def one_line(text: str) -> str:
    """The text as a single line, blanks folded."""
    return _SPACES.sub(" ", _BREAKS.sub(" ", text)).strip()


def row_line(cells: Sequence[str]) -> str:
    """A table row: cells joined by ' | ', empty ones kept between others so that columns stay."""
    flat = [one_line(cell) for cell in cells]
    while flat and not flat[-1]:
        flat.pop()
    return " | ".join(flat).lstrip(" ")


def native_page(
    source_id: str,
    ordinal: int,
    lines: Iterable[str],
    title: str = "",
    inside: str = "",
    notes: tuple[str, ...] = (),
) -> Page:
    """A page of the file's own text; characters that no text can hold become U+FFFD."""
    texts: list[str] = []
    spans: list[Line] = []
    position = 0
    for line in lines:
        shown = _UNSHOWN.sub("\ufffd", line)
        texts.append(shown)
        spans.append(Line.model_construct(start=position, end=position + len(shown)))
        position += len(shown) + 1
    return Page(
        page_id=page_id(source_id, ordinal, inside),
        ordinal=ordinal,
        text="\n".join(texts),
        lines=tuple(spans),
        origin="native",
        title=_UNSHOWN.sub("\ufffd", one_line(title))[:300],
        notes=notes,
    )


class LineCollector:
    """Collects lines into pages; empty lines are folded to one, and the number is bounded."""

    def __init__(self, max_pages: int, max_lines: int = MAX_LINES) -> None:
        self._pages: list[list[str]] = [[]]
        self._titles: list[str] = [""]
        self._left = max_lines
        self._max_pages = max_pages
        self.is_cut = False

    def add(self, text: str) -> None:
        """One or more lines of the current page."""
        for line in split_lines(text):
            self._add_line(line.rstrip())
            if self.is_cut:
                return

    def _add_line(self, line: str) -> None:
        page = self._pages[-1]
        if not line and (not page or not page[-1]):
            return
        if self._left <= 0:
            self.is_cut = True
            return
        self._left -= 1
        page.append(line)

    def break_page(self, title: str = "") -> None:
        """Begin a new page, unless the current one is still empty."""
        if self._pages[-1]:
            if len(self._pages) >= self._max_pages:
                self.is_cut = True
                self._left = 0
                return
            self._pages.append([])
            self._titles.append("")
        self._titles[-1] = title

    @property
    def on_page(self) -> int:
        """How many lines the current page has."""
        return len(self._pages[-1])

    @property
    def is_empty(self) -> bool:
        """Whether no line with text was added."""
        return not any(line for page in self._pages for line in page)

    def pages(self, source_id: str) -> tuple[Page, ...]:
        """The pages that have text, numbered from 1."""
        made: list[Page] = []
        for lines, title in zip(self._pages, self._titles, strict=True):
            while lines and not lines[-1]:
                lines.pop()
            if lines:
                made.append(native_page(source_id, len(made) + 1, lines, title))
        return tuple(made)
