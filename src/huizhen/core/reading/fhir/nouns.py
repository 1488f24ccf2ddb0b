"""Which module reads which type of resource; what is context, and what is no clinical matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from huizhen.core.reading.fhir.conditions import adverse_event, allergy, condition, flag
from huizhen.core.reading.fhir.drafts import Draft, Export
from huizhen.core.reading.fhir.medications import medication
from huizhen.core.reading.fhir.observations import observation, questionnaire_response
from huizhen.core.reading.fhir.plans import care_plan, consent, family_history, goal, order
from huizhen.core.reading.fhir.procedures import (
    device,
    device_use,
    encounter,
    immunization,
    procedure,
    specimen,
)
from huizhen.core.reading.fhir.reports import (
    diagnostic_report,
    document_reference,
    imaging_study,
    impression,
)
from huizhen.core.reading.fhir.resources import Placed
from huizhen.core.reading.fhir.sections import empty_list

Noun = Callable[[Placed, Export], Iterator[Draft]]

NOUNS: dict[str, Noun] = {
    "Condition": condition,
    "AllergyIntolerance": allergy,
    "Flag": flag,
    "AdverseEvent": adverse_event,
    "MedicationStatement": medication,
    "MedicationUsage": medication,
    "MedicationRequest": medication,
    "MedicationAdministration": medication,
    "MedicationDispense": medication,
    "MedicationOrder": medication,
    "MedicationPrescription": medication,
    "Procedure": procedure,
    "Observation": observation,
    "QuestionnaireResponse": questionnaire_response,
    "DiagnosticReport": diagnostic_report,
    "Immunization": immunization,
    "FamilyMemberHistory": family_history,
    "ImagingStudy": imaging_study,
    "Specimen": specimen,
    "CarePlan": care_plan,
    "Goal": goal,
    "ServiceRequest": order,
    "NutritionOrder": order,
    "ProcedureRequest": order,
    "DiagnosticOrder": order,
    "ReferralRequest": order,
    "DeviceRequest": order,
    "DeviceUseRequest": order,
    "VisionPrescription": order,
    "ImmunizationRecommendation": order,
    "Appointment": order,
    "RequestGroup": order,
    "RequestOrchestration": order,
    "Encounter": encounter,
    "EpisodeOfCare": encounter,
    "Device": device,
    "DeviceUseStatement": device_use,
    "DeviceUsage": device_use,
    "ClinicalImpression": impression,
    "RiskAssessment": impression,
    "DetectedIssue": impression,
    "Consent": consent,
    "DocumentReference": document_reference,
    "Media": document_reference,
    "List": empty_list,
}

CONTEXT = frozenset(
    ("Patient", "Organization", "Practitioner", "PractitionerRole", "Location", "Composition",
     "Medication", "RelatedPerson", "Person", "Substance", "BodyStructure", "BodySite", "Binary",
     "Provenance", "CareTeam", "Group", "HealthcareService", "Endpoint", "Questionnaire",
     "CapabilityStatement", "Conformance", "OperationOutcome", "List", "ValueSet", "CodeSystem",
     "StructureDefinition", "DeviceMetric", "DeviceDefinition", "MedicationKnowledge")
)  # fmt: skip
"""Referred to by facts, or about the export itself."""

NOT_CLINICAL = frozenset(
    ("Claim", "ClaimResponse", "ExplanationOfBenefit", "Coverage", "CoverageEligibilityRequest",
     "CoverageEligibilityResponse", "EligibilityRequest", "EligibilityResponse", "Account",
     "ChargeItem", "Invoice", "PaymentNotice", "PaymentReconciliation", "Schedule", "Slot",
     "AppointmentResponse", "AuditEvent", "MessageHeader", "Subscription", "Contract",
     "InsurancePlan", "EnrollmentRequest", "EnrollmentResponse")
)  # fmt: skip
"""Money, time tables and logs: listed by their number, not read."""
