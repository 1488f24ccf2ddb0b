"""The medication resources, as statements about drugs: taken, ordered, given, dispensed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from huizhen.core.reading.coded.code_systems import RXNORM, SNOMED_CT
from huizhen.core.reading.fhir.concepts import Concept, concept_of, label_of
from huizhen.core.reading.fhir.dosages import given_of, supply_text
from huizhen.core.reading.fhir.drafts import (
    Draft,
    Export,
    category_of,
    draft,
    institution_of,
    notes_of,
    reasons_of,
)
from huizhen.core.reading.fhir.elements import (
    chosen,
    is_true,
    items,
    joined,
    labelled,
    line,
    object_of,
    objects,
    token,
)
from huizhen.core.reading.fhir.json_source import Json
from huizhen.core.reading.fhir.references import display_of
from huizhen.core.reading.fhir.resources import Placed
from huizhen.core.reading.fhir.times import When, period, when_of
from huizhen.core.reading.fhir.values import amount_of
from huizhen.core.reading.fhir.vocabulary import DRUG_STATUS, PLANNED_INTENT, PLANNED_STATUS

_SYSTEMS = (RXNORM, SNOMED_CT)
_KINDS = {
    "MedicationRequest": "order", "MedicationOrder": "order", "MedicationPrescription": "order",
    "MedicationAdministration": "administered", "MedicationDispense": "dispensed",
}  # fmt: skip
_DOSAGES = ("dosage", "dosageInstruction")


def medication(placed: Placed, export: Export) -> Iterator[Draft]:
    """One fact for a statement, request, administration or dispense."""
    resource = placed.resource
    concept, product = _drug(placed, export)
    when = _when(placed, export)
    elements = [one for name in _DOSAGES for one in objects(resource.get(name))]
    given = given_of(elements, _form(product))
    kind = _KINDS.get(placed.type, "")
    yield draft(
        "MedicationStatement", placed, export, concept,
        category=kind or category_of(resource),
        dosage=given.dosage,
        performer=institution_of(placed, export, *_makers(placed.type)),
        note=joined(
            given.note, _strengths(product, concept), reasons_of(resource), _status_note(placed),
            labelled("Status reason", label_of(resource.get("statusReason"))
                     or label_of(resource.get("reasonNotTaken"))),
            supply_text(resource.get("dispenseRequest")), supply_text(resource),
            labelled("When", when.words), notes_of(resource),
        ),
        **_status(placed, kind),
        **when.fields(),
    )  # fmt: skip


def _makers(kind: str) -> tuple[str, ...]:
    """Who is behind it, as far as that is an organisation."""
    if kind == "MedicationStatement":
        return ("informationSource",)
    return ("performer", "requester", "prescriber", "dispenser")


def _drug(placed: Placed, export: Export) -> tuple[Concept, Json]:
    """The drug, and the Medication resource if it is one."""
    for kind, value in chosen(placed.resource, "medication"):
        held = object_of(value)
        inner = held.get("reference")
        if kind == "Reference" or (kind == "" and inner is not None):
            reference = inner if isinstance(inner, dict) else held
            target = export.references.resolve(reference, placed, f"medication{kind}")
            if target is None:
                return Concept(label=display_of(reference)), {}
            return _product(target, display_of(reference)), target.resource
        return concept_of(value, _SYSTEMS), {}
    return Concept(), {}


def _product(target: Placed, display: str) -> Concept:
    """A Medication's code; without one its ingredients with their strengths."""
    concept = concept_of(target.resource.get("code"), _SYSTEMS)
    if concept.label:
        return concept
    named = ", ".join(_ingredients(target.resource))
    return Concept(label=(named or display)[:400], codings=concept.codings, absent=concept.absent)


def _ingredients(product: Json) -> list[str]:
    said = []
    for ingredient in objects(product.get("ingredient")):
        names = [label_of(value) for _, value in chosen(ingredient, "item")]
        names.append(label_of(ingredient.get("code")))
        name = next((name for name in names if name), "")
        strength = next((amount_of(v) for _, v in chosen(ingredient, "strength")), "")
        if name:
            said.append(f"{name} {strength}".strip())
    return said


def _strengths(product: Json, concept: Concept) -> str:
    """Ingredients, where they say more than the product's name."""
    said = [text for text in _ingredients(product) if text not in concept.label]
    return labelled("Ingredients", ", ".join(said))


def _form(product: Json) -> str:
    return label_of(product.get("form") or product.get("doseForm"))


def _when(placed: Placed, export: Export) -> When:
    """Start and end of taking it: stated, bounded by the instructions, else the order's date."""
    resource, path, deviations = placed.resource, placed.path, export.deviations
    names = ("effective", "occurence", "occurrence", "whenHandedOver", "whenPrepared")
    stated = when_of(resource, path, deviations, *names)
    if not stated.is_empty:
        return stated
    for name in _DOSAGES:
        for index, element in enumerate(objects(resource.get(name))):
            repeat = object_of(object_of(element.get("timing")).get("repeat"))
            here = f"{path}.{name}[{index}].timing.repeat.boundsPeriod"
            bounds = period(repeat.get("boundsPeriod"), here, deviations)
            if not bounds.is_empty:
                return bounds
    ordered = when_of(resource, path, deviations, "authoredOn", "dateWritten")
    return ordered if not ordered.is_empty else stated


def _status(placed: Placed, kind: str) -> dict[str, Any]:
    """Clinical status and certainty; older versions have booleans for what was not taken."""
    resource = placed.resource
    status = token(resource.get("status"))
    if is_true(resource.get("doNotPerform")):
        return {"certainty": "negated", "clinical_status": "not-done"}
    not_given = is_true(resource.get("notGiven")) or is_true(resource.get("wasNotGiven"))
    if status == "not-done" or not_given:
        return {"certainty": "negated", "clinical_status": "not-done"}
    not_taken = is_true(resource.get("wasNotTaken")) or token(resource.get("taken")) == "n"
    if status == "not-taken" or not_taken or _adherence(resource) == "not-taking":
        return {"certainty": "negated", "clinical_status": "not-taken"}
    word = DRUG_STATUS.get(status, "")
    if kind == "dispensed" and word == "completed":
        word = ""  # the supply is complete; whether the drug is still taken is not said
    planned = token(resource.get("intent")) in PLANNED_INTENT or status in PLANNED_STATUS
    return {"clinical_status": word, "certainty": "hypothetical" if planned else None}


def _status_note(placed: Placed) -> str:
    """A status that the fact's own words do not keep."""
    status = token(placed.resource.get("status"))
    if status in ("cancelled", "declined", "ended", "unknown", "draft", "intended"):
        return f"Status: {status}"
    if placed.type == "MedicationDispense" and status == "completed":
        return "Dispensed"
    effective = [line(one) for one in items(placed.resource.get("statusChanged"))]
    return labelled("Status changed", joined(*(text[:10] for text in effective)))


def _adherence(resource: Json) -> str:
    """R5 says apart from the statement's status whether the drug is taken."""
    return token(object_of(resource.get("adherence")).get("code"))
