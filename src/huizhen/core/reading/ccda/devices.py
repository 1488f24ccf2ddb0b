"""Devices: supplies (2.16.840.1.113883.10.20.22.4.50), implants of procedures (.37), UDI (.311)."""

from __future__ import annotations

from collections.abc import Iterator

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
from huizhen.core.reading.ccda.elements import nested_statements, null_flavor
from huizhen.core.reading.ccda.medications import amounts, product_of
from huizhen.core.reading.ccda.parts import Part, described, note_of, parts_of
from huizhen.core.reading.ccda.values import measured_of
from huizhen.core.reading.coded.elements import attribute, child, children, steps, text_of
from huizhen.core.reading.xml import Element
from huizhen.core.records.fact import Fact

_DEVICE_LINKS = ("DEV", "PRD")
_UDI_LABELS = {
    "C101722": "Primary DI Number", "C101672": "Lot or Batch Number", "C101671": "Serial Number",
    "C101669": "Manufacturing Date", "C101670": "Expiration Date", "C71898": "Brand Name",
    "C99285": "Model Number", "C54131": "Company Name", "C99286": "Catalog Number",
    "C160938": "Latex Safety Status", "C106044": "MRI Safety Status",
    "C160939": "Implantable Device Status", "C113843": "Distinct Identification Code",
}  # fmt: skip
"""Components of a UDI (NCI Thesaurus), whose names senders leave out."""


def device(statement: Statement) -> Fact:
    """A device that the patient has or uses, or one statement about it."""
    element, document, ordinal = statement.element, statement.document, statement.ordinal
    code = child(element, "code")
    concept = next(iter(device_concepts(statement)), None)
    concept = concept or product_of(statement, ())[1] or concept_of(code, document, ordinal)
    period = statement_period(statement)
    measured = measured_of(element, document, ordinal)
    value = {"value": measured.value, "value_codings": measured.codings} if measured.value else {}
    planned = is_planned(statement)
    return build(
        statement,
        "CarePlan" if planned else "Device",
        concept.label,
        quoted=(code, *_playing_codes(element)),
        code=concept.code,
        codings=concept.codings,
        category="planned" if planned else statement.category,
        date=period.start,
        end_date=period.end,
        clinical_status=status_code(element) if status_code(element) == "active" else "",
        note=joined(amounts(element), *identifiers_of(element, statement),
                    note_of(parts_of(statement), statement)),
        **value,
        **denied(statement, concept),
    )  # fmt: skip


def devices_of_procedure(statement: Statement) -> Iterator[Fact]:
    """The devices that took part in a procedure: implants with their identifiers."""
    element, document, ordinal = statement.element, statement.document, statement.ordinal
    for participant, step in steps(element):
        if attribute(participant, "typeCode") != "DEV":
            continue
        role = child(participant, "participantRole")
        concept = _device_concept(role, statement)
        if role is None or not concept.label:
            continue
        place = Statement(
            element=element,
            path=f"{statement.path}/{step}/participantRole[1]",
            setting=statement.setting,
            document=document,
        )
        period = statement_period(statement)
        procedure = concept_of(child(element, "code"), document, ordinal).label
        yield build(
            place,
            "Device",
            concept.label,
            quoted=(child(role, "playingDevice", "code"),),
            code=concept.code,
            codings=concept.codings,
            date=period.start,
            note=joined(
                f"Procedure: {procedure}" if procedure else "",
                *_unique_identifiers(role),
                *identifiers_of(element, statement),
            ),
            **denied(place, concept),
        )


def device_concepts(statement: Statement) -> list[Concept]:
    """What devices take part in a statement."""
    roles = [
        child(participant, "participantRole")
        for participant in children(statement.element, "participant")
        if attribute(participant, "typeCode") in _DEVICE_LINKS
    ]
    return [concept for role in roles if (concept := _device_concept(role, statement))]


def _playing_codes(element: Element) -> list[Element | None]:
    return [
        child(participant, "participantRole", "playingDevice", "code")
        for participant in children(element, "participant")
    ]


def _device_concept(role: Element | None, statement: Statement) -> Concept:
    playing = child(role, "playingDevice")
    concept = concept_of(child(playing, "code"), statement.document, statement.ordinal)
    if concept.label:
        return concept
    model = text_of(child(playing, "manufacturerModelName"))
    return Concept(label=model, code=concept.code, codings=concept.codings) if model else concept


def _unique_identifiers(role: Element) -> list[str]:
    """UDI as the product instance carries it."""
    return [
        f"UDI: {attribute(identifier, 'extension')}"
        for identifier in children(role, "id")
        if attribute(identifier, "extension") and not null_flavor(identifier)
    ]


def identifiers_of(element: Element, statement: Statement) -> list[str]:
    """The components of a UDI organizer within a statement, or of the organizer itself."""
    found = []
    for inner, _path, _link in nested_statements(element, ""):
        if inner.tag.rpartition("}")[2] == "organizer":
            found += [
                _component(held, statement)
                for held, _inner_path, _inner_link in nested_statements(inner, "")
            ]
    return [one for one in dict.fromkeys(found) if one]


def _component(element: Element, statement: Statement) -> str:
    code = attribute(child(element, "code"), "code")
    said = described(Part("", element), statement.document, statement.ordinal)
    name = _UDI_LABELS.get(code)
    return said.replace(f"{code}:", f"{name}:", 1) if name else said
