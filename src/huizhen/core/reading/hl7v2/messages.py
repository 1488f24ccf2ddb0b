"""Messages of a file: framing, batches, separators and segments (HL7 v2.x, 2.5 and 2.10)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from huizhen.core.errors import BrokenRecord
from huizhen.core.reading.coded.deviations import Deviations
from huizhen.core.reading.hl7v2.charsets import text_of_bytes
from huizhen.core.reading.hl7v2.segments import Delimiters, Segment
from huizhen.core.records.dates import PartialDate, parse_partial_date

MAX_SEGMENTS = 200_000

_LINE_END = re.compile(r"\r\n|[\r\n\x0b\x1c]")
_UNSHOWN = re.compile("[\x00-\x08\x0c\x0e-\x1b\x1d-\x1f\x7f]")
_FRAME = "\ufeff\ufffd \t"
_ENVELOPES = ("FHS", "BHS", "BTS", "FTS")
_NAME = re.compile(r"[A-Z][A-Z0-9]{2}")
_HEAD = re.compile(rb"(?:MSH|FHS|BHS)(?:\||([^\w\s])[^\w\s]{0,6}(?:\1|$))")
_HEAD_BLANKS = b"\x0b\x1c\r\n\t \x00"
_HEAD_SIZE = 512


@dataclass(slots=True)
class Message:
    """One message; `segments` holds all but the MSH."""

    number: int
    header: Segment
    segments: list[Segment] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)

    @property
    def code(self) -> str:
        """The message code of MSH-9: ORU, ADT ..."""
        return self.header.text(9).upper()

    @property
    def type(self) -> str:
        """Code and trigger event: 'ORU^R01'."""
        cell = self.header.cell(9)
        return "^".join(part for part in (cell.part(1), cell.part(2)) if part)

    @property
    def facility(self) -> str:
        """The sending facility, MSH-4."""
        return self.header.text(4)

    @property
    def date(self) -> PartialDate | None:
        """When the message was made, MSH-7."""
        return parse_partial_date(self.header.text(7))


@dataclass(slots=True)
class Messages:
    """What a file holds."""

    messages: list[Message] = field(default_factory=list)
    deviations: Deviations = field(default_factory=Deviations)
    is_cut: bool = False
    broken: int = 0
    """Messages whose separators cannot be told."""


def hl7_score(head: bytes) -> float:
    """0.98 where a file begins with a message or batch header and its separator."""
    start = head[:_HEAD_SIZE]
    for mark, codec in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if start.startswith(mark):
            start = start[2:].decode(codec, "replace").encode("utf-8")
    start = start.lstrip(_HEAD_BLANKS).removeprefix(b"\xef\xbb\xbf").lstrip(_HEAD_BLANKS)
    return 0.98 if _HEAD.match(start) else 0.0


def messages_of(data: bytes) -> Messages:
    """Every message of a file; BrokenRecord when there is none with usable separators."""
    text, codec, doubts = text_of_bytes(data)
    found = Messages()
    for doubt in doubts:
        found.deviations.add(f"encoding: {doubt}")
    _Splitter(found, codec).take(_UNSHOWN.sub("\ufffd", text))
    if not found.messages:
        raise BrokenRecord(
            "hl7v2_broken",
            "The HL7 message has no header that names its separators.",
            "Ask the sender to export the messages again, each with its complete MSH segment.",
        )
    return found


class _Splitter:
    """Goes through the lines of a file and files them under their messages."""

    def __init__(self, found: Messages, codec: str) -> None:
        self._found = found
        self._codec = codec
        self._delimiters: Delimiters | None = None
        self._pending: list[str] = []
        self._count = 0
        self._since_batch = 0

    def take(self, text: str) -> None:
        """Every line: a new segment, an envelope, or the rest of the segment before."""
        for raw in _lines(text):
            line = raw.strip(_FRAME)
            if not line:
                continue
            if _is_header(line):
                self._flush()
                self._header(line)
            elif self._delimiters is not None and self._is_segment(line):
                self._flush()
                self._pending = [line]
            elif self._pending:
                self._pending.append(line)
                self._count += 1
            elif self._delimiters is not None:
                self._found.deviations.add("text_outside_segments")
            if self._count >= MAX_SEGMENTS:
                self._found.is_cut = True
                return
        self._flush()

    def _is_segment(self, line: str) -> bool:
        delimiters = self._delimiters
        return bool(_NAME.match(line)) and (
            len(line) == 3 or (delimiters is not None and line[3] == delimiters.field)
        )

    def _header(self, line: str) -> None:
        name = line[:3]
        if name != "MSH":
            self._envelope(line)
            return
        self._delimiters = delimiters_of(line, self._codec)
        if self._delimiters is None:
            self._found.broken += 1
            self._found.deviations.add("separators_not_valid")
            return
        self._count += 1
        self._since_batch += 1
        number = len(self._found.messages) + 1 + self._found.broken
        header = Segment(line, self._delimiters, f"MSG[{number}].MSH[1]")
        self._found.messages.append(Message(number, header))

    def _envelope(self, line: str) -> None:
        """Batch headers and trailers; BTS-1 says how many messages there should be."""
        self._delimiters = None
        if line[:3] == "BHS":
            self._since_batch = 0
        stated = re.match(r"BTS[^\w\s](\d{1,9})", line)
        if stated and int(stated.group(1)) != self._since_batch:
            self._found.deviations.add("batch_count_differs")

    def _flush(self) -> None:
        """Closes the segment whose lines are pending."""
        if not self._pending or self._delimiters is None:
            self._pending = []
            return
        message = self._found.messages[-1]
        name = self._pending[0][:3]
        message.names[name] += 1
        path = f"MSG[{message.number}].{name}[{message.names[name]}]"
        if len(self._pending) > 1:
            self._found.deviations.add("line_end_within_segment", path)
        message.segments.append(Segment("\n".join(self._pending), self._delimiters, path))
        self._count += 1
        self._pending = []


def _is_header(line: str) -> bool:
    mark = line[3:4]
    return line[:3] in ("MSH", *_ENVELOPES) and bool(mark.strip()) and not mark.isalnum()


def _lines(text: str) -> Iterator[str]:
    start = 0
    for end in _LINE_END.finditer(text):
        yield text[start : end.start()]
        start = end.end()
    yield text[start:]


def delimiters_of(header: str, codec: str = "utf-8") -> Delimiters | None:
    """The separators that an MSH line names; None when they cannot be told apart."""
    separator = header[3:4]
    if not separator or separator.isalnum() or separator.isspace():
        return None
    marks = header[4:].split(separator, 1)[0]
    if not 2 <= len(marks) <= 5 or len(set(marks)) != len(marks):
        return None
    if any(mark.isalnum() or mark.isspace() for mark in marks):
        return None
    return Delimiters(
        field=separator,
        component=marks[0],
        repetition=marks[1],
        escape=marks[2:3],
        subcomponent=marks[3:4],
        truncation=marks[4:5],
        codec=codec,
    )
