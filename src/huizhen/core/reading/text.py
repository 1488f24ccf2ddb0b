"""Reads plain text in any usual encoding; form feeds make pages, binary data is refused."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import PurePosixPath

from huizhen.core.errors import BrokenRecord, UnsupportedRecord
from huizhen.core.reading.encoding import decode_text, is_plausible_text
from huizhen.core.reading.lines import MAX_LINES, LineCollector
from huizhen.core.reading.registry import Context, Probe, SourceFile
from huizhen.core.reading.signatures import file_kind
from huizhen.core.records.reading import Reading

TEXT_SUFFIXES = frozenset((".txt", ".text", ".md", ".markdown", ".log", ".asc", ".rst"))
_TEXT_KINDS = frozenset(("", "json", "xml", "svg", "html", "hl7v2", "eml", "mbox", "autorun"))
_STRUCTURES = frozenset(("json", "xml", "svg", "hl7v2"))
_CONTROL = re.compile("[\x00-\x06\x0e-\x19\x1c-\x1f\x7f]")
_CONTROL_SHARE = 0.02
_SHORT = 20
_SAMPLE_BYTES = 8_192
"""Every file is looked at, so the look has to be quick."""


@lru_cache(maxsize=64)
def looks_like_text(head: bytes) -> bool:
    """Whether the first bytes are text in some encoding, not binary data."""
    if not head or file_kind(head) not in _TEXT_KINDS:
        return False
    head = head[:_SAMPLE_BYTES]
    text, _, _ = decode_text(head)
    allowed = max(1.0 if len(text) >= _SHORT else 0.0, len(text) * _CONTROL_SHARE)
    if len(_CONTROL.findall(text)) > allowed or text.count("\ufffd") * 5 > len(text):
        return False
    return is_plausible_text(head)


def suffix_of(name: str) -> str:
    """The name's ending in lower case, with its dot; '' when there is none."""
    return PurePosixPath(name).suffix.casefold()


class TextReader:
    """Plain text, Markdown, logs; also XML and JSON that nobody else knows, as they stand."""

    name = "text"
    version = 1

    def score(self, probe: Probe) -> float:
        """Text that nobody with a structure claims."""
        if not looks_like_text(probe.head):
            return 0.0
        return 0.5 if suffix_of(probe.name) in TEXT_SUFFIXES else 0.2

    def read(self, source: SourceFile, context: Context) -> Reading:
        """One page for each form feed."""
        data = source.read(context.limits.max_text_bytes)
        if not looks_like_text(data[:65_536]):
            raise UnsupportedRecord(
                "unknown_format",
                "The file holds binary data of an unknown format, not text.",
                "Ask for the record as PDF, text, or the original export.",
            )
        text, _, deviation = decode_text(data)
        collector = LineCollector(context.limits.max_pages_per_file)
        for number, part in enumerate(text.rstrip("\x00\x1a").split("\f")):
            if number:
                collector.break_page()
            collector.add(part)
        if collector.is_empty:
            raise BrokenRecord(
                "empty_file",
                "The file holds no text, only blanks.",
                "Ask for the file again; it may have been damaged on its way.",
            )
        reading = Reading(
            kind="text",
            reader=f"{self.name}/{self.version}",
            pages=collector.pages(source.source_id),
            deviations=(deviation,) if deviation else (),
        )
        return _with_status(reading, file_kind(data[:65_536]), collector.is_cut)


def _with_status(reading: Reading, kind: str, is_cut: bool) -> Reading:
    if is_cut:
        return reading.replaced(**cut_status("lines"))
    if kind in _STRUCTURES:
        return reading.replaced(
            status="part",
            code="unknown_structure",
            message="Structured data of an unknown kind; its text is shown as it stands.",
            remedy="Ask for the record as PDF, or as C-CDA or FHIR export.",
        )
    return reading


def cut_status(what: str) -> dict[str, str]:
    """Status fields of a source with more lines, rows or pages than are kept."""
    return {
        "status": "part",
        "code": "too_many_lines",
        "message": f"The file has more {what} than are read ({MAX_LINES} lines).",
        "remedy": "Send the part that matters for the question, or split the file.",
    }
