"""Observation: itself, and each of its components; QuestionnaireResponse: each answered leaf."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from huizhen.core.reading.fhir.concepts import Concept, concept_of, label_of
from huizhen.core.reading.fhir.drafts import (
    Draft,
    Export,
    category_of,
    draft,
    institution_of,
    notes_of,
    referred_labels,
)
from huizhen.core.reading.fhir.elements import items, joined, labelled, line, objects, token
from huizhen.core.reading.fhir.json_source import Json
from huizhen.core.reading.fhir.resources import Placed
from huizhen.core.reading.fhir.sites import site_of
from huizhen.core.reading.fhir.times import When, when_of
from huizhen.core.reading.fhir.values import Measured, flag_of, interval_of, measured_of
from huizhen.core.reading.fhir.vocabulary import PROVISIONAL, REVISED

_CATEGORIES = ("laboratory", "vital-signs", "social-history", "imaging", "exam", "survey")
_LONG_TEXT = 300


def observation(placed: Placed, export: Export) -> Iterator[Draft]:
    """One fact for the observation and one for each component; a panel has no value."""
    resource = placed.resource
    concept = concept_of(resource.get("code"))
    shared = _shared(placed, export)
    components = objects(resource.get("component"))
    measured = measured_of(resource, placed.path, export)
    is_panel = bool(components) or any(resource.get(name) for name in ("hasMember", "related"))
    fields = shared | measured.fields() | _unresulted(placed, measured)
    if measured.value is None and not is_panel and "absent_reason" not in fields:
        export.deviations.add("value_missing", placed.path)
    report = measured.value or ""
    yield draft(
        "Observation", placed, export, concept,
        flag=flag_of(resource), interval=interval_of(resource),
        report=report if len(report) > _LONG_TEXT or "\n" in report else "",
        **fields | {"note": joined(str(fields["note"]), measured.note)},
    )  # fmt: skip
    for index, component in enumerate(components):
        path = f"{placed.path}.component[{index}]"
        yield _component(component, path, concept, shared, placed, export)


def _component(
    component: Json,
    path: str,
    parent: Concept,
    shared: dict[str, Any],
    placed: Placed,
    export: Export,
) -> Draft:
    measured = measured_of(component, path, export)
    fields = shared | measured.fields()
    note = joined(labelled("Component of", parent.label), str(shared["note"]), measured.note)
    return draft(
        "Observation", placed, export, concept_of(component.get("code")),
        path=path, flag=flag_of(component), interval=interval_of(component),
        **fields | {"note": note},
    )  # fmt: skip


def _shared(placed: Placed, export: Export) -> dict[str, Any]:
    """What an observation says of itself and its components alike."""
    resource = placed.resource
    when = _when(placed, export)
    specimens = list(referred_labels(placed, export, "specimen", "type"))
    return {
        "category": category_of(resource, *_CATEGORIES),
        "performer": institution_of(placed, export, "performer"),
        "specimen": ", ".join(dict.fromkeys(specimens)),
        "note": joined(
            labelled("When", when.words), labelled("Method", label_of(resource.get("method"))),
            status_note(placed), notes_of(resource), _issued(resource, when),
        ),
        **site_of(placed, export),
        **when.fields(),
    }  # fmt: skip


def _when(placed: Placed, export: Export) -> When:
    """When it was true: effective[x]; else when its specimen was taken."""
    when = when_of(placed.resource, placed.path, export.deviations, "effective", "applies")
    if not when.is_empty:
        return when
    for index, reference in enumerate(objects(placed.resource.get("specimen"))):
        specimen = export.references.resolve(reference, placed, f"specimen[{index}]")
        if specimen is None:
            continue
        for collection in objects(specimen.resource.get("collection")):
            path = f"{specimen.path}.collection"
            taken = when_of(collection, path, export.deviations, "collected")
            if not taken.is_empty:
                return taken
    return when


def _issued(resource: Json, when: When) -> str:
    """When it was published, where nothing says when it was true."""
    return labelled("Issued", line(resource.get("issued"))[:10]) if when.is_empty else ""


def _unresulted(placed: Placed, measured: Measured) -> dict[str, Any]:
    if token(placed.resource.get("status")) == "cancelled" and measured.value is None:
        return {"absent_reason": "not-performed"}
    return {}


def status_note(placed: Placed) -> str:
    """What a result's status adds to it: preliminary, corrected, cancelled."""
    status = token(placed.resource.get("status"))
    if status in PROVISIONAL or status in REVISED or status in ("cancelled", "unknown"):
        return f"Status: {status}"
    return ""


def questionnaire_response(placed: Placed, export: Export) -> Iterator[Draft]:
    """One fact for each answer, in the order of the form."""
    resource = placed.resource
    when = when_of(resource, placed.path, export.deviations, "authored")
    form = line(resource.get("questionnaire"))
    waiting = _questions(resource, placed.path, "")[::-1]
    while waiting:
        item, path, group = waiting.pop()
        text = line(item.get("text")) or line(item.get("linkId"))
        answers = objects(item.get("answer"))
        for index, answer in enumerate(answers):
            here = f"{path}.answer[{index}]"
            yield _answer(answer, here, text, group, when, form, placed, export)
        inner = _questions(item, path, text if not answers else group)
        for index, answer in enumerate(answers):
            inner += _questions(answer, f"{path}.answer[{index}]", text)
        waiting.extend(inner[::-1])


def _questions(holder: Json, path: str, group: str) -> list[tuple[Json, str, str]]:
    """Items of a form or group; version 2 has groups and questions instead."""
    found = []
    for name in ("item", "group", "question"):
        for index, item in enumerate(items(holder.get(name))):
            if isinstance(item, dict):
                found.append((item, f"{path}.{name}[{index}]", group))
    return found


def _answer(
    answer: Json,
    path: str,
    text: str,
    group: str,
    when: When,
    form: str,
    placed: Placed,
    export: Export,
) -> Draft:
    measured = measured_of(answer, path, export)
    status = token(placed.resource.get("status"))
    return draft(
        "Observation", placed, export, Concept(label=text[:400]),
        path=path, category="survey",
        note=joined(
            labelled("Section", group), labelled("Form", form),
            labelled("Status", status if status in ("in-progress", "stopped") else ""),
            measured.note,
        ),
        **when.fields(), **measured.fields(),
    )  # fmt: skip
