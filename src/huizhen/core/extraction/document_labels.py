"""Dates of a page that a label, a letterhead, a title or a signature makes the document's own."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from huizhen.core.extraction.dates import DateMention
from huizhen.core.extraction.document_words import GENERIC, NEVER, DateWords
from huizhen.core.extraction.prose import Prose, Span
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.page import PageId
from huizhen.core.records.value import Value

_HEAD_LINES = 30
_TITLE_LINES = 14
_FOOT_LINES = 8
_LONGEST_TITLE = 120
_LONGEST_HEADING = 100
_FIELD = re.compile(r"[^:：]{2,40}[:：]\s")
_LETTER_LINES = 20
_BEFORE_STAY, _AFTER_STAY = 70, 45
_BREAK = re.compile(r"[;()]|\n\s*\n")
_SIGNATURE = 70
_LONGEST_CELL = 160
"""No label stands farther from its date, and a hostile line costs no time."""
_COLUMN = re.compile(r"\s{3,}|\t|\s*\|\s*")
_AFTER = re.compile(r"\s*(?:г\.?|года|г\.\s*)?[\s.,)]*(?:$|\s{2,}|[:：|])")
_REST = re.compile(r"[\s|;,:：/\-–—()]|\d{1,2}:\d\d(?::\d\d)?|\b(?:uhr|am|pm|h)\b", re.IGNORECASE)

_DONE_THEN = re.compile(
    r"untersuch|examin|explorac|exploraci|befund|осмотр|aufnahme", re.IGNORECASE
)
"""'Körperliche Untersuchung am 27.04.2026' heads what was found that day, and is no place."""


class DateCandidate(Value):
    """A date that may be the document's, at its place; `value` is None where it is ambiguous."""

    kind: str
    page_id: PageId
    start: int
    end: int
    quote: str
    value: PartialDate | None = None


class PageDates:
    """Candidates of one page."""

    def __init__(
        self, prose: Prose, words: DateWords, about: str = "", *, is_first: bool = True
    ) -> None:
        self._prose, self._words, self._about = prose, words, about
        lines = [line for line in prose.lines if prose.text[line.start : line.end].strip()]
        self._lines: Sequence[Span] = lines
        head = lines[:_HEAD_LINES] if is_first else lines[:_TITLE_LINES]
        self._head_end = head[-1].end if head else 0
        self._title_end = lines[min(len(lines), _TITLE_LINES) - 1].end if lines and is_first else 0
        top = lines[:_LETTER_LINES]
        self._letter_end = top[-1].end if top and is_first else 0
        self._foot = lines[-_FOOT_LINES].start if len(lines) > _FOOT_LINES else 0

    def candidates(self) -> tuple[DateCandidate, ...]:
        """What the page has, in order of place."""
        return tuple(
            DateCandidate(
                kind=kind,
                page_id=self._prose.page.page_id,
                start=date.start,
                end=date.end,
                quote=self._prose.text[date.start : date.end],
                value=date.value,
            )
            for date in self._prose.dates
            if (kind := self._kind(date))
        )

    def _kind(self, date: DateMention) -> str:
        kind = self._labelled(date)
        if kind == NEVER:
            return ""
        if kind:
            return kind if self._may_stand(kind, date.start) else ""
        stay = self._stay(date) if date.start < self._head_end else ""
        return stay or self._letter(date) or self._titled(date) or self._signature(date)

    def _may_stand(self, kind: str, offset: int) -> bool:
        if kind in ("collected", "tested"):
            return True
        if kind in ("signed", "reported") and offset >= self._foot:
            return True
        return offset < (self._title_end if kind in (GENERIC, "sent") else self._head_end)

    def _labelled(self, date: DateMention) -> str:
        before = self._cell_before(date)
        line = self._prose.line_at(date.start)
        kind = self._words.label_before(before, self._prose.text[date.end : line.end])
        return kind or ("" if before.strip() else self._label_above(date))

    def _cell_before(self, date: DateMention) -> str:
        """The text of the line before the date, from the date before it on."""
        line = self._prose.line_at(date.start)
        ends = [other.end for other in self._prose.dates_in(line.start, date.start)]
        start = max([line.start, date.start - _LONGEST_CELL, *ends])
        return self._prose.text[start : date.start]

    def _label_above(self, date: DateMention) -> str:
        """The label in the line above: alone, or one of as many as there are dates below."""
        line = self._prose.line_at(date.start)
        above = [one for one in self._lines if one.end <= line.start]
        if not above or above[-1].end - above[-1].start > _LONGEST_CELL:
            return ""
        text = self._prose.text[above[-1].start : above[-1].end]
        labels = self._words.labels_in(text)
        dates = self._prose.dates_in(line.start, line.end)
        if len(labels) != len(dates) or _rest(text, [(s, e) for _, s, e in labels]):
            return ""
        own = self._prose.text[line.start : line.end]
        if _rest(own, [(d.start - line.start, d.end - line.start) for d in dates]):
            return ""
        return labels[dates.index(date)][0]

    def _stay(self, date: DateMention) -> str:
        """'admission' or 'discharge' of 'stationär vom ... bis ...'."""
        text = self._prose.text
        dates = self._prose.dates
        at = bisect_left(dates, date.start, key=lambda one: one.start)
        for first, last, kind in (
            (at, at + 1, "admission"),
            (at - 1, at, "discharge"),
        ):
            if first < 0 or last >= len(dates):
                continue
            gap = text[dates[first].end : dates[last].start]
            if self._words.until.fullmatch(gap) and self._is_stay(dates[first], dates[last]):
                return kind
        return ""

    def _is_stay(self, first: DateMention, last: DateMention) -> bool:
        text = self._prose.text
        before = _BREAK.split(text[max(0, first.start - _BEFORE_STAY) : first.start])[-1]
        after = _BREAK.split(text[last.end : last.end + _AFTER_STAY])[0]
        return any(self._words.stay.search(part) for part in (before, after))

    def _letter(self, date: DateMention) -> str:
        """A place with a date, or above a salutation a date alone."""
        if self._foot <= date.start and date.start >= self._title_end:
            kind = "signed"
        elif date.start < self._letter_end:
            kind = "letter"
        else:
            return ""
        line = self._prose.line_at(date.start)
        before, after = self._prose.text[line.start : date.start], self._after(date, line)
        cell = _COLUMN.split(before)[-1] if before.strip() else ""
        if not after or self._other_dates(line, date):
            return ""
        match = self._words.letter.match(cell)
        if _DONE_THEN.search(cell):
            return ""
        if match is not None and (match["place"] or match["near"] or "L")[0].isupper():
            return kind
        return kind if not cell.strip() and kind == "letter" and self._greets(line) else ""

    def _after(self, date: DateMention, line: Span) -> bool:
        rest = self._prose.text[date.end : line.end]
        return re.fullmatch(r"\s*(?:г\.?|года)?[\s.,]*", rest) is not None

    def _other_dates(self, line: Span, date: DateMention) -> bool:
        return any(other != date for other in self._prose.dates_in(line.start, line.end))

    def _greets(self, line: Span) -> bool:
        """Whether a salutation follows within a few lines."""
        following = [one for one in self._lines if one.start > line.start][:10]
        return any(
            self._words.salutation.match(self._prose.text[one.start : one.end].lstrip())
            for one in following
        )

    def _titled(self, date: DateMention) -> str:
        """A title with its date: 'PROCEDURE NOTE 02/10/2026', 'IRM PELVIENNE du 6 mai 2025'."""
        line = self._prose.line_at(date.start)
        before = self._prose.text[line.start : date.start]
        if date.start >= self._title_end or len(before) > _LONGEST_TITLE or ":" in before:
            return ""
        if self._other_dates(line, date) or self._prose.section_kind(max(0, line.start - 1)):
            return ""
        if not _AFTER.match(self._prose.text[date.end : line.end]):
            return ""
        kind = self._words.documents.get(self._about)
        named = kind is not None and kind.search(before)
        return "titled" if named else ""

    def _signature(self, date: DateMention) -> str:
        """'Electronically signed by A. Draft, MD, 04/28/2026'."""
        before = self._cell_before(date)
        match = self._words.signing.search(before)
        return "signed" if match and len(before) - match.end() <= _SIGNATURE else ""


def _rest(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """What is left of a line without some spans and without marks and times of day."""
    return "".join(_pieces(text, spans)).strip()


def _pieces(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[str]:
    place = 0
    for start, end in spans:
        yield _REST.sub("", text[place:start])
        place = end
    yield _REST.sub("", text[place:])


class DocumentSubject:
    """What kind of document a first page begins, by its titles."""

    def __init__(self, words: DateWords) -> None:
        self._words = words

    def of(self, prose: Prose) -> str:
        """'imaging', 'laboratory', 'visit' ...; '' where the first lines do not tell."""
        lines = [prose.text[one.start : one.end] for one in prose.lines]
        starts = [one.start for one in prose.lines]
        shown = [(s, line) for s, line in zip(starts, lines, strict=True) if line.strip()]
        for start, line in shown[:_TITLE_LINES]:
            if prose.section_kind(max(0, start - 1)):
                break
            kind = self._of_line(line)
            if kind:
                return kind
        return ""

    def _of_line(self, line: str) -> str:
        subject = self._words.subject.match(line)
        for title in re.split(r"\s{3,}", line[subject.end() :] if subject else line.strip()):
            is_field = not subject and _FIELD.match(title)
            kind = "" if is_field else self._of_title(title, is_subject=bool(subject))
            if kind:
                return kind
        return ""

    def _of_title(self, title: str, *, is_subject: bool) -> str:
        if len(title) > _LONGEST_HEADING:
            return ""
        is_house = bool(self._words.institution.search(title)) or title.isupper()
        for kind, pattern in self._words.documents.items():
            match = pattern.search(title)
            if match is None:
                continue
            is_written = kind in ("visit", "discharge", "letter", "operation")
            begins = not title[: match.start()].strip(" \t•*-–#【[")
            if begins or is_subject or is_house or is_written:
                return kind
        return ""
