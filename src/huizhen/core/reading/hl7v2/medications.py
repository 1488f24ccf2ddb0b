"""Medications ordered, encoded, dispensed and given (RXO, RXE, RXD, RXG), vaccines given (RXA)."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from huizhen.core.reading.coded.code_systems import CVX
from huizhen.core.reading.coded.vocabulary import side_in_site
from huizhen.core.reading.hl7v2.datatypes import Coded, coded_field, joined, labels, noted, unit_of
from huizhen.core.reading.hl7v2.groups import Treatment
from huizhen.core.reading.hl7v2.requests import order_status
from huizhen.core.reading.hl7v2.schedules import Schedule, schedule_of
from huizhen.core.reading.hl7v2.segments import Segment
from huizhen.core.reading.hl7v2.setting import Setting
from huizhen.core.reading.lines import one_line
from huizhen.core.records.fact import Dosage, FactType


class _Layout(NamedTuple):
    """The fields of a pharmacy segment; 0 for one that it has not."""

    code: int
    low: int
    high: int
    unit: int
    form: int
    texts: tuple[int, ...]
    name: str


_LAYOUTS = {
    "RXO": _Layout(1, 2, 3, 4, 5, (7, 6), "Ordered"),
    "RXE": _Layout(2, 3, 4, 5, 6, (7, 21), "Encoded order"),
    "RXD": _Layout(2, 0, 0, 0, 6, (15, 9), "Dispensed"),
    "RXG": _Layout(4, 5, 6, 7, 8, (9, 13), "To be given"),
}
_UNKNOWN_AMOUNTS = ("999", "9999")
_NOT_ADMINISTERED = "998"
_AS_NEEDED = re.compile(r"\b(?:prn|as needed)\b", re.IGNORECASE)
_COMPLETION = {"CP": "completed", "RE": "not-done", "NA": "not-done", "PA": "stopped"}
"""HL7 table 0322."""
_STATUS = {"cancelled": "stopped"}


def medication(segment: Segment, setting: Setting) -> None:
    """A drug that is ordered, dispensed or to be given."""
    layout = _LAYOUTS[segment.name]
    group = setting.group(segment)
    treatment = group.treatments[segment.path]
    concept = coded_field(segment, layout.code)
    instructions = _instructions(segment, layout)
    label = concept.label or instructions or "Medication"
    schedule = schedule_of(segment, treatment.timings or group.timings, group.order)
    dosage = _dosage(segment, layout, treatment, schedule, instructions)
    status = order_status(group.order)
    dispensed = setting.moment(segment, 3).date if segment.name == "RXD" else None
    said = (label, dosage.dose, dosage.route, dosage.frequency)
    setting.put(
        "MedicationStatement",
        segment,
        f"Medication ({layout.name.lower()}): " + ", ".join(part for part in said if part),
        text=label,
        code=concept.code,
        codings=concept.codings,
        date=setting.moment_of(schedule.start, segment).date or dispensed,
        end_date=setting.moment_of(schedule.end, segment).date,
        clinical_status=_STATUS.get(status, status),
        dosage=dosage,
        absent_reason=None if concept or instructions else "no-information",
        note=joined(
            layout.name,
            noted("Original text", concept.original),
            _quantity(segment),
            _rate(segment),
            noted("Components", ", ".join(_component_labels(treatment))),
            noted("Reason", ", ".join(labels(segment, 27) if segment.name == "RXE" else ())),
        ),
    )


def administration(segment: Segment, setting: Setting) -> None:
    """A vaccine or drug that was given, or not (RXA)."""
    concept = coded_field(segment, 5)
    is_vaccine = setting.message.code == "VXU" or any(
        coding.system == CVX for coding in concept.codings
    )
    type_: FactType = "Immunization" if is_vaccine else "MedicationStatement"
    treatment = setting.group(segment).treatments[segment.path]
    when, ended = setting.moment(segment, 3), setting.moment(segment, 4)
    fields = _outcome(segment, concept)
    dosage = _given_dosage(segment, treatment)
    said = (concept.label, dosage.dose, dosage.route, str(when.date or ""))
    kind = "Immunization" if is_vaccine else "Medication (given)"
    line = f"{kind}: " + ", ".join(part for part in said if part)
    setting.put(
        type_,
        segment,
        f"{line} (not done)" if fields.get("certainty") == "negated" else line,
        text=concept.label,
        code=concept.code,
        codings=concept.codings,
        date=when.date,
        time=when.time,
        end_date=None if ended.date == when.date else ended.date,
        dosage=dosage,
        record_status="withdrawn" if segment.text(21).upper() == "D" else "current",
        note=joined(
            "Partially administered" if segment.text(20).upper() == "PA" else "",
            noted("Source", ", ".join(labels(segment, 9))),
            noted("Lot", ", ".join(segment.texts(15))),
            noted("Manufacturer", ", ".join(labels(segment, 17))),
            noted("Reason not given", ", ".join(labels(segment, 18))),
            noted("Indication", ", ".join(labels(segment, 19))),
            noted("Original text", concept.original),
        ),
        **fields,
        **_site(treatment),
    )


def _outcome(segment: Segment, concept: Coded) -> dict[str, Any]:
    """What RXA-20 says; code 998 of CVX says that no vaccine was given."""
    status = _COMPLETION.get(segment.text(20).upper(), "")
    is_none = any(
        coding.system == CVX and coding.code == _NOT_ADMINISTERED for coding in concept.codings
    )
    if status == "not-done" or is_none:
        return {"certainty": "negated", "clinical_status": "not-done"}
    fields: dict[str, Any] = {"clinical_status": status}
    if not concept:
        fields["absent_reason"] = "no-information"
    return fields


def _instructions(segment: Segment, layout: _Layout) -> str:
    """The words that say how the drug is given."""
    found = [label for at in layout.texts for label in labels(segment, at)]
    return "; ".join(dict.fromkeys(found))


def _dosage(
    segment: Segment, layout: _Layout, treatment: Treatment, schedule: Schedule, text: str
) -> Dosage:
    low, high = (segment.text(at) if at else "" for at in (layout.low, layout.high))
    amount = f"{low}-{high}" if low and high and low != high else low or high
    unit = unit_of(segment, layout.unit) if layout.unit and amount else None
    words = f"{schedule.frequency} {text}"
    return Dosage(
        text=text,
        dose=f"{amount} {unit or ''}".strip(),
        dose_value=amount,
        dose_unit=unit or "",
        route=_route(treatment),
        frequency=schedule.frequency,
        form=coded_field(segment, layout.form).label,
        as_needed=bool(_AS_NEEDED.search(words)) or schedule.is_as_needed,
    )


def _given_dosage(segment: Segment, treatment: Treatment) -> Dosage:
    amount = segment.text(6)
    amount = "" if amount in _UNKNOWN_AMOUNTS else amount
    unit = unit_of(segment, 7) if amount else None
    return Dosage(
        dose=f"{amount} {unit or ''}".strip(),
        dose_value=amount,
        dose_unit=unit or "",
        route=_route(treatment),
        form=coded_field(segment, 8).label,
    )


def _route(treatment: Treatment) -> str:
    found = (coded_field(route, 1).label for route in treatment.routes)
    return ", ".join(dict.fromkeys(label for label in found if label))


def _site(treatment: Treatment) -> dict[str, Any]:
    found = (coded_field(route, 2).label for route in treatment.routes)
    site = ", ".join(dict.fromkeys(label for label in found if label))
    return {"body_site": site, "side": side_in_site(site)} if site else {}


def _component_labels(treatment: Treatment) -> list[str]:
    """The parts of a mixture, RXC: '10 mL Heparin'."""
    said = []
    for component in treatment.components:
        amount = f"{component.text(3)} {unit_of(component, 4) or ''}".strip()
        label = coded_field(component, 2).label
        said.append(" ".join(part for part in (amount, label) if part))
    return [one for one in said if one]


def _quantity(segment: Segment) -> str:
    """How much is dispensed: never a dose."""
    fields = {"RXO": (11, 12), "RXE": (10, 11), "RXD": (4, 5)}.get(segment.name)
    if fields is None or not segment.text(fields[0]):
        return ""
    unit = unit_of(segment, fields[1]) or ""
    return one_line(f"Quantity dispensed: {segment.text(fields[0])} {unit}")


def _rate(segment: Segment) -> str:
    """The rate of an infusion, RXE-23 with RXE-24 and RXE-22."""
    if segment.name != "RXE" or not segment.text(23):
        return ""
    per = segment.text(22)
    rate = f"Rate: {segment.text(23)} {unit_of(segment, 24) or ''}".strip()
    return f"{rate} per {per}" if per else rate
