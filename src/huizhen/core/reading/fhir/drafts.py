"""Facts in the making: what a resource says, before its page and its subject are known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from huizhen.core.reading.coded.deviations import Deviations
from huizhen.core.reading.fhir.concepts import Concept, concept_of, label_of
from huizhen.core.reading.fhir.elements import joined, labelled, line, objects, token, words
from huizhen.core.reading.fhir.json_source import Json
from huizhen.core.reading.fhir.references import References, display_of, named_type
from huizhen.core.reading.fhir.resources import Placed
from huizhen.core.reading.fhir.vocabulary import WITHDRAWN, category_word
from huizhen.core.records.dates import PartialDate
from huizhen.core.records.fact import FactType

LONGEST_NOTE = 4_000
_INSTITUTIONS = frozenset(("Organization", "PractitionerRole", "HealthcareService", "Location"))


@dataclass(slots=True)
class Draft:
    """One fact without evidence."""

    type: FactType
    placed: Placed
    path: str
    label: str
    fields: dict[str, Any]
    report: str = ""
    """Text that is long enough for a page of its own."""


@dataclass(slots=True)
class Export:
    """What all resources of a file share while they are read."""

    references: References
    deviations: Deviations
    date: PartialDate | None = None
    """Of the document, or of the bundle."""
    institution: str = ""
    author_devices: set[int] = field(default_factory=set)
    """Ids (Python's) of Device resources that made the record: software, not a patient's device."""


def draft(
    fact_type: FactType,
    placed: Placed,
    export: Export,
    concept: Concept,
    *,
    path: str = "",
    report: str = "",
    **fields: Any,
) -> Draft:
    """A draft with what every fact shares: codes, absence that the code says, withdrawal, notes.

    `note` and `certainty` among the fields are what the resource says; a code for 'none known' or
    'no information' goes before the latter.
    """
    resource = placed.resource
    here = path or placed.path
    if "code" not in fields:
        fields |= {"code": concept.code, "codings": concept.codings}
    fields |= _absence(concept, fields, here, export)
    if placed.is_withdrawn or WITHDRAWN in (
        token(resource.get("status")), token(resource.get("verificationStatus")),
    ):  # fmt: skip
        fields["record_status"] = "withdrawn"
    note = joined(str(fields.get("note", "")), _modified(resource, here, export))
    fields["note"] = note[:LONGEST_NOTE]
    kept = {name: value for name, value in fields.items() if value not in (None, "", ())}
    return Draft(fact_type, placed, here, concept.label, kept, report)


def _absence(concept: Concept, fields: dict[str, Any], path: str, export: Export) -> dict[str, Any]:
    if concept.is_no_known:
        if fields.get("certainty") == "negated":
            export.deviations.add("no_known_denied", path)
        return {"certainty": "negated", "absent_reason": "no-known", "clinical_status": ""}
    if concept.is_no_information:
        return {"certainty": None, "absent_reason": "no-information", "clinical_status": ""}
    if not concept.label:
        if concept.absent is None:
            export.deviations.add("label_missing", path)
        reason = fields.get("absent_reason") or concept.absent or "no-information"
        return {"absent_reason": None if fields.get("value") else reason}
    return {}


def _modified(resource: Json, path: str, export: Export) -> str:
    """Modifier extensions may change the meaning (FHIR 2.1.0.5.1): said, never ignored."""
    found = [words(one.get("url")) for one in objects(resource.get("modifierExtension"))]
    if found:
        export.deviations.add("modifier_extension", path)
    return labelled("Modified by", ", ".join(url.rsplit("/", 1)[-1][:80] for url in found))


def notes_of(resource: Json) -> str:
    """Annotations, and the comments of older versions."""
    texts = [
        line(note.get("text")) if isinstance(note, dict) else line(note)
        for name in ("note", "notes")
        for note in _listed(resource.get(name))
    ]
    texts += [line(resource.get(name)) for name in ("comment", "comments")]
    return joined(*texts)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def reasons_of(resource: Json) -> str:
    """Why something was done or ordered: codes, or the display of what is referred to."""
    coded = [*_listed(resource.get("reasonCode")), *_listed(resource.get("reason"))]
    said = [label_of(one) for one in coded]
    said += [display_of(one) for one in _listed(resource.get("reasonReference"))]
    return labelled("Reason", ", ".join(dict.fromkeys(text for text in said if text)))


def category_of(resource: Json, *known: str) -> str:
    """The first category code that has a meaning here, else the first code, else its words."""
    codes: list[str] = []
    for element in _listed(resource.get("category")):
        concept = concept_of(element)
        codes += [coding.code.lower() for coding in concept.codings] or [concept.label.lower()]
    worded = [category_word(code) for code in codes if code]
    for word in worded:
        if word in known or word not in codes:
            return word
    return worded[0] if worded else ""


def institution_of(placed: Placed, export: Export, *names: str) -> str:
    """The organisation that made or did something; else the document's own."""
    for name in names:
        for index, element in enumerate(objects(placed.resource.get(name))):
            actor = element.get("actor") if "actor" in element else element
            on_behalf = element.get("onBehalfOf")
            place = f"{name}[{index}]"
            for reference in (on_behalf, actor):
                found = organization_name(reference, placed, export, place)
                if found:
                    return found
    return export.institution


def organization_name(reference: Any, holder: Placed, export: Export, path: str) -> str:
    """The name of an organisation, by way of a role or place if need be; '' for a person."""
    if not isinstance(reference, dict):
        return ""
    target = export.references.resolve(reference, holder, path)
    if target is None:
        return display_of(reference) if named_type(reference) in ("Organization", "") else ""
    for _ in range(3):
        if target.type == "Organization":
            return line(target.resource.get("name")) or display_of(reference)
        if target.type not in _INSTITUTIONS:
            return ""
        names = ("organization", "managingOrganization", "providedBy")
        inner = next((target.resource[n] for n in names if n in target.resource), None)
        following = export.references.resolve(inner, target, "organization")
        if following is None:
            return display_of(inner)
        target = following
    return ""


def referred_labels(placed: Placed, export: Export, name: str, *label_names: str) -> Iterator[str]:
    """Labels of the resources that an element refers to, else the references' own display."""
    for index, reference in enumerate(objects(placed.resource.get(name))):
        target = export.references.resolve(reference, placed, f"{name}[{index}]")
        said = ""
        if target is not None:
            said = next((s for n in label_names if (s := label_of(target.resource.get(n)))), "")
        said = said or display_of(reference)
        if said:
            yield said
