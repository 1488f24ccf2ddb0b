"""Small synthetic CDA documents for tests: a header, sections, entries."""

from __future__ import annotations

from reading_bench import KeptFiles, read_bytes

from huizhen.core.reading.ccda import CcdaReader
from huizhen.core.records.fact import Fact
from huizhen.core.records.reading import Reading

C_CDA = "2.16.840.1.113883.10.20.22.4."
SNOMED = "2.16.840.1.113883.6.96"
LOINC = "2.16.840.1.113883.6.1"
RXNORM = "2.16.840.1.113883.6.88"
NAMESPACES = (
    'xmlns="urn:hl7-org:v3" xmlns:sdtc="urn:hl7-org:sdtc" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
PATIENT = """<recordTarget><patientRole>
<id root="2.999.1" extension="MRN-1" assigningAuthorityName="Test Hospital"/>
<patient><name use="L"><given>Test</given><given>Q.</given><family>Sample</family></name>
<administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/>
<birthTime value="19700203"/></patient></patientRole></recordTarget>"""
CUSTODIAN = """<custodian><assignedCustodian><representedCustodianOrganization>
<name>Test Clinic</name></representedCustodianOrganization></assignedCustodian></custodian>"""


def document(*sections: str, header: str = PATIENT + CUSTODIAN, body: str = "") -> bytes:
    """A whole document with the given sections or body."""
    parts = "".join(f"<component>{section}</component>" for section in sections)
    body = body or f"<structuredBody>{parts}</structuredBody>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><ClinicalDocument {NAMESPACES}>'
        f'<code code="34133-9" codeSystem="{LOINC}" displayName="Summary"/>'
        '<title>Synthetic summary</title><effectiveTime value="20240510"/>'
        f'<languageCode code="en-US"/>{header}<component>{body}</component></ClinicalDocument>'
    ).encode()


def section(code: str, *entries: str, text: str = "", title: str = "", attributes: str = "") -> str:
    """A section with narrative and entries."""
    inner = "".join(f"<entry>{entry}</entry>" for entry in entries)
    block = f"<text>{text}</text>" if text else ""
    return (
        f'<section {attributes}><code code="{code}" codeSystem="{LOINC}"/>'
        f"<title>{title or code}</title>{block}{inner}</section>"
    )


def template(number: str) -> str:
    """A template claim with an extension that no table lists."""
    return f'<templateId root="{C_CDA}{number}" extension="2099-01-01"/>'


def snomed(name: str, code: str, display: str = "", inner: str = "", attributes: str = "") -> str:
    """A SNOMED CT coded element; `value` gets its type."""
    declared = 'xsi:type="CD" ' if name == "value" else ""
    return (
        f'<{name} {declared}{attributes} code="{code}" codeSystem="{SNOMED}" '
        f'displayName="{display}">{inner}</{name}>'
    )


def observation(
    number: str, inner: str, mood: str = "EVN", attributes: str = "", name: str = "observation"
) -> str:
    """A statement that claims an entry template."""
    claimed = template(number) if number else ""
    return f'<{name} classCode="OBS" moodCode="{mood}" {attributes}>{claimed}{inner}</{name}>'


def related(statement: str, type_code: str = "SUBJ") -> str:
    """A statement as an entryRelationship."""
    return f'<entryRelationship typeCode="{type_code}">{statement}</entryRelationship>'


def concern(number: str, statement: str, status: str = "active", code: str = "CONC") -> str:
    """A concern act around a statement."""
    return (
        f'<act classCode="ACT" moodCode="EVN">{template(number)}'
        f'<code code="{code}" codeSystem="2.16.840.1.113883.5.6"/>'
        f'<statusCode code="{status}"/>{related(statement)}</act>'
    )


def problem(inner: str, attributes: str = "") -> str:
    """A problem observation."""
    kind = snomed("code", "55607006", "Problem")
    return observation("4", f'{kind}<statusCode code="completed"/>{inner}', attributes=attributes)


def read_document(data: bytes) -> tuple[Reading, KeptFiles]:
    """The reading of CDA bytes."""
    return read_bytes(CcdaReader(), data)


def facts_in(*sections: str) -> list[Fact]:
    """The facts of a document with the given sections."""
    return list(read_document(document(*sections))[0].facts)


def one_fact(code: str, entry: str, text: str = "") -> Fact:
    """The only fact of a document with one section with one entry."""
    (fact,) = facts_in(section(code, entry, text=text))
    return fact
