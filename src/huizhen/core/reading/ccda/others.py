"""Notes, directives, coverage, prognosis, imaging studies, and any other coded statement."""

from __future__ import annotations

from typing import Any

from huizhen.core.reading.ccda.assembly import (
    build,
    denied,
    is_planned,
    joined,
    statement_period,
    status_code,
)
from huizhen.core.reading.ccda.concepts import Concept, concept_of
from huizhen.core.reading.ccda.context import Statement
from huizhen.core.reading.ccda.elements import is_negated
from huizhen.core.reading.ccda.parts import note_of, parts_of, stated_text
from huizhen.core.reading.ccda.sites import site_of
from huizhen.core.reading.ccda.values import measured_of
from huizhen.core.reading.coded.elements import child, children
from huizhen.core.records.fact import Fact, FactType

_GENERIC_NOTE = "34109-9"


def note(statement: Statement) -> Fact:
    """A clinical note (Note Activity, 2.16.840.1.113883.10.20.22.4.202); its words are the page."""
    element, document, ordinal = statement.element, statement.document, statement.ordinal
    code = child(element, "code")
    concept = concept_of(code, document, ordinal)
    if concept.code is not None and concept.code.code == _GENERIC_NOTE:
        specific = next((one for one in concept.codings if one.code != _GENERIC_NOTE), None)
        if specific is not None:
            concept = Concept(specific.display or concept.label, specific, concept.codings)
    return _plain(statement, "DocumentReference", concept)


def consent(statement: Statement) -> Fact:
    """An advance directive or a rule about disclosure: what it is about, and what was decided."""
    return _plain(statement, "Consent", _question(statement))


def coverage(statement: Statement) -> Fact:
    """Insurance: no clinical statement, but coded."""
    return _plain(statement, "DocumentReference", _question(statement))


def impression(statement: Statement) -> Fact:
    """A clinician's judgement, such as a prognosis."""
    return _plain(statement, "ClinicalImpression", _question(statement))


def imaging(statement: Statement) -> Fact:
    """An imaging study or series that a report refers to (PS3.20)."""
    return _plain(statement, "ImagingStudy", _question(statement))


def other(statement: Statement) -> Fact:
    """A coded statement that no template explains: an observation, or a procedure."""
    name = statement.element.tag.rpartition("}")[2]
    fact_type: FactType = "Observation" if name == "observation" else "Procedure"
    if name == "organizer":
        fact_type = "Observation"
    return _plain(statement, fact_type, _question(statement))


def alone(statement: Statement, fact_type: FactType) -> Fact:
    """A concern, diagnosis or panel that holds no entry, but says something itself."""
    concept = _question(statement)
    words = stated_text(statement.element, statement.document, statement.ordinal)
    fields: dict[str, Any] = {}
    if is_negated(statement.element):
        fields = {"certainty": "negated", "absent_reason": "no-known"}
    elif statement.category == "risk":
        fields = {"certainty": "hypothetical"}
    return _plain(statement, fact_type, Concept(label=words) if words else concept, **fields)


def _question(statement: Statement) -> Concept:
    concept = concept_of(child(statement.element, "code"), statement.document, statement.ordinal)
    if concept.label and not concept.is_assertion:
        return concept
    value = concept_of(child(statement.element, "value"), statement.document, statement.ordinal)
    return value if value else concept if not concept.is_assertion else Concept()


def _plain(statement: Statement, fact_type: FactType, concept: Concept, **given: Any) -> Fact:
    element, document, ordinal = statement.element, statement.document, statement.ordinal
    measured = measured_of(element, document, ordinal)
    period = statement_period(statement)
    fields = given or denied(statement, concept)
    if measured.value is not None:
        fields |= {
            "value": measured.value, "unit": measured.unit, "comparator": measured.comparator,
            "value_codings": measured.codings,
        }  # fmt: skip
        if concept.label:
            fields.pop("absent_reason", None) if "certainty" not in fields else None
    if is_planned(statement) and fact_type in ("Observation", "Procedure"):
        fact_type = "CarePlan"
        fields["category"] = "planned"
    status = status_code(element)
    return build(
        statement,
        fact_type,
        concept.label,
        quoted=(child(element, "code"), *children(element, "value")),
        code=concept.code,
        codings=concept.codings,
        date=period.start,
        end_date=None if period.end == period.start else period.end,
        clinical_status="" if status == "completed" and fact_type != "Procedure" else status,
        note=joined(note_of(parts_of(statement), statement)),
        **site_of(statement),
        **fields,
    )
