"""Codes of FHIR's own systems, and what they mean for a fact."""

from __future__ import annotations

from huizhen.core.records.fact import AbsentReason, Certainty, FactType

DATA_ABSENT_REASONS: dict[str, AbsentReason] = {
    "unknown": "unknown", "asked-unknown": "asked-unknown", "temp-unknown": "temp-unknown",
    "not-asked": "not-asked", "asked-declined": "asked-unknown", "masked": "masked",
    "not-applicable": "not-applicable", "unsupported": "other", "as-text": "other",
    "error": "other", "not-a-number": "other", "negative-infinity": "other",
    "positive-infinity": "other", "not-performed": "not-performed", "not-permitted": "other",
}  # fmt: skip
"""http://terminology.hl7.org/CodeSystem/data-absent-reason"""

EMPTY_REASONS: dict[str, AbsentReason] = {
    "nilknown": "no-known", "notasked": "not-asked", "withheld": "masked",
    "unavailable": "no-information", "notstarted": "no-information", "closed": "no-information",
}  # fmt: skip
"""http://terminology.hl7.org/CodeSystem/list-empty-reason"""

VERIFICATION: dict[str, Certainty] = {
    "confirmed": "affirmed", "unconfirmed": "suspected", "provisional": "suspected",
    "differential": "suspected", "presumed": "suspected", "refuted": "negated",
}  # fmt: skip
"""condition-ver-status, allergyintolerance-verification (R5 adds 'presumed')."""

CLINICAL_STATUS = {
    "active": "active", "recurrence": "recurrence", "relapse": "recurrence",
    "inactive": "inactive", "remission": "remission", "resolved": "resolved",
}  # fmt: skip

DRUG_STATUS = {
    "active": "active", "in-progress": "active", "completed": "completed", "stopped": "stopped",
    "on-hold": "on-hold", "not-taken": "not-taken", "cancelled": "stopped", "ended": "stopped",
    "declined": "stopped", "not-done": "not-done", "recorded": "",
}  # fmt: skip
"""Statuses of the four medication resources in the words of a fact; 'cancelled', 'ended' and
'declined' end a treatment, and are also noted."""

PLANNED_STATUS = frozenset(("draft", "planned", "intended", "proposed", "preparation"))
PLANNED_INTENT = frozenset(("proposal", "plan", "option", "directive"))
WITHDRAWN = "entered-in-error"

PROVISIONAL = frozenset(("preliminary", "registered", "partial"))
REVISED = frozenset(("corrected", "amended", "appended"))

_CATEGORIES = {
    "laboratory": "laboratory", "lab": "laboratory", "hm": "laboratory", "ch": "laboratory",
    "mb": "laboratory", "bld": "laboratory", "sr": "laboratory", "tx": "laboratory",
    "imm": "laboratory", "urn": "laboratory", "vital-signs": "vital-signs",
    "social-history": "social-history", "survey": "survey", "exam": "exam", "imaging": "imaging",
    "rad": "imaging", "ct": "imaging", "rus": "imaging", "nms": "imaging", "rx": "imaging",
    "lp29684-5": "imaging", "lp29708-2": "cardiology", "lp7839-6": "pathology", "sp": "pathology",
    "pat": "pathology", "cp": "pathology", "cg": "genetics", "ge": "genetics",
    "18748-4": "imaging", "26436-6": "laboratory", "11502-2": "laboratory",
    "75326-9": "problem-list-item",
}  # fmt: skip
"""observation-category, v2-0074 and the LOINC classes that report profiles use."""


def category_word(code: str) -> str:
    """A category in the words of a fact; other codes stand as they are."""
    return _CATEGORIES.get(code, code)


SECTION_TYPES: dict[str, tuple[FactType, str]] = {
    "48765-2": ("AllergyIntolerance", ""), "10160-0": ("MedicationStatement", ""),
    "11450-4": ("Condition", "problem-list-item"), "11348-0": ("Condition", "history"),
    "47519-4": ("Procedure", ""), "29554-3": ("Procedure", ""), "11369-6": ("Immunization", ""),
    "60484-3": ("Immunization", ""), "46264-8": ("Device", ""),
    "30954-2": ("Observation", "laboratory"), "8716-3": ("Observation", "vital-signs"),
    "29762-2": ("Observation", "social-history"), "10162-6": ("Observation", "pregnancy"),
    "11362-0": ("Observation", "pregnancy"), "18776-5": ("CarePlan", ""),
    "47420-5": ("ClinicalImpression", "functional-status"), "42348-3": ("Consent", ""),
    "42349-1": ("CarePlan", "referral"), "10157-6": ("FamilyMemberHistory", ""),
    "104605-1": ("Observation", "flag"), "46240-8": ("Encounter", ""),
    "11384-5": ("DiagnosticReport", ""), "18748-4": ("DiagnosticReport", "imaging"),
    "26436-6": ("DiagnosticReport", "laboratory"), "51848-0": ("ClinicalImpression", ""),
    "10183-2": ("MedicationStatement", ""), "11535-2": ("Condition", "encounter-diagnosis"),
    "86585-7": ("Observation", ""), "75310-3": ("Condition", "health-concern"),
    "61146-7": ("CarePlan", "goal"),
}  # fmt: skip
"""What a Composition section is about, by its LOINC code (IPS and C-CDA on FHIR)."""
