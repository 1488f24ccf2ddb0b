"""Which segment is read by what; which ones hold nothing clinical."""

from __future__ import annotations

from collections.abc import Callable

from huizhen.core.reading.hl7v2.documents import appointment, document, stay
from huizhen.core.reading.hl7v2.groups import note_text
from huizhen.core.reading.hl7v2.medications import administration, medication
from huizhen.core.reading.hl7v2.observations import observation
from huizhen.core.reading.hl7v2.problems import adverse_reaction, allergy, diagnosis, problem
from huizhen.core.reading.hl7v2.procedures import charge, procedure
from huizhen.core.reading.hl7v2.requests import request
from huizhen.core.reading.hl7v2.segments import Segment
from huizhen.core.reading.hl7v2.setting import Setting


def comment(segment: Segment, setting: Setting) -> None:
    """A comment (NTE) on the page; the fact that it is about has it as a note."""
    text = note_text(segment)
    if text:
        setting.book.add(f"Note: {text}")


READERS: dict[str, Callable[[Segment, Setting], None]] = {
    "OBX": observation,
    "OBR": request,
    "NTE": comment,
    "AL1": allergy,
    "IAM": adverse_reaction,
    "DG1": diagnosis,
    "PRB": problem,
    "PR1": procedure,
    "FT1": charge,
    "RXO": medication,
    "RXE": medication,
    "RXD": medication,
    "RXG": medication,
    "RXA": administration,
    "TXA": document,
    "PV1": stay,
    "SCH": appointment,
}
USED_ELSEWHERE = frozenset(("MSH", "PID", "PV2", "ORC", "TQ1", "RXR", "RXC", "SPM"))
"""Read together with the segment that they belong to."""
ADMINISTRATIVE = frozenset(
    (
        "SFT", "UAC", "EVN", "PD1", "NK1", "ARV", "ROL", "PRT", "IN1", "IN2", "IN3", "GT1", "ACC",
        "UB1", "UB2", "PDA", "DB1", "DRG", "ABS", "BLC", "RMI", "CON", "CTD", "CTI", "BLG", "SAC",
        "AUT", "RF1", "PRD", "MSA", "ERR", "QRD", "QRF", "QAK", "QPD", "RCP", "DSC", "ADD", "TQ2",
        "RGS", "AIG", "AIL", "AIP", "AIS", "MRG", "PEO", "CSP", "CSR", "CM0", "INV", "EQU", "NSC",
        "IPC", "SHP", "PAC", "FAC", "STF", "LCH", "DSP", "PM1", "MFI", "MFE", "ORG", "CER", "PRA",
    )
)  # fmt: skip
"""Insurance, relatives, staff, containers, acknowledgements: nothing about the illness."""
