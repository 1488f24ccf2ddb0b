"""Procedures done or not done: Procedure Activity (2.16.840.1.113883.10.20.22.4.14, .13, .12)."""

from __future__ import annotations

from huizhen.core.reading.ccda.assembly import (
    build,
    denied,
    is_planned,
    joined,
    mood,
    statement_period,
    status_code,
)
from huizhen.core.reading.ccda.concepts import Concept, concept_of
from huizhen.core.reading.ccda.context import Statement
from huizhen.core.reading.ccda.devices import device_concepts
from huizhen.core.reading.ccda.elements import is_negated
from huizhen.core.reading.ccda.parts import named, note_of, parts_of, stated_text
from huizhen.core.reading.ccda.sites import site_of
from huizhen.core.reading.ccda.values import measured_of
from huizhen.core.reading.coded.elements import attribute, child, children, text_of
from huizhen.core.records.fact import Fact

_STATUS = {
    "completed": "completed", "active": "active", "aborted": "stopped", "cancelled": "not-done",
    "held": "on-hold", "suspended": "on-hold",
}  # fmt: skip


def procedure(statement: Statement) -> Fact:
    """A procedure with site, method and what became of it; a planned one is a care plan."""
    element, document, ordinal = statement.element, statement.document, statement.ordinal
    code = child(element, "code")
    concept = concept_of(code, document, ordinal)
    devices = device_concepts(statement)
    if not concept.label and devices and not stated_text(element, document, ordinal):
        concept = Concept(label=devices[0].label, absent=concept.absent)
    fields = denied(statement, concept)
    parts = parts_of(statement)
    period = statement_period(statement)
    measured = measured_of(element, document, ordinal)
    if measured.value is not None:
        fields |= {
            "value": measured.value, "unit": measured.unit, "comparator": measured.comparator,
            "value_codings": measured.codings,
        }  # fmt: skip
    planned = is_planned(statement)
    return build(
        statement,
        "CarePlan" if planned else "Procedure",
        concept.label,
        quoted=(code,),
        code=concept.code,
        codings=concept.codings,
        category=_planned_category(statement) if planned else statement.category,
        date=period.start,
        end_date=None if period.end == period.start else period.end,
        clinical_status=_clinical_status(statement, bool(named(parts, "failed"))),
        specimen=_specimens(statement),
        note=joined(
            _labelled(statement, "methodCode", "Method"),
            _labelled(statement, "approachSiteCode", "Approach"),
            _labelled(statement, "priorityCode", "Priority"),
            f"Device: {', '.join(one.label for one in devices if one.label)}" if devices else "",
            note_of(parts, statement),
        ),
        **site_of(statement, (code,)),
        **fields,
    )


def _planned_category(statement: Statement) -> str:
    return "goal" if mood(statement).startswith("GOL") else "planned"


def _clinical_status(statement: Statement, is_failed: bool) -> str:
    if is_negated(statement.element):
        return "not-done"
    if is_failed:
        return "unsuccessful"
    return _STATUS.get(status_code(statement.element), "")


def _labelled(statement: Statement, name: str, label: str) -> str:
    said = [
        concept_of(element, statement.document, statement.ordinal).label
        for element in children(statement.element, name)
    ]
    known = ", ".join(one for one in said if one)
    return f"{label}: {known}" if known else ""


def _specimens(statement: Statement) -> str:
    found = []
    for specimen in children(statement.element, "specimen"):
        entity = child(specimen, "specimenRole", "specimenPlayingEntity")
        label = concept_of(child(entity, "code"), statement.document, statement.ordinal).label
        found.append(label or text_of(child(entity, "name")))
    return ", ".join(dict.fromkeys(one for one in found if one))


def encounter(statement: Statement) -> Fact:
    """A contact with care: Encounter Activity (2.16.840.1.113883.10.20.22.4.49)."""
    element, document, ordinal = statement.element, statement.document, statement.ordinal
    code = child(element, "code")
    concept = concept_of(code, document, ordinal)
    period = statement_period(statement)
    planned = is_planned(statement)
    disposition = concept_of(child(element, "dischargeDispositionCode"), document, ordinal).label
    return build(
        statement,
        "CarePlan" if planned else "Encounter",
        concept.label,
        quoted=(code,),
        code=concept.code,
        codings=concept.codings,
        category="planned" if planned else statement.category,
        date=period.start,
        end_date=None if period.end == period.start else period.end,
        performer=_location_name(statement),
        note=joined(
            _location_kind(statement),
            f"Discharge disposition: {disposition}" if disposition else "",
            note_of(parts_of(statement), statement),
        ),
        **_encounter_absence(statement, concept),
    )


def _encounter_absence(statement: Statement, concept: Concept) -> dict[str, object]:
    """A contact without code is still a contact when it has a time."""
    if not concept.label and not statement_period(statement).is_empty:
        return {"certainty": "negated"} if is_negated(statement.element) else {}
    return denied(statement, concept)


def _location_name(statement: Statement) -> str:
    for participant in children(statement.element, "participant"):
        if attribute(participant, "typeCode") == "LOC":
            name = text_of(child(participant, "participantRole", "playingEntity", "name"))
            if name:
                return name
    return ""


def _location_kind(statement: Statement) -> str:
    found = []
    for participant in children(statement.element, "participant"):
        if attribute(participant, "typeCode") in ("LOC", "DST"):
            code = child(participant, "participantRole", "code")
            label = concept_of(code, statement.document, statement.ordinal).label
            name = "Location" if attribute(participant, "typeCode") == "LOC" else "Destination"
            if label:
                found.append(f"{name}: {label}")
    return "; ".join(found)
