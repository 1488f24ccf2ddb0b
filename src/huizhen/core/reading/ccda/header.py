"""The header: title, date, institution, its page; contacts and services it codes."""

from __future__ import annotations

from collections.abc import Iterator

from huizhen.core.reading.ccda.assembly import build, denied
from huizhen.core.reading.ccda.concepts import concept_of
from huizhen.core.reading.ccda.context import Document, Setting, Statement
from huizhen.core.reading.ccda.elements import null_flavor
from huizhen.core.reading.ccda.patient import identity_of, person_name
from huizhen.core.reading.ccda.times import Period, period_of
from huizhen.core.reading.coded.elements import (
    attribute,
    child,
    children,
    local_name,
    steps,
    text_of,
)
from huizhen.core.reading.xml import Element
from huizhen.core.records.dates import PartialDate, parse_partial_date
from huizhen.core.records.fact import Fact

_MAX_STATED_LINES = 2_000
_UNSTATED = frozenset(("templateId", "typeId", "realmCode"))
_SHOWN = ("displayName", "value", "unit", "extension")


def document_title(header: Element) -> str:
    """The document's title, else what its code is called."""
    return text_of(child(header, "title")) or attribute(child(header, "code"), "displayName")


def document_date(header: Element) -> tuple[str, PartialDate | None]:
    """The header's `effectiveTime` as written and as a date."""
    raw = attribute(child(header, "effectiveTime"), "value")
    return raw, parse_partial_date(raw) if raw else None


def institution_name(header: Element) -> str:
    """Who keeps the document (custodian), else who wrote it."""
    for way in (
        ("custodian", "assignedCustodian", "representedCustodianOrganization", "name"),
        ("author", "assignedAuthor", "representedOrganization", "name"),
        ("legalAuthenticator", "assignedEntity", "representedOrganization", "name"),
    ):
        name = text_of(child(header, *way))
        if name:
            return name
    return ""


def document_language(header: Element) -> str:
    """ISO 639-1 code of the declared language."""
    return attribute(child(header, "languageCode"), "code")[:2].lower()


def header_lines(header: Element) -> list[str]:
    """The header as a person reads it: title, dates, patient, author, institution, contact."""
    raw, date = document_date(header)
    lines = [
        document_title(header),
        _line("Document", attribute(child(header, "code"), "displayName")),
        _line("Date", str(date) if date else raw),
    ]
    for target in children(header, "recordTarget"):
        lines += _patient_lines(target)
    for author in children(header, "author"):
        lines.append(_line("Author", _party(child(author, "assignedAuthor"))))
    lines.append(_line("Institution", institution_name(header)))
    contact = child(header, "componentOf", "encompassingEncounter")
    if contact is not None:
        lines.append(_line("Encounter", _encounter_words(contact)))
    return [line for line in dict.fromkeys(lines) if line]


def _line(label: str, text: str) -> str:
    return f"{label}: {text}" if text else ""


def _patient_lines(target: Element) -> list[str]:
    identity = identity_of(target)
    lines = [_line("Patient", name.text) for name in identity.names]
    lines.append(_line("Born", str(identity.birth_date or "")))
    lines.append(_line("Sex", identity.sex or ""))
    for identifier in identity.identifiers:
        issuer = f" ({identifier.issuer})" if identifier.issuer else ""
        lines.append(_line("Identifier", identifier.value + issuer))
    return lines


def _party(assigned: Element | None) -> str:
    person = child(assigned, "assignedPerson", "name")
    name = person_name(person) if person is not None else None
    device = child(assigned, "assignedAuthoringDevice", "softwareName")
    organisation = text_of(child(assigned, "representedOrganization", "name"))
    who = name.text if name is not None else text_of(device)
    return ", ".join(part for part in (who, organisation) if part)


def _encounter_words(contact: Element) -> str:
    code = attribute(child(contact, "code"), "displayName")
    time = child(contact, "effectiveTime")
    ends = [attribute(time, "value")]
    ends += [attribute(child(time, name), "value") for name in ("low", "high")]
    dates = [str(parse_partial_date(raw) or raw) for raw in ends if raw]
    return ", ".join(part for part in (code, " - ".join(dates)) if part)


def header_facts(header: Element, path: str, document: Document) -> Iterator[Fact]:
    """The encounter that encloses the document, coded services that it reports, consents."""
    for outer, step in steps(header):
        if local_name(outer) in ("componentOf", "documentationOf", "authorization"):
            yield from header_participation_facts(outer, f"{path}/{step}", document)


def header_participation_facts(outer: Element, path: str, document: Document) -> Iterator[Fact]:
    """The acts of one header relationship."""
    for act, step in steps(outer):
        yield from header_act_facts(act, f"{path}/{step}", document)


def header_act_facts(act: Element, path: str, document: Document) -> Iterator[Fact]:
    """An `encompassingEncounter`, `serviceEvent` or `consent` as a fact, if it says anything."""
    statement = Statement(act, path, Setting(), document)
    name = local_name(act)
    code = child(act, "code")
    concept = concept_of(code, document, 1)
    period = period_of(act, document.deviations, path)
    if name == "encompassingEncounter" and (concept or not period.is_empty):
        place = text_of(child(act, "location", "healthCareFacility", "location", "name"))
        disposition = concept_of(child(act, "dischargeDispositionCode"), document, 1).label
        yield build(
            statement, "Encounter", concept.label or "Encounter", quoted=(code,),
            code=concept.code, codings=concept.codings, performer=place,
            note=_line("Discharge disposition", disposition), **_dates(period),
        )  # fmt: skip
    elif name == "serviceEvent" and concept and attribute(act, "classCode") != "PCPR":
        yield build(
            statement, "Procedure", concept.label, quoted=(code,), code=concept.code,
            codings=concept.codings, category="other", **_dates(period),
            **denied(statement, concept),
        )  # fmt: skip
    elif name == "consent" and concept:
        yield build(
            statement, "Consent", concept.label, quoted=(code,), code=concept.code,
            codings=concept.codings, category="other",
            clinical_status=attribute(child(act, "statusCode"), "code"), **_dates(period),
        )  # fmt: skip


def _dates(period: Period) -> dict[str, PartialDate | None]:
    end = None if period.end == period.start else period.end
    return {"date": period.start, "end_date": end}


def stated_lines(top: Element) -> list[str]:
    """What a fragment without narrative says, element by element: 'code: Body height'."""
    lines = [f"{local_name(top)}"]
    for element in top.iter("*"):
        name = local_name(element)
        if name in _UNSTATED or null_flavor(element):
            continue
        words = [attribute(element, key) for key in _SHOWN]
        words.append(" ".join((element.text or "").split()))
        if not attribute(element, "displayName") and attribute(element, "code"):
            words.insert(0, attribute(element, "code"))
        said = " ".join(word for word in words if word)
        if said and attribute(element, "representation") != "B64":
            lines.append(f"{name}: {said}")
        if len(lines) >= _MAX_STATED_LINES:
            break
    return lines
