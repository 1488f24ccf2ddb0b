"""What is planned, ordered, aimed at, consented to; and the history of the family."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from huizhen.core.reading.fhir.concepts import Concept, concept_of, label_of
from huizhen.core.reading.fhir.drafts import (
    Draft,
    Export,
    draft,
    institution_of,
    notes_of,
    reasons_of,
    referred_labels,
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
from huizhen.core.reading.fhir.resources import Placed
from huizhen.core.reading.fhir.sites import site_of
from huizhen.core.reading.fhir.times import read_when, when_of
from huizhen.core.reading.fhir.values import amount_of
from huizhen.core.reading.fhir.vocabulary import DATA_ABSENT_REASONS

_ORDERS = {
    "ServiceRequest": "order", "ProcedureRequest": "order", "DiagnosticOrder": "order",
    "ReferralRequest": "referral", "DeviceRequest": "order", "DeviceUseRequest": "order",
    "NutritionOrder": "nutrition", "VisionPrescription": "order", "Appointment": "appointment",
    "ImmunizationRecommendation": "recommendation", "RequestGroup": "order", "Task": "task",
    "RequestOrchestration": "order", "CommunicationRequest": "order",
}  # fmt: skip


def care_plan(placed: Placed, export: Export) -> Iterator[Draft]:
    """One fact for a plan, with its activities in words."""
    resource = placed.resource
    when = when_of(resource, placed.path, export.deviations, "period")
    kinds = [concept_of(one) for one in items(resource.get("category"))]
    kind = next((concept for concept in kinds if concept.label), Concept())
    label = line(resource.get("title")) or _last_label(kinds) or line(resource.get("description"))
    activities = [_activity(one) for one in objects(resource.get("activity"))]
    yield draft(
        "CarePlan", placed, export,
        Concept(label=label[:400], code=kind.code, codings=kind.codings),
        clinical_status=_status(resource),
        performer=institution_of(placed, export, "author", "contributor"),
        note=joined(
            labelled("Activities", ", ".join(text for text in activities if text)),
            labelled("For", ", ".join(referred_labels(placed, export, "addresses", "code"))),
            _line_unless(resource, label), notes_of(resource),
        ),
        **when.fields(),
    )  # fmt: skip


def _last_label(kinds: list[Concept]) -> str:
    """The last category is the most specific one in practice; a code without words is none."""
    codes = {concept.code.code for concept in kinds if concept.code}
    worded = [concept.label for concept in kinds if concept.label not in codes]
    labels = worded or [concept.label for concept in kinds]
    return labels[-1] if labels else ""


def _line_unless(resource: dict[str, Any], label: str) -> str:
    description = line(resource.get("description"))
    return description if description != label else ""


def _activity(activity: dict[str, Any]) -> str:
    detail = object_of(activity.get("detail"))
    done = object_of(activity.get("performedActivity") or activity.get("outcomeCodeableConcept"))
    said = label_of(detail.get("code")) or line(detail.get("description")) or label_of(done)
    said = said or line(object_of(activity.get("reference")).get("display"))
    prohibited = is_true(detail.get("doNotPerform")) or is_true(detail.get("prohibited"))
    status = token(detail.get("status"))
    said = f"not: {said}" if said and prohibited else said
    return f"{said} ({status})" if said and status not in ("", "unknown") else said


def _status(resource: dict[str, Any]) -> str:
    status = token(resource.get("status")) or token(resource.get("lifecycleStatus"))
    return "" if status in ("unknown", "entered-in-error") else status


def goal(placed: Placed, export: Export) -> Iterator[Draft]:
    """One fact for a goal; its first target is the value."""
    resource = placed.resource
    when = when_of(resource, placed.path, export.deviations, "start")
    targets = []
    for target in objects(resource.get("target")):
        details = [amount_of(v) or label_of(v) for k, v in chosen(target, "detail") if k]
        due = [line(v)[:10] or amount_of(v) for _, v in chosen(target, "due")]
        measure, said = label_of(target.get("measure")), ", ".join(d for d in details if d)
        text = f"{measure} {said}".strip()
        targets.append(text + (f" by {due[0]}" if due and due[0] else ""))
    concept = concept_of(resource.get("description"))
    if token(resource.get("lifecycleStatus")) == "entered-in-error":
        concept_fields: dict[str, Any] = {"record_status": "withdrawn"}
    else:
        concept_fields = {}
    yield draft(
        "CarePlan", placed, export, concept,
        category="goal",
        clinical_status=_status(resource),
        note=joined(
            labelled("Target", ", ".join(text for text in targets if text)),
            labelled("Achievement", label_of(resource.get("achievementStatus"))),
            labelled("For", ", ".join(referred_labels(placed, export, "addresses", "code"))),
            notes_of(resource),
        ),
        **concept_fields, **when.fields(),
    )  # fmt: skip


def order(placed: Placed, export: Export) -> Iterator[Draft]:
    """One fact for what is ordered, referred, booked or recommended."""
    resource = placed.resource
    names = ("occurrence", "scheduled", "start", "authoredOn", "orderedOn", "dateTime", "date")
    when = when_of(resource, placed.path, export.deviations, *names)
    fields: dict[str, Any] = {"clinical_status": _status(resource)}
    if is_true(resource.get("doNotPerform")):
        fields = {"certainty": "negated", "clinical_status": "not-done"}
    yield draft(
        "CarePlan", placed, export, _ordered(placed),
        category=_ORDERS.get(placed.type, "order"),
        performer=institution_of(placed, export, "performer", "requester"),
        note=joined(
            labelled("Intent", token(resource.get("intent"))),
            labelled("Priority", label_of(resource.get("priority"))),
            labelled("Category", label_of(resource.get("category"))),
            labelled("When", when.words), reasons_of(resource),
            line(resource.get("patientInstruction")), _diet(placed), notes_of(resource),
        ),
        **fields, **site_of(placed, export), **when.fields(),
    )  # fmt: skip


def _ordered(placed: Placed) -> Concept:
    resource = placed.resource
    for name in ("code", "service", "serviceType", "type", "appointmentType"):
        for kind, value in [*chosen(resource, name)]:
            concept = concept_of(value if kind != "Reference" else object_of(value).get("display"))
            if concept.label:
                return concept
    inner = [one.get("code") for one in objects(resource.get("item"))]
    inner += [one.get("vaccineCode") for one in objects(resource.get("recommendation"))]
    inner.append(object_of(resource.get("oralDiet")).get("type"))
    found = [concept for concept in map(concept_of, inner) if concept.label]
    if found:
        label = ", ".join(dict.fromkeys(concept.label for concept in found))[:400]
        return Concept(label=label, code=found[0].code, codings=found[0].codings)
    return Concept(label=line(resource.get("description"))[:400])


def _diet(placed: Placed) -> str:
    """A NutritionOrder's diet, supplements and formula in words."""
    resource = placed.resource
    diet, formula = object_of(resource.get("oralDiet")), object_of(resource.get("enteralFormula"))
    supplements = [
        joined(label_of(one.get("type")), line(one.get("productName")))
        for one in objects(resource.get("supplement"))
    ]
    return joined(
        line(diet.get("instruction")),
        labelled("Supplements", ", ".join(text for text in supplements if text)),
        labelled("Formula", label_of(formula.get("baseFormulaType"))
                 or line(formula.get("baseFormulaProductName"))),
        line(formula.get("administrationInstruction")),
        labelled("Avoid", label_of(resource.get("excludeFoodModifier"))),
    )  # fmt: skip


def consent(placed: Placed, export: Export) -> Iterator[Draft]:
    """One fact for a consent or directive: to what, permitted or refused."""
    resource = placed.resource
    when = when_of(resource, placed.path, export.deviations, "dateTime", "date", "period")
    concept = concept_of(resource.get("category")) or concept_of(resource.get("scope"))
    provision = object_of(resource.get("provision"))
    decision = token(provision.get("type")) or token(resource.get("decision"))
    valid = when_of(provision, f"{placed.path}.provision", export.deviations, "period")
    yield draft(
        "Consent", placed, export, concept,
        value=decision,
        clinical_status=_status(resource),
        performer=institution_of(placed, export, "organization", "manager"),
        end_date=valid.end,
        date=when.start, time=when.time,
        note=joined(
            labelled("Scope", label_of(resource.get("scope"))),
            labelled("Policy", label_of(resource.get("policyRule"))),
            labelled("Provision", label_of(provision.get("code"))), notes_of(resource),
        ),
    )  # fmt: skip


def family_history(placed: Placed, export: Export) -> Iterator[Draft]:
    """One fact for each condition of a relative; one for the relative if none is stated."""
    resource = placed.resource
    relation = label_of(resource.get("relationship"))
    died = [
        ("yes" if value else "")
        if isinstance(value, bool)
        else _spoken(kind, value, placed, export)
        for kind, value in chosen(resource, "deceased")
    ]
    shared = joined(*(labelled("Died", text) for text in died if text), notes_of(resource))
    recorded = when_of(resource, placed.path, export.deviations, "date")
    conditions = objects(resource.get("condition"))
    for index, held in enumerate(conditions):
        onset = [_spoken(kind, value, placed, export) for kind, value in chosen(held, "onset")]
        yield draft(
            "FamilyMemberHistory", placed, export, concept_of(held.get("code")),
            path=f"{placed.path}.condition[{index}]",
            certainty="family", relation=relation,
            note=joined(
                labelled("Onset", ", ".join(text for text in onset if text)),
                labelled("Outcome", label_of(held.get("outcome"))),
                "Contributed to death" if is_true(held.get("contributedToDeath")) else "",
                notes_of(held), shared, labelled("Recorded", str(recorded.start or "")),
            ),
        )  # fmt: skip
    if not conditions:
        yield _relative(placed, relation, shared, export)


def _spoken(kind: str, value: Any, placed: Placed, export: Export) -> str:
    """An age or time in words; these are the relative's, so no date of the fact."""
    when = read_when(kind, value, placed.path, export.deviations)
    return when.words or str(when.start or "")


def _relative(placed: Placed, relation: str, note: str, export: Export) -> Draft:
    absent = token(placed.resource.get("dataAbsentReason"))
    reasons = {"subject-unknown": "unknown", "withheld": "masked", "unable-to-obtain": "unknown",
               "deferred": "not-asked"}  # fmt: skip
    reason = reasons.get(absent) or (DATA_ABSENT_REASONS.get(absent, "unknown") if absent else None)
    if reason is None and token(placed.resource.get("status")) == "health-unknown":
        reason = "unknown"
    return draft(
        "FamilyMemberHistory", placed, export, Concept(label=relation or "Family member"),
        certainty="family", relation=relation, absent_reason=reason, note=note,
    )  # fmt: skip
