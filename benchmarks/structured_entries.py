"""What coded files say of each clinical entry, told by XPath, JSON and string splitting alone.

Nothing here is shared with the product's readers. A field is only expected where the source states
it plainly: what it leaves open ('' or None) is open in the comparison too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from count_structured import FHIR_NOT_CLINICAL, positional_xpath
from lxml import etree

JsonObject = dict[str, Any]


@dataclass(frozen=True)
class Entry:
    """One clinical entry of a file, with what the source states of it."""

    kind: str
    path: str
    codes: frozenset[str] = frozenset()
    """Codes of which the fact has to have one."""
    name: str = ""
    """The name of something that has no code."""
    value: str = ""
    units: tuple[str, ...] = ()
    """As a person and as a machine reads it: one of them has to be there."""
    dose: str = ""
    date: str = ""
    """ISO, to the day at most."""
    denied: bool = False
    withdrawn: bool = False
    clinical_status: str = ""


DENIALS = frozenset(
    ("160245001", "429625007", "716186003", "409137002", "428607008", "787481004",
     "no-known-problems", "no-known-allergies", "no-known-medications", "no-known-procedures",
     "no-known-immunizations", "no-known-devices", "no-known-food-allergies",
     "no-known-medication-allergies", "no-known-environmental-allergies")
)  # fmt: skip
"""Codes that say themselves that there is none: such an entry denies, with no flag that says so."""
_NO_INFORMATION = "absent-unknown-uv-ips"
"""System of codes that stand in the place of a thing: a status beside them is of nothing."""

_CDA_KINDS = {
    "4": "condition", "16": "drug", "7": "allergy", "2": "result", "27": "vital sign",
    "12": "procedure", "13": "procedure", "14": "procedure", "52": "immunization",
}  # fmt: skip
_TEMPLATE = "2.16.840.1.113883.10.20.22.4."
_SPEAKING_CODE = {
    "condition": "*[local-name()='value']",
    "drug": ".//*[local-name()='manufacturedMaterial']/*[local-name()='code']",
    "immunization": ".//*[local-name()='manufacturedMaterial']/*[local-name()='code']",
    "allergy": ".//*[local-name()='playingEntity']/*[local-name()='code']",
}


def ccda_entries(path: Path) -> Iterator[Entry]:
    """Entries of a whole C-CDA document, by the roots of their templates."""
    parser = etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True)
    tree: Any = etree.parse(str(path), parser)
    for element in tree.xpath("//*[*[local-name()='templateId']]"):
        roots = element.xpath("*[local-name()='templateId']/@root")
        numbers = [r.removeprefix(_TEMPLATE) for r in roots if r.startswith(_TEMPLATE)]
        kind = next((_CDA_KINDS[n] for n in numbers if n in _CDA_KINDS), None)
        if kind is not None and not element.get("nullFlavor"):
            yield _ccda_entry(kind, element)


def _ccda_entry(kind: str, element: Any) -> Entry:
    spoken = _SPEAKING_CODE.get(kind, "*[local-name()='code']")
    codes = element.xpath(f"({spoken})/@code | ({spoken})/*[local-name()='translation']/@code")
    number = element.xpath("*[local-name()='value'][@value][1]")
    is_measured = kind in ("result", "vital sign") and bool(number)
    when = element.xpath(
        "(*[local-name()='effectiveTime'])[1]/@value"
        " | (*[local-name()='effectiveTime'])[1]/*[local-name()='low']/@value"
    )
    dose = element.xpath("*[local-name()='doseQuantity']/@value")
    denied = element.get("negationInd") == "true"
    if denied and kind == "allergy":  # the class that is denied is the value, not the substance
        codes += element.xpath("*[local-name()='value']/@code")
    return Entry(
        kind=kind,
        path=positional_xpath(element),
        codes=frozenset(codes),
        value=number[0].get("value") if is_measured else "",
        units=tuple(number[0].xpath("@unit")) if is_measured else (),
        dose=dose[0] if kind == "drug" and dose else "",
        date=_iso(when[0]) if when else "",
        denied=denied or bool(DENIALS & set(codes)),
    )


def _iso(digits: str) -> str:
    """YYYY[MM[DD...]] of HL7 as ISO, to the day."""
    found = re.match(r"(\d{4})(\d\d)?(\d\d)?", digits)
    return "-".join(part for part in found.groups() if part) if found else ""


_FHIR_KINDS = {
    "Condition": "condition", "MedicationStatement": "drug", "MedicationRequest": "drug",
    "AllergyIntolerance": "allergy", "Observation": "result", "Procedure": "procedure",
    "Immunization": "immunization", "DiagnosticReport": "report",
}  # fmt: skip
_WHEN = (
    "onsetDateTime", "effectiveDateTime", "performedDateTime", "occurrenceDateTime", "date",
    "authoredOn",
)  # fmt: skip
_PERIODS = ("onsetPeriod", "effectivePeriod", "performedPeriod")


def fhir_entries(path: Path) -> Iterator[Entry]:
    """Clinical resources of a bundle; components of an observation are entries of their own."""
    bundle = json.loads(path.read_text(encoding="utf-8-sig"))
    placed = bundle.get("entry", [])
    for index, entry in enumerate(placed):
        resource = entry.get("resource") or {}
        kind = resource.get("resourceType", "")
        if kind in FHIR_NOT_CLINICAL or kind not in _FHIR_KINDS:
            continue
        where = f"Bundle.entry[{index}].resource"
        if not resource.get("component"):
            yield _fhir_entry(_FHIR_KINDS[kind], where, resource, resource, placed)
        for number, part in enumerate(resource.get("component") or []):
            yield _fhir_entry("result", f"{where}.component[{number}]", part, resource, placed)


def _fhir_entry(
    kind: str, path: str, said: JsonObject, resource: JsonObject, placed: list[JsonObject]
) -> Entry:
    named = said.get("code") or said.get("vaccineCode") or _medication(said, placed) or {}
    quantity = said.get("valueQuantity") or {}
    doses = [
        (rate.get("doseQuantity") or {}).get("value")
        for dosage in (said.get("dosage") or said.get("dosageInstruction") or [])
        if isinstance(dosage, dict)
        for rate in (dosage.get("doseAndRate") or [])
    ]
    verified = {c.get("code") for c in _codings(said.get("verificationStatus"))}
    status = resource.get("status") or ""
    codes = frozenset(c["code"] for c in _codings(named) if c.get("code"))
    is_absent = any(str(c.get("system", "")).endswith(_NO_INFORMATION) for c in _codings(named))
    return Entry(
        kind=kind,
        path=path,
        codes=codes,
        value=_text_of(quantity.get("value")),
        units=tuple(quantity[name] for name in ("unit", "code") if quantity.get(name)),
        dose=_text_of(next((d for d in doses if d is not None), None)) if kind == "drug" else "",
        date=_fhir_date(resource),
        denied="refuted" in verified or status == "not-done" or bool(DENIALS & codes),
        withdrawn="entered-in-error" in {status, *verified},
        clinical_status=next((c["code"] for c in _codings(said.get("clinicalStatus"))), "")
        if kind == "condition" and not is_absent and not DENIALS & codes
        else "",
    )


def _text_of(number: object) -> str:
    return "" if number is None else str(number)


def _codings(concept: object) -> list[JsonObject]:
    return list(concept.get("coding") or []) if isinstance(concept, dict) else []


def _medication(said: Mapping[str, Any], placed: list[JsonObject]) -> JsonObject | None:
    if "medicationCodeableConcept" in said:
        concept: JsonObject = said["medicationCodeableConcept"]
        return concept
    reference = (said.get("medicationReference") or {}).get("reference", "")
    for entry in placed:
        resource = entry.get("resource") or {}
        own = f"{resource.get('resourceType')}/{resource.get('id')}"
        if reference and (entry.get("fullUrl") == reference or own == reference):
            code: JsonObject = resource.get("code") or {}
            return code
    return None


def _fhir_date(resource: Mapping[str, Any]) -> str:
    periods = [(resource.get(name) or {}).get("start") for name in _PERIODS]
    found = next((d for d in [*(resource.get(name) for name in _WHEN), *periods] if d), "")
    return str(found)[:10]


_HL7_KINDS = {
    "OBX": "result", "AL1": "allergy", "IAM": "allergy", "DG1": "condition", "PR1": "procedure",
    "RXA": "immunization", "RXE": "drug", "RXO": "drug",
}  # fmt: skip
_HL7_CODE = {"OBX": 3, "AL1": 3, "IAM": 3, "DG1": 3, "PR1": 3, "RXA": 5, "RXE": 2, "RXO": 1}
_HL7_DATE = {"OBX": 14, "PR1": 5, "RXA": 3, "DG1": 5}


def hl7v2_entries(path: Path) -> Iterator[Entry]:
    """Clinical segments of every message of a file; those that carry text only are left out."""
    lines = re.split(r"[\r\n]+", path.read_bytes().decode("utf-8-sig"))
    message, counts, ordered = 0, dict[str, int](), ""
    for line in filter(str.strip, lines):
        parts = line.split("|")
        name = parts[0]
        if name == "MSH":
            message, counts = message + 1, {}
        counts[name] = counts.get(name, 0) + 1
        if name in ("OBR", "TXA"):  # results below a document are no longer the order's
            ordered = _at(parts, 7) if name == "OBR" else ""
        if name in _HL7_KINDS and _at(parts, 2) not in ("TX", "FT", "ED", "RP"):
            where = f"MSG[{message}].{name}[{counts[name]}]"
            yield _hl7v2_entry(name, where, parts, ordered)


def _hl7v2_entry(name: str, path: str, parts: list[str], ordered: str) -> Entry:
    is_number = name == "OBX" and _at(parts, 2) == "NM"
    code = _at(parts, _HL7_CODE[name]).split("^")
    is_name = len(code) == 1
    when = _at(parts, _HL7_DATE.get(name, 0)) or (ordered if name == "OBX" else "")
    return Entry(
        kind=_HL7_KINDS[name],
        path=path,
        codes=frozenset(part for part in (code[0], *code[3:4]) if part and not is_name),
        name=code[0] if is_name else "",
        value=_at(parts, 5) if is_number else "",
        units=(_at(parts, 6).split("^")[0],) if is_number and _at(parts, 6) else (),
        dose=_at(parts, 3) if name == "RXE" else "",
        date=_iso(when),
        withdrawn=name == "OBX" and _at(parts, 11) in ("D", "W"),
    )


def _at(parts: list[str], number: int) -> str:
    return parts[number] if 0 < number < len(parts) else ""


FORMATS = (
    ("ccda", "ccda/documents/*.ccda", ccda_entries),
    ("fhir", "fhir/*/*.json", fhir_entries),
    ("hl7v2", "hl7v2/*.hl7", hl7v2_entries),
)
