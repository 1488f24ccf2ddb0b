"""Immunizations: Immunization Activity (2.16.840.1.113883.10.20.22.4.52), given or refused."""

from __future__ import annotations

from huizhen.core.reading.ccda.assembly import (
    build,
    denied,
    is_planned,
    joined,
    statement_period,
    status_code,
)
from huizhen.core.reading.ccda.context import Statement
from huizhen.core.reading.ccda.medications import dosage_of, product_of
from huizhen.core.reading.ccda.parts import Part, named, note_of, parts_of
from huizhen.core.reading.ccda.sites import site_of
from huizhen.core.reading.coded.code_systems import CVX, RXNORM, SNOMED_CT
from huizhen.core.reading.coded.elements import attribute, child, text_of
from huizhen.core.records.fact import Fact

_STATUS = {"completed": "completed", "active": "active", "aborted": "stopped",
           "cancelled": "not-done", "held": "on-hold", "suspended": "on-hold"}  # fmt: skip


def immunization(statement: Statement) -> Fact:
    """A vaccine given, refused, or planned."""
    code, concept = product_of(statement, (CVX,))
    if concept.code is not None and concept.code.system not in (CVX, SNOMED_CT, RXNORM):
        code, concept = product_of(statement, (CVX, SNOMED_CT, RXNORM))
    fields = denied(statement, concept)
    parts = parts_of(statement)
    period = statement_period(statement)
    is_denied = fields.get("certainty") == "negated"
    status = "not-done" if is_denied else _STATUS.get(status_code(statement.element), "")
    if fields.get("absent_reason"):
        status = "not-done" if is_denied else ""
    return build(
        statement,
        "CarePlan" if is_planned(statement) else "Immunization",
        concept.label,
        quoted=(code,),
        code=concept.code,
        codings=concept.codings,
        category="planned" if is_planned(statement) else statement.category,
        date=period.start,
        end_date=period.end,
        clinical_status=status,
        dosage=dosage_of(statement, parts),
        note=joined(
            _lot(statement), _dose_number(statement, parts),
            note_of(parts, statement, ("sig", "dose_number")),
        ),
        **site_of(statement, name="approachSiteCode"),
        **fields,
    )  # fmt: skip


def _lot(statement: Statement) -> str:
    product = child(statement.element, "consumable", "manufacturedProduct")
    lot = text_of(child(product, "manufacturedMaterial", "lotNumberText"))
    maker = text_of(child(product, "manufacturerOrganization", "name"))
    return joined(f"Lot: {lot}" if lot else "", f"Manufacturer: {maker}" if maker else "")


def _dose_number(statement: Statement, parts: list[Part]) -> str:
    numbers = [attribute(child(statement.element, "repeatNumber"), "value")]
    numbers += [
        attribute(child(holder, "sequenceNumber"), "value")
        for part in named(parts, "dose_number")
        if (holder := part.getparent()) is not None
    ]
    said = next((number for number in numbers if number), "")
    return f"Dose number: {said}" if said else ""
