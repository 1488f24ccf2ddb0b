"""Results: OBX segments (HL7 v2.x, 7.4.2), each a fact of its own."""

from __future__ import annotations

from typing import Any

from huizhen.core.reading.coded.vocabulary import side_in_site
from huizhen.core.reading.hl7v2.book import Place
from huizhen.core.reading.hl7v2.categories import category_of
from huizhen.core.reading.hl7v2.datatypes import (
    Coded,
    Moment,
    coded_field,
    joined,
    labels,
    noted,
    unit_of,
)
from huizhen.core.reading.hl7v2.embedded import embedded_file
from huizhen.core.reading.hl7v2.segments import Segment
from huizhen.core.reading.hl7v2.setting import Setting
from huizhen.core.reading.hl7v2.values import Measured, measured_of
from huizhen.core.reading.lines import one_line
from huizhen.core.records.fact import AbsentReason

_STATUS_NOTES = {
    "P": "preliminary", "R": "preliminary, not verified", "S": "partial result",
    "C": "corrected", "A": "amended", "B": "appended", "I": "pending",
    "U": "status changed to final", "D": "deleted", "W": "wrong",
    "X": "result cannot be obtained", "N": "not asked", "O": "order detail, no result",
}  # fmt: skip
"""HL7 table 0085."""
_WITHDRAWN = ("D", "W")
_ABSENT: dict[str, AbsentReason] = {"X": "not-performed", "N": "not-asked"}


def observation(segment: Segment, setting: Setting) -> None:
    """A question with its answer; the lines of a text stand under one heading."""
    if segment.text(2).upper() == "ED":
        embedded_file(segment, setting)
        return
    question = coded_field(segment, 3)
    measured = measured_of(segment)
    arrangement = setting.arrangement
    is_line = arrangement.is_continuing(segment) or arrangement.is_continued(segment)
    place = _shown(segment, setting, question, measured, is_line)
    when = _when(segment, setting)
    setting.put_at(
        "Observation",
        segment,
        place,
        text=question.label,
        code=question.code,
        codings=question.codings,
        category=category_of(segment, question, setting),
        interval=one_line(segment.cell(7).whole),
        flag=_flag(segment),
        date=when.date,
        time=when.time,
        performer=_performer(segment) or setting.message.facility,
        specimen=setting.group(segment).specimen(),
        **_answer(segment, measured, is_line),
        **_site(segment),
    )


def _shown(
    segment: Segment, setting: Setting, question: Coded, measured: Measured, is_line: bool
) -> Place | None:
    """Puts the result on the page: 'Glucose: 182 mg/dl [70-105] H', or a paragraph."""
    book = setting.book
    if is_line:
        if question.label and not setting.arrangement.is_continuing(segment):
            book.add(f"{question.label}:")
        return book.add(measured.value or "")
    if measured.value is not None and "\n" in measured.value:
        book.add(f"{question.label}:")
        return book.add(measured.value)
    amount = f"{measured.comparator or ''}{measured.value or '-'}"
    unit = measured.unit or unit_of(segment, 6) or ""
    interval = one_line(segment.cell(7).whole)
    said = (amount, unit, f"[{interval}]" if interval else "", _flag(segment), _status(segment))
    line = " ".join(part for part in said if part)
    return book.add(one_line(f"{question.label}: {line}" if question.label else line))


def _status(segment: Segment) -> str:
    note = _STATUS_NOTES.get(segment.text(11).upper(), "")
    return f"({note})" if note else ""


def _flag(segment: Segment) -> str:
    return ", ".join(part for cell in segment.cells(8) if (part := one_line(cell.part(1))))


def _when(segment: Segment, setting: Setting) -> Moment:
    """OBX-14, else when the specimen was taken or the vaccine was given."""
    own = setting.moment(segment, 14)
    group = setting.group(segment)
    if own.date is None and group.request is not None:
        own = setting.moment(group.request, 7)
    if own.date is None and group.treated is not None and group.treated.name == "RXA":
        own = setting.moment(group.treated, 3)
    for specimen in group.specimens if own.date is None else ():
        own = own if own.date is not None else setting.moment(specimen, 17)
    return own


def _performer(segment: Segment) -> str:
    """The organization that made the result, OBX-23."""
    return one_line(segment.cell(23).sub(1))


def _answer(segment: Segment, measured: Measured, is_line: bool) -> dict[str, Any]:
    """Value fields, or why there are none, and what the status says (OBX-11)."""
    status = segment.text(11).upper()
    notes = [
        _STATUS_NOTES.get(status, ""),
        measured.note,
        noted("Method", ", ".join(labels(segment, 17))),
        noted("Group", segment.text(4)) if segment.text(4) not in ("", "1") else "",
    ]
    fields: dict[str, Any] = {
        "record_status": "withdrawn" if status in _WITHDRAWN else "current",
        "unit": measured.unit or unit_of(segment, 6),
    }
    absent = _ABSENT.get(status)
    if absent is not None:
        notes.append(measured.value or "")
        return {**fields, "absent_reason": absent, "note": joined(*notes)}
    if measured.value is None and not is_line:
        fields["absent_reason"] = "temp-unknown" if status == "I" else "no-information"
    return {
        **fields,
        "value": measured.value,
        "comparator": measured.comparator,
        "value_codings": measured.codings,
        "note": joined(*notes),
    }


def _site(segment: Segment) -> dict[str, Any]:
    site = ", ".join(labels(segment, 20))
    return {"body_site": site, "side": side_in_site(site)} if site else {}
