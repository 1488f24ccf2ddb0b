"""Medications (2.16.840.1.113883.10.20.22.4.16), supplies (.17, .18) and how drugs are given."""

from __future__ import annotations

from huizhen.core.reading.ccda.assembly import (
    build,
    denied,
    joined,
    statement_period,
    status_code,
)
from huizhen.core.reading.ccda.concepts import Concept, concept_of
from huizhen.core.reading.ccda.context import Statement
from huizhen.core.reading.ccda.elements import nested_statements
from huizhen.core.reading.ccda.parts import (
    Part,
    named,
    note_of,
    parts_of,
    stated_text,
    value_concept,
)
from huizhen.core.reading.ccda.times import Period, frequency_of, period_of, quantity_text
from huizhen.core.reading.coded.code_systems import RXNORM, SNOMED_CT
from huizhen.core.reading.coded.elements import attribute, child, children, local_name, text_of
from huizhen.core.reading.coded.vocabulary import status_word
from huizhen.core.reading.xml import Element
from huizhen.core.records.fact import Dosage, Fact

_STATUS = {
    "active": "active", "completed": "completed", "aborted": "stopped", "suspended": "on-hold",
    "held": "on-hold", "cancelled": "not-taken", "new": "active",
}  # fmt: skip
_DRUG_SYSTEMS = (RXNORM, SNOMED_CT)
_PRODUCTS = ("manufacturedMaterial", "manufacturedLabeledDrug")


def medication(statement: Statement) -> Fact:
    """A drug as taken, prescribed or denied."""
    code, concept = product_of(statement, _DRUG_SYSTEMS)
    if not concept:  # 'no known medications' stands as the act's own code
        code = child(statement.element, "code")
        concept = concept_of(code, statement.document, statement.ordinal)
    fields = denied(statement, concept)
    parts = parts_of(statement)
    period = statement_period(statement)
    return build(
        statement,
        "MedicationStatement",
        concept.label,
        quoted=(code,),
        code=concept.code,
        codings=concept.codings,
        category=statement.category or _category(statement),
        date=period.start,
        end_date=period.end,
        clinical_status=_clinical_status(statement, parts, period, fields.get("certainty")),
        dosage=dosage_of(statement, parts),
        note=joined(
            _as_needed_for(statement), _limits(statement), _ingredients(statement, concept),
            _vehicle(statement), _dose_steps(statement), _unclear_status(statement, period),
            note_of(parts, statement, ("status", "sig")),
        ),
        **fields,
    )  # fmt: skip


def supply(statement: Statement) -> Fact:
    """A drug order or dispensing that stands alone."""
    code, concept = product_of(statement, _DRUG_SYSTEMS)
    if not concept:
        code = child(statement.element, "code")
        concept = concept_of(code, statement.document, statement.ordinal)
    period = statement_period(statement)
    return build(
        statement,
        "MedicationStatement",
        concept.label,
        quoted=(code,),
        code=concept.code,
        codings=concept.codings,
        date=period.start,
        end_date=period.end,
        note=joined(amounts(statement.element), note_of(parts_of(statement), statement)),
        **denied(statement, concept),
    )


def product_of(statement: Statement, preferred: tuple[str, ...]) -> tuple[Element | None, Concept]:
    """The code element of the consumed or supplied product, and what it says."""
    for link in ("consumable", "product"):
        product = child(statement.element, link, "manufacturedProduct")
        for name in _PRODUCTS:
            material = child(product, name)
            if material is None:
                continue
            code = child(material, "code")
            concept = concept_of(code, statement.document, statement.ordinal, preferred)
            said = text_of(child(material, "name")) or text_of(child(material, "desc"))
            if not concept.label and said:
                concept = Concept(label=said, code=concept.code, codings=concept.codings)
            return code, concept
    return None, Concept()


def dosage_of(statement: Statement, parts: list[Part]) -> Dosage | None:
    """How it is given: sig, dose, route, schedule and form, as written; None if nothing is said."""
    element, document, ordinal = statement.element, statement.document, statement.ordinal
    sigs = [stated_text(sig, document, ordinal) for sig in named(parts, "sig")]
    dose, value, unit = _dose(statement)
    if not (sigs or dose or frequency_of(element)):
        sigs = [_words(statement)]
    rate = quantity_text(child(element, "rateQuantity"))
    units = concept_of(child(element, "administrationUnitCode"), document, ordinal).label
    dosage = Dosage(
        text="; ".join(sig for sig in sigs if sig),
        dose=dose or rate,
        dose_value=value,
        dose_unit=unit,
        route=concept_of(child(element, "routeCode"), document, ordinal).label,
        frequency=frequency_of(element),
        form=_form(statement) or ("" if units == unit else units),
        as_needed=child(element, "precondition") is not None,
    )
    return None if dosage == Dosage() else dosage


def _words(statement: Statement) -> str:
    """The narrative of a drug without structured dose, where it says more than the drug's name."""
    said = stated_text(statement.element, statement.document, statement.ordinal)
    label = product_of(statement, _DRUG_SYSTEMS)[1].label
    return said if label and said.casefold() != label.casefold() else ""


def _dose(statement: Statement) -> tuple[str, str, str]:
    """Dose as written, its value and unit; without unit it takes the administration unit."""
    element = statement.element
    quantity = child(element, "doseQuantity")
    text = quantity_text(quantity)
    if not text:
        return "", "", ""
    unit = attribute(quantity, "unit") or attribute(child(quantity, "low"), "unit")
    value = text.removesuffix(unit).strip() if unit else text
    if not unit or unit == "1":
        units = child(element, "administrationUnitCode")
        named_unit = concept_of(units, statement.document, statement.ordinal).label
        if named_unit:
            return f"{value} {named_unit}", value, named_unit
    return text, value, unit


def _form(statement: Statement) -> str:
    for link in ("consumable", "product"):
        material = child(statement.element, link, "manufacturedProduct", "manufacturedMaterial")
        form = concept_of(child(material, "formCode"), statement.document, statement.ordinal)
        if form.label:
            return form.label
    return ""


def _category(statement: Statement) -> str:
    if statement.setting.category in ("discharge", "admission"):
        return statement.setting.category
    section = statement.setting.section
    return section.category if section.kind == "medications" else ""


def _clinical_status(
    statement: Statement, parts: list[Part], period: Period, certainty: str | None
) -> str:
    """The status observation, else the act's status as far as the dates bear it out.

    'completed' is the fixed status of R1.1 activities: over an open interval it says nothing of
    the drug. 'active' with an end before the document's own date is over.
    """
    if certainty == "negated":
        return "not-taken"
    document, ordinal = statement.document, statement.ordinal
    for element in named(parts, "status"):
        concept = value_concept(element, document, ordinal)
        status = status_word(concept.codings, concept.label)
        if status:
            return status
    status = _STATUS.get(status_code(statement.element), "")
    if status == "completed" and _is_open(period):
        return ""
    if status == "active" and period.end is not None and document.date is not None:
        is_over = period.end < document.date and not period.end.contains(document.date)
        return "completed" if is_over else status
    return status


def _is_open(period: Period) -> bool:
    return period.start is not None and period.end is None and not period.is_point


def _unclear_status(statement: Statement, period: Period) -> str:
    if status_code(statement.element) == "completed" and _is_open(period):
        return "statusCode completed, end not stated"
    return ""


def _as_needed_for(statement: Statement) -> str:
    reasons = []
    for precondition in children(statement.element, "precondition"):
        criterion = child(precondition, "criterion")
        if criterion is None:
            continue
        value = concept_of(child(criterion, "value"), statement.document, statement.ordinal)
        said = value.label or stated_text(criterion, statement.document, statement.ordinal)
        if said:
            reasons.append(said)
    return f"As needed for: {', '.join(reasons)}" if reasons else ""


def _limits(statement: Statement) -> str:
    element = statement.element
    notes = []
    for holder in children(element, "maxDoseQuantity"):
        amount = quantity_text(child(holder, "numerator"))
        span = quantity_text(child(holder, "denominator"))
        if amount:
            notes.append(f"Maximum dose: {amount}" + (f" per {span}" if span else ""))
    if quantity_text(child(element, "doseQuantity")):
        rate = quantity_text(child(element, "rateQuantity"))
        if rate:
            notes.append(f"Rate: {rate}")
    repeats = attribute(child(element, "repeatNumber"), "value")
    if repeats:
        notes.append(f"Number of administrations: {repeats}")
    return "; ".join(notes)


def amounts(element: Element) -> str:
    """Quantity and repeats of a supply."""
    quantity = quantity_text(child(element, "quantity"))
    repeats = attribute(child(element, "repeatNumber"), "value")
    return joined(
        f"Quantity: {quantity}" if quantity else "", f"Repeats: {repeats}" if repeats else ""
    )


def _ingredients(statement: Statement, concept: Concept) -> str:
    """Ingredients with amounts, where the product lists them (IHE Pharmacy)."""
    material = child(statement.element, "consumable", "manufacturedProduct", "manufacturedMaterial")
    found = []
    for ingredient in children(material, "ingredient"):
        substance = child(ingredient, "ingredientSubstance")
        said = concept_of(child(substance, "code"), statement.document, statement.ordinal).label
        said = said or text_of(child(substance, "name"))
        amount = quantity_text(child(ingredient, "quantity", "numerator"))
        span = quantity_text(child(ingredient, "quantity", "denominator"))
        if said and said != concept.label:
            found.append(said + (f" {amount}/{span}" if amount and span else ""))
    return f"Ingredients: {', '.join(found)}" if found else ""


def _dose_steps(statement: Statement) -> str:
    """Subordinate administrations of a tapered or split dose (IHE PCC TF-2, 6.3.4.16)."""
    found = []
    for inner, path, _link in nested_statements(statement.element, statement.path):
        dose = quantity_text(child(inner, "doseQuantity"))
        if local_name(inner) != "substanceAdministration" or not dose:
            continue
        period = period_of(inner, statement.document.deviations, path)
        ends = " - ".join(str(day) for day in (period.start, period.end) if day is not None)
        found.append(" ".join(part for part in (dose, frequency_of(inner), ends) if part))
    return f"Dose steps: {', then '.join(found)}" if found else ""


def _vehicle(statement: Statement) -> str:
    for participant in children(statement.element, "participant"):
        role = child(participant, "participantRole")
        if attribute(child(role, "code"), "code") == "412307009":
            entity = child(role, "playingEntity")
            said = concept_of(child(entity, "code"), statement.document, statement.ordinal).label
            said = said or text_of(child(entity, "name"))
            if said:
                return f"Vehicle: {said}"
    return ""
