"""How often and how long: TQ1, and the older type TQ of RXE-1 and ORC-7."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from huizhen.core.reading.hl7v2.segments import Cell, Segment
from huizhen.core.reading.lines import one_line


@dataclass(frozen=True, slots=True)
class Schedule:
    """A schedule in the source's own words; times as written."""

    frequency: str = ""
    start: str = ""
    end: str = ""
    is_as_needed: bool = False


def schedule_of(segment: Segment, timings: Sequence[Segment], order: Segment | None) -> Schedule:
    """From the TQ1 segments, else RXE-1, else ORC-7."""
    if timings:
        return _joined([_of_timing(timing) for timing in timings])
    cells = segment.cells(1) if segment.name == "RXE" else []
    if not cells and order is not None:
        cells = order.cells(7)
    return _joined([_of_quantity(cell) for cell in cells])


def _joined(found: Sequence[Schedule]) -> Schedule:
    frequencies = dict.fromkeys(one.frequency for one in found if one.frequency)
    return Schedule(
        ", ".join(frequencies),
        next((one.start for one in found if one.start), ""),
        next((one.end for one in reversed(found) if one.end), ""),
        any(one.is_as_needed for one in found),
    )


def _of_timing(timing: Segment) -> Schedule:
    """TQ1-3 (type RPT: pattern, period), TQ1-4 explicit times, TQ1-7 and 8 start and end."""
    patterns = []
    is_as_needed = timing.text(9).upper() == "PRN"
    for cell in timing.cells(3):
        code = cell.sub(1, 1)
        is_as_needed = is_as_needed or code.upper().startswith("PRN")
        patterns.append(_pattern(cell, code))
    times = ", ".join(text for cell in timing.cells(4) if (text := one_line(cell.part(1))))
    if times:
        patterns.append(f"at {times}")
    frequency = ", ".join(part for part in patterns if part)
    return Schedule(frequency, timing.text(7), timing.text(8), is_as_needed)


def _pattern(cell: Cell, code: str) -> str:
    """The text of a repeat pattern, else its code, and the period that it names."""
    name = one_line(cell.sub(1, 2) or code)
    period = f"every {cell.part(5)} {cell.sub(6)}".strip() if cell.part(5) else ""
    return ", ".join(part for part in (name, period) if part)


def _of_quantity(cell: Cell) -> Schedule:
    """Type TQ: quantity^interval^duration^start^end^priority^condition."""
    code = cell.sub(2, 1)
    times = cell.sub(2, 2)
    frequency = ", ".join(part for part in (code, f"at {times}" if times else "") if part)
    is_as_needed = code.upper().startswith("PRN") or cell.part(6).upper().startswith("PRN")
    return Schedule(one_line(frequency), cell.part(4), cell.part(5), is_as_needed)
