"""Which version of FHIR resources speak: R4 is read whole, others as far as they are the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from huizhen.core.reading.coded.deviations import Deviations
from huizhen.core.reading.fhir.elements import items, object_of, objects, words
from huizhen.core.reading.fhir.json_source import Json
from huizhen.core.reading.fhir.resources import Placed

_OLD_TYPES = frozenset(
    ("MedicationOrder", "MedicationPrescription", "DiagnosticOrder", "ProcedureRequest",
     "ReferralRequest", "DeviceUseRequest", "DeviceComponent", "BodySite", "ImagingManifest",
     "ImagingObjectSelection", "DataElement", "Conformance", "EligibilityRequest", "Order",
     "OrderResponse", "Sequence", "ProcessRequest", "ExpansionProfile", "Other")
)  # fmt: skip
_NEW_TYPES = frozenset(
    ("DeviceUsage", "GenomicStudy", "ImagingSelection", "InventoryItem", "Transport",
     "RequestOrchestration", "EncounterHistory", "FormularyItem", "ActorDefinition", "Permission",
     "DeviceDispense", "BiologicallyDerivedProductDispense", "Requirements")
)  # fmt: skip
_OLD_PROFILE = re.compile(r"hl7\.org/fhir/(?:DSTU1|DSTU2|STU3|0\.|1\.|3\.0)|/stu3/", re.IGNORECASE)
_OLD_VERSION = re.compile(r"^(?:0|1|3)\.")
_NEW_VERSION = re.compile(r"^[56]\.")


def _is_word(*names: str) -> Callable[[Json], bool]:
    return lambda resource: any(isinstance(resource.get(name), str) for name in names)


def _has(*names: str) -> Callable[[Json], bool]:
    return lambda resource: any(name in resource for name in names)


def _is_concept(name: str) -> Callable[[Json], bool]:
    return lambda resource: bool(object_of(resource.get(name)).get("coding"))


def _is_code_reference(name: str) -> Callable[[Json], bool]:
    def found(resource: Json) -> bool:
        held = object_of(resource.get(name))
        return "concept" in held or isinstance(held.get("reference"), dict)

    return found


def _has_dose_of_r4(resource: Json) -> bool:
    dosages = [one for n in ("dosage", "dosageInstruction") for one in objects(resource.get(n))]
    return any("doseAndRate" in one for one in dosages)


_OLD: dict[str, Callable[[Json], bool]] = {
    "Condition": _is_word("clinicalStatus", "verificationStatus"),
    "AllergyIntolerance": lambda r: _has("substance")(r) or _is_word("clinicalStatus")(r),
    "MedicationStatement": _has("wasNotTaken", "taken", "reasonNotTaken"),
    "Encounter": _is_word("class"),
    "Procedure": _has("notDone", "notPerformed"),
    "Immunization": _has("wasNotGiven", "explanation"),
    "QuestionnaireResponse": _has("group"),
    "Patient": _has("animal", "careProvider"),
    "DocumentReference": _has("class", "indexed"),
}  # fmt: skip
_R4: dict[str, Callable[[Json], bool]] = {
    "Condition": lambda r: _is_concept("clinicalStatus")(r) or _is_concept("verificationStatus")(r),
    "AllergyIntolerance": _is_concept("clinicalStatus"),
    "MedicationRequest": _has_dose_of_r4,
    "MedicationStatement": _has_dose_of_r4,
    "Immunization": _has("occurrenceDateTime", "occurrenceString"),
    "Goal": _has("lifecycleStatus"),
    "ServiceRequest": lambda _: True,
}  # fmt: skip
_NEW: dict[str, Callable[[Json], bool]] = {
    "MedicationStatement": _is_code_reference("medication"),
    "MedicationRequest": _is_code_reference("medication"),
    "MedicationAdministration": _is_code_reference("medication"),
    "Encounter": lambda r: _has("actualPeriod")(r) or _is_concept("class")(r),
    "AllergyIntolerance": _is_concept("type"),
    "Procedure": _has("occurrenceDateTime", "occurrencePeriod"),
    "Condition": _has("participant"),
    "DocumentReference": _has("modality", "attester"),
}  # fmt: skip
_LEFT_OVER = {
    "Immunization": ("notGiven", "date"),
    "Observation": ("comment", "comments", "related", "context"),
    "MedicationRequest": ("context",), "Condition": ("assertedDate", "context"),
    "Procedure": ("context",), "DiagnosticReport": ("codedDiagnosis",),
}  # fmt: skip
"""Elements of older versions that linger in R4 exports; they are read, and said."""


def version_of(placed: Iterable[Placed], deviations: Deviations) -> str:
    """'older', 'newer', or '' for R4 and what cannot be told apart from it."""
    old = current = new = 0
    for one in placed:
        resource = one.resource
        stated = _stated(one)
        is_old = one.type in _OLD_TYPES or stated == "older" or _test(_OLD, one)
        is_new = one.type in _NEW_TYPES or stated == "newer" or _test(_NEW, one)
        old, new, current = old + is_old, new + is_new, current + _test(_R4, one)
        for name in _LEFT_OVER.get(one.type, ()):
            if name in resource:
                deviations.add("element_of_older_version", f"{one.path}.{name}")
    if new > old:
        return "newer"  # what marks R5 is wrong in R4, while most of R4 is right in R5
    return "older" if old and not current else ""


def _test(table: dict[str, Callable[[Json], bool]], placed: Placed) -> bool:
    test = table.get(placed.type)
    return test is not None and test(placed.resource)


def _stated(placed: Placed) -> str:
    """What a resource says itself: fhirVersion, or the version in its profiles' addresses."""
    version = words(placed.resource.get("fhirVersion"))
    if _OLD_VERSION.match(version):
        return "older"
    if _NEW_VERSION.match(version):
        return "newer"
    meta = object_of(placed.resource.get("meta"))
    profiles = [words(profile) for profile in items(meta.get("profile"))]
    return "older" if any(_OLD_PROFILE.search(profile) for profile in profiles) else ""
