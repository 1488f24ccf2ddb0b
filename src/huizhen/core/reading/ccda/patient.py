"""Who the document is about: `recordTarget` (CDA R2, 4.2.2.11), as printed."""

from __future__ import annotations

from huizhen.core.reading.ccda.elements import null_flavor
from huizhen.core.reading.coded.elements import attribute, child, children, text_of
from huizhen.core.reading.xml import Element
from huizhen.core.records.dates import parse_partial_date
from huizhen.core.records.identity import Identity, PatientIdentifier, PersonName, Sex

_SEXES: dict[str, Sex] = {
    "F": "female", "M": "male", "UN": "other", "248152002": "female", "248153007": "male",
    "O": "other", "U": "unknown", "W": "female", "FEMALE": "female", "MALE": "male",
}  # fmt: skip
_NAME_PARTS = ("prefix", "given", "family", "suffix")


def identity_of(record_target: Element) -> Identity:
    """Names in every script and use, birth date, sex and identifiers; null ones are left out."""
    role = child(record_target, "patientRole")
    patient = child(role, "patient")
    names = tuple(
        name for element in children(patient, "name") if (name := person_name(element)) is not None
    )
    birth = attribute(child(patient, "birthTime"), "value")
    return Identity(
        names=tuple(dict.fromkeys(names)),
        birth_date=parse_partial_date(birth) if birth else None,
        sex=_sex(child(patient, "administrativeGenderCode")),
        identifiers=_identifiers(role),
    )


def person_name(element: Element) -> PersonName | None:
    """One name in the order of the document; None for a null or empty one."""
    if null_flavor(element):
        return None
    parts = [
        (part, text_of(element_part))
        for element_part in element.iterchildren("*")
        if (part := str(element_part.tag).rpartition("}")[2]) in _NAME_PARTS
        and not null_flavor(element_part)
    ]
    said = [(part, text) for part, text in parts if text]
    if not said:
        text = text_of(element)
        return PersonName(text=text) if text else None
    return PersonName(
        text=" ".join(text for _part, text in said),
        family=" ".join(text for part, text in said if part == "family"),
        given=" ".join(text for part, text in said if part == "given"),
    )


def _sex(code: Element | None) -> Sex | None:
    if code is None:
        return None
    said = attribute(code, "code").upper()
    for translation in children(code, "translation"):
        said = said or attribute(translation, "code").upper()
    if said:
        return _SEXES.get(said)
    return "unknown" if null_flavor(code) in ("UNK", "ASKU") else None


def _identifiers(role: Element | None) -> tuple[PatientIdentifier, ...]:
    found = []
    for element in children(role, "id"):
        root, extension = attribute(element, "root"), attribute(element, "extension")
        if null_flavor(element) or not (root or extension):
            continue
        issuer = attribute(element, "assigningAuthorityName") or (root if extension else "")
        found.append(PatientIdentifier(value=extension or root, issuer=issuer))
    return tuple(dict.fromkeys(found))
