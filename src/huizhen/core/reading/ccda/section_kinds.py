"""What a section is about, by its LOINC code (C-CDA, IPS, national CDA), else by its template."""

from __future__ import annotations

from typing import NamedTuple

from huizhen.core.reading.ccda.elements import template_roots
from huizhen.core.reading.coded.elements import attribute, child
from huizhen.core.reading.xml import Element
from huizhen.core.records.fact import FactType


class SectionKind(NamedTuple):
    """The kind of a section, the fact type for what it says as a whole, a category for content."""

    kind: str = ""
    fact_type: FactType = "DocumentReference"
    category: str = ""


_PROBLEMS = SectionKind("problems", "Condition", "problem-list-item")
_HISTORY = SectionKind("problems", "Condition", "history")
_ALLERGIES = SectionKind("allergies", "AllergyIntolerance")
_MEDICATIONS = SectionKind("medications", "MedicationStatement")
_RESULTS = SectionKind("results", "Observation", "laboratory")
_IMAGING = SectionKind("imaging", "Observation", "imaging")
_PROCEDURES = SectionKind("procedures", "Procedure")
_PLAN = SectionKind("plan", "CarePlan", "planned")
_FUNCTION = SectionKind("function", "Observation", "functional-status")
_ASSESSMENT = SectionKind("assessment", "ClinicalImpression", "assessment")

_BY_CODE = {
    "11450-4": _PROBLEMS, "11348-0": _HISTORY, "75310-3": SectionKind(
        "problems", "Condition", "health-concern"),
    "29548-5": SectionKind("problems", "Condition", "diagnosis"),
    "46241-6": SectionKind("problems", "Condition", "admission-diagnosis"),
    "42347-5": SectionKind("problems", "Condition", "admission-diagnosis"),
    "11535-2": SectionKind("problems", "Condition", "discharge-diagnosis"),
    "78375-3": SectionKind("problems", "Condition", "discharge-diagnosis"),
    "10219-4": SectionKind("problems", "Condition", "preoperative-diagnosis"),
    "10218-6": SectionKind("problems", "Condition", "postoperative-diagnosis"),
    "59769-0": SectionKind("problems", "Condition", "postprocedure-diagnosis"),
    "55109-3": SectionKind("problems", "Condition", "complication"),
    "10830-8": SectionKind("problems", "Condition", "complication"),
    "48765-2": _ALLERGIES, "48766-0": _ALLERGIES,
    "10160-0": _MEDICATIONS, "29551-9": _MEDICATIONS, "57828-6": _MEDICATIONS,
    "56445-0": _MEDICATIONS, "66149-6": _MEDICATIONS,
    "10183-2": SectionKind("medications", "MedicationStatement", "discharge"),
    "75311-1": SectionKind("medications", "MedicationStatement", "discharge"),
    "42346-7": SectionKind("medications", "MedicationStatement", "admission"),
    "29549-3": SectionKind("medications", "MedicationStatement", "administered"),
    "11369-6": SectionKind("immunizations", "Immunization"),
    "41291-6": SectionKind("immunizations", "Immunization"),
    "30954-2": _RESULTS, "26436-6": _RESULTS, "18725-2": _RESULTS, "11502-2": _RESULTS,
    "18719-5": _RESULTS, "18723-7": _RESULTS, "22634-0": _RESULTS,
    "11493-4": _RESULTS, "18748-4": _IMAGING, "18782-3": _IMAGING,
    "8716-3": SectionKind("vital-signs", "Observation", "vital-signs"),
    "47519-4": _PROCEDURES, "29554-3": _PROCEDURES, "10223-6": _PROCEDURES,
    "59774-0": _PROCEDURES,
    "29762-2": SectionKind("social", "Observation", "social-history"),
    "10157-6": SectionKind("family", "FamilyMemberHistory"),
    "18776-5": _PLAN, "61146-7": SectionKind("plan", "CarePlan", "goal"),
    "62387-6": SectionKind("plan", "CarePlan", "intervention"),
    "69730-0": SectionKind("plan", "CarePlan", "instruction"),
    "8653-8": SectionKind("plan", "CarePlan", "instruction"),
    "59772-4": _PLAN, "42349-1": SectionKind("plan", "CarePlan", "referral"),
    "85847-2": SectionKind("plan", "CarePlan", "care-team"),
    "51848-0": _ASSESSMENT, "51847-2": _ASSESSMENT, "19005-8": _ASSESSMENT,
    "46240-8": SectionKind("encounters", "Encounter"),
    "47420-5": _FUNCTION, "10190-7": SectionKind("function", "Observation", "mental-status"),
    "61144-2": SectionKind("function", "Observation", "nutrition"),
    "29545-1": SectionKind("exam", "Observation", "exam"),
    "11383-7": SectionKind("outcomes", "Observation", "outcome"),
    "46264-8": SectionKind("devices", "Device"), "59771-6": SectionKind("devices", "Device"),
    "42348-3": SectionKind("directives", "Consent"),
    "48768-6": SectionKind("payers", "DocumentReference", "coverage"),
    "11488-4": SectionKind("notes"), "34109-9": SectionKind("notes"),
    "121181": SectionKind("imaging", "ImagingStudy", "imaging"),
    "121070": _IMAGING, "121072": _IMAGING, "121065": _IMAGING,
}  # fmt: skip

_TEMPLATE_ROOT = "2.16.840.1.113883.10.20.22.2."
_BY_TEMPLATE = {
    "1": "10160-0", "1.1": "10160-0", "2": "11369-6", "2.1": "11369-6", "3": "30954-2",
    "3.1": "30954-2", "4": "8716-3", "4.1": "8716-3", "5": "11450-4", "5.1": "11450-4",
    "6": "48765-2", "6.1": "48765-2", "7": "47519-4", "7.1": "47519-4", "8": "51848-0",
    "9": "51847-2", "10": "18776-5", "11": "10183-2", "11.1": "10183-2", "14": "47420-5",
    "15": "10157-6", "17": "29762-2", "20": "11348-0", "21": "42348-3", "21.1": "42348-3",
    "22": "46240-8", "22.1": "46240-8", "23": "46264-8", "24": "11535-2", "38": "29549-3",
    "43": "46241-6", "44": "42346-7", "45": "69730-0", "56": "10190-7", "57": "61144-2",
    "58": "75310-3", "60": "61146-7", "65": "34109-9", "500": "85847-2",
}  # fmt: skip
PLANS = frozenset(("51847-2", "18776-5", "51848-0"))
"""Assessment and plan sections: what they say is told by their narrative as a whole."""


def section_code(section: Element) -> str:
    """The section's own code; '' where it has none."""
    return attribute(child(section, "code"), "code")


def kind_of_section(section: Element) -> SectionKind:
    """The kind by the section's code, by a translation of it, else by its template."""
    code = child(section, "code")
    holders = [code] if code is not None else []
    if code is not None:
        holders += list(code.iterchildren("{*}translation"))
    for holder in holders:
        kind = _BY_CODE.get(attribute(holder, "code"))
        if kind is not None:
            return kind
    for root in template_roots(section):
        if root.startswith(_TEMPLATE_ROOT):
            known = _BY_TEMPLATE.get(root.removeprefix(_TEMPLATE_ROOT))
            if known is not None:
                return _BY_CODE[known]
    return SectionKind()
