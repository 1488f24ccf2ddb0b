"""What the segments of one message share while they are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from huizhen.core.reading.coded.deviations import Deviations
from huizhen.core.reading.hl7v2.book import Book, Place
from huizhen.core.reading.hl7v2.datatypes import Moment, joined, moment
from huizhen.core.reading.hl7v2.groups import Arrangement, Group
from huizhen.core.reading.hl7v2.messages import Message
from huizhen.core.reading.hl7v2.segments import Segment
from huizhen.core.reading.lines import one_line
from huizhen.core.reading.registry import Context
from huizhen.core.records.fact import FactType
from huizhen.core.records.reading import Member

ORDERS = ("OML", "ORM", "OMG", "OMI", "OMB", "OMN", "OMS", "OPL", "OMP", "OMD")
_LABORATORY = ("ORU", "OML", "OUL", "ORL", "OPU")


@dataclass(slots=True)
class Findings:
    """What a reading has besides pages and facts."""

    deviations: Deviations
    members: list[Member] = field(default_factory=list)
    problem: tuple[str, str, str] | None = None
    """Code, message and remedy of what could not be read; the first counts."""

    def report(self, code: str, message: str, remedy: str) -> None:
        """Something was left out."""
        self.problem = self.problem or (code, message, remedy)


@dataclass(slots=True)
class Setting:
    """A message while it is read."""

    message: Message
    arrangement: Arrangement
    book: Book
    findings: Findings
    context: Context
    subject: str = ""

    def group(self, segment: Segment) -> Group:
        """The order or result group of a segment."""
        return self.arrangement.group(segment)

    def note(self, segment: Segment) -> str:
        """The comments that follow a segment."""
        return self.arrangement.note(segment)

    def moment(self, segment: Segment, *fields: int) -> Moment:
        """The first of some fields that holds a time."""
        for at in fields:
            found = moment(segment.text(at), self.findings.deviations, segment.path)
            if found.date is not None:
                return found
        return Moment()

    def moment_of(self, text: str, segment: Segment) -> Moment:
        """A time that stands within a field of a segment."""
        return moment(text, self.findings.deviations, segment.path)

    @property
    def default_category(self) -> str:
        """The category of a result of which nothing else is known."""
        return "laboratory" if self.message.code in _LABORATORY else ""

    def put(self, type_: FactType, segment: Segment, line: str, **fields: Any) -> None:
        """A fact on a line of its own; the comments behind the segment become part of its note."""
        self.put_at(type_, segment, self.book.add(one_line(line)), **fields)

    def put_at(self, type_: FactType, segment: Segment, place: Place | None, **fields: Any) -> None:
        """A fact shown at a place of the page."""
        fields["note"] = joined(str(fields.get("note", "")), self.note(segment))
        fields.setdefault("performer", self.message.facility)
        self.book.fact(
            type_,
            segment.path,
            place,
            document_date=self.message.date,
            subject=self.subject,
            extractor="hl7v2/1",
            **fields,
        )
