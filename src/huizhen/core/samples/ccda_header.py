"""The header of a C-CDA document (US Realm Header, V3): who, about whom, for whom, when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from huizhen.core.samples.ccda_xml import Element, moment, node, period, plain_code, template
from huizhen.core.samples.making import Making

Item = dict[str, Any]
_CCD = "34133-9"


def header(making: Making, data: Item) -> Iterator[Element]:
    """All header elements in the order of the schema."""
    yield node("realmCode", code="US")
    yield node("typeId", root="2.16.840.1.113883.1.3", extension="POCD_HD000040")
    yield template("1.1", "2015-08-01")
    yield template("1.2", "2015-08-01")
    yield node("id", root=str(making.uuid("ccda", "document")))
    yield plain_code("code", "loinc", _CCD, "Summarization of Episode Note")
    yield node("title", data["title"])
    yield moment("effectiveTime", data["created"])
    yield plain_code("confidentialityCode", "confidentiality", "N", "normal")
    yield node("languageCode", code="en-US")
    yield node("setId", root=str(making.uuid("ccda", "set")))
    yield node("versionNumber", value="1")
    yield node("recordTarget", _patient_role(making, data), typeCode="RCT", contextControlCode="OP")
    yield node("author", moment("time", data["created"]), _assigned_author(making, data))
    yield node("custodian", node("assignedCustodian", _organization(
        making, data, "representedCustodianOrganization")))  # fmt: skip
    yield node(
        "legalAuthenticator",
        moment("time", data["created"]),
        node("signatureCode", code="S"),
        _assigned_entity(making, data),
    )
    yield node("documentationOf", _care_provision(making, data))


def _patient_role(making: Making, data: Item) -> Element:
    patient = making.patient
    code, display = ("F", "Female") if patient.sex == "female" else ("M", "Male")
    person = node(
        "patient",
        _name(patient.given, patient.family, use="L"),
        plain_code("administrativeGenderCode", "gender", code, display),
        moment("birthTime", patient.birth_date.isoformat()),
        node("raceCode", nullFlavor="UNK"),
        node("ethnicGroupCode", nullFlavor="UNK"),
        node("languageCommunication", node("languageCode", code=data["patient_language"])),
    )
    return node(
        "patientRole",
        node(
            "id",
            root=making.uid("identifiers"),
            extension=patient.identifier,
            assigningAuthorityName=patient.issuer,
        ),
        _address(data["patient_address"], "HP"),
        node("telecom", use="HP", value=data["patient_phone"]),
        person,
        _organization(making, data, "providerOrganization"),
    )


def _name(given: str, family: str, **attributes: str) -> Element:
    return node("name", node("given", given), node("family", family), **attributes)


def _address(address: Item, use: str) -> Element:
    parts = (("streetAddressLine", "street"), ("city", "city"), ("postalCode", "postal_code"),
             ("country", "country"))  # fmt: skip
    return node("addr", *(node(tag, address[key]) for tag, key in parts), use=use)


def _organization(making: Making, data: Item, tag: str) -> Element:
    organization = data["organization"]
    return node(
        tag,
        node("id", root=making.uid("organization")),
        node("name", organization["name"]),
        node("telecom", use="WP", value=organization["phone"]),
        _address(organization, "WP"),
    )


def _assigned_author(making: Making, data: Item) -> Element:
    author = data["author"]
    return node(
        "assignedAuthor",
        node("id", root=str(making.uuid("author"))),
        _address(data["organization"], "WP"),
        node("telecom", use="WP", value=data["organization"]["phone"]),
        node("assignedPerson", _name(author["given"], author["family"])),
        _organization(making, data, "representedOrganization"),
    )


def _assigned_entity(making: Making, data: Item) -> Element:
    author = data["author"]
    return node(
        "assignedEntity",
        node("id", root=str(making.uuid("author"))),
        _address(data["organization"], "WP"),
        node("telecom", use="WP", value=data["organization"]["phone"]),
        node("assignedPerson", _name(author["given"], author["family"])),
    )


def _care_provision(making: Making, data: Item) -> Element:
    low, high = data["care_period"]
    performer = node("performer", _assigned_entity(making, data), typeCode="PRF")
    return node("serviceEvent", period(low, high), performer, classCode="PCPR")
