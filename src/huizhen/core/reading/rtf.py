"""Reads Rich Text Format: letters in any code page, with the pictures inside."""

from __future__ import annotations

from huizhen.core.errors import BrokenRecord
from huizhen.core.reading.archive_members import MemberKeeper
from huizhen.core.reading.lines import LineCollector
from huizhen.core.reading.registry import Context, Probe, SourceFile
from huizhen.core.reading.rtf_text import RtfText
from huizhen.core.reading.signatures import file_kind
from huizhen.core.reading.text import cut_status
from huizhen.core.records.reading import Reading

_DAMAGED = {
    "status": "part",
    "code": "rtf_incomplete",
    "message": "The document ends before it is complete; what stands before was read.",
    "remedy": "Ask for the document again; it may have been cut on its way.",
}
_NO_TEXT = {
    "status": "part",
    "code": "no_text",
    "message": "The document holds no text; pictures inside it are read on their own.",
    "remedy": "If text is expected, ask for the document as PDF.",
}


class RtfReader:
    """RTF 1.0 to 1.9."""

    name = "rtf"
    version = 1

    def score(self, probe: Probe) -> float:
        """By signature."""
        return 0.95 if file_kind(probe.head) == "rtf" else 0.0

    def read(self, source: SourceFile, context: Context) -> Reading:
        """Text with rows as lines; PNG and JPEG pictures are kept, objects are named."""
        data = source.read(context.limits.max_text_bytes)
        lines = LineCollector(context.limits.max_pages_per_file)
        text = RtfText(lines)
        text.add(data)
        keeper = MemberKeeper(context, source.size_bytes)
        for number, (suffix, content) in enumerate(text.pictures, 1):
            keeper.keep(f"picture-{number}.{suffix}", [content])
        if lines.is_empty and not keeper.members and not text.is_closed:
            raise BrokenRecord(
                "rtf_damaged",
                "The document is damaged: it holds no text.",
                "Ask for the document again, or as PDF.",
            )
        counted = [f"{code}: {number}" for code, number in sorted(text.counts.items()) if number]
        made = Reading(
            kind="rtf",
            reader=f"{self.name}/{self.version}",
            pages=lines.pages(source.source_id),
            members=tuple(keeper.members),
            deviations=(*counted, *keeper.deviations()),
        )
        return made.replaced(**_status(text, lines, keeper))


def _status(text: RtfText, lines: LineCollector, keeper: MemberKeeper) -> dict[str, str]:
    if not text.is_closed:
        return _DAMAGED
    if lines.is_cut:
        return cut_status("lines")
    return _NO_TEXT if lines.is_empty else keeper.status_fields()
