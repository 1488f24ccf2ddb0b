"""Results, vital signs, social history, assessments: observations with a value; result panels."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

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
from huizhen.core.reading.ccda.elements import is_negated, nested_statements, null_flavor
from huizhen.core.reading.ccda.narrative_check import difference_from_narrative
from huizhen.core.reading.ccda.parts import named, note_of, parts_of, value_concept
from huizhen.core.reading.ccda.sites import site_of
from huizhen.core.reading.ccda.times import Period, period_of
from huizhen.core.reading.ccda.values import (
    Measured,
    interpretation,
    measured_of,
    reference_interval,
)
from huizhen.core.reading.coded.elements import child, children, local_name, text_of
from huizhen.core.reading.coded.vocabulary import absent_reason
from huizhen.core.reading.xml import Element
from huizhen.core.records.fact import Fact, FactType

_IMAGING_LABEL = re.compile(
    r"^(?:XR|CT|MR|MRI|MRA|US|NM|PET|MG|DXA|RF|XA|SPECT|chest x-?ray|x-?ray|ultrasound|"
    r"mammogra|radiograph|sonogra|echocardiogra)\b",
    re.IGNORECASE,
)
_CPT = "http://www.ama-assn.org/go/cpt"
_UNDONE = ("cancelled", "aborted")


def observation(statement: Statement) -> Fact:
    """A coded question with its answer; an assertion's text is what it asserts."""
    element, document, ordinal = statement.element, statement.document, statement.ordinal
    code, value = child(element, "code"), child(element, "value")
    question = concept_of(code, document, ordinal)
    measured = measured_of(element, document, ordinal)
    label = question
    if question.is_assertion or not question.label:
        answer = concept_of(value, document, ordinal)
        label = answer if answer else Concept(label=measured.value or "", absent=question.absent)
    parts = parts_of(statement)
    for units in named(parts, "units"):
        if measured.unit is None and not measured.codings:
            unit = value_concept(units, document, ordinal)
            measured = replace(measured, unit=unit.code.code if unit.code else unit.label or None)
    period = _own_or_panel_period(statement)
    fact = build(
        statement,
        _fact_type(statement),
        label.label,
        quoted=(value, code),
        code=label.code,
        codings=label.codings,
        category=_category(statement, label),
        interval=reference_interval(element, document, ordinal),
        flag=interpretation(element, document, ordinal),
        date=period.start,
        time=period.time,
        end_date=None if period.end == period.start else period.end,
        specimen=_specimen(statement),
        clinical_status=_unfinished(statement),
        note=joined(
            _method(statement), _units_note(measured, parts, statement), _subject(statement),
            note_of(parts, statement, ("units",)),
        ),
        **_answer(statement, label, measured),
        **site_of(statement, (value,)),
    )  # fmt: skip
    return _compared(fact, statement)


def _compared(fact: Fact, statement: Statement) -> Fact:
    """The fact, with a note when its narrative row says another number or unit."""
    difference = difference_from_narrative(fact)
    if not difference:
        return fact
    statement.document.deviations.add(difference, statement.path)
    warning = "Narrative differs from the coded value"
    return fact.model_copy(update={"note": joined(fact.note, warning)})


def report(statement: Statement) -> Fact:
    """A result panel (Result Organizer, 2.16.840.1.113883.10.20.22.4.1)."""
    element, document, ordinal = statement.element, statement.document, statement.ordinal
    code = child(element, "code")
    concept = concept_of(code, document, ordinal)
    period = _panel_period(statement)
    return build(
        statement,
        "CarePlan" if is_planned(statement) else "DiagnosticReport",
        concept.label,
        quoted=(code,),
        code=concept.code,
        codings=concept.codings,
        category="planned" if is_planned(statement) else _category(statement, concept),
        date=period.start,
        time=period.time,
        end_date=None if period.end == period.start else period.end,
        specimen=_specimen(statement),
        clinical_status=status_code(element),
        note=note_of(parts_of(statement), statement),
        **denied(statement, concept),
    )


def _fact_type(statement: Statement) -> FactType:
    if is_planned(statement) and statement.category != "social-history":
        return "CarePlan"
    return "Observation"


def _category(statement: Statement, concept: Concept) -> str:
    """The template's or section's category; imaging among results by its CPT code or its name."""
    if is_planned(statement) and statement.category != "social-history":
        return "goal" if mood(statement).startswith("GOL") else "planned"
    category = statement.category or "laboratory"
    if category != "laboratory":
        return category
    is_imaging = _IMAGING_LABEL.match(concept.label) or any(
        coding.system == _CPT and coding.code.startswith("7") for coding in concept.codings
    )
    return "imaging" if is_imaging else category


def _answer(statement: Statement, label: Concept, measured: Measured) -> dict[str, Any]:
    """Value fields, or why there are none."""
    element = statement.element
    flavor = null_flavor(element)
    if flavor and not is_negated(element):
        return {"absent_reason": absent_reason(flavor)}
    fields: dict[str, Any] = {}
    if is_negated(element):
        fields = denied(statement, label)
    if measured.value is not None:
        return {
            "value": measured.value,
            "unit": measured.unit,
            "comparator": measured.comparator,
            "value_codings": measured.codings,
            **fields,
        }
    if measured.absent and "absent_reason" not in fields and not is_negated(element):
        undone = status_code(element) in _UNDONE
        fields["absent_reason"] = "not-performed" if undone else measured.absent
    elif child(element, "value") is None and not fields:
        fields = _without_value(statement, label)
    return {"value_codings": measured.codings, "unit": measured.unit, **fields}


def _without_value(statement: Statement, label: Concept) -> dict[str, Any]:
    if status_code(statement.element) in _UNDONE:
        return {"absent_reason": "not-performed"}
    return denied(statement, label)


def _own_or_panel_period(statement: Statement) -> Period:
    own = statement_period(statement)
    if not own.is_empty or statement.setting.organizer is None:
        return own
    return period_of(statement.setting.organizer, statement.document.deviations, statement.path)


def _panel_period(statement: Statement) -> Period:
    """The panel's own time, else that of its components where they agree."""
    own = statement_period(statement)
    if not own.is_empty:
        return own
    found = {
        period_of(inner, statement.document.deviations, path)
        for inner, path, _link in nested_statements(statement.element, statement.path)
        if local_name(inner) == "observation"
    }
    return found.pop() if len(found) == 1 else own


def _unfinished(statement: Statement) -> str:
    """The act's status where it says more than that the observation is made."""
    status = status_code(statement.element)
    return "" if status == "completed" else status


def _specimen(statement: Statement) -> str:
    for holder in (statement.element, statement.setting.organizer):
        for specimen in children(holder, "specimen"):
            entity = child(specimen, "specimenRole", "specimenPlayingEntity")
            code = child(entity, "code")
            label = concept_of(code, statement.document, statement.ordinal).label
            label = label or text_of(child(entity, "name"))
            if label:
                return label
    return ""


def _method(statement: Statement) -> str:
    labels = [
        concept_of(method, statement.document, statement.ordinal).label
        for method in children(statement.element, "methodCode")
    ]
    said = ", ".join(label for label in labels if label)
    return f"Method: {said}" if said else ""


def _units_note(measured: Measured, parts: list[Any], statement: Statement) -> str:
    """The sender's original unit where it differs from the value's."""
    for units in named(parts, "units"):
        words = value_concept(units, statement.document, statement.ordinal).original
        if words and words != measured.unit:
            return f"Original unit: {words}"
    return ""


def _subject(statement: Statement) -> str:
    """Who is observed when it is not the patient: a fetus, a caregiver."""
    related: list[tuple[Element | None, str]] = [
        (child(statement.element, "subject", "relatedSubject", "code"), "Subject")
    ]
    for participant in children(statement.element, "participant"):
        if participant.get("typeCode") == "IND":
            related.append((child(participant, "participantRole", "code"), "Participant"))
    notes = []
    for code, name in related:
        label = concept_of(code, statement.document, statement.ordinal).label
        if label:
            notes.append(f"{name}: {label}")
    return "; ".join(notes)
