"""Procedures (PR1) and charges that name a procedure or a diagnosis (FT1)."""

from __future__ import annotations

from huizhen.core.reading.coded.vocabulary import side_in_site
from huizhen.core.reading.hl7v2.datatypes import coded_field, joined, labels, noted
from huizhen.core.reading.hl7v2.segments import Segment
from huizhen.core.reading.hl7v2.setting import Setting
from huizhen.core.reading.lines import one_line


def procedure(segment: Segment, setting: Setting) -> None:
    """A procedure that was performed (PR1)."""
    concept = coded_field(segment, 3)
    description = one_line(segment.cell(4).whole)
    label = concept.label or description
    if concept.code is not None and label == concept.code.code and description:
        label = description
    when = setting.moment(segment, 5)
    setting.put(
        "Procedure",
        segment,
        f"Procedure: {label}" + (f" {when.date}" if when.date else ""),
        text=label,
        code=concept.code,
        codings=concept.codings,
        date=when.date,
        time=when.time,
        side=side_in_site(label),
        record_status="withdrawn" if segment.text(20).upper() == "D" else "current",
        note=joined(
            noted("Description", description if description != label else ""),
            noted("Kind", coded_field(segment, 6).label),
            noted("Modifier", ", ".join(labels(segment, 16))),
            noted("Diagnosis", ", ".join(labels(segment, 15))),
            noted("Original text", concept.original),
        ),
    )


def charge(segment: Segment, setting: Setting) -> None:
    """A charge (FT1) with a procedure or diagnosis code; one without says nothing clinical."""
    performed, billed = coded_field(segment, 25), coded_field(segment, 7)
    diagnoses = labels(segment, 19)
    if not performed and not diagnoses:
        setting.book.add(one_line(f"Charge: {billed.label}") if billed else "")
        return
    concept = performed or billed
    when = setting.moment(segment, 4)
    setting.put(
        "Procedure",
        segment,
        f"Charge: {concept.label}" + (f" {when.date}" if when.date else ""),
        text=concept.label or "Charge",
        code=concept.code,
        codings=concept.codings,
        category="charge",
        date=when.date,
        note=joined(
            noted("Diagnosis", ", ".join(diagnoses)),
            noted("Charged as", billed.label if billed.label != concept.label else ""),
            "Credit" if segment.text(6).upper() == "CR" else "",
            noted("Modifier", ", ".join(labels(segment, 26))),
        ),
    )
