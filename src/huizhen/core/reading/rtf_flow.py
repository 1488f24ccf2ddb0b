"""Running texts of an RTF document, and how paragraphs, cells and rows become lines."""

from __future__ import annotations

from dataclasses import dataclass, field

from huizhen.core.reading.lines import LineCollector, row_line
from huizhen.core.reading.raised_text import with_raised_numbers


@dataclass(slots=True)
class _Flow:
    """A text that is being filled: the body, a header, a note."""

    words: list[str] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)
    row: list[str] = field(default_factory=list)
    in_table: bool = False


class RtfFlows:
    """The body and the texts that interrupt it; each adds its lines when they are complete."""

    def __init__(self, collector: LineCollector) -> None:
        self._collector = collector
        self._flows = [_Flow()]

    def put(self, text: str) -> None:
        """Text of the current paragraph."""
        self._flows[-1].words.append(text)

    def set_in_table(self, *, in_table: bool) -> None:
        """Whether the current paragraph belongs to a table."""
        self._flows[-1].in_table = in_table

    def begin(self, prefix: str) -> None:
        """Interrupt the current text by another one."""
        self._flows.append(_Flow([prefix] if prefix else []))

    def end(self) -> None:
        """Go back to the text that was interrupted."""
        if len(self._flows) > 1:
            self.end_row()
            self._flows.pop()

    def _taken(self) -> str:
        flow = self._flows[-1]
        text = "".join(flow.words).replace("][deleted: ", "")
        flow.words = []
        return with_raised_numbers(text)

    def end_paragraph(self) -> None:
        """A line, or a part of a cell."""
        flow = self._flows[-1]
        text = self._taken()
        if flow.in_table:
            flow.cell.append(text)
        else:
            self.end_row()
            self._collector.add(text)

    def end_cell(self) -> None:
        """The cell is complete."""
        flow = self._flows[-1]
        flow.cell.append(self._taken())
        flow.row.append("; ".join(part for part in flow.cell if part.strip()))
        flow.cell = []

    def end_row(self) -> None:
        """The row is complete; also what stands in one that was never closed."""
        flow = self._flows[-1]
        rest = self._taken()
        if not flow.row and not flow.cell:
            if rest:
                self._collector.add(rest)
            return
        if rest.strip() or flow.cell:
            flow.cell.append(rest)
            flow.row.append("; ".join(part for part in flow.cell if part.strip()))
            flow.cell = []
        if flow.row:
            self._collector.add(row_line(flow.row))
            flow.row = []

    def break_page(self) -> None:
        """What follows stands on a new page; not inside a table or note."""
        flow = self._flows[-1]
        if len(self._flows) == 1 and not flow.row and not flow.cell:
            self.end_row()
            self._collector.break_page()

    def close(self) -> None:
        """The document is over."""
        while len(self._flows) > 1:
            self.end()
        self.end_row()
