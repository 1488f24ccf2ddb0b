"""Allergies: Allergy - Intolerance Observation (2.16.840.1.113883.10.20.22.4.7)."""

from __future__ import annotations

from typing import Any

from huizhen.core.reading.ccda.assembly import (
    build,
    denied,
    joined,
    statement_period,
    status_code,
)
from huizhen.core.reading.ccda.concepts import Concept, concept_of
from huizhen.core.reading.ccda.context import Statement
from huizhen.core.reading.ccda.elements import nested_statements
from huizhen.core.reading.ccda.parts import (
    Part,
    certainty_in,
    named,
    note_of,
    parts_of,
    stated_text,
    value_concept,
)
from huizhen.core.reading.ccda.templates import role_by_template
from huizhen.core.reading.ccda.times import Period
from huizhen.core.reading.coded.elements import attribute, child, children, text_of
from huizhen.core.reading.coded.vocabulary import is_generic, status_word
from huizhen.core.reading.xml import Element
from huizhen.core.records.fact import Fact

_KINDS = {
    "419199007": "allergy", "416098002": "allergy/drug", "414285001": "allergy/food",
    "418038007": "propensity", "420134006": "propensity", "419511003": "propensity/drug",
    "418471000": "propensity/food", "59037007": "intolerance/drug",
    "235719002": "intolerance/food", "426232007": "allergy/environment",
    "DALG": "allergy/drug", "FALG": "allergy/food", "EALG": "allergy/environment",
    "ALG": "allergy", "DINT": "intolerance/drug", "FINT": "intolerance/food",
    "EINT": "intolerance/environment", "OINT": "intolerance", "DNAINT": "intolerance/drug",
    "FNAINT": "intolerance/food", "NAINT": "intolerance",
}  # fmt: skip
"""Kind of reaction and of substance by SNOMED CT or HL7 ObservationIntoleranceType."""
_CONCERN_STATUS = {
    "active": "active", "completed": "inactive", "suspended": "inactive", "aborted": "inactive",
}  # fmt: skip


def allergy(statement: Statement) -> Fact:
    """An allergy; its text is the substance, else what kind of allergy is stated or denied."""
    element, document, ordinal = statement.element, statement.document, statement.ordinal
    value = child(element, "value")
    kind = concept_of(value, document, ordinal)
    agent_code, agent = _agent(statement)
    # a class as the agent ('Substance') says no more than the kind does
    is_named = bool(agent) and not (agent.codings and is_generic(agent.codings))
    named_thing = agent if is_named else kind or agent
    fields = denied(statement, named_thing)
    parts = parts_of(statement)
    stated = next((one for one in certainty_in(parts, document, ordinal) if one), None)
    if stated:
        fields.setdefault("certainty", stated)
    period = statement_period(statement)
    is_present = not fields.get("certainty") and not fields.get("absent_reason")
    return build(
        statement,
        "AllergyIntolerance",
        named_thing.label,
        quoted=(agent_code, value),
        code=named_thing.code,
        codings=named_thing.codings,
        category=_category(kind),
        date=period.start,
        end_date=period.end,
        clinical_status=_clinical_status(statement, parts, period) if is_present else "",
        reaction="; ".join(_reactions(statement, parts)),
        note=joined(
            _severity(statement, parts),
            note_of(parts, statement, ("status", "severity", "reaction", "criticality")),
        ),
        **_criticality(statement, parts),
        **fields,
    )


def _agent(statement: Statement) -> tuple[Element | None, Concept]:
    """The consumed or causative participant's code, and what it says."""
    for participant in children(statement.element, "participant"):
        if attribute(participant, "typeCode") not in ("CSM", "CAGNT", ""):
            continue
        for entity in ("playingEntity", "playingDevice"):
            playing = child(participant, "participantRole", entity)
            if playing is None:
                continue
            code = child(playing, "code")
            concept = concept_of(code, statement.document, statement.ordinal)
            name = text_of(child(playing, "name"))
            if concept or name:
                return code, concept if concept else Concept(label=name)
    return None, Concept()


def _category(kind: Concept) -> str:
    for coding in kind.codings:
        if coding.code in _KINDS:
            return _KINDS[coding.code]
    return kind.label.lower()


def _reactions(statement: Statement, parts: list[Part]) -> list[str]:
    """Each reaction with its own severity: 'Nausea (Severe)'."""
    document, ordinal = statement.document, statement.ordinal
    found = []
    for element in named(parts, "reaction"):
        label = value_concept(element, document, ordinal).label
        label = label or stated_text(element, document, ordinal)
        severities = [
            value_concept(inner, document, ordinal).label
            for inner, _path, _link in nested_statements(element, "")
            if (role := role_by_template(inner)) is not None and role.part == "severity"
        ]
        severity = ", ".join(one for one in severities if one)
        if label:
            found.append(f"{label} ({severity})" if severity else label)
    return list(dict.fromkeys(found))


def _severity(statement: Statement, parts: list[Part]) -> str:
    labels = [
        value_concept(element, statement.document, statement.ordinal).label
        for element in named(parts, "severity")
    ]
    said = ", ".join(label for label in labels if label)
    return f"Severity: {said}" if said else ""


def _criticality(statement: Statement, parts: list[Part]) -> dict[str, Any]:
    for element in named(parts, "criticality"):
        label = value_concept(element, statement.document, statement.ordinal).label
        if label:
            return {"criticality": label}
    return {}


def _clinical_status(statement: Statement, parts: list[Part], period: Period) -> str:
    """The status observation, else the concern's status; an end date alone ends no allergy."""
    for element in named(parts, "status"):
        concept = value_concept(element, statement.document, statement.ordinal)
        status = status_word(concept.codings, concept.label)
        if status:
            return status
    status = _CONCERN_STATUS.get(status_code(statement.setting.concern), "")
    return "resolved" if status == "inactive" and period.end is not None else status
