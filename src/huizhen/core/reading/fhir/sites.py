"""Body site and side: concepts, laterality qualifiers, body structures."""

from __future__ import annotations

from typing import Any

from huizhen.core.reading.coded.vocabulary import laterality, side_in_site
from huizhen.core.reading.fhir.concepts import concept_of
from huizhen.core.reading.fhir.drafts import Export
from huizhen.core.reading.fhir.elements import extension_value, items, objects, words
from huizhen.core.reading.fhir.json_source import Json
from huizhen.core.reading.fhir.resources import Placed
from huizhen.core.records.fact import Side


def site_of(
    placed: Placed, export: Export, *names: str, holder: Json | None = None
) -> dict[str, Any]:
    """`body_site` and `side` of the named elements; the side only where all that is said agrees."""
    sites: list[str] = []
    sides: list[Side] = []
    resource = placed.resource if holder is None else holder
    for name in names or ("bodySite",):
        for index, element in enumerate(items(resource.get(name))):
            _read(element, f"{name}[{index}]", placed, export, sites, sides)
    for extension in objects(resource.get("extension")):
        if "bodystructure" in _plain(extension) or _plain(extension).endswith("bodysite"):
            _read(extension_value(extension), "extension", placed, export, sites, sides)
    sides += [side for side in map(side_in_site, sites) if side is not None]
    if len(set(sides)) > 1 and len(set(sites)) < 2:
        export.deviations.add("sides_contradict", placed.path)
    side = sides[0] if len(set(sides)) == 1 else None
    return {"body_site": ", ".join(dict.fromkeys(sites)), "side": side}


def _plain(extension: Json) -> str:
    return words(extension.get("url")).lower().replace("-", "")


def _read(
    element: Any, path: str, placed: Placed, export: Export, sites: list[str], sides: list[Side]
) -> None:
    if isinstance(element, dict) and isinstance(element.get("reference"), dict | str):
        reference = element["reference"] if isinstance(element["reference"], dict) else element
        target = export.references.resolve(reference, placed, path)
        if target is not None:
            _read_structure(target.resource, sites, sides)
            return
        element = {"text": element.get("display")}
    concept = concept_of(element)
    if concept.label:
        sites.append(concept.label)
    _sides(element, sides)


def _read_structure(structure: Json, sites: list[str], sides: list[Side]) -> None:
    """BodyStructure: R4 has location and qualifiers, R5 included structures with a laterality."""
    holders = [structure, *objects(structure.get("includedStructure"))]
    for holder in holders:
        for name in ("location", "structure", "code"):
            label = concept_of(holder.get(name)).label
            if label:
                sites.append(label)
        for name in ("locationQualifier", "laterality", "modifier"):
            _qualify(holder.get(name), sides)


def _sides(element: Any, sides: list[Side]) -> None:
    """Laterality among the codes of a site, and in its extensions."""
    for concept in objects(element):
        for extension in objects(concept.get("extension")):
            if "laterality" in _plain(extension) or "locationqualifier" in _plain(extension):
                _qualify(extension_value(extension), sides)
        for coding in concept_of(concept).codings:
            side = laterality(coding)
            if side is not None and coding.code not in ("L", "R", "B"):
                sides.append(side)


def _qualify(element: Any, sides: list[Side]) -> None:
    for one in items(element):
        concept = concept_of(one)
        for coding in concept.codings:
            side = laterality(coding)
            if side is not None:
                sides.append(side)
                break
        else:
            side = side_in_site(concept.label)
            if side is not None:
                sides.append(side)
