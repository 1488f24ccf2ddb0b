"""Code systems: from the OIDs and names that CDA uses to the URIs that FHIR uses."""

from __future__ import annotations

SNOMED_CT = "http://snomed.info/sct"
LOINC = "http://loinc.org"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
CVX = "http://hl7.org/fhir/sid/cvx"
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
IPS_ABSENT = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"

_HL7 = "2.16.840.1.113883."
_V3 = "http://terminology.hl7.org/CodeSystem/v3-"
_ICD_9_CM = "http://hl7.org/fhir/sid/icd-9-cm"
_HCPCS = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
_NCIT = "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl"
_ICD_10_GM = "http://fhir.de/CodeSystem/bfarm/icd-10-gm"
_OPS = "http://fhir.de/CodeSystem/bfarm/ops"
_PZN = "http://fhir.de/CodeSystem/ifa/pzn"

_BY_OID = {
    f"{_HL7}6.96": SNOMED_CT,
    f"{_HL7}6.1": LOINC,
    f"{_HL7}6.88": RXNORM,
    f"{_HL7}6.90": "http://hl7.org/fhir/sid/icd-10-cm",
    f"{_HL7}6.3": "http://hl7.org/fhir/sid/icd-10",
    f"{_HL7}6.4": "http://www.cms.gov/Medicare/Coding/ICD10",
    f"{_HL7}6.103": _ICD_9_CM,
    f"{_HL7}6.104": _ICD_9_CM,
    f"{_HL7}6.42": "http://hl7.org/fhir/sid/icd-9",
    f"{_HL7}6.12": "http://www.ama-assn.org/go/cpt",
    f"{_HL7}6.13": "http://www.ada.org/cdt",
    f"{_HL7}6.14": _HCPCS,
    f"{_HL7}6.285": _HCPCS,
    f"{_HL7}6.69": "http://hl7.org/fhir/sid/ndc",
    f"{_HL7}6.73": "http://www.whocc.no/atc",
    f"{_HL7}6.8": "http://unitsofmeasure.org",
    f"{_HL7}6.24": "urn:iso:std:iso:11073:10101",
    f"{_HL7}6.43.1": "http://terminology.hl7.org/CodeSystem/icd-o-3",
    f"{_HL7}6.101": "http://nucc.org/provider-taxonomy",
    f"{_HL7}6.256": "http://radlex.org",
    f"{_HL7}6.259": "https://www.cdc.gov/nhsn/cdaportal/terminology/codesystem/hsloc.html",
    f"{_HL7}12.292": CVX,
    f"{_HL7}12.227": "http://hl7.org/fhir/sid/mvx",
    f"{_HL7}12.112": "http://terminology.hl7.org/CodeSystem/v2-0112",
    f"{_HL7}4.9": "http://fdasis.nlm.nih.gov",
    f"{_HL7}3.26.1.1": _NCIT,
    f"{_HL7}3.26.1.5": "http://hl7.org/fhir/ndfrt",
    f"{_HL7}3.221.5": "https://nahdo.org/sopt",
    f"{_HL7}5.1150.1": IPS_ABSENT,
    f"{_HL7}4.642.4.1074": "http://terminology.hl7.org/CodeSystem/condition-clinical",
    f"{_HL7}4.642.4.1075": "http://terminology.hl7.org/CodeSystem/condition-ver-status",
    "1.2.840.10008.2.16.4": "http://dicom.nema.org/resources/ontology/DCM",
    "1.2.276.0.76.4.6": _PZN,
    "2.51.1.1": "https://www.gs1.org/gtin",
}
_V3_BY_OID = {
    "5.1": "AdministrativeGender", "5.2": "MaritalStatus", "5.4": "ActCode", "5.6": "ActClass",
    "5.7": "ActPriority", "5.8": "ActReason", "5.14": "ActStatus", "5.25": "Confidentiality",
    "5.43": "EntityNamePartQualifier", "5.45": "EntityNameUse", "5.60": "LanguageAbilityMode",
    "5.61": "LanguageAbilityProficiency", "5.83": "ObservationInterpretation",
    "5.84": "ObservationMethod", "5.85": "orderableDrugForm", "5.88": "ParticipationFunction",
    "5.90": "ParticipationType", "5.109": "RoleStatus", "5.110": "RoleClass", "5.111": "RoleCode",
    "5.112": "RouteOfAdministration", "5.129": "SpecimenType", "5.139": "TimingEvent",
    "5.140": "TribalEntityUS", "5.1001": "ActMood", "5.1002": "ActRelationshipType",
    "5.1008": "NullFlavor", "5.1052": "ActSite", "5.1063": "ObservationValue",
    "5.1076": "ReligiousAffiliation", "5.1119": "AddressUse",
}  # fmt: skip
_BY_NAME = {
    "snomedct": SNOMED_CT, "snomed": SNOMED_CT, "sct": SNOMED_CT, "loinc": LOINC,
    "rxnorm": RXNORM, "cvx": CVX, "atc": "http://www.whocc.no/atc",
    "icd10cm": "http://hl7.org/fhir/sid/icd-10-cm", "icd10": "http://hl7.org/fhir/sid/icd-10",
    "icd9cm": _ICD_9_CM, "ucum": "http://unitsofmeasure.org", "pzn": _PZN,
    "ndc": "http://hl7.org/fhir/sid/ndc", "ncithesaurus": _NCIT,
}  # fmt: skip
_BY_NAME_START = (("icd10gm", _ICD_10_GM), ("ops20", _OPS))
"""National systems that have an OID of their own for every year."""


def system_uri(oid: str, name: str = "") -> str:
    """The FHIR URI of a code system; `urn:oid:...` where none is known, '' for no system at all.

    `name` (codeSystemName) decides only where the OID is missing or unknown.
    """
    known = _BY_OID.get(oid)
    if known:
        return known
    v3 = _V3_BY_OID.get(oid.removeprefix(_HL7)) if oid.startswith(_HL7) else None
    if v3:
        return _V3 + v3
    plain = "".join(char for char in name.casefold() if char.isalnum())
    for start, uri in _BY_NAME_START:
        if plain.startswith(start):
            return uri
    if not oid:
        return _BY_NAME.get(plain, "")
    if oid[0].isdigit():
        return f"urn:oid:{oid}"
    return oid if ":" in oid else _BY_NAME.get(plain, oid)
