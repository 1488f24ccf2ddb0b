"""Code systems: from the names that HL7 v2 uses (table 0396) to the URIs that FHIR uses."""

from __future__ import annotations

import re

from huizhen.core.reading.coded.code_systems import CVX, LOINC, RXNORM, SNOMED_CT, system_uri

_CPT = "http://www.ama-assn.org/go/cpt"
_ICD_10 = "http://hl7.org/fhir/sid/icd-10"
_ICD_10_CM = "http://hl7.org/fhir/sid/icd-10-cm"
_ICD_9_CM = "http://hl7.org/fhir/sid/icd-9-cm"
_BY_NAME = {
    "LN": LOINC, "LOINC": LOINC, "SCT": SNOMED_CT, "SCT2": SNOMED_CT, "SNOMED": SNOMED_CT,
    "SNOMED-CT": SNOMED_CT, "SNOMEDCT": SNOMED_CT, "RXNORM": RXNORM, "CVX": CVX,
    "C4": _CPT, "CPT": _CPT, "CPT4": _CPT, "C5": _CPT, "CPT-4": _CPT,
    "I10": _ICD_10, "ICD10": _ICD_10, "ICD-10": _ICD_10, "I10C": _ICD_10_CM,
    "ICD10CM": _ICD_10_CM, "ICD-10-CM": _ICD_10_CM,
    "I10P": "http://www.cms.gov/Medicare/Coding/ICD10",
    "I10G2004": "http://fhir.de/CodeSystem/bfarm/icd-10-gm",
    "I9": "http://hl7.org/fhir/sid/icd-9", "I9C": _ICD_9_CM, "I9CDX": _ICD_9_CM,
    "I9CP": _ICD_9_CM, "ICD9CM": _ICD_9_CM,
    "HCPCS": "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
    "NDC": "http://hl7.org/fhir/sid/ndc", "MVX": "http://hl7.org/fhir/sid/mvx",
    "UCUM": "http://unitsofmeasure.org", "ATC": "http://www.whocc.no/atc",
    "WC": "http://www.whocc.no/atc", "W1": "http://www.whocc.no/atc",
    "NCIT": "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl",
    "DCM": "http://dicom.nema.org/resources/ontology/DCM",
    "MDC": "urn:iso:std:iso:11073:10101", "UNII": "http://fdasis.nlm.nih.gov",
    "NIP001": "http://terminology.hl7.org/CodeSystem/v2-NIP001",
}  # fmt: skip
_TABLE = re.compile(r"HL7(?:V2-)?0?(\d{4})|(?:HL7)?(\d{4})")
_OID = re.compile(r"[0-2](?:\.\d+){2,}")


def v2_system_uri(name: str, oid: str = "") -> str:
    """The FHIR URI of a coding system; `urn:hl7v2:<name>` for another, '' for none.

    `oid` (CWE.14) decides where the message names no system.
    """
    plain = "".join(name.split()).upper()
    if not plain:
        return system_uri(oid) if _OID.fullmatch(oid) else ""
    known = _BY_NAME.get(plain)
    if known:
        return known
    table = _TABLE.fullmatch(plain)
    if table:
        number = table.group(1) or table.group(2)
        return f"http://terminology.hl7.org/CodeSystem/v2-{number}"
    if _OID.fullmatch(plain):
        return system_uri(plain)
    return f"urn:hl7v2:{' '.join(name.split())}"
