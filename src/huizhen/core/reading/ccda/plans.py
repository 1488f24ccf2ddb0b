"""Plans and goals: planned activities (2.16.840.1.113883.10.20.22.4.39-.44, .120), goals (.121)."""

from __future__ import annotations

from typing import Any

from huizhen.core.reading.ccda.assembly import build, denied, joined, mood, status_code
from huizhen.core.reading.ccda.concepts import Concept, concept_of
from huizhen.core.reading.ccda.context import Statement
from huizhen.core.reading.ccda.devices import device_concepts
from huizhen.core.reading.ccda.medications import amounts, dosage_of, product_of
from huizhen.core.reading.ccda.parts import note_of, parts_of, stated_text
from huizhen.core.reading.ccda.sites import site_of
from huizhen.core.reading.ccda.times import period_of
from huizhen.core.reading.ccda.values import measured_of
from huizhen.core.reading.coded.elements import attribute, child, children, local_name
from huizhen.core.reading.xml import Element
from huizhen.core.records.fact import Fact


def plan(statement: Statement) -> Fact:
    """Something intended, ordered or aimed at; a goal's value is its target."""
    element, document, ordinal = statement.element, statement.document, statement.ordinal
    code, concept = _subject(statement)
    parts = parts_of(statement)
    period = period_of(element, document.deviations, statement.path)
    measured = measured_of(element, document, ordinal)
    fields: dict[str, Any] = denied(statement, concept)
    if measured.value is not None:
        fields |= {
            "value": measured.value, "unit": measured.unit, "comparator": measured.comparator,
            "value_codings": measured.codings,
        }  # fmt: skip
    is_drug = local_name(element) == "substanceAdministration"
    return build(
        statement,
        "CarePlan",
        concept.label,
        quoted=(code, child(element, "value")),
        code=concept.code,
        codings=concept.codings,
        category=_category(statement),
        date=period.start,
        end_date=None if period.end == period.start else period.end,
        clinical_status=status_code(element),
        dosage=dosage_of(statement, parts) if is_drug else None,
        note=joined(
            _instruction(statement, concept),
            _priority(statement),
            _members(statement),
            amounts(element) if local_name(element) == "supply" else "",
            note_of(parts, statement, ("sig",) if is_drug else ()),
        ),
        **site_of(statement, (code,)),
        **fields,
    )


def _subject(statement: Statement) -> tuple[Element | None, Concept]:
    """What is planned: the code, else the product, else the device."""
    code = child(statement.element, "code")
    concept = concept_of(code, statement.document, statement.ordinal)
    if concept.is_assertion:
        code = child(statement.element, "value")
        concept = concept_of(code, statement.document, statement.ordinal)
    if concept.label:
        return code, concept
    product_code, product = product_of(statement, ())
    if product:
        return product_code, product
    devices = device_concepts(statement)
    return code, devices[0] if devices else concept


def _category(statement: Statement) -> str:
    if mood(statement).startswith("GOL"):
        return "goal"
    return statement.category or statement.setting.category or "planned"


def _instruction(statement: Statement, concept: Concept) -> str:
    """The words of an instruction, which its code only classifies."""
    if statement.category not in ("instruction", "referral", "nutrition", "goal"):
        return ""
    said = stated_text(statement.element, statement.document, statement.ordinal)
    return "" if said == concept.label else said[:1000]


def _priority(statement: Statement) -> str:
    code = child(statement.element, "priorityCode")
    label = concept_of(code, statement.document, statement.ordinal).label
    return f"Priority: {label}" if label else ""


def _members(statement: Statement) -> str:
    """The functions in a care team; people's names stay in the narrative."""
    if statement.category != "care-team":
        return ""
    found = []
    for link in children(statement.element, "component"):
        for performer in children(child(link, "act"), "performer"):
            if attribute(performer, "nullFlavor"):
                continue
            function = child(performer, "functionCode")
            entity = child(performer, "assignedEntity", "code")
            for code in (function, entity):
                label = concept_of(code, statement.document, statement.ordinal).label
                if label:
                    found.append(label)
                    break
    return f"Members: {', '.join(dict.fromkeys(found))}" if found else ""
