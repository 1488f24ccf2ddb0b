"""A page's text as the finders see it: lines, sentences, sections, dates, and its own habits.

Offsets are those of the page's text, always: nothing is rewritten.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from huizhen.core.extraction.context import Context, ContextRules
from huizhen.core.extraction.dates import DateMention
from huizhen.core.extraction.numbers import DecimalMark, Number, read_number
from huizhen.core.extraction.sections import Section
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.evidence import PageSpan
from huizhen.core.records.fact import Certainty
from huizhen.core.records.page import Box, Page

_RIGHT_BEFORE = 18


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open span of the page's text."""

    start: int
    end: int


def _start(mention: DateMention) -> int:
    return mention.start


@dataclass(frozen=True)
class Prose:
    """One page, prepared for the finders."""

    page: Page
    language: str
    decimal: DecimalMark
    lines: Sequence[Span]
    sentences: Sequence[Span]
    sections: Sequence[Section]
    dates: Sequence[DateMention]
    """In the order of the text."""
    rules: ContextRules
    document_date: PartialDate | None = None
    _starts: list[int] = field(default_factory=list)
    """Starts of sentences, for look-up."""
    _titles: list[int] = field(default_factory=list)
    """Starts of headings, for look-up."""

    @property
    def text(self) -> str:
        """The page's text."""
        return self.page.text

    def number(self, written: str) -> Number:
        """A number of this document."""
        return read_number(written, self.decimal)

    def sentence_at(self, offset: int) -> Span:
        """The sentence that holds an offset."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return Span(0, len(self.text))
        return self.sentences[index]

    def line_at(self, offset: int) -> Span:
        """The printed line that holds an offset."""
        start = self.text.rfind("\n", 0, offset) + 1
        end = self.text.find("\n", offset)
        return Span(start, len(self.text) if end < 0 else end)

    def section_at(self, offset: int) -> Section | None:
        """The section that holds an offset, its heading included; None before the first one."""
        index = bisect_right(self._titles, offset) - 1
        return self.sections[index] if index >= 0 else None

    def section_kind(self, offset: int) -> str:
        """The kind of the section that holds an offset; '' outside of sections."""
        section = self.section_at(offset)
        return section.kind if section else ""

    def is_advice(self, start: int) -> bool:
        """Whether a board's name heads the sentence at a place."""
        sentence = self.sentence_at(start)
        return self.rules.is_advice(self.text[sentence.start : sentence.end])

    def is_order(self, start: int) -> bool:
        """Whether the sentence at a place begins as a decision or under a condition, or lays out
        a course in a plan."""
        sentence, section = self.sentence_at(start), self.section_at(start)
        title = self.text[section.title_start : section.start] if section else ""
        begin = max(sentence.start, section.start if section and title else 0)
        words = self.text[sentence.start : sentence.end]
        return self.rules.is_order(words) or (
            bool(title) and self.rules.is_order(self.text[begin : sentence.end], title)
        )

    def denies(self, start: int, end: int) -> bool:
        """Whether words right before something deny it, whatever else the sentence says of it."""
        if not self.context(start, end).negated:
            return False
        sentence = self.sentence_at(start)
        near = max(sentence.start, start - _RIGHT_BEFORE)
        close = self.rules.assess(self.text[near:end], start - near, end - near, "", self.language)
        return close.negated

    def context(self, start: int, end: int) -> Context:
        """How the text means what stands in a span: negated, suspected, of the family ..."""
        sentence = self.sentence_at(start)
        return self.rules.assess(
            self.text[sentence.start : max(end, sentence.end)],
            start - sentence.start,
            end - sentence.start,
            self.section_kind(start),
            self.language,
        )

    def valued_certainty(self, start: int, end: int) -> Certainty:
        """The certainty of something that has a value: only words right before it deny it."""
        context = self.context(start, end)
        if not context.negated:
            return context.certainty
        bracket = self.text.rfind("(", max(0, start - _RIGHT_BEFORE), start)
        # 'no angina (NYHA class 2)': the bracket says something of its own
        is_aside = bracket >= 0 and ")" not in self.text[bracket:start]
        is_denied = not is_aside and self.denies(start, end)
        return context._replace(negated=is_denied).certainty

    def dates_in(self, start: int, end: int) -> list[DateMention]:
        """The dates that stand wholly between two offsets."""
        first = bisect_left(self.dates, start, key=_start)
        last = bisect_right(self.dates, end, key=_start)
        return [date for date in self.dates[first:last] if date.end <= end]

    def heading_date(self, offset: int) -> DateMention | None:
        """The one date that stands in the heading of the section, or in the heading line of the
        list, that holds an offset."""
        section = self.section_at(offset)
        if section is None:
            return None
        line = self.line_at(section.title_start)
        dates = list(self.dates_in(section.title_start, min(line.end, section.end)))
        return dates[0] if len(dates) == 1 and dates[0].end <= offset else None

    def evidence(self, start: int, end: int) -> PageSpan:
        """The place of a span, with the boxes of the lines that it touches."""
        boxes: tuple[Box, ...] = tuple(
            line.box
            for line in self.page.lines
            if line.box is not None and line.start < end and start < line.end
        )
        return PageSpan(
            page_id=self.page.page_id,
            start=start,
            end=end,
            quote=self.text[start:end],
            boxes=boxes,
            origin=self.page.origin,
        )
