"""When a drug or a treatment began and ended, as far as its own words say so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from huizhen.core.extraction.dates import DateMention
from huizhen.core.extraction.medication.surroundings import sentence_near
from huizhen.core.extraction.prose import Prose
from huizhen.core.records.dates import PartialDate

_RANGE = re.compile(
    r"^\s*(?:[-–—~]|to|through|bis|until|hasta|al?|au|à|по|до|至|到)\s*$", re.IGNORECASE
)
_OPENS = re.compile(r"[\s(,:]*$")
_FAR = 90
_CLOSE = 3


class Period(NamedTuple):
    """Start and end as written."""

    start: PartialDate | None = None
    end: PartialDate | None = None
    doubts: tuple[str, ...] = ()
    is_stopped: bool = False
    """Whether the end is said by a word of stopping."""


class PeriodReader:
    """Reads dates with the words before them from a content pack."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        self._since = _before(words["since"])
        self._until = _before(words["until"])
        self._at = _before(words["at"])

    def read(self, prose: Prose, start: int, end: int, following: int | None) -> Period:
        """The period that the words right after a span, or right before it, give to it."""
        sentence = sentence_near(prose, start, end)
        limit = max(sentence.end, end)
        if self._until.search(prose.text[end:limit] + " "):
            limit = prose.line_at(min(limit + 1, len(prose.text))).end
        limit = min(following or len(prose.text), limit, end + _FAR)
        after = list(prose.dates_in(end, limit))
        inside = list(prose.dates_in(start, end))
        if after or inside:
            return self._after(prose, [*inside, *after], end)
        return self._before(prose, sentence.start, start)

    def _after(self, prose: Prose, dates: Sequence[DateMention], end: int) -> Period:
        first: DateMention | None = None
        last: DateMention | None = None
        is_stopped = False
        for index, date in enumerate(dates):
            lead = prose.text[max(0, date.start - 24) : date.start]
            previous = dates[index - 1] if index else None
            if previous and _RANGE.match(prose.text[previous.end : date.start]):
                first, last = previous, date
                break
            if self._until.search(lead):
                last = last or date
                is_stopped = bool(re.search(r"stop|disc|abges|отмен|susp|停", lead, re.IGNORECASE))
            elif self._since.search(lead) or (date.end <= end and self._at.search(lead)):
                first = first or date
            elif first is None and (
                _is_bracketed(prose, date, end) or self._is_at(prose, date, end)
            ):
                first = date
        return _period(first, last, is_stopped)

    def _is_at(self, prose: Prose, date: DateMention, end: int) -> bool:
        """Whether only 'in', 'im', 'on' stands between a span and a date, with two words more."""
        gap = prose.text[end : date.start]
        return len(gap.split()) <= _CLOSE and bool(self._at.search(gap)) and "," not in gap

    def _before(self, prose: Prose, begin: int, start: int) -> Period:
        """'03.12.2024–18.03.2025 R-CHOP', '22.04.2026: ...', 'On 12/03/2025 started': the date
        that opens the sentence."""
        dates = list(prose.dates_in(begin, start))
        if not dates or len(dates) > 2 or start - dates[-1].end > _FAR:
            return Period()
        between = prose.text[dates[-1].end : start]
        if re.search(r"[;.]\s", between):
            return Period()
        if len(dates) == 2:
            is_range = _RANGE.match(prose.text[dates[0].end : dates[1].start])
            return _period(dates[0], dates[1], False) if is_range else Period()
        lead = prose.text[begin : dates[0].start].strip(" \n•-–(")
        if len(lead.split()) > 2:
            return Period()
        if self._until.search(lead + " "):
            return _period(None, dates[0], False)
        return _period(dates[0], None, False)


def _is_bracketed(prose: Prose, date: DateMention, end: int) -> bool:
    """Whether a date stands in brackets, or alone, right after a span."""
    return bool(re.fullmatch(r"[\s(,:\[–-]{1,4}", prose.text[end : date.start]))


def _period(first: DateMention | None, last: DateMention | None, is_stopped: bool) -> Period:
    doubts = tuple(
        dict.fromkeys(date.doubt for date in (first, last) if date is not None and date.doubt)
    )
    return Period(first.value if first else None, last.value if last else None, doubts, is_stopped)


def _before(words: Sequence[str]) -> re.Pattern[str]:
    ordered = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(rf"(?:^|(?<=[\s(,;\u3400-\u9fff]))(?:{ordered})[\s:]*$", re.IGNORECASE)
