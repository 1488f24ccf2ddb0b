"""Family history: Family History Observation (2.16.840.1.113883.10.20.22.4.46) and who is meant."""

from __future__ import annotations

from huizhen.core.reading.ccda.assembly import (
    build,
    denied,
    joined,
    statement_period,
)
from huizhen.core.reading.ccda.concepts import Concept, concept_of
from huizhen.core.reading.ccda.context import Statement
from huizhen.core.reading.ccda.parts import Part, named, note_of, parts_of
from huizhen.core.reading.ccda.values import measured_of
from huizhen.core.reading.coded.elements import attribute, child, is_true
from huizhen.core.reading.xml import Element
from huizhen.core.records.dates import parse_partial_date
from huizhen.core.records.fact import Fact


def family_history(statement: Statement) -> Fact:
    """A relative's condition; `relation` as coded, age at onset and death in the note."""
    element, document, ordinal = statement.element, statement.document, statement.ordinal
    value, code = child(element, "value"), child(element, "code")
    concept = concept_of(value, document, ordinal)
    if not concept:
        concept = concept_of(code, document, ordinal)
    fields = denied(statement, concept)
    fields.setdefault("certainty", "family")
    parts = parts_of(statement)
    period = statement_period(statement)
    relative = _relative(statement)
    person = concept_of(child(relative, "code"), document, ordinal)
    return build(
        statement,
        "FamilyMemberHistory",
        concept.label,
        quoted=(value, code),
        code=concept.code,
        codings=concept.codings,
        relation=person.label,
        date=period.start,
        end_date=period.end,
        note=joined(
            _which(person), _age(statement, parts), _death(statement, parts, relative),
            note_of(parts, statement, ("age", "death")),
        ),
        **fields,
    )  # fmt: skip


def _relative(statement: Statement) -> Element | None:
    for holder in (statement.element, statement.setting.organizer):
        related = child(holder, "subject", "relatedSubject")
        if related is not None:
            return related
    return None


def _which(person: Concept) -> str:
    """Tells two brothers apart where the source does."""
    if person.original and person.original.casefold() != person.label.casefold():
        return f"Relative: {person.original}"
    return ""


def _age(statement: Statement, parts: list[Part]) -> str:
    ages = [
        measured_of(element, statement.document, statement.ordinal).text
        for element in named(parts, "age")
    ]
    said = ", ".join(age for age in ages if age)
    return f"Age at onset: {said}" if said else ""


def _death(statement: Statement, parts: list[Part], relative: Element | None) -> str:
    if named(parts, "death"):
        return "Died of it" if _is_cause(statement) else "Deceased"
    subject = child(relative, "subject")
    died = child(subject, "deceasedTime")
    day = parse_partial_date(attribute(died, "value")) if died is not None else None
    if day is not None:
        return f"Deceased {day}"
    return "Deceased" if is_true(child(subject, "deceasedInd"), "value") else ""


def _is_cause(statement: Statement) -> bool:
    return any(
        attribute(link, "typeCode") == "CAUS"
        for link in statement.element.iterchildren("{*}entryRelationship")
    )
