"""Dosage and Timing (FHIR 2.24): dose, route, frequency as the source states them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from huizhen.core.reading.fhir.concepts import concept_of, label_of
from huizhen.core.reading.fhir.elements import (
    chosen,
    is_true,
    items,
    joined,
    labelled,
    line,
    number,
    object_of,
    objects,
    token,
    words,
)
from huizhen.core.reading.fhir.json_source import Json
from huizhen.core.reading.fhir.quantities import quantity_text, spoken_unit, unit_of
from huizhen.core.reading.fhir.values import amount_of
from huizhen.core.records.fact import Dosage


@dataclass(frozen=True, slots=True)
class Given:
    """A dosage with what has no field of its own."""

    dosage: Dosage | None = None
    note: str = ""


def given_of(elements: Iterable[Json], form: str = "") -> Given:
    """All dosage instructions of one drug.

    Several instructions (a taper, another dose at night) have no single dose: their words stand in
    the text, and the dose stays empty, so that nobody takes a part for the whole.
    """
    read = [_one(element, form) for element in elements]
    said = [given for given in read if given.dosage is not None or given.note]
    if not said:
        return Given(Dosage(form=form) if form else None)
    if len(said) == 1:
        return said[0]
    note = joined(*(given.note for given in said))
    dosages = [given.dosage for given in said if given.dosage is not None]
    if len(set(dosages)) == 1:
        return Given(dosages[0], note)
    routes = {dosage.route for dosage in dosages}
    return Given(
        Dosage(
            text="; ".join(_shown(dosage) for dosage in dosages),
            route=routes.pop() if len(routes) == 1 else "",
            form=form,
            as_needed=all(dosage.as_needed for dosage in dosages),
        ),
        note,
    )


def _shown(dosage: Dosage) -> str:
    if dosage.text:
        return dosage.text
    needed = "as needed" if dosage.as_needed else ""
    parts = (dosage.dose, dosage.route, dosage.frequency, needed)
    return " ".join(part for part in parts if part)


def _one(element: Json, form: str) -> Given:
    dose, value, unit, rate = _dose(element)
    timing = object_of(element.get("timing"))
    instructions = [label_of(one) for one in items(element.get("additionalInstruction"))]
    text = line(element.get("text")) or line(element.get("patientInstruction"))
    needed = [label_of(v) for k, v in chosen(element, "asNeeded") if k == "CodeableConcept"]
    needed += [label_of(one) for one in items(element.get("asNeededFor"))]
    dosage = Dosage(
        text=text,
        dose=dose,
        dose_value=value,
        dose_unit=unit,
        route=label_of(element.get("route")),
        frequency=frequency_of(timing),
        form=form,
        as_needed=bool(needed) or _is_as_needed(element),
    )
    sites = [label_of(v) for k, v in chosen(element, "site") if k in ("CodeableConcept", "")]
    limits = [amount_of(one) for one in items(element.get("maxDosePerPeriod"))]
    note = joined(
        labelled("As needed for", ", ".join(text for text in needed if text)),
        labelled("Rate", rate),
        labelled("Maximum dose", ", ".join(text for text in limits if text)),
        labelled("Method", label_of(element.get("method"))),
        labelled("Site", ", ".join(text for text in sites if text)),
        labelled("Instruction", ", ".join(one for one in instructions if one and one != text)),
        _bounds(timing),
    )
    return Given(None if dosage == Dosage(form=form) and not note else dosage, note)


def _is_as_needed(element: Json) -> bool:
    return is_true(element.get("asNeededBoolean")) or is_true(element.get("asNeeded"))


def _dose(element: Json) -> tuple[str, str, str, str]:
    """Dose as written, its number, its unit, and the rate: of the dose that was ordered.

    Several doses of equal standing that differ: all of them in the text, none as the number.
    """
    holders = objects(element.get("doseAndRate"))
    ordered = [h for h in holders if token(h.get("type")) == "ordered"]
    holders = (ordered or holders)[:20] or [element]
    doses = [_amount(holder, "dose") or _amount(holder, "quantity") for holder in holders]
    rates = [
        amount for holder in holders for kind, value in chosen(holder, "rate")
        if (amount := amount_of(value))
    ]  # fmt: skip
    found = list(dict.fromkeys(dose for dose in doses if dose))
    rate = ", ".join(dict.fromkeys(rates))
    if not found:
        return "", "", "", rate
    if len(found) > 1:
        return " or ".join(dose[0] for dose in found), "", "", rate
    return (*found[0], rate)


def _amount(holder: Json, prefix: str) -> tuple[str, str, str] | None:
    for kind, value in chosen(holder, prefix):
        held = object_of(value)
        if kind == "Range" or "low" in held or "high" in held:
            return _range(held)
        digits = number(held.get("value"))
        if digits:
            unit = spoken_unit(held)
            sign = words(held.get("comparator"))
            shown = line(held.get("unit")) or unit
            return f"{sign}{digits} {shown}".strip(), f"{sign}{digits}", unit
    return None


def _range(held: Json) -> tuple[str, str, str] | None:
    low, high = object_of(held.get("low")), object_of(held.get("high"))
    first, last = number(low.get("value")), number(high.get("value"))
    unit = spoken_unit(high) or spoken_unit(low)
    if first and last and unit_of(low) in (None, unit_of(high)):
        return f"{first}-{last} {unit}".strip(), f"{first}-{last}", unit
    text = amount_of(held)
    return (text, "", "") if text else None


def frequency_of(timing: Json) -> str:
    """How often: '2 per 1 d', 'every 8 h', else the timing's own code ('BID'); nothing computed."""
    repeat = object_of(timing.get("repeat"))
    stated = _repeat(repeat)
    code = concept_of(timing.get("code")).label
    events = [words(event)[:16] for event in items(timing.get("event"))]
    said = stated or code or (f"on {', '.join(e for e in events if e)}" if any(events) else "")
    when = [*map(token, items(repeat.get("when"))), *map(token, items(repeat.get("dayOfWeek")))]
    times = [words(time)[:5] for time in items(repeat.get("timeOfDay"))]
    parts = [said, ", ".join(w.upper() if len(w) < 5 else w for w in when if w)]
    if any(times):
        parts.append(f"at {', '.join(time for time in times if time)}")
    offset = number(repeat.get("offset"))
    if offset and when:
        parts.append(f"offset {offset} min")
    return " ".join(part for part in parts if part)


def _repeat(repeat: Json) -> str:
    often, most = number(repeat.get("frequency")), number(repeat.get("frequencyMax"))
    span, longest = number(repeat.get("period")), number(repeat.get("periodMax"))
    unit = words(repeat.get("periodUnit") or repeat.get("periodUnits"))
    if not span or not unit:
        return ""
    times = f"{often}-{most}" if often and most and often != most else often or most
    length = f"{span}-{longest}" if longest and longest != span else span
    return f"{times} per {length} {unit}" if times else f"every {length} {unit}"


def _bounds(timing: Json) -> str:
    """How long, how many times in all."""
    repeat = object_of(timing.get("repeat"))
    bounds = amount_of(repeat.get("boundsDuration")) or amount_of(repeat.get("boundsRange"))
    count, most = number(repeat.get("count")), number(repeat.get("countMax"))
    duration = number(repeat.get("duration"))
    lasting = f"{duration} {words(repeat.get('durationUnit'))}".strip() if duration else ""
    return joined(
        labelled("For", bounds),
        labelled("Times in all", f"{count}-{most}" if count and most else count),
        labelled("Each lasts", lasting),
    )


def supply_text(supply: Any) -> str:
    """Quantity, duration and repeats of a supply."""
    held = object_of(supply)
    return joined(
        labelled("Quantity", quantity_text(held.get("quantity"))),
        labelled("Supply for", quantity_text(held.get("expectedSupplyDuration"))),
        labelled("Repeats", number(held.get("numberOfRepeatsAllowed"))),
    )
