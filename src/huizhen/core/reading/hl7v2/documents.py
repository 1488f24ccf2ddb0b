"""Documents (TXA), stays (PV1 with PV2) and appointments (SCH)."""

from __future__ import annotations

from huizhen.core.reading.hl7v2.datatypes import coded_field, joined, labels, noted
from huizhen.core.reading.hl7v2.segments import Segment
from huizhen.core.reading.hl7v2.setting import Setting
from huizhen.core.reading.hl7v2.values import measured_of
from huizhen.core.reading.lines import one_line

_DOCUMENT_TYPES = {
    "AR": "Autopsy report", "CD": "Cardiodiagnostics", "CN": "Consultation",
    "DI": "Diagnostic imaging", "DS": "Discharge summary", "ED": "Emergency department report",
    "HP": "History and physical examination", "OP": "Operative report",
    "PC": "Psychiatric consultation", "PH": "Psychiatric history and physical examination",
    "PN": "Procedure note", "PR": "Progress note", "SP": "Surgical pathology",
    "TS": "Transfer summary",
}  # fmt: skip
"""HL7 table 0270."""
_COMPLETION = {
    "DI": "dictated", "DO": "documented", "IN": "incomplete", "IP": "in progress",
    "LA": "legally authenticated", "PA": "pre-authenticated", "AU": "authenticated",
}  # fmt: skip
"""HL7 table 0271."""
_CLASSES = {
    "I": "Inpatient", "O": "Outpatient", "E": "Emergency", "P": "Preadmission",
    "R": "Recurring patient", "B": "Obstetrics", "C": "Commercial account",
    "N": "Not applicable", "U": "Unknown class",
}  # fmt: skip
"""HL7 table 0004."""


def document(segment: Segment, setting: Setting) -> None:
    """A document that the message announces or carries (TXA)."""
    kind = coded_field(segment, 2)
    label = _DOCUMENT_TYPES.get(kind.label.upper(), kind.label)
    when = setting.moment(segment, 4, 6, 8)
    status = _COMPLETION.get(segment.text(17).upper(), segment.text(17))
    lines = [measured_of(text).value or "" for text in setting.group(segment).texts]
    setting.put(
        "DocumentReference",
        segment,
        f"Document: {label or 'no type stated'}" + (f" ({status})" if status else ""),
        text=label or "Document",
        code=kind.code,
        codings=kind.codings,
        date=when.date,
        time=when.time,
        value="\n".join(lines).strip() or None,
        clinical_status=status,
        record_status="withdrawn" if segment.text(19).upper() in ("CA", "OB") else "current",
        note=joined(
            noted("Document number", one_line(segment.cell(12).part(1))),
            noted("Confidentiality", segment.text(18)),
        ),
    )


def stay(segment: Segment, setting: Setting) -> None:
    """A visit or stay (PV1); one that says nothing gives no fact."""
    if segment.is_empty:
        return
    kind = segment.text(2).upper()
    label = _CLASSES.get(kind, coded_field(segment, 2).label) or "Encounter"
    begun, ended = setting.moment(segment, 44), setting.moment(segment, 45)
    more = setting.arrangement.visits.get(segment.path)
    reasons = labels(more, 3) if more is not None else []
    said = " to ".join(str(one.date) for one in (begun, ended) if one.date is not None)
    setting.put(
        "Encounter",
        segment,
        f"Encounter: {label}" + (f", {said}" if said else ""),
        text=label,
        category=kind,
        date=begun.date,
        time=begun.time,
        end_date=ended.date,
        note=joined(
            noted("Reason", ", ".join(dict.fromkeys(reasons))),
            noted("Service", coded_field(segment, 10).label),
            noted("Admission type", coded_field(segment, 4).label),
            noted("Discharge disposition", coded_field(segment, 36).label),
        ),
    )


def appointment(segment: Segment, setting: Setting) -> None:
    """An appointment (SCH)."""
    concept = coded_field(segment, 7) or coded_field(segment, 6) or coded_field(segment, 8)
    when = setting.moment_of(segment.text(11, 4), segment)
    timings = setting.group(segment).timings
    if when.date is None and timings:
        when = setting.moment(timings[0], 7)
    status = coded_field(segment, 25).label
    setting.put(
        "CarePlan",
        segment,
        f"Appointment: {concept.label or 'no reason stated'}"
        + (f", {when.date} {when.time}".rstrip() if when.date else "")
        + (f" ({status})" if status else ""),
        text=concept.label or "Appointment",
        code=concept.code,
        codings=concept.codings,
        category="appointment",
        date=when.date,
        time=when.time,
        clinical_status=status.casefold(),
    )
