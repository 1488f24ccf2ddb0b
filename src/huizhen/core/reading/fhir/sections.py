"""Composition sections: a page each, what they refer to, and why an empty one is empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from huizhen.core.reading.coded.pages import PageBook
from huizhen.core.reading.fhir.concepts import Concept, concept_of
from huizhen.core.reading.fhir.drafts import Draft, Export, draft
from huizhen.core.reading.fhir.elements import items, line, object_of, objects, token
from huizhen.core.reading.fhir.json_source import Json
from huizhen.core.reading.fhir.narratives import narrative_text
from huizhen.core.reading.fhir.resources import Placed
from huizhen.core.reading.fhir.vocabulary import EMPTY_REASONS, SECTION_TYPES
from huizhen.core.records.fact import FactType

_SHORT_NARRATIVE = 400


@dataclass(slots=True)
class Sections:
    """What the compositions of a file give."""

    drafts: list[Draft] = field(default_factory=list)
    ordinals: dict[int, int] = field(default_factory=dict)
    """Page of the section that names a resource, by Python's id of that resource."""
    kinds: dict[int, str] = field(default_factory=dict)
    """Category that the section gives to it: 'history' for past illness."""
    draft_pages: dict[int, int] = field(default_factory=dict)
    """Page of the narrative that says why a section is empty, by Python's id of the draft."""
    pages: list[tuple[int, Placed]] = field(default_factory=list)


def read_composition(composition: Placed, book: PageBook, export: Export, found: Sections) -> None:
    """Adds the composition's pages, references and empty sections to `found`."""
    language = line(composition.resource.get("language"))[:2].lower()
    title = line(composition.resource.get("title")) or "Composition"
    for section, path in _sections(composition):
        name = line(section.get("title")) or concept_of(section.get("code")).label
        text = narrative_text(section)
        ordinal = book.add_narrative(text, name or title, language)
        if ordinal:
            found.pages.append((ordinal, composition))
        _refer(section, path, ordinal, composition, export, found)
        _explain_empty(section, path, ordinal, name, text.text, composition, export, found)
    own = narrative_text(composition.resource)
    ordinal = book.add_narrative(own, title, language)
    if ordinal:
        found.pages.append((ordinal, composition))


def _sections(composition: Placed) -> Iterator[tuple[Json, str]]:
    """Sections and those within them, in reading order, with their paths."""
    waiting = _inner(composition.resource, composition.path)[::-1]
    while waiting:
        section, path = waiting.pop()
        yield section, path
        waiting.extend(_inner(section, path)[::-1])


def _inner(holder: Json, path: str) -> list[tuple[Json, str]]:
    sections = items(holder.get("section"))
    return [(s, f"{path}.section[{i}]") for i, s in enumerate(sections) if isinstance(s, dict)]


def _refer(
    section: Json, path: str, ordinal: int, composition: Placed, export: Export, found: Sections
) -> None:
    _, category = _kind(section)
    for index, reference in enumerate(objects(section.get("entry"))):
        place = f"{path.removeprefix(composition.path).lstrip('.')}.entry[{index}]"
        target = export.references.resolve(reference, composition, place)
        if target is None:
            continue
        if ordinal:
            found.ordinals.setdefault(id(target.resource), ordinal)
        if category == "history":
            found.kinds.setdefault(id(target.resource), category)


def _kind(section: Json) -> tuple[FactType | None, str]:
    """What a section is about, by its LOINC code."""
    for coding in concept_of(section.get("code")).codings:
        if coding.code in SECTION_TYPES:
            return SECTION_TYPES[coding.code]
    return None, ""


def _explain_empty(
    section: Json,
    path: str,
    ordinal: int,
    name: str,
    text: str,
    composition: Placed,
    export: Export,
    found: Sections,
) -> None:
    """A section without entries says why in emptyReason (FHIR Composition.section.emptyReason)."""
    if "emptyReason" not in section:
        if not (text or section.get("entry") or section.get("section")):
            export.deviations.add("section_empty", path)
        return
    if section.get("entry"):
        export.deviations.add("empty_section_with_entries", path)
    made = empty_reason(section, path, name, composition, export)
    found.drafts.append(made)
    if ordinal and len(text) <= _SHORT_NARRATIVE:
        found.draft_pages[id(made)] = ordinal


def empty_reason(holder: Json, path: str, name: str, placed: Placed, export: Export) -> Draft:
    """The fact that a list or section is empty, and why."""
    reason = EMPTY_REASONS.get(token(holder.get("emptyReason")))
    if reason is None:
        export.deviations.add("empty_reason_unknown", path)
    fact_type, category = _kind(holder)
    if fact_type is None:
        fact_type = "DocumentReference"
    concept = concept_of(holder.get("code"))
    fields: dict[str, Any] = {"absent_reason": reason or "no-information", "category": category}
    if reason == "no-known":
        fields["certainty"] = "negated"
    said = line(object_of(holder.get("emptyReason")).get("text"))
    return draft(
        fact_type, placed, export,
        Concept(label=(name or concept.label or "Section")[:400], code=concept.code,
                codings=concept.codings),
        path=path, note=said, **fields,
    )  # fmt: skip


def empty_list(placed: Placed, export: Export) -> Iterator[Draft]:
    """A List that is empty for a reason."""
    if "emptyReason" in placed.resource:
        name = line(placed.resource.get("title"))
        yield empty_reason(placed.resource, placed.path, name, placed, export)
