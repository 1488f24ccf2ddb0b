"""Whether a file is CDA, by its first element."""

from __future__ import annotations

import re

from huizhen.core.errors import BrokenRecord
from huizhen.core.reading.registry import Probe
from huizhen.core.reading.xml import after_prolog, decode_xml

_HL7 = "urn:hl7-org:v3"
_FIRST = re.compile(r"<(?:([\w.-]+):)?([A-Za-z][\w.-]*)((?:\s[^<>]*)?)/?>?")
_DOCTYPE_NAME = re.compile(r"<!doctype\s+(?:[\w.-]+:)?([A-Za-z][\w.-]*)", re.IGNORECASE)
_CERTAIN = frozenset(
    ("substanceAdministration", "entryRelationship", "recordTarget", "assignedAuthor",
     "legalAuthenticator", "informationRecipient", "dataEnterer", "documentationOf",
     "componentOf", "inFulfillmentOf", "structuredBody", "nonXMLBody", "serviceEvent",
     "encompassingEncounter", "manufacturedProduct", "participantRole", "encounterParticipant",
     "relatedSubject", "assignedEntity", "observationMedia", "authenticator",
     "manufacturedMaterial", "patientRole")
)  # fmt: skip
"""Names that no other XML uses."""
_POSSIBLE = frozenset(
    ("section", "component", "entry", "act", "observation", "organizer", "procedure", "encounter",
     "supply", "author", "custodian", "participant", "performer", "informant", "authorization",
     "relatedDocument", "externalDocument", "externalAct", "criterion", "precondition", "subject",
     "specimen", "signatureText", "addr", "telecom", "name", "id", "code", "value", "text",
     "effectiveTime", "consumable", "product", "reference", "referenceRange", "regionOfInterest",
     "patient", "consent", "order", "parentDocument")
)  # fmt: skip
"""Names that CDA shares with others: something in the head has to speak of HL7."""
_SIGNS = re.compile(
    r"""<(?:\w+:)?templateId\s[^<>]*root\s*=|\s(?:classCode|moodCode|codeSystem|nullFlavor|"""
    r"""determinerCode)\s*=\s*["']|\srepresentation\s*=\s*["']B64|2\.16\.840\.1\.113883\.|<(?:\w+:)?(?:nonXMLBody|structuredBody|"""
    r"""assignedEntity|assignedAuthor|assignedCustodian|streetAddressLine)\b"""
)


def cda_score(probe: Probe) -> float:
    """1 for a clinical document, 0.9 for its fragments, 0 for other XML."""
    head = probe.head
    if b"<" not in head[:4096] and b"<" not in head:
        return 0.0
    text = _head_text(head)
    start = after_prolog(text)
    doctype = _DOCTYPE_NAME.match(text, start)
    if doctype is not None:
        return 1.0 if doctype.group(1) == "ClinicalDocument" else 0.0
    first = _FIRST.match(text, start)
    if first is None:
        return 0.5 if not text[start:].strip() and _HL7 in text else 0.0
    prefix, name, attributes = first.group(1) or "", first.group(2), first.group(3)
    if not _may_be_hl7(prefix, attributes):
        return 0.0
    if name == "ClinicalDocument":
        return 1.0
    if name in _CERTAIN or prefix == "sdtc":
        return 0.95
    return 0.9 if name in _POSSIBLE and (_HL7 in text or _SIGNS.search(text)) else 0.0


def _head_text(head: bytes) -> str:
    cut = head if len(head) < 4 else head[: len(head) - len(head) % 4]
    try:
        return decode_xml(cut).text
    except BrokenRecord:
        return cut.decode("latin-1")


def _may_be_hl7(prefix: str, attributes: str) -> bool:
    """Whether the first element's namespace is HL7's, or is not declared at all."""
    name = f"xmlns:{prefix}" if prefix else "xmlns"
    declared = re.search(rf"""(?:^|\s){re.escape(name)}\s*=\s*["']([^"']*)["']""", attributes)
    return declared is None or declared.group(1).startswith("urn:hl7-org:")
