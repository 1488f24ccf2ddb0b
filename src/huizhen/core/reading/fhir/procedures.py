"""Procedure, Immunization, Encounter, Device, Specimen: what was done, where, with what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from huizhen.core.reading.coded.code_systems import CVX, SNOMED_CT
from huizhen.core.reading.fhir.concepts import Concept, concept_of, label_of
from huizhen.core.reading.fhir.drafts import (
    Draft,
    Export,
    category_of,
    draft,
    institution_of,
    notes_of,
    organization_name,
    reasons_of,
)
from huizhen.core.reading.fhir.elements import (
    is_true,
    items,
    joined,
    labelled,
    line,
    number,
    object_of,
    objects,
    token,
)
from huizhen.core.reading.fhir.json_source import Json
from huizhen.core.reading.fhir.quantities import quantity_text, spoken_unit
from huizhen.core.reading.fhir.references import display_of
from huizhen.core.reading.fhir.resources import Placed
from huizhen.core.reading.fhir.sites import site_of
from huizhen.core.reading.fhir.times import when_of
from huizhen.core.reading.fhir.values import amount_of
from huizhen.core.reading.fhir.vocabulary import PLANNED_STATUS
from huizhen.core.records.fact import Dosage

_NOT_DONE: dict[str, Any] = {"certainty": "negated", "clinical_status": "not-done"}


def procedure(placed: Placed, export: Export) -> Iterator[Draft]:
    """One fact for a procedure, done or not done."""
    resource = placed.resource
    when = when_of(resource, placed.path, export.deviations, "performed", "occurrence")
    yield draft(
        "Procedure", placed, export, concept_of(resource.get("code") or resource.get("type")),
        category=category_of(resource),
        performer=institution_of(placed, export, "performer"),
        note=joined(
            labelled("When", when.words), reasons_of(resource),
            labelled("Outcome", label_of(resource.get("outcome"))),
            labelled("Complication", label_of(resource.get("complication"))),
            labelled("Follow-up", label_of(resource.get("followUp"))),
            labelled("Status reason", label_of(resource.get("statusReason"))
                     or label_of(resource.get("reasonNotPerformed"))),
            labelled("Used", label_of(resource.get("usedCode"))), notes_of(resource),
        ),
        **_event_status(resource),
        **site_of(placed, export),
        **when.fields(),
    )  # fmt: skip


def _event_status(resource: Json) -> dict[str, Any]:
    """Status of an act; older versions say 'not done' with a boolean."""
    status = token(resource.get("status"))
    negations = ("notDone", "notPerformed", "notGiven", "wasNotGiven")
    if status == "not-done" or any(is_true(resource.get(name)) for name in negations):
        return _NOT_DONE
    if status in PLANNED_STATUS:
        return {"certainty": "hypothetical", "clinical_status": "planned"}
    return {"clinical_status": "" if status in ("unknown", "entered-in-error") else status}


def immunization(placed: Placed, export: Export) -> Iterator[Draft]:
    """One fact for a vaccination, given or not given."""
    resource = placed.resource
    when = when_of(resource, placed.path, export.deviations, "occurrence", "date")
    yield draft(
        "Immunization", placed, export, concept_of(resource.get("vaccineCode"), (CVX, SNOMED_CT)),
        dosage=_vaccine_dose(resource),
        performer=institution_of(placed, export, "performer"),
        reaction=", ".join(_reactions(placed, export)),
        note=joined(
            labelled("When", when.words), labelled("Lot", line(resource.get("lotNumber"))),
            *(_protocol(one) for name in ("protocolApplied", "vaccinationProtocol")
              for one in objects(resource.get(name))),
            labelled("Status reason", label_of(resource.get("statusReason"))),
            reasons_of(resource), _second_hand(resource), notes_of(resource),
            "Subpotent dose" if is_true(resource.get("isSubpotent")) else "",
        ),
        **_event_status(resource),
        **site_of(placed, export, "site"),
        **when.fields(),
    )  # fmt: skip


def _vaccine_dose(resource: Json) -> Dosage | None:
    quantity, route = object_of(resource.get("doseQuantity")), label_of(resource.get("route"))
    dose = quantity_text(quantity)
    if not dose and not route:
        return None
    value = number(quantity.get("value"))
    return Dosage(
        dose=dose, dose_value=value, dose_unit=spoken_unit(quantity) if value else "", route=route
    )


def _protocol(protocol: Json) -> str:
    names = ("doseNumberPositiveInt", "doseNumberString", "doseNumber", "doseSequence")
    totals = ("seriesDosesPositiveInt", "seriesDosesString", "seriesDoses")
    dose = next((text for name in names if (text := line(protocol.get(name)))), "")
    total = next((text for name in totals if (text := line(protocol.get(name)))), "")
    return joined(
        labelled("Dose", f"{dose} of {total}" if dose and total else dose),
        labelled("Series", line(protocol.get("series"))),
        labelled("Against", label_of(protocol.get("targetDisease"))),
    )


def _second_hand(resource: Json) -> str:
    if resource.get("primarySource") is not False:
        return ""
    origin = label_of(resource.get("reportOrigin") or resource.get("informationSource"))
    return f"Reported, not from the primary source{f' ({origin})' if origin else ''}"


def _reactions(placed: Placed, export: Export) -> Iterator[str]:
    for index, reaction in enumerate(objects(placed.resource.get("reaction"))):
        for name in ("detail", "manifestation"):
            held = object_of(reaction.get(name))
            reference = object_of(held.get("reference")) or held
            target = export.references.resolve(reference, placed, f"reaction[{index}].{name}")
            said = label_of(target.resource.get("code")) if target else display_of(reference)
            said = said or label_of(held.get("concept"))
            if said:
                yield said


def encounter(placed: Placed, export: Export) -> Iterator[Draft]:
    """One fact for a visit or stay (Encounter, EpisodeOfCare)."""
    resource = placed.resource
    when = when_of(resource, placed.path, export.deviations, "actualPeriod", "period")
    kind, setting = concept_of(resource.get("type")), concept_of(resource.get("class"))
    concept = kind if kind else setting
    status = token(resource.get("status"))
    fields: dict[str, Any] = {"clinical_status": "" if status == "unknown" else status}
    if status == "planned":
        fields["certainty"] = "hypothetical"
    elif status == "cancelled":
        fields = _NOT_DONE
    discharge = object_of(resource.get("hospitalization") or resource.get("admission"))
    yield draft(
        "Encounter", placed, export, concept,
        category=token(resource.get("class")),
        performer=organization_name(
            resource.get("serviceProvider") or resource.get("managingOrganization"),
            placed, export, "serviceProvider") or export.institution,
        note=joined(
            labelled("Class", setting.label if setting.label != concept.label else ""),
            reasons_of(resource),
            labelled("Discharge", label_of(discharge.get("dischargeDisposition"))),
            labelled("Service", label_of(resource.get("serviceType"))), notes_of(resource),
        ),
        **fields, **when.fields(),
    )  # fmt: skip


def device(placed: Placed, export: Export) -> Iterator[Draft]:
    """One fact for a device of the patient; software that wrote the record is none."""
    resource = placed.resource
    if id(resource) in export.author_devices and "patient" not in resource:
        return
    udi = object_of(resource.get("udiCarrier") or resource.get("udi"))
    status = token(resource.get("status"))
    yield draft(
        "Device", placed, export, _device_concept(resource),
        clinical_status="" if status in ("unknown", "entered-in-error") else status,
        note=joined(
            labelled("Manufacturer", line(resource.get("manufacturer"))),
            labelled("Model", line(resource.get("modelNumber") or resource.get("model"))),
            labelled("Lot", line(resource.get("lotNumber"))),
            labelled("UDI", line(udi.get("deviceIdentifier"))),
            labelled("Manufactured", line(resource.get("manufactureDate"))[:10]),
            labelled("Expires", line(resource.get("expirationDate"))[:10]), notes_of(resource),
        ),
    )  # fmt: skip


def _device_concept(resource: Json) -> Concept:
    concept = concept_of(resource.get("type"))
    names = [
        line(one.get("name") or one.get("value")) for field in ("deviceName", "name")
        for one in objects(resource.get(field))
    ]  # fmt: skip
    name = next((name for name in names if name), "") or line(resource.get("displayName"))
    if concept.label or not name:
        return concept
    return Concept(label=name[:400], code=concept.code, codings=concept.codings)


def device_use(placed: Placed, export: Export) -> Iterator[Draft]:
    """One fact for the use of a device."""
    resource = placed.resource
    names = ("timing", "whenUsed", "recordedOn", "dateAsserted")
    when = when_of(resource, placed.path, export.deviations, *names)
    held = object_of(resource.get("device"))
    inner = held.get("reference")
    reference = inner if isinstance(inner, dict) else held
    target = export.references.resolve(reference, placed, "device")
    concept = _device_concept(target.resource) if target is not None else Concept()
    concept = concept if concept.label else concept_of(held.get("concept"))
    if not concept.label:
        concept = Concept(label=display_of(reference), codings=concept.codings)
    status = token(resource.get("status"))
    planned = status in ("intended", "draft")
    fields: dict[str, Any] = {"clinical_status": "" if status == "unknown" else status}
    if status in ("not-done", "not-taken", "not-used"):
        fields = _NOT_DONE
    elif planned:
        fields["certainty"] = "hypothetical"
    yield draft(
        "Device", placed, export, concept,
        note=joined(reasons_of(resource), notes_of(resource)),
        **fields, **site_of(placed, export), **when.fields(),
    )  # fmt: skip


def specimen(placed: Placed, export: Export) -> Iterator[Draft]:
    """One fact for a specimen: what, from where, when."""
    resource = placed.resource
    collection = object_of(resource.get("collection"))
    when = when_of(collection, f"{placed.path}.collection", export.deviations, "collected")
    conditions = [label_of(one) for one in items(resource.get("condition"))]
    yield draft(
        "Specimen", placed, export, concept_of(resource.get("type")),
        note=joined(
            labelled("Method", label_of(collection.get("method"))),
            labelled("Quantity", amount_of(collection.get("quantity"))),
            labelled("Condition", ", ".join(text for text in conditions if text)),
            labelled("Received", line(resource.get("receivedTime"))[:10]),
            labelled("Status", token(resource.get("status"))
                     if token(resource.get("status")) == "unsatisfactory" else ""),
            notes_of(resource),
        ),
        **site_of(placed, export, holder=collection), **when.fields(),
    )  # fmt: skip
