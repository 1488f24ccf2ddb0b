"""Reads HL7 v2.x messages, alone or in files and batches."""

from __future__ import annotations

from collections.abc import Iterator

from huizhen.core.reading.hl7v2.book import Book
from huizhen.core.reading.hl7v2.groups import arrange
from huizhen.core.reading.hl7v2.mentions import Mentions
from huizhen.core.reading.hl7v2.messages import Message, Messages, hl7_score, messages_of
from huizhen.core.reading.hl7v2.segment_kinds import ADMINISTRATIVE, READERS, USED_ELSEWHERE
from huizhen.core.reading.hl7v2.segments import Segment
from huizhen.core.reading.hl7v2.setting import Findings, Setting
from huizhen.core.reading.lines import one_line
from huizhen.core.reading.registry import Context, Probe, SourceFile
from huizhen.core.records.reading import Reading


class Hl7v2Reader:
    """HL7 v2.x in its pipe form, of any version and message type."""

    name = "hl7v2"
    version = 1

    def score(self, probe: Probe) -> float:
        """Nearly certain where the file begins with a message or batch header."""
        return hl7_score(probe.head)

    def read(self, source: SourceFile, context: Context) -> Reading:
        """A page for each message, its coded facts, its patient, embedded files."""
        found = messages_of(source.read(context.limits.max_text_bytes))
        return _Run(source, context, found).reading()


class _Run:
    """One reading in the making."""

    def __init__(self, source: SourceFile, context: Context, found: Messages) -> None:
        self._context = context
        self._found = found
        self._findings = Findings(found.deviations)
        self._book = Book(source.source_id, context.limits.max_pages_per_file)
        self._mentions = Mentions(found.messages)
        self._unread: set[str] = set()

    def reading(self) -> Reading:
        """Everything found, message after message."""
        first = self._found.messages[0]
        for message in self._found.messages:
            self._read_message(message)
        self._report_losses()
        code, text, remedy = self._findings.problem or ("", "", "")
        return Reading(
            kind="hl7v2",
            reader=f"{Hl7v2Reader.name}/{Hl7v2Reader.version}",
            status="part" if self._findings.problem else "read",
            code=code,
            message=text,
            remedy=remedy,
            pages=tuple(self._book.pages),
            facts=tuple(self._book.facts),
            patients=self._mentions.listed(),
            members=tuple(self._findings.members),
            document_date=str(first.date or ""),
            title=first.type,
            deviations=self._findings.deviations.listed(),
        )

    def _read_message(self, message: Message) -> None:
        arrangement = arrange(message.segments, message.code)
        for part in self._mentions.parts(message):
            if self._book.is_full:
                self._book.is_cut = True
                return
            subject = self._mentions.take(part, self._book.ordinal)
            setting = Setting(
                message=message,
                arrangement=arrangement,
                book=self._book,
                findings=self._findings,
                context=self._context,
                subject=subject,
            )
            self._book.add(_heading(message))
            for segment in part.segments:
                self._read_segment(segment, setting)
            self._book.end_page(message.type)

    def _read_segment(self, segment: Segment, setting: Setting) -> None:
        name = segment.name
        reader = READERS.get(name)
        if reader is not None:
            reader(segment, setting)
        elif name not in USED_ELSEWHERE and name not in ADMINISTRATIVE and name not in self._unread:
            self._unread.add(name)
            self._findings.deviations.add("segment_not_read", segment.path)

    def _report_losses(self) -> None:
        report = self._findings.report
        if self._found.is_cut:
            report(
                "hl7v2_too_many_segments",
                "The file has more segments than the limit; the first are read.",
                "Ask for the messages in several files.",
            )
        if self._book.is_cut:
            report(
                "too_many_pages",
                "The file has more messages or lines than the limit; the first are read.",
                "Ask for the messages in several files, or raise max_pages_per_file.",
            )
        if self._book.lacks_facts:
            report(
                "hl7v2_too_many_facts",
                "The file has more results than the limit; the text shows them all.",
                "Ask for the messages in several files.",
            )
        if self._found.broken:
            report(
                "hl7v2_broken",
                "Some messages of the file have no usable separators and are not read.",
                "Ask the sender to export the messages again, each with its complete MSH segment.",
            )
        if not any(message.segments for message in self._found.messages):
            report(
                "hl7v2_empty",
                "The file has message headers, but nothing behind them.",
                "Ask the sender to export the messages again with their content.",
            )


def _heading(message: Message) -> str:
    said: Iterator[str] = filter(
        None, (message.type, str(message.date or ""), one_line(message.facility))
    )
    return f"Message {', '.join(said)}".rstrip()
